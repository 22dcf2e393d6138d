"""Sessions: kept on the server under the hash of their token, short, and ended at once when they should.

A session counts only while the clock stands where it can have been used: one seen "in the future" is
over. What ran out is removed by the next request of anybody that writes, so that a clock set back finds
nothing to bring back to life.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.access.people import who_is
from foodtrace.access.rights import Who
from foodtrace.access.tokens import draw_token, token_sha256
from foodtrace.registry import Event, Registry, record_events
from foodtrace.registry.access_schema import account, office_session

__all__ = [
    "CLOCK_SLACK",
    "Limits",
    "Session",
    "end_session",
    "find_session",
    "keep_language",
    "sessions_of",
    "start_session",
]

# Clocks of two workers differ by less; a session seen later than now and this is not believed.
CLOCK_SLACK: Final = 120
# `seen_at` is written this often at most: a page costs a write a minute, not one each.
_TOUCH_SECONDS: Final = 60


class Limits(msgspec.Struct, frozen=True):
    """Seconds: how long a session lasts unused, how long at most, how long after it a change is trusted."""

    idle: int = 30 * 60
    longest: int = 12 * 3600
    fresh: int = 30 * 60


class Session(msgspec.Struct, frozen=True):
    """Somebody signed in. `number` tells an account's own sessions apart and opens none."""

    who: Who
    number: str
    made_at: int
    seen_at: int
    browser: str
    language: str | None

    def is_fresh(self, now: int, limits: Limits) -> bool:
        """Whether the person proved who she is a short while ago."""
        return now - self.made_at <= limits.fresh


async def start_session(
    registry: Registry,
    account_id: int,
    *,
    browser: str,
    language: str | None,
    instead_of: str = "",
    now: int,
) -> str:
    """A new session; gives its token, which is kept nowhere. The one it follows ends with it."""
    token = draw_token("fts_")
    row = {"token_sha256": token_sha256(token), "browser": browser[:60], "language": language}
    values = {"account_id": account_id, "made_at": now, "seen_at": now}
    async with registry.writing() as connection:
        followed = office_session.c.token_sha256 == token_sha256(instead_of)
        await connection.execute(delete(office_session).where(followed))
        await connection.execute(insert(office_session).values(**row, **values))
        await record_events(connection, [_told("signed_in", account_id, now)])
    return token


async def find_session(
    registry: Registry, token: str, *, limits: Limits, now: int
) -> Session | None:
    """Whose session this is; None when there is none, or it is over."""
    if not token:
        return None
    table = office_session.c
    query = (
        select(office_session, account)
        .join_from(office_session, account, table.account_id == account.c.id)
        .where(table.token_sha256 == token_sha256(token), account.c.revoked_at.is_(None))
    )
    async with registry.reading() as connection:
        row = (await connection.execute(query)).first()
    if row is None:
        return None
    over = _is_over(row, limits, now)
    if over or now - row.seen_at >= _TOUCH_SECONDS:
        async with registry.writing() as connection:
            await _sweep(connection, limits, now)
            if not over:
                this = table.token_sha256 == row.token_sha256
                await connection.execute(update(office_session).where(this).values(seen_at=now))
    return None if over else _session(row)


async def end_session(registry: Registry, account_id: int, number: str, *, now: int) -> None:
    """End one session of an account by its number, or nothing if it is over."""
    async with registry.writing() as connection:
        table = office_session.c
        query = select(table.token_sha256).where(table.account_id == account_id)
        for (digest,) in (await connection.execute(query)).all():
            if _number(digest) == number:
                this = table.token_sha256 == digest
                await connection.execute(delete(office_session).where(this))
                await record_events(connection, [_told("signed_out", account_id, now)])


async def sessions_of(
    registry: Registry, account_id: int, *, limits: Limits, now: int
) -> list[Session]:
    """The sessions of an account that are not over, the one used last first."""
    query = (
        select(office_session, account)
        .join_from(office_session, account, office_session.c.account_id == account.c.id)
        .where(account.c.id == account_id)
        .order_by(office_session.c.seen_at.desc())
    )
    async with registry.reading() as connection:
        rows = (await connection.execute(query)).all()
    return [_session(row) for row in rows if not _is_over(row, limits, now)]


async def keep_language(registry: Registry, token: str, language: str) -> None:
    """Remember the language that a session reads."""
    this = office_session.c.token_sha256 == token_sha256(token)
    async with registry.writing() as connection:
        await connection.execute(update(office_session).where(this).values(language=language))


def _is_over(row: Any, limits: Limits, now: int) -> bool:
    seen_at, made_at = int(row.seen_at), int(row.made_at)
    late = now - seen_at >= limits.idle or now - made_at >= limits.longest
    return late or now < seen_at - CLOCK_SLACK


async def _sweep(connection: AsyncConnection, limits: Limits, now: int) -> None:
    table = office_session.c
    over: ColumnElement[bool] = or_(
        table.seen_at <= now - limits.idle,
        table.made_at <= now - limits.longest,
        table.seen_at > now + CLOCK_SLACK,
    )
    await connection.execute(delete(office_session).where(over))


def _session(row: Any) -> Session:
    return Session(
        who=who_is(row),
        number=_number(row.token_sha256),
        made_at=row.made_at,
        seen_at=row.seen_at,
        browser=row.browser,
        language=row.language,
    )


def _told(kind: str, account_id: int, now: int) -> Event:
    return Event(at=now, actor=f"user {account_id}", kind=kind, after={"account": account_id})


def _number(digest: bytes) -> str:
    return bytes(digest)[:6].hex()
