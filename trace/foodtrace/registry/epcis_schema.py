"""The tables of EPCIS: documents that were captured, their events, and what an event is found by; closed to the public.

The goods of an event stand in the tables of supply: an event names the papers that it became.
"""

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

__all__ = ["epcis_capture", "epcis_event", "epcis_event_place", "epcis_event_thing"]

# One document that came whole: taken, or refused with `errors`.
epcis_capture = Table(
    "epcis_capture",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("actor", Text, nullable=False),
    Column("received_at", Big, nullable=False),
    Column("content_sha256", LargeBinary(32), nullable=False),
    # Events in the document, and those of them that were new.
    Column("events", Integer, nullable=False),
    Column("fresh", Integer, nullable=False),
    Column("errors", JSON, nullable=False),
    sqlite_autoincrement=True,
)

epcis_event = Table(
    "epcis_event",
    metadata,
    Column("seq", Big, primary_key=True, autoincrement=True),
    Column("event_id", Text, nullable=False),
    # By CBV 2.0; the same of an event and of the declaration that it was an error.
    Column("hash_id", Text, nullable=False),
    Column("declares_error", SmallInteger, nullable=False),
    Column("type", Text, nullable=False),
    # Unix milliseconds.
    Column("event_time", Big, nullable=False),
    # Unix seconds.
    Column("record_time", Big, nullable=False),
    Column("action", Text),
    Column("biz_step", Text),
    Column("disposition", Text),
    Column("read_point", Text),
    Column("biz_location", Text),
    # As JSON text: no number in it passes through a float.
    Column("body", Text, nullable=False),
    Column("capture_id", Big, ForeignKey("epcis_capture.id"), nullable=False, index=True),
    # None where no goods of ours are meant.
    Column("document_id", Big, ForeignKey("supply_document.id"), index=True),
    UniqueConstraint("event_id", "declares_error"),
    UniqueConstraint("hash_id", "declares_error"),
    CheckConstraint("declares_error IN (0, 1)", name="declares_error"),
    Index("ix_epcis_event_time", "event_time", "seq"),
    Index("ix_epcis_event_recorded", "record_time", "seq"),
    sqlite_autoincrement=True,
)

# Goods that an event names: identifiers in their canonical form, by the field that names them.
epcis_event_thing = Table(
    "epcis_event_thing",
    metadata,
    Column("event_seq", Big, ForeignKey("epcis_event.seq"), primary_key=True, autoincrement=False),
    Column("field", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Index("ix_epcis_event_thing_value", "value", "event_seq"),
)

# Establishments that an event is about: who may read it is bound by them.
epcis_event_place = Table(
    "epcis_event_place",
    metadata,
    Column("event_seq", Big, ForeignKey("epcis_event.seq"), primary_key=True, autoincrement=False),
    Column(
        "establishment_id",
        Big,
        ForeignKey("establishment.id"),
        primary_key=True,
        autoincrement=False,
    ),
    Index("ix_epcis_event_place_establishment", "establishment_id", "event_seq"),
)
