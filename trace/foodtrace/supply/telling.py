"""From what a walk reached to what people read: names for numbers, receipts under their establishments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from sqlalchemy import Column, Connection, select

from foodtrace.registry.listed import among, listed
from foodtrace.registry.prepared import Prepared
from foodtrace.registry.schema import establishment
from foodtrace.registry.supply_schema import lot, product, supplier
from foodtrace.sticker import civil_date, encode_typed_code
from foodtrace.supply.answers import (
    CERTAINTIES,
    Recall,
    RecallQuestion,
    TracedEstablishment,
    TracedReceipt,
    TracedSupplier,
)
from foodtrace.supply.parcels import Parcel, Reached, Way

__all__ = ["tell"]

_Names = dict[int | None, tuple[Any, ...]]


def _named(id: Column[Any], *names: Column[Any]) -> Prepared:
    return Prepared(select(id, *names).where(among(id, "numbers")))


_PLACES = _named(establishment.c.id, establishment.c.name)
_SUPPLIERS = _named(supplier.c.id, supplier.c.tax_code, supplier.c.name)
_PRODUCTS = _named(product.c.id, product.c.name)
_LOTS = _named(lot.c.id, lot.c.code)
_by_number, _by_day = attrgetter("id"), attrgetter("day")


def tell(connection: Connection, question: RecallQuestion, reached: Reached, now: int) -> Recall:
    """The answer: establishments by certainty, then steps, then name; receipts by day."""
    # In the order in which they were read they also lie in memory: each is looked at much faster.
    receipts = sorted((one for one in reached.parcels.values() if not one.made), key=_by_number)
    outputs = [one for one in reached.parcels.values() if one.made]
    ways = reached.ways
    best: dict[int, Way] = {}
    for one in (*receipts, *outputs):
        if best.get(one.place) != ways[one.id]:
            _better(best, one.place, ways[one.id])
    sold = _names(connection, _SUPPLIERS, {one.supplier for one in receipts})
    traced = _traced(connection, receipts, ways, sold)
    names = _names(connection, _PLACES, best)
    establishments = [
        TracedEstablishment(
            place,
            encode_typed_code(place),
            names[place][0],
            CERTAINTIES[rank],
            steps,
            tuple(traced.get(place, ())),
        )
        for place, (rank, steps) in best.items()
    ]
    establishments.sort(
        key=lambda one: (CERTAINTIES.index(one.certainty), one.steps, one.name, one.id)
    )
    return Recall(
        question,
        now,
        tuple(establishments),
        _suppliers(receipts, ways, sold),
        tuple(sorted({one.made for one in outputs})),
    )


def _better(best: dict[int, Way], number: int, way: Way) -> None:
    was = best.get(number)
    if was is None:
        best[number] = way
    elif way[0] < was[0] or way[1] < was[1]:
        best[number] = (min(way[0], was[0]), min(way[1], was[1]))


def _traced(
    connection: Connection, receipts: list[Parcel], ways: dict[int, Way], sold: _Names
) -> dict[int, list[TracedReceipt]]:
    """The receipts of each place in words; each name, day and code is written once."""
    sellers = {number: code or name for number, (code, name) in sold.items()} | {None: None}
    products = _names(connection, _PRODUCTS, {one.product for one in receipts})
    lots = _names(connection, _LOTS, {one.lot for one in receipts}) | {None: (None,)}
    days = {day: civil_date(day) for day in {one.day for one in receipts}}
    codes = {
        number: None if number is None else encode_typed_code(number)
        for number in {one.sender for one in receipts}
    }
    traced: dict[int, list[TracedReceipt]] = defaultdict(list)
    for one in receipts:
        rank, steps = ways[one.id]
        traced[one.place].append(
            TracedReceipt(
                one.id,
                days[one.day],
                products[one.product][0],
                lots[one.lot][0],
                one.quantity,
                one.unit,
                sellers[one.supplier],
                codes[one.sender],
                one.papers,
                CERTAINTIES[rank],
                steps,
            )
        )
    for each in traced.values():
        each.sort(key=_by_day)
    return traced


def _names(connection: Connection, query: Prepared, numbers: Iterable[int | None]) -> _Names:
    wanted = [number for number in numbers if number is not None]
    if not wanted:
        return {}
    return {row[0]: row[1:] for row in query.all(connection, {"numbers": listed(wanted)})}


def _suppliers(
    receipts: list[Parcel], ways: dict[int, Way], sold: _Names
) -> tuple[TracedSupplier, ...]:
    best: dict[int, Way] = {}
    mine: dict[int, list[Parcel]] = defaultdict(list)
    for one in receipts:
        if one.supplier is not None:
            if best.get(one.supplier) != ways[one.id]:
                _better(best, one.supplier, ways[one.id])
            mine[one.supplier].append(one)
    told = [
        TracedSupplier(
            code,
            name,
            CERTAINTIES[rank],
            steps,
            tuple(one.id for one in sorted(mine[number], key=_by_day)),
        )
        for number, (rank, steps) in best.items()
        for code, name in (sold[number],)
    ]
    told.sort(
        key=lambda one: (
            CERTAINTIES.index(one.certainty),
            one.steps,
            one.name,
            one.tax_code or "",
        )
    )
    return tuple(told)
