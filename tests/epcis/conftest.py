"""The boards these tests work on, and GS1's own files where they lie at hand."""

from __future__ import annotations

from registry.stores import board, open_board

__all__ = ["board", "open_board"]
