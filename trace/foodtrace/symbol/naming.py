"""Name and street share one block: both as large as the room allows, the name first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import msgspec

from foodtrace.symbol.blocks import SMALLEST, draw_row, measure_in
from foodtrace.symbol.canvas import Canvas
from foodtrace.symbol.face import StickerFace
from foodtrace.symbol.fitting import (
    POINT_MM,
    Row,
    Setting,
    condensed,
    rows_of,
    settings,
    step,
)

_LONG_NAME = 30  # letters; beyond it a name stands on two lines of the large sticker


class NameSizes(msgspec.Struct, frozen=True):
    """What may be tried, best first: (lines, largest size, smallest size) in points."""

    names: Sequence[tuple[int, float, float]]
    streets: Sequence[tuple[int, float, float]]
    street_beside_long_name: float
    most_lines: int


LARGE = NameSizes(
    names=((1, 15, 9.7), (2, 9.6, SMALLEST)),
    streets=((1, 10.5, SMALLEST), (2, SMALLEST, SMALLEST)),
    street_beside_long_name=8.6,
    most_lines=2,
)
SMALL = NameSizes(
    names=((1, 12, 9.7), (2, 9.6, SMALLEST), (3, 8.4, SMALLEST)),
    streets=((1, 8.2, SMALLEST), (2, 7.4, SMALLEST), (3, SMALLEST, SMALLEST)),
    street_beside_long_name=8.2,
    most_lines=3,
)


def name_block(
    canvas: Canvas,
    face: StickerFace,
    x: float,
    width: float,
    *,
    top: float,
    bottom: float,
    sizes: NameSizes,
) -> None:
    """Set name and street between `top` and `bottom`, sitting on the rule below."""
    name, street = _fitted(canvas, face, width, bottom - top, sizes)
    rows = [*rows_of(name, 800), *rows_of(street, 500)]
    slack = max(bottom - top - _height(name, street), 0.0)
    steps = _steps(rows)
    # What room is left goes between name and street first, then under the street.
    steps[len(name.lines) - 1] += min(slack / 2, 0.45)
    baseline = bottom - _below(rows) - min(slack / 2, 0.85) - sum(steps)
    for row, after in zip(rows, (*steps, 0.0), strict=True):
        draw_row(canvas, x, baseline, row)
        baseline += after


def _fitted(
    canvas: Canvas, face: StickerFace, width: float, room: float, sizes: NameSizes
) -> tuple[Setting, Setting]:
    in_800, in_500 = measure_in(canvas, 800), measure_in(canvas, 500)
    names = sizes.names[1:] if len(face.name) > _LONG_NAME else sizes.names
    streets = list(settings(face.street, in_500, width, sizes.streets))
    whole = _pairs(settings(face.name, in_800, width, names), streets, room, sizes)
    found = next(whole, None)
    if found is not None:
        return found
    # The last resort is narrower letters, no narrower than they must be.
    lines = range(sizes.most_lines, 0, -1)
    streets += [condensed(face.street, in_500, width, count, SMALLEST) for count in lines]
    squeezed = [condensed(face.name, in_800, width, count, SMALLEST) for count in lines]
    every = [*settings(face.name, in_800, width, names), *squeezed]
    return max(
        _pairs(every, streets, room, sizes),
        key=lambda pair: (min(pair[0].stretch, pair[1].stretch), pair[0].size),
        default=(squeezed[-1], streets[-1]),
    )


def _pairs(
    names: Iterable[Setting], streets: Sequence[Setting], room: float, sizes: NameSizes
) -> Iterator[tuple[Setting, Setting]]:
    """Every pair that fits, the largest name first."""
    for name in names:
        for street in streets:
            if len(name.lines) > 1 and street.size > sizes.street_beside_long_name:
                continue
            if street.size <= name.size and _height(name, street) <= room:
                yield name, street


def _height(name: Setting, street: Setting) -> float:
    rows = [*rows_of(name, 800), *rows_of(street, 500)]
    return rows[0].above + sum(_steps(rows)) + _below(rows)


def _steps(rows: Sequence[Row]) -> list[float]:
    return [step(upper, lower) for upper, lower in pairwise(rows)]


def _below(rows: Sequence[Row]) -> float:
    """Room for a descender even where there is none, so that all streets sit alike."""
    return rows[-1].size * POINT_MM * 0.3
