"""The tables of goods: suppliers, products, lots, what came in, what was made of it; closed to the public.

Days are civil days (UTC+7) counted from 1970-01-01. A quantity is the exact decimal as text, its unit
beside it. Nothing that was recorded changes; `ended_at` says from when on a row no longer counts.
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
    column,
    table,
)

from foodtrace.registry.schema import Big, metadata, only

__all__ = [
    "lot",
    "product",
    "product_gtin",
    "public_lot",
    "public_product",
    "receipt",
    "supplier",
    "supply_document",
    "transformation",
    "transformation_item",
]

supplier = Table(
    "supplier",
    metadata,
    Column("id", Integer, primary_key=True),
    # "mst:0400123456", or "name:" and the folded name of one without a tax code.
    Column("key", Text, nullable=False, unique=True),
    Column("tax_code", Text),
    Column("name", Text, nullable=False),
    Column("name_folded", Text, nullable=False, index=True),
    Column("address", Text, nullable=False, server_default=""),
    Column("gln", Text, unique=True),
    Column("created_at", Big, nullable=False),
)

product = Table(
    "product",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_folded", Text, nullable=False, unique=True),
    # None: foodtrace.supply.DEFAULT_SHELF_LIFE_DAYS.
    Column("shelf_life_days", Integer),
    # None: what the name says, see foodtrace.supply.food_group.
    Column("food_group", Text),
    Column("created_at", Big, nullable=False),
    CheckConstraint("shelf_life_days >= 0 AND shelf_life_days <= 3650", name="shelf_life_range"),
)

product_gtin = Table(
    "product_gtin",
    metadata,
    Column("gtin", Text, primary_key=True),
    Column("product_id", Integer, ForeignKey("product.id"), nullable=False, index=True),
)

lot = Table(
    "lot",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("product_id", Integer, ForeignKey("product.id"), nullable=False),
    Column("code", Text, nullable=False),
    # Composed, upper case, without spaces: two spellings of one code.
    Column("code_key", Text, nullable=False),
    UniqueConstraint("code_key", "product_id"),
)

# One invoice, file, sending of a phone or capture of events: what was recorded together.
supply_document = Table(
    "supply_document",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    # The same key again is the same document.
    Column("key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    # None where it holds goods of several.
    Column("establishment_id", Big, ForeignKey("establishment.id")),
    Column("supplier_id", Integer, ForeignKey("supplier.id")),
    Column("content_sha256", LargeBinary(32), nullable=False),
    Column("number", Text, nullable=False, server_default=""),
    # valid, invalid, none or not_checked: see foodtrace.supply.SIGNATURES.
    Column("signature", Text, nullable=False, server_default="none"),
    # The key of the document that this one replaces or adjusts, known here or not.
    Column("changes_key", Text),
    Column("change", Text),
    Column("actor", Text, nullable=False),
    Column("recorded_at", Big, nullable=False),
    Column("detail", JSON, nullable=False),
    CheckConstraint("change IN ('replaces', 'adjusts')", name="change"),
    sqlite_autoincrement=True,
)

Index(
    "ix_supply_document_changes_key",
    supply_document.c.changes_key,
    **only(supply_document.c.changes_key.is_not(None)),
)

# Goods that came to an establishment: from a supplier, from another establishment, or both in one.
receipt = Table(
    "receipt",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("establishment_id", Big, ForeignKey("establishment.id"), nullable=False),
    Column("supplier_id", Integer, ForeignKey("supplier.id")),
    Column("from_establishment_id", Big, ForeignKey("establishment.id")),
    Column("product_id", Integer, ForeignKey("product.id"), nullable=False),
    Column("lot_id", Integer, ForeignKey("lot.id")),
    Column("day", Integer, nullable=False),
    # The moment, where it is known; always of `day`.
    Column("received_at", Big),
    Column("use_by_day", Integer),
    Column("quantity", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("document_id", Big, ForeignKey("supply_document.id"), nullable=False, index=True),
    Column("line", Integer, nullable=False),
    # The receipt that this one stands in place of.
    Column("corrects", Big, ForeignKey("receipt.id")),
    Column("ended_at", Big),
    CheckConstraint("use_by_day >= day", name="use_by_after_day"),
    CheckConstraint(
        "supplier_id IS NOT NULL OR from_establishment_id IS NOT NULL", name="from_somewhere"
    ),
    CheckConstraint("from_establishment_id <> establishment_id", name="no_loop"),
    # The last columns only answer: which receipts a recall means is read from an index alone.
    Index("ix_receipt_supplier", "supplier_id", "product_id", "day", "lot_id", "use_by_day"),
    Index("ix_receipt_product", "product_id", "day"),
    Index("ix_receipt_place", "establishment_id", "day", "product_id", "use_by_day"),
    sqlite_autoincrement=True,
)
Index(
    "ix_receipt_lot",
    receipt.c.lot_id,
    receipt.c.establishment_id,
    receipt.c.day,
    **only(receipt.c.lot_id.is_not(None)),
)
Index(
    "ix_receipt_sender",
    receipt.c.from_establishment_id,
    receipt.c.product_id,
    receipt.c.day,
    receipt.c.lot_id,
    **only(receipt.c.from_establishment_id.is_not(None)),
)

transformation = Table(
    "transformation",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("establishment_id", Big, ForeignKey("establishment.id"), nullable=False, index=True),
    Column("day", Integer, nullable=False),
    Column("document_id", Big, ForeignKey("supply_document.id"), nullable=False, index=True),
    Column("ended_at", Big),
    sqlite_autoincrement=True,
)

transformation_item = Table(
    "transformation_item",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("transformation_id", Big, ForeignKey("transformation.id"), nullable=False, index=True),
    # Of its transformation, for the index.
    Column("establishment_id", Big, ForeignKey("establishment.id"), nullable=False),
    Column("day", Integer, nullable=False),
    # 0 went in, 1 came out.
    Column("side", SmallInteger, nullable=False),
    Column("product_id", Integer, ForeignKey("product.id"), nullable=False),
    Column("lot_id", Integer, ForeignKey("lot.id"), index=True),
    Column("use_by_day", Integer),
    Column("quantity", Text, nullable=False),
    Column("unit", Text, nullable=False),
    CheckConstraint("side IN (0, 1)", name="side"),
    Index(
        "ix_transformation_item_place",
        "establishment_id",
        "side",
        "product_id",
        "day",
        "use_by_day",
        "lot_id",
    ),
    Index("ix_transformation_item_product", "product_id", "side"),
    sqlite_autoincrement=True,
)

# Views, and all that the public may read of goods: what has a GTIN and still stands in the record. No
# supplier, no place, no day and no quantity is within their reach.
public_product = table("public_product", column("gtin"), column("name"))
public_lot = table("public_lot", column("gtin"), column("name"), column("code_key"))
