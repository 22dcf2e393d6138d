"""Shelves answer for all that lies on them as if each pair of goods had been looked at."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from foodtrace.supply.holding import Days, Held, Wanted
from foodtrace.supply.parcels import LOT, PRODUCT_AND_DAY, Parcel, Way
from hypothesis import given, settings
from hypothesis import strategies as st

_lot = st.sampled_from([None, 1, 2])
_day = st.integers(0, 12)
_way = st.tuples(st.integers(0, 2), st.integers(0, 3))
_spans = st.tuples(_day, st.integers(0, 5)).map(lambda span: (span[0], span[0] + span[1]))
_goods = st.builds(lambda lot, span: Parcel(1, 0, 1, 1, lot, span[0], span[1]), _lot, _spans)
_left = st.tuples(_lot, _day)


def _link(goods: Parcel, lot: int | None, day: int) -> int | None:
    if goods.lot is not None and lot is not None:
        return LOT if goods.lot == lot and goods.day <= day else None
    return PRODUCT_AND_DAY if goods.day <= day <= goods.until else None


def _best(ways: Iterable[Way]) -> Way | None:
    """The best of each, as a walk keeps them."""
    every = list(ways)
    return (min(rank for rank, _ in every), min(n for _, n in every)) if every else None


@settings(deadline=None)
@given(st.lists(st.tuples(_goods, _way), max_size=8), st.lists(_left, min_size=1, max_size=8))
def test_what_left_a_shelf_finds_the_same_as_pair_by_pair(
    put: list[tuple[Parcel, Way]], left: list[tuple[int | None, int]]
) -> None:
    held = Held()
    for goods, way in put:
        held.put(goods, way)
    for lot, day in left:
        pairs = [
            (max(rank, sure), steps)
            for goods, (rank, steps) in put
            if (sure := _link(goods, lot, day)) is not None
        ]
        assert _best(held.ways_out(lot, day)) == _best(pairs)


@settings(deadline=None)
@given(st.lists(st.tuples(_left, _way), max_size=8), st.lists(_goods, min_size=1, max_size=8))
def test_what_was_put_on_a_shelf_finds_the_same_as_pair_by_pair(
    taken: list[tuple[tuple[int | None, int], Way]], there: list[Parcel]
) -> None:
    wanted = Wanted()
    for (lot, day), way in taken:
        wanted.take(lot, day, way)
    for goods in there:
        pairs = [
            (max(rank, sure), steps)
            for (lot, day), (rank, steps) in taken
            if (sure := _link(goods, lot, day)) is not None
        ]
        assert _best(wanted.ways_in(goods)) == _best(pairs)


@settings(deadline=None)
@given(st.lists(_spans, max_size=6), _spans)
def test_spans_hold_the_days_that_any_of_them_holds(
    spans: list[tuple[int, int]], asked: tuple[int, int]
) -> None:
    days = Days()
    for first, last in spans:
        days.add(first, last)
    every = {day for first, last in spans for day in range(first, last + 1)}
    assert {day for day in range(20) if day in days} == every
    assert days.meet(*asked) == bool(every & set(range(asked[0], asked[1] + 1)))
    kept = list(days.spans())
    assert {day for first, last in kept for day in range(first, last + 1)} == every
    assert all(after[0] > before[1] + 1 for before, after in itertools.pairwise(kept))
