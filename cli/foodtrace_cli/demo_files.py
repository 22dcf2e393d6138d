"""Writes the demo's zones as the files clerks send: XLSX and CSV, several habits, Vietnamese headings."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from foodtrace.places import fold, units_of_province
from xlsxwriter import Workbook

from foodtrace_cli.demo_eateries import SEED, Eatery, generate_zones
from foodtrace_cli.demo_zones import PROVINCE, DemoZone

_CATEGORIES = {
    1: "Nhà hàng",
    2: "Quán ăn",
    3: "Thức ăn đường phố",
    4: "Cà phê, giải khát",
    5: "Bánh, chè, kem",
    6: "Bếp ăn tập thể",
    7: "Bếp ăn trường học",
    8: "Quầy chợ",
    9: "Nhà hàng trong khách sạn",
    10: "Nấu tiệc",
    11: "Đồ ăn chế biến sẵn",
}
_ISSUER = "Cơ quan cấp (dữ liệu mẫu)"
_CITY = "TP. Đà Nẵng"

Rows = list[list[str]]


def write_intake_files(folder: Path, *, seed: int = SEED) -> list[tuple[DemoZone, Path]]:
    """One file per zone into `folder`; the bytes depend on the seed alone."""
    wards = {unit.code: f"{unit.kind} {unit.name}" for unit in units_of_province(PROVINCE)}
    written = []
    for number, (zone, doors) in enumerate(generate_zones(seed), start=1):
        if any(door.former for door in doors):
            suffix, encode = ".xlsx", _xlsx_with_title
            rows = _whole_address(doors, wards)
        elif number % 3 == 0:
            suffix, encode = ".csv", _csv_of_excel
            rows = _full_form(doors, wards)
        elif number % 3 == 1:
            suffix, encode = ".xlsx", _xlsx_with_title
            rows = _full_form(doors, wards)
        else:
            suffix, encode = ".csv", _csv_of_a_mac
            rows = _short_form(doors, wards)
        path = folder / f"{number:02d}-{fold(zone.name).replace(' ', '-')}{suffix}"
        path.write_bytes(encode(zone, rows))
        written.append((zone, path))
    return written


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _basis_cells(door: Eatery) -> list[str]:
    """Number of the certificate, of the commitment, or the ground of exemption; then whose and when."""
    basis = door.basis
    if basis is None:
        return [""] * len(_BASIS_HEADINGS)
    return [
        basis.number if basis.kind == "certificate" else "",
        basis.number if basis.kind == "commitment" else "",
        basis.ground,
        _ISSUER if basis.kind == "certificate" else "",
        _day(basis.issued),
        _day(basis.until),
    ]


_BASIS_HEADINGS = [
    "Số GCN ATTP",
    "Số cam kết",
    "Không thuộc diện cấp GCN",
    "Nơi cấp",
    "Ngày cấp",
    "Ngày hết hạn",
]
_LAST_HEADINGS = ["Chủ cơ sở", "Số điện thoại", "Vĩ độ", "Kinh độ"]


def _full_form(doors: Sequence[Eatery], wards: dict[int, str]) -> Rows:
    """The long form, with the owner's columns as it comes printed: empty here, the demo has no people."""
    rows = [
        ["STT", "Tên cơ sở", "Địa chỉ", "Phường/Xã", "Loại hình", *_BASIS_HEADINGS, *_LAST_HEADINGS]
    ]
    for number, door in enumerate(doors, start=1):
        rows.append(
            [
                str(number),
                door.name,
                door.street,
                wards[door.ward],
                _CATEGORIES[door.category],
                *_basis_cells(door),
                *["", "", str(door.lat), str(door.lon)],
            ]
        )
    return rows


def _short_form(doors: Sequence[Eatery], wards: dict[int, str]) -> Rows:
    rows = [["Tên quán", "Số nhà, tên đường", "Phường", "Loại hình kinh doanh"]]
    for door in doors:
        ward = wards[door.ward].removeprefix("Phường ")
        rows.append([door.name, door.street, ward, _CATEGORIES[door.category]])
    return rows


def _whole_address(doors: Sequence[Eatery], wards: dict[int, str]) -> Rows:
    """No column for the ward: it stands inside the address, under the name it had before July 2025."""
    rows = [["TT", "Tên cơ sở kinh doanh", "Địa chỉ kinh doanh", "Loại hình", *_BASIS_HEADINGS]]
    for number, door in enumerate(doors, start=1):
        address = f"{door.street}, {door.former or wards[door.ward]}, {_CITY}"
        rows.append([str(number), door.name, address, _CATEGORIES[door.category]])
        rows[-1] += _basis_cells(door)
    return rows


def _csv_of_excel(zone: DemoZone, rows: Rows) -> bytes:
    """As Excel saves it in Vietnam: semicolons, a byte-order mark, a title line above the heading."""
    title = [f"Danh sách cơ sở tuyến phố {zone.name}"] + [""] * (len(rows[0]) - 1)
    return b"\xef\xbb\xbf" + _csv([title, *rows], ";").encode()


def _csv_of_a_mac(zone: DemoZone, rows: Rows) -> bytes:
    """Commas, no byte-order mark, and letters taken apart (NFD)."""
    del zone
    return unicodedata.normalize("NFD", _csv(rows, ",")).encode()


def _csv(rows: Rows, delimiter: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _xlsx_with_title(zone: DemoZone, rows: Rows) -> bytes:
    raw = io.BytesIO()
    book = Workbook(raw, {"in_memory": True, "strings_to_formulas": False})
    # A fixed day: the same seed must give the same bytes.
    book.set_properties({"created": datetime(2026, 1, 5, tzinfo=UTC)})
    bold = book.add_format({"bold": True})
    sheet = book.add_worksheet("Danh sách")
    sheet.write_string(0, 0, "DANH SÁCH CƠ SỞ KINH DOANH DỊCH VỤ ĂN UỐNG (DỮ LIỆU MẪU)", bold)
    sheet.write_string(1, 0, f"Tuyến phố: {zone.name}")
    for at, row in enumerate(rows, start=3):
        for column, text in enumerate(row):
            if text:
                sheet.write_string(at, column, text, bold if at == 3 else None)
    for column in range(len(rows[0])):
        width = max(len(row[column]) for row in rows)
        sheet.set_column(column, column, min(48, width + 2))
    book.close()
    return raw.getvalue()
