"""The bounds of rights: as a condition of a query, and from the names that a person gives them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, or_, select, true

from foodtrace.access.rights import Who
from foodtrace.errors import InvalidRequest
from foodtrace.places import resolve_ward
from foodtrace.registry import Registry, find_zone
from foodtrace.registry.schema import establishment, zone

__all__ = ["bounds_named", "within", "zones_by_id"]


def within(who: Who) -> ColumnElement[bool]:
    """For a query over `establishment`: the places that `who.covers`, so that no other is read."""
    if who.everywhere:
        return true()
    return or_(establishment.c.zone_id.in_(who.zones), establishment.c.ward.in_(who.wards))


async def bounds_named(
    registry: Registry, zones: Iterable[str], wards: Sequence[str]
) -> tuple[list[int], list[int]]:
    """Ids of zones and codes of wards in force. Raises NotFound (zone_not_found), InvalidRequest (ward).

    The name of an old ward is refused: what took it over is larger than what was meant.
    """
    async with registry.reading() as connection:
        found = [await find_zone(connection, name) for name in zones]
    codes = []
    for name in wards:
        read = resolve_ward(name, registry.authority.province)
        if read.unit is None or read.old is not None:
            near = ", ".join(
                f"{each.name} ({each.code})"
                for each in ((read.unit,) if read.unit else read.candidates or read.near)[:5]
            )
            raise InvalidRequest(
                f"no ward in force is named {name!r}{'; did you mean ' + near if near else ''}",
                code="ward",
            )
        codes.append(read.unit.code)
    return sorted(set(found)), sorted(set(codes))


async def zones_by_id(registry: Registry) -> dict[int, str]:
    """Every zone's name, in the order of names."""
    async with registry.reading() as connection:
        rows = await connection.execute(select(zone.c.id, zone.c.name).order_by(zone.c.key))
        return {row.id: row.name for row in rows}
