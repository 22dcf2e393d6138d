"""The plane that maps are drawn on: from degrees to the drawing's units, ward names that do not cover each other."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import msgspec
from foodtrace.places import IN_FORCE, unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["BAR_KM", "KM_PER_DEGREE", "WIDTH", "Mark", "Name", "Plane", "names_on", "plane_of"]

WIDTH: Final = 480.0
KM_PER_DEGREE: Final = 111.32
#: The bar that shows the scale.
BAR_KM: Final = 2.0
_MARGIN: Final = 26.0
_TALLEST: Final = 640.0
# What a name takes at the size it has on a phone.
_LETTER: Final = 11.0
_LINE: Final = 19.0
_ABOVE: Final = 7.0


class Mark(msgspec.Struct, frozen=True):
    """A mark at a point of the drawing; `r` is half its size."""

    x: float
    y: float
    r: float


class Name(msgspec.Struct, frozen=True):
    """A ward's name, centred at x."""

    x: float
    y: float
    words: str


class Plane(msgspec.Struct, frozen=True):
    """North is up; `scale` is units to a kilometre."""

    height: float
    scale: float
    north: float
    middle: float
    narrow: float

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        x = WIDTH / 2 + (lon - self.middle) * self.narrow * KM_PER_DEGREE * self.scale
        y = _MARGIN + _LINE / 2 + (self.north - lat) * KM_PER_DEGREE * self.scale
        return round(x, 1), round(y, 1)

    @property
    def bar(self) -> float:
        """How long the bar is."""
        return round(BAR_KM * self.scale, 1)


def plane_of(points: Sequence[tuple[float, float]]) -> Plane:
    """The plane that holds these points of latitude and longitude; there is at least one."""
    north, south = max(lat for lat, _ in points), min(lat for lat, _ in points)
    east, west = max(lon for _, lon in points), min(lon for _, lon in points)
    narrow = math.cos(math.radians((north + south) / 2))
    wide = max((east - west) * narrow * KM_PER_DEGREE, 3 * BAR_KM)
    tall = max((north - south) * KM_PER_DEGREE, 2 * BAR_KM)
    scale = min((WIDTH - 2 * _MARGIN) / wide, (_TALLEST - 2 * _MARGIN) / tall)
    # What is smaller than the plane stands in its middle.
    top = (north + south) / 2 + tall / 2 / KM_PER_DEGREE
    return Plane(round(tall * scale + 3 * _MARGIN, 1), scale, top, (east + west) / 2, narrow)


def names_on(plane: Plane, labels: Iterable[tuple[int, float, float]]) -> tuple[Name, ...]:
    """Names of wards at their points (code, latitude, longitude), the most important first; one that would
    cover another is left out."""
    names: list[Name] = []
    for ward, lat, lon in labels:
        of = unit(IN_FORCE, ward)
        if of is None:
            continue
        x, y = plane.at(lat, lon)
        half = len(of.name) * _LETTER / 2
        name = Name(round(min(max(x, half), WIDTH - half), 1), round(y - _ABOVE, 1), of.name)
        if all(
            abs(name.y - other.y) > _LINE
            or abs(name.x - other.x) > half + len(other.words) * _LETTER / 2
            for other in names
        ):
            names.append(name)
    return tuple(names)
