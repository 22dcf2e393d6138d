"""GS1 keys: establishments have a GLN, and two views say which goods and lots are known, for everybody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

# Who received or made the goods stays inside: the views have no column that could say it.
_PUBLIC_PRODUCT = """
CREATE VIEW public_product AS
SELECT g.gtin AS gtin, p.name AS name
FROM product_gtin AS g
JOIN product AS p ON p.id = g.product_id
WHERE EXISTS (SELECT r.id FROM receipt AS r WHERE r.product_id = p.id AND r.ended_at IS NULL)
"""
_PUBLIC_LOT = """
CREATE VIEW public_lot AS
SELECT g.gtin AS gtin, p.name AS name, l.code_key AS code_key
FROM product_gtin AS g
JOIN product AS p ON p.id = g.product_id
JOIN lot AS l ON l.product_id = p.id
WHERE EXISTS (
    SELECT r.id FROM receipt AS r WHERE r.lot_id = l.id AND r.ended_at IS NULL
) OR EXISTS (
    SELECT i.id FROM transformation_item AS i JOIN transformation AS t ON t.id = i.transformation_id
    WHERE i.lot_id = l.id AND i.side = 1 AND t.ended_at IS NULL
)
"""


def upgrade() -> None:
    """Add the number, then the views."""
    op.add_column("establishment", sa.Column("gln", sa.Text(), nullable=True))
    op.create_index("ux_establishment_gln", "establishment", ["gln"], unique=True)
    op.execute(_PUBLIC_PRODUCT)
    op.execute(_PUBLIC_LOT)
