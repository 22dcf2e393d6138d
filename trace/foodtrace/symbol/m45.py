"""The small sticker of 105 x 74 mm with a symbol 45 mm wide at M; every length is in millimetres."""

from __future__ import annotations

from foodtrace.symbol import marks, words
from foodtrace.symbol.a6 import (
    SMALLEST,
    emblem,
    host_line,
    issuer_names,
    measure_in,
    name_block,
    specimen_bar,
    typed_code,
)
from foodtrace.symbol.canvas import BLUE, WHITE, Canvas
from foodtrace.symbol.face import StickerFace
from foodtrace.symbol.fitting import one_line
from foodtrace.symbol.matrix import Matrix

WIDTH, HEIGHT = 105.0, 74.0

_SYMBOL_X, _SYMBOL_Y, _SYMBOL = 9.3, 19.8, 45.0
_TEXT_X, _TEXT_WIDTH = 58.6, 38.4
_CODE_WIDTH = 36.4


def draw_m45(canvas: Canvas, face: StickerFace, matrix: Matrix) -> None:
    """Draw one sticker with its upper left corner at the canvas's current corner."""
    canvas.drawing(0, 0, 1, f"{BLUE} {marks.tab(5, 5, 95, 11, 3)} f")
    frame = marks.rounded(5.25, 5.25, 94.5, 63.5, 2.75)
    canvas.drawing(0, 0, 1, f"0.0431 0.2314 0.4 RG 0.5 w {frame} S")
    emblem(canvas, _SYMBOL_X + 4, 10.5, 4)
    headline = " ".join(words.SCAN_VI)
    fitted = one_line(headline, measure_in(canvas, 800), 77, 9.6, 9)
    canvas.text(20, 10.4, headline, 800, fitted.size, ink=WHITE)
    canvas.text(20, 13.9, words.SCAN_EN, 500, 7.2, ink=WHITE)

    issuer_names(canvas, face, _TEXT_X, _TEXT_WIDTH, middle=22.6, size_vi=7.2)
    canvas.box(_TEXT_X, 28.2, _TEXT_WIDTH, 0.2)
    name_block(canvas, face, _TEXT_X, _TEXT_WIDTH, top=29.0, bottom=43.4, large=False)
    canvas.box(_TEXT_X, 43.4, _TEXT_WIDTH, 0.2)
    canvas.text(_TEXT_X, 46.5, words.CODE, 500, SMALLEST)
    typed_code(canvas, face.typed_code, _TEXT_X, 51.1, _CODE_WIDTH, 13)
    host_line(canvas, face.host, _TEXT_X, 54.5, _CODE_WIDTH, 8)
    canvas.box(_TEXT_X, 56.3, _CODE_WIDTH, 0.2)
    canvas.text(_TEXT_X, 59.3, " ".join(words.VALID_VI), 500, SMALLEST)
    canvas.text(_TEXT_X, 63.4, words.day_vi(face.last_day), 800, 10.5)
    english = f"{words.VALID_EN} {words.day_en(face.last_day)}"
    last = one_line(english, measure_in(canvas, 500), _CODE_WIDTH, SMALLEST, SMALLEST)
    canvas.text(_TEXT_X, 66.4, english, 500, last.size, stretch=last.stretch)
    if face.specimen:
        specimen_bar(canvas, 95.3, 44.6, 22.4)
    canvas.symbol(matrix, _SYMBOL_X, _SYMBOL_Y, _SYMBOL)
