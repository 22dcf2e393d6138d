"""Accounts, sessions, passkeys and keys of integrators."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables of people and rights."""
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("handle", sa.LargeBinary(length=32), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("zones", sa.JSON(), nullable=False),
        sa.Column("wards", sa.JSON(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("added_at", _BIG, nullable=False),
        sa.Column("revoked_at", _BIG, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "role IN ('administrator', 'issuing', 'inspector', 'viewer', 'helper')",
            name=op.f("ck_account_role"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("key", name=op.f("uq_account_key")),
        sa.UniqueConstraint("handle", name=op.f("uq_account_handle")),
        sqlite_autoincrement=True,
    )
    _of_an_account(
        "sign_up_link",
        sa.Column("token_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_at", _BIG, nullable=False),
        sa.Column("ends_at", _BIG, nullable=False),
        key="token_sha256",
    )
    _of_an_account(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("credential", sa.LargeBinary(length=1023), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("counter", _BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("added_at", _BIG, nullable=False),
        sa.Column("last_used_day", sa.Integer(), nullable=True),
        sa.UniqueConstraint("credential", name=op.f("uq_passkey_credential")),
        key="id",
        sqlite_autoincrement=True,
    )
    _of_an_account(
        "office_session",
        sa.Column("token_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_at", _BIG, nullable=False),
        sa.Column("seen_at", _BIG, nullable=False),
        sa.Column("browser", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        key="token_sha256",
    )
    _of_an_account(
        "known_browser",
        sa.Column("token_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("ends_at", _BIG, nullable=False),
        key="token_sha256",
    )
    op.create_table(
        "sign_in_count",
        sa.Column("bucket", sa.LargeBinary(length=16), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", _BIG, nullable=False),
        sa.Column("ends_at", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_sign_in_count")),
    )
    op.create_table(
        "spent_challenge",
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("ends_at", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_spent_challenge")),
    )
    for table in ("known_browser", "sign_in_count", "spent_challenge"):
        op.create_index(op.f(f"ix_{table}_ends_at"), table, ["ends_at"], unique=False)
    op.create_table(
        "api_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("rights", sa.JSON(), nullable=False),
        sa.Column("zones", sa.JSON(), nullable=False),
        sa.Column("wards", sa.JSON(), nullable=False),
        sa.Column("added_at", _BIG, nullable=False),
        sa.Column("ends_at", _BIG, nullable=True),
        sa.Column("revoked_at", _BIG, nullable=True),
        sa.Column("last_used_day", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_api_key_token_sha256")),
        sqlite_autoincrement=True,
    )


def _of_an_account(table: str, *parts: sa.schema.SchemaItem, key: str, **options: bool) -> None:
    op.create_table(
        table,
        *parts,
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f(f"fk_{table}_account_id")
        ),
        sa.PrimaryKeyConstraint(key, name=op.f(f"pk_{table}")),
        **options,
    )
    op.create_index(op.f(f"ix_{table}_account_id"), table, ["account_id"], unique=False)
