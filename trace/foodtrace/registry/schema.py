"""The public half of the registry's tables; what no page may show stands in `private_schema`.

Portable SQLAlchemy Core: nothing here is of one database. Times are unix seconds, days are dates,
numbers beyond 31 bits are `BigInteger`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

__all__ = [
    "IN_FORCE",
    "REPLACED",
    "REVISION",
    "REVOKED",
    "SUSPENDED",
    "authority",
    "basis",
    "establishment",
    "event",
    "intake_file",
    "metadata",
    "status_list",
    "sticker",
    "sticker_key",
    "trust_list",
    "visit_form",
    "zone",
]

# The revision that `metadata` describes; a test holds it to the newest migration.
REVISION = "0023"

# The entries of a status list (sticker format, section 8).
IN_FORCE, REVOKED, SUSPENDED, REPLACED = 0, 1, 2, 3

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite makes only an INTEGER primary key the row's own number; it holds 64 bits there anyway.
Big = BigInteger().with_variant(Integer(), "sqlite")


def only(condition: ColumnElement[bool]) -> dict[str, Any]:
    """What makes an index hold the rows of the condition alone."""
    return {"sqlite_where": condition, "postgresql_where": condition}


authority = Table(
    "authority",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("name_en", Text),
    Column("province", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("created_at", Big, nullable=False),
    CheckConstraint("id = 1", name="only_one"),
)

zone = Table(
    "zone",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True),
    Column("created_at", Big, nullable=False),
)

establishment = Table(
    "establishment",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("name_folded", Text, nullable=False),
    Column("street", Text, nullable=False),
    Column("street_folded", Text, nullable=False),
    Column("ward", Integer, nullable=False),
    Column("registered_address", Text, nullable=False),
    Column("category", SmallInteger, nullable=False),
    Column("place", LargeBinary(5)),
    Column("zone_id", Integer, ForeignKey("zone.id"), nullable=False),
    # A company's only; a person's tax code is a private particular.
    Column("company_tax_code", Text, index=True),
    Column("created_at", Big, nullable=False),
    # The clerk's own row number: lists and sheets come out in the order of the file.
    Column("intake_row", Integer, nullable=False),
    # Set once: a revoked establishment is never given another sticker by a bulk run.
    Column("revoked_at", Big),
    # Set once: no sticker is made for a closed establishment; `moved_to` is where its trade goes on.
    Column("closed_at", Big),
    Column("moved_to", Big, ForeignKey("establishment.id")),
    # Grows with every correction: a form that was opened before is known by it.
    Column("version", Integer, nullable=False, server_default="0"),
    # By foodtrace.places.door_order: a zone is read door by door.
    Column("door_order", Text, nullable=False, server_default=""),
    # Its Global Location Number, 13 digits: what suppliers and shippers call the place.
    Column("gln", Text),
    UniqueConstraint("ward", "name_folded", "street_folded"),
    Index("ix_establishment_name", "name_folded", "id"),
    Index("ix_establishment_order", "zone_id", "created_at", "intake_row", "id"),
    Index("ix_establishment_doors", "zone_id", "door_order", "id"),
    Index("ux_establishment_gln", "gln", unique=True),
    CheckConstraint("id >= 1 AND id <= 4294967295", name="id_range"),
    CheckConstraint("ward >= 1 AND ward <= 99999", name="ward_range"),
    CheckConstraint("category >= 0 AND category <= 255", name="category_range"),
)

basis = Table(
    "basis",
    metadata,
    Column("establishment_id", Big, ForeignKey("establishment.id"), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("number", Text),
    Column("issuer", Text),
    Column("issued_on", Date),
    Column("expires_on", Date),
    Column("ground", Text),
    CheckConstraint("kind IN ('certificate', 'commitment', 'exemption')", name="kind"),
)

sticker_key = Table(
    "sticker_key",
    metadata,
    Column("kid", LargeBinary(4), primary_key=True),
    Column("public", LargeBinary(32), nullable=False, unique=True),
    Column("next_idx", Integer, nullable=False),
    Column("added_at", Big, nullable=False),
    CheckConstraint("next_idx >= 0 AND next_idx <= 1048576", name="next_idx_range"),
)

sticker = Table(
    "sticker",
    metadata,
    Column("kid", LargeBinary(4), ForeignKey("sticker_key.kid"), primary_key=True),
    Column("idx", Integer, primary_key=True, autoincrement=False),
    Column("establishment_id", Big, ForeignKey("establishment.id"), nullable=False, index=True),
    Column("iat", Big, nullable=False),
    Column("exp", Big, nullable=False),
    Column("token", LargeBinary(287), nullable=False),
    Column("token_sha256", LargeBinary(32), nullable=False, unique=True),
    Column("state", SmallInteger, nullable=False),
    Column("put_up_at", Big),
    # Set when a later sticker of the same establishment is issued; the state may still be 0.
    Column("superseded_at", Big),
    # Its life on paper: printed, then put up, reported damaged, taken down from the door.
    Column("printed_at", Big),
    Column("damaged_at", Big),
    Column("taken_down_at", Big),
    # Set when what it says was corrected in the register: it is genuine, and wants a successor.
    Column("outdated_at", Big),
    CheckConstraint("state >= 0 AND state <= 3", name="state_range"),
    CheckConstraint("idx >= 0 AND idx < 1048576", name="idx_range"),
    CheckConstraint("iat < exp", name="iat_before_exp"),
)

# The rule of one current sticker to an establishment, kept by the database.
_current_only = only(sticker.c.superseded_at.is_(None))
Index(
    "ux_sticker_current",
    sticker.c.establishment_id,
    unique=True,
    **_current_only,
)
# What is to be done is counted from this index alone, whatever the number of stickers.
Index(
    "ix_sticker_life",
    sticker.c.state,
    sticker.c.exp,
    sticker.c.printed_at,
    sticker.c.put_up_at,
    sticker.c.damaged_at,
    sticker.c.taken_down_at,
    sticker.c.outdated_at,
    sticker.c.establishment_id,
    **_current_only,
)

event = Table(
    "event",
    metadata,
    Column("seq", Big, primary_key=True, autoincrement=True),
    Column("at", Big, nullable=False),
    Column("actor", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("establishment_id", Big, ForeignKey("establishment.id"), index=True),
    Column("kid", LargeBinary(4)),
    Column("idx", Integer),
    Column("reason", Text),
    Column("detail", JSON, nullable=False),
    sqlite_autoincrement=True,
)
Index(
    "ix_event_kid_seq",
    event.c.kid,
    event.c.seq,
    **only(event.c.kid.is_not(None)),
)

trust_list = Table(
    "trust_list",
    metadata,
    Column("seq", Big, primary_key=True, autoincrement=False),
    Column("iat", Big, nullable=False),
    Column("exp", Big, nullable=False),
    Column("cose", LargeBinary, nullable=False),
    Column("published_at", Big, nullable=False),
)

status_list = Table(
    "status_list",
    metadata,
    Column("kid", LargeBinary(4), ForeignKey("sticker_key.kid"), primary_key=True),
    Column("iat", Big, nullable=False),
    Column("exp", Big, nullable=False),
    Column("cwt", LargeBinary, nullable=False),
    # The last event this list knows of: a later one of the same key makes the list due.
    Column("event_seq", Big, nullable=False),
)

intake_file = Table(
    "intake_file",
    metadata,
    Column("sha256", LargeBinary(32), primary_key=True),
    Column("zone_id", Integer, ForeignKey("zone.id"), primary_key=True),
    Column("filename", Text, nullable=False),
    Column("first_at", Big, nullable=False),
    Column("actor", Text, nullable=False),
)

# Every form that inspectors were ever given, newest last; the first is the program's own.
visit_form = Table(
    "visit_form",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("version", Text, nullable=False),
    Column("items", JSON, nullable=False),
    Column("set_at", Big, nullable=False),
    sqlite_autoincrement=True,
)
