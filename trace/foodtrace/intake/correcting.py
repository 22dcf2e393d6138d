"""A list corrected cell by cell before it is read: what a person types takes the place of what the file has."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping

import msgspec

from foodtrace.errors import InvalidRequest
from foodtrace.intake.cells import look_alike_columns, text_of
from foodtrace.intake.headings import FIELD_NAMES, FIELD_OF_HEADING, find_headings
from foodtrace.intake.rows import Cell, Table

#: What may be shown of a row: no private particular is among these.
PUBLIC_FIELDS = (
    "name",
    "house",
    "street",
    "address",
    "ward",
    "district",
    "city",
    "category",
    "gln",
)
_FIELDS = frozenset(FIELD_OF_HEADING.values())
_MOST_CHARACTERS = 500
# A fault of one field that is corrected in others: the file may have the one or the other.
_TOGETHER = {
    "latitude": ("latitude", "longitude", "coordinates"),
    "expires_on": ("issued_on", "expires_on"),
    "street": ("house", "street"),
}


def corrected(
    table: Table,
    texts: Mapping[tuple[int, str], str],
    *,
    without: Collection[int] = (),
) -> Table:
    """The table with `texts` by (row number, field) in place of its cells, and `without` some rows.

    Row numbers stay the file's own. A field that has no column gets one after the last. Raises
    InvalidRequest (field, cell) for a field that no list has, or a text that no cell holds.
    """
    if not texts and not without:
        return table
    headings = find_headings(table.rows)
    if headings is None:
        return table
    columns = {field: found[0] for field, found in headings.columns.items()}
    heads: dict[int, str] = {}
    for _, field in texts:
        check_field(field)
        if field not in columns:
            columns[field] = max([len(headings.texts) - 1, *columns.values()]) + 1
            heads[columns[field]] = FIELD_NAMES.get(field, (field, field))[0]
    by_row: dict[int, dict[int, Cell]] = {headings.last_row: dict(heads)} if heads else {}
    for (row, field), text in texts.items():
        by_row.setdefault(row, {})[columns[field]] = clean_cell(text) or None
    gone = frozenset(without)
    rows = [
        (number, _with(cells, by_row.get(number)))
        for number, cells in table.rows
        if number not in gone
    ]
    return msgspec.structs.replace(table, rows=rows)


def _with(cells: tuple[Cell, ...], changes: Mapping[int, Cell] | None) -> tuple[Cell, ...]:
    if not changes:
        return cells
    wide = list(cells) + [None] * (max(changes) + 1 - len(cells))
    for at, cell in changes.items():
        wide[at] = cell
    return tuple(wide)


def check_field(field: str) -> str:
    """Raises InvalidRequest (field) for what is no field of a list."""
    if field not in _FIELDS:
        raise InvalidRequest(f"expected a field of a list, got {field[:40]!r}", code="field")
    return field


def clean_cell(text: str) -> str:
    """One line of what was typed. Raises InvalidRequest (cell) for more than a cell of a list holds."""
    shown = " ".join(text.split())
    if len(shown) > _MOST_CHARACTERS:
        raise InvalidRequest(
            f"expected at most {_MOST_CHARACTERS} characters in a cell, got {len(shown)}; shorten it",
            code="cell",
        )
    return shown


def fields_to_correct(columns: Collection[str], field: str) -> tuple[str, ...]:
    """The fields in which a fault of `field` is corrected, given those that the list has columns for."""
    if field in ("street", "house") and field not in columns and "address" in columns:
        return ("address",)
    found = tuple(each for each in _TOGETHER.get(field, ()) if each in columns)
    return found or (field,)


def public_texts(table: Table) -> dict[int, dict[str, str]]:
    """What stands in the public fields of every row under the headings, by row number and field."""
    headings = find_headings(table.rows)
    if headings is None:
        return {}
    look_alike = look_alike_columns([cells for _, cells in table.rows])
    columns = [(f, headings.columns[f][0]) for f in PUBLIC_FIELDS if f in headings.columns]
    return {
        number: {
            field: _shown(cells[at], look_alike=at in look_alike)
            for field, at in columns
            if at < len(cells) and cells[at] is not None
        }
        for number, cells in table.rows
        if number > headings.last_row
    }


def _shown(cell: Cell, *, look_alike: bool) -> str:
    if isinstance(cell, datetime.datetime | datetime.date):
        return f"{cell:%d/%m/%Y}"
    return text_of(cell, look_alike_column=look_alike)
