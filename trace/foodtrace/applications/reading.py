"""Dossiers as the office, the owner and everybody else may see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.access import Who, token_sha256
from foodtrace.applications.board_calendar import BoardCalendar, read_calendar
from foodtrace.applications.clocks import Clock
from foodtrace.applications.shapes import CalendarEnd, Dossier, Facts, File, Owner
from foodtrace.applications.states import OPEN, State
from foodtrace.applications.stored import Held, held_dossier, held_dossiers
from foodtrace.errors import NotFound
from foodtrace.intake import BasisRow
from foodtrace.registry import Registry
from foodtrace.registry.applications_schema import (
    application,
    application_file,
    application_link,
    application_owner,
)
from foodtrace.registry.schema import IN_FORCE, establishment, sticker
from foodtrace.working_time import day_of, working_time_between

__all__ = [
    "calendar_end",
    "covering",
    "has_sticker",
    "is_owners",
    "list_dossiers",
    "paper_of",
    "read_dossier",
    "read_owner",
]


def covering(who: Who | None) -> ColumnElement[bool]:
    """For a query over `application`: those whose ward, or whose establishment's zone, is in bounds."""
    if who is None or who.everywhere:
        return true()
    inside = select(establishment.c.id).where(establishment.c.zone_id.in_(who.zones))
    return or_(application.c.ward.in_(who.wards), application.c.establishment_id.in_(inside))


async def read_dossier(
    registry: Registry, number: str, *, now: int, who: Who | None = None
) -> Dossier:
    """One dossier; `who` bounds what is found. Raises NotFound."""
    async with registry.reading() as connection:
        held = await held_dossier(connection, number, covering(who))
        board = await read_calendar(connection)
        table = application_file.c
        query = select(table.id, table.step_seq, table.kind, table.name)
        rows = await connection.execute(
            query.where(table.application_id == held.id).order_by(table.id)
        )
        files = tuple(File(*row) for row in rows)
        there = await has_sticker(connection, [held], now)
        return _dossier(held, board, now, files, bool(there))


async def list_dossiers(
    registry: Registry,
    *,
    now: int,
    who: Who | None = None,
    states: Sequence[State] = tuple(OPEN | {State.APPROVED}),
    limit: int | None = None,
) -> list[Dossier]:
    """Dossiers in these states: those due first at the top, then those that wait, newest last.

    With `limit` the newest of a closed state alone.
    """
    among = application.c.state.in_([str(state) for state in states])
    async with registry.reading() as connection:
        conditions: list[Any] = [among, covering(who)]
        if limit is not None:
            newest = select(application.c.id).where(*conditions)
            newest = newest.order_by(application.c.last_seq.desc()).limit(limit)
            conditions = [application.c.id.in_(newest)]
        held = await held_dossiers(connection, *conditions)
        board = await read_calendar(connection)
        there = await has_sticker(connection, held, now)
    found = [_dossier(each, board, now, (), each.id in there) for each in held]
    return sorted(found, key=lambda each: (each.due is None, each.due or each.received_at))


async def read_owner(registry: Registry, number: str) -> Owner:
    """Who applied. Raises NotFound."""
    async with registry.reading() as connection:
        held = await held_dossier(connection, number)
        table = application_owner
        query = select(table).where(table.c.application_id == held.id)
        row = (await connection.execute(query)).first()
    if row is None:
        return Owner(None, (), None)
    return Owner(row.owner_name, tuple(row.phones), row.email)


async def is_owners(registry: Registry, number: str, secret: str) -> bool:
    """Whether a link's secret belongs to the dossier of this number."""
    table = application_link.c
    query = (
        select(application.c.number)
        .join(application_link, table.application_id == application.c.id)
        .where(table.secret_sha256 == token_sha256(secret))
    )
    async with registry.reading() as connection:
        return (await connection.execute(query)).scalar() == number


async def paper_of(registry: Registry, number: str, id: int) -> tuple[File, bytes]:
    """A file of a dossier with its content. Raises NotFound."""
    async with registry.reading() as connection:
        held = await held_dossier(connection, number)
        table = application_file.c
        query = select(application_file).where(table.id == id, table.application_id == held.id)
        row = (await connection.execute(query)).first()
    if row is None:
        raise NotFound(f"application {number} has no file {id}", code="file_not_found")
    return File(row.id, row.step_seq, row.kind, row.name), bytes(row.content)


async def calendar_end(registry: Registry, *, now: int) -> CalendarEnd:
    """Until when the calendar is known, and whether that is enough for every open dossier."""
    async with registry.reading() as connection:
        board = await read_calendar(connection)
        still_open = application.c.state.in_([str(state) for state in OPEN])
        held = await held_dossiers(connection, still_open)
    until = board.calendar.until
    clocks = [clock for each in held for clock in each.clocks(board, now)]
    reaches = all(clock.due is None or clock.due.certain for clock in clocks)
    return CalendarEnd(until, (until - day_of(now)).days, reaches)


async def has_sticker(
    connection: AsyncConnection, held: Sequence[Held], now: int
) -> frozenset[int]:
    """The ids of the approved dossiers whose establishment has a sticker in force."""
    waiting = {each.id: each.row.establishment_id for each in held if each.state == State.APPROVED}
    query = select(sticker.c.establishment_id).where(
        sticker.c.establishment_id.in_(set(waiting.values())),
        sticker.c.superseded_at.is_(None),
        sticker.c.state == IN_FORCE,
        sticker.c.exp > now,
    )
    there = set((await connection.execute(query)).scalars()) if waiting else set()
    return frozenset(each for each, place in waiting.items() if place in there)


def _dossier(
    held: Held, board: BoardCalendar, now: int, files: tuple[File, ...], sticker: bool
) -> Dossier:
    row = held.row
    pickup, decision = held.clocks(board, now)
    basis = BasisRow(
        row.basis_kind,
        row.basis_number,
        row.basis_issuer,
        row.issued_on,
        row.expires_on,
        row.ground,
    )
    return Dossier(
        number=row.number,
        state=held.state,
        version=row.last_seq,
        received_at=row.received_at,
        language=row.language,
        facts=Facts(
            row.name,
            row.street,
            row.ward,
            row.registered_address,
            row.category,
            basis if row.basis_kind else None,
        ),
        establishment_id=row.establishment_id,
        pickup=pickup,
        decision=decision,
        near=any(_is_near(clock, board, now) for clock in (pickup, decision)),
        steps=held.steps,
        files=files,
        sticker=sticker,
    )


def _is_near(clock: Clock, board: BoardCalendar, now: int) -> bool:
    """Whether a running clock that is not over yet has no more working time left than the rule's warning."""
    if not clock.running or clock.due is None or clock.late or clock.due.at < now:
        return False
    left = working_time_between(now, clock.due.at, board.calendar)
    return left <= board.warn_seconds(clock.name, now)
