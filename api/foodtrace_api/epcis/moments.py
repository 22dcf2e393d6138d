"""Moments as this room tells them."""

from __future__ import annotations

from datetime import UTC, datetime

__all__ = ["in_utc"]


def in_utc(at: int) -> str:
    """Unix seconds as 2026-11-21T00:00:00Z."""
    return datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")
