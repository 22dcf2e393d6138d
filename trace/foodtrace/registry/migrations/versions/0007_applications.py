"""Applications of owners and the calendar of the board."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from foodtrace.registry._dialect import UNCHANGING_0007, guard_statements

revision = "0007"
down_revision = "0006"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, then the guards that keep what was received and every step."""
    op.create_table(
        "application",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("sending_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("received_at", _BIG, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("ward", sa.Integer(), nullable=False),
        sa.Column("registered_address", sa.Text(), nullable=False),
        sa.Column("category", sa.SmallInteger(), nullable=False),
        sa.Column("basis_kind", sa.Text(), nullable=True),
        sa.Column("basis_number", sa.Text(), nullable=True),
        sa.Column("basis_issuer", sa.Text(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("ground", sa.Text(), nullable=True),
        sa.Column("pickup_seconds", sa.Integer(), nullable=False),
        sa.Column("decide_seconds", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("last_seq", _BIG, nullable=False),
        sa.Column("establishment_id", _BIG, nullable=True),
        sa.CheckConstraint(
            "basis_kind IN ('certificate', 'commitment', 'exemption')",
            name=op.f("ck_application_basis_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_application_establishment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("number", name=op.f("uq_application_number")),
        sa.UniqueConstraint("sending_sha256", name=op.f("uq_application_sending_sha256")),
        sqlite_autoincrement=True,
    )
    for column in ("establishment_id", "received_at", "state", "ward"):
        op.create_index(op.f(f"ix_application_{column}"), "application", [column], unique=False)
    op.create_table(
        "application_owner",
        sa.Column("application_id", _BIG, nullable=False),
        sa.Column("owner_name", sa.Text(), nullable=True),
        sa.Column("phones", sa.JSON(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_application_owner_application_id"),
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_application_owner")),
    )
    op.create_table(
        "application_step",
        sa.Column("seq", _BIG, autoincrement=True, nullable=False),
        sa.Column("application_id", _BIG, nullable=False),
        sa.Column("at", _BIG, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_application_step_application_id"),
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_application_step")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_application_step_application_id"),
        "application_step",
        ["application_id", "seq"],
        unique=False,
    )
    op.create_table(
        "application_file",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("application_id", _BIG, nullable=False),
        sa.Column("step_seq", _BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("kind IN ('pdf', 'jpeg')", name=op.f("ck_application_file_kind")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_application_file_application_id"),
        ),
        sa.ForeignKeyConstraint(
            ["step_seq"], ["application_step.seq"], name=op.f("fk_application_file_step_seq")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_file")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "application_link",
        sa.Column("secret_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("application_id", _BIG, nullable=False),
        sa.Column("made_at", _BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_application_link_application_id"),
        ),
        sa.PrimaryKeyConstraint("secret_sha256", name=op.f("pk_application_link")),
    )
    for table in ("application_file", "application_link"):
        op.create_index(op.f(f"ix_{table}_application_id"), table, ["application_id"], unique=False)
    op.create_table(
        "calendar_entry",
        sa.Column("seq", _BIG, autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("set_at", _BIG, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('hours', 'day', 'until', 'clocks')", name=op.f("ck_calendar_entry_kind")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_calendar_entry")),
        sqlite_autoincrement=True,
    )
    for statement in guard_statements(op.get_bind().dialect.name, UNCHANGING_0007):
        op.execute(statement)
