"""The wall sticker of 105 x 148 mm with a symbol 60 mm wide at Q; every length is in millimetres."""

from __future__ import annotations

from foodtrace.symbol import marks, words
from foodtrace.symbol.blocks import (
    SMALLEST,
    emblem,
    frame,
    host_line,
    issuer_names,
    rule,
    specimen_bar,
    typed_code,
)
from foodtrace.symbol.canvas import BLACK, WHITE, Canvas
from foodtrace.symbol.face import StickerFace
from foodtrace.symbol.matrix import QUIET_MODULES, Matrix
from foodtrace.symbol.naming import LARGE, name_block

WIDTH, HEIGHT = 105.0, 148.0

_LEFT, _RIGHT = 9.5, 96.0
_SYMBOL_X, _SYMBOL_Y, _SYMBOL = 9.5, 46.7, 60.0
# What is free on every side of the symbol; the frame's inner edge is nearest.
_QUIET = 3.95
_RULE_Y = 122.3
_CODE_WIDTH = 56.0
_PICTOGRAM_X = 74.5
_DATE_X = 69.2


def draw_a6(canvas: Canvas, face: StickerFace, matrix: Matrix) -> None:
    """Draw one sticker with its upper left corner at the canvas's current corner."""
    _band(canvas, face)
    _pictograms(canvas)
    width = _RIGHT - _LEFT - (0.8 if face.specimen else 0)
    name_block(canvas, face, _LEFT, width, top=110.6, bottom=_RULE_Y, sizes=LARGE)
    _foot(canvas, face)
    # A symbol of few modules has wide ones: it shrinks a little, so that its quiet zone stays free.
    size = min(_SYMBOL, _QUIET * len(matrix) / QUIET_MODULES)
    inset = (_SYMBOL - size) / 2
    canvas.symbol(matrix, _SYMBOL_X + inset, _SYMBOL_Y + inset, size)


def _band(canvas: Canvas, face: StickerFace) -> None:
    frame(canvas, HEIGHT, band=42.5)
    emblem(canvas, 15.75, 14.45, 6.25)
    issuer_names(canvas, face, 24.5, _RIGHT - 24.5, middle=13.9, size=9.6, ink=WHITE)
    for line, baseline in zip(words.SCAN_VI, (28.3, 35.0), strict=True):
        canvas.text(_LEFT, baseline, line, 800, 17.4, ink=WHITE, tracking=-0.07)
    canvas.text(_LEFT, 39.9, words.SCAN_EN, 500, 9.2, ink=WHITE)


def _pictograms(canvas: Canvas) -> None:
    drawings = ((47.0, marks.phone()), (67.75, marks.card()), (88.4, marks.person()))
    for (top, drawing), (vi, en) in zip(drawings, words.FREE, strict=True):
        canvas.drawing(_PICTOGRAM_X, top, 1, f"{BLACK} {drawing}")
        canvas.text(_PICTOGRAM_X, top + 11.65, vi[0], 700, 7.4)
        canvas.text(_PICTOGRAM_X, top + 14.6, vi[1], 700, 7.4)
        canvas.text(_PICTOGRAM_X, top + 17.3, en, 500, SMALLEST)


def _foot(canvas: Canvas, face: StickerFace) -> None:
    rule(canvas, _LEFT, _RULE_Y, _RIGHT - _LEFT)
    canvas.box(67.2, 123.8, 0.25, 16.0)
    for line, baseline in zip((words.TORN_VI, words.TORN_EN), (125.5, 128.1), strict=True):
        canvas.text(_LEFT, baseline, line, 500, SMALLEST)
    typed_code(canvas, face.typed_code, _LEFT, 134.9, _CODE_WIDTH, 18.5)
    host_line(canvas, face.host, _LEFT, 139.5, _CODE_WIDTH, 9.5)
    for line, baseline in zip(words.VALID_VI, (125.5, 128.1), strict=True):
        canvas.text(_DATE_X, baseline, line, 500, SMALLEST)
    canvas.text(_DATE_X, 133.3, words.day_vi(face.last_day), 800, 11.5)
    canvas.text(_DATE_X, 136.5, words.VALID_EN, 500, SMALLEST)
    canvas.text(_DATE_X, 139.5, words.day_en(face.last_day), 700, 7.9)
    if face.specimen:
        specimen_bar(canvas, bottom=140.8)
