"""Finding the establishment of a visit whose codes led to none."""

from __future__ import annotations

from sqlalchemy import select, update

from foodtrace.errors import Conflict, NotFound
from foodtrace.registry import Event, Registry, establishment_not_found, record_events
from foodtrace.registry.private_schema import visit
from foodtrace.registry.reasons import check_actor
from foodtrace.registry.schema import establishment

__all__ = ["place_visit"]


async def place_visit(
    registry: Registry, visit_id: int, establishment_id: int, *, actor: str, now: int
) -> None:
    """Say which establishment a visit was to; once, for a visit that belongs to none.

    Raises NotFound (visit_not_found, establishment_not_found), Conflict (placed).
    """
    actor = check_actor(actor)
    async with registry.writing() as connection:
        this = visit.c.id == visit_id
        query = select(visit.c.establishment_id).where(this)
        row = (await connection.execute(query)).first()
        if row is None:
            raise NotFound(f"there is no visit {visit_id}", code="visit_not_found")
        if row.establishment_id is not None:
            raise Conflict(
                f"visit {visit_id} belongs to an establishment already; withdraw its result "
                "and enter the visit anew if it is the wrong one",
                code="placed",
            )
        place = select(establishment.c.id).where(establishment.c.id == establishment_id)
        if (await connection.execute(place)).first() is None:
            raise establishment_not_found(establishment_id)
        await connection.execute(
            update(visit).where(this).values(establishment_id=establishment_id)
        )
        event = Event(
            at=now,
            actor=actor,
            kind="visit_placed",
            establishment_id=establishment_id,
            before={"visit": visit_id, "establishment": None},
            after={"visit": visit_id, "establishment": establishment_id},
        )
        await record_events(connection, [event])
