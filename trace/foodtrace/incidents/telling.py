"""Telling owners that a recall began or is over: each once, in batches that are told whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.alerts import Cause, raise_causes, reach_of
from foodtrace.incidents.reading import read_recall
from foodtrace.incidents.shapes import RecallLine
from foodtrace.places import fold
from foodtrace.registry import Event, Registry, record_events
from foodtrace.registry.incidents_schema import recall_place
from foodtrace.registry.schema import establishment
from foodtrace.registry.supply_schema import supplier
from foodtrace.sticker import encode_typed_code

__all__ = ["ANSWER_PATH", "tell_lifted", "tell_owners", "untold_of_the_end"]

#: Where an owner answers; the token of the establishment and the recall follows.
ANSWER_PATH: Final = "/recall/"
# Another writer waits no longer than this many take.
_TOGETHER: Final = 200
_t = recall_place.c


async def tell_owners(registry: Registry, number: int, *, actor: str, now: int) -> int:
    """Tell every owner of a standing recall who is sure enough and was not told; gives how many.

    An owner whom no channel reaches is marked as one to be phoned, by having no alert.
    """
    async with registry.reading() as connection:
        line = await read_recall(connection, number)
        # Nothing to do takes no turn of the writer.
        if not await _batch(connection, number, *_untold(line)):
            return 0
    told = 0
    while True:
        async with registry.writing() as connection:
            line = await read_recall(connection, number)
            rows = await _batch(connection, number, *_untold(line)) if line.stands else ()
            if not rows:
                return told
            reached = await reach_of(connection, [row.establishment_id for row in rows])
            facts = await _goods(connection, line)
            causes = []
            for row in (row for row in rows if row.establishment_id in reached):
                more = {
                    "sort": "lot" if row.certainty == "lot" else "maybe",
                    "reason_vi": line.reason_vi,
                    "reason_en": line.reason_en,
                    "answer": f"https://{registry.authority.host}{ANSWER_PATH}{row.token}",
                }
                causes.append(_cause("recall_notice", line, row, facts | more))
            await _tell(connection, line, rows, causes, "alert_id", now, told_at=now)
            await record_events(
                connection,
                [
                    Event(
                        at=now,
                        actor=actor,
                        kind="recall_told",
                        establishment_id=row.establishment_id,
                        after={"incident": line.incident_id, "recall": number},
                    )
                    for row in rows
                ],
            )
        told += len(rows)


async def tell_lifted(registry: Registry, number: int, *, now: int) -> int:
    """Tell every owner whom a message told of the recall that it is over; gives how many."""
    told = 0
    while True:
        async with registry.writing() as connection:
            line = await read_recall(connection, number)
            rows = () if line.stands else await _batch(connection, number, untold_of_the_end())
            if not rows:
                return told
            facts = await _goods(connection, line)
            facts |= {"reason_vi": line.lifted_vi, "reason_en": line.lifted_en}
            causes = [_cause("recall_lifted", line, row, facts) for row in rows]
            await _tell(connection, line, rows, causes, "lifted_alert_id", now)
        told += len(rows)


def untold_of_the_end() -> ColumnElement[bool]:
    """The places whose owners a message told of the recall, and none of its end."""
    return _t.alert_id.is_not(None) & _t.lifted_alert_id.is_(None)


def _untold(line: RecallLine) -> tuple[ColumnElement[bool], ...]:
    return _t.told_at.is_(None), _t.certainty.in_(line.certainties)


async def _batch(
    connection: AsyncConnection, number: int, *wanted: ColumnElement[bool]
) -> Sequence[Row[Any]]:
    query: Select[Any] = (
        select(_t.establishment_id, _t.certainty, _t.token, establishment.c.name)
        .join(establishment, establishment.c.id == _t.establishment_id)
        .where(_t.recall_id == number, *wanted)
        .order_by(_t.establishment_id)
        .limit(_TOGETHER)
    )
    rows: Sequence[Row[Any]] = (await connection.execute(query)).all()
    return rows


def _cause(kind: str, line: RecallLine, row: Row[Any], facts: dict[str, Any]) -> Cause:
    place = row.establishment_id
    own = {"code": encode_typed_code(place), "name": row.name}
    return Cause(f"{kind}:{line.id}:{place}", kind, own | facts, place)


async def _tell(
    connection: AsyncConnection,
    line: RecallLine,
    rows: Sequence[Row[Any]],
    causes: Sequence[Cause],
    column: str,
    now: int,
    **told: Any,
) -> None:
    """Raise the causes, and write at each place which alert told it."""
    by_place = {
        each.establishment_id: each.id for each in await raise_causes(connection, causes, now)
    }
    change = update(recall_place).where(
        _t.recall_id == line.id, _t.establishment_id == bindparam("this_place")
    )
    await connection.execute(
        change.values({column: bindparam("its_alert"), **told}),
        [
            {"this_place": row.establishment_id, "its_alert": by_place.get(row.establishment_id)}
            for row in rows
        ],
    )


async def _goods(connection: AsyncConnection, line: RecallLine) -> dict[str, Any]:
    """What is recalled; the supplier by the name that owners know from their delivery notes."""
    asked = line.question
    seller = asked.supplier or ""
    if seller:
        named = or_(supplier.c.tax_code == seller.strip(), supplier.c.name_folded == fold(seller))
        query = select(supplier.c.name).where(named).order_by(supplier.c.id).limit(1)
        seller = (await connection.execute(query)).scalar() or seller
    return {
        "product": line.product,
        "lot": line.lot,
        "supplier": seller,
        "since": asked.since.isoformat() if asked.since else "",
        "until": asked.until.isoformat() if asked.until else "",
    }
