"""The append-only record of changes: written in the transaction of the change itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.registry import schema
from foodtrace.registry.store import Registry

__all__ = ["Event", "event_of", "events_of", "record_events"]


class Event(msgspec.Struct, frozen=True):
    """One change. `before` and `after` hold public facts only, never a private particular.

    `kind`: zone_created, zone_renamed, taken_in, corrected, particulars_read, particulars_corrected,
    moved_zone, issued, renewed, replaced, suspended, reinstated, revoked, printed, put_up, damaged,
    found_sound, taken_down, closed, feedback, trust_list_published, sticker_key_added, inspector_added, inspector_revoked,
    visit_form_set, visit_recorded, visit_placed, result_declared, result_corrected, result_withdrawn, appeal_filed, appeal_upheld,
    appeal_changed, appeal_withdrawn, reply_filed, reply_shown, reply_held_back, reply_link_made, reply_link_revoked,
    rules_set, job_asked, job_cancelled, draft_added, draft_row_changed, draft_removed, api_key_added, api_key_revoked, calendar_set,
    application_... (what was done to a dossier: foodtrace.applications.Move, or late), and foodtrace.access.ACCOUNT_EVENTS. `seq` is given by
    the database.
    """

    at: int
    actor: str
    kind: str
    establishment_id: int | None = None
    kid: bytes | None = None
    idx: int | None = None
    reason: str | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    seq: int = 0


async def record_events(connection: AsyncConnection, events: Sequence[Event]) -> None:
    """Append the events inside the caller's write transaction."""
    if not events:
        return
    rows = [
        {
            "at": event.at,
            "actor": event.actor,
            "kind": event.kind,
            "establishment_id": event.establishment_id,
            "kid": event.kid,
            "idx": event.idx,
            "reason": event.reason,
            "detail": {"before": event.before, "after": event.after},
        }
        for event in events
    ]
    await connection.execute(insert(schema.event), rows)


async def events_of(registry: Registry, establishment_id: int) -> list[Event]:
    """Every change of one establishment and its stickers, oldest first. For the office, not the public."""
    table = schema.event
    query = select(table).where(table.c.establishment_id == establishment_id).order_by(table.c.seq)
    async with registry.reading() as connection:
        rows = (await connection.execute(query)).all()
    return [event_of(row) for row in rows]


def event_of(row: Row[Any]) -> Event:
    """The event of a row of its table."""
    return Event(
        at=row.at,
        actor=row.actor,
        kind=row.kind,
        establishment_id=row.establishment_id,
        kid=row.kid,
        idx=row.idx,
        reason=row.reason,
        before=row.detail["before"],
        after=row.detail["after"],
        seq=row.seq,
    )
