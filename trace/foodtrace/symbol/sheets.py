"""Stickers on paper: alone on an A6 page, or on A4 with marks on the cutting lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sized

import msgspec

from foodtrace.errors import InvalidRequest
from foodtrace.symbol import a6, m45
from foodtrace.symbol.canvas import BLACK, Canvas
from foodtrace.symbol.face import Layout, StickerFace
from foodtrace.symbol.matrix import Level, Matrix, symbol_matrix

Progress = Callable[[int, int], None]
"""Called with (stickers done, stickers in all)."""


class _Sheet(msgspec.Struct, frozen=True):
    level: Level
    columns: int
    rows: int
    cell: tuple[float, float]
    draw: Callable[[Canvas, StickerFace, Matrix], None]


_SHEETS: dict[str, _Sheet] = {
    "a6": _Sheet("Q", 1, 1, (a6.WIDTH, a6.HEIGHT), a6.draw_a6),
    "a6x4": _Sheet("Q", 2, 2, (105.0, 148.5), a6.draw_a6),
    "m45x8": _Sheet("M", 2, 4, (105.0, 74.25), m45.draw_m45),
}

_MARK = 0.2  # mm, the thickness of a cutting mark


def level_of(layout: Layout) -> Level:
    """The error correction that a layout's symbols have."""
    return _sheet(layout).level


def sticker_pdf(face: StickerFace) -> bytes:
    """One wall sticker on an A6 page, as a vector PDF; the same face gives the same bytes."""
    return sheets_pdf((face,), "a6")


def sheets_pdf(
    faces: Iterable[StickerFace],
    layout: Layout = "a6x4",
    *,
    on_progress: Progress | None = None,
) -> bytes:
    """Stickers in reading order, sheet by sheet: `a6` one, `a6x4` four, `m45x8` eight to a page.

    The document is built in memory, about 25 MB for 1,000 stickers.
    """
    total = len(faces) if isinstance(faces, Sized) else 0
    book = SheetBook(layout)
    for face in faces:
        book.add(face, symbol_matrix(face.url, level_of(layout)))
        if on_progress is not None:
            on_progress(book.count, max(total, book.count))
    return book.finish()


class SheetBook:
    """A PDF that takes stickers one by one."""

    def __init__(self, layout: Layout) -> None:
        self._sheet = _sheet(layout)
        width, height = self._sheet.cell
        self._canvas = Canvas(
            (width * self._sheet.columns, height * self._sheet.rows), "Tem an toàn thực phẩm"
        )
        self.count = 0

    @property
    def page(self) -> int:
        """The number of the page that holds the sticker added last."""
        return -(-self.count // (self._sheet.columns * self._sheet.rows))

    def add(self, face: StickerFace, matrix: Matrix) -> None:
        """Draw the next sticker; `matrix` is its symbol at the layout's own level."""
        sheet = self._sheet
        place = self.count % (sheet.columns * sheet.rows)
        self.count += 1
        if place == 0:
            self._canvas.new_page()
            self._cutting_marks()
        row, column = divmod(place, sheet.columns)
        self._canvas.move_to(column * sheet.cell[0], row * sheet.cell[1])
        sheet.draw(self._canvas, face, matrix)

    def finish(self) -> bytes:
        """The file; an empty book is refused, since a PDF has at least one page."""
        if not self.count:
            raise InvalidRequest(
                "expected at least one sticker to print, got none; choose others",
                code="no_stickers",
            )
        return self._canvas.finish()

    def _cutting_marks(self) -> None:
        sheet = self._sheet
        if sheet.columns == 1:
            return
        width, height = sheet.cell[0] * sheet.columns, sheet.cell[1] * sheet.rows
        middle = sheet.cell[0]
        cuts = [sheet.cell[1] * row for row in range(1, sheet.rows)]
        # 9 mm from the edge: an office printer leaves the outer 4.2 mm white.
        self._upright(middle, 0, 9)
        self._upright(middle, height - 9, height)
        for cut in cuts:
            self._level(cut, 0, 9)
            self._level(cut, width - 9, width)
            self._level(cut, middle - 5, middle + 5)
            self._upright(middle, cut - 5, cut + 5)

    def _upright(self, x: float, top: float, bottom: float) -> None:
        self._canvas.box(x - _MARK / 2, top, _MARK, bottom - top, BLACK)

    def _level(self, y: float, left: float, right: float) -> None:
        self._canvas.box(left, y - _MARK / 2, right - left, _MARK, BLACK)


def _sheet(layout: str) -> _Sheet:
    try:
        return _SHEETS[layout]
    except KeyError:
        raise InvalidRequest(
            f"expected a layout of {', '.join(_SHEETS)}, got {layout!r}", code="sheet_layout"
        ) from None
