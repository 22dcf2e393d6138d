"""Dossiers and their steps as the registry holds them, and how a step is added to them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import msgspec
from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.applications.board_calendar import BoardCalendar
from foodtrace.applications.clocks import LATE, Clock, Promise, Step, clocks_of
from foodtrace.applications.states import OPEN, State
from foodtrace.errors import NotFound
from foodtrace.registry import Event, record_events
from foodtrace.registry.applications_schema import application, application_step

__all__ = ["Held", "add_step", "held_dossier", "held_dossiers", "mark_late", "mark_one", "unmarked"]


class Held(msgspec.Struct, frozen=True):
    """A dossier inside a transaction: its row, and its steps in order."""

    row: Row[*tuple[Any, ...]]
    steps: tuple[Step, ...]

    @property
    def id(self) -> int:
        return int(self.row.id)

    @property
    def state(self) -> State:
        return State(self.row.state)

    @property
    def promise(self) -> Promise:
        return Promise(self.row.pickup_seconds, self.row.decide_seconds)

    def clocks(self, board: BoardCalendar, now: int) -> tuple[Clock, Clock]:
        """Both clocks at `now`."""
        return clocks_of(self.steps, self.promise, board.calendar, now)


async def held_dossier(connection: AsyncConnection, number: str, *conditions: Any) -> Held:
    """The dossier of a number, if it meets the conditions. Raises NotFound (application_not_found)."""
    found = await held_dossiers(connection, application.c.number == number, *conditions)
    if not found:
        raise NotFound(
            f"no application has the number {number}; compare it with the receipt",
            code="application_not_found",
        )
    return found[0]


async def held_dossiers(connection: AsyncConnection, *conditions: Any) -> list[Held]:
    """Dossiers that meet the conditions, oldest first, each with its steps."""
    query = select(application).where(*conditions).order_by(application.c.id)
    rows = (await connection.execute(query)).all()
    steps = await _steps(connection, query.with_only_columns(application.c.id).order_by(None))
    return [Held(row, tuple(steps[row.id])) for row in rows]


async def _steps(connection: AsyncConnection, ids: Any) -> dict[int, list[Step]]:
    table = application_step.c
    query = select(application_step).where(table.application_id.in_(ids)).order_by(table.seq)
    found: dict[int, list[Step]] = defaultdict(list)
    for row in await connection.execute(query):
        step = Step(row.seq, row.at, row.actor, row.kind, row.text, row.detail)
        found[row.application_id].append(step)
    return found


async def add_step(
    connection: AsyncConnection,
    dossier: Held,
    kind: str,
    *,
    actor: str,
    now: int,
    text: str | None = None,
    detail: dict[str, Any] | None = None,
    state: State | None = None,
    establishment_id: int | None = None,
) -> Held:
    """Append a step and its event; the dossier as it is then.

    A clock that was set back moves nothing back: the step gets the time of the one before it, and says
    what the clock said.
    """
    before = dossier.steps[-1].at if dossier.steps else now
    at = max(now, before)
    said = dict(detail or {}) | ({"clock_was": now} if at != now else {})
    values: dict[str, Any] = {
        "at": at,
        "actor": actor,
        "kind": kind,
        "text": text,
        "detail": said,
    }
    made = await connection.execute(
        insert(application_step)
        .values(application_id=dossier.id, **values)
        .returning(application_step.c.seq)
    )
    step = Step(seq=int(made.scalar_one()), **values)
    after = state or dossier.state
    if kind != LATE:
        # A mark is no change that a form has to have seen.
        changed: dict[str, Any] = {"state": str(after), "last_seq": step.seq}
        if establishment_id is not None:
            changed["establishment_id"] = establishment_id
        this = update(application).where(application.c.id == dossier.id)
        await connection.execute(this.values(changed))
    event = Event(
        at=at,
        actor=actor,
        kind=f"application_{kind}",
        establishment_id=establishment_id or dossier.row.establishment_id,
        before={"state": str(dossier.state)} if dossier.steps else None,
        after={"application": dossier.row.number, "state": str(after), "step": step.seq},
    )
    await record_events(connection, [event])
    row = (
        await connection.execute(select(application).where(application.c.id == dossier.id))
    ).one()
    return Held(row, (*dossier.steps, step))


async def mark_late(connection: AsyncConnection, board: BoardCalendar, now: int) -> int:
    """Mark every clock that is over by now; how many were. What is marked stays so."""
    marked = 0
    for dossier in await unmarked(connection, board, now):
        after = await mark_one(connection, dossier, board, now)
        marked += len(after.steps) - len(dossier.steps)
    return marked


async def unmarked(connection: AsyncConnection, board: BoardCalendar, now: int) -> list[Held]:
    """Open dossiers with a clock that is over and has no mark."""
    still_open = application.c.state.in_([str(state) for state in OPEN])
    return [
        dossier
        for dossier in await held_dossiers(connection, still_open)
        if _to_mark(dossier, board, now)
    ]


async def mark_one(
    connection: AsyncConnection, dossier: Held, board: BoardCalendar, now: int
) -> Held:
    """The dossier with a mark on each clock that is over and has none."""
    for clock in _to_mark(dossier, board, now):
        detail = {"clock": clock.name, "due_at": clock.over}
        dossier = await add_step(
            connection, dossier, LATE, actor="foodtrace", now=now, detail=detail
        )
    return dossier


def _to_mark(dossier: Held, board: BoardCalendar, now: int) -> list[Clock]:
    return [
        clock for clock in dossier.clocks(board, now) if clock.over is not None and not clock.marked
    ]
