"""Receipts of a supplier by product, then by day: goods of no lot beside those of a lot are found without a scan."""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"

_NAME = "ix_receipt_supplier"


def upgrade() -> None:
    """Make the index anew; the one by day then product goes."""
    op.drop_index(_NAME, table_name="receipt")
    op.create_index(_NAME, "receipt", ["supplier_id", "product_id", "day"])
