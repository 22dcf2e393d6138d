"""The tables of applications and of the board's calendar; none of them is open to the public.

A dossier's facts stand apart from the person who applies, so that the person can be forgotten.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
)

from foodtrace.registry.schema import Big, metadata

__all__ = [
    "application",
    "application_file",
    "application_link",
    "application_owner",
    "application_step",
    "calendar_entry",
]

application = Table(
    "application",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    # What the owner is given: drawn at random, so that nobody counts his way to another's.
    Column("number", Text, nullable=False, unique=True),
    # Of the form as it was sent: the same sending again is the same application.
    Column("sending_sha256", LargeBinary(32), nullable=False, unique=True),
    Column("received_at", Big, nullable=False, index=True),
    Column("language", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("street", Text, nullable=False),
    Column("ward", Integer, nullable=False, index=True),
    Column("registered_address", Text, nullable=False),
    Column("category", SmallInteger, nullable=False),
    Column("basis_kind", Text),
    Column("basis_number", Text),
    Column("basis_issuer", Text),
    Column("issued_on", Date),
    Column("expires_on", Date),
    Column("ground", Text),
    # What was promised on the day of receipt; a later rule does not change it.
    Column("pickup_seconds", Integer, nullable=False),
    Column("decide_seconds", Integer, nullable=False),
    # The sum of the steps, for lists; `last_seq` is what a form has seen.
    Column("state", Text, nullable=False, index=True),
    Column("last_seq", Big, nullable=False),
    Column("establishment_id", Big, ForeignKey("establishment.id"), index=True),
    CheckConstraint("basis_kind IN ('certificate', 'commitment', 'exemption')", name="basis_kind"),
    sqlite_autoincrement=True,
)

application_owner = Table(
    "application_owner",
    metadata,
    Column("application_id", Big, ForeignKey("application.id"), primary_key=True),
    Column("owner_name", Text),
    Column("phones", JSON, nullable=False),
    Column("email", Text),
)

application_step = Table(
    "application_step",
    metadata,
    Column("seq", Big, primary_key=True, autoincrement=True),
    Column("application_id", Big, ForeignKey("application.id"), nullable=False),
    Column("at", Big, nullable=False),
    Column("actor", Text, nullable=False),
    Column("kind", Text, nullable=False),
    # What a person wrote: the one thing of a step that can be erased.
    Column("text", Text),
    Column("detail", JSON, nullable=False),
    Index("ix_application_step_application_id", "application_id", "seq"),
    sqlite_autoincrement=True,
)

application_file = Table(
    "application_file",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("application_id", Big, ForeignKey("application.id"), nullable=False, index=True),
    Column("step_seq", Big, ForeignKey("application_step.seq"), nullable=False),
    # "pdf" as it came, or "jpeg" redrawn here.
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    CheckConstraint("kind IN ('pdf', 'jpeg')", name="kind"),
    sqlite_autoincrement=True,
)

# The owner's own links: SHA-256 of what stands in each; a lost one is followed by another.
application_link = Table(
    "application_link",
    metadata,
    Column("secret_sha256", LargeBinary(32), primary_key=True),
    Column("application_id", Big, ForeignKey("application.id"), nullable=False, index=True),
    Column("made_at", Big, nullable=False),
)

# Hours, holidays, the end of what is known, and the clocks' rule; of one kind and day the last counts.
calendar_entry = Table(
    "calendar_entry",
    metadata,
    Column("seq", Big, primary_key=True, autoincrement=True),
    Column("kind", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("detail", JSON, nullable=False),
    Column("set_at", Big, nullable=False),
    Column("actor", Text, nullable=False),
    CheckConstraint("kind IN ('hours', 'day', 'until', 'clocks')", name="kind"),
    sqlite_autoincrement=True,
)
