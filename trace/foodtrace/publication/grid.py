"""The map's marks: places gathered into cells of a grid, so that none shows a single door; pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from foodtrace.publication.suppression import LEAST
from foodtrace.sticker import place_centre

__all__ = ["Cell", "Door", "Label", "Map", "gather"]

# Degrees: about 280 m, 1.1 km and 4.5 km; what is too few for one goes to the next.
_SIZES: Final = (0.0025, 0.01, 0.04)

#: (packed place, in force, ends soon, ward)
Door = tuple[bytes, bool, bool, int]


_Point = tuple[float, float, bool, bool, int]


class Cell(msgspec.Struct, frozen=True):
    """A cell by its centre, with at least LEAST places in it; `soon` are those of `in_force` that end soon."""

    lat: float
    lon: float
    degrees: float
    establishments: int
    in_force: int
    soon: int


class Label(msgspec.Struct, frozen=True):
    """Where a ward's name stands: north of its places, to the size of a cell."""

    ward: int
    lat: float
    lon: float


class Map(msgspec.Struct, frozen=True):
    """The cells, finest first; the wards with enough places; how many places were too few to draw."""

    cells: tuple[Cell, ...]
    labels: tuple[Label, ...]
    not_drawn: int


def gather(doors: Iterable[Door]) -> Map:
    """The map of these places."""
    left: list[_Point] = [
        (*place_centre(place), in_force, soon, ward) for place, in_force, soon, ward in doors
    ]
    labels = _labels(left)
    cells: list[Cell] = []
    for size in _SIZES:
        inside: dict[tuple[int, int], list[_Point]] = {}
        for door in left:
            inside.setdefault((int(door[0] // size), int(door[1] // size)), []).append(door)
        left = []
        for (row, column), found in sorted(inside.items()):
            if len(found) < LEAST:
                left += found
                continue
            cells.append(
                Cell(
                    lat=round((row + 0.5) * size, 5),
                    lon=round((column + 0.5) * size, 5),
                    degrees=size,
                    establishments=len(found),
                    in_force=sum(door[2] for door in found),
                    soon=sum(door[3] for door in found),
                )
            )
    return Map(tuple(cells), labels, len(left))


def _labels(points: Iterable[_Point]) -> tuple[Label, ...]:
    of: dict[int, list[_Point]] = {}
    for point in points:
        of.setdefault(point[4], []).append(point)
    return tuple(
        Label(ward, _cell(max(p[0] for p in its)), _cell(sum(p[1] for p in its) / len(its)))
        for ward, its in sorted(of.items(), key=lambda each: -len(each[1]))
        if len(its) >= LEAST
    )


def _cell(degrees: float) -> float:
    size = _SIZES[0]
    return round((degrees // size + 0.5) * size, 5)
