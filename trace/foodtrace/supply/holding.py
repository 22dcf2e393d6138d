"""The links between goods, shelf by shelf: which days and lots fit, found without trying every pair; pure.

A shelf is one product at one place. What left it on a day may hold what was put there if both lots are
known and the same and it did not leave earlier (how long ago does not matter), or if one of the lots is
not known and it was at hand on that day. A chain is as sure as its weakest link.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator

from foodtrace.supply.parcels import PRODUCT_AND_DAY, Parcel, Way

__all__ = ["Days", "Held", "Wanted"]


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

    __slots__ = ("_any", "_bare", "_since", "days", "lots")

    def __init__(self) -> None:
        self.days = Days()
        self.lots: dict[int, int] = {}
        self._any: dict[Way, Days] = defaultdict(Days)
        self._bare: dict[Way, Days] = defaultdict(Days)
        self._since: dict[int, dict[Way, int]] = {}

    def put(self, goods: Parcel, way: Way) -> None:
        """Goods on the shelf, and how they were reached."""
        self.days.add(goods.day, goods.until)
        self._any[way].add(goods.day, goods.until)
        if goods.lot is None:
            self._bare[way].add(goods.day, goods.until)
            return
        since = self._since.setdefault(goods.lot, {})
        since[way] = min(goods.day, since.get(way, goods.day))
        self.lots[goods.lot] = min(goods.day, self.lots.get(goods.lot, goods.day))

    def ways_out(self, lot: int | None, day: int) -> Iterator[Way]:
        """How goods that left on the day under the lot are reached, before the step itself."""
        for (rank, steps), days in (self._any if lot is None else self._bare).items():
            if day in days:
                yield max(rank, PRODUCT_AND_DAY), steps
        if lot is not None:
            for way, first in self._since.get(lot, {}).items():
                if first <= day:
                    yield way


class Wanted:
    """What left a shelf, asked for what had been put on it."""

    __slots__ = ("_any", "_bare", "_sorted", "_until", "days")

    def __init__(self) -> None:
        self.days = Days()
        self._any: dict[Way, list[int]] = defaultdict(list)
        self._bare: dict[Way, list[int]] = defaultdict(list)
        self._until: dict[int, dict[Way, int]] = {}
        self._sorted = True

    def take(self, lot: int | None, day: int, way: Way) -> None:
        """Goods left on the day under the lot; `way` is that of what is found behind them."""
        self.days.add(day, day)
        self._sorted = False
        self._any[way].append(day)
        if lot is None:
            self._bare[way].append(day)
            return
        until = self._until.setdefault(lot, {})
        until[way] = max(day, until.get(way, day))

    @property
    def lots(self) -> Collection[int]:
        """The lots that left."""
        return self._until.keys()

    def ways_in(self, goods: Parcel) -> Iterator[Way]:
        """How goods that were on the shelf are reached."""
        self._sort()
        for (rank, steps), days in (self._any if goods.lot is None else self._bare).items():
            at = bisect_left(days, goods.day)
            if at < len(days) and days[at] <= goods.until:
                yield max(rank, PRODUCT_AND_DAY), steps
        if goods.lot is not None:
            for way, last in self._until.get(goods.lot, {}).items():
                if goods.day <= last:
                    yield way

    def _sort(self) -> None:
        if not self._sorted:
            for days in (*self._any.values(), *self._bare.values()):
                days.sort()
            self._sorted = True
