"""Scans as bare counts a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the one table of counts."""
    op.create_table(
        "scan_count",
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ward", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("scans", _BIG, nullable=False),
        sa.CheckConstraint(
            "outcome IN ('in force', 'not in force', 'not confirmed')",
            name=op.f("ck_scan_count_outcome"),
        ),
        sa.PrimaryKeyConstraint("day", "ward", "outcome", name=op.f("pk_scan_count")),
    )
