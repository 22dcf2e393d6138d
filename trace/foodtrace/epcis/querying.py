"""Questions to the captured events: the simple query of EPCIS 2.0, page by page, within somebody's bounds."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from foodtrace.access import Who, within
from foodtrace.epcis.asking import MATCHED, MAX_PER_PAGE, EventQuery, wrong
from foodtrace.errors import NotFound
from foodtrace.registry import Registry
from foodtrace.registry.epcis_schema import epcis_event, epcis_event_place, epcis_event_thing
from foodtrace.registry.schema import establishment

__all__ = [
    "EventPage",
    "query_events",
    "read_event",
    "values_of",
]

_e = epcis_event.c
_EQUAL: Final[dict[str, Any]] = {
    "eventType": _e.type,
    "EQ_action": _e.action,
    "EQ_bizStep": _e.biz_step,
    "EQ_disposition": _e.disposition,
    "EQ_bizLocation": _e.biz_location,
    "EQ_readPoint": _e.read_point,
    "EQ_eventID": _e.event_id,
}


class EventPage(msgspec.Struct, frozen=True):
    """Events as JSON texts. `token` asks for the page that follows; None on the last."""

    bodies: tuple[str, ...]
    token: str | None


class _Cursor(msgspec.Struct, frozen=True, array_like=True):
    """Where a page ended: the newest event of the first page bounds them all, so nothing moves."""

    newest: int
    at: int
    seq: int
    left: int | None
    question: int


async def query_events(registry: Registry, asked: EventQuery, who: Who) -> EventPage:
    """One page. Events captured meanwhile are on no later page: each that was there is given once.

    Raises InvalidRequest (epcis_parameter) for a token of another question.
    """
    order = _e.event_time if asked.order_by == "eventTime" else _e.record_time
    question = _fingerprint(asked)
    async with registry.reading() as connection:
        if asked.token is None:
            newest = (await connection.execute(select(func.max(_e.seq)))).scalar() or 0
            left, start = asked.limit, None
        else:
            cursor = _cursor(asked.token)
            if cursor.question != question:
                raise wrong("nextPageToken", "a token of this very question", "one of another")
            newest, left, start = cursor.newest, cursor.left, cursor
        query = _bounded(select(_e.body, _e.seq, order.label("at")), who).where(
            _e.seq <= newest, *_conditions(asked)
        )
        if start is not None:
            query = query.where(_after(order, start, asked.falling))
        keys = (order.desc(), _e.seq.desc()) if asked.falling else (order, _e.seq)
        most = asked.per_page if left is None else min(asked.per_page, left)
        rows = (await connection.execute(query.order_by(*keys).limit(most + 1))).all()
    shown = rows[:most]
    left = None if left is None else left - len(shown)
    token = None
    if len(rows) > most and left != 0:
        last = shown[-1]
        token = _token(_Cursor(newest, last.at, last.seq, left, question))
    return EventPage(tuple(row.body for row in shown), token)


async def read_event(registry: Registry, event_id: str, who: Who) -> str:
    """An event by its eventID or its hash id, as JSON; as the declaration of its error, where there is one.

    Raises NotFound (event_not_found).
    """
    event_id = event_id.replace("\0", "")  # a character that no store holds
    named = or_(_e.event_id == event_id, _e.hash_id == event_id)
    query = _bounded(select(_e.body), who).where(named)
    async with registry.reading() as connection:
        newest = query.order_by(_e.declares_error.desc(), _e.seq).limit(1)
        body = (await connection.execute(newest)).scalar()
    if body is None:
        raise NotFound(
            f"no event is named {event_id[:100]}; ask for events by what they are about",
            code="event_not_found",
        )
    return str(body)


async def values_of(registry: Registry, resource: str, who: Who, *, after: str = "") -> list[str]:
    """What stands in events: eventTypes, epcs, bizSteps, bizLocations, readPoints or dispositions, sorted.

    At most MAX_PER_PAGE, those after `after`. Raises NotFound (epcis_resource).
    """
    columns: Mapping[str, Any] = {
        "eventTypes": _e.type,
        "bizSteps": _e.biz_step,
        "bizLocations": _e.biz_location,
        "readPoints": _e.read_point,
        "dispositions": _e.disposition,
        "epcs": epcis_event_thing.c.value,
    }
    column = columns.get(resource)
    if column is None:
        raise NotFound(
            f"expected one of {', '.join(columns)}, got {resource[:40]!r}", code="epcis_resource"
        )
    query = select(column).distinct().where(column > after.replace("\0", ""))
    if resource == "epcs":
        query = query.join(epcis_event, _e.seq == epcis_event_thing.c.event_seq)
    async with registry.reading() as connection:
        rows = await connection.execute(_bounded(query, who).order_by(column).limit(MAX_PER_PAGE))
        return [str(each) for each in rows.scalars()]


def _bounded(query: Select[Any], who: Who) -> Select[Any]:
    """Events about at least one establishment within bounds."""
    if who.everywhere:
        return query
    inside = (
        select(epcis_event_place.c.event_seq)
        .join(establishment, establishment.c.id == epcis_event_place.c.establishment_id)
        .where(epcis_event_place.c.event_seq == _e.seq, within(who))
    )
    return query.where(exists(inside.correlate(epcis_event)))


def _conditions(asked: EventQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for name, values in asked.values.items():
        if name in _EQUAL:
            found.append(_EQUAL[name].in_(values))
            continue
        things = epcis_event_thing.c
        found.append(
            _e.seq.in_(
                select(things.event_seq).where(
                    things.value.in_(values), things.field.in_(MATCHED[name])
                )
            )
        )
    for name, at in asked.times.items():
        if name.endswith("eventTime"):
            column, edge = _e.event_time, at
        else:
            # Recorded in whole seconds: the first of them that is not before the moment.
            column, edge = _e.record_time, -(-at // 1000)
        found.append(column >= edge if name.startswith("GE_") else column < edge)
    return found


def _after(order: Any, start: _Cursor, falling: bool) -> ColumnElement[bool]:
    if falling:
        return or_(order < start.at, and_(order == start.at, _e.seq < start.seq))
    return or_(order > start.at, and_(order == start.at, _e.seq > start.seq))


def _fingerprint(asked: EventQuery) -> int:
    same = msgspec.structs.replace(asked, token=None, per_page=0, limit=None)
    return binascii.crc32(msgspec.json.encode(same, order="sorted"))


def _token(cursor: _Cursor) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(cursor)).decode().rstrip("=")


def _cursor(token: str) -> _Cursor:
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        cursor = msgspec.json.decode(raw, type=_Cursor)
    except (ValueError, UnicodeError, msgspec.MsgspecError):
        raise wrong("nextPageToken", "a token of an earlier answer", token) from None
    numbers = (cursor.newest, cursor.at, cursor.seq)
    if not all(abs(each) < 2**62 for each in numbers) or (cursor.left or 1) < 1:
        raise wrong("nextPageToken", "a token of an earlier answer", token)
    return cursor
