"""The boards these tests work on, who receives what owners are told, and who orders it."""

from __future__ import annotations

from alerts.conftest import hook, post
from registry.stores import board, open_board

__all__ = ["board", "hook", "open_board", "post"]
