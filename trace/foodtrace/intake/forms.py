"""One establishment typed into a form, read by the very rules that read a row of a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from foodtrace.intake.headings import Headings
from foodtrace.intake.row_reading import RowReader
from foodtrace.intake.rows import Fault, GoodRow

__all__ = ["FORM_FIELDS", "parse_form"]

#: What a form may hold: the fields of a list with the words that a fault names them by.
FORM_FIELDS: Final = {
    "name": "Tên quán",
    "street": "Số nhà, đường",
    "address": "Địa chỉ",
    "ward": "Phường, xã",
    "category": "Loại hình",
    "latitude": "Vĩ độ",
    "longitude": "Kinh độ",
    "basis": "Căn cứ",
    "certificate": "Số giấy chứng nhận",
    "commitment": "Cam kết",
    "exemption": "Căn cứ miễn",
    "issuer": "Nơi cấp",
    "issued_on": "Ngày cấp",
    "expires_on": "Ngày hết hạn",
    "owner": "Chủ cơ sở",
    "phone": "Điện thoại",
    "email": "Email",
    "id_number": "Số CCCD",
    "tax_code": "Mã số thuế",
}
_HEADINGS: Final = Headings(
    last_row=0,
    columns={field: (at,) for at, field in enumerate(FORM_FIELDS)},
    texts=tuple(FORM_FIELDS.values()),
)


def parse_form(
    typed: Mapping[str, str], province: str
) -> tuple[GoodRow, None] | tuple[None, list[Fault]]:
    """The establishment that the fields mean, or the faults that stand against it; unknown fields are not read."""
    cells = tuple(typed.get(field, "").strip() or None for field in FORM_FIELDS)
    reader = RowReader(_HEADINGS, province, frozenset())
    row, faults = reader.read(1, cells, reader.texts(cells))
    if row is None:
        return None, faults
    # A list's address column may lack the ward beside it; a form's is what was registered, in full.
    address = " ".join(typed.get("address", "").split())
    return msgspec.structs.replace(row, registered_address=address or row.registered_address), None
