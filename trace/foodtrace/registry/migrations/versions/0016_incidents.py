"""Incidents, what laboratories found, recalls and where they led, and the public notices of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from foodtrace.registry._dialect import UNCHANGING_0016, guard_statements

revision = "0016"
down_revision = "0015"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables and their guards, then let a channel belong to an establishment."""
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("opened_at", _BIG, nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("closed_at", _BIG, nullable=True),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("people_ill", sa.Integer(), nullable=True),
        sa.Column("report_id", _BIG, nullable=True),
        sa.Column("receipt_id", _BIG, nullable=True),
        sa.Column("supplier", sa.Text(), server_default="", nullable=False),
        sa.Column("product", sa.Text(), server_default="", nullable=False),
        sa.Column("lot", sa.Text(), server_default="", nullable=False),
        sa.Column("since", sa.Integer(), nullable=True),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.Column("establishment_id", _BIG, nullable=True),
        sa.Column("served_on", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "sort IN ('sample', 'complaint', 'illness')", name=op.f("ck_incident_sort")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'recalling', 'closed')", name=op.f("ck_incident_state")
        ),
        sa.CheckConstraint("people_ill >= 0", name=op.f("ck_incident_people_ill_count")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_incident_establishment_id")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["receipt.id"], name=op.f("fk_incident_receipt_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_incident_report_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_incident_establishment_id"), "incident", ["establishment_id"])
    op.create_index(op.f("ix_incident_report_id"), "incident", ["report_id"])
    op.create_index("ix_incident_state", "incident", ["state", "id"])
    op.create_table(
        "incident_step",
        sa.Column("seq", _BIG, autoincrement=True, nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("at", _BIG, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_incident_step_incident_id")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_incident_step")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_incident_step_incident_id"), "incident_step", ["incident_id"])
    op.create_table(
        "lab_result",
        sa.Column("seq", _BIG, autoincrement=True, nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("at", _BIG, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("sample", sa.Text(), nullable=False),
        sa.Column("taken_on", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.Text(), nullable=False),
        sa.Column("laboratory", sa.Text(), nullable=False),
        sa.Column("test", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("most", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("report_number", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('exceeds', 'within', 'pending')", name=op.f("ck_lab_result_verdict")
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_lab_result_incident_id")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_lab_result")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_lab_result_incident_id"), "lab_result", ["incident_id"])
    op.create_table(
        "recall",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("question", sa.JSON(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=False),
        sa.Column("reason_vi", sa.Text(), nullable=False),
        sa.Column("reason_en", sa.Text(), nullable=False),
        sa.Column("certainties", sa.JSON(), nullable=False),
        sa.Column("begun_at", _BIG, nullable=False),
        sa.Column("begun_by", sa.Text(), nullable=False),
        sa.Column("ran_at", _BIG, nullable=False),
        sa.Column("lifted_at", _BIG, nullable=True),
        sa.Column("lifted_by", sa.Text(), nullable=True),
        sa.Column("lifted_vi", sa.Text(), server_default="", nullable=False),
        sa.Column("lifted_en", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_recall_incident_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_recall_standing",
        "recall",
        ["incident_id", "key"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
    op.create_table(
        "recall_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recall_id", sa.Integer(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=False),
        sa.Column("lot_key", sa.Text(), nullable=False),
        sa.Column("reason_vi", sa.Text(), nullable=False),
        sa.Column("reason_en", sa.Text(), nullable=False),
        sa.Column("published_at", _BIG, nullable=False),
        sa.Column("ended_at", _BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["recall_id"], ["recall.id"], name=op.f("fk_recall_notice_recall_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall_notice")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_recall_notice_lot_key"), "recall_notice", ["lot_key"])
    op.create_index(op.f("ix_recall_notice_recall_id"), "recall_notice", ["recall_id"])
    op.create_table(
        "recall_place",
        sa.Column("recall_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("establishment_id", _BIG, autoincrement=False, nullable=False),
        sa.Column("certainty", sa.Text(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("receipts", sa.Integer(), nullable=False),
        sa.Column("found_at", _BIG, nullable=False),
        sa.Column("told_at", _BIG, nullable=True),
        sa.Column("alert_id", _BIG, nullable=True),
        sa.Column("lifted_alert_id", _BIG, nullable=True),
        sa.Column("called_at", _BIG, nullable=True),
        sa.Column("called_by", sa.Text(), nullable=True),
        sa.Column("lifted_called_at", _BIG, nullable=True),
        sa.Column("lifted_called_by", sa.Text(), nullable=True),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", _BIG, nullable=True),
        sa.CheckConstraint(
            "answer IN ('kept_aside', 'none_left', 'never_had')",
            name=op.f("ck_recall_place_answer"),
        ),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_recall_place_alert_id")),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_recall_place_establishment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["lifted_alert_id"], ["alert.id"], name=op.f("fk_recall_place_lifted_alert_id")
        ),
        sa.ForeignKeyConstraint(
            ["recall_id"], ["recall.id"], name=op.f("fk_recall_place_recall_id")
        ),
        sa.PrimaryKeyConstraint("recall_id", "establishment_id", name=op.f("pk_recall_place")),
        sa.UniqueConstraint("token", name=op.f("uq_recall_place_token")),
    )
    op.create_index(op.f("ix_recall_place_establishment_id"), "recall_place", ["establishment_id"])
    op.create_table(
        "recall_notice_name",
        sa.Column("notice_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["recall_notice.id"], name=op.f("fk_recall_notice_name_notice_id")
        ),
        sa.PrimaryKeyConstraint("notice_id", "name", name=op.f("pk_recall_notice_name")),
    )
    op.add_column(
        "channel",
        sa.Column(
            "establishment_id",
            _BIG,
            sa.ForeignKey("establishment.id", name=op.f("fk_channel_establishment_id")),
            nullable=True,
        ),
        inline_references=True,
    )
    op.create_index(op.f("ix_channel_establishment_id"), "channel", ["establishment_id"])
    for statement in guard_statements(op.get_bind().dialect.name, UNCHANGING_0016):
        op.execute(statement)
