"""The tables that no publication can read: particulars, inspectors, visits, and what diners report."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from foodtrace.registry.schema import Big, metadata

__all__ = [
    "inspector",
    "private_particulars",
    "report",
    "report_count",
    "report_photo",
    "report_secret",
    "report_step",
    "visit",
    "visit_photo",
]

private_particulars = Table(
    "private_particulars",
    metadata,
    Column("establishment_id", Big, ForeignKey("establishment.id"), primary_key=True),
    Column("owner_name", Text),
    Column("phones", JSON, nullable=False),
    Column("id_number", Text),
    Column("email", Text),
    # A household's or a person's; a company's is public and stands with the establishment.
    Column("tax_code", Text, index=True),
)

inspector = Table(
    "inspector",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True),
    # SHA-256 of the token; the token itself is shown once and kept nowhere.
    Column("token_sha256", LargeBinary(32), nullable=False, unique=True),
    Column("added_at", Big, nullable=False),
    Column("revoked_at", Big),
    # The civil day (UTC+7) a visit last came in: no finer trace of a person's movements.
    Column("last_used_day", Integer),
    sqlite_autoincrement=True,
)

visit = Table(
    "visit",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("inspector_id", Integer, ForeignKey("inspector.id"), nullable=False),
    # What the phone drew for this visit: the same key again is the same visit.
    Column("key", Text, nullable=False),
    Column("content_sha256", LargeBinary(32), nullable=False),
    Column("received_at", Big, nullable=False),
    Column("visited_at", Big, nullable=False),
    # None: no code of the visit led to an establishment of the register.
    Column("establishment_id", Big, ForeignKey("establishment.id"), index=True),
    # What the phone read and how it judged, kept as it was sent.
    Column("claimed_id", Big),
    Column("typed_code", Text),
    Column("kid", LargeBinary(4)),
    Column("idx", Integer),
    Column("token_sha256", LargeBinary(32)),
    Column("genuine", Text, nullable=False),
    Column("standing", Text, nullable=False),
    Column("freshness", Text, nullable=False),
    Column("form_version", Text, nullable=False),
    Column("results", JSON, nullable=False),
    Column("notes", Text, nullable=False),
    # What an officer should look at: see foodtrace.inspection.FLAGS.
    Column("flags", JSON, nullable=False),
    UniqueConstraint("inspector_id", "key"),
    sqlite_autoincrement=True,
)

visit_photo = Table(
    "visit_photo",
    metadata,
    Column("visit_id", Big, ForeignKey("visit.id"), primary_key=True),
    Column("number", SmallInteger, primary_key=True, autoincrement=False),
    Column("jpeg", LargeBinary, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
)

report = Table(
    "report",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("received_at", Big, nullable=False, index=True),
    Column("establishment_id", Big, ForeignKey("establishment.id"), index=True),
    Column("code_text", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("category", Text),
    Column("text", Text, nullable=False),
    Column("contact", Text),
    # Of the form and its random token: the same sending again is the same report.
    Column("sending_sha256", LargeBinary(32), index=True, unique=True),
    # From these moments on the contact, then the rest, is no longer to be kept.
    Column("contact_until", Big, nullable=False),
    Column("keep_until", Big, nullable=False),
    # Where the office is with it: see foodtrace.feedback.STATES; `assigned_to` is an account's number.
    Column("state", Text, nullable=False, server_default="new"),
    Column("assigned_to", Integer),
    Column("version", Integer, nullable=False, server_default="0"),
    CheckConstraint("kind IN ('another_place', 'damaged', 'other')", name="kind"),
    Index("ix_report_state", "state", "id"),
    sqlite_autoincrement=True,
)

# What the office did with a report, in its own words; goes when the report goes.
report_step = Table(
    "report_step",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column(
        "report_id", Big, ForeignKey("report.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("at", Big, nullable=False),
    Column("actor", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("assigned_to", Integer),
    Column("note", Text, nullable=False),
    sqlite_autoincrement=True,
)

report_photo = Table(
    "report_photo",
    metadata,
    Column("report_id", Big, ForeignKey("report.id"), primary_key=True, autoincrement=False),
    Column("jpeg", LargeBinary, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
)

# How many reports came lately; `bucket` is a keyed hash, so that no address can be read from it.
report_count = Table(
    "report_count",
    metadata,
    Column("bucket", LargeBinary(16), primary_key=True),
    Column("expires_at", Big, nullable=False, index=True),
    Column("count", Integer, nullable=False),
)

report_secret = Table(
    "report_secret",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("secret", LargeBinary(32), nullable=False),
)
