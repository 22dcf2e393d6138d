"""A draft as an officer sees it: each row once, in the class that says what becomes of it."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import msgspec

from foodtrace.access import Who
from foodtrace.intake import (
    Fault,
    GoodRow,
    IntakeResult,
    Note,
    Table,
    corrected,
    fault_report_xlsx,
    parse_table,
    public_texts,
    read_rows,
    with_known,
)
from foodtrace.issuing import known_establishments
from foodtrace.registry import Registry
from foodtrace.staging.drafts import LIMITS, Draft, draft_contents
from foodtrace.staging.rows import RowState, row_states

__all__ = ["DraftView", "Readings", "RowKind", "RowView"]

_UNTOUCHED: Final = RowState()


class RowKind(StrEnum):
    """What becomes of a row; each has exactly one."""

    GOOD = "good"
    REREAD = "reread"
    FAULTY = "faulty"
    DUPLICATE = "duplicate"
    OUTSIDE = "outside"
    SET_ASIDE = "set_aside"
    TAKEN = "taken"
    SKIPPED = "skipped"


class RowView(msgspec.Struct, frozen=True):
    """One row: its number in the file, what its public fields say now, what stands against it."""

    row: int
    kind: RowKind
    texts: dict[str, str]
    state: RowState = _UNTOUCHED
    faults: tuple[Fault, ...] = ()
    notes: tuple[Note, ...] = ()


class DraftView(msgspec.Struct, frozen=True):
    """A draft read as it is corrected now; `counts` add up to the number of rows under the headings."""

    draft: Draft
    rows: tuple[RowView, ...]
    columns: dict[str, str]
    ignored: tuple[str, ...]
    counts: dict[RowKind, int]
    table: Table
    heading_row: int
    takeable: tuple[GoodRow, ...]

    @property
    def left(self) -> int:
        """Rows that are not taken now and wait for somebody."""
        kinds = (RowKind.FAULTY, RowKind.DUPLICATE, RowKind.OUTSIDE)
        return sum(self.counts.get(kind, 0) for kind in kinds)

    def row(self, number: int) -> RowView | None:
        """The row of this number; None for one that the file does not have."""
        return next((each for each in self.rows if each.row == number), None)

    def report(self, language: str) -> bytes:
        """The rows that are left, with what is to be corrected in each, as a workbook."""
        left = {
            each.row: each
            for each in self.rows
            if each.kind in (RowKind.FAULTY, RowKind.DUPLICATE, RowKind.OUTSIDE)
        }
        rows = [pair for pair in self.table.rows if pair[0] <= self.heading_row or pair[0] in left]
        faults = [fault for each in left.values() for fault in (*each.faults, *_as_faults(each))]
        table = msgspec.structs.replace(self.table, rows=rows)
        return fault_report_xlsx(table, faults, language)


class _Read(msgspec.Struct, frozen=True):
    """What depends on the draft's version alone."""

    table: Table
    result: IntakeResult
    texts: dict[int, dict[str, str]]


class Readings:
    """Reads drafts; the last few are kept, for reading thousands of rows takes half a second."""

    def __init__(self, most: int = 4) -> None:
        self._most = most
        self._read: OrderedDict[tuple[str, int, int], _Read] = OrderedDict()

    async def view(self, registry: Registry, draft: Draft, who: Who) -> DraftView:
        """The draft in its version, judged against what the registry holds now."""
        states = await row_states(registry, draft.id)
        read = await self._get(registry, draft, states)
        wards = {row.ward for row in read.result.rows}
        known = await known_establishments(registry, wards)
        return await asyncio.to_thread(_view, draft, read, states, known, who)

    def forget(self, id: int) -> None:
        """Keep nothing of a draft that is gone."""
        for key in [key for key in self._read if key[1] == id]:
            del self._read[key]

    async def _get(self, registry: Registry, draft: Draft, states: Mapping[int, RowState]) -> _Read:
        key = (str(registry.folder), draft.id, draft.version)
        if key not in self._read:
            raw = await draft_contents(registry, draft.id)
            province = registry.authority.province
            self._read[key] = await asyncio.to_thread(_read, raw, draft, states, province)
            while len(self._read) > self._most:
                self._read.popitem(last=False)
        self._read.move_to_end(key)
        return self._read[key]


def _read(raw: bytes, draft: Draft, states: Mapping[int, RowState], province: str) -> _Read:
    table = read_rows(raw, draft.filename, sheet=draft.sheet, limits=LIMITS)
    changes = {
        (row, field): text for row, state in states.items() for field, text in state.texts.items()
    }
    whole = corrected(table, changes)
    # A row that was set aside stands in no other row's way.
    aside = {row for row, state in states.items() if state.set_aside}
    result = parse_table(corrected(whole, {}, without=aside), province)
    return _Read(whole, result, public_texts(whole))


def _view(
    draft: Draft,
    read: _Read,
    states: Mapping[int, RowState],
    known: Mapping[tuple[str, str, int], int],
    who: Who,
) -> DraftView:
    result = with_known(read.result, known)
    good = {row.row: row for row in result.rows}
    faults: dict[int, list[Fault]] = {}
    for fault in result.faults:
        faults.setdefault(fault.row, []).append(fault)
    skipped = {row for row, _ in result.skipped}
    rows, takeable = [], []
    for number, texts in read.texts.items():
        state = states.get(number, _UNTOUCHED)
        mine, against = good.get(number), tuple(faults.get(number, ()))
        kind = _kind(state, mine, against, number in skipped)
        if kind in (RowKind.GOOD, RowKind.REREAD) and mine is not None:
            if who.covers(draft.zone_id, mine.ward):
                takeable.append(mine)
            else:
                kind = RowKind.OUTSIDE
        notes = mine.notes if mine is not None else ()
        rows.append(RowView(number, kind, texts, state, against, notes))
    return DraftView(
        draft=draft,
        rows=tuple(rows),
        columns=result.columns,
        ignored=result.ignored,
        counts=dict(Counter(each.kind for each in rows)),
        table=read.table,
        heading_row=result.heading_row,
        takeable=tuple(takeable),
    )


def _kind(
    state: RowState, good: GoodRow | None, faults: tuple[Fault, ...], skipped: bool
) -> RowKind:
    if state.taken_at is not None:
        return RowKind.TAKEN
    if state.set_aside:
        return RowKind.SET_ASIDE
    if skipped:
        return RowKind.SKIPPED
    if good is None:
        only = {fault.code for fault in faults} == {"duplicate_row"}
        return RowKind.DUPLICATE if only else RowKind.FAULTY
    if any(note.code == "already_registered" for note in good.notes):
        return RowKind.DUPLICATE
    return RowKind.REREAD if good.notes else RowKind.GOOD


def _as_faults(row: RowView) -> tuple[Fault, ...]:
    """That the place is registered already, in the form of a fault for the report."""
    return tuple(
        Fault(row.row, note.column, note.code, "", note.message_vi, note.message_en, field="name")
        for note in row.notes
        if note.code == "already_registered"
    )
