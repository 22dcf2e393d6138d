"""The journal of results inside a transaction: where a visit's result stands, and the next line of it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import Conflict, InvalidRequest, NotFound
from foodtrace.publication import Entry, ResultState, result_states
from foodtrace.registry import Event, record_events
from foodtrace.registry.private_schema import visit
from foodtrace.registry.results_schema import result_entry
from foodtrace.sticker import civil_date, civil_day, day_number

__all__ = ["Opened", "append", "checked_day", "entries_of", "open_result"]


class Opened(msgspec.Struct, frozen=True):
    """One visit with its result as a writer found it; `visited_on` is a civil day."""

    visit_id: int
    establishment_id: int
    visited_on: int
    state: ResultState | None

    def result(self) -> ResultState:
        """The declared result. Raises Conflict (no_result)."""
        if self.state is None or self.state.withdrawn:
            raise Conflict(
                f"visit {self.visit_id} has no result that stands; declare one first",
                code="no_result",
            )
        return self.state


async def open_result(connection: AsyncConnection, visit_id: int, seen: int | None) -> Opened:
    """A visit and its result; `seen` is the last line of the journal that its author had before him.

    Raises NotFound, Conflict (no_establishment, changed_meanwhile).
    """
    table = visit.c
    query = select(table.establishment_id, table.visited_at, table.received_at)
    row = (await connection.execute(query.where(table.id == visit_id))).first()
    if row is None:
        raise NotFound(f"there is no visit {visit_id}", code="visit_not_found")
    if row.establishment_id is None:
        raise Conflict(
            f"visit {visit_id} belongs to no establishment of the register; it can have no result",
            code="no_establishment",
        )
    states = result_states(await entries_of(connection, [visit_id]))
    state = states[0] if states else None
    if seen is not None and seen != (state.last_entry if state else 0):
        raise Conflict(
            "somebody else changed this result meanwhile; look at it as it is now",
            code="changed_meanwhile",
        )
    # By a phone whose clock runs ahead it was when it came in at the latest.
    visited_on = civil_day(min(row.visited_at, row.received_at))
    return Opened(visit_id, row.establishment_id, visited_on, state)


async def entries_of(connection: AsyncConnection, visit_ids: Sequence[int]) -> list[Entry]:
    """The journal of these visits, without the texts of replies."""
    table = result_entry.c
    query = (
        select(
            table.id,
            table.at,
            table.day,
            table.visit_id,
            table.kind,
            table.visited_on,
            table.scheme,
            table.outcome,
            table.grade,
            table.hold_until,
            table.statement_id,
        )
        .where(table.visit_id.in_(visit_ids))
        .order_by(table.id)
    )
    return [Entry(*row) for row in await connection.execute(query)]


async def append(
    connection: AsyncConnection,
    opened: Opened,
    kind: str,
    *,
    event: str,
    day: int,
    actor: str,
    now: int,
    reason: str | None = None,
    **values: Any,
) -> int:
    """Write the next line and its event; gives the line's number. `day` is when it took effect.

    Lines stay in the order of their time, also after a clock was set back: past pages depend on it.
    """
    of_this = select(func.max(result_entry.c.at)).where(
        result_entry.c.establishment_id == opened.establishment_id
    )
    last = (await connection.execute(of_this)).scalar()
    at = max(now, last or 0)
    row = {
        "at": at,
        "day": day,
        "establishment_id": opened.establishment_id,
        "visit_id": opened.visit_id,
        "kind": kind,
        **values,
    }
    made = await connection.execute(insert(result_entry).values(row).returning(result_entry.c.id))
    number = int(made.scalar_one())
    before = opened.state
    shown = {name: values[name] for name in ("outcome", "grade") if values.get(name) is not None}
    if values.get("hold_until") is not None:
        shown["hold_until"] = civil_date(values["hold_until"]).isoformat()
    await record_events(
        connection,
        [
            Event(
                at=now,
                actor=actor,
                kind=event,
                establishment_id=opened.establishment_id,
                reason=reason,
                before=None
                if before is None
                else {"outcome": before.outcome, "grade": before.grade},
                after={"visit": opened.visit_id, "day": civil_date(day).isoformat(), **shown},
            )
        ],
    )
    return number


def checked_day(day: datetime.date, *, first: int, now: int, what: str) -> int:
    """A civil day that lies between `first` and today, as a number. Raises InvalidRequest (day)."""
    number, today = day_number(day), civil_day(now)
    if not first <= number <= today:
        raise InvalidRequest(
            f"expected the day {what} between {civil_date(first)} and {civil_date(today)}, got {day}",
            code="day",
        )
    return number
