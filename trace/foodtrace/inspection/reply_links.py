"""Links by which an owner sees a result before anybody else and answers it: made, revoked, followed."""

from __future__ import annotations

import datetime
from typing import Final

import msgspec
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.access import token_of, token_sha256
from foodtrace.errors import AccessDenied, InvalidRequest
from foodtrace.inspection.inspectors import TOKEN_RANDOM_BYTES
from foodtrace.inspection.result_journal import Opened, open_result
from foodtrace.publication import Names, ResultState, known_rules, rule_versions
from foodtrace.registry import Event, Registry, record_events
from foodtrace.registry.reasons import check_actor
from foodtrace.registry.results_schema import owner_statement, reply_link, result_entry
from foodtrace.registry.schema import establishment
from foodtrace.sticker import civil_date, civil_day

__all__ = [
    "LINK_DAYS",
    "OwnersView",
    "Statement",
    "follow_reply_link",
    "make_reply_link",
    "owners_view",
    "revoke_reply_links",
]

LINK_DAYS: Final = 180
_DAY: Final = 86_400


class Statement(msgspec.Struct, frozen=True):
    """A reply or an appeal; `became` is waiting, reply_shown, reply_held_back, appealed or decided."""

    id: int
    kind: str
    at: int
    by_owner: bool
    text: str
    became: str


class OwnersView(msgspec.Struct, frozen=True):
    """What the owner of an eatery is shown about one visit; no inspector, no note, no photo."""

    visit_id: int
    name: str
    street: str
    visited_on: datetime.date
    state: ResultState
    outcome_name: Names | None
    grade_name: Names | None
    hold_until: datetime.date
    held_by: str
    statements: tuple[Statement, ...]


async def make_reply_link(
    registry: Registry, visit_id: int, *, random: bytes, actor: str, now: int
) -> str:
    """A new link's token, shown once and kept as a hash; the links before it end. `random`: 32 bytes.

    Raises Conflict (no_result), NotFound.
    """
    actor = check_actor(actor)
    if len(random) != TOKEN_RANDOM_BYTES:
        raise InvalidRequest(f"expected {TOKEN_RANDOM_BYTES} random bytes, got {len(random)}")
    token = token_of("", random)
    async with registry.writing() as connection:
        opened = await open_result(connection, visit_id, None)
        opened.result()
        await _end_links(connection, visit_id, now)
        row = {
            "visit_id": visit_id,
            "token_sha256": token_sha256(token),
            "made_at": now,
            "expires_at": now + LINK_DAYS * _DAY,
        }
        await connection.execute(insert(reply_link).values(row))
        await record_events(connection, [_event("reply_link_made", opened, actor, now)])
    return token


async def revoke_reply_links(registry: Registry, visit_id: int, *, actor: str, now: int) -> int:
    """End every link of a visit; gives how many ended."""
    actor = check_actor(actor)
    async with registry.writing() as connection:
        opened = await open_result(connection, visit_id, None)
        ended = await _end_links(connection, visit_id, now)
        if ended:
            await record_events(connection, [_event("reply_link_revoked", opened, actor, now)])
    return ended


async def follow_reply_link(registry: Registry, token: str, *, now: int) -> OwnersView:
    """What the link shows. Raises AccessDenied (reply_link): unknown, revoked, expired or withdrawn."""
    async with registry.reading() as connection:
        # Found by the hash of 256 random bits: nothing about a token can be learnt from the time this takes.
        link = reply_link.c
        query = select(link.visit_id).where(
            link.token_sha256 == token_sha256(token),
            link.revoked_at.is_(None),
            link.expires_at > now,
        )
        visit_id = (await connection.execute(query)).scalar()
        view = None if visit_id is None else await _view(connection, visit_id, now)
    if view is None:
        raise AccessDenied(
            "the link is not valid or not any more; ask the office for a new one", code="reply_link"
        )
    return view


async def owners_view(registry: Registry, visit_id: int, *, now: int) -> OwnersView | None:
    """The same for the office; None while there is no result that stands."""
    async with registry.reading() as connection:
        return await _view(connection, visit_id, now)


async def _view(connection: AsyncConnection, visit_id: int, now: int) -> OwnersView | None:
    opened = await open_result(connection, visit_id, None)
    state = opened.state
    if state is None or state.withdrawn:
        return None
    book = known_rules(await rule_versions(connection))
    scheme = book.scheme(state.scheme) if book else None
    outcome = scheme.outcome(state.outcome) if scheme else None
    grade = scheme.grade(state.grade) if scheme else None
    place = establishment.c
    query = select(place.name, place.street).where(place.id == opened.establishment_id)
    name, street = (await connection.execute(query)).one()
    return OwnersView(
        visit_id=visit_id,
        name=name,
        street=street,
        visited_on=civil_date(state.visited_on),
        state=state,
        outcome_name=outcome.name if outcome else None,
        grade_name=grade.name if grade else None,
        hold_until=civil_date(state.hold_until),
        held_by=state.held_by(civil_day(now)),
        statements=await _statements(connection, visit_id, state),
    )


async def _statements(
    connection: AsyncConnection, visit_id: int, state: ResultState
) -> tuple[Statement, ...]:
    table, entry = owner_statement.c, result_entry.c
    ended = select(entry.statement_id, entry.kind).where(
        entry.visit_id == visit_id, entry.kind.in_(("reply_shown", "reply_held_back"))
    )
    became: dict[int, str] = {row[0]: row[1] for row in await connection.execute(ended)}
    query = select(table.id, table.kind, table.at, table.by_owner, table.text)
    rows = (
        await connection.execute(query.where(table.visit_id == visit_id).order_by(table.id))
    ).all()
    appeals = [row.id for row in rows if row.kind == "appeal"]
    for number in appeals:
        is_open = state.appealed_on is not None and number == appeals[-1]
        became[number] = "appealed" if is_open else "decided"
    return tuple(
        Statement(
            row.id, row.kind, row.at, bool(row.by_owner), row.text, became.get(row.id, "waiting")
        )
        for row in rows
    )


async def _end_links(connection: AsyncConnection, visit_id: int, now: int) -> int:
    link = reply_link.c
    these = update(reply_link).where(link.visit_id == visit_id, link.revoked_at.is_(None))
    return (await connection.execute(these.values(revoked_at=now))).rowcount


def _event(kind: str, opened: Opened, actor: str, now: int) -> Event:
    return Event(
        at=now,
        actor=actor,
        kind=kind,
        establishment_id=opened.establishment_id,
        after={"visit": opened.visit_id},
    )
