"""The boards these tests work on."""

from registry.stores import board, open_board

__all__ = ["board", "open_board"]
