"""What a diner's report was sent with, so that sending it again makes no second one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the digest of the form that was sent, at most once each."""
    op.add_column("report", sa.Column("sending_sha256", sa.LargeBinary(32), nullable=True))
    op.create_index("ix_report_sending_sha256", "report", ["sending_sha256"], unique=True)
