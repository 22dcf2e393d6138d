"""The small sticker of 105 x 74 mm with a symbol 45 mm wide at M; every length is in millimetres."""

from __future__ import annotations

from foodtrace.symbol import words
from foodtrace.symbol.blocks import (
    SMALLEST,
    emblem,
    frame,
    host_line,
    issuer_names,
    measure_in,
    rule,
    specimen_bar,
    typed_code,
)
from foodtrace.symbol.canvas import WHITE, Canvas
from foodtrace.symbol.face import StickerFace
from foodtrace.symbol.fitting import one_line
from foodtrace.symbol.matrix import Matrix
from foodtrace.symbol.naming import SMALL, name_block

WIDTH, HEIGHT = 105.0, 74.0

# The fewest modules that a sticker has at M are 49, so its quiet zone is at most 3.7; it stays
# clear of the frame's round corner too.
_SYMBOL_X, _SYMBOL_Y, _SYMBOL = 9.9, 18.75, 45.0
_BAND = 15.0
_TEXT_X, _TEXT_WIDTH = 58.9, 38.1
_CODE_WIDTH = 36.3
_CODE_RULE_Y = 43.6


def draw_m45(canvas: Canvas, face: StickerFace, matrix: Matrix) -> None:
    """Draw one sticker with its upper left corner at the canvas's current corner."""
    frame(canvas, HEIGHT, _BAND)
    emblem(canvas, _SYMBOL_X + 3.7, 10, 3.7)
    _headline(canvas)
    issuer_end = issuer_names(canvas, face, _TEXT_X, _TEXT_WIDTH, top=17.0, size=7.2)
    rule(canvas, _TEXT_X, issuer_end + 0.5, _TEXT_WIDTH)
    name_block(
        canvas,
        face,
        _TEXT_X,
        _TEXT_WIDTH,
        top=issuer_end + 1.1,
        bottom=_CODE_RULE_Y,
        sizes=SMALL,
    )
    _foot(canvas, face)
    canvas.symbol(matrix, _SYMBOL_X, _SYMBOL_Y, _SYMBOL)


def _headline(canvas: Canvas) -> None:
    headline = " ".join(words.SCAN_VI)
    fitted = one_line(headline, measure_in(canvas, 800), 77, 9.6, 9)
    canvas.text(20, 9.9, headline, 800, fitted.size, ink=WHITE)
    canvas.text(20, 13.3, words.SCAN_EN, 500, 7.2, ink=WHITE)


def _foot(canvas: Canvas, face: StickerFace) -> None:
    rule(canvas, _TEXT_X, _CODE_RULE_Y, _TEXT_WIDTH)
    canvas.text(_TEXT_X, 46.8, words.CODE, 500, SMALLEST)
    typed_code(canvas, face.typed_code, _TEXT_X, 51.5, _CODE_WIDTH, 13)
    host_line(canvas, face.host, _TEXT_X, 55.0, _CODE_WIDTH, 8)
    rule(canvas, _TEXT_X, 56.5, _CODE_WIDTH if face.specimen else _TEXT_WIDTH)
    canvas.text(_TEXT_X, 59.5, " ".join(words.VALID_VI), 500, SMALLEST)
    canvas.text(_TEXT_X, 63.6, words.day_vi(face.last_day), 800, 10.5)
    english = f"{words.VALID_EN} {words.day_en(face.last_day)}"
    fitted = one_line(english, measure_in(canvas, 500), _CODE_WIDTH, SMALLEST, SMALLEST)
    canvas.text(_TEXT_X, 66.5, english, 500, fitted.size, stretch=fitted.stretch)
    if face.specimen:
        specimen_bar(canvas, bottom=67.2)
