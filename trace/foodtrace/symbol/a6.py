"""The wall sticker of 105 x 148 mm with a symbol 60 mm wide; every length here is in millimetres."""

from __future__ import annotations

import re

from foodtrace.symbol import marks, words
from foodtrace.symbol.canvas import BLACK, BLUE, POINT_MM, WHITE, Canvas
from foodtrace.symbol.face import StickerFace
from foodtrace.symbol.fitting import Measure, Setting, condensed, height, one_line, settings
from foodtrace.symbol.fonts import Weight
from foodtrace.symbol.matrix import QUIET_MODULES, Matrix

WIDTH, HEIGHT = 105.0, 148.0

_LEFT, _RIGHT = 9.5, 96.0
_SYMBOL_X, _SYMBOL_Y, _SYMBOL = 9.5, 46.7, 60.0
# Between the frame's inner edge and the symbol, and above the name: room for 4 modules.
_QUIET = 3.95
_RULE_Y = 122.3
_CODE_WIDTH = 56.0
_DATE_X = 69.2
SMALLEST = 6.8
"""Points; nothing on a sticker is set smaller."""


def draw_a6(canvas: Canvas, face: StickerFace, matrix: Matrix) -> None:
    """Draw one sticker with its upper left corner at the canvas's current corner."""
    _band(canvas, face)
    _pictograms(canvas)
    name_block(canvas, face, _LEFT, _RIGHT - _LEFT, top=110.5, bottom=_RULE_Y, large=True)
    _foot(canvas, face)
    # A symbol of few modules has wide ones: it shrinks a little, so that its quiet zone stays free.
    size = min(_SYMBOL, _QUIET * len(matrix) / QUIET_MODULES)
    inset = (_SYMBOL - size) / 2
    canvas.symbol(matrix, _SYMBOL_X + inset, _SYMBOL_Y + inset, size)


def _band(canvas: Canvas, face: StickerFace) -> None:
    canvas.drawing(0, 0, 1, f"{BLUE} {marks.tab(5, 5, 95, 37.5, 3)} f")
    frame = marks.rounded(5.25, 5.25, 94.5, 137.5, 2.75)
    canvas.drawing(0, 0, 1, f"0.0431 0.2314 0.4 RG 0.5 w {frame} S")
    emblem(canvas, 15.75, 14.45, 6.25)
    issuer_names(canvas, face, 24.5, _RIGHT - 24.5, middle=13.6, ink=WHITE, size_vi=9.6)
    first, second = words.SCAN_VI
    canvas.text(_LEFT, 28.3, first, 800, 17.4, ink=WHITE, tracking=-0.07)
    canvas.text(_LEFT, 35.0, second, 800, 17.4, ink=WHITE, tracking=-0.07)
    canvas.text(_LEFT, 39.9, words.SCAN_EN, 500, 9.2, ink=WHITE)


def emblem(canvas: Canvas, x: float, y: float, radius: float) -> None:
    """The white disc with the bowl, its middle at (x, y)."""
    canvas.drawing(x, y, radius / 6.25, f"{WHITE} {marks.disc(0, 0, 6.25)} f {BLUE} {marks.bowl()}")


def issuer_names(
    canvas: Canvas,
    face: StickerFace,
    x: float,
    width: float,
    *,
    middle: float,
    ink: str = BLACK,
    size_vi: float = 9.6,
) -> None:
    """The authority's names in a block whose middle is at `middle`, Vietnamese first and bold."""
    vi = _issuer_vi(face.issuer_vi, measure_in(canvas, 700), width, size_vi)
    lines: list[tuple[str, Weight, float, float]] = [
        (line, 700, vi.size, vi.stretch) for line in vi.lines
    ]
    if face.issuer_en:
        measure = measure_in(canvas, 500)
        en = next(
            settings(face.issuer_en, measure, width, [(1, 7.1, SMALLEST), (2, 7.1, SMALLEST)]),
            None,
        ) or condensed(face.issuer_en, measure, width, 2, SMALLEST)
        lines += [(line, 500, en.size, en.stretch) for line in en.lines]
    pitches = [size * POINT_MM * (1.14 if weight == 700 else 1.3) for _, weight, size, _ in lines]
    # From the first capital's top to the last baseline.
    block = lines[0][2] * POINT_MM * 0.74 + sum(pitches[1:])
    baseline = middle + 0.4 - block / 2 + lines[0][2] * POINT_MM * 0.74
    for number, (line, weight, size, stretch) in enumerate(lines):
        if number:
            baseline += pitches[number]
        canvas.text(x, baseline, line, weight, size, ink=ink, stretch=stretch)


def _issuer_vi(text: str, measure: Measure, width: float, size: float) -> Setting:
    """A board's name breaks before its city or province, if it breaks at all."""
    parts = re.split(r" (?=(?:Thành phố|thành phố|TP\.?|Tỉnh|tỉnh) )", text, maxsplit=1)
    whole = next(settings(text, measure, width, [(1, size, size)]), None)
    if whole is not None:
        return whole
    if len(parts) == 2:
        widest = max(parts, key=lambda part: measure(part, size))
        fitted = one_line(widest, measure, width, size, SMALLEST)
        if fitted.stretch == 1:
            return Setting(tuple(parts), fitted.size)
    choices = [(2, size, 7.5), (3, 8.2, SMALLEST)]
    return next(settings(text, measure, width, choices), None) or condensed(
        text, measure, width, 3, SMALLEST
    )


def _pictograms(canvas: Canvas) -> None:
    drawings = ((47.0, marks.phone()), (67.75, marks.card()), (88.4, marks.person()))
    for (top, drawing), (vi, en) in zip(drawings, words.FREE, strict=True):
        canvas.drawing(74.5, top, 1, f"{BLACK} {drawing}")
        canvas.text(74.5, top + 11.65, vi[0], 700, 7.4)
        canvas.text(74.5, top + 14.7, vi[1], 700, 7.4)
        canvas.text(74.5, top + 17.35, en, 500, SMALLEST)


def name_block(
    canvas: Canvas,
    face: StickerFace,
    x: float,
    width: float,
    *,
    top: float,
    bottom: float,
    large: bool,
) -> None:
    """Name and street, as large as they fit between `top` and `bottom`, sitting on the rule below."""
    name, street = _name_and_street(canvas, face, width, bottom - top, large)
    slack = bottom - top - _block_height(name, street)
    step = street.size * POINT_MM * 1.08 + min(slack / 2, 0.45)
    last = bottom - street.size * POINT_MM * 0.3 - min(slack / 2, 0.85)
    baseline = last - height(street, 1.08) - step - height(name, 1.08)
    for setting, weight, after in ((name, 800, step), (street, 500, 0.0)):
        for number, line in enumerate(setting.lines):
            if number:
                baseline += setting.size * POINT_MM * 1.08
            canvas.text(
                x,
                baseline,
                line,
                800 if weight == 800 else 500,
                setting.size,
                stretch=setting.stretch,
            )
        baseline += after


def _name_and_street(
    canvas: Canvas, face: StickerFace, width: float, room: float, large: bool
) -> tuple[Setting, Setting]:
    in_800, in_500 = measure_in(canvas, 800), measure_in(canvas, 500)
    long_name = len(face.name) > 30
    if large:
        names = [(2, 9.6, SMALLEST)] if long_name else [(1, 15, 11.5), (2, 9.6, SMALLEST)]
        streets = [(1, 8.6 if long_name else 10.5, SMALLEST), (2, SMALLEST, SMALLEST)]
    else:
        names = [(1, 12, 9), (2, 9.6, SMALLEST), (3, 8.4, SMALLEST)]
        streets = [(1, 8.2, SMALLEST), (2, 7.4, SMALLEST), (3, SMALLEST, SMALLEST)]
    street_settings = [
        *settings(face.street, in_500, width, streets),
        condensed(face.street, in_500, width, 2, SMALLEST),
    ]
    for name in settings(face.name, in_800, width, names):
        for street in street_settings:
            if street.size < name.size and _block_height(name, street) <= room:
                return name, street
    lines = 2 if large else 3
    return condensed(face.name, in_800, width, lines, SMALLEST), street_settings[-1]


def _block_height(name: Setting, street: Setting) -> float:
    # A capital with two marks, as in Ễ, reaches a full size above its line; g and ạ 0.3 below.
    first = name.size * POINT_MM
    step = street.size * POINT_MM * 1.08
    below = street.size * POINT_MM * 0.3
    return first + height(name, 1.08) + step + height(street, 1.08) + below


def _foot(canvas: Canvas, face: StickerFace) -> None:
    canvas.box(_LEFT, _RULE_Y, _RIGHT - _LEFT, 0.25)
    canvas.box(67.2, 123.9, 0.25, 15.6)
    canvas.text(_LEFT, 125.8, words.TORN_VI, 500, SMALLEST)
    canvas.text(_LEFT, 128.5, words.TORN_EN, 500, SMALLEST)
    typed_code(canvas, face.typed_code, _LEFT, 134.5, _CODE_WIDTH, 18.5)
    host_line(canvas, face.host, _LEFT, 139.2, _CODE_WIDTH, 9.5)
    for line, baseline in zip(words.VALID_VI, (125.8, 128.5), strict=True):
        canvas.text(_DATE_X, baseline, line, 500, SMALLEST)
    canvas.text(_DATE_X, 133.2, words.day_vi(face.last_day), 800, 11.5)
    canvas.text(_DATE_X, 136.4, words.VALID_EN, 500, SMALLEST)
    canvas.text(_DATE_X, 139.2, words.day_en(face.last_day), 700, 7.9)
    if face.specimen:
        specimen_bar(canvas, 95.3, 123.2, 18.0)


def typed_code(
    canvas: Canvas, code: str, x: float, baseline: float, width: float, size: float
) -> None:
    """The code for the day the symbol is torn, spaced a little for the one who types it."""
    tracking = size * 0.013
    natural = canvas.width(code, 800, size, tracking)
    shrink = min(1.0, width / natural)
    canvas.text(x, baseline, code, 800, size * shrink, tracking=tracking * shrink)


def host_line(
    canvas: Canvas, host: str, x: float, baseline: float, width: float, size: float
) -> None:
    """`tại · at` and the host, which is fitted to what is left of the width."""
    canvas.text(x, baseline, words.AT, 500, SMALLEST)
    after = canvas.width(words.AT + " ", 500, SMALLEST)
    fitted = one_line(host, measure_in(canvas, 700), width - after, size, SMALLEST)
    canvas.text(x + after, baseline, host, 700, fitted.size, stretch=fitted.stretch)


def specimen_bar(canvas: Canvas, x: float, y: float, length: float) -> None:
    """A black upright bar that says MẪU / SPECIMEN, read from the right, beside the date."""
    size = SMALLEST
    canvas.box(x, y, 3.8, length)
    text = words.SPECIMEN
    stretch = min(1.0, (length - 1) / canvas.width(text, 800, size))
    start = y + length - (length - canvas.width(text, 800, size) * stretch) / 2
    canvas.text(x + 2.85, start, text, 800, size, ink=WHITE, stretch=stretch, upwards=True)


def measure_in(canvas: Canvas, weight: Weight) -> Measure:
    return lambda text, size: canvas.width(text, weight, size)
