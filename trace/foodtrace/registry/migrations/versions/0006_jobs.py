"""Work that runs in the background, and spreadsheets on their way in."""

from __future__ import annotations

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Nothing yet."""
