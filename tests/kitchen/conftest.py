"""A street of today and the boards these tests work on."""

from inspector.conftest import built_today, today
from registry.stores import board, open_board

__all__ = ["board", "built_today", "open_board", "today"]
