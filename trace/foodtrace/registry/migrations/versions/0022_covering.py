"""The indexes of goods hold what a recall asks of them, so that it reads no row in vain; there are no more of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

_GOODS = (
    ("ix_receipt_supplier", ["supplier_id", "product_id", "day", "lot_id", "use_by_day"], ""),
    ("ix_receipt_place", ["establishment_id", "day", "product_id", "use_by_day"], ""),
    ("ix_receipt_lot", ["lot_id", "establishment_id", "day"], "lot_id"),
    (
        "ix_receipt_sender",
        ["from_establishment_id", "product_id", "day", "lot_id"],
        "from_establishment_id",
    ),
)
_ITEMS = ["establishment_id", "side", "product_id", "day", "use_by_day", "lot_id"]


def upgrade() -> None:
    """Make each anew with the columns that were read from the rows until now."""
    for name, columns, given in _GOODS:
        where = sa.text(f"{given} IS NOT NULL") if given else None
        op.drop_index(name, table_name="receipt")
        op.create_index(name, "receipt", columns, sqlite_where=where, postgresql_where=where)
    op.drop_index("ix_transformation_item_place", table_name="transformation_item")
    op.create_index("ix_transformation_item_place", "transformation_item", _ITEMS)
