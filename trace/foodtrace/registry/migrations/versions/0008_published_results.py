"""Results of visits, replies, and the rules by which they are published."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from foodtrace.registry._dialect import UNCHANGING_0008, guard_statements

revision = "0008"
down_revision = "0007"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, then the guards that keep journal and rules append-only."""
    op.create_table(
        "publication_rules",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("set_at", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_publication_rules")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "owner_statement",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("visit_id", _BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", _BIG, nullable=False),
        sa.Column("by_owner", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('reply', 'appeal')", name=op.f("ck_owner_statement_kind")),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_owner_statement_visit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owner_statement")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_owner_statement_visit_id"), "owner_statement", ["visit_id"])
    op.create_table(
        "public_reply",
        sa.Column("id", _BIG, autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["owner_statement.id"], name=op.f("fk_public_reply_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_reply")),
    )
    op.create_table(
        "reply_link",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("visit_id", _BIG, nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_at", _BIG, nullable=False),
        sa.Column("expires_at", _BIG, nullable=False),
        sa.Column("revoked_at", _BIG, nullable=True),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_reply_link_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_link")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_reply_link_token_sha256")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_reply_link_visit_id"), "reply_link", ["visit_id"])
    op.create_table(
        "result_entry",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("at", _BIG, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("establishment_id", _BIG, nullable=False),
        sa.Column("visit_id", _BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("visited_on", sa.Integer(), nullable=True),
        sa.Column("scheme", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("hold_until", sa.Integer(), nullable=True),
        sa.Column("statement_id", _BIG, nullable=True),
        sa.CheckConstraint(
            "kind IN ('declared', 'corrected', 'withdrawn', 'appealed', 'decided', 'replied', "
            "'reply_shown', 'reply_held_back')",
            name=op.f("ck_result_entry_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_result_entry_establishment_id"),
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_result_entry_visit_id")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["owner_statement.id"], name=op.f("fk_result_entry_statement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_entry")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_result_entry_establishment_id_id", "result_entry", ["establishment_id", "id"]
    )
    op.create_index(op.f("ix_result_entry_visit_id"), "result_entry", ["visit_id"])

    for statement in guard_statements(op.get_bind().dialect.name, UNCHANGING_0008):
        op.execute(statement)
