"""The rows of a draft that somebody corrected, set aside or took in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Row, insert, select, update

from foodtrace.access import Who
from foodtrace.errors import Conflict
from foodtrace.intake import check_field, clean_cell
from foodtrace.registry import Event, Registry, record_events
from foodtrace.registry.work_schema import intake_draft_row
from foodtrace.staging.drafts import find_within, touch

__all__ = ["RowState", "change_row", "row_states"]


class RowState(msgspec.Struct, frozen=True):
    """What became of one row since the file came; a row that nobody touched has version 0."""

    version: int = 0
    texts: dict[str, str] = {}
    set_aside: bool = False
    taken_at: int | None = None
    changed_by: str = ""
    changed_at: int = 0


async def row_states(registry: Registry, id: int) -> dict[int, RowState]:
    """The rows of a draft that somebody touched, by row number."""
    table = intake_draft_row
    async with registry.reading() as connection:
        rows = await connection.execute(select(table).where(table.c.draft_id == id))
        return {row.row: _state(row) for row in rows}


async def change_row(
    registry: Registry,
    id: int,
    row: int,
    *,
    seen: int,
    who: Who,
    now: int,
    texts: Mapping[str, str] | None = None,
    set_aside: bool | None = None,
) -> RowState:
    """Correct cells of a row (texts by field), or set it aside, or take it up again.

    `seen` is the version of the row that the officer had before the eyes. Raises Conflict
    (changed_meanwhile) when another changed it since, Conflict (row_taken), NotFound, InvalidRequest.
    """
    clean = {check_field(field): clean_cell(text) for field, text in (texts or {}).items()}
    table = intake_draft_row
    this = (table.c.draft_id == id) & (table.c.row == row)
    async with registry.writing() as connection:
        draft = await find_within(connection, id, who)
        found = (await connection.execute(select(table).where(this))).first()
        before = RowState() if found is None else _state(found)
        if before.taken_at is not None:
            raise Conflict(f"row {row} is taken in already; change it there", code="row_taken")
        after = msgspec.structs.replace(
            before,
            version=before.version + 1,
            texts={**before.texts, **clean},
            set_aside=before.set_aside if set_aside is None else set_aside,
            changed_by=who.actor,
            changed_at=now,
        )
        if (after.texts, after.set_aside) == (before.texts, before.set_aside):
            return before  # a form that was sent twice
        if before.version != seen:
            raise Conflict(
                f"row {row} was changed by somebody else meanwhile; look at it and decide",
                code="changed_meanwhile",
            )
        values = msgspec.to_builtins(after)
        if found is None:
            await connection.execute(insert(table).values(draft_id=id, row=row, **values))
        else:
            await connection.execute(update(table).where(this).values(**values))
        await touch(connection, draft, now)
        # Which cells, never what they say: a particular may be among them.
        detail = {"draft": id, "row": row, "fields": sorted(clean), "set_aside": after.set_aside}
        event = Event(at=now, actor=who.actor, kind="draft_row_changed", after=detail)
        await record_events(connection, [event])
    return after


def _state(row: Row[*tuple[Any, ...]]) -> RowState:
    return RowState(
        version=row.version,
        texts=row.texts,
        set_aside=row.set_aside,
        taken_at=row.taken_at,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
    )
