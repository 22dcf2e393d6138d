"""Taking a report in hand and being done with it: its state, whose it is, what it is about, a note."""

from __future__ import annotations

from typing import Final

from sqlalchemy import insert, select, update

from foodtrace.access import Who, within
from foodtrace.errors import Conflict, InvalidRequest
from foodtrace.feedback.inbox import STATES, check_among, visible_row
from foodtrace.registry import Event, Registry, establishment_not_found, record_events
from foodtrace.registry import private_schema as private
from foodtrace.registry.reasons import check_actor, check_note
from foodtrace.registry.schema import establishment

__all__ = ["handle_report"]

_CHANGED: Final = ("state", "assigned_to", "establishment_id")


async def handle_report(
    registry: Registry,
    number: int,
    who: Who,
    *,
    state: str,
    assigned_to: int | None,
    establishment_id: int | None,
    note: str,
    seen: int,
    now: int,
) -> int:
    """Set where a report stands, whose it is and which establishment it is about; gives its new version.

    Done needs a note. The event says what changed and never the note. Raises InvalidRequest (state,
    note), NotFound (report_not_found, establishment_not_found), Conflict (changed_meanwhile).
    """
    check_among(state, STATES, "state")
    note, actor = check_note(note), check_actor(who.actor)
    if state == "done" and not note:
        raise InvalidRequest("a report is done with a note that says what came of it", code="note")
    table = private.report
    async with registry.writing() as connection:
        row = await visible_row(connection, number, who)
        if row.version != seen:
            raise Conflict(
                f"report {number} was changed by somebody else meanwhile; nothing was changed",
                code="changed_meanwhile",
            )
        if establishment_id is not None and establishment_id != row.establishment_id:
            known = select(establishment.c.id).where(
                establishment.c.id == establishment_id, within(who)
            )
            if (await connection.execute(known)).first() is None:
                raise establishment_not_found(establishment_id)
        before = {name: getattr(row, name) for name in _CHANGED}
        after = {
            "state": state,
            "assigned_to": assigned_to,
            "establishment_id": establishment_id,
        }
        if before == after and not note:
            return int(row.version)
        await connection.execute(
            update(table).where(table.c.id == number).values(**after, version=seen + 1)
        )
        await connection.execute(
            insert(private.report_step).values(
                report_id=number,
                at=now,
                actor=actor,
                state=state,
                assigned_to=assigned_to,
                note=note,
            )
        )
        event = Event(
            at=now,
            actor=actor,
            kind="feedback",
            establishment_id=establishment_id,
            before={"report": number} | before,
            after={"report": number} | after,
        )
        await record_events(connection, [event])
    return seen + 1
