"""What was made here is known by its GTIN before any of it is sent on."""

from __future__ import annotations

from alembic import op

revision = "0023"
down_revision = "0022"

_PUBLIC_PRODUCT = """
CREATE VIEW public_product AS
SELECT g.gtin AS gtin, p.name AS name
FROM product_gtin AS g
JOIN product AS p ON p.id = g.product_id
WHERE EXISTS (
    SELECT r.id FROM receipt AS r WHERE r.product_id = p.id AND r.ended_at IS NULL
) OR EXISTS (
    SELECT i.id FROM transformation_item AS i JOIN transformation AS t ON t.id = i.transformation_id
    WHERE i.product_id = p.id AND i.side = 1 AND t.ended_at IS NULL
)
"""


def upgrade() -> None:
    """Put the view in place of the one before, and an index on the way to it."""
    op.execute("DROP VIEW public_product")
    op.execute(_PUBLIC_PRODUCT)
    op.create_index("ix_transformation_item_product", "transformation_item", ["product_id", "side"])
