"""Establishments by number: what is said of one that the registry does not hold."""

from __future__ import annotations

from foodtrace.errors import NotFound
from foodtrace.sticker import encode_typed_code

__all__ = ["establishment_not_found"]


def establishment_not_found(id: int) -> NotFound:
    """The one line for an id that the registry does not hold, or that lies outside somebody's bounds."""
    shown = encode_typed_code(id) if 1 <= id < 2**32 else str(id)
    return NotFound(
        f"no establishment has the code {shown}; check it against the sticker or the manifest",
        code="establishment_not_found",
    )
