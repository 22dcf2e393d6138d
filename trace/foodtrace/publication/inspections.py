"""Reading results for the public: the statements, and the one decision made on their rows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import bindparam, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.publication.rulebook import Rulebook
from foodtrace.publication.rules import Decision, Entry, PublicInspection, RuleVersion, decide
from foodtrace.registry import HotReader, Registry
from foodtrace.registry.results_schema import public_reply, publication_rules, result_entry

__all__ = [
    "PublishedInspection",
    "decisions_of",
    "each_published_inspection",
    "entry_of",
    "published_result",
    "read_decision",
    "rule_versions",
]

_BATCH = 500

# The journal holds no person, note or reason; `entry_of` reads these columns in this order.
ENTRIES = (
    select(
        result_entry.c.establishment_id,
        result_entry.c.id,
        result_entry.c.at,
        result_entry.c.day,
        result_entry.c.visit_id,
        result_entry.c.kind,
        result_entry.c.visited_on,
        result_entry.c.scheme,
        result_entry.c.outcome,
        result_entry.c.grade,
        result_entry.c.hold_until,
        result_entry.c.statement_id,
        public_reply.c.text,
    )
    .join_from(
        result_entry, public_reply, public_reply.c.id == result_entry.c.statement_id, isouter=True
    )
    .order_by(result_entry.c.establishment_id, result_entry.c.id)
)
RULES = select(publication_rules.c.set_at, publication_rules.c.content).order_by(
    publication_rules.c.seq
)
_OF_ONE = ENTRIES.where(result_entry.c.establishment_id == bindparam("id"))
_OF_ONE_TEXT = str(_OF_ONE.compile(dialect=sqlite.dialect(paramstyle="named")))
_LAST_RULES_TEXT = "SELECT set_at, content FROM publication_rules ORDER BY seq DESC LIMIT 1"


class PublishedInspection(msgspec.Struct, frozen=True):
    """A published result and the eatery it is of: what a feed of inspections is made from."""

    establishment_id: int
    inspection: PublicInspection


async def published_result(
    registry: Registry, establishment_id: int, *, at: int, known_at: int | None = None
) -> Decision:
    """What is public of one eatery's inspections at `at`, by what had been recorded by `known_at`."""
    async with registry.reading_public() as connection:
        rows = (await connection.execute(_OF_ONE, {"id": establishment_id})).all()
        versions = await rule_versions(connection) if rows else []
    return decide(map(entry_of, rows), versions, at=at, known_at=known_at)


async def each_published_inspection(
    registry: Registry, now: int
) -> AsyncIterator[PublishedInspection]:
    """Every eatery's last published inspection, by id, in small pages: what a dump or a feed writes."""
    after = 0
    while True:
        page = (
            select(result_entry.c.establishment_id)
            .where(result_entry.c.establishment_id > after)
            .group_by(result_entry.c.establishment_id)
            .order_by(result_entry.c.establishment_id)
            .limit(_BATCH)
        )
        async with registry.reading_public() as connection:
            ids = (await connection.execute(page)).scalars().all()
            decisions = await decisions_of(connection, ids, now)
        for number in ids:
            last = decisions[number].last
            if last is not None:
                yield PublishedInspection(number, last)
        if len(ids) < _BATCH:
            return
        after = ids[-1]


async def decisions_of(
    connection: AsyncConnection, ids: Sequence[int], now: int
) -> Mapping[int, Decision]:
    """The decision on each of these eateries that ever had a result."""
    rows = await connection.execute(ENTRIES.where(result_entry.c.establishment_id.in_(ids)))
    entries: dict[int, list[Entry]] = {}
    for row in rows:
        entries.setdefault(row[0], []).append(entry_of(row))
    versions = await rule_versions(connection) if entries else []
    return {number: decide(its, versions, at=now) for number, its in entries.items()}


def read_decision(reader: HotReader, establishment_id: int, now: int) -> Decision:
    """The same through the hot path's reader; the rules are asked for only where there is a result."""
    rows = reader.rows(_OF_ONE_TEXT, {"id": establishment_id})
    if not rows:
        return Decision()
    versions = [
        RuleVersion(set_at, _rulebook(content)) for set_at, content in reader.rows(_LAST_RULES_TEXT)
    ]
    return decide(map(entry_of, rows), versions, at=now)


async def rule_versions(connection: AsyncConnection) -> list[RuleVersion]:
    """Every version of the rules that was ever set, oldest first."""
    rows: Iterable[Any] = await connection.execute(RULES)
    return [RuleVersion(row.set_at, msgspec.convert(row.content, Rulebook)) for row in rows]


def entry_of(row: Any) -> Entry:
    """From a row of ENTRIES."""
    return Entry(*row[1:])


@lru_cache(maxsize=4)
def _rulebook(content: str) -> Rulebook:
    # Kept as it was checked: the hot path reads it once for each version.
    return msgspec.json.decode(content, type=Rulebook)
