"""Closing: an establishment that gave up or moved, and what becomes of the stickers at its door."""

from __future__ import annotations

import functools

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import Conflict
from foodtrace.issuing.changing import Change, conflict, stickers_of, turn
from foodtrace.issuing.selection import is_live
from foodtrace.publication import end_consent
from foodtrace.registry import Event, Registry, establishment_not_found, record_events
from foodtrace.registry.reasons import check_actor, check_reason
from foodtrace.registry.schema import (
    IN_FORCE,
    REPLACED,
    REVOKED,
    SUSPENDED,
    establishment,
    sticker,
)
from foodtrace.sticker import encode_typed_code

__all__ = ["close_establishment"]


async def close_establishment(
    registry: Registry,
    id: int,
    *,
    reason: str,
    actor: str,
    now: int,
    moved_to: int | None = None,
) -> Change:
    """Close an establishment for good; with `moved_to`, say which one its trade goes on in.

    Its live stickers become replaced if the new establishment has a live one, else revoked: none is
    valid at the old door. An establishment without a sticker can be closed too. Raises NotFound,
    Conflict (closed, moved_to_itself, moved_to_closed).
    """
    reason, actor = check_reason(reason), check_actor(actor)
    async with registry.writing() as connection:
        stickers = await stickers_of(connection, id)
        state = REVOKED
        if moved_to is not None and await _goes_on(connection, id, moved_to, now):
            state = REPLACED
        values = {"closed_at": now, "moved_to": moved_to}
        this = establishment.c.id == id
        await connection.execute(update(establishment).where(this).values(values))
        event = Event(
            at=now,
            actor=actor,
            kind="closed",
            establishment_id=id,
            reason=reason,
            before={"closed_at": None, "moved_to": None},
            after=values,
        )
        await record_events(connection, [event])
        ended = functools.partial(
            end_consent, establishment_id=id, by="closing", actor=actor, now=now
        )
        await connection.run_sync(ended)
        chosen = [
            row
            for row in stickers
            if row.state == SUSPENDED or (row.state == IN_FORCE and row.exp > now)
        ]
        return await turn(connection, id, "closed", chosen, state, reason, actor, now)


async def _goes_on(connection: AsyncConnection, id: int, moved_to: int, now: int) -> bool:
    """Whether the new establishment, which must be an open one, has a live sticker."""
    if moved_to == id:
        raise conflict(id, "cannot move to itself", "moved_to_itself")
    query = select(establishment.c.closed_at).where(establishment.c.id == moved_to)
    found = (await connection.execute(query)).first() if 1 <= moved_to < 2**32 else None
    if found is None:
        raise establishment_not_found(moved_to)
    if found.closed_at is not None:
        raise Conflict(
            f"{encode_typed_code(id)} cannot move to {encode_typed_code(moved_to)}, which is closed "
            "itself; nothing was changed",
            code="moved_to_closed",
            id=id,
        )
    live = select(sticker.c.idx).where(sticker.c.establishment_id == moved_to, is_live(now))
    return (await connection.execute(live.limit(1))).first() is not None
