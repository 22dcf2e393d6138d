"""Name and street share one block: both as large as the room allows, the name first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from foodtrace.symbol.blocks import SMALLEST, measure_in
from foodtrace.symbol.canvas import POINT_MM, Canvas
from foodtrace.symbol.face import StickerFace
from foodtrace.symbol.fitting import Setting, condensed, settings

# Lines stand at least 1.1 sizes apart, or a dot below and a mark above would touch.
_PITCH = 1.12
# A capital with two marks, as in Ễ, reaches a full size above its line; g and ạ a third below.
_ABOVE, _BELOW = 1.0, 0.3

_LONG_NAME = 30  # letters; beyond it a name stands on two lines of the large sticker


class NameSizes(msgspec.Struct, frozen=True):
    """What may be tried, best first: (lines, largest size, smallest size) in points."""

    names: Sequence[tuple[int, float, float]]
    streets: Sequence[tuple[int, float, float]]
    street_beside_long_name: float
    most_lines: int


LARGE = NameSizes(
    names=((1, 15, 11.5), (2, 9.6, SMALLEST)),
    streets=((1, 10.5, SMALLEST), (2, SMALLEST, SMALLEST)),
    street_beside_long_name=8.6,
    most_lines=2,
)
SMALL = NameSizes(
    names=((1, 12, 9), (2, 9.6, SMALLEST), (3, 8.4, SMALLEST)),
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
    slack = bottom - top - _height(name, street)
    step = _step(street) + min(max(slack, 0) / 2, 0.45)
    last = bottom - _mm(street) * _BELOW - min(max(slack, 0) / 2, 0.85)
    second = last - _rise(street)
    baseline = second - step - _rise(name)
    for line in name.lines:
        canvas.text(x, baseline, line, 800, name.size, stretch=name.stretch)
        baseline += _mm(name) * _PITCH
    for line in street.lines:
        canvas.text(x, second, line, 500, street.size, stretch=street.stretch)
        second += _mm(street) * _PITCH


def _fitted(
    canvas: Canvas, face: StickerFace, width: float, room: float, sizes: NameSizes
) -> tuple[Setting, Setting]:
    in_800, in_500 = measure_in(canvas, 800), measure_in(canvas, 500)
    names = sizes.names[1:] if len(face.name) > _LONG_NAME else sizes.names
    streets = list(settings(face.street, in_500, width, sizes.streets))
    last_streets = [
        condensed(face.street, in_500, width, lines, SMALLEST)
        for lines in range(2, sizes.most_lines + 1)
    ]
    for choice in (streets, last_streets):
        found = _first(settings(face.name, in_800, width, names), choice, room, sizes)
        if found is not None:
            return found
    squeezed = condensed(face.name, in_800, width, sizes.most_lines, SMALLEST)
    found = _first([squeezed], [*streets, *last_streets], room, sizes)
    return found or (squeezed, last_streets[0])


def _first(
    names: Iterable[Setting], streets: Sequence[Setting], room: float, sizes: NameSizes
) -> tuple[Setting, Setting] | None:
    for name in names:
        for street in streets:
            if len(name.lines) > 1 and street.size > sizes.street_beside_long_name:
                continue
            if street.size <= name.size and _height(name, street) <= room:
                return name, street
    return None


def _height(name: Setting, street: Setting) -> float:
    return _mm(name) * _ABOVE + _rise(name) + _step(street) + _rise(street) + _mm(street) * _BELOW


def _step(street: Setting) -> float:
    return _mm(street) * 1.1


def _rise(setting: Setting) -> float:
    """From the first baseline to the last."""
    return (len(setting.lines) - 1) * _mm(setting) * _PITCH


def _mm(setting: Setting) -> float:
    return setting.size * POINT_MM
