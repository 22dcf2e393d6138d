"""Side-by-side timing: ours and its floor take turns in one run, and only their ratio is kept."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable

import msgspec

# A thing to time: does some work, returns how many items it did.
Work = Callable[[], int]


class Ratio(msgspec.Struct, frozen=True):
    """Our rate over the floor's rate: the median of the rounds, with the lowest and the highest."""

    median: float
    low: float
    high: float
    ours_per_s: float
    floor_per_s: float


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the report. `measured` None means not measured, and `note` says why.

    `goal` is compared as `measured >= goal`, or `<=` where `at_most`; None means no goal is set yet.
    """

    area: str
    what: str
    unit: str
    measured: float | None = None
    goal: float | None = None
    at_most: bool = False
    low: float | None = None
    high: float | None = None
    ours_per_s: float | None = None
    floor_per_s: float | None = None
    note: str = ""

    @property
    def outcome(self) -> str:
        if self.measured is None:
            return "not measured"
        if self.goal is None:
            return "for the record"
        met = self.measured <= self.goal if self.at_most else self.measured >= self.goal
        return "met" if met else "short"


def side_by_side(ours: Work, floor: Work, *, rounds: int = 5) -> Ratio:
    """Times `ours` and `floor` in turn, after one untimed call of each."""
    ours()
    floor()
    pairs = []
    for _ in range(rounds):
        floor_rate = _rate(floor)
        pairs.append((_rate(ours), floor_rate))
    return ratio_of(pairs)


def ratio_of(pairs: list[tuple[float, float]]) -> Ratio:
    """The ratio over rounds of (our rate, floor's rate), both per second."""
    ratios = sorted(ours / floor for ours, floor in pairs)
    return Ratio(
        median=statistics.median(ratios),
        low=ratios[0],
        high=ratios[-1],
        ours_per_s=statistics.median(ours for ours, _ in pairs),
        floor_per_s=statistics.median(floor for _, floor in pairs),
    )


def line_of(
    ratio: Ratio, *, area: str, what: str, unit: str, goal: float | None, note: str = ""
) -> Line:
    """The report row of a measured ratio."""
    return Line(
        area=area,
        what=what,
        unit=unit,
        goal=goal,
        note=note,
        measured=ratio.median,
        low=ratio.low,
        high=ratio.high,
        ours_per_s=ratio.ours_per_s,
        floor_per_s=ratio.floor_per_s,
    )


def _rate(work: Work) -> float:
    gc.collect()
    start = time.perf_counter()
    done = work()
    return done / (time.perf_counter() - start)
