"""The map of a recall: each establishment a mark whose shape says how sure it is; no ground under them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from foodtrace.supply import CERTAINTIES

from foodtrace_api.office.recall_lines import key_of
from foodtrace_api.plane import KM_PER_DEGREE, WIDTH, Mark, Name, names_on, plane_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from foodtrace.supply import Recall, Spot

__all__ = ["RecallMap", "map_of_recall"]

_SIZE = 5.0
# Beyond so many doors marks that nearly touch become one.
_MANY, _COARSE = 1000, 4


class RecallMap(msgspec.Struct, frozen=True):
    """`marks` are by certainty, the surest last, so that it is drawn over the others."""

    width: float
    height: float
    marks: tuple[tuple[str, tuple[Mark, ...]], ...]
    names: tuple[Name, ...]
    bar: float
    drawn: int
    without_place: int


def map_of_recall(recall: Recall, spots: Mapping[int, Spot]) -> RecallMap | None:
    """The drawing; None where none of the establishments has a place on record."""
    placed = [
        (one.certainty, spot)
        for one in recall.establishments
        if (spot := spots.get(one.id)) is not None and spot.at is not None
    ]
    if not placed:
        return None
    plane = plane_of([spot.at for _, spot in placed if spot.at])
    # Doors that share a point of the drawing share a mark: a city's answer stays a small page.
    points: dict[str, set[tuple[float, float]]] = {kind: set() for kind in CERTAINTIES}
    wards: dict[int, list[tuple[float, float]]] = {}
    step = 1 if len(placed) <= _MANY else _COARSE
    for certainty, spot in placed:
        assert spot.at is not None
        x, y = plane.at(*spot.at)
        points[certainty].add((step * round(x / step), step * round(y / step)))
        wards.setdefault(spot.ward, []).append(spot.at)
    labels = sorted(wards.items(), key=lambda each: (-len(each[1]), each[0]))
    # A name stands above the marks of its ward, not on them.
    above = (_SIZE + 1) / (plane.scale * KM_PER_DEGREE)
    return RecallMap(
        width=WIDTH,
        height=plane.height,
        marks=tuple(
            (key_of(kind), tuple(Mark(x, y, _SIZE) for x, y in sorted(points[kind])))
            for kind in reversed(CERTAINTIES)
            if points[kind]
        ),
        names=names_on(
            plane,
            (
                (ward, max(lat for lat, _ in ats) + above, sum(lon for _, lon in ats) / len(ats))
                for ward, ats in labels
            ),
        ),
        bar=plane.bar,
        drawn=len(placed),
        without_place=len(recall.establishments) - len(placed),
    )
