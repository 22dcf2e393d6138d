"""Alerts and what carries them out of the house."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables of alerts, channels and deliveries."""
    op.create_table(
        "alert",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("raised_at", _BIG, nullable=False),
        sa.Column("establishment_id", _BIG, nullable=True),
        sa.Column("ward", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("done_at", _BIG, nullable=True),
        sa.Column("done_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("key", name=op.f("uq_alert_key")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_alert_establishment_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_alert_establishment_id"), "alert", ["establishment_id"])
    op.create_index(op.f("ix_alert_kind_raised_at"), "alert", ["kind", "raised_at"])
    op.create_table(
        "channel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("alert_kinds", sa.JSON(), nullable=False),
        sa.Column("added_at", _BIG, nullable=False),
        sa.Column("ended_at", _BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
        sa.CheckConstraint("kind IN ('email', 'webhook')", name=op.f("ck_channel_kind")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "delivery",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("alert_kind", sa.Text(), nullable=False),
        sa.Column("made_at", _BIG, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", _BIG, nullable=False),
        sa.Column("sent_at", _BIG, nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("message_id", name=op.f("uq_delivery_message_id")),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_delivery_channel_id")
        ),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'dead')", name=op.f("ck_delivery_state")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_delivery_state_next_at"), "delivery", ["state", "next_at"])
    op.create_table(
        "alert_delivery",
        sa.Column("alert_id", _BIG, autoincrement=False, nullable=False),
        sa.Column("channel_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("delivery_id", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("alert_id", "channel_id", name=op.f("pk_alert_delivery")),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alert.id"], name=op.f("fk_alert_delivery_alert_id")
        ),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_alert_delivery_channel_id")
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_alert_delivery_delivery_id")
        ),
    )
    op.create_index(op.f("ix_alert_delivery_delivery_id"), "alert_delivery", ["delivery_id"])
