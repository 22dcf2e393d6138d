"""The life of a sticker on its way to the door, corrections of an establishment, the inbox of reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from foodtrace.places import door_order

revision = "0005"
down_revision = "0004"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_CURRENT_ONLY = sa.text("superseded_at IS NULL")
_LIFE = ("printed_at", "damaged_at", "taken_down_at", "outdated_at")


def upgrade() -> None:
    """Add the columns, put every known door in its order, then the tables and indexes."""
    op.add_column(
        "establishment", sa.Column("version", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column(
        "establishment", sa.Column("door_order", sa.Text(), nullable=False, server_default="")
    )
    _order_doors()
    op.create_index("ix_establishment_doors", "establishment", ["zone_id", "door_order", "id"])
    for name in _LIFE:
        op.add_column("sticker", sa.Column(name, _BIG, nullable=True))
    op.create_index(
        "ix_sticker_life",
        "sticker",
        [
            *("state", "exp", "printed_at", "put_up_at"),
            *("damaged_at", "taken_down_at", "outdated_at", "establishment_id"),
        ],
        sqlite_where=_CURRENT_ONLY,
        postgresql_where=_CURRENT_ONLY,
    )
    op.add_column("report", sa.Column("state", sa.Text(), nullable=False, server_default="new"))
    op.add_column("report", sa.Column("assigned_to", sa.Integer(), nullable=True))
    op.add_column("report", sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_report_state", "report", ["state", "id"])
    op.create_table(
        "report_step",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("report_id", _BIG, nullable=False),
        sa.Column("at", _BIG, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("assigned_to", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["report.id"],
            name=op.f("fk_report_step_report_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_step")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_report_step_report_id"), "report_step", ["report_id"], unique=False)


def _order_doors() -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT id, street FROM establishment")).all()
    if rows:
        connection.execute(
            sa.text("UPDATE establishment SET door_order = :door WHERE id = :id"),
            [{"id": row.id, "door": door_order(row.street)} for row in rows],
        )
