"""Taking in what is good of a draft: rows and draft change in one transaction, so nothing is taken twice."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import insert, select, update

from foodtrace.access import Who
from foodtrace.errors import Conflict, InvalidRequest
from foodtrace.issuing import Recorded, random_id, record_rows
from foodtrace.registry import Registry
from foodtrace.registry.work_schema import intake_draft_row
from foodtrace.staging.drafts import find_draft, find_within, touch
from foodtrace.staging.reading import Readings

__all__ = ["take_in"]


async def take_in(
    registry: Registry,
    id: int,
    *,
    seen: int,
    readings: Readings,
    who: Who,
    now: int,
    random_id: Callable[[], int] = random_id,
) -> Recorded:
    """Record every good row of the draft that is not taken yet; the others stay.

    `seen` is the version of the draft whose counts the officer agreed to. Raises Conflict
    (changed_meanwhile), NotFound, InvalidRequest (nothing_to_take).
    """
    draft = await find_draft(registry, id, who)
    _check_version(draft.version, seen)
    view = await readings.view(registry, draft, who)
    rows = view.takeable
    if not rows:
        raise InvalidRequest(
            "no row of this file can be taken in; correct one first", code="nothing_to_take"
        )
    table = intake_draft_row
    async with registry.writing() as connection:
        now_draft = await find_within(connection, id, who)
        _check_version(now_draft.version, seen)
        recorded = await record_rows(
            connection,
            rows,
            zone=draft.zone,
            actor=who.actor,
            now=now,
            random_id=random_id,
            file_sha256=draft.sha256,
            filename=draft.filename,
        )
        numbers = {row.row for row in rows}
        touched = select(table.c.row).where(table.c.draft_id == id)
        present = set((await connection.execute(touched)).scalars())
        mark = {"taken_at": now, "changed_by": who.actor, "changed_at": now}
        for start in range(0, len(rows), 500):
            some = [row.row for row in rows[start : start + 500] if row.row in present]
            if some:
                these = (table.c.draft_id == id) & table.c.row.in_(some)
                more = {**mark, "version": table.c.version + 1}
                await connection.execute(update(table).where(these).values(**more))
        fresh = [
            {"draft_id": id, "row": row, "version": 1, "texts": {}, "set_aside": False, **mark}
            for row in sorted(numbers - present)
        ]
        if fresh:
            await connection.execute(insert(table), fresh)
        await touch(connection, now_draft, now)
    return recorded


def _check_version(now: int, seen: int) -> None:
    if now != seen:
        raise Conflict(
            "the draft was changed by somebody else meanwhile; look at the counts and take in again",
            code="changed_meanwhile",
        )
