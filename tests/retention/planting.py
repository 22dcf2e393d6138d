"""A row in every table that is closed to the public, with a mark of its own in every text."""

from __future__ import annotations

import datetime
from typing import Any

from foodtrace.registry import Registry
from foodtrace.registry._dialect import OPEN_TO_PUBLIC
from foodtrace.registry.schema import establishment, metadata
from registry.board import DAY, NOW
from sqlalchemy import JSON, Date, LargeBinary, Table, Text, insert, select

# What a table's own rules ask for; everything else gets a mark or the number 1.
_FITTING: dict[str, dict[str, Any]] = {
    "account": {"role": "viewer", "zones": [], "wards": [], "revoked_at": NOW},
    "api_key": {"rights": [], "zones": [], "wards": [], "revoked_at": NOW},
    "application": {"state": "refused", "basis_kind": "commitment", "received_at": NOW},
    "application_file": {"kind": "pdf"},
    "application_step": {"at": NOW, "kind": "refused"},
    "calendar_entry": {"kind": "day"},
    "channel": {"kind": "email", "ended_at": NOW, "alert_kinds": []},
    "delivery": {"state": "sent"},
    "incident": {"sort": "illness", "state": "closed", "closed_at": NOW},
    "inspector": {"revoked_at": NOW},
    "intake_draft": {"changed_at": NOW},
    "intake_draft_row": {"set_aside": False},
    "job": {"state": "done"},
    "kitchen_link": {"revoked_at": NOW},
    "kitchen_photo": {"received_at": NOW},
    "lab_result": {"verdict": "pending"},
    "origin_consent": {"given_by": "office"},
    "owner_statement": {"kind": "reply", "at": NOW},
    "recall_place": {"answer": None},
    "report": {
        "kind": "other",
        "received_at": NOW,
        "contact_until": NOW + 180 * DAY,
        "keep_until": NOW + 730 * DAY,
    },
    "retention_time": {"days": 3},
    "supply_document": {"change": None},
    "receipt": {"from_establishment_id": None, "corrects": None},
    "visit": {"received_at": NOW, "flags": [], "results": {}},
}
_TIMES = ("made_at", "expires_at", "ends_at", "seen_at", "added_at", "failed_at")


def mark(table: str, column: str) -> str:
    """What was planted: found nowhere else."""
    return f"MARK-{table}-{column}-MARK"


def fixed(table: str, column: str) -> bool:
    """Whether the table's own rules leave no room for a mark."""
    return table == "retention_time" or column in _FITTING.get(table, {})


def closed_tables() -> list[Table]:
    """In an order in which each may be filled. What the registry itself writes is left to it."""
    ours = ("event", "alembic_version", "private_particulars", "intake_file", "visit_form")
    return [
        table
        for table in metadata.sorted_tables
        if table.name not in OPEN_TO_PUBLIC and table.name not in ours
    ]


async def plant(board: Registry) -> int:
    """One row in every closed table; gives the establishment that they are about."""
    async with board.writing() as connection:
        query = select(establishment.c.id).order_by(establishment.c.intake_row).limit(1)
        place = int((await connection.execute(query)).scalar_one())
        await connection.execute(
            establishment.update().where(establishment.c.id == place).values(closed_at=NOW)
        )
        for table in closed_tables():
            row = {column.name: _value(table, column, place) for column in table.columns}
            if table.name != "retention_time":
                await connection.execute(insert(table).values(row))
    return place


def _value(table: Table, column: Any, place: int) -> Any:
    fitting = _FITTING.get(table.name, {})
    if column.name in fitting:
        return fitting[column.name]
    if column.name == "establishment_id":
        return place
    if column.name in ("claimed_id", "assigned_to", "zone_id", "ward"):
        return 1
    if column.name in _TIMES:
        return NOW
    if isinstance(column.type, LargeBinary):
        length = column.type.length
        text = mark(table.name, column.name).encode()
        return text if length is None or length > 100 else text[:length].ljust(length, b".")
    if isinstance(column.type, JSON):
        return [mark(table.name, column.name)]
    if isinstance(column.type, Text):
        return mark(table.name, column.name)
    return datetime.date(2026, 11, 22) if isinstance(column.type, Date) else 1
