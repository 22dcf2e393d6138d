"""Which sheet of a file lists deliveries, and what stands in which of its columns; pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from foodtrace.errors import IntakeRefused
from foodtrace.intake import Cell, Limits, Table, read_rows
from foodtrace.intake.cells import text_of
from foodtrace.places import fold

__all__ = ["NAMES", "TABLE_LIMITS", "find_headings", "read_deliveries"]

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
NAMES: Final = {
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


def read_deliveries(raw: bytes, filename: str) -> Table:
    """The sheet of a file that has the headings of deliveries. Raises IntakeRefused, as `read_rows`."""
    try:
        return read_rows(raw, filename, limits=TABLE_LIMITS, is_list=_lists_deliveries)
    except IntakeRefused as wrong:
        if wrong.code == "several_sheets":
            sheets = wrong.fields["sheets"]
            assert isinstance(sheets, list)
            names = ", ".join(f'"{name}"' for name in sheets)
            raise IntakeRefused(
                f"{filename}: expected deliveries on one sheet, got them on several: {names}; save each as "
                "a file of its own",
                code=wrong.code,
                sheets=sheets,
            ) from None
        if wrong.code in ("not_a_table", "not_xlsx"):
            raise IntakeRefused(
                f"{wrong.message}; of an invoice, give the XML that came with it", code=wrong.code
            ) from None
        raise


def _lists_deliveries(rows: Sequence[tuple[int, tuple[Cell, ...]]]) -> bool:
    return any(_names_all(_columns(cells)[0]) for _, cells in rows[:_SEARCHED_ROWS])


def _columns(cells: tuple[Cell, ...]) -> tuple[dict[str, int], list[str]]:
    """Which field stands where, if the cells are headings, and their texts."""
    texts = [text_of(cell) for cell in cells]
    columns: dict[str, int] = {}
    for at, text in enumerate(texts):
        field = _FIELDS.get(fold(text.partition("(")[0]))
        if field is not None:
            columns.setdefault(field, at)
    return columns, texts


def _names_all(columns: dict[str, int]) -> bool:
    return {"product", "quantity", "unit", "day"} <= columns.keys() and bool(
        columns.keys() & {"supplier", "tax_code"}
    )


def find_headings(table: Table) -> tuple[int, dict[str, int], list[str]]:
    """The number of the row of headings, which field stands where, and their texts.

    Raises IntakeRefused (no_headings) with those that are missing.
    """
    best: dict[str, int] = {}
    for number, cells in table.rows[:_SEARCHED_ROWS]:
        columns, texts = _columns(cells)
        if _names_all(columns):
            return number, columns, texts
        best = max(best, columns, key=len)
    wanted = [
        *("product", "quantity", "unit", "day"),
        *(() if "tax_code" in best else ("supplier",)),
    ]
    missing = ", ".join(" / ".join(NAMES[field]) for field in wanted if field not in best)
    raise IntakeRefused(
        f"{table.filename}: expected a row of headings with product, quantity, unit, date and supplier; "
        f"not found: {missing}",
        code="no_headings",
    )
