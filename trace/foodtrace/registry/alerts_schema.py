"""The tables of alerts: what was raised, whom it goes to, and what became of each message."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
)

from foodtrace.registry.schema import Big, metadata

__all__ = ["alert", "alert_delivery", "channel", "delivery"]

alert = Table(
    "alert",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    # What makes a cause itself: the database refuses to hold the same one twice.
    Column("key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("raised_at", Big, nullable=False),
    Column("establishment_id", Big, ForeignKey("establishment.id"), index=True),
    # Of a dossier, which has no establishment yet: so that bounded rights find it.
    Column("ward", Integer),
    # Public facts alone: an alert leaves the house.
    Column("facts", JSON, nullable=False),
    Column("done_at", Big),
    Column("done_by", Text),
    Index("ix_alert_kind_raised_at", "kind", "raised_at"),
    sqlite_autoincrement=True,
)

channel = Table(
    "channel",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    # An e-mail address or the address of a webhook; "" where it is the one among an owner's particulars.
    Column("address", Text, nullable=False),
    # What signs a webhook's messages; the receiver holds the same.
    Column("secret", Text),
    Column("language", Text, nullable=False),
    # Kinds of alert; none named means all.
    Column("alert_kinds", JSON, nullable=False),
    Column("added_at", Big, nullable=False),
    Column("ended_at", Big),
    # The owner's, who gets what is for the owner and nothing else; None: the office's.
    Column("establishment_id", Big, ForeignKey("establishment.id"), index=True),
    CheckConstraint("kind IN ('email', 'webhook')", name="kind"),
    sqlite_autoincrement=True,
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("channel_id", Integer, ForeignKey("channel.id"), nullable=False),
    # The same in every attempt, so that a receiver can tell a repeat.
    Column("message_id", Text, nullable=False, unique=True),
    Column("alert_kind", Text, nullable=False),
    Column("made_at", Big, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Big, nullable=False),
    Column("sent_at", Big),
    Column("last_error", Text),
    CheckConstraint("state IN ('waiting', 'sent', 'dead')", name="state"),
    Index("ix_delivery_state_next_at", "state", "next_at"),
    sqlite_autoincrement=True,
)

alert_delivery = Table(
    "alert_delivery",
    metadata,
    Column("alert_id", Big, ForeignKey("alert.id"), primary_key=True, autoincrement=False),
    Column("channel_id", Integer, ForeignKey("channel.id"), primary_key=True, autoincrement=False),
    Column("delivery_id", Big, ForeignKey("delivery.id"), nullable=False, index=True),
)
