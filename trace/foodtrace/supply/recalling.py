"""Recall: which goods a question means, where they went or came from, told by establishment."""

from __future__ import annotations

import functools

from sqlalchemy import BigInteger, Connection, bindparam, select

from foodtrace.errors import InvalidRequest
from foodtrace.registry import Registry, establishment_not_found
from foodtrace.registry.prepared import Prepared
from foodtrace.registry.schema import establishment
from foodtrace.sticker import day_number
from foodtrace.supply.answers import Recall, RecallQuestion
from foodtrace.supply.parcels import LOT, PRODUCT_AND_DAY, Reached
from foodtrace.supply.shelves import Shelves
from foodtrace.supply.sowing import Seeds
from foodtrace.supply.telling import tell
from foodtrace.supply.walking import walk_back

__all__ = ["recall", "served_at"]

_e = establishment.c
_PLACE = Prepared(select(_e.id).where(_e.id == bindparam("place", type_=BigInteger)))


async def recall(registry: Registry, question: RecallQuestion, now: int) -> Recall:
    """Every establishment that received what is asked for, directly or through any number of steps.

    Without a supplier, goods with no sender come first, so that `steps` counts from where they entered
    the record. Raises InvalidRequest (question), NotFound (supplier_not_found).
    """
    if question.served_at is not None:
        return await served_at(registry, question, now)
    if not (question.supplier or question.product or question.lot):
        raise InvalidRequest(
            "expected a supplier, a product or a lot to recall, got none; name at least one",
            code="question",
        )
    if question.since and question.until and question.since > question.until:
        raise InvalidRequest(
            f"expected a first day up to the last, got {question.since} to {question.until}",
            code="question",
        )
    return await registry.read(functools.partial(_recall, question=question, now=now))


async def served_at(registry: Registry, question: RecallQuestion, now: int) -> Recall:
    """Everything that could be in what was served at a place on a day, and where it came from.

    Raises InvalidRequest (question), NotFound (establishment_not_found).
    """
    if question.served_at is None or question.on is None:
        raise InvalidRequest("expected a place and a day, got one of them only", code="question")
    return await registry.read(functools.partial(_served_at, question=question, now=now))


def _recall(connection: Connection, question: RecallQuestion, now: int) -> Recall:
    reached = Reached()
    Seeds(connection, Shelves(connection), question).sow(reached)
    return tell(connection, question, reached, now)


def _served_at(connection: Connection, question: RecallQuestion, now: int) -> Recall:
    assert question.on is not None
    place, day = question.served_at or 0, day_number(question.on)
    if not _PLACE.all(connection, {"place": place}):
        raise establishment_not_found(place)
    shelves, reached = Shelves(connection), Reached()
    for goods in shelves.at_hand(place, day):
        reached.add(goods, LOT if goods.lot is not None else PRODUCT_AND_DAY, 0)
    walk_back(shelves, reached)
    return tell(connection, question, reached, now)
