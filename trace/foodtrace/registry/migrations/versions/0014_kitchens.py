"""The links of kitchens' own pages, and photos of delivery notes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "kitchen_link",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("establishment_id", _BIG, nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("made_at", _BIG, nullable=False),
        sa.Column("ends_at", _BIG, nullable=True),
        sa.Column("revoked_at", _BIG, nullable=True),
        sa.Column("last_used_day", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kitchen_link")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_kitchen_link_token_sha256")),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_kitchen_link_establishment_id"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_kitchen_link_establishment_id"), "kitchen_link", ["establishment_id"])
    op.create_table(
        "kitchen_photo",
        sa.Column("document_id", _BIG, autoincrement=False, nullable=False),
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("received_at", _BIG, nullable=False),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", "number", name=op.f("pk_kitchen_photo")),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["supply_document.id"],
            name=op.f("fk_kitchen_photo_document_id"),
        ),
    )
    op.create_index(op.f("ix_kitchen_photo_received_at"), "kitchen_photo", ["received_at"])
