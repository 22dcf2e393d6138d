"""Whom no message reached: their phones, who was called, and the same message tried once more."""

from __future__ import annotations

from sqlalchemy import select, update

from foodtrace.access import Right, Who, within
from foodtrace.incidents.following import follow_recall, seen_recall
from foodtrace.registry import Event, Registry, establishment_not_found, record_events
from foodtrace.registry.alerts_schema import alert_delivery, delivery
from foodtrace.registry.incidents_schema import recall_place
from foodtrace.registry.reasons import check_actor
from foodtrace.registry.schema import establishment
from foodtrace.supply import Contact, Recall, TracedEstablishment, contacts_of

__all__ = ["mark_called", "phones_of", "send_again"]


async def mark_called(registry: Registry, number: int, place: int, who: Who, *, now: int) -> None:
    """The owner was phoned: that a recall began, or that it is over. A second time changes nothing.

    Raises NotFound (recall_not_found, establishment_not_found).
    """
    who.demand(Right.RECORD_INCIDENTS)
    actor, table = check_actor(who.actor), recall_place.c
    async with registry.writing() as connection:
        line = await seen_recall(connection, number, who)
        at, by = (
            ("called_at", "called_by") if line.stands else ("lifted_called_at", "lifted_called_by")
        )
        this = (table.recall_id == number) & (table.establishment_id == place)
        query = (
            select(recall_place)
            .join(establishment, establishment.c.id == table.establishment_id)
            .where(this, within(who))
        )
        found = (await connection.execute(query)).first()
        if found is None or found.told_at is None:
            raise establishment_not_found(place)
        if getattr(found, at) is not None:
            return
        change = update(recall_place).where(this)
        await connection.execute(change.values({at: now, by: actor}))
        event = Event(
            at=now,
            actor=actor,
            kind="recall_called",
            establishment_id=place,
            after={"incident": line.incident_id, "recall": number},
        )
        await record_events(connection, [event])


async def phones_of(registry: Registry, number: int, who: Who, *, now: int) -> dict[int, Contact]:
    """Owners and phones of whoever is to be phoned within bounds; each one that is read is an event.

    Raises NotFound (recall_not_found), AccessDenied.
    """
    who.demand(Right.READ_PARTICULARS)
    progress = await follow_recall(registry, number, who)
    waiting = [one for one in progress.places if one.state == "to_phone"]
    asked = Recall(
        progress.recall.question,
        now,
        tuple(
            TracedEstablishment(one.id, one.typed_code, one.name, one.certainty, one.steps, ())
            for one in waiting
        ),
        (),
    )
    return await contacts_of(registry, asked, private=True, actor=who.actor, now=now)


async def send_again(registry: Registry, number: int, who: Who, *, now: int) -> int:
    """Try every message of a recall that nobody took once more; gives how many. It is the same message.

    Raises NotFound (recall_not_found), AccessDenied.
    """
    who.demand(Right.ORDER_RECALLS)
    actor, table = check_actor(who.actor), recall_place.c
    async with registry.writing() as connection:
        line = await seen_recall(connection, number, who)
        column = table.alert_id if line.stands else table.lifted_alert_id
        mine = (
            select(alert_delivery.c.delivery_id)
            .join(recall_place, column == alert_delivery.c.alert_id)
            .where(table.recall_id == number)
        )
        dead = update(delivery).where(delivery.c.id.in_(mine), delivery.c.state == "dead")
        again = await connection.execute(dead.values(state="waiting", attempts=0, next_at=now))
        if again.rowcount:
            after = {"incident": line.incident_id, "recall": number, "messages": again.rowcount}
            event = Event(at=now, actor=actor, kind="recall_sent_again", after=after)
            await record_events(connection, [event])
    return again.rowcount
