"""Goods: suppliers, products, lots, receipts, and what was made of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from foodtrace.registry._dialect import UNCHANGING_0013, guard_statements

revision = "0013"
down_revision = "0012"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, then the guards: what came in is never rewritten."""
    op.create_table(
        "product",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("shelf_life_days", sa.Integer(), nullable=True),
        sa.Column("created_at", _BIG, nullable=False),
        sa.CheckConstraint(
            "shelf_life_days >= 0 AND shelf_life_days <= 3650",
            name=op.f("ck_product_shelf_life_range"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("name_folded", name=op.f("uq_product_name_folded")),
    )
    op.create_table(
        "supplier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("tax_code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("gln", sa.Text(), nullable=True),
        sa.Column("created_at", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier")),
        sa.UniqueConstraint("gln", name=op.f("uq_supplier_gln")),
        sa.UniqueConstraint("key", name=op.f("uq_supplier_key")),
    )
    op.create_index(op.f("ix_supplier_name_folded"), "supplier", ["name_folded"])
    op.create_table(
        "lot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("code_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_lot_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot")),
        sa.UniqueConstraint("code_key", "product_id", name=op.f("uq_lot_code_key_product_id")),
    )
    op.create_table(
        "product_gtin",
        sa.Column("gtin", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_gtin_product_id")
        ),
        sa.PrimaryKeyConstraint("gtin", name=op.f("pk_product_gtin")),
    )
    op.create_index(op.f("ix_product_gtin_product_id"), "product_gtin", ["product_id"])
    op.create_table(
        "supply_document",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("establishment_id", _BIG, nullable=True),
        sa.Column("supplier_id", sa.Integer(), nullable=True),
        sa.Column("content_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("number", sa.Text(), server_default="", nullable=False),
        sa.Column("signature", sa.Text(), server_default="none", nullable=False),
        sa.Column("changes_key", sa.Text(), nullable=True),
        sa.Column("change", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("recorded_at", _BIG, nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "change IN ('replaces', 'adjusts')", name=op.f("ck_supply_document_change")
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_supply_document_establishment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_supply_document_supplier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supply_document")),
        sa.UniqueConstraint("key", name=op.f("uq_supply_document_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_supply_document_changes_key"), "supply_document", ["changes_key"])
    op.create_index(
        op.f("ix_supply_document_establishment_id"), "supply_document", ["establishment_id"]
    )
    op.create_table(
        "receipt",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("establishment_id", _BIG, nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=True),
        sa.Column("from_establishment_id", _BIG, nullable=True),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("received_at", _BIG, nullable=True),
        sa.Column("use_by_day", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("document_id", _BIG, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("corrects", _BIG, nullable=True),
        sa.Column("ended_at", _BIG, nullable=True),
        sa.CheckConstraint(
            "from_establishment_id <> establishment_id", name=op.f("ck_receipt_no_loop")
        ),
        sa.CheckConstraint(
            "supplier_id IS NOT NULL OR from_establishment_id IS NOT NULL",
            name=op.f("ck_receipt_from_somewhere"),
        ),
        sa.CheckConstraint("use_by_day >= day", name=op.f("ck_receipt_use_by_after_day")),
        sa.ForeignKeyConstraint(["corrects"], ["receipt.id"], name=op.f("fk_receipt_corrects")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["supply_document.id"], name=op.f("fk_receipt_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_receipt_establishment_id")
        ),
        sa.ForeignKeyConstraint(
            ["from_establishment_id"],
            ["establishment.id"],
            name=op.f("fk_receipt_from_establishment_id"),
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_receipt_lot_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_receipt_product_id")),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_receipt_supplier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_receipt_document_id"), "receipt", ["document_id"])
    op.create_index(
        "ix_receipt_lot",
        "receipt",
        ["lot_id", "day"],
        sqlite_where=sa.text("lot_id IS NOT NULL"),
        postgresql_where=sa.text("lot_id IS NOT NULL"),
    )
    op.create_index("ix_receipt_place", "receipt", ["establishment_id", "day", "product_id"])
    op.create_index("ix_receipt_product", "receipt", ["product_id", "day"])
    op.create_index(
        "ix_receipt_sender",
        "receipt",
        ["from_establishment_id", "product_id", "day"],
        sqlite_where=sa.text("from_establishment_id IS NOT NULL"),
        postgresql_where=sa.text("from_establishment_id IS NOT NULL"),
    )
    op.create_index("ix_receipt_supplier", "receipt", ["supplier_id", "day", "product_id"])
    op.create_table(
        "transformation",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("establishment_id", _BIG, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("document_id", _BIG, nullable=False),
        sa.Column("ended_at", _BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["supply_document.id"], name=op.f("fk_transformation_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_transformation_establishment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transformation")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_transformation_document_id"), "transformation", ["document_id"])
    op.create_index(
        op.f("ix_transformation_establishment_id"), "transformation", ["establishment_id"]
    )
    op.create_table(
        "transformation_item",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("transformation_id", _BIG, nullable=False),
        sa.Column("establishment_id", _BIG, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("side", sa.SmallInteger(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("use_by_day", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.CheckConstraint("side IN (0, 1)", name=op.f("ck_transformation_item_side")),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_transformation_item_establishment_id"),
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_transformation_item_lot_id")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_transformation_item_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["transformation_id"],
            ["transformation.id"],
            name=op.f("fk_transformation_item_transformation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transformation_item")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_transformation_item_lot_id"), "transformation_item", ["lot_id"])
    op.create_index(
        "ix_transformation_item_place",
        "transformation_item",
        ["establishment_id", "side", "product_id", "day"],
    )
    op.create_index(
        op.f("ix_transformation_item_transformation_id"),
        "transformation_item",
        ["transformation_id"],
    )

    # Whose invoice it is, and whose goods they were, is found by the tax code.
    op.create_index("ix_establishment_company_tax_code", "establishment", ["company_tax_code"])
    op.create_index("ix_private_particulars_tax_code", "private_particulars", ["tax_code"])

    for statement in guard_statements(op.get_bind().dialect.name, UNCHANGING_0013):
        op.execute(statement)
