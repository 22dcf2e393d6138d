"""The links between goods, shelf by shelf: which days and lots fit, found without trying every pair; pure.

A shelf is one product at one place. What left it on a day may hold what was put there if both lots are
known and the same and it did not leave earlier (how long ago does not matter), or if one of the lots is
not known and it was at hand on that day. A chain is as sure as its weakest link.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import chain

from foodtrace.supply.parcels import PRODUCT_AND_DAY, Parcel, Way

__all__ = ["Days", "Held", "Wanted"]

# A first day after every day, and a last before.
_NEVER = (2**31, -(2**31))


class Days:
    """Spans of days, first and last counted in."""

    __slots__ = ("_added", "_first", "_last")

    def __init__(self) -> None:
        self._added: list[tuple[int, int]] = []
        self._first: list[int] = []
        self._last: list[int] = []

    def add(self, first: int, last: int) -> None:
        """These days too."""
        self._added.append((first, last))

    def __contains__(self, day: int) -> bool:
        """Whether the day lies in any span."""
        self._merge()
        at = bisect_right(self._first, day) - 1
        return at >= 0 and day <= self._last[at]

    def meet(self, first: int, last: int) -> bool:
        """Whether any of these days is among those from the first to the last."""
        self._merge()
        at = bisect_right(self._first, last) - 1
        return at >= 0 and first <= self._last[at]

    @property
    def first(self) -> int:
        """The first day; there is one."""
        self._merge()
        return self._first[0]

    @property
    def last(self) -> int:
        """The last day; there is one."""
        self._merge()
        return self._last[-1]

    def spans(self) -> Iterator[tuple[int, int]]:
        """The same days as few spans, the earliest first."""
        self._merge()
        return zip(self._first, self._last, strict=True)

    def _merge(self) -> None:
        if not self._added:
            return
        every = sorted([*self._added, *zip(self._first, self._last, strict=True)])
        self._added, self._first, self._last = [], [], []
        for first, last in every:
            if self._last and first <= self._last[-1] + 1:
                self._last[-1] = max(last, self._last[-1])
            else:
                self._first.append(first)
                self._last.append(last)


class Held:
    """What was put on a shelf, asked for what left it."""

    __slots__ = ("_bare", "_since", "_with_lot", "lots")

    def __init__(self) -> None:
        self.lots: dict[int, int] = {}
        self._bare: dict[Way, Days] = defaultdict(Days)
        self._with_lot: dict[Way, Days] = defaultdict(Days)
        self._since: dict[int, dict[Way, int]] = {}

    def put(self, goods: Parcel, way: Way) -> None:
        """Goods on the shelf, and how they were reached."""
        lot, day = goods.lot, goods.day
        if lot is None:
            self._bare[way].add(day, goods.until)
            return
        self._with_lot[way].add(day, goods.until)
        since = self._since.setdefault(lot, {})
        since[way] = min(day, since.get(way, day))
        self.lots[lot] = min(day, self.lots.get(lot, day))

    def spans(self) -> Iterator[tuple[int, int]]:
        """The days on which anything was at hand."""
        every = [*self._bare.values(), *self._with_lot.values()]
        return every[0].spans() if len(every) == 1 else _union(every).spans()

    def ways_out(self, lot: int | None, day: int) -> Iterator[Way]:
        """How goods that left on the day under the lot are reached, before the step itself."""
        for (rank, steps), days in _may_be(lot, self._bare, self._with_lot):
            if day in days:
                yield max(rank, PRODUCT_AND_DAY), steps
        if lot is not None:
            for way, first in self._since.get(lot, {}).items():
                if first <= day:
                    yield way


class Wanted:
    """What left a shelf, asked for what had been put on it."""

    __slots__ = ("_bare", "_until", "_with_lot", "first", "last")

    def __init__(self) -> None:
        #: The first and the last day on which anything left.
        self.first, self.last = _NEVER
        self._bare: dict[Way, Days] = defaultdict(Days)
        self._with_lot: dict[Way, Days] = defaultdict(Days)
        self._until: dict[int, dict[Way, int]] = {}

    def take(self, lot: int | None, day: int, way: Way) -> None:
        """Goods left on the day under the lot; `way` is that of what is found behind them."""
        self.first, self.last = min(day, self.first), max(day, self.last)
        if lot is None:
            self._bare[way].add(day, day)
            return
        self._with_lot[way].add(day, day)
        until = self._until.setdefault(lot, {})
        until[way] = max(day, until.get(way, day))

    @property
    def lots(self) -> Collection[int]:
        """The lots that left."""
        return self._until.keys()

    def ways_in(self, goods: Parcel) -> Iterator[Way]:
        """How goods that were on the shelf are reached."""
        for (rank, steps), days in _may_be(goods.lot, self._bare, self._with_lot):
            if days.meet(goods.day, goods.until):
                yield max(rank, PRODUCT_AND_DAY), steps
        if goods.lot is not None:
            for way, last in self._until.get(goods.lot, {}).items():
                if goods.day <= last:
                    yield way


def _may_be(
    lot: int | None, bare: dict[Way, Days], with_lot: dict[Way, Days]
) -> Iterable[tuple[Way, Days]]:
    """The days of goods that may be the same as goods of the lot, as far as lots say."""
    return bare.items() if lot is not None else chain(bare.items(), with_lot.items())


def _union(every: Iterable[Days]) -> Days:
    days = Days()
    for each in every:
        for span in each.spans():
            days.add(*span)
    return days
