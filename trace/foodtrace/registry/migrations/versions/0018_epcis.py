"""EPCIS: captured documents, their events, and what an event is found by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from foodtrace.registry._dialect import UNCHANGING_0018, guard_statements

revision = "0018"
down_revision = "0017"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, then the guards: an event is put right by another event."""
    op.create_table(
        "epcis_capture",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("received_at", _BIG, nullable=False),
        sa.Column("content_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("fresh", sa.Integer(), nullable=False),
        sa.Column("errors", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_epcis_capture")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "epcis_event",
        sa.Column("seq", _BIG, autoincrement=True, nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("hash_id", sa.Text(), nullable=False),
        sa.Column("declares_error", sa.SmallInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("event_time", _BIG, nullable=False),
        sa.Column("record_time", _BIG, nullable=False),
        sa.Column("action", sa.Text(), nullable=True),
        sa.Column("biz_step", sa.Text(), nullable=True),
        sa.Column("disposition", sa.Text(), nullable=True),
        sa.Column("read_point", sa.Text(), nullable=True),
        sa.Column("biz_location", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("capture_id", _BIG, nullable=False),
        sa.Column("document_id", _BIG, nullable=True),
        sa.CheckConstraint("declares_error IN (0, 1)", name=op.f("ck_epcis_event_declares_error")),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["epcis_capture.id"], name=op.f("fk_epcis_event_capture_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["supply_document.id"], name=op.f("fk_epcis_event_document_id")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_epcis_event")),
        sa.UniqueConstraint(
            "event_id", "declares_error", name=op.f("uq_epcis_event_event_id_declares_error")
        ),
        sa.UniqueConstraint(
            "hash_id", "declares_error", name=op.f("uq_epcis_event_hash_id_declares_error")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_epcis_event_capture_id"), "epcis_event", ["capture_id"])
    op.create_index(op.f("ix_epcis_event_document_id"), "epcis_event", ["document_id"])
    op.create_index("ix_epcis_event_recorded", "epcis_event", ["record_time", "seq"])
    op.create_index("ix_epcis_event_time", "epcis_event", ["event_time", "seq"])
    op.create_table(
        "epcis_event_thing",
        sa.Column("event_seq", _BIG, autoincrement=False, nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["epcis_event.seq"], name=op.f("fk_epcis_event_thing_event_seq")
        ),
        sa.PrimaryKeyConstraint("event_seq", "field", "value", name=op.f("pk_epcis_event_thing")),
    )
    op.create_index("ix_epcis_event_thing_value", "epcis_event_thing", ["value", "event_seq"])
    op.create_table(
        "epcis_event_place",
        sa.Column("event_seq", _BIG, autoincrement=False, nullable=False),
        sa.Column("establishment_id", _BIG, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_epcis_event_place_establishment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["epcis_event.seq"], name=op.f("fk_epcis_event_place_event_seq")
        ),
        sa.PrimaryKeyConstraint("event_seq", "establishment_id", name=op.f("pk_epcis_event_place")),
    )
    op.create_index(
        "ix_epcis_event_place_establishment",
        "epcis_event_place",
        ["establishment_id", "event_seq"],
    )

    for statement in guard_statements(op.get_bind().dialect.name, UNCHANGING_0018):
        op.execute(statement)
