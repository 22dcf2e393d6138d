"""A spreadsheet of receipts: headings in Vietnamese or English, rows into goods, faults by row and column; pure."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from typing import Any, Final

import msgspec

from foodtrace.errors import IntakeRefused, InvalidRequest
from foodtrace.gs1 import check_gtin
from foodtrace.intake import Cell, Fault, Table
from foodtrace.intake.cells import date_of, text_of
from foodtrace.supply.checking import (
    check_day,
    check_item,
    check_supplier,
    one_lot,
    tax_code,
)
from foodtrace.supply.decimal_marks import decimal_mark, quantity_in
from foodtrace.supply.goods import Item, Product, Receipt, Supplier
from foodtrace.supply.table_headings import NAMES, find_headings

__all__ = ["TakenTable", "parse_receipts"]

# Whoever has no tax code may stand there with a telephone number, which has ten digits too.
_MOBILE: Final = re.compile(r"0(?:3[2-9]|5[2-9]|7[06-9]|8[1-9]|9[0-9])[0-9]{7}")
#: What to do about a cell, by the code of its fault: (vi, en).
_WORDS: Final = {
    "product": (
        "Thiếu tên hàng: ghi tên như trên phiếu giao.",
        "The product is missing: write it as on the note.",
    ),
    "quantity": (
        "Số lượng phải là một số lớn hơn 0, ví dụ 12,5. 1.250 hay 1,250 đọc được hai cách: ghi 1250 hoặc 1,25.",
        "The quantity must be a number above 0, for example 12.5. 1,250 and 1.250 can be read in two ways: write 1250 or 1.25.",
    ),
    "unit": ("Thiếu đơn vị tính, ví dụ kg.", "The unit is missing, for example kg."),
    "supplier": (
        "Thiếu nhà cung cấp: ghi tên hoặc mã số thuế.",
        "The supplier is missing: write the name or the tax code.",
    ),
    "tax_code": (
        "Mã số thuế có 10, 12 hoặc 13 chữ số.",
        "A tax code has 10, 12 or 13 digits.",
    ),
    "lot": (
        "Mỗi hàng ghi một số lô, không quá 60 ký tự; nhiều lô thì tách thành nhiều hàng.",
        "Write one lot in a row, of at most 60 characters; goods of several lots take a row each.",
    ),
    "gtin": (
        "Mã vạch (GTIN) có 8, 12, 13 hoặc 14 chữ số và chữ số cuối để kiểm tra; mã riêng của cửa hàng thì để trống.",
        "A GTIN has 8, 12, 13 or 14 digits, and the last one checks the others; leave a shop's own number out.",
    ),
    "use_by": (
        "Hạn dùng phải là một ngày từ ngày nhận trở đi, ví dụ 31/12/2026.",
        "The use-by day must be a day from the delivery on, for example 31/12/2026.",
    ),
    "day": (
        "Ngày nhận phải là một ngày đã đến, ví dụ 31/05/2026.",
        "The date must be a day that has come, for example 31/05/2026.",
    ),
}


class TakenTable(msgspec.Struct, frozen=True):
    """The rows of a table: receipts, or the faults that keep all of it out."""

    receipts: tuple[Receipt, ...]
    faults: tuple[Fault, ...]


class _Faulty(Exception):
    def __init__(self, field: str, found: str) -> None:
        super().__init__(field)
        self.field, self.found = field, found


def parse_receipts(table: Table, establishment_id: int, now: int) -> TakenTable:
    """Each row below the headings as a receipt of the establishment, `line` being its row number.

    Raises IntakeRefused (no_headings) where no row names product, quantity, unit, date and supplier.
    """
    at, columns, texts = find_headings(table)
    where = columns["quantity"]
    mark = decimal_mark(
        cell
        for number, cells in table.rows
        if number > at and where < len(cells) and isinstance(cell := cells[where], str)
    )
    receipts: list[Receipt] = []
    faults: list[Fault] = []
    for number, cells in table.rows:
        if number <= at or not any(text_of(cell) for cell in cells):
            continue
        row = _Row(
            number, {f: cells[c] if c < len(cells) else None for f, c in columns.items()}, mark
        )
        receipt = row.receipt(establishment_id, now)
        if receipt is not None:
            receipts.append(receipt)
        for field, found in row.faults:
            column = texts[columns[field]] if field in columns else NAMES[field][0]
            faults.append(Fault(number, column, field, found, *_WORDS[field], field))
    if not receipts and not faults:
        raise IntakeRefused(
            f"{table.filename}: expected receipts below the headings, got none", code="empty"
        )
    return TakenTable(tuple(receipts), tuple(faults))


class _Row:
    def __init__(self, number: int, cells: dict[str, Cell], mark: str | None) -> None:
        self._number, self._mark = number, mark
        self._cells = cells
        self.faults: list[tuple[str, str]] = []

    def receipt(self, establishment_id: int, now: int) -> Receipt | None:
        day = self._read("day", lambda: self._date("day", now))
        quantity = self._read("quantity", self._quantity)
        use_by = self._read("use_by", lambda: self._date("use_by", None))
        supplier = self._read("supplier", self._supplier)
        gtin = self._read("gtin", self._gtin)
        lot = self._read("lot", lambda: one_lot(self._text("lot")))
        for field in ("product", "unit"):
            if not self._text(field):
                self.faults.append((field, ""))
        if self.faults or day is None or quantity is None or supplier is None:
            return None
        item = Item(
            Product(self._text("product"), gtin),
            quantity,
            self._text("unit"),
            lot,
            use_by,
        )
        try:
            return Receipt(
                establishment_id, supplier, check_item(item, day), day, line=self._number
            )
        except InvalidRequest as wrong:
            self.faults.append((wrong.code, self._text(wrong.code)[:60]))
            return None

    def _gtin(self) -> str | None:
        digits = "".join(self._text("gtin").split())
        return check_gtin(digits) if digits else None

    def _read(self, field: str, read: Callable[[], Any]) -> Any:
        try:
            return read()
        except _Faulty as faulty:
            self.faults.append((faulty.field, faulty.found[:60]))
        except InvalidRequest:
            self.faults.append((field, self._text(field)[:60]))
        return None

    def _text(self, field: str) -> str:
        return text_of(self._cells.get(field))

    def _date(self, field: str, now: int | None) -> datetime.date | None:
        cell = self._cells.get(field)
        if not self._text(field):
            if now is None:
                return None
            raise _Faulty(field, "")
        day = date_of(cell)
        if day is None:
            raise _Faulty(field, self._text(field))
        if now is not None:
            check_day(day, now)
        return day

    def _quantity(self) -> Decimal:
        cell = self._cells.get("quantity")
        # A workbook holds binary numbers: its 15 digits are what the clerk saw.
        if isinstance(cell, float):
            quantity = Decimal(f"{cell:.15g}")
        else:
            quantity = quantity_in(self._text("quantity"), self._mark)
        if quantity <= 0:
            raise _Faulty("quantity", self._text("quantity"))
        return quantity

    def _supplier(self) -> Supplier:
        name, code = self._text("supplier"), self._text("tax_code")
        if not name and not code:
            raise _Faulty("supplier", "")
        if not code and not _MOBILE.fullmatch("".join(name.split())):
            # Many lists have one column for either.
            with suppress(InvalidRequest):
                code = tax_code(name)
        try:
            right = tax_code(code) if code else None
        except InvalidRequest:
            raise _Faulty("tax_code", code) from None
        return check_supplier(Supplier(name or code, right))
