"""The record of changes as somebody may read it: within bounds only what concerns the places inside."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Select, select

from foodtrace.access.bounds import within
from foodtrace.access.rights import Who
from foodtrace.registry import Event, Registry, event_of
from foodtrace.registry.schema import establishment, event

__all__ = ["ACCOUNT_EVENTS", "account_events", "events_after", "latest_events"]

ACCOUNT_EVENTS: Final = (
    "account_added",
    "account_changed",
    "account_link_made",
    "account_revoked",
    "account_signed_up",
    "passkey_added",
    "passkey_refused",
    "passkey_removed",
    "password_changed",
    "sessions_ended",
)


async def events_after(registry: Registry, who: Who, seq: int, *, most: int) -> list[Event]:
    """Up to `most` changes after the one of number `seq`, oldest first."""
    query = _seen_by(who).where(event.c.seq > seq).order_by(event.c.seq).limit(most)
    async with registry.reading() as connection:
        return [event_of(row) for row in await connection.execute(query)]


async def latest_events(
    registry: Registry, who: Who, *, before: int | None, most: int
) -> list[Event]:
    """The newest changes first; `before` is the number of the last one of the page before."""
    query = _seen_by(who).order_by(event.c.seq.desc()).limit(most)
    if before is not None:
        query = query.where(event.c.seq < before)
    async with registry.reading() as connection:
        return [event_of(row) for row in await connection.execute(query)]


def _seen_by(who: Who) -> Select[*tuple[Any, ...]]:
    if who.everywhere:
        return select(event)
    inside = event.c.establishment_id == establishment.c.id
    return select(event).join_from(event, establishment, inside).where(within(who))


async def account_events(registry: Registry, number: int) -> list[Event]:
    """What was done to one account, newest first."""
    query = select(event).where(event.c.kind.in_(ACCOUNT_EVENTS)).order_by(event.c.seq.desc())
    async with registry.reading() as connection:
        found = [event_of(row) for row in await connection.execute(query)]
    return [each for each in found if number in _accounts_of(each)]


def _accounts_of(change: Event) -> set[object]:
    return {side["account"] for side in (change.before, change.after) if side and "account" in side}
