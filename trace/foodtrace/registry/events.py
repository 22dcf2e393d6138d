"""The append-only record of changes: written in the transaction of the change itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.registry import schema
from foodtrace.registry.prepared import inserted
from foodtrace.registry.store import Registry

__all__ = [
    "EVENT_KINDS",
    "Event",
    "append_events",
    "event_of",
    "events_of",
    "record_events",
]


EVENT_KINDS: Final = frozenset(
    {
        "account_added",
        "account_changed",
        "account_link_made",
        "account_revoked",
        "account_signed_up",
        "alert_done",
        "api_key_added",
        "api_key_revoked",
        "appeal_changed",
        "appeal_filed",
        "appeal_upheld",
        "appeal_withdrawn",
        "application_added",
        "application_answered",
        "application_approved",
        "application_asked",
        "application_issued",
        "application_late",
        "application_link_made",
        "application_noted",
        "application_picked_up",
        "application_received",
        "application_refused",
        "application_reopened",
        "application_visit_scheduled",
        "application_visited",
        "application_waited_enough",
        "application_withdrawn",
        "calendar_set",
        "channel_added",
        "channel_ended",
        "closed",
        "corrected",
        "damaged",
        "delivery_revived",
        "draft_added",
        "draft_removed",
        "draft_row_changed",
        "feedback",
        "food_group_set",
        "found_sound",
        "goods_recorded",
        "incident_closed",
        "incident_noted",
        "incident_opened",
        "incident_result",
        "incident_tied",
        "inspector_added",
        "inspector_revoked",
        "issued",
        "job_asked",
        "job_cancelled",
        "kitchen_link_made",
        "kitchen_link_revoked",
        "moved_zone",
        "origins_agreed",
        "origins_withdrawn",
        "particulars_corrected",
        "particulars_erased",
        "particulars_exported",
        "particulars_read",
        "passkey_added",
        "passkey_refused",
        "passkey_removed",
        "password_changed",
        "printed",
        "private_data_removed",
        "put_up",
        "recall_answered",
        "recall_begun",
        "recall_called",
        "recall_lifted",
        "recall_notice_published",
        "recall_notice_withdrawn",
        "recall_sent_again",
        "recall_told",
        "recall_widened",
        "receipt_corrected",
        "receipt_withdrawn",
        "reinstated",
        "renewed",
        "replaced",
        "reply_filed",
        "reply_held_back",
        "reply_link_made",
        "reply_link_revoked",
        "reply_shown",
        "result_corrected",
        "result_declared",
        "result_withdrawn",
        "retention_time_set",
        "revoked",
        "rules_set",
        "sessions_ended",
        "shelf_life_set",
        "signed_in",
        "signed_out",
        "sticker_key_added",
        "suspended",
        "taken_down",
        "taken_in",
        "trust_list_published",
        "visit_form_set",
        "visit_placed",
        "visit_recorded",
        "zone_created",
        "zone_renamed",
    }
)


class Event(msgspec.Struct, frozen=True):
    """One change. `before` and `after` hold public facts only, never a private particular.

    `kind` is one of EVENT_KINDS. `seq` is given by the database.
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


_APPEND = inserted(schema.event, "seq")


async def record_events(connection: AsyncConnection, events: Sequence[Event]) -> None:
    """Append the events inside the caller's write transaction."""
    if events:
        await connection.run_sync(append_events, events)


def append_events(connection: Connection, events: Sequence[Event]) -> None:
    """The same for work that takes one transaction whole (`Registry.write`); at least one event."""
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
    _APPEND.run(connection, rows)


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
