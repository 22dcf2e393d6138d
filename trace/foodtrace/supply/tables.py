"""A spreadsheet of receipts: headings in Vietnamese or English, rows into goods, faults by row and column; pure."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

import msgspec

from foodtrace.errors import IntakeRefused, InvalidRequest
from foodtrace.gs1 import check_gtin
from foodtrace.intake import Cell, Fault, Limits, Table
from foodtrace.intake.cells import date_of, text_of
from foodtrace.places import fold
from foodtrace.supply.checking import (
    check_day,
    check_item,
    check_supplier,
    parse_quantity,
    tax_code,
)
from foodtrace.supply.goods import Item, Product, Receipt, Supplier

__all__ = ["TABLE_LIMITS", "TakenTable", "parse_receipts"]

#: Of one file of deliveries: a large kitchen writes some ten thousand rows in a year.
TABLE_LIMITS: Final = Limits(
    file_bytes=16 * 2**20, inflated_bytes=64 * 2**20, rows=50_000, columns=60, cells=1_500_000
)

_HEADINGS: Final = {
    "product": "ten hang; ten hang hoa; hang hoa; hang; san pham; ten san pham; mat hang; ten mat hang; "
    "thuc pham; ten thuc pham; nguyen lieu; ten nguyen lieu; product; product name; goods; item; "
    "description; product description",
    "quantity": "so luong; sl; khoi luong; luong; quantity; qty; amount; weight",
    "unit": "don vi; don vi tinh; dvt; unit; uom; unit of measure",
    "supplier": "nha cung cap; ten nha cung cap; ncc; nguoi ban; noi ban; noi mua; co so cung cap; "
    "noi cung cap; nguon goc; nguon; supplier; supplier name; seller; vendor",
    "tax_code": "mst; ma so thue; mst nha cung cap; mst ncc; ma so thue nha cung cap; tax code; "
    "supplier tax code; seller tax code; tax id",
    "lot": "so lo; lo; ma lo; lo hang; so lo hang; lot; lot no; lot number; lot code; batch; batch no",
    "gtin": "gtin; ma gtin; ma vach; ma vach gtin; ma ean; ean; barcode; bar code; gtin ean",
    "use_by": "han dung; han su dung; hsd; ngay het han; use by; expiry; expiry date; expires; best before",
    "day": "ngay; ngay nhan; ngay nhap; ngay giao; ngay mua; thoi gian; thoi gian nhap; date; day; "
    "received; received on; date received; receipt date; delivery date",
}
_FIELDS: Final = {
    name.strip(): field for field, line in _HEADINGS.items() for name in line.split(";")
}
_NAMES: Final = {
    "product": ("Tên hàng", "Product"),
    "quantity": ("Số lượng", "Quantity"),
    "unit": ("Đơn vị", "Unit"),
    "supplier": ("Nhà cung cấp", "Supplier"),
    "tax_code": ("Mã số thuế", "Tax code"),
    "lot": ("Số lô", "Lot"),
    "gtin": ("Mã vạch (GTIN)", "Barcode (GTIN)"),
    "use_by": ("Hạn dùng", "Use by"),
    "day": ("Ngày nhận", "Date"),
}
_SEARCHED_ROWS: Final = 40
#: What to do about a cell, by the code of its fault: (vi, en).
_WORDS: Final = {
    "product": (
        "Thiếu tên hàng: ghi tên như trên phiếu giao.",
        "The product is missing: write it as on the note.",
    ),
    "quantity": (
        "Số lượng phải là một số lớn hơn 0, ví dụ 12,5.",
        "The quantity must be one number above 0, for example 12.5.",
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
        "Số lô dài quá 60 ký tự hoặc không đọc được.",
        "The lot is longer than 60 characters or unreadable.",
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
    at, columns, texts = _find_headings(table)
    receipts: list[Receipt] = []
    faults: list[Fault] = []
    for number, cells in table.rows:
        if number <= at or not any(text_of(cell) for cell in cells):
            continue
        row = _Row(number, {f: cells[c] if c < len(cells) else None for f, c in columns.items()})
        receipt = row.receipt(establishment_id, now)
        if receipt is not None:
            receipts.append(receipt)
        for field, found in row.faults:
            column = texts[columns[field]] if field in columns else _NAMES[field][0]
            faults.append(Fault(number, column, field, found, *_WORDS[field], field))
    if not receipts and not faults:
        raise IntakeRefused(
            f"{table.filename}: expected receipts below the headings, got none", code="empty"
        )
    return TakenTable(tuple(receipts), tuple(faults))


def _find_headings(table: Table) -> tuple[int, dict[str, int], list[str]]:
    best: dict[str, int] = {}
    for number, cells in table.rows[:_SEARCHED_ROWS]:
        texts = [text_of(cell) for cell in cells]
        columns: dict[str, int] = {}
        for at, text in enumerate(texts):
            field = _FIELDS.get(fold(text.partition("(")[0]))
            if field is not None:
                columns.setdefault(field, at)
        if {"product", "quantity", "unit", "day"} <= columns.keys() and (
            columns.keys() & {"supplier", "tax_code"}
        ):
            return number, columns, texts
        best = max(best, columns, key=len)
    wanted = [
        *("product", "quantity", "unit", "day"),
        *(() if "tax_code" in best else ("supplier",)),
    ]
    missing = ", ".join(" / ".join(_NAMES[field]) for field in wanted if field not in best)
    raise IntakeRefused(
        f"{table.filename}: expected a row of headings with product, quantity, unit, date and supplier; "
        f"not found: {missing}",
        code="no_headings",
    )


class _Row:
    def __init__(self, number: int, cells: dict[str, Cell]) -> None:
        self._number = number
        self._cells = cells
        self.faults: list[tuple[str, str]] = []

    def receipt(self, establishment_id: int, now: int) -> Receipt | None:
        day = self._read("day", lambda: self._date("day", now))
        quantity = self._read("quantity", self._quantity)
        use_by = self._read("use_by", lambda: self._date("use_by", None))
        supplier = self._read("supplier", self._supplier)
        gtin = self._read("gtin", self._gtin)
        for field in ("product", "unit"):
            if not self._text(field):
                self.faults.append((field, ""))
        if self.faults or day is None or quantity is None or supplier is None:
            return None
        item = Item(
            Product(self._text("product"), gtin),
            quantity,
            self._text("unit"),
            self._text("lot") or None,
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
            return Decimal(f"{cell:.15g}")
        return parse_quantity(self._text("quantity"))

    def _supplier(self) -> Supplier:
        name, code = self._text("supplier"), self._text("tax_code")
        if not name and not code:
            raise _Faulty("supplier", "")
        try:
            right = tax_code(code) if code else None
        except InvalidRequest:
            raise _Faulty("tax_code", code) from None
        return check_supplier(Supplier(name or code, right))
