"""How far a receiving book goes is read from the receipts themselves; papers need no index by establishment."""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"

# The public reads this view and through it no more than the day.
_BOOK_KEPT = """
CREATE VIEW book_kept AS
SELECT e.id AS establishment_id, (
    SELECT r.day FROM receipt AS r
    WHERE r.establishment_id = e.id AND r.ended_at IS NULL
    ORDER BY r.day DESC LIMIT 1
) AS day
FROM establishment AS e
"""


def upgrade() -> None:
    """Put the view in place of the table of the same name."""
    op.drop_table("book_kept")
    op.execute(_BOOK_KEPT)
    op.drop_index("ix_supply_document_establishment_id", table_name="supply_document")
