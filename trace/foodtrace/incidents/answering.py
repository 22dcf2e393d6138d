"""What an owner sees and answers by the link in a recall's message: no account, nothing of anybody else."""

from __future__ import annotations

import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import AccessDenied, InvalidRequest
from foodtrace.incidents.reading import read_recall
from foodtrace.incidents.shapes import ANSWERS
from foodtrace.registry import Event, Registry, record_events
from foodtrace.registry.incidents_schema import recall_place
from foodtrace.registry.schema import establishment

__all__ = ["OwnersRecall", "answer_recall", "owners_recall"]


class OwnersRecall(msgspec.Struct, frozen=True):
    """A recall as the owner of one establishment reads it; `over_*` say what came of it, "" while it stands."""

    name: str
    street: str
    product: str
    lot: str
    since: datetime.date | None
    until: datetime.date | None
    sure: bool
    reason_vi: str
    reason_en: str
    over_vi: str
    over_en: str
    answer: str | None
    answered_at: int | None


async def owners_recall(registry: Registry, token: str) -> OwnersRecall:
    """What the link shows. Raises AccessDenied (recall_link): unknown, or past its time."""
    async with registry.reading() as connection:
        row = await _place(connection, token)
        line = await read_recall(connection, row.recall_id)
    return OwnersRecall(
        row.name,
        row.street,
        line.product,
        line.lot,
        line.question.since,
        line.question.until,
        row.certainty == "lot",
        line.reason_vi,
        line.reason_en,
        line.lifted_vi,
        line.lifted_en,
        row.answer,
        row.answered_at,
    )


async def answer_recall(registry: Registry, token: str, answer: str, *, now: int) -> None:
    """Keep what the owner says became of the goods; the last answer counts, every one is an event.

    Raises AccessDenied (recall_link), InvalidRequest (answer).
    """
    if answer not in ANSWERS:
        raise InvalidRequest(
            f"expected an answer ({', '.join(ANSWERS)}), got {answer[:20]!r}", code="answer"
        )
    async with registry.writing() as connection:
        row = await _place(connection, token)
        if row.answer == answer:
            return
        line = await read_recall(connection, row.recall_id)
        this = update(recall_place).where(recall_place.c.token == token)
        await connection.execute(this.values(answer=answer, answered_at=now))
        event = Event(
            at=now,
            actor="owner",
            kind="recall_answered",
            establishment_id=row.establishment_id,
            after={"incident": line.incident_id, "recall": line.id, "answer": answer},
        )
        await record_events(connection, [event])


async def _place(connection: AsyncConnection, token: str) -> Row[Any]:
    query: Any = (
        select(recall_place, establishment.c.name, establishment.c.street)
        .join(establishment, establishment.c.id == recall_place.c.establishment_id)
        .where(recall_place.c.token == token[:100], recall_place.c.told_at.is_not(None))
    )
    row: Row[Any] | None = None
    # PostgreSQL takes no NUL into a text, and an address can bring one.
    if token.isprintable():
        row = (await connection.execute(query)).first()
    if row is None:
        raise AccessDenied(
            "the link is not valid or not any more; ask the office", code="recall_link"
        )
    return row
