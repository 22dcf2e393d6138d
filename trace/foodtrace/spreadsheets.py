"""What a spreadsheet would run instead of show, and how a cell is written so that it does not; pure."""

from __future__ import annotations

from typing import Final

__all__ = ["FORMULA_STARTS", "bare", "guarded"]

#: A spreadsheet runs a cell that begins so; OWASP "CSV injection" names these six.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_QUOTE: Final = "'"


def guarded(cell: object) -> object:
    """A CSV cell; text that begins like a formula, or with an apostrophe, gets one apostrophe in front."""
    if isinstance(cell, str) and cell.startswith((*FORMULA_STARTS, _QUOTE)):
        return _QUOTE + cell
    return cell


def bare(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if cell.startswith(_QUOTE) else cell
