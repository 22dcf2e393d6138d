"""The history of an incident: each thing done is a step of it and an event of the registry, in one transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, and_, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from foodtrace.access import Who, within
from foodtrace.errors import Conflict, NotFound
from foodtrace.registry import Event, record_events
from foodtrace.registry.incidents_schema import incident, incident_step
from foodtrace.registry.schema import establishment

__all__ = ["move_on", "note_step", "visible_incident", "visible_to"]


def visible_to(who: Who | None) -> ColumnElement[bool]:
    """For a query over `incident`: hers, and those at a place within bounds; all where there are none."""
    if who is None or who.everywhere:
        return incident.c.id.is_not(None)
    places = select(establishment.c.id).where(within(who))
    return or_(incident.c.opened_by == who.actor, incident.c.establishment_id.in_(places))


async def visible_incident(connection: AsyncConnection, number: int, who: Who | None) -> Row[Any]:
    """The row of an incident. Raises NotFound (incident_not_found), also outside the bounds."""
    row = None
    if 1 <= number < 2**31:
        query = select(incident).where(and_(incident.c.id == number, visible_to(who)))
        row = (await connection.execute(query)).first()
    if row is None:
        raise NotFound(f"there is no incident {number}", code="incident_not_found")
    return row


async def move_on(
    connection: AsyncConnection, row: Row[Any], *, seen: int | None = None, **changed: Any
) -> None:
    """Change the incident of this row. `seen` is the version that the person saw.

    Raises Conflict (incident_closed, changed_meanwhile).
    """
    if row.state == "closed":
        raise Conflict(f"incident {row.id} is closed; open another one", code="incident_closed")
    if seen is not None and row.version != seen:
        raise Conflict(
            f"incident {row.id} was changed by somebody else meanwhile; nothing was changed",
            code="changed_meanwhile",
        )
    values = {"version": row.version + 1, **changed}
    await connection.execute(update(incident).where(incident.c.id == row.id).values(values))


async def note_step(
    connection: AsyncConnection,
    number: int,
    kind: str,
    event: Event,
    *,
    note: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Write the step, and the event that says no more than its numbers."""
    await connection.execute(
        insert(incident_step).values(
            incident_id=number,
            at=event.at,
            actor=event.actor,
            kind=kind,
            note=note,
            detail=detail or {},
        )
    )
    await record_events(connection, [event])
