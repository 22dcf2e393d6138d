"""Where a recall led to, kept so that whoever is new in a later answer can be told from who was there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.access import token_of
from foodtrace.registry.incidents_schema import recall as recall_table
from foodtrace.registry.incidents_schema import recall_place
from foodtrace.supply import CERTAINTIES, Recall

__all__ = ["keep_places"]

_TOKEN_BYTES: Final = 32


async def keep_places(
    connection: AsyncConnection,
    number: int,
    answer: Recall,
    now: int,
    random_bytes: Callable[[int], bytes],
) -> None:
    """Write down each establishment of the answer once; one that is surer by now becomes surer.

    One that is in no answer any more, because a receipt was corrected, stays: its owner may have been told.
    """
    table = recall_place.c
    query = select(table.establishment_id, table.certainty).where(table.recall_id == number)
    known = {row[0]: row[1] for row in await connection.execute(query)}
    fresh: list[dict[str, Any]] = []
    surer: list[dict[str, Any]] = []
    for one in answer.establishments:
        said = {
            "certainty": one.certainty,
            "steps": one.steps,
            "receipts": len(one.receipts),
        }
        if one.id not in known:
            place = {"recall_id": number, "establishment_id": one.id, "found_at": now}
            fresh.append(place | said | {"token": token_of("", random_bytes(_TOKEN_BYTES))})
        elif CERTAINTIES.index(one.certainty) < CERTAINTIES.index(known[one.id]):
            surer.append(said | {"this_recall": number, "this_place": one.id})
    if fresh:
        await connection.execute(insert(recall_place), fresh)
    if surer:
        change = update(recall_place).where(
            table.recall_id == bindparam("this_recall"),
            table.establishment_id == bindparam("this_place"),
        )
        await connection.execute(change, surer)
    ran = update(recall_table).where(recall_table.c.id == number)
    await connection.execute(ran.values(ran_at=answer.as_of))
