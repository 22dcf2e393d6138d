"""The parts that every sticker layout is made of, each fitted to the room it is given, in mm."""

from __future__ import annotations

import re
from itertools import pairwise

from foodtrace.symbol import marks, words
from foodtrace.symbol.canvas import BLACK, BLUE, BLUE_LINE, WHITE, Canvas
from foodtrace.symbol.face import StickerFace
from foodtrace.symbol.fitting import (
    POINT_MM,
    Measure,
    Row,
    Setting,
    condensed,
    one_line,
    rows_of,
    settings,
    step,
)
from foodtrace.symbol.fonts import Weight

SMALLEST = 6.8
"""Points; no word on a sticker is set smaller."""

_HAIRLINE = 0.25


def measure_in(canvas: Canvas, weight: Weight) -> Measure:
    return lambda text, size: canvas.width(text, weight, size)


def frame(canvas: Canvas, height: float, band: float) -> None:
    """The frame 5 mm inside the trim of a sticker 105 mm wide, filled down to `band`."""
    canvas.drawing(0, 0, 1, f"{BLUE} {marks.tab(5, 5, 95, band - 5, 3)} f")
    line = marks.rounded(5.25, 5.25, 94.5, height - 10.5, 2.75)
    canvas.drawing(0, 0, 1, f"{BLUE_LINE} 0.5 w {line} S")


def rule(canvas: Canvas, x: float, y: float, width: float) -> None:
    canvas.box(x, y, width, _HAIRLINE)


def emblem(canvas: Canvas, x: float, y: float, radius: float) -> None:
    """The white disc with the bowl, its middle at (x, y)."""
    canvas.drawing(x, y, radius / 6.25, f"{WHITE} {marks.disc(0, 0, 6.25)} f {BLUE} {marks.bowl()}")


def issuer_names(
    canvas: Canvas,
    face: StickerFace,
    x: float,
    width: float,
    *,
    size: float,
    top: float | None = None,
    middle: float = 0,
    ink: str = BLACK,
) -> float:
    """The authority's names, Vietnamese first and bold; returns where they end.

    They hang from `top`, or else stand round `middle`.
    """
    vi = _issuer_vi(face.issuer_vi, measure_in(canvas, 700), width, size)
    rows = rows_of(vi, 700)
    if face.issuer_en:
        measure = measure_in(canvas, 500)
        choices = [(1, 7.1, SMALLEST), (2, SMALLEST, SMALLEST)]
        en = next(settings(face.issuer_en, measure, width, choices), None)
        en = en or condensed(face.issuer_en, measure, width, 2, SMALLEST)
        rows += rows_of(en, 500)
    steps = [step(upper, lower, 1.14) for upper, lower in pairwise(rows)]
    capital = vi.size * POINT_MM * 0.74
    if top is None:
        baseline = middle - (capital + sum(steps)) / 2 + capital
    else:
        baseline = top + max(capital, rows[0].above)
    for row, after in zip(rows, (*steps, rows[-1].below), strict=True):
        draw_row(canvas, x, baseline, row, ink)
        baseline += after
    return baseline


def draw_row(canvas: Canvas, x: float, baseline: float, row: Row, ink: str = BLACK) -> None:
    canvas.text(x, baseline, row.text, row.weight, row.size, ink=ink, stretch=row.stretch)


def _issuer_vi(text: str, measure: Measure, width: float, size: float) -> Setting:
    """A board's name breaks before its city or province, if it breaks at all."""
    whole = next(settings(text, measure, width, [(1, size, size)]), None)
    if whole is not None:
        return whole
    parts = re.split(r" (?=(?:Thành phố|thành phố|TP\.?|Tỉnh|tỉnh) )", text, maxsplit=1)
    if len(parts) == 2:
        widest = max(parts, key=lambda part: measure(part, size))
        fitted = one_line(widest, measure, width, size, SMALLEST)
        if fitted.stretch == 1:
            return Setting(tuple(parts), fitted.size)
    choices = [(2, size, 7.5), (3, 8.2, SMALLEST)]
    fitting = next(settings(text, measure, width, choices), None)
    return fitting or condensed(text, measure, width, 3, SMALLEST)


def typed_code(
    canvas: Canvas, code: str, x: float, baseline: float, width: float, size: float
) -> None:
    """The code for the day the symbol is torn, spaced a little for the one who types it."""
    tracking = size * 0.013
    shrink = min(1.0, width / canvas.width(code, 800, size, tracking))
    canvas.text(x, baseline, code, 800, size * shrink, tracking=tracking * shrink)


def host_line(
    canvas: Canvas, host: str, x: float, baseline: float, width: float, size: float
) -> None:
    """`tại · at` and the host, which is fitted to what is left of the width."""
    canvas.text(x, baseline, words.AT, 500, SMALLEST)
    after = canvas.width(words.AT + " ", 500, SMALLEST)
    fitted = one_line(host, measure_in(canvas, 700), width - after, size, SMALLEST)
    canvas.text(x + after, baseline, host, 700, fitted.size, stretch=fitted.stretch)


def specimen_bar(canvas: Canvas, bottom: float) -> None:
    """A black upright bar beside the date, between text and frame, that says MẪU / SPECIMEN."""
    left, width, length = 95.9, 3.4, 23.2
    canvas.box(left, bottom - length, width, length)
    text, size = words.SPECIMEN, SMALLEST
    start = bottom - (length - canvas.width(text, 800, size)) / 2
    canvas.text(left + 2.95, start, text, 800, size, ink=WHITE, upwards=True)
