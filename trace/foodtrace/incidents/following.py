"""How far a recall has come: which owners were reached, who is to be phoned, and what they answered."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from sqlalchemy import Row, Select, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.access import Who, within
from foodtrace.errors import NotFound
from foodtrace.incidents.journal import visible_incident
from foodtrace.incidents.notices import PublicNotice, notice_gtins, standing_notice
from foodtrace.incidents.reading import read_recall
from foodtrace.incidents.shapes import RecallLine
from foodtrace.registry import Registry
from foodtrace.registry.alerts_schema import alert_delivery, delivery
from foodtrace.registry.incidents_schema import recall_place
from foodtrace.registry.schema import establishment
from foodtrace.sticker import encode_typed_code
from foodtrace.supply import CERTAINTIES

__all__ = [
    "PLACE_STATES",
    "Progress",
    "RecallPlace",
    "follow_recall",
    "seen_recall",
]

#: to_phone: no channel reaches the owner, or none took the message, and nobody has called yet.
PLACE_STATES: Final = ("to_phone", "called", "waiting", "sent", "not_told")


class RecallPlace(msgspec.Struct, frozen=True):
    """One establishment of a recall. `failed`: its owner has a channel, and it did not take the message.

    `untried`: nobody tried to send it yet.
    """

    id: int
    typed_code: str
    name: str
    street: str
    closed: bool
    certainty: str
    steps: int
    receipts: int
    found_at: int
    told_at: int | None
    state: str
    failed: bool
    untried: bool
    called_at: int | None
    called_by: str | None
    answer: str | None
    answered_at: int | None


class Progress(msgspec.Struct, frozen=True):
    """A recall with its places: whoever is to be phoned first, then surest first, then by name.

    Once the recall is lifted, the states are those of the message that says so. `outside` are places
    beyond the bounds of who asks. The notice is found by `notice_gtins` and by nothing else.
    """

    recall: RecallLine
    places: tuple[RecallPlace, ...]
    outside: int
    notice: PublicNotice | None
    notice_gtins: tuple[str, ...] = ()

    def count(self, state: str) -> int:
        return sum(one.state == state for one in self.places)

    def answers(self, answer: str) -> int:
        return sum(one.answer == answer for one in self.places)


async def follow_recall(registry: Registry, number: int, who: Who) -> Progress:
    """Raises NotFound (recall_not_found, incident_not_found): also outside the bounds."""
    async with registry.reading() as connection:
        line = await seen_recall(connection, number, who)
        notice = await standing_notice(connection, number)
        gtins = await notice_gtins(connection, number) if notice else ()
        rows = await connection.execute(_places(line).where(within(who)))
        places = [_place(row, line) for row in rows]
    places.sort(
        key=lambda one: (
            PLACE_STATES.index(one.state),
            CERTAINTIES.index(one.certainty),
            one.name,
            one.id,
        )
    )
    return Progress(line, tuple(places), line.places - len(places), notice, gtins)


async def seen_recall(connection: AsyncConnection, number: int, who: Who) -> RecallLine:
    """A recall of an incident within bounds. Raises NotFound (recall_not_found, incident_not_found)."""
    if not 1 <= number < 2**31:
        raise NotFound(f"there is no recall {number}", code="recall_not_found")
    line = await read_recall(connection, number)
    await visible_incident(connection, line.incident_id, who)
    return line


def _places(line: RecallLine) -> Select[Any]:
    """Each place with how many messages of the recall, or of its end, there are in each state."""
    table = recall_place.c
    alert_id = table.alert_id if line.stands else table.lifted_alert_id

    def count(state: str) -> Any:
        return func.sum(case((delivery.c.state == state, 1), else_=0)).label(state)

    messages = (
        select(
            alert_delivery.c.alert_id,
            count("sent"),
            count("waiting"),
            count("dead"),
            func.max(delivery.c.attempts).label("attempts"),
        )
        .join(delivery, delivery.c.id == alert_delivery.c.delivery_id)
        .join(recall_place, alert_id == alert_delivery.c.alert_id)
        .where(table.recall_id == line.id)
        .group_by(alert_delivery.c.alert_id)
        .subquery()
    )
    return (
        select(
            recall_place,
            establishment.c.name,
            establishment.c.street,
            establishment.c.closed_at,
            messages.c.sent,
            messages.c.waiting,
            messages.c.dead,
            messages.c.attempts,
        )
        .join(establishment, establishment.c.id == table.establishment_id)
        .outerjoin(messages, messages.c.alert_id == alert_id)
        .where(table.recall_id == line.id)
    )


def _place(row: Row[Any], line: RecallLine) -> RecallPlace:
    called_at, called_by = (
        (row.called_at, row.called_by)
        if line.stands
        else (row.lifted_called_at, row.lifted_called_by)
    )
    if row.told_at is None:
        state = "not_told"
    elif row.sent:
        state = "sent"
    elif called_at is not None:
        state = "called"
    else:
        state = "waiting" if row.waiting else "to_phone"
    return RecallPlace(
        row.establishment_id,
        encode_typed_code(row.establishment_id),
        row.name,
        row.street,
        row.closed_at is not None,
        row.certainty,
        row.steps,
        row.receipts,
        row.found_at,
        row.told_at,
        state,
        bool(row.dead) and not row.sent,
        bool(row.waiting) and not row.attempts,
        called_at,
        called_by,
        row.answer,
        row.answered_at,
    )
