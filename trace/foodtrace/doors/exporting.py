"""A list of doors as a file for a spreadsheet, CSV or XLSX, in which no cell is ever a formula."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Sequence

import xlsxwriter

from foodtrace.spreadsheets import FORMULA_STARTS, guarded

__all__ = ["doors_csv", "doors_xlsx"]

_WIDEST = 48


def doors_csv(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """UTF-8 with a byte order mark, so that a spreadsheet reads the letters right; guarded cells."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headings)
    for row in rows:
        writer.writerow([guarded(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def doors_xlsx(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """One sheet of text cells; what begins like a formula is quoted. The same rows give the same bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False})
    book.set_properties({"created": datetime.datetime(2000, 1, 1), "title": title})
    sheet = book.add_worksheet()
    head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
    plain = book.add_format({"num_format": "@", "valign": "top"})
    quoted = book.add_format({"num_format": "@", "valign": "top", "quote_prefix": True})
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, head)
        longest = max((len(row[column]) for row in rows), default=0)
        sheet.set_column(column, column, min(_WIDEST, max(len(heading), longest) + 2))
    for line, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            sheet.write_string(
                line, column, cell, quoted if cell.startswith(FORMULA_STARTS) else plain
            )
    sheet.freeze_panes(1, 0)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(headings) - 1)
    book.close()
    return out.getvalue()
