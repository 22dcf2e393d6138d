"""Keys of integrators: some rights, within bounds, shown once and kept as a hash."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any, Final

import msgspec
from sqlalchemy import Row, insert, select, update

from foodtrace.access.accounts import checked_bounds
from foodtrace.access.rights import Right, Who
from foodtrace.access.sessions import CLOCK_SLACK
from foodtrace.access.tokens import RandomBytes, draw_token, token_sha256
from foodtrace.errors import AccessDenied, Conflict, InvalidRequest, NotFound
from foodtrace.plain_text import checked_name
from foodtrace.registry import Event, Registry, record_events
from foodtrace.registry.access_schema import api_key
from foodtrace.registry.reasons import check_actor
from foodtrace.sticker import civil_day

__all__ = ["KEY_RIGHTS", "ApiKey", "add_key", "list_keys", "recognise_key", "revoke_key"]

# A key reads, and tells of goods as EPCIS; what changes anything else is done by a person.
KEY_RIGHTS: Final = (
    Right.READ_APPLICATIONS,
    Right.READ_VISITS,
    Right.READ_ALERTS,
    Right.READ_EVENTS,
    Right.CAPTURE_EPCIS,
    Right.QUERY_EPCIS,
)
_MAX_NAME: Final = 100


class ApiKey(msgspec.Struct, frozen=True):
    """One key; `last_used_day` is a civil day (UTC+7), days since 1970."""

    id: int
    name: str
    rights: tuple[Right, ...]
    zones: frozenset[int]
    wards: frozenset[int]
    added_at: int
    ends_at: int | None
    revoked_at: int | None
    last_used_day: int | None

    def is_over(self, now: int) -> bool:
        return self.revoked_at is not None or (self.ends_at is not None and now >= self.ends_at)


async def add_key(
    registry: Registry,
    name: str,
    rights: Iterable[Right],
    *,
    zones: Iterable[int] = (),
    wards: Iterable[int] = (),
    ends_at: int | None = None,
    actor: str,
    now: int,
    random_bytes: RandomBytes = secrets.token_bytes,
) -> tuple[int, str]:
    """A new key; gives its number and its token, which is kept nowhere.

    Raises InvalidRequest: key_name, key_rights, key_ends, bounds; NotFound (zone_not_found).
    """
    name = checked_name(name, most=_MAX_NAME, code="key_name")
    actor = check_actor(actor)
    wanted = sorted(set(rights))
    if not wanted or not set(wanted) <= set(KEY_RIGHTS):
        raise InvalidRequest("expected at least one right, and rights of a key", code="key_rights")
    if ends_at is not None and ends_at <= now:
        raise InvalidRequest("expected an end that is still to come", code="key_ends")
    token = draw_token("ftk_", random_bytes)
    async with registry.writing() as connection:
        bounds = await checked_bounds(connection, zones, wards)
        values = {
            "name": name,
            "rights": [str(each) for each in wanted],
            "ends_at": ends_at,
            **bounds,
        }
        made = (
            insert(api_key)
            .values(token_sha256=token_sha256(token), added_at=now, **values)
            .returning(api_key.c.id)
        )
        number = int((await connection.execute(made)).scalar_one())
        after = {"key": number, **values}
        event = Event(at=now, actor=actor, kind="api_key_added", after=after)
        await record_events(connection, [event])
    return number, token


async def revoke_key(registry: Registry, number: int, *, actor: str, now: int) -> None:
    """End a key at once. Raises NotFound, Conflict (key_revoked)."""
    actor = check_actor(actor)
    async with registry.writing() as connection:
        this = api_key.c.id == number
        row = (await connection.execute(select(api_key.c.revoked_at).where(this))).first()
        if row is None:
            raise NotFound(f"there is no key {number}", code="key_not_found")
        if row.revoked_at is not None:
            raise Conflict("this key was revoked before", code="key_revoked")
        await connection.execute(update(api_key).where(this).values(revoked_at=now))
        event = Event(at=now, actor=actor, kind="api_key_revoked", after={"key": number})
        await record_events(connection, [event])


async def list_keys(registry: Registry) -> list[ApiKey]:
    """Every key there is or was, the newest first."""
    async with registry.reading() as connection:
        rows = await connection.execute(select(api_key).order_by(api_key.c.id.desc()))
        return [_key(row) for row in rows]


async def recognise_key(registry: Registry, token: str, *, now: int) -> Who:
    """Whose key this is; the day of its use is kept. Raises AccessDenied: key_unknown, key_over."""
    query = select(api_key).where(api_key.c.token_sha256 == token_sha256(token))
    async with registry.reading() as connection:
        row = (await connection.execute(query)).first()
    if row is None:
        raise AccessDenied("this key is not known here", code="key_unknown")
    key = _key(row)
    if key.is_over(now) or now < key.added_at - CLOCK_SLACK:
        raise AccessDenied("this key was revoked or has ended", code="key_over")
    day = civil_day(now)
    if key.last_used_day is None or key.last_used_day < day:
        async with registry.writing() as connection:
            this = api_key.c.id == key.id
            await connection.execute(update(api_key).where(this).values(last_used_day=day))
    return Who(key.id, key.name, frozenset(key.rights), key.zones, key.wards, by_key=True)


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(
        row.id,
        row.name,
        tuple(Right(each) for each in row.rights),
        frozenset(row.zones),
        frozenset(row.wards),
        row.added_at,
        row.ends_at,
        row.revoked_at,
        row.last_used_day,
    )
