"""What of a recall somebody may see: the establishments within bounds, where they stand, and how many others."""

from __future__ import annotations

import msgspec
from sqlalchemy import select

from foodtrace.access import Who, within
from foodtrace.registry import Registry
from foodtrace.registry.schema import establishment
from foodtrace.registry.supply_schema import transformation
from foodtrace.sticker import place_centre
from foodtrace.supply.answers import Recall
from foodtrace.supply.shelves import chunks

__all__ = ["SeenRecall", "Spot", "seen_by"]


class Spot(msgspec.Struct, frozen=True):
    """Where an establishment of a recall is; `at` is latitude and longitude, None where none is on record."""

    id: int
    street: str
    ward: int
    at: tuple[float, float] | None
    closed: bool = False


class SeenRecall(msgspec.Struct, frozen=True):
    """A recall with the establishments within bounds alone, and with the suppliers of what they received.

    `outside` is how many others the goods reached.
    """

    recall: Recall
    spots: dict[int, Spot]
    outside: int


async def seen_by(registry: Registry, recall: Recall, who: Who) -> SeenRecall:
    """The part of the recall that `who` may see."""
    table = establishment.c
    query = select(table.id, table.street, table.ward, table.place, table.closed_at)
    spots: dict[int, Spot] = {}
    made: list[int] = []
    async with registry.reading() as connection:
        for some in chunks(one.id for one in recall.establishments):
            for row in await connection.execute(query.where(table.id.in_(some), within(who))):
                at = None if row.place is None else place_centre(bytes(row.place))
                spots[row.id] = Spot(row.id, row.street, row.ward, at, row.closed_at is not None)
        outside = len(recall.establishments) - len(spots)
        if not outside:
            return SeenRecall(recall, spots, 0)
        for some in chunks(recall.transformations):
            here = select(transformation.c.id, transformation.c.establishment_id)
            rows = await connection.execute(here.where(transformation.c.id.in_(some)))
            made += [number for number, place in rows if place in spots]
    kept = tuple(one for one in recall.establishments if one.id in spots)
    receipts = {each.id for one in kept for each in one.receipts}
    suppliers = tuple(
        msgspec.structs.replace(one, receipts=mine)
        for one in recall.suppliers
        if (mine := tuple(each for each in one.receipts if each in receipts))
    )
    part = msgspec.structs.replace(
        recall, establishments=kept, suppliers=suppliers, transformations=tuple(sorted(made))
    )
    return SeenRecall(part, spots, outside)
