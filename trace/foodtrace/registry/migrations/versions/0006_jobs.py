"""Work that runs in the background, and spreadsheets on their way in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the queue, who works on it, the chores, and the drafts of intake."""
    _add_queue()
    _add_drafts()


def _add_queue() -> None:
    op.create_table(
        "job",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("zone_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("total", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", _BIG, nullable=False),
        sa.Column("started_at", _BIG, nullable=True),
        sa.Column("ended_at", _BIG, nullable=True),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("lease_until", _BIG, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("error_code", sa.Text(), nullable=True),
        sa.Column("error_line", sa.Text(), nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("results", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'failed', 'cancelled')",
            name=op.f("ck_job_state"),
        ),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_job_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_job_state", "job", ["state", "id"])
    op.create_index(op.f("ix_job_zone_id"), "job", ["zone_id"])
    op.create_table(
        "worker",
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("started_at", _BIG, nullable=False),
        sa.Column("seen_at", _BIG, nullable=False),
        sa.Column("stopped_at", _BIG, nullable=True),
        sa.Column("sticker_key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("holder", name=op.f("pk_worker")),
    )
    op.create_table(
        "chore",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("due_at", _BIG, nullable=False),
        sa.Column("ran_at", _BIG, nullable=True),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("lease_until", _BIG, nullable=True),
        sa.Column("error_line", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_chore")),
    )


def _add_drafts() -> None:
    op.create_table(
        "intake_draft",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=True),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", _BIG, nullable=False),
        sa.Column("changed_at", _BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_draft")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_intake_draft_sha256"), "intake_draft", ["sha256"])
    op.create_index(op.f("ix_intake_draft_changed_at"), "intake_draft", ["changed_at"])
    op.create_table(
        "intake_draft_row",
        sa.Column("draft_id", _BIG, nullable=False),
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("set_aside", sa.Boolean(), nullable=False),
        sa.Column("taken_at", _BIG, nullable=True),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", _BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["intake_draft.id"],
            name=op.f("fk_intake_draft_row_draft_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("draft_id", "row", name=op.f("pk_intake_draft_row")),
    )
