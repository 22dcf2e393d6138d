"""Inspectors, their visits and forms, and what diners report."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from foodtrace.registry._dialect import UNCHANGING_0002, guard_statements

revision = "0002"
down_revision = "0001"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, then the guards that keep a visit as it was sent."""
    op.create_table(
        "inspector",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("added_at", _BIG, nullable=False),
        sa.Column("revoked_at", _BIG, nullable=True),
        sa.Column("last_used_day", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspector")),
        sa.UniqueConstraint("key", name=op.f("uq_inspector_key")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_inspector_token_sha256")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "report_count",
        sa.Column("bucket", sa.LargeBinary(length=16), nullable=False),
        sa.Column("expires_at", _BIG, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_report_count")),
    )
    op.create_index(
        op.f("ix_report_count_expires_at"), "report_count", ["expires_at"], unique=False
    )
    op.create_table(
        "report_secret",
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_report_secret")),
    )
    op.create_table(
        "visit_form",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("set_at", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_visit_form")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "report",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("received_at", _BIG, nullable=False),
        sa.Column("establishment_id", _BIG, nullable=True),
        sa.Column("code_text", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("contact_until", _BIG, nullable=False),
        sa.Column("keep_until", _BIG, nullable=False),
        sa.CheckConstraint(
            "kind IN ('another_place', 'damaged', 'other')", name=op.f("ck_report_kind")
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_report_establishment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_report_establishment_id"), "report", ["establishment_id"], unique=False
    )
    op.create_index(op.f("ix_report_received_at"), "report", ["received_at"], unique=False)
    op.create_table(
        "visit",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("inspector_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("content_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("received_at", _BIG, nullable=False),
        sa.Column("visited_at", _BIG, nullable=False),
        sa.Column("establishment_id", _BIG, nullable=True),
        sa.Column("claimed_id", _BIG, nullable=True),
        sa.Column("typed_code", sa.Text(), nullable=True),
        sa.Column("kid", sa.LargeBinary(length=4), nullable=True),
        sa.Column("idx", sa.Integer(), nullable=True),
        sa.Column("token_sha256", sa.LargeBinary(length=32), nullable=True),
        sa.Column("genuine", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("freshness", sa.Text(), nullable=False),
        sa.Column("form_version", sa.Text(), nullable=False),
        sa.Column("results", sa.JSON(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_visit_establishment_id")
        ),
        sa.ForeignKeyConstraint(
            ["inspector_id"], ["inspector.id"], name=op.f("fk_visit_inspector_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("inspector_id", "key", name=op.f("uq_visit_inspector_id_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_visit_establishment_id"), "visit", ["establishment_id"], unique=False)
    op.create_table(
        "report_photo",
        sa.Column("report_id", _BIG, autoincrement=False, nullable=False),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_photo_report_id")
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_report_photo")),
    )
    op.create_table(
        "visit_photo",
        sa.Column("visit_id", _BIG, nullable=False),
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_photo_visit_id")),
        sa.PrimaryKeyConstraint("visit_id", "number", name=op.f("pk_visit_photo")),
    )

    for statement in guard_statements(op.get_bind().dialect.name, UNCHANGING_0002):
        op.execute(statement)
