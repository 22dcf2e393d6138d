"""A list of doors as a file for a spreadsheet, CSV or XLSX, in which no cell is ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from foodtrace.spreadsheets import guarded, workbook

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
    columns = []
    for column, heading in enumerate(headings):
        longest = max((len(row[column]) for row in rows), default=0)
        columns.append((heading, min(_WIDEST, max(len(heading), longest) + 2)))
    return workbook(columns, rows, title=title)
