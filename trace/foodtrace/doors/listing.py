"""Lists of doors, page by page, within somebody's bounds; three questions a page, whatever its length."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, false, func, or_, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.access import Right, Who, within
from foodtrace.doors.conditions import (
    LIFE,
    columns,
    is_open,
    stands,
    task,
    task_is_of_the_closed_too,
)
from foodtrace.doors.shapes import STANDINGS, TASKS, Door, DoorPage, Wanted
from foodtrace.errors import InvalidRequest, MalformedSticker
from foodtrace.issuing import MAX_IDS
from foodtrace.places import fold
from foodtrace.publication import PublicInspection
from foodtrace.publication.inspections import decisions_of
from foodtrace.publication.stats import CURRENT, standing
from foodtrace.registry import Registry
from foodtrace.registry import private_schema as private
from foodtrace.registry.schema import establishment, sticker, zone
from foodtrace.sticker import encode_typed_code, parse_typed_code

__all__ = [
    "chosen_doors",
    "condition",
    "doors_of",
    "ids_query",
    "list_doors",
    "wanted_ids",
]

_MAX_LIMIT: Final = 500
_LONGEST_TEXT: Final = 200
_MAX_WORDS: Final = 8
_CHUNK: Final = 500
# Filters that most doors do not pass.
_FEW: Final = ("expired", "suspended", "revoked", *(each for each in TASKS if each != "to issue"))


async def list_doors(
    registry: Registry,
    who: Who,
    wanted: Wanted,
    *,
    now: int,
    after: str | None = None,
    limit: int = 50,
) -> DoorPage:
    """A page within the bounds of `who`: a zone's in the order of its doors, else by name.

    `after` is the `next` of the page before. Raises InvalidRequest (limit, text, standing, task).
    """
    if not 1 <= limit <= _MAX_LIMIT:
        raise InvalidRequest(f"expected a limit of 1 to {_MAX_LIMIT}, got {limit}", code="limit")
    query, order = ids_query(who, wanted, now)
    async with registry.reading() as connection:
        if after is not None and (last := _code(after)) is not None:
            edge = select(order).where(establishment.c.id == last).scalar_subquery()
            query = query.where(tuple_(order, establishment.c.id) > tuple_(edge, last))
        ids = list((await connection.execute(query.limit(limit + 1))).scalars())
        items = await doors_of(connection, ids[:limit], who, now)
    return DoorPage(items, items[-1].typed_code if len(ids) > limit else None)


async def wanted_ids(registry: Registry, who: Who, wanted: Wanted, *, now: int) -> tuple[int, ...]:
    """The ids of all doors that are wanted, within bounds, in the order of the list.

    Raises InvalidRequest (too_many) beyond MAX_IDS.
    """
    query, _ = ids_query(who, wanted, now)
    async with registry.reading() as connection:
        ids = tuple((await connection.execute(query.limit(MAX_IDS + 1))).scalars())
    if len(ids) > MAX_IDS:
        raise InvalidRequest(
            f"expected at most {MAX_IDS} establishments at once; choose a zone", code="too_many"
        )
    return ids


async def chosen_doors(
    registry: Registry, who: Who, ids: Sequence[int], *, now: int
) -> tuple[Door, ...]:
    """The doors of these ids that lie within bounds, in the order given; the others are left out."""
    found: list[Door] = []
    asked = list(dict.fromkeys(ids))[:MAX_IDS]
    async with registry.reading() as connection:
        for start in range(0, len(asked), _CHUNK):
            part = asked[start : start + _CHUNK]
            found += await doors_of(connection, part, who, now)
    return tuple(found)


async def doors_of(
    connection: AsyncConnection, ids: Sequence[int], who: Who, now: int
) -> tuple[Door, ...]:
    """The lines of a page, in the order of `ids`; what is out of bounds is left out."""
    if not ids:
        return ()
    query = (
        select(*columns(), zone.c.name.label("zone"), standing(now).label("standing"))
        .add_columns(LIFE.label("life"))
        .join_from(establishment, zone, zone.c.id == establishment.c.zone_id)
        .outerjoin(sticker, CURRENT)
        .where(establishment.c.id.in_(ids), within(who))
    )
    rows = {row.id: row for row in await connection.execute(query)}
    reported: dict[int, int] = {}
    if who.may(Right.READ_FEEDBACK):
        table = private.report.c
        newest = (
            select(table.establishment_id, func.max(table.received_at))
            .where(table.establishment_id.in_(ids), table.state == "new")
            .group_by(table.establishment_id)
        )
        reported = {row[0]: row[1] for row in await connection.execute(newest)}
    decided = await decisions_of(connection, list(rows), now)
    return tuple(
        _door(rows[each], reported.get(each), decided[each].last if each in decided else None)
        for each in ids
        if each in rows
    )


def condition(wanted: Wanted, now: int) -> ColumnElement[bool]:
    """What is wanted, over `establishment` joined with its current sticker. Raises InvalidRequest."""
    table = establishment.c
    conditions: list[ColumnElement[bool]] = []
    if wanted.standing is None:
        if not task_is_of_the_closed_too(wanted.task):
            conditions.append(is_open())
    elif wanted.standing == "closed":
        conditions.append(table.closed_at.is_not(None))
    elif wanted.standing in STANDINGS:
        conditions.append(stands(wanted.standing, now))
    else:
        raise InvalidRequest(
            f"expected a standing out of {', '.join(STANDINGS)}, got {wanted.standing[:40]!r}",
            code="standing",
        )
    if wanted.task is not None:
        if wanted.task not in TASKS:
            raise InvalidRequest(
                f"expected a task out of {', '.join(TASKS)}, got {wanted.task[:40]!r}", code="task"
            )
        conditions.append(task(wanted.task, now))
    for column, value in (
        (table.zone_id, wanted.zone_id),
        (table.ward, wanted.ward),
        (table.category, wanted.category),
    ):
        if value is not None:
            conditions.append(column == value)
    if wanted.text.strip():
        conditions.append(_matching(wanted.text))
    return and_(true(), *conditions)


def _matching(text: str) -> ColumnElement[bool]:
    if len(text) > _LONGEST_TEXT:
        raise InvalidRequest(
            f"expected at most {_LONGEST_TEXT} characters to search for, got {len(text)}",
            code="text",
        )
    # Apart from the row: name and street stand in one small index, which is read instead of the table.
    table = establishment.alias().c
    words = fold(text).split()[:_MAX_WORDS]
    matches = []
    if words:
        # "319 hung vuong" and "ba lu hung vuong" alike: every word, in the name or in the street.
        each_word = (
            or_(
                table.name_folded.contains(word, autoescape=True),
                table.street_folded.contains(word, autoescape=True),
            )
            for word in words
        )
        matches.append(and_(*each_word))
    if (number := _code(text)) is not None:
        matches.append(table.id == number)
    return establishment.c.id.in_(select(table.id).where(or_(*matches) if matches else false()))


def _code(text: str) -> int | None:
    with suppress(MalformedSticker):
        return parse_typed_code(text.strip())
    return None


def ids_query(who: Who, wanted: Wanted, now: int) -> tuple[Any, ColumnElement[Any]]:
    """The statement of the ids that are wanted, and the column of their order."""
    order: ColumnElement[Any] = establishment.c.door_order
    if wanted.zone_id is None:
        order = establishment.c.name_folded
        if wanted.standing in _FEW or wanted.task in _FEW or wanted.text.strip():
            # Few among many: the database is to start from them, not to walk along the names.
            order = order.concat("")
    query = select(establishment.c.id).where(within(who), condition(wanted, now))
    without = (None, "closed", "none"), (None, "reported", "to issue")
    if wanted.standing not in without[0] or wanted.task not in without[1]:
        query = query.select_from(establishment.join(sticker, CURRENT))
    return query.order_by(order, establishment.c.id), order


def _door(
    row: Row[*tuple[Any, ...]], reported_at: int | None, inspection: PublicInspection | None
) -> Door:
    return Door(
        id=row.id,
        typed_code=encode_typed_code(row.id),
        name=row.name,
        street=row.street,
        ward=row.ward,
        zone_id=row.zone_id,
        zone=row.zone,
        category=row.category,
        standing=row.standing,
        life=row.life,
        exp=row.exp,
        kid=row.kid,
        idx=row.idx,
        outdated=row.outdated_at is not None,
        closed_at=row.closed_at,
        reported_at=reported_at,
        inspection=inspection,
    )
