"""The faults of a list as a spreadsheet: the original rows, and beside each what to correct."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence

import xlsxwriter

from foodtrace.errors import InvalidRequest
from foodtrace.intake.cells import look_alike_columns, text_of
from foodtrace.intake.headings import FIELD_NAMES, Headings, find_headings
from foodtrace.intake.rows import Cell, Fault, Table
from foodtrace.spreadsheets import FORMULA_STARTS

_WORDS = {
    "vi": ("Dòng", "Cách sửa", "Lỗi", "Xin chọn trong danh sách hoặc gõ tên phường, xã."),
    "en": ("Row", "What to correct", "Faults", "Choose from the list or type the ward's name."),
}
_MOST_LIST_CHARACTERS = 255  # Excel's own bound for the items of a list
_WIDTHS = {"name": 30, "address": 42, "street": 30, "ward": 20, "phone": 18}


def fault_report_xlsx(table: Table, faults: Sequence[Fault], lang: str = "vi") -> bytes:
    """A workbook with every row under the file's own headings, then what to correct in it; lang vi or en.

    It can be taken in again once corrected: the added columns are not read, except for a ward column where
    the list had none. Cells are text and quoted, so none of them is ever a formula. The same input gives
    the same bytes.
    """
    if lang not in _WORDS:
        raise InvalidRequest(f"expected a language, vi or en, got {lang[:10]!r}", code="lang")
    headings = find_headings(table.rows) or Headings(0, {}, ())
    by_row: dict[int, list[Fault]] = {}
    for fault in faults:
        by_row.setdefault(fault.row, []).append(fault)
    rows = [(number, cells) for number, cells in table.rows if number > headings.last_row]
    texts = look_alike_columns([cells for _, cells in table.rows])
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False})
    book.set_properties({"created": datetime.datetime(2000, 1, 1)})
    _Sheet(book, headings, by_row, texts, lang).write(rows)
    book.close()
    return out.getvalue()


class _Sheet:
    def __init__(
        self,
        book: xlsxwriter.Workbook,
        headings: Headings,
        by_row: dict[int, list[Fault]],
        look_alike: frozenset[int],
        lang: str,
    ) -> None:
        self._headings, self._by_row, self._look_alike, self._lang = (
            headings,
            by_row,
            look_alike,
            lang,
        )
        self._words = _WORDS[lang]
        self._sheet = book.add_worksheet(self._words[2])
        shared = {"valign": "top", "text_wrap": True, "num_format": "@"}
        self._head = book.add_format(
            {"bold": True, "bottom": 2, "valign": "top", "text_wrap": True}
        )
        self._number = book.add_format({"valign": "top", "font_color": "#4A5A66"})
        self._plain = book.add_format(shared)
        self._quoted = book.add_format(shared | {"quote_prefix": True})
        fault = {"bg_color": "#FCE9E8", "border": 1, "border_color": "#A3161B"}
        self._told = book.add_format(shared | {"bg_color": "#FCE9E8"})
        self._fault = book.add_format(shared | fault)
        self._fault_quoted = book.add_format(shared | fault | {"quote_prefix": True})
        wards = [f for faults in by_row.values() for f in faults if f.field == "ward"]
        own = headings.columns.get("ward")
        self._texts = [*headings.texts]
        self._ward_column = own[0] if own else None
        if wards and own is None:
            self._ward_column = len(self._texts)
            self._texts.append(FIELD_NAMES["ward"][lang == "en"])

    def write(self, rows: Sequence[tuple[int, tuple[Cell, ...]]]) -> None:
        """Rows in the file's order under one heading, the row number first and the correction last."""
        width = max([len(self._texts), *(len(cells) for _, cells in rows)])
        sheet, last = self._sheet, width + 1
        sheet.write_string(0, 0, self._words[0], self._head)
        sheet.write_string(0, last, self._words[1], self._head)
        fields = {at: f for f, found in self._headings.columns.items() for at in found}
        for at in range(width):
            text = self._texts[at] if at < len(self._texts) else ""
            sheet.write_string(0, at + 1, text, self._head)
            sheet.set_column(at + 1, at + 1, _WIDTHS.get(fields.get(at, ""), 14))
        sheet.set_column(0, 0, 7)
        sheet.set_column(last, last, 70)
        for line, (number, cells) in enumerate(rows, start=1):
            faults = self._by_row.get(number, [])
            marked = {at for f in faults for at in self._columns(f)}
            sheet.write_number(line, 0, number, self._number)
            for at in range(width):
                cell = cells[at] if at < len(cells) else None
                self._write(line, at, cell, at in marked)
            if faults:
                self._offer(line, faults)
                told = "\n".join(f.message(self._lang) for f in faults)
                sheet.write_string(line, last, told, self._told)
        sheet.freeze_panes(1, 1)
        if rows:
            sheet.autofilter(0, 0, len(rows), last)

    def _columns(self, fault: Fault) -> tuple[int, ...]:
        found = self._headings.columns.get(fault.field, ())
        if not found and fault.field == "ward":
            found = () if self._ward_column is None else (self._ward_column,)
        if not found and fault.field in ("street", "ward"):
            found = self._headings.columns.get("address", ())
        if not found and fault.field == "latitude":
            found = self._headings.columns.get("coordinates", ())
        return found

    def _write(self, line: int, at: int, cell: Cell, marked: bool) -> None:
        text = text_of(cell, look_alike_column=at in self._look_alike)
        if isinstance(cell, datetime.date):
            text = f"{cell:%d/%m/%Y}"
        quoted = text.startswith(FORMULA_STARTS)
        shape = (
            (self._fault_quoted if quoted else self._fault)
            if marked
            else (self._quoted if quoted else self._plain)
        )
        if text:
            self._sheet.write_string(line, at + 1, text, shape)
        elif marked:
            self._sheet.write_blank(line, at + 1, None, shape)

    def _offer(self, line: int, faults: Sequence[Fault]) -> None:
        """A list to choose from on the ward's cell, where the fault has candidates."""
        names = next((f.candidates for f in faults if f.field == "ward" and f.candidates), ())
        choices = [n.rpartition(" → ")[2] for n in names if n != "…"]
        if (
            self._ward_column is None
            or not choices
            or len(",".join(choices)) > _MOST_LIST_CHARACTERS
        ):
            return
        self._sheet.data_validation(
            line,
            self._ward_column + 1,
            line,
            self._ward_column + 1,
            {
                "validate": "list",
                "source": choices,
                "error_type": "information",
                "error_message": self._words[3],
            },
        )
