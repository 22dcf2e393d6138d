"""Incidents as the office reads them: a list, one with its results, its history and its recalls."""

from __future__ import annotations

import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.access import Who
from foodtrace.errors import InvalidRequest, NotFound
from foodtrace.incidents.journal import visible_incident, visible_to
from foodtrace.incidents.shapes import (
    STATES,
    Incident,
    IncidentRecord,
    LabResult,
    RecallLine,
    Step,
    Ties,
)
from foodtrace.registry import Registry
from foodtrace.registry.incidents_schema import (
    incident,
    incident_step,
    lab_result,
    recall,
    recall_place,
)
from foodtrace.registry.schema import establishment
from foodtrace.sticker import civil_date
from foodtrace.supply import RecallQuestion

__all__ = ["incident_counts", "incident_record", "list_incidents", "read_recall"]

_STANDING: Final = (
    select(func.count())
    .where(recall.c.incident_id == incident.c.id, recall.c.lifted_at.is_(None))
    .correlate(incident)
    .scalar_subquery()
)
_INCIDENTS: Final[Select[Any]] = select(
    incident, establishment.c.name.label("place_name"), _STANDING.label("recalls")
).outerjoin(establishment, establishment.c.id == incident.c.establishment_id)


async def list_incidents(
    registry: Registry,
    who: Who | None,
    *,
    state: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Incident]:
    """Incidents within bounds, newest first; `before` is the last one of the page before. Nobody: all.

    Raises InvalidRequest (state).
    """
    if state is not None and state not in STATES:
        raise InvalidRequest(
            f"expected a state ({', '.join(STATES)}), got {state[:20]!r}", code="state"
        )
    query = _INCIDENTS.where(visible_to(who)).order_by(incident.c.id.desc()).limit(limit)
    if state is not None:
        query = query.where(incident.c.state == state)
    if before is not None:
        query = query.where(incident.c.id < min(before, 2**31 - 1))
    async with registry.reading() as connection:
        return [_incident(row) for row in await connection.execute(query)]


async def incident_counts(registry: Registry, who: Who) -> dict[str, int]:
    """How many there are within bounds in each state."""
    query = select(incident.c.state, func.count()).where(visible_to(who)).group_by(incident.c.state)
    async with registry.reading() as connection:
        found = {row[0]: int(row[1]) for row in await connection.execute(query)}
    return {state: found.get(state, 0) for state in STATES}


async def incident_record(registry: Registry, number: int, who: Who | None) -> IncidentRecord:
    """One incident whole. Raises NotFound (incident_not_found), also outside the bounds."""
    async with registry.reading() as connection:
        seen = await visible_incident(connection, number, who)
        row = (await connection.execute(_INCIDENTS.where(incident.c.id == number))).one()
        steps = select(incident_step).where(incident_step.c.incident_id == number)
        recalls = _recalls().where(recall.c.incident_id == number).order_by(recall.c.id)
        return IncidentRecord(
            _incident(row),
            seen.words,
            await _results(connection, number),
            tuple(
                Step(each.at, each.actor, each.kind, each.note, each.detail)
                for each in await connection.execute(steps.order_by(incident_step.c.seq))
            ),
            tuple(_recall(each) for each in await connection.execute(recalls)),
        )


async def read_recall(connection: AsyncConnection, number: int) -> RecallLine:
    """One recall. Raises NotFound (recall_not_found)."""
    row = (await connection.execute(_recalls().where(recall.c.id == number))).first()
    if row is None:
        raise NotFound(f"there is no recall {number}", code="recall_not_found")
    return _recall(row)


def _recalls() -> Select[Any]:
    def count(*where: Any) -> Any:
        query = select(func.count()).where(recall_place.c.recall_id == recall.c.id, *where)
        return query.correlate(recall).scalar_subquery()

    told = recall_place.c.told_at.is_not(None)
    return select(recall, count().label("places"), count(told).label("told"))


def _recall(row: Row[Any]) -> RecallLine:
    values = {name: getattr(row, name) for name in RecallLine.__struct_fields__}
    question = msgspec.convert(row.question, RecallQuestion)
    return RecallLine(**values | {"question": question, "certainties": tuple(row.certainties)})


async def _results(connection: AsyncConnection, number: int) -> tuple[LabResult, ...]:
    table = lab_result.c
    query = select(lab_result).where(table.incident_id == number).order_by(table.seq)
    newest: dict[tuple[str, str], LabResult] = {}
    for row in await connection.execute(query):
        values = {name: getattr(row, name) for name in LabResult.__struct_fields__}
        newest[row.sample, row.test] = LabResult(**values | {"taken_on": civil_date(row.taken_on)})
    return tuple(newest.values())


def _incident(row: Row[Any]) -> Incident:
    return Incident(
        row.id,
        row.sort,
        row.opened_at,
        row.opened_by,
        row.state,
        row.closed_at,
        row.version,
        row.subject,
        row.people_ill,
        row.report_id,
        Ties(
            row.supplier,
            row.product,
            row.lot,
            _date(row.since),
            _date(row.until),
            row.receipt_id,
            row.establishment_id,
            _date(row.served_on),
        ),
        row.place_name,
        int(row.recalls),
    )


def _date(day: int | None) -> datetime.date | None:
    return None if day is None else civil_date(day)
