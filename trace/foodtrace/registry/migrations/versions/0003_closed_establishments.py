"""Establishments that closed or moved."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the moment of closing and the establishment that it moved to."""
    op.add_column("establishment", sa.Column("closed_at", _BIG, nullable=True))
    op.add_column(
        "establishment",
        sa.Column(
            "moved_to",
            _BIG,
            sa.ForeignKey("establishment.id", name=op.f("fk_establishment_moved_to")),
            nullable=True,
        ),
        inline_references=True,
    )
