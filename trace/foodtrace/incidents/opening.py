"""Incidents as the office keeps them: opened, tied to goods or a meal, with results, noted, closed."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from sqlalchemy import exists, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.access import Right, Who, within
from foodtrace.errors import Conflict, InvalidRequest
from foodtrace.feedback import report_record
from foodtrace.incidents.checking import check_draft, check_result, check_ties
from foodtrace.incidents.journal import move_on, note_step, visible_incident
from foodtrace.incidents.shapes import Draft, LabResult, Ties
from foodtrace.registry import Event, Registry, establishment_not_found
from foodtrace.registry.incidents_schema import incident, lab_result
from foodtrace.registry.incidents_schema import recall as recall_table
from foodtrace.registry.reasons import check_actor, check_note
from foodtrace.registry.schema import establishment
from foodtrace.sticker import civil_date, civil_day, day_number
from foodtrace.supply import read_receipt

__all__ = ["add_result", "close_incident", "note_incident", "open_incident", "tie_incident"]

_DAYS: Final = ("since", "until", "served_on")


async def open_incident(registry: Registry, draft: Draft, who: Who, *, now: int) -> int:
    """Take an incident in; gives its number. A receipt fills in what was not typed of its goods.

    Raises InvalidRequest (incident) with `faults`, NotFound (establishment_not_found, receipt_not_found,
    report_not_found), also for what lies outside the bounds.
    """
    actor, opening = check_actor(who.actor), check_draft(draft, civil_date(civil_day(now)))
    if opening.report_id is not None:
        who.demand(Right.READ_FEEDBACK)
        await report_record(registry, opening.report_id, who)
    async with registry.writing() as connection:
        ties = await _known(connection, opening.ties, who)
        values = {
            "sort": opening.sort,
            "opened_at": now,
            "opened_by": actor,
            "state": "open",
            "subject": opening.subject,
            "words": opening.words,
            "people_ill": opening.people_ill,
            "report_id": opening.report_id,
            **_columns(ties),
        }
        made = await connection.execute(insert(incident).values(values).returning(incident.c.id))
        number = int(made.scalar_one())
        event = Event(
            at=now,
            actor=actor,
            kind="incident_opened",
            establishment_id=ties.establishment_id,
            after={"incident": number, "sort": opening.sort},
        )
        await note_step(connection, number, "opened", event)
        if opening.result is not None:
            await _write_result(connection, number, opening.result, actor, now)
    return number


async def tie_incident(
    registry: Registry, number: int, draft: Draft, who: Who, *, seen: int, now: int
) -> None:
    """Say anew what the incident is about: goods, days, a meal. What it said before stays in its history.

    Raises as `open_incident`, NotFound (incident_not_found), Conflict (incident_closed, changed_meanwhile).
    """
    actor, ties = check_actor(who.actor), check_ties(draft, civil_date(civil_day(now)))
    async with registry.writing() as connection:
        row = await visible_incident(connection, number, who)
        ties = await _known(connection, ties, who)
        before, after = {name: getattr(row, name) for name in _columns(ties)}, _columns(ties)
        if before == after:
            return
        await move_on(connection, row, seen=seen, **after)
        event = Event(
            at=now,
            actor=actor,
            kind="incident_tied",
            establishment_id=ties.establishment_id,
            after={"incident": number},
        )
        await note_step(
            connection, number, "tied", event, detail={"before": before, "after": after}
        )


async def add_result(registry: Registry, number: int, draft: Draft, who: Who, *, now: int) -> None:
    """A result, or a newer one of the same sample and test. Raises as `tie_incident`."""
    actor, result = check_actor(who.actor), check_result(draft, civil_date(civil_day(now)))
    async with registry.writing() as connection:
        row = await visible_incident(connection, number, who)
        await move_on(connection, row)
        await _write_result(connection, number, result, actor, now)


async def note_incident(registry: Registry, number: int, note: str, who: Who, *, now: int) -> None:
    """Write down what was done. Raises InvalidRequest (note), NotFound, Conflict (incident_closed)."""
    actor, note = check_actor(who.actor), _needed(note)
    async with registry.writing() as connection:
        row = await visible_incident(connection, number, who)
        await move_on(connection, row)
        event = Event(at=now, actor=actor, kind="incident_noted", after={"incident": number})
        await note_step(connection, number, "noted", event, note=note)


async def close_incident(registry: Registry, number: int, note: str, who: Who, *, now: int) -> None:
    """Be done with it, saying what came of it. A recall that stands is lifted first.

    Raises InvalidRequest (note), NotFound, Conflict (incident_closed, recall_stands).
    """
    actor, note = check_actor(who.actor), _needed(note)
    async with registry.writing() as connection:
        row = await visible_incident(connection, number, who)
        standing = exists().where(
            recall_table.c.incident_id == number, recall_table.c.lifted_at.is_(None)
        )
        if (await connection.execute(select(standing))).scalar():
            raise Conflict(
                f"a recall of incident {number} stands; lift it, then close the incident",
                code="recall_stands",
            )
        await move_on(connection, row, state="closed", closed_at=now)
        event = Event(
            at=now,
            actor=actor,
            kind="incident_closed",
            establishment_id=row.establishment_id,
            after={"incident": number},
        )
        await note_step(connection, number, "closed", event, note=note)


def _needed(note: str) -> str:
    note = check_note(note)
    if not note:
        raise InvalidRequest("expected a note that says what was done, got none", code="note")
    return note


async def _known(connection: AsyncConnection, ties: Ties, who: Who) -> Ties:
    """The ties with what the receipt says of goods that nobody typed; all of it within bounds."""
    if ties.receipt_id is not None:
        kept = await read_receipt(connection, ties.receipt_id)
        await _within(connection, kept.establishment_id, who)
        seller = kept.supplier
        if not (ties.supplier or ties.product or ties.lot):
            ties = msgspec.structs.replace(
                ties,
                supplier=(seller.tax_code or seller.name) if seller else "",
                product=kept.item.product.name,
                lot=kept.item.lot or "",
            )
            # Of a lot the code says enough; of goods without one the day is all there is.
            if not kept.item.lot and not (ties.since or ties.until):
                ties = msgspec.structs.replace(ties, since=kept.day, until=kept.day)
    if ties.establishment_id is not None:
        await _within(connection, ties.establishment_id, who)
    return ties


async def _within(connection: AsyncConnection, place: int, who: Who) -> None:
    query = select(establishment.c.id).where(establishment.c.id == place, within(who))
    if (await connection.execute(query)).first() is None:
        raise establishment_not_found(place)


def _columns(ties: Ties) -> dict[str, Any]:
    values = msgspec.structs.asdict(ties)
    days = {name: None if values[name] is None else day_number(values[name]) for name in _DAYS}
    return values | days


async def _write_result(
    connection: AsyncConnection, number: int, result: LabResult, actor: str, now: int
) -> None:
    values = msgspec.structs.asdict(result) | {
        "incident_id": number,
        "at": now,
        "actor": actor,
        "taken_on": day_number(result.taken_on),
    }
    await connection.execute(insert(lab_result).values(values))
    event = Event(
        at=now,
        actor=actor,
        kind="incident_result",
        after={"incident": number, "verdict": result.verdict},
    )
    shown = {"sample": result.sample, "test": result.test, "verdict": result.verdict}
    await note_step(connection, number, "result", event, detail=shown)
