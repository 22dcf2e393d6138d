"""The tables of incidents and recalls; all closed to the public but the notices of a recall."""

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

from foodtrace.registry.schema import Big, metadata, only

__all__ = [
    "incident",
    "incident_step",
    "lab_result",
    "recall",
    "recall_notice",
    "recall_notice_name",
    "recall_place",
]

incident = Table(
    "incident",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sort", Text, nullable=False),
    Column("opened_at", Big, nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("closed_at", Big),
    Column("version", Integer, nullable=False, server_default="0"),
    # In the office's own words; they go when their time is over.
    Column("subject", Text, nullable=False),
    Column("words", Text, nullable=False),
    # A count: who they are is for their doctors.
    Column("people_ill", Integer),
    # The report that a complaint came with; it is removed in its own time.
    Column("report_id", Big, ForeignKey("report.id", ondelete="SET NULL"), index=True),
    # What it is about, as far as that is known; days are civil days counted from 1970-01-01.
    Column("receipt_id", Big, ForeignKey("receipt.id")),
    Column("supplier", Text, nullable=False, server_default=""),
    Column("product", Text, nullable=False, server_default=""),
    Column("lot", Text, nullable=False, server_default=""),
    Column("since", Integer),
    Column("until", Integer),
    Column("establishment_id", Big, ForeignKey("establishment.id"), index=True),
    Column("served_on", Integer),
    CheckConstraint("sort IN ('sample', 'complaint', 'illness')", name="sort"),
    CheckConstraint("state IN ('open', 'recalling', 'closed')", name="state"),
    CheckConstraint("people_ill >= 0", name="people_ill_count"),
    Index("ix_incident_state", "state", "id"),
    sqlite_autoincrement=True,
)

# What a laboratory found; of one sample and test the newest row counts. Values are decimals as text.
lab_result = Table(
    "lab_result",
    metadata,
    Column("seq", Big, primary_key=True, autoincrement=True),
    Column("incident_id", Integer, ForeignKey("incident.id"), nullable=False, index=True),
    Column("at", Big, nullable=False),
    Column("actor", Text, nullable=False),
    Column("sample", Text, nullable=False),
    Column("taken_on", Integer, nullable=False),
    Column("taken_at", Text, nullable=False),
    Column("laboratory", Text, nullable=False),
    Column("test", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("most", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("report_number", Text, nullable=False),
    CheckConstraint("verdict IN ('exceeds', 'within', 'pending')", name="verdict"),
    sqlite_autoincrement=True,
)

# What was done, in order; `note` is the office's own words and can be erased.
incident_step = Table(
    "incident_step",
    metadata,
    Column("seq", Big, primary_key=True, autoincrement=True),
    Column("incident_id", Integer, ForeignKey("incident.id"), nullable=False, index=True),
    Column("at", Big, nullable=False),
    Column("actor", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("detail", JSON, nullable=False),
    sqlite_autoincrement=True,
)

recall = Table(
    "recall",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("incident_id", Integer, ForeignKey("incident.id"), nullable=False),
    # The question in one spelling: of an incident it stands once at a time.
    Column("key", Text, nullable=False),
    Column("question", JSON, nullable=False),
    # What owners are told to look for.
    Column("product", Text, nullable=False),
    Column("lot", Text, nullable=False),
    # Why, in a sentence each; "" where nothing was said.
    Column("reason_vi", Text, nullable=False),
    Column("reason_en", Text, nullable=False),
    # How sure a hit has to be for its owner to be told.
    Column("certainties", JSON, nullable=False),
    Column("begun_at", Big, nullable=False),
    Column("begun_by", Text, nullable=False),
    Column("ran_at", Big, nullable=False),
    Column("lifted_at", Big),
    Column("lifted_by", Text),
    # What owners were told when it was over.
    Column("lifted_vi", Text, nullable=False, server_default=""),
    Column("lifted_en", Text, nullable=False, server_default=""),
    sqlite_autoincrement=True,
)
Index(
    "ix_recall_standing",
    recall.c.incident_id,
    recall.c.key,
    unique=True,
    **only(recall.c.lifted_at.is_(None)),
)

# Where a recall led to: an establishment is in it once, so its owner is told once.
recall_place = Table(
    "recall_place",
    metadata,
    Column("recall_id", Integer, ForeignKey("recall.id"), primary_key=True, autoincrement=False),
    Column(
        "establishment_id",
        Big,
        ForeignKey("establishment.id"),
        primary_key=True,
        autoincrement=False,
        index=True,
    ),
    Column("certainty", Text, nullable=False),
    Column("steps", Integer, nullable=False),
    Column("receipts", Integer, nullable=False),
    Column("found_at", Big, nullable=False),
    # None: not sure enough for this recall.
    Column("told_at", Big),
    # The alert by which the owner was told, and the one that said it is over; None: to be phoned.
    Column("alert_id", Big, ForeignKey("alert.id")),
    Column("lifted_alert_id", Big, ForeignKey("alert.id")),
    Column("called_at", Big),
    Column("called_by", Text),
    # The same again, when the recall was over.
    Column("lifted_called_at", Big),
    Column("lifted_called_by", Text),
    # What leads the owner to the page that asks for an answer.
    Column("token", Text, unique=True),
    Column("answer", Text),
    Column("answered_at", Big),
    CheckConstraint("answer IN ('kept_aside', 'none_left', 'never_had')", name="answer"),
)

# What an officer approved for everybody to read: one of few tables of goods that the public reader opens.
recall_notice = Table(
    "recall_notice",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("recall_id", Integer, ForeignKey("recall.id"), nullable=False, index=True),
    Column("product", Text, nullable=False),
    Column("lot", Text, nullable=False),
    Column("lot_key", Text, nullable=False, index=True),
    Column("reason_vi", Text, nullable=False),
    Column("reason_en", Text, nullable=False),
    Column("published_at", Big, nullable=False),
    Column("ended_at", Big),
    sqlite_autoincrement=True,
)

# By what the notice is found: "gtin:" and 14 digits, or "product:" and the folded name.
recall_notice_name = Table(
    "recall_notice_name",
    metadata,
    Column(
        "notice_id", Integer, ForeignKey("recall_notice.id"), primary_key=True, autoincrement=False
    ),
    Column("name", Text, primary_key=True),
)
