"""The record of changes as somebody may read it: within bounds only what concerns the places inside."""

from __future__ import annotations

from sqlalchemy import select

from foodtrace.access.bounds import within
from foodtrace.access.rights import Who
from foodtrace.registry import Event, Registry, event_of
from foodtrace.registry.schema import establishment, event

__all__ = ["events_after"]


async def events_after(registry: Registry, who: Who, seq: int, *, most: int) -> list[Event]:
    """Up to `most` changes after the one of number `seq`, oldest first."""
    query = select(event).where(event.c.seq > seq).order_by(event.c.seq).limit(most)
    if not who.everywhere:
        inside = event.c.establishment_id == establishment.c.id
        query = query.join_from(event, establishment, inside).where(within(who))
    async with registry.reading() as connection:
        return [event_of(row) for row in await connection.execute(query)]
