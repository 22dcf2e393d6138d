"""A table's rows into establishments and faults: each row is read once and ends in exactly one of them."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from foodtrace.errors import IntakeRefused
from foodtrace.intake.cells import look_alike_columns
from foodtrace.intake.headings import Headings, find_headings, missing_columns
from foodtrace.intake.messages import make_fault, make_note
from foodtrace.intake.row_reading import RowReader
from foodtrace.intake.rows import Fault, GoodRow, IntakeResult, Table
from foodtrace.places import fold
from foodtrace.places import province as province_in_force
from foodtrace.sticker import encode_typed_code

# Narrow on purpose: "Cộng Cà Phê" and "Quán Bà Tư" are eateries, whatever else their rows lack.
_TOTAL = re.compile(
    r"(?:tổng(?: cộng| số)?|cộng|total)(?:\s*[:(]?\s*\d.*|\s*:?)|tổng (?:cộng|số)\b.*",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"(?:phường|xã|tuyến|khu vực|đường|quận|huyện|tỉnh|thành phố)\s.*", re.IGNORECASE
)
_SIGNATURE = re.compile(
    r".*\bngay \d{0,2} ?thang \d{0,2} ?(?:nam\b.*)?|(?:nguoi )?lap (?:bieu|danh sach)|nguoi lap|"
    r"noi nhan.*|(?:kt |tm |tl )?(?:thu truong don vi|truong phong|truong ban|chu tich|pho chu tich|giam doc|pho giam doc)|"
    r"ky ten.*|xac nhan cua .*"
)


def parse_table(
    table: Table,
    province: str,
    *,
    known: Mapping[tuple[str, str, int], int] | None = None,
) -> IntakeResult:
    """Read a table for one province (code in force, such as "48").

    `known` maps (folded name, folded street, ward) of what the registry holds to its id: such a row stays good
    and gets the note already_registered. Raises IntakeRefused (no_headings) if no row can be the heading,
    NotFound (province) for a province that is not in force.
    """
    province_in_force(province)
    headings = find_headings(table.rows)
    if headings is None:
        raise _refusal(table)
    result = IntakeResult(
        [],
        [],
        skipped=[],
        columns={f: headings.texts[at[0]] for f, at in headings.columns.items()},
        ignored=_ignored(headings),
        heading_row=headings.last_row,
    )
    body = [(n, cells) for n, cells in table.rows if n > headings.last_row]
    reader = RowReader(headings, province, look_alike_columns([cells for _, cells in table.rows]))
    seen: dict[tuple[str, str, int], int] = {}
    numbered: dict[str, int] = {}
    for number, cells in body:
        texts = reader.texts(cells)
        reason = _not_an_eatery(texts, headings)
        if reason:
            result.skipped.append((number, reason))
            continue
        row, faults = reader.read(number, cells, texts)
        if row is not None:
            faults = _duplicate(row, seen, reader) + _same_gln(row, numbered, reader)
        if faults or row is None:
            result.faults.extend(faults)
        else:
            result.rows.append(row)
    return with_known(msgspec.structs.replace(result, total=len(body)), known or {})


def _duplicate(
    row: GoodRow, seen: dict[tuple[str, str, int], int], reader: RowReader
) -> list[Fault]:
    first = seen.setdefault(_key(row), row.row)
    if first == row.row:
        return []
    return [
        make_fault(
            row.row,
            reader.column("name"),
            "duplicate_row",
            f"{row.name}, {row.street}",
            field="name",
            other=first,
        )
    ]


def _same_gln(row: GoodRow, numbered: dict[str, int], reader: RowReader) -> list[Fault]:
    first = row.row if row.gln is None else numbered.setdefault(row.gln, row.row)
    if first == row.row:
        return []
    column = reader.column("gln")
    return [make_fault(row.row, column, "same_gln", row.gln or "", field="gln", other=first)]


def with_known(result: IntakeResult, known: Mapping[tuple[str, str, int], int]) -> IntakeResult:
    """The same with a note on every good row that the registry holds; `known` as for `parse_table`."""
    if not known:
        return result
    rows = [_noted(row, known.get(_key(row)), result.columns["name"]) for row in result.rows]
    return msgspec.structs.replace(result, rows=rows)


def _noted(row: GoodRow, establishment: int | None, column: str) -> GoodRow:
    if establishment is None:
        return row
    note = make_note(column, "already_registered", typed=encode_typed_code(establishment))
    return msgspec.structs.replace(row, notes=(*row.notes, note))


def _key(row: GoodRow) -> tuple[str, str, int]:
    return fold(row.name), fold(row.street), row.ward


def _not_an_eatery(texts: list[str], headings: Headings) -> str | None:
    """Why a row is no eatery: column_numbers, repeated_heading, total, section, signature, number_only."""
    filled = [t for t in texts if t]
    numbers = [t.strip("()") for t in filled]
    if len(filled) > 2 and all(map(str.isdecimal, numbers)):
        values = [int(n) for n in numbers]
        if values == list(range(values[0], values[0] + len(values))) and values[0] <= 2:
            return "column_numbers"
    if len(filled) > 2 and all(t in headings.texts for t in filled):
        return "repeated_heading"
    at_number = headings.columns.get("number", ())
    counted = any(at < len(texts) and texts[at].isdecimal() for at in at_number)
    words = [t for t in filled if not _is_count(t)]
    if len(words) == 1 and len(filled) <= 3 and not counted:
        if _TOTAL.fullmatch(words[0]):
            return "total"
        if _SIGNATURE.fullmatch(fold(words[0])):
            return "signature"
        required = {at for f in ("address", "street", "ward") for at in headings.columns.get(f, ())}
        if texts.index(words[0]) not in required and _SECTION.fullmatch(words[0]):
            return "section"
    elif words and not counted and all(_SIGNATURE.fullmatch(fold(t)) for t in words):
        return "signature"
    if all(at in at_number for at, t in enumerate(texts) if t):
        return "number_only"
    return None


def _is_count(text: str) -> bool:
    return bool(re.fullmatch(r"[\d.,]+|[IVXLC]+[.)]?|[A-Z][.)]?", text))


def _ignored(headings: Headings) -> tuple[str, ...]:
    used = {at for columns in headings.columns.values() for at in columns}
    return tuple(t for at, t in enumerate(headings.texts) if t and at not in used)


def _refusal(table: Table) -> IntakeRefused:
    number, texts = missing_columns(table.rows)
    shown = ", ".join(f'"{t}"' for t in texts[:8])[:200]
    got = f"row {number} holds {shown}" if texts else "no text at all"
    return IntakeRefused(
        f"{table.filename}: expected a row of headings with a name (Tên quán / Name) and an address "
        f"(Địa chỉ / Address, or Đường / Street), got none in the first 60 rows: {got}; add the headings",
        code="no_headings",
    )
