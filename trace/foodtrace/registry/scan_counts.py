"""Scans as bare counts: how many on a day, in which ward, how they ended; never which code or when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import CheckConstraint, Column, Integer, Table, Text
from sqlalchemy.dialects import postgresql, sqlite

from foodtrace.registry.schema import Big, metadata
from foodtrace.registry.store import Registry

__all__ = ["CITY", "ScanKey", "add_scans", "scan_count"]

#: The ward of what names no known sticker: such a scan is counted for the whole city alone.
CITY: Final = 0

#: (civil day in UTC+7, ward in force or CITY, outcome)
ScanKey = tuple[int, int, str]

# Nothing finer is kept: no moment, no code, no zone of a handful of doors.
scan_count = Table(
    "scan_count",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("ward", Integer, primary_key=True, autoincrement=False),
    Column("outcome", Text, primary_key=True),
    Column("scans", Big, nullable=False),
    CheckConstraint("outcome IN ('in force', 'not in force', 'not confirmed')", name="outcome"),
)


async def add_scans(registry: Registry, counted: Mapping[ScanKey, int]) -> None:
    """Add what one worker has counted; several may add to one row. All or nothing."""
    rows = [
        {"day": day, "ward": ward, "outcome": outcome, "scans": scans}
        for (day, ward, outcome), scans in sorted(counted.items())
    ]
    if not rows:
        return
    async with registry.writing() as connection:
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        new = dialect.insert(scan_count)
        added = new.on_conflict_do_update(
            index_elements=[scan_count.c.day, scan_count.c.ward, scan_count.c.outcome],
            set_={"scans": scan_count.c.scans + new.excluded.scans},
        )
        await connection.execute(added, rows)
