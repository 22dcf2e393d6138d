"""What the last visit to each establishment found, in small pages for inspectors' phones."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Row, case, exists, or_, select

from foodtrace.inspection.forms import Form, Label, known_forms
from foodtrace.registry import Registry
from foodtrace.registry.private_schema import visit
from foodtrace.sticker import civil_day

__all__ = ["LAST_VISITS_PAGE", "MAX_LAST_NOTES", "LastVisit", "LastVisits", "last_visits"]

LAST_VISITS_PAGE: Final = 2000
# Enough to remember a place by; the whole note stays with the office.
MAX_LAST_NOTES: Final = 160


class LastVisit(msgspec.Struct, frozen=True):
    """`id` is the establishment's, `day` a civil day (UTC+7); `not_met` are the items that were not as they should be."""

    id: int
    day: int
    met: int
    not_met: tuple[str, ...]
    notes: str


class LastVisits(msgspec.Struct, frozen=True):
    """One page. Ask again with `next` as `since`, at once while `more`, later for what is new by then."""

    visits: tuple[LastVisit, ...]
    # Of the items that are named in `visits`.
    labels: dict[str, Label]
    next: int
    more: bool


async def last_visits(
    registry: Registry, *, since: int = 0, limit: int = LAST_VISITS_PAGE
) -> LastVisits:
    """The last visit of every establishment that has one, among the visits received after number `since`.

    A visit that waited on a phone for a week is not the last one where another came between. For those
    who may read visits only: the notes are the inspector's own words, shortened.
    """
    later = visit.alias()
    is_later = or_(
        _moment(later.c) > _moment(visit.c),
        (_moment(later.c) == _moment(visit.c)) & (later.c.id > visit.c.id),
    )
    query = (
        select(visit)
        .where(visit.c.id > since, visit.c.establishment_id.is_not(None))
        .where(~exists().where(later.c.establishment_id == visit.c.establishment_id, is_later))
        .order_by(visit.c.id)
        .limit(limit + 1)
    )
    async with registry.reading() as connection:
        rows = (await connection.execute(query)).all()
        forms = {form.version: form for form in await known_forms(connection)}
    page = rows[:limit]
    visits = tuple(_last_visit(row, forms.get(row.form_version)) for row in page)
    named = {key for each in visits for key in each.not_met}
    labels = {
        item.key: item.label
        # The newest form comes first, and its words win.
        for form in reversed(forms.values())
        for item in form.items
        if item.key in named
    }
    return LastVisits(visits, labels, page[-1].id if page else since, len(rows) > limit)


def _moment(columns: Any) -> ColumnElement[int]:
    """When it was; by a clock that runs ahead it was when it came in at the latest."""
    ahead = columns.visited_at > columns.received_at
    return case((ahead, columns.received_at), else_=columns.visited_at)


def _last_visit(row: Row[*tuple[Any, ...]], form: Form | None) -> LastVisit:
    tones = {
        (item.key, option.key): option.tone
        for item in (form.items if form else ())
        for option in item.options
    }
    found = {key: tones.get((key, option)) for key, option in row.results.items()}
    return LastVisit(
        id=row.establishment_id,
        day=civil_day(min(row.visited_at, row.received_at)),
        met=sum(tone == "yes" for tone in found.values()),
        not_met=tuple(key for key, tone in found.items() if tone == "no"),
        notes=row.notes[:MAX_LAST_NOTES],
    )
