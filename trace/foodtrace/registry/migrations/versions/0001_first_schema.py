"""The first schema: eateries, stickers, their events and the published lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from foodtrace.registry._dialect import UNCHANGING_0001, guard_function, guard_statements

revision = "0001"
down_revision = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make every table, then the guards that keep what is written once."""
    op.create_table(
        "authority",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=True),
        sa.Column("province", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("created_at", _BIG, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_authority_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority")),
    )
    op.create_table(
        "sticker_key",
        sa.Column("kid", sa.LargeBinary(length=4), nullable=False),
        sa.Column("public", sa.LargeBinary(length=32), nullable=False),
        sa.Column("next_idx", sa.Integer(), nullable=False),
        sa.Column("added_at", _BIG, nullable=False),
        sa.CheckConstraint(
            "next_idx >= 0 AND next_idx <= 1048576", name=op.f("ck_sticker_key_next_idx_range")
        ),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_sticker_key")),
        sa.UniqueConstraint("public", name=op.f("uq_sticker_key_public")),
    )
    op.create_table(
        "trust_list",
        sa.Column("seq", _BIG, autoincrement=False, nullable=False),
        sa.Column("iat", _BIG, nullable=False),
        sa.Column("exp", _BIG, nullable=False),
        sa.Column("cose", sa.LargeBinary(), nullable=False),
        sa.Column("published_at", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_trust_list")),
    )
    op.create_table(
        "zone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("created_at", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone")),
        sa.UniqueConstraint("key", name=op.f("uq_zone_key")),
    )
    op.create_table(
        "establishment",
        sa.Column("id", _BIG, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("street_folded", sa.Text(), nullable=False),
        sa.Column("ward", sa.Integer(), nullable=False),
        sa.Column("registered_address", sa.Text(), nullable=False),
        sa.Column("category", sa.SmallInteger(), nullable=False),
        sa.Column("place", sa.LargeBinary(length=5), nullable=True),
        sa.Column("zone_id", sa.Integer(), nullable=False),
        sa.Column("company_tax_code", sa.Text(), nullable=True),
        sa.Column("created_at", _BIG, nullable=False),
        sa.Column("intake_row", sa.Integer(), nullable=False),
        sa.Column("revoked_at", _BIG, nullable=True),
        sa.CheckConstraint(
            "category >= 0 AND category <= 255", name=op.f("ck_establishment_category_range")
        ),
        sa.CheckConstraint("id >= 1 AND id <= 4294967295", name=op.f("ck_establishment_id_range")),
        sa.CheckConstraint("ward >= 1 AND ward <= 99999", name=op.f("ck_establishment_ward_range")),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_establishment_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_establishment")),
        sa.UniqueConstraint(
            "ward",
            "name_folded",
            "street_folded",
            name=op.f("uq_establishment_ward_name_folded_street_folded"),
        ),
    )
    op.create_index("ix_establishment_name", "establishment", ["name_folded", "id"], unique=False)
    op.create_index(
        "ix_establishment_order",
        "establishment",
        ["zone_id", "created_at", "intake_row", "id"],
        unique=False,
    )
    op.create_table(
        "intake_file",
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("zone_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("first_at", _BIG, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_intake_file_zone_id")),
        sa.PrimaryKeyConstraint("sha256", "zone_id", name=op.f("pk_intake_file")),
    )
    op.create_table(
        "status_list",
        sa.Column("kid", sa.LargeBinary(length=4), nullable=False),
        sa.Column("iat", _BIG, nullable=False),
        sa.Column("exp", _BIG, nullable=False),
        sa.Column("cwt", sa.LargeBinary(), nullable=False),
        sa.Column("event_seq", _BIG, nullable=False),
        sa.ForeignKeyConstraint(["kid"], ["sticker_key.kid"], name=op.f("fk_status_list_kid")),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_status_list")),
    )
    op.create_table(
        "basis",
        sa.Column("establishment_id", _BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("ground", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('certificate', 'commitment', 'exemption')", name=op.f("ck_basis_kind")
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_basis_establishment_id")
        ),
        sa.PrimaryKeyConstraint("establishment_id", name=op.f("pk_basis")),
    )
    op.create_table(
        "event",
        sa.Column("seq", _BIG, autoincrement=True, nullable=False),
        sa.Column("at", _BIG, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("establishment_id", _BIG, nullable=True),
        sa.Column("kid", sa.LargeBinary(length=4), nullable=True),
        sa.Column("idx", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_event_establishment_id")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_event_establishment_id"), "event", ["establishment_id"], unique=False)
    op.create_index("ix_event_kid_seq", "event", ["kid", "seq"], unique=False)
    op.create_table(
        "private_particulars",
        sa.Column("establishment_id", _BIG, nullable=False),
        sa.Column("owner_name", sa.Text(), nullable=True),
        sa.Column("phones", sa.JSON(), nullable=False),
        sa.Column("id_number", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("tax_code", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_private_particulars_establishment_id"),
        ),
        sa.PrimaryKeyConstraint("establishment_id", name=op.f("pk_private_particulars")),
    )
    op.create_table(
        "sticker",
        sa.Column("kid", sa.LargeBinary(length=4), nullable=False),
        sa.Column("idx", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("establishment_id", _BIG, nullable=False),
        sa.Column("iat", _BIG, nullable=False),
        sa.Column("exp", _BIG, nullable=False),
        sa.Column("token", sa.LargeBinary(length=287), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("put_up_at", _BIG, nullable=True),
        sa.Column("superseded_at", _BIG, nullable=True),
        sa.CheckConstraint("iat < exp", name=op.f("ck_sticker_iat_before_exp")),
        sa.CheckConstraint("idx >= 0 AND idx < 1048576", name=op.f("ck_sticker_idx_range")),
        sa.CheckConstraint("state >= 0 AND state <= 3", name=op.f("ck_sticker_state_range")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_sticker_establishment_id")
        ),
        sa.ForeignKeyConstraint(["kid"], ["sticker_key.kid"], name=op.f("fk_sticker_kid")),
        sa.PrimaryKeyConstraint("kid", "idx", name=op.f("pk_sticker")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_sticker_token_sha256")),
    )
    op.create_index(
        op.f("ix_sticker_establishment_id"), "sticker", ["establishment_id"], unique=False
    )
    op.create_index(
        "ux_sticker_current",
        "sticker",
        ["establishment_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )

    dialect = op.get_bind().dialect.name
    for statement in guard_function(dialect) + guard_statements(dialect, UNCHANGING_0001):
        op.execute(statement)
