"""The map: cells of the grid as marks on a plane, a bar of two kilometres, north; no ground under them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import msgspec

from foodtrace_api.plane import KM_PER_DEGREE, WIDTH, Mark, Name, names_on, plane_of

if TYPE_CHECKING:
    from foodtrace.publication import Cell, Picture

    from foodtrace_api.words import Words


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
    plane = plane_of([(cell.lat, cell.lon) for cell in cells])
    most = max(cell.establishments for cell in cells)
    # Neighbours in the finest grid just touch.
    widest = max(1.5, min(cell.degrees for cell in cells) * KM_PER_DEGREE * plane.scale / 2 - 1)

    def dot(cell: Cell) -> Mark:
        x, y = plane.at(cell.lat, cell.lon)
        return Mark(x, y, round(1.5 + widest * math.sqrt(cell.establishments / most), 1))

    def sign(cell: Cell, aside: float) -> Mark:
        x, y = plane.at(cell.lat, cell.lon)
        return Mark(round(x + aside, 1), y, 5)

    # In a cell with both, neither hides the other.
    both = {cell for cell in cells if cell.soon and cell.in_force < cell.establishments}
    drawn = sum(cell.establishments for cell in cells)
    hidden = picture.without_place + picture.map.not_drawn
    return Drawing(
        width=WIDTH,
        height=plane.height,
        dots=tuple(dot(cell) for cell in cells),
        soon=tuple(sign(cell, -4 if cell in both else 0) for cell in cells if cell.soon),
        ended=tuple(
            sign(cell, 4 if cell in both else 0)
            for cell in cells
            if cell.in_force < cell.establishments
        ),
        names=names_on(plane, ((each.ward, each.lat, each.lon) for each in picture.map.labels)),
        bar=plane.bar,
        note=w("city_map_note", drawn=w.number(drawn), hidden=w.number(hidden)),
    )
