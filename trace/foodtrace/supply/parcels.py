"""Parcels: goods at a place from a day on, the links between them, and what a walk has reached; pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["LOT", "PRODUCT_AND_DAY", "SUPPLIER_AND_DAY", "Parcel", "Reached", "link"]

# Positions in foodtrace.supply.CERTAINTIES.
LOT, PRODUCT_AND_DAY, SUPPLIER_AND_DAY = 0, 1, 2


class Parcel(NamedTuple):
    """A receipt, or what came out of a transformation (`made` is its number then, else 0).

    At hand from `day` to `until`, both counted in.
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
    document: int = 0


def link(goods: Parcel, lot: int | None, day: int) -> int | None:
    """How surely `goods` are in what left them on `day` under `lot`; None: they are not.

    Two lots that are both known either are the same or rule each other out; a known lot has no window,
    only an order in time.
    """
    if goods.lot is not None and lot is not None:
        return LOT if goods.lot == lot and goods.day <= day else None
    return PRODUCT_AND_DAY if goods.day <= day <= goods.until else None


class Reached:
    """What a walk has found so far: each parcel once, with its best certainty and its fewest steps."""

    def __init__(self) -> None:
        self.receipts: dict[int, Parcel] = {}
        self.outputs: dict[int, Parcel] = {}
        self._best: dict[tuple[int, bool], tuple[int, int]] = {}
        self._changed: dict[tuple[int, bool], Parcel] = {}

    def add(self, goods: Parcel, rank: int, steps: int) -> None:
        """Note a way to the parcel; it is walked on from again only if that is surer or shorter."""
        key = (goods.id, goods.made != 0)
        best = self._best.get(key)
        if best is None:
            (self.outputs if goods.made else self.receipts)[goods.id] = goods
            self._best[key] = (rank, steps)
        elif rank < best[0] or steps < best[1]:
            self._best[key] = (min(rank, best[0]), min(steps, best[1]))
        else:
            return
        self._changed[key] = goods

    def holds(self, goods: Parcel) -> bool:
        """Whether the parcel was found."""
        return (goods.id, goods.made != 0) in self._best

    def best(self, goods: Parcel) -> tuple[int, int]:
        """(certainty, steps) of a parcel that was found."""
        return self._best[goods.id, goods.made != 0]

    def take_changed(self) -> list[Parcel]:
        """The parcels to walk on from; they count as walked afterwards."""
        changed = list(self._changed.values())
        self._changed.clear()
        return changed

    def by_shelf(self, parcels: Iterable[Parcel]) -> dict[tuple[int, int], list[Parcel]]:
        """The parcels by (place, product); of those that lead alike only the best is kept."""
        alike: dict[tuple[int, int], dict[tuple[object, ...], Parcel]] = {}
        for one in parcels:
            shelf = alike.setdefault((one.place, one.product), {})
            shelf.setdefault((one.lot, one.day, one.until, self.best(one)), one)
        return {key: list(shelf.values()) for key, shelf in alike.items()}
