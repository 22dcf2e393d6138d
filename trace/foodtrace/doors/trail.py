"""What else the office holds of an establishment: its visits and its applications, by their numbers alone."""

from __future__ import annotations

import msgspec
from sqlalchemy import select

from foodtrace.registry import Registry
from foodtrace.registry.applications_schema import application
from foodtrace.registry.private_schema import visit

__all__ = ["Trail", "trail_of"]


class Trail(msgspec.Struct, frozen=True):
    """Newest first: (number, when it was), of visits and of applications."""

    visits: tuple[tuple[int, int], ...]
    dossiers: tuple[tuple[str, int], ...]


async def trail_of(registry: Registry, id: int, *, limit: int = 10) -> Trail:
    """Of one establishment; whether somebody may see it is the caller's question."""
    visits = select(visit.c.id, visit.c.visited_at).where(visit.c.establishment_id == id)
    dossiers = select(application.c.number, application.c.received_at)
    dossiers = dossiers.where(application.c.establishment_id == id)
    async with registry.reading() as connection:
        seen = await connection.execute(visits.order_by(visit.c.visited_at.desc()).limit(limit))
        filed = await connection.execute(
            dossiers.order_by(application.c.received_at.desc()).limit(limit)
        )
        return Trail(
            tuple((row.id, row.visited_at) for row in seen),
            tuple((row.number, row.received_at) for row in filed),
        )
