"""Parcels: goods at a place from a day on, and what a walk has reached of them; pure."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

__all__ = ["LOT", "PRODUCT_AND_DAY", "SUPPLIER_AND_DAY", "Parcel", "Reached", "Way"]

# Positions in foodtrace.supply.CERTAINTIES.
LOT, PRODUCT_AND_DAY, SUPPLIER_AND_DAY = 0, 1, 2

#: (certainty, steps) of what was reached.
Way = tuple[int, int]


class Parcel(msgspec.Struct, frozen=True, gc=False):
    """A receipt, or what came out of a transformation (`made` is its number then, else 0; `id` is below 0).

    At hand from `day` to `until`, both counted in. `papers` is the number that people know them by.
    """

    id: int
    made: int
    place: int
    product: int
    lot: int | None
    day: int
    until: int
    supplier: int | None = None
    sender: int | None = None
    quantity: str = ""
    unit: str = ""
    papers: str = ""


class Reached:
    """What a walk has found so far: each parcel once, with its best certainty and its fewest steps."""

    def __init__(self) -> None:
        self.parcels: dict[int, Parcel] = {}
        self.ways: dict[int, Way] = {}
        self._changed: dict[int, Parcel] = {}

    def add(self, goods: Parcel, rank: int, steps: int) -> None:
        """Note a way to the parcel; it is walked on from again only if that is surer or shorter."""
        best = self.ways.get(goods.id)
        if best is None:
            self.parcels[goods.id] = goods
            self.ways[goods.id] = (rank, steps)
        elif rank < best[0] or steps < best[1]:
            self.ways[goods.id] = (min(rank, best[0]), min(steps, best[1]))
        else:
            return
        self._changed[goods.id] = goods

    def add_new(self, parcels: Iterable[Parcel], rank: int, steps: int) -> None:
        """Note the same way to all of these that were not found before."""
        fresh = {one.id: one for one in parcels if one.id not in self.ways}
        self.parcels |= fresh
        self.ways |= dict.fromkeys(fresh, (rank, steps))
        self._changed |= fresh

    def take_changed(self) -> list[Parcel]:
        """The parcels to walk on from; they count as walked afterwards."""
        changed = list(self._changed.values())
        self._changed.clear()
        return changed
