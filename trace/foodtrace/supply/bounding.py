"""What of a recall somebody may see: the establishments within bounds, where they stand, and how many others."""

from __future__ import annotations

import msgspec
from sqlalchemy import select

from foodtrace.access import Who, within
from foodtrace.registry import Registry
from foodtrace.registry.schema import establishment
from foodtrace.sticker import place_centre
from foodtrace.supply.answers import Recall
from foodtrace.supply.shelves import chunks

__all__ = ["Spot", "bounded", "spots_of"]


class Spot(msgspec.Struct, frozen=True):
    """Where an establishment of a recall is; `at` is latitude and longitude, None where none is on record."""

    id: int
    street: str
    ward: int
    at: tuple[float, float] | None
    closed: bool = False


async def spots_of(registry: Registry, recall: Recall, who: Who) -> dict[int, Spot]:
    """The recall's establishments that lie within the bounds of `who`."""
    table = establishment.c
    query = select(table.id, table.street, table.ward, table.place, table.closed_at)
    found: dict[int, Spot] = {}
    async with registry.reading() as connection:
        for some in chunks(one.id for one in recall.establishments):
            for row in await connection.execute(query.where(table.id.in_(some), within(who))):
                at = None if row.place is None else place_centre(bytes(row.place))
                found[row.id] = Spot(row.id, row.street, row.ward, at, row.closed_at is not None)
    return found


def bounded(recall: Recall, spots: dict[int, Spot]) -> Recall:
    """The recall with the establishments of `spots` alone, and with the suppliers of what they received."""
    if len(spots) == len(recall.establishments):
        return recall
    kept = tuple(one for one in recall.establishments if one.id in spots)
    receipts = {each.id for one in kept for each in one.receipts}
    suppliers = tuple(
        msgspec.structs.replace(one, receipts=mine)
        for one in recall.suppliers
        if (mine := tuple(each for each in one.receipts if each in receipts))
    )
    # What was made where is told by no transformation of a place outside.
    return msgspec.structs.replace(
        recall, establishments=kept, suppliers=suppliers, transformations=()
    )
