"""The rows of a draft as lines of a table: which are shown, what stands in each cell, what can be pressed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

import msgspec
from foodtrace.errors import InvalidRequest
from foodtrace.intake import FIELD_NAMES, PUBLIC_FIELDS, fields_to_correct, repairs_of
from foodtrace.staging import DraftView, RowKind, RowView

if TYPE_CHECKING:
    from foodtrace_api.office.form import Form

__all__ = ["KINDS", "MANY", "Cell", "Line", "Place", "Shown", "lines_of", "shown_of", "typed_texts"]

#: Lines on one page.
MANY: Final = 50
#: In the order in which their counts stand.
KINDS: Final = tuple(RowKind)
_TO_DO: Final = (RowKind.FAULTY, RowKind.DUPLICATE, RowKind.OUTSIDE)
_MARKS: Final = {
    RowKind.GOOD: "yes",
    RowKind.REREAD: "old",
    RowKind.FAULTY: "no",
    RowKind.DUPLICATE: "ask",
    RowKind.OUTSIDE: "none",
    RowKind.SET_ASIDE: "none",
    RowKind.TAKEN: "yes",
    RowKind.SKIPPED: "none",
}
# Which columns of the table hold which fields.
_CELLS: Final = {
    "name": ("name",),
    "place": ("house", "street", "address"),
    "ward": ("ward", "district"),
    "category": ("category",),
}
_PREFIX: Final = "cell-"


class Shown(msgspec.Struct, frozen=True):
    """Which rows are asked for, and what was just done."""

    show: str = ""
    page: int = 1
    done: int | None = None
    taken: int | None = None
    existing: int = 0
    # A row that could be taken in as it is, and that somebody wants to correct all the same.
    edit: int | None = None

    def query(self, **other: str) -> dict[str, str]:
        given = {"show": self.show, "page": str(self.page) if self.page > 1 else "", **other}
        return {name: value for name, value in given.items() if value}


class Cell(msgspec.Struct, frozen=True):
    """One cell: its text, or the fields that can be typed into (field, label, text) where it is faulty."""

    name: str
    text: str
    bad: bool = False
    inputs: tuple[tuple[str, str, str], ...] = ()


class Button(msgspec.Struct, frozen=True):
    """A repair to choose: what the form then says, and the words on it ("" for the page's own)."""

    value: str
    label: str


class Line(msgspec.Struct, frozen=True):
    """One row of the file."""

    row: int
    kind: str
    mark: str
    seen: int
    cells: tuple[Cell, ...]
    messages: tuple[str, ...]
    inputs: tuple[tuple[str, str, str], ...] = ()
    buttons: tuple[Button, ...] = ()
    is_edited: bool = False
    can_edit: bool = False


class Place(msgspec.Struct, frozen=True):
    """Where the page lies in the list: row numbers, how many there are, the pages beside it."""

    first: int
    last: int
    count: int
    before: int | None
    after: int | None
    next_fault: tuple[int, int] | None


def shown_of(get: Callable[[str], str | None]) -> Shown:
    """From an address or a form; nonsense counts as not asked."""

    def number(name: str) -> int | None:
        text = get(name) or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else None

    show = get("show") or ""
    return Shown(
        show=show if show in ("all", *(kind.value for kind in KINDS)) else "",
        page=max(1, number("page") or 1),
        done=number("done"),
        taken=number("taken"),
        existing=number("existing") or 0,
        edit=number("edit"),
    )


def lines_of(view: DraftView, shown: Shown, language: str) -> tuple[tuple[Line, ...], Place]:
    """The page of rows that is asked for: those to correct unless another class is named."""
    rows = [row for row in view.rows if _wanted(row, shown.show)]
    pages = max(1, -(-len(rows) // MANY))
    page = min(shown.page, pages)
    some = rows[(page - 1) * MANY : page * MANY]
    after = some[-1].row if some else 0
    position = {row.row: at for at, row in enumerate(rows)}
    next_fault = None
    if shown.show == "all":
        found = (row.row for row in rows if row.row > after and row.kind in _TO_DO)
        if (number := next(found, None)) is not None:
            next_fault = (number, position[number] // MANY + 1)
    place = Place(
        first=some[0].row if some else 0,
        last=after,
        count=len(rows),
        before=page - 1 if page > 1 else None,
        after=page + 1 if page < pages else None,
        next_fault=next_fault,
    )
    lines = (_line(row, view.columns, language, edit=row.row == shown.edit) for row in some)
    return tuple(lines), place


def typed_texts(form: Form, row: RowView) -> tuple[dict[str, str], bool | None]:
    """(texts by field that differ from what stands there, whether to set the row aside or back).

    Raises InvalidRequest for a repair that is none.
    """
    if form.has("aside"):
        return {}, True
    if form.has("back"):
        return {}, False
    typed = {
        part.name.removeprefix(_PREFIX): form.text(part.name)
        for part in form.parts
        if part.name.startswith(_PREFIX) and part.filename is None
    }
    repair = form.text("repair")
    if repair:
        field, is_repair, text = repair.partition("=")
        if not is_repair:
            raise InvalidRequest("expected a repair as field=text", code="repair")
        typed[field] = text
    return {field: text for field, text in typed.items() if text != row.texts.get(field, "")}, None


def _wanted(row: RowView, show: str) -> bool:
    if show == "all":
        return True
    return row.kind.value == show if show else row.kind in _TO_DO


def _line(row: RowView, columns: Mapping[str, str], language: str, *, edit: bool) -> Line:
    to_correct: dict[str, None] = {}
    can_edit = row.kind in (RowKind.GOOD, RowKind.REREAD)
    if edit and can_edit:
        to_correct = dict.fromkeys(field for field in PUBLIC_FIELDS if field in columns)
    buttons: list[Button] = []
    if row.kind in (RowKind.FAULTY, RowKind.DUPLICATE):
        for fault in row.faults:
            fields = fields_to_correct(columns, fault.field)
            if fault.code == "duplicate_row":
                fields = ("name", *fields_to_correct(columns, "street"))
            to_correct.update(dict.fromkeys(fields))
            text = row.texts.get(fields[0], "")
            for repair in repairs_of(fault, text):
                field = fields_to_correct(columns, repair.field)[0]
                buttons.append(Button(f"{field}={repair.text}", repair.label))
        if not row.faults:  # registered already: only another name or street tells them apart
            to_correct.update(dict.fromkeys(("name", *fields_to_correct(columns, "street"))))
    cells = tuple(_cell(name, fields, row, columns, to_correct) for name, fields in _CELLS.items())
    in_cells = {field for cell in cells for field, _, _ in cell.inputs}
    faults = tuple(fault.message(language) for fault in row.faults)
    notes = tuple(n.message_en if language == "en" else n.message_vi for n in row.notes)
    return Line(
        row=row.row,
        kind=row.kind.value,
        mark=_MARKS[row.kind],
        seen=row.state.version,
        cells=cells,
        messages=() if row.kind in (RowKind.SET_ASIDE, RowKind.TAKEN) else (*faults, *notes),
        # What has no column on the page; a private particular is typed anew, not shown.
        inputs=tuple(
            (field, columns.get(field, _name(field, language)), "")
            for field in to_correct
            if field not in in_cells
        ),
        buttons=tuple(dict.fromkeys(buttons)),
        is_edited=bool(to_correct),
        can_edit=can_edit and not edit,
    )


def _cell(
    name: str,
    fields: tuple[str, ...],
    row: RowView,
    columns: Mapping[str, str],
    to_correct: Mapping[str, None],
) -> Cell:
    inputs = tuple(
        (field, columns.get(field, ""), row.texts.get(field, ""))
        for field in fields
        if field in to_correct
    )
    separator = ", " if name == "ward" or "address" in row.texts else " "
    text = separator.join(row.texts[field] for field in fields if row.texts.get(field))
    faulty = {f for fault in row.faults for f in fields_to_correct(columns, fault.field)}
    bad = row.kind == RowKind.FAULTY and bool(faulty.intersection(fields))
    return Cell(name, text, bad, inputs)


def _name(field: str, language: str) -> str:
    return FIELD_NAMES.get(field, (field, field))[language == "en"]
