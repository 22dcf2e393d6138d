"""The office's inbox of reports: lists, clusters, one report with its steps; reads only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Row, Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.access import Right, Who, within
from foodtrace.errors import InvalidRequest, NotFound
from foodtrace.feedback.reports import KINDS
from foodtrace.registry import Registry
from foodtrace.registry import private_schema as private
from foodtrace.registry.schema import establishment

__all__ = [
    "STATES",
    "Inbox",
    "ReportLine",
    "ReportRecord",
    "Step",
    "check_among",
    "inbox",
    "new_reports",
    "photo_within",
    "report_record",
    "reports_of",
    "visible_row",
]

STATES: Final = ("new", "in_hand", "done")
_CLUSTER_SECONDS: Final = 7 * 86_400
_CLUSTER_OF: Final = "another_place"


class ReportLine(msgspec.Struct, frozen=True):
    """One report in a list: no contact, no photo. `name` and `street` are the establishment's, if it is known.

    `alike` counts the reports of another place about the same establishment in the seven days around
    this one, itself included; 0 for other kinds.
    """

    number: int
    received_at: int
    establishment_id: int | None
    name: str | None
    street: str | None
    code_text: str
    kind: str
    category: str | None
    text: str
    has_photo: bool
    has_contact: bool
    state: str
    assigned_to: int | None
    version: int
    contact_until: int
    keep_until: int
    alike: int = 0


class Inbox(msgspec.Struct, frozen=True):
    """A page, newest first; `next` is the number to go on `before`. `counts` are of every state."""

    items: tuple[ReportLine, ...]
    counts: dict[str, int]
    next: int | None


class Step(msgspec.Struct, frozen=True):
    """Something the office did with a report; `note` is in its own words and goes with the report."""

    at: int
    actor: str
    state: str
    assigned_to: int | None
    note: str


class ReportRecord(msgspec.Struct, frozen=True):
    """One report with its steps, oldest first; `contact` is None without the right to particulars."""

    line: ReportLine
    contact: str | None
    steps: tuple[Step, ...]


async def inbox(
    registry: Registry,
    who: Who,
    *,
    state: str | None = None,
    kind: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> Inbox:
    """Reports within the bounds of `who`; one that names no known establishment is for the unbounded alone.

    Raises InvalidRequest for a state or kind that is none.
    """
    check_among(state, STATES, "state")
    check_among(kind, KINDS, "kind")
    table = private.report.c
    mine = _visible(who)
    query = _LINES.where(mine).order_by(table.id.desc()).limit(limit + 1)
    counted = select(table.state, func.count()).select_from(_JOINED).where(mine)
    if kind is not None:
        query, counted = query.where(table.kind == kind), counted.where(table.kind == kind)
    if state is not None:
        query = query.where(table.state == state)
    if before is not None:
        query = query.where(table.id < before)
    async with registry.reading() as connection:
        rows = (await connection.execute(query)).all()
        found = {row[0]: row[1] for row in await connection.execute(counted.group_by(table.state))}
        lines = await _with_hints(connection, rows[:limit])
    counts = {each: int(found.get(each, 0)) for each in STATES}
    return Inbox(lines, counts, lines[-1].number if len(rows) > limit else None)


async def reports_of(
    registry: Registry, establishment_id: int, *, limit: int = 20
) -> tuple[ReportLine, ...]:
    """The newest reports about one establishment; whose business it is, is the caller's question."""
    table = private.report.c
    query = _LINES.where(table.establishment_id == establishment_id)
    async with registry.reading() as connection:
        rows = (await connection.execute(query.order_by(table.id.desc()).limit(limit))).all()
        return await _with_hints(connection, rows)


async def new_reports(registry: Registry, who: Who) -> int:
    """How many within bounds nobody has looked at yet."""
    mine = and_(private.report.c.state == "new", _visible(who))
    query = select(func.count()).select_from(_JOINED).where(mine)
    async with registry.reading() as connection:
        return int((await connection.execute(query)).scalar_one())


async def report_record(registry: Registry, number: int, who: Who) -> ReportRecord:
    """One report with what was done. Raises NotFound (report_not_found), also outside the bounds."""
    table, step = private.report.c, private.report_step.c
    async with registry.reading() as connection:
        row = await visible_row(connection, number, who)
        (line,) = await _with_hints(connection, [row])
        contact = None
        if who.may(Right.READ_PARTICULARS):
            kept = select(table.contact).where(table.id == number)
            contact = (await connection.execute(kept)).scalar()
        query = select(step.at, step.actor, step.state, step.assigned_to, step.note)
        rows = await connection.execute(query.where(step.report_id == number).order_by(step.id))
        return ReportRecord(line, contact, tuple(Step(*row) for row in rows))


async def photo_within(registry: Registry, number: int, who: Who) -> bytes:
    """The photo of a report within bounds, as JPEG drawn anew. Raises NotFound."""
    photo = private.report_photo.c
    async with registry.reading() as connection:
        await visible_row(connection, number, who)
        query = select(photo.jpeg).where(photo.report_id == number)
        jpeg = (await connection.execute(query)).scalar()
    if jpeg is None:
        raise NotFound(f"report {number} has no photo", code="photo_not_found")
    return bytes(jpeg)


_JOINED: Final = private.report.outerjoin(
    establishment, establishment.c.id == private.report.c.establishment_id
).outerjoin(private.report_photo, private.report_photo.c.report_id == private.report.c.id)
# The photo itself is never part of a list, and the contact is only counted.
_LINES: Final[Select[*tuple[Any, ...]]] = select(
    private.report.c.id.label("number"),
    private.report.c.received_at,
    private.report.c.establishment_id,
    establishment.c.name,
    establishment.c.street,
    private.report.c.code_text,
    private.report.c.kind,
    private.report.c.category,
    private.report.c.text,
    private.report_photo.c.report_id.is_not(None).label("has_photo"),
    private.report.c.contact.is_not(None).label("has_contact"),
    private.report.c.state,
    private.report.c.assigned_to,
    private.report.c.version,
    private.report.c.contact_until,
    private.report.c.keep_until,
).select_from(_JOINED)


def _visible(who: Who) -> ColumnElement[bool]:
    known = private.report.c.establishment_id.is_not(None)
    return within(who) if who.everywhere else and_(known, within(who))


async def visible_row(connection: AsyncConnection, number: int, who: Who) -> Row[*tuple[Any, ...]]:
    query = _LINES.where(private.report.c.id == number, _visible(who))
    row = (await connection.execute(query)).first() if 1 <= number < 2**63 else None
    if row is None:
        raise NotFound(f"there is no report {number}", code="report_not_found")
    return row


async def _with_hints(
    connection: AsyncConnection, rows: Sequence[Row[*tuple[Any, ...]]]
) -> tuple[ReportLine, ...]:
    """One question for the whole page: when were the reports of another place about these places?"""
    table = private.report.c
    about = [row for row in rows if row.kind == _CLUSTER_OF and row.establishment_id is not None]
    moments: dict[int, list[int]] = {}
    if about:
        query = select(table.establishment_id, table.received_at).where(
            table.kind == _CLUSTER_OF,
            table.establishment_id.in_({row.establishment_id for row in about}),
            table.received_at >= min(row.received_at for row in about) - _CLUSTER_SECONDS,
        )
        for place, at in await connection.execute(query):
            moments.setdefault(place, []).append(at)
    return tuple(
        ReportLine(
            **row._mapping,
            alike=0
            if row.kind != _CLUSTER_OF
            else sum(
                abs(at - row.received_at) < _CLUSTER_SECONDS
                for at in moments.get(row.establishment_id, ())
            ),
        )
        for row in rows
    )


def check_among(value: str | None, among: Sequence[str], what: str) -> None:
    """Raise InvalidRequest (the code is `what`) for a value that is none of these."""
    if value is not None and value not in among:
        raise InvalidRequest(
            f"expected a {what} out of {', '.join(among)}, got {value[:40]!r}", code=what
        )
