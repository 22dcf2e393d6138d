"""Where food comes from, for the diner: consent, what is shown under it, and how far a receiving book goes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables; say of the books that are kept already until when."""
    op.create_table(
        "origin_consent",
        sa.Column("establishment_id", _BIG, autoincrement=False, nullable=False),
        sa.Column("given_at", _BIG, nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "given_by IN ('owner', 'office')", name=op.f("ck_origin_consent_given_by")
        ),
        sa.PrimaryKeyConstraint("establishment_id", name=op.f("pk_origin_consent")),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_origin_consent_establishment_id"),
        ),
    )
    op.create_table(
        "book_kept",
        sa.Column("establishment_id", _BIG, autoincrement=False, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("establishment_id", name=op.f("pk_book_kept")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_book_kept_establishment_id")
        ),
    )
    op.create_table(
        "public_origin",
        sa.Column("establishment_id", _BIG, autoincrement=False, nullable=False),
        sa.Column("food_group", sa.Text(), nullable=False),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("establishment_id", "food_group", name=op.f("pk_public_origin")),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_public_origin_establishment_id"),
        ),
    )
    op.add_column("product", sa.Column("food_group", sa.Text(), nullable=True))
    op.execute(
        "INSERT INTO book_kept (establishment_id, day) SELECT establishment_id, max(day) "
        "FROM receipt WHERE ended_at IS NULL GROUP BY establishment_id"
    )
