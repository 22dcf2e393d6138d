"""The table of retention times: every time that was ever set; of one item the last one counts."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Integer, Table, Text

from foodtrace.registry.schema import Big, metadata

__all__ = ["retention_time"]

retention_time = Table(
    "retention_time",
    metadata,
    Column("seq", Big, primary_key=True, autoincrement=True),
    Column("item", Text, nullable=False),
    Column("days", Integer, nullable=False),
    Column("set_at", Big, nullable=False),
    Column("actor", Text, nullable=False),
    CheckConstraint("days >= 1 AND days <= 36500", name="days_range"),
    sqlite_autoincrement=True,
)
