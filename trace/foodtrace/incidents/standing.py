"""Recalls that stand: asked again for who is new, widened, lifted, noticed in public; each owner told once."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

from sqlalchemy import ColumnElement, exists, or_, select, update

from foodtrace.access import Right, Who
from foodtrace.errors import Conflict, InvalidRequest, NotFound
from foodtrace.incidents.checking import check_sentence
from foodtrace.incidents.journal import note_step
from foodtrace.incidents.notices import end_notices, write_notice
from foodtrace.incidents.ordering import check_certainties
from foodtrace.incidents.places import keep_places
from foodtrace.incidents.reading import read_recall
from foodtrace.incidents.shapes import RecallLine
from foodtrace.incidents.telling import tell_lifted, tell_owners, untold_of_the_end
from foodtrace.places import fold
from foodtrace.registry import Event, Registry
from foodtrace.registry.incidents_schema import recall as recall_table
from foodtrace.registry.incidents_schema import recall_place
from foodtrace.registry.reasons import check_actor
from foodtrace.registry.supply_schema import product, product_gtin
from foodtrace.supply import CERTAINTIES, recall

__all__ = [
    "lift_recall",
    "publish_notice",
    "run_recall",
    "run_standing",
    "widen_recall",
    "withdraw_notice",
]

_ASKED_AGAIN_SECONDS: Final = 3600


async def run_recall(
    registry: Registry,
    number: int,
    *,
    actor: str,
    now: int,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> int:
    """Ask a standing recall again and tell who is new in its answer; gives how many were told.

    Raises NotFound (recall_not_found), Conflict (recall_lifted).
    """
    actor = check_actor(actor)
    async with registry.reading() as connection:
        line = _still(await read_recall(connection, number))
    answer = await recall(registry, line.question, now)
    async with registry.writing() as connection:
        _still(await read_recall(connection, number))
        await keep_places(connection, number, answer, now, random_bytes)
    return await tell_owners(registry, number, actor=actor, now=now)


async def run_standing(registry: Registry, now: int, *, actor: str) -> int:
    """Go on with every recall: what was left untold, and once an hour what came in since.

    Gives how many owners were told.
    """
    table = recall_table.c
    unfinished: ColumnElement[bool] = exists().where(
        recall_place.c.recall_id == table.id, untold_of_the_end()
    )
    query = select(table.id, table.ran_at, table.lifted_at).where(
        or_(table.lifted_at.is_(None), unfinished)
    )
    async with registry.reading() as connection:
        rows = (await connection.execute(query)).all()
    told = 0
    for row in rows:
        # An officer may lift it, and a receipt may be withdrawn, while the others are gone through.
        with suppress(Conflict, NotFound):
            if row.lifted_at is not None:
                told += await tell_lifted(registry, row.id, now=now)
            elif abs(now - row.ran_at) >= _ASKED_AGAIN_SECONDS:
                told += await run_recall(registry, row.id, actor=actor, now=now)
            else:
                told += await tell_owners(registry, row.id, actor=actor, now=now)
    return told


async def widen_recall(
    registry: Registry, number: int, certainties: Sequence[str], who: Who, *, now: int
) -> int:
    """Tell the owners of these certainties too; gives how many were told. It is never narrowed."""
    who.demand(Right.ORDER_RECALLS)
    actor, wanted = check_actor(who.actor), check_certainties(certainties)
    async with registry.writing() as connection:
        line = _still(await read_recall(connection, number))
        every = [each for each in CERTAINTIES if each in wanted or each in line.certainties]
        if len(every) > len(line.certainties):
            change = update(recall_table).where(recall_table.c.id == number)
            await connection.execute(change.values(certainties=every))
            event = _event("recall_widened", line, actor, now)
            detail = {"recall": number, "certainties": every}
            await note_step(connection, line.incident_id, "widened", event, detail=detail)
    return await tell_owners(registry, number, actor=actor, now=now)


async def lift_recall(
    registry: Registry,
    number: int,
    who: Who,
    *,
    words_vi: str,
    words_en: str,
    now: int,
) -> int:
    """End a recall and its notice, and tell every owner that was told, once; gives how many.

    The words say what becomes of the goods that were kept aside. Raises InvalidRequest (incident),
    NotFound (recall_not_found), Conflict (recall_lifted).
    """
    who.demand(Right.ORDER_RECALLS)
    actor = check_actor(who.actor)
    words = {
        "lifted_vi": check_sentence(words_vi, "words_vi", needed=True),
        "lifted_en": check_sentence(words_en, "words_en", needed=True),
    }
    async with registry.writing() as connection:
        line = _still(await read_recall(connection, number))
        values = {"lifted_at": now, "lifted_by": actor, **words}
        change = update(recall_table).where(recall_table.c.id == number)
        await connection.execute(change.values(values))
        await end_notices(connection, number, now)
        event = _event("recall_lifted", line, actor, now)
        await note_step(connection, line.incident_id, "lifted", event, detail={"recall": number})
    return await tell_lifted(registry, number, now=now)


async def publish_notice(
    registry: Registry,
    number: int,
    who: Who,
    *,
    reason_vi: str,
    reason_en: str,
    now: int,
) -> None:
    """Let everybody who looks this lot up read of the recall, in the sentences that an officer approved.

    Only of a lot: without its code nobody could tell whether hers is meant. It is found by the product's
    name and by the GTINs of the products that carry this lot on the receipts. Raises InvalidRequest
    (incident, no_lot), NotFound (recall_not_found), Conflict (recall_lifted).
    """
    who.demand(Right.ORDER_RECALLS)
    actor = check_actor(who.actor)
    vi = check_sentence(reason_vi, "reason_vi", needed=True)
    en = check_sentence(reason_en, "reason_en", needed=True)
    async with registry.reading() as connection:
        line = _still(await read_recall(connection, number))
    if not line.lot:
        raise InvalidRequest(
            "a notice is published of a lot, and this recall names none", code="no_lot"
        )
    answer = await recall(registry, line.question, now)
    named = {
        each.product
        for one in answer.establishments
        for each in one.receipts
        if each.certainty == "lot" and each.lot is not None
    }
    async with registry.writing() as connection:
        _still(await read_recall(connection, number))
        codes = (
            select(product_gtin.c.gtin)
            .join(product, product.c.id == product_gtin.c.product_id)
            .where(product.c.name_folded.in_([fold(each) for each in named]))
        )
        await write_notice(
            connection,
            number,
            product=line.product,
            lot=line.lot,
            products=[line.product, *named],
            gtins=list((await connection.execute(codes)).scalars()),
            reason_vi=vi,
            reason_en=en,
            now=now,
        )
        event = _event("recall_notice_published", line, actor, now)
        await note_step(connection, line.incident_id, "published", event, detail={"recall": number})


async def withdraw_notice(registry: Registry, number: int, who: Who, *, now: int) -> None:
    """Publish nothing of this recall any more. Raises NotFound (recall_not_found)."""
    who.demand(Right.ORDER_RECALLS)
    actor = check_actor(who.actor)
    async with registry.writing() as connection:
        line = await read_recall(connection, number)
        if await end_notices(connection, number, now):
            event = _event("recall_notice_withdrawn", line, actor, now)
            await note_step(
                connection, line.incident_id, "unpublished", event, detail={"recall": number}
            )


def _still(line: RecallLine) -> RecallLine:
    if not line.stands:
        raise Conflict(f"recall {line.id} is lifted; start another one", code="recall_lifted")
    return line


def _event(kind: str, line: RecallLine, actor: str, now: int) -> Event:
    after = {"incident": line.incident_id, "recall": line.id}
    return Event(at=now, actor=actor, kind=kind, after=after)
