"""The map's marks: places gathered into cells of a grid, so that none shows a single door; pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from foodtrace.publication.suppression import LEAST
from foodtrace.sticker import place_centre

__all__ = ["Cell", "Door", "gather"]

# Degrees: about 280 m, 1.1 km and 4.5 km; what is too few for one goes to the next.
_SIZES: Final = (0.0025, 0.01, 0.04)

#: (packed place, in force, ends soon)
Door = tuple[bytes, bool, bool]


class Cell(msgspec.Struct, frozen=True):
    """A cell by its centre, with at least LEAST places in it; `soon` are those of `in_force` that end soon."""

    lat: float
    lon: float
    degrees: float
    establishments: int
    in_force: int
    soon: int


def gather(doors: Iterable[Door]) -> tuple[tuple[Cell, ...], int]:
    """The cells, finest first, and how many places were too few to draw anywhere."""
    left = [(*place_centre(place), in_force, soon) for place, in_force, soon in doors]
    cells: list[Cell] = []
    for size in _SIZES:
        inside: dict[tuple[int, int], list[tuple[float, float, bool, bool]]] = {}
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
    return tuple(cells), len(left)
