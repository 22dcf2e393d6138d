"""The life of a sticker on its way to the door, and corrections of an establishment."""

from __future__ import annotations

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Nothing yet."""
