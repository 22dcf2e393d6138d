"""Visits with their eateries and results, as officers list and open them, within their bounds."""

from __future__ import annotations

from typing import Final, Literal

import msgspec
from sqlalchemy import ColumnElement, Text, case, cast, exists, func, select, true

from foodtrace.access import Who, within
from foodtrace.errors import NotFound
from foodtrace.inspection.forms import Form, known_forms
from foodtrace.inspection.kept_visits import Visit, visit_of_row, visits_query
from foodtrace.inspection.result_journal import entries_of
from foodtrace.publication import Entry, ResultState, result_states
from foodtrace.registry import Registry
from foodtrace.registry.private_schema import visit
from foodtrace.registry.results_schema import result_entry
from foodtrace.registry.schema import establishment
from foodtrace.sticker import encode_typed_code

__all__ = ["SHOWN_VISITS", "ListedVisit", "VisitFile", "list_visit_files", "open_visit_file"]

Shown = Literal["all", "open", "waiting", "flagged"]
# Which visits a list shows: every one, those without a result, those that wait for an officer, odd ones.
SHOWN_VISITS: Final[tuple[Shown, ...]] = ("all", "open", "waiting", "flagged")


class ListedVisit(msgspec.Struct, frozen=True):
    """One line of the list; `name` and `code` are None where no eatery was found for the visit."""

    visit: Visit
    name: str | None
    code: str | None
    state: ResultState | None


class VisitFile(msgspec.Struct, frozen=True):
    """Everything about one visit; `form` is the one it was made with."""

    visit: Visit
    name: str | None
    street: str | None
    code: str | None
    form: Form | None
    state: ResultState | None
    journal: tuple[Entry, ...]


async def list_visit_files(
    registry: Registry,
    who: Who,
    shown: Shown = "all",
    *,
    establishment_id: int | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[ListedVisit]:
    """Visits within the bounds of `who`, newest first; `before` is the id of the last one of the page before."""
    query = (
        visits_query()
        .add_columns(establishment.c.name.label("place_name"))
        .outerjoin(establishment, establishment.c.id == visit.c.establishment_id)
        .where(_bounds(who), _only(shown))
        .limit(limit)
    )
    if establishment_id is not None:
        query = query.where(visit.c.establishment_id == establishment_id)
    if before is not None:
        query = query.where(visit.c.id < before)
    async with registry.reading() as connection:
        rows = (await connection.execute(query)).all()
        journal = await entries_of(connection, [row.id for row in rows])
    states = {state.visit_id: state for state in result_states(journal)}
    return [
        ListedVisit(
            visit=visit_of_row(row),
            name=row.place_name,
            code=None if row.establishment_id is None else encode_typed_code(row.establishment_id),
            state=states.get(row.id),
        )
        for row in rows
    ]


async def open_visit_file(registry: Registry, who: Who, visit_id: int) -> VisitFile:
    """One visit. Raises NotFound also for one outside the bounds of `who`."""
    query = (
        visits_query()
        .add_columns(establishment.c.name.label("place_name"), establishment.c.street)
        .outerjoin(establishment, establishment.c.id == visit.c.establishment_id)
        .where(visit.c.id == visit_id, _bounds(who))
    )
    async with registry.reading() as connection:
        row = (await connection.execute(query)).first()
        if row is None:
            raise NotFound(f"there is no visit {visit_id}", code="visit_not_found")
        journal = tuple(await entries_of(connection, [visit_id]))
        forms = await known_forms(connection)
    states = result_states(journal)
    return VisitFile(
        visit=visit_of_row(row),
        name=row.place_name,
        street=row.street,
        code=None if row.establishment_id is None else encode_typed_code(row.establishment_id),
        form=next((form for form in forms if form.version == row.form_version), None),
        state=states[0] if states else None,
        journal=journal,
    )


def _bounds(who: Who) -> ColumnElement[bool]:
    # A visit to no known place lies in no zone: it is for whoever has no bounds.
    return true() if who.everywhere else within(who)


def _only(shown: Shown) -> ColumnElement[bool]:
    entry = result_entry.c
    if shown == "open":
        return ~exists().where(entry.visit_id == visit.c.id)
    if shown == "waiting":
        # An appeal without a decision, or a reply that nobody has looked at.
        begun = case((entry.kind.in_(("appealed", "replied")), 1), else_=0)
        ended = case((entry.kind.in_(("decided", "reply_shown", "reply_held_back")), 1), else_=0)
        balance = select(func.sum(begun - ended)).where(entry.visit_id == visit.c.id)
        return balance.scalar_subquery() > 0
    if shown == "flagged":
        return cast(visit.c.flags, Text) != "[]"
    return true()
