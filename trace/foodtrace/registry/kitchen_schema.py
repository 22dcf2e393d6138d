"""The tables of a kitchen's own page: the links that open it, and photos of delivery notes; closed to the public."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, SmallInteger, Table

from foodtrace.registry.schema import Big, metadata

__all__ = ["kitchen_link", "kitchen_photo"]

# The address at which an owner records what came; the token is kept as a hash alone.
kitchen_link = Table(
    "kitchen_link",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("establishment_id", Big, ForeignKey("establishment.id"), nullable=False, index=True),
    Column("token_sha256", LargeBinary(32), nullable=False, unique=True),
    Column("made_at", Big, nullable=False),
    # None: until it is revoked.
    Column("ends_at", Big),
    Column("revoked_at", Big),
    # The civil day (UTC+7) it was last used: no finer trace of a person's day.
    Column("last_used_day", Integer),
    sqlite_autoincrement=True,
)

# Delivery notes as they were photographed, redrawn here without what a phone writes into a picture.
kitchen_photo = Table(
    "kitchen_photo",
    metadata,
    Column("document_id", Big, ForeignKey("supply_document.id"), primary_key=True),
    Column("number", SmallInteger, primary_key=True, autoincrement=False),
    Column("received_at", Big, nullable=False, index=True),
    Column("jpeg", LargeBinary, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
)
