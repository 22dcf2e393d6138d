"""What every change of a sticker's standing has in common: the rows, the rules, the events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import Conflict
from foodtrace.registry import Event, establishment_not_found, record_events
from foodtrace.registry.schema import IN_FORCE, REVOKED, SUSPENDED, establishment, sticker
from foodtrace.sticker import encode_typed_code

__all__ = [
    "Change",
    "conflict",
    "current_of",
    "hangs_on",
    "refuse_if_revoked",
    "refuse_if_suspended",
    "stickers_of",
    "this_sticker",
    "turn",
]


class Change(msgspec.Struct, frozen=True):
    """What was done: `changed` are (kid, idx, new state) of every sticker it touched, new ones included."""

    id: int
    kind: str
    changed: tuple[tuple[bytes, int, int], ...]


async def turn(
    connection: AsyncConnection,
    id: int,
    kind: str,
    rows: Sequence[Row[*tuple[Any, ...]]],
    state: int,
    reason: str,
    actor: str,
    now: int,
) -> Change:
    """Give the stickers a new state, with an event for each."""
    for row in rows:
        await connection.execute(update(sticker).where(this_sticker(row)).values(state=state))
    events = [
        Event(
            at=now,
            actor=actor,
            kind=kind,
            establishment_id=id,
            kid=row.kid,
            idx=row.idx,
            reason=reason,
            before={"state": row.state},
            after={"state": state},
        )
        for row in rows
    ]
    await record_events(connection, events)
    return Change(id, kind, tuple((row.kid, row.idx, state) for row in rows))


def this_sticker(row: Row[*tuple[Any, ...]]) -> Any:
    return (sticker.c.kid == row.kid) & (sticker.c.idx == row.idx)


async def stickers_of(connection: AsyncConnection, id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Every sticker of an open establishment, oldest first. Raises NotFound, Conflict (closed)."""
    known = select(establishment.c.closed_at).where(establishment.c.id == id)
    found = (await connection.execute(known)).first() if 1 <= id < 2**32 else None
    if found is None:
        raise establishment_not_found(id)
    if found.closed_at is not None:
        raise conflict(id, "is closed, which is for good", "closed")
    query = select(
        sticker.c.kid,
        sticker.c.idx,
        sticker.c.establishment_id,
        sticker.c.exp,
        sticker.c.state,
        sticker.c.put_up_at,
        sticker.c.superseded_at,
    ).where(sticker.c.establishment_id == id)
    return (await connection.execute(query.order_by(sticker.c.iat, sticker.c.idx))).all()


def hangs_on(row: Row[*tuple[Any, ...]]) -> bool:
    """A renewed sticker that still counts: superseded, but not yet replaced."""
    return row.superseded_at is not None and row.state in (IN_FORCE, SUSPENDED)


def current_of(id: int, stickers: Sequence[Row[*tuple[Any, ...]]]) -> Row[*tuple[Any, ...]]:
    for row in stickers:
        if row.superseded_at is None:
            return row
    raise conflict(id, "has no sticker yet; issue one first", "no_live_sticker")


def refuse_if_revoked(id: int, stickers: Sequence[Row[*tuple[Any, ...]]]) -> None:
    if any(row.state == REVOKED for row in stickers):
        raise conflict(id, "is revoked, which is for good", "revoked")


def refuse_if_suspended(id: int, stickers: Sequence[Row[*tuple[Any, ...]]]) -> None:
    if any(row.state == SUSPENDED for row in stickers):
        raise conflict(id, "is suspended; reinstate it first", "suspended")


def conflict(id: int, what: str, code: str) -> Conflict:
    return Conflict(f"{encode_typed_code(id)} {what}; nothing was changed", code=code, id=id)
