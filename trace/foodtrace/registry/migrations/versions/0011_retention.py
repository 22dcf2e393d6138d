"""How long private data are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table of retention times."""
    op.create_table(
        "retention_time",
        sa.Column("seq", _BIG, autoincrement=True, nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("set_at", _BIG, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_retention_time")),
        sa.CheckConstraint(
            "days >= 1 AND days <= 36500", name=op.f("ck_retention_time_days_range")
        ),
        sqlite_autoincrement=True,
    )
