"""The tables of background work, and of spreadsheets on their way into the registry; all closed to the public."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from foodtrace.registry.schema import Big, metadata

__all__ = ["chore", "intake_draft", "intake_draft_row", "job", "worker"]

job = Table(
    "job",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("kind", Text, nullable=False),
    # What to do, by numbers and names of layouts: never a private particular.
    Column("arguments", JSON, nullable=False),
    Column("zone_id", Integer, ForeignKey("zone.id"), index=True),
    Column("state", Text, nullable=False),
    Column("step", Text),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("total", Integer, nullable=False, server_default="0"),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", Big, nullable=False),
    Column("started_at", Big),
    Column("ended_at", Big),
    # Who works on it and until when that counts without a sign of life.
    Column("holder", Text),
    Column("lease_until", Big),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("error_code", Text),
    Column("error_line", Text),
    # What it did in numbers, and the files it left in the folder work/ of the registry.
    Column("outcome", JSON, nullable=False),
    Column("results", JSON, nullable=False),
    CheckConstraint("state IN ('queued', 'running', 'done', 'failed', 'cancelled')", name="state"),
    Index("ix_job_state", "state", "id"),
    sqlite_autoincrement=True,
)

# Every process that works, or last worked, on jobs and chores.
worker = Table(
    "worker",
    metadata,
    Column("holder", Text, primary_key=True),
    Column("started_at", Big, nullable=False),
    Column("seen_at", Big, nullable=False),
    Column("stopped_at", Big),
    # held, absent or refused: whether it can sign stickers.
    Column("sticker_key", Text, nullable=False),
)

chore = Table(
    "chore",
    metadata,
    Column("name", Text, primary_key=True),
    Column("due_at", Big, nullable=False),
    Column("ran_at", Big),
    Column("holder", Text),
    Column("lease_until", Big),
    Column("error_line", Text),
)

# A file as it came, until its rows are taken in: it holds personal data, so nothing public reads it.
intake_draft = Table(
    "intake_draft",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("filename", Text, nullable=False),
    Column("sheet", Text),
    Column("sha256", LargeBinary(32), nullable=False, index=True),
    Column("content", LargeBinary, nullable=False),
    # The zone as the officer named it; it may be a new one.
    Column("zone", Text, nullable=False),
    Column("added_by", Text, nullable=False),
    Column("added_at", Big, nullable=False),
    Column("changed_at", Big, nullable=False, index=True),
    Column("version", Integer, nullable=False, server_default="0"),
    sqlite_autoincrement=True,
)

# Only the rows that someone corrected, set aside or took in.
intake_draft_row = Table(
    "intake_draft_row",
    metadata,
    Column("draft_id", Big, ForeignKey("intake_draft.id", ondelete="CASCADE"), primary_key=True),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    # Texts by field, in place of what the file has there.
    Column("texts", JSON, nullable=False),
    Column("set_aside", Boolean, nullable=False),
    Column("taken_at", Big),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", Big, nullable=False),
)
