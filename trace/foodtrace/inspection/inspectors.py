"""Who may send visits: inspectors by name, each with a token that is shown once and kept as a hash."""

from __future__ import annotations

from typing import Final

import msgspec
from sqlalchemy import insert, select, update

from foodtrace.access import token_of, token_sha256
from foodtrace.errors import AccessDenied, Conflict, InvalidRequest, NotFound
from foodtrace.plain_text import checked_name, name_key
from foodtrace.registry import Event, Registry, record_events
from foodtrace.registry.private_schema import inspector
from foodtrace.registry.reasons import check_actor

__all__ = [
    "TOKEN_RANDOM_BYTES",
    "Inspector",
    "add_inspector",
    "list_inspectors",
    "recognise_inspector",
    "revoke_inspector",
]

TOKEN_RANDOM_BYTES: Final = 32
# So that a token found in a wrong place can be told from anything else.
_PREFIX: Final = "fti_"
_MAX_NAME: Final = 100


class Inspector(msgspec.Struct, frozen=True):
    """One inspector. `last_used_day` is the day (UTC+7, days since 1970) a visit last came in."""

    id: int
    name: str
    added_at: int
    revoked_at: int | None
    last_used_day: int | None


async def add_inspector(
    registry: Registry, name: str, *, random: bytes, actor: str, now: int
) -> tuple[str, str]:
    """Let `name` send visits; gives the name as kept and the token, which is kept nowhere.

    `random` are 32 bytes never used before.

    Someone whose token was revoked gets another and stays the same person for the register. Raises
    InvalidRequest (inspector_name), Conflict (inspector_exists).
    """
    name = checked_name(name, most=_MAX_NAME, code="inspector_name")
    actor = check_actor(actor)
    if len(random) != TOKEN_RANDOM_BYTES:
        raise InvalidRequest(f"expected {TOKEN_RANDOM_BYTES} random bytes, got {len(random)}")
    token = token_of(_PREFIX, random)
    table = inspector.c
    async with registry.writing() as connection:
        query = select(table.id, table.revoked_at).where(table.key == name_key(name))
        known = (await connection.execute(query)).first()
        if known is not None and known.revoked_at is None:
            raise Conflict(
                f"{name} is an inspector already; to give another token, revoke this one first",
                code="inspector_exists",
            )
        values = {
            "name": name,
            "token_sha256": token_sha256(token),
            "added_at": now,
            "revoked_at": None,
        }
        if known is None:
            change = insert(inspector).values(key=name_key(name), **values).returning(table.id)
            number = int((await connection.execute(change)).scalar_one())
        else:
            number = known.id
            await connection.execute(update(inspector).where(table.id == number).values(**values))
        # The number, not the name: events are for good, a person's name is not.
        event = Event(at=now, actor=actor, kind="inspector_added", after={"inspector": number})
        await record_events(connection, [event])
    return name, token


async def revoke_inspector(registry: Registry, name: str, *, actor: str, now: int) -> Inspector:
    """End the token of `name`; visits already sent stay. Raises NotFound, Conflict (inspector_revoked)."""
    actor = check_actor(actor)
    async with registry.writing() as connection:
        query = select(inspector).where(inspector.c.key == name_key(name))
        row = (await connection.execute(query)).first()
        if row is None:
            raise NotFound(
                f"no inspector is named {name!r}; see `foodtrace inspectors list`",
                code="inspector_not_found",
            )
        if row.revoked_at is not None:
            raise Conflict(
                f"{row.name} has no valid token; nothing was changed", code="inspector_revoked"
            )
        this = inspector.c.id == row.id
        await connection.execute(update(inspector).where(this).values(revoked_at=now))
        event = Event(at=now, actor=actor, kind="inspector_revoked", after={"inspector": row.id})
        await record_events(connection, [event])
    return Inspector(row.id, row.name, row.added_at, now, row.last_used_day)


async def list_inspectors(registry: Registry) -> list[Inspector]:
    """Everybody who ever had a token, by name."""
    table = inspector.c
    query = select(
        table.id, table.name, table.added_at, table.revoked_at, table.last_used_day
    ).order_by(table.key)
    async with registry.reading() as connection:
        return [Inspector(*row) for row in await connection.execute(query)]


async def recognise_inspector(registry: Registry, token: str) -> Inspector:
    """Whose token this is. Raises AccessDenied: token_unknown, token_revoked."""
    table = inspector.c
    # Found by the hash of 256 random bits: nothing about a token can be learnt from the time this takes.
    query = select(
        table.id, table.name, table.added_at, table.revoked_at, table.last_used_day
    ).where(table.token_sha256 == token_sha256(token))
    async with registry.reading() as connection:
        row = (await connection.execute(query)).first()
    if row is None:
        raise AccessDenied(
            "the token is not one of this office's; ask the office for a new one",
            code="token_unknown",
        )
    if row.revoked_at is not None:
        raise AccessDenied(
            "the token was revoked; ask the office for a new one", code="token_revoked"
        )
    return Inspector(*row)
