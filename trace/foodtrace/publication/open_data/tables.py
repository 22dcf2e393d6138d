"""The public record as rows of three tables; columns are named one by one, as everything public is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from foodtrace.publication.shapes import PublicEstablishment
from foodtrace.spreadsheets import guarded

__all__ = [
    "ESTABLISHMENT_COLUMNS",
    "INSPECTION_COLUMNS",
    "STICKER_COLUMNS",
    "establishment_row",
    "inspection_rows",
    "sticker_rows",
]

ESTABLISHMENT_COLUMNS: Final = (
    "id", "typed_code", "name", "street", "ward", "ward_name", "province_name", "registered_address",
    "zone", "category", "standing", "company_tax_code",
    "basis_kind", "basis_number", "basis_issuer", "basis_issued_on", "basis_expires_on", "basis_ground",
    "closed_on", "moved_to", "inspection_pending", "as_of",
)  # fmt: skip
STICKER_COLUMNS: Final = ("establishment_id", "kid", "idx", "iat", "exp", "standing", "is_current")
_LANGUAGES: Final = ("vi", "en", "ko", "zh-Hans", "zh-Hant")
INSPECTION_COLUMNS: Final = (
    "establishment_id", "visited_on",
    "outcome", *(f"outcome_name_{each}" for each in _LANGUAGES),
    "grade", *(f"grade_name_{each}" for each in _LANGUAGES),
    "published_on", "reply", "under_appeal", *(f"basis_{each}" for each in _LANGUAGES),
)  # fmt: skip

Row = list[object]


def establishment_row(each: PublicEstablishment) -> Row:
    """The row of ESTABLISHMENT_COLUMNS, fit for a spreadsheet."""
    return _row(_flat(each), ESTABLISHMENT_COLUMNS)


def sticker_rows(each: PublicEstablishment) -> Iterator[Row]:
    """A row of STICKER_COLUMNS for each sticker, in their order."""
    for sticker in each.stickers:
        yield _row({"establishment_id": each.id, **_flat(sticker)}, STICKER_COLUMNS)


def inspection_rows(each: PublicEstablishment) -> Iterator[Row]:
    """A row of INSPECTION_COLUMNS for the last inspection, if one is public."""
    if each.last_inspection is not None:
        flat = {"establishment_id": each.id, **_flat(each.last_inspection)}
        yield _row(flat, INSPECTION_COLUMNS)


def _flat(record: msgspec.Struct) -> dict[str, Any]:
    """Fields by name, those of a record inside under `outer_inner`; tables of their own are left out."""
    found: dict[str, Any] = {}
    for field in msgspec.structs.fields(record):
        value = getattr(record, field.name)
        if isinstance(value, msgspec.Struct):
            found |= {f"{field.encode_name}_{key}": cell for key, cell in _flat(value).items()}
        elif not isinstance(value, tuple):
            found[field.encode_name] = value
    return found


def _row(flat: dict[str, Any], columns: tuple[str, ...]) -> Row:
    cells = (flat.get(column) for column in columns)
    return [_cell(cell) for cell in cells]


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else guarded(value)
