"""Recalls as they begin: an order looked at beforehand, then started once, however often it is pressed."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Final

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.access import Right, Who
from foodtrace.alerts import reach_of
from foodtrace.errors import InvalidRequest
from foodtrace.incidents.checking import check_sentence, check_shown
from foodtrace.incidents.journal import move_on, note_step, visible_incident
from foodtrace.incidents.places import keep_places
from foodtrace.incidents.telling import tell_owners
from foodtrace.registry import Event, Registry
from foodtrace.registry.incidents_schema import recall as recall_table
from foodtrace.registry.reasons import check_actor
from foodtrace.supply import CERTAINTIES, Recall, RecallQuestion, lot_key, recall

__all__ = ["TOLD_FIRST", "Order", "Preview", "check_certainties", "preview_recall", "start_recall"]

#: Who is told unless an officer says otherwise: a supplier and a day alone could be anything of theirs.
TOLD_FIRST: Final = CERTAINTIES[:2]


class Order(msgspec.Struct, frozen=True):
    """What an officer orders: the goods as the record knows them, as owners know them, and why.

    `certainties` says how sure a hit has to be for its owner to be told.
    """

    question: RecallQuestion
    product: str
    reason_vi: str = ""
    reason_en: str = ""
    certainties: tuple[str, ...] = TOLD_FIRST


class Preview(msgspec.Struct, frozen=True):
    """What would happen: the answer, and how each owner would be told (webhook, email, phone)."""

    answer: Recall
    ways: dict[int, str]

    def count(self, certainty: str, way: str) -> int:
        return sum(
            one.certainty == certainty and self.ways[one.id] == way
            for one in self.answer.establishments
        )


async def preview_recall(
    registry: Registry, question: RecallQuestion, who: Who, now: int
) -> Preview:
    """Ask without telling anybody. Raises as `foodtrace.supply.recall` does."""
    who.demand(Right.ORDER_RECALLS)
    answer = await recall(registry, question, now)
    ids = [one.id for one in answer.establishments]
    async with registry.reading() as connection:
        reached = await reach_of(connection, ids)
    return Preview(answer, {place: reached.get(place, "phone") for place in ids})


async def start_recall(
    registry: Registry,
    incident_id: int,
    order: Order,
    who: Who,
    *,
    now: int,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> int:
    """Store the recall and tell the owners, each once; gives its number.

    The same question of the same incident again, also at the same moment, is the same recall: only who is
    new in its answer is told. Killed at any point, the next run goes on where it ended. Raises
    InvalidRequest (incident, question, certainty), NotFound (incident_not_found, supplier_not_found),
    Conflict (incident_closed).
    """
    who.demand(Right.ORDER_RECALLS)
    actor, order = check_actor(who.actor), _checked(order)
    answer = await recall(registry, order.question, now)
    async with registry.writing() as connection:
        row = await visible_incident(connection, incident_id, who)
        number = await _standing(connection, incident_id, order.question)
        if number is None:
            number = await _begin(connection, incident_id, order, actor, now)
            await move_on(connection, row, state="recalling")
        await keep_places(connection, number, answer, now, random_bytes)
    await tell_owners(registry, number, actor=actor, now=now)
    return number


async def _begin(
    connection: AsyncConnection, incident_id: int, order: Order, actor: str, now: int
) -> int:
    values = {
        "incident_id": incident_id,
        "key": _key(order.question),
        "question": msgspec.to_builtins(order.question),
        "product": order.product,
        "lot": order.question.lot or "",
        "reason_vi": order.reason_vi,
        "reason_en": order.reason_en,
        "certainties": list(order.certainties),
        "begun_at": now,
        "begun_by": actor,
        "ran_at": now,
    }
    made = insert(recall_table).values(values).returning(recall_table.c.id)
    number = int((await connection.execute(made)).scalar_one())
    event = Event(
        at=now,
        actor=actor,
        kind="recall_begun",
        after={"incident": incident_id, "recall": number},
    )
    await note_step(connection, incident_id, "recalled", event, detail={"recall": number})
    return number


async def _standing(
    connection: AsyncConnection, incident_id: int, question: RecallQuestion
) -> int | None:
    table = recall_table.c
    query = select(table.id).where(
        table.incident_id == incident_id,
        table.key == _key(question),
        table.lifted_at.is_(None),
    )
    found = (await connection.execute(query)).scalar()
    return None if found is None else int(found)


def _key(question: RecallQuestion) -> str:
    """One spelling of a question: cases, spaces and empty days make no other one."""
    return msgspec.json.encode(
        [
            " ".join((question.supplier or "").casefold().split()),
            " ".join((question.product or "").casefold().split()),
            lot_key(question.lot or ""),
            question.since,
            question.until,
        ]
    ).decode()


def _checked(order: Order) -> Order:
    question = order.question
    if question.served_at is not None or not (
        question.supplier or question.product or question.lot
    ):
        raise InvalidRequest(
            "a recall names a supplier, a product or a lot; choose among what the meal was made of",
            code="question",
        )
    vi = check_sentence(order.reason_vi, "reason_vi", needed=False)
    en = check_sentence(order.reason_en, "reason_en", needed=bool(vi))
    if en and not vi:
        check_sentence(vi, "reason_vi", needed=True)
    return msgspec.structs.replace(
        order,
        product=check_shown(order.product, "shown"),
        reason_vi=vi,
        reason_en=en,
        certainties=check_certainties(order.certainties),
    )


def check_certainties(wanted: Sequence[str]) -> tuple[str, ...]:
    """In their order. Raises InvalidRequest (certainty)."""
    if not wanted or any(each not in CERTAINTIES for each in wanted):
        raise InvalidRequest(
            f"expected how sure a hit has to be ({', '.join(CERTAINTIES)}), got {list(wanted)[:5]!r}",
            code="certainty",
        )
    return tuple(each for each in CERTAINTIES if each in wanted)
