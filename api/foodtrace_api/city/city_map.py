"""The map: cells of the grid as marks on a plane, a bar of two kilometres, north; no ground under them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import msgspec
from foodtrace.places import IN_FORCE, unit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from foodtrace.publication import Cell, Picture

    from foodtrace_api.words import Words

    Project = Callable[[float, float], tuple[float, float]]

_WIDTH: Final = 480.0
_MARGIN: Final = 26.0
_TALLEST: Final = 640.0
_KM_PER_DEGREE: Final = 111.32
_BAR_KM: Final = 2.0
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


class Drawing(msgspec.Struct, frozen=True):
    """`dots` are in force, `soon` and `ended` are drawn over them; `bar` is two kilometres in the drawing's units."""

    width: float
    height: float
    dots: tuple[Mark, ...]
    soon: tuple[Mark, ...]
    ended: tuple[Mark, ...]
    names: tuple[Name, ...]
    bar: float
    note: str


def map_of(picture: Picture, w: Words) -> Drawing | None:
    """The drawing; None where too few places are on record to draw any."""
    cells = picture.map.cells
    if not cells:
        return None
    place, height, scale = _projection(cells)
    most = max(cell.establishments for cell in cells)
    # Neighbours in the finest grid just touch.
    widest = max(1.5, min(cell.degrees for cell in cells) * _KM_PER_DEGREE * scale / 2 - 1)

    def dot(cell: Cell) -> Mark:
        x, y = place(cell.lat, cell.lon)
        return Mark(x, y, round(1.5 + widest * math.sqrt(cell.establishments / most), 1))

    def sign(cell: Cell, aside: float) -> Mark:
        x, y = place(cell.lat, cell.lon)
        return Mark(round(x + aside, 1), y, 5)

    # In a cell with both, neither hides the other.
    both = {cell for cell in cells if cell.soon and cell.in_force < cell.establishments}
    drawn = sum(cell.establishments for cell in cells)
    hidden = picture.without_place + picture.map.not_drawn
    return Drawing(
        width=_WIDTH,
        height=height,
        dots=tuple(dot(cell) for cell in cells),
        soon=tuple(sign(cell, -4 if cell in both else 0) for cell in cells if cell.soon),
        ended=tuple(
            sign(cell, 4 if cell in both else 0)
            for cell in cells
            if cell.in_force < cell.establishments
        ),
        names=_names(picture, place),
        bar=round(_BAR_KM * scale, 1),
        note=w("city_map_note", drawn=w.number(drawn), hidden=w.number(hidden)),
    )


def _names(picture: Picture, place: Project) -> tuple[Name, ...]:
    """The largest wards first; a name that would cover another is left out."""
    names: list[Name] = []
    for label in picture.map.labels:
        of = unit(IN_FORCE, label.ward)
        if of is None:
            continue
        x, y = place(label.lat, label.lon)
        half = len(of.name) * _LETTER / 2
        name = Name(round(min(max(x, half), _WIDTH - half), 1), round(y - _ABOVE, 1), of.name)
        if all(
            abs(name.y - other.y) > _LINE
            or abs(name.x - other.x) > half + len(other.words) * _LETTER / 2
            for other in names
        ):
            names.append(name)
    return tuple(names)


def _projection(cells: Sequence[Cell]) -> tuple[Project, float, float]:
    """(lat, lon -> x, y), the height of the drawing, units to a kilometre; north is up."""
    north, south = max(c.lat for c in cells), min(c.lat for c in cells)
    east, west = max(c.lon for c in cells), min(c.lon for c in cells)
    narrow = math.cos(math.radians((north + south) / 2))
    wide = max((east - west) * narrow * _KM_PER_DEGREE, 3 * _BAR_KM)
    tall = max((north - south) * _KM_PER_DEGREE, 2 * _BAR_KM)
    scale = min((_WIDTH - 2 * _MARGIN) / wide, (_TALLEST - 2 * _MARGIN) / tall)
    middle = (east + west) / 2
    height = round(tall * scale + 3 * _MARGIN, 1)

    def place(lat: float, lon: float) -> tuple[float, float]:
        x = _WIDTH / 2 + (lon - middle) * narrow * _KM_PER_DEGREE * scale
        y = _MARGIN + _LINE / 2 + (north - lat) * _KM_PER_DEGREE * scale
        return round(x, 1), round(y, 1)

    return place, height, scale
