"""Zones by name: which zone a person means."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import NotFound
from foodtrace.places import fold
from foodtrace.plain_text import name_key
from foodtrace.registry.schema import zone

__all__ = ["find_zone"]


async def find_zone(connection: AsyncConnection, name: str) -> int:
    """The id of the zone of this name; without tone marks too if only one fits. Raises NotFound."""
    rows = (await connection.execute(select(zone.c.id, zone.c.key, zone.c.name))).all()
    for row in rows:
        if row.key == name_key(name):
            return int(row.id)
    folded = [row for row in rows if fold(row.name) == fold(name)]
    if len(folded) == 1:
        return int(folded[0].id)
    known = ", ".join(sorted(row.name for row in rows)[:5]) or "none yet"
    raise NotFound(
        f"no zone is named {name!r}; zones here: {known}{' ...' if len(rows) > 5 else ''}",
        code="zone_not_found",
    )
