"""Tables for spreadsheets: what one would run instead of show, and how a cell is written so that it does not; pure."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

__all__ = ["FORMULA_STARTS", "bare", "guarded", "workbook"]

#: A spreadsheet runs a cell that begins so; OWASP "CSV injection" names these six.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_QUOTE: Final = "'"
_KEPT_DIGITS: Final = 15
# A file that is made again is the same file, so it does not say when it was made.
_MADE: Final = datetime.datetime(2000, 1, 1)


def guarded(cell: object) -> object:
    """A CSV cell; text that begins like a formula, or with an apostrophe, gets one apostrophe in front."""
    if isinstance(cell, str) and cell.startswith((*FORMULA_STARTS, _QUOTE)):
        return _QUOTE + cell
    return cell


def bare(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if cell.startswith(_QUOTE) else cell


def workbook(
    headings: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[object]],
    *,
    title: str = "",
    sheet: str | None = None,
) -> bytes:
    """XLSX of one sheet: headings (each with its width) that stay and filter, and cells that are never a formula.

    Numbers and days stay what they are, everything else is text; so is a decimal of more digits than a
    spreadsheet keeps. The same rows give the same bytes.
    """
    # Most who guard a cell write no workbook.
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False})
    book.set_properties({"created": _MADE, "title": title})
    page = book.add_worksheet(sheet)
    head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
    plain = book.add_format({"num_format": "@", "valign": "top"})
    quoted = book.add_format({"num_format": "@", "valign": "top", "quote_prefix": True})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    for column, (heading, width) in enumerate(headings):
        page.write_string(0, column, heading, head)
        page.set_column(column, column, width)
    line = 0
    for line, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, int) or (
                isinstance(cell, Decimal) and len(cell.as_tuple().digits) <= _KEPT_DIGITS
            ):
                page.write_number(line, column, cell)
            elif isinstance(cell, datetime.date):
                midnight = datetime.datetime.combine(cell, datetime.time())
                page.write_datetime(line, column, midnight, day)
            elif shown := str(cell):
                kind = quoted if shown.startswith(FORMULA_STARTS) else plain
                page.write_string(line, column, shown, kind)
    page.freeze_panes(1, 0)
    if line:
        page.autofilter(0, 0, line, len(headings) - 1)
    book.close()
    return out.getvalue()
