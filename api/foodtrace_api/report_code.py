"""The code that a report is about: in its address, as it was typed, and as it is printed."""

from __future__ import annotations

from foodtrace.errors import MalformedSticker
from foodtrace.sticker import encode_typed_code, parse_typed_code

__all__ = ["id_of", "printed_code", "report_path"]


def report_path(code: str) -> str:
    return f"/report/{code}" if code else "/report"


def id_of(code: str) -> int | None:
    try:
        return parse_typed_code(code)
    except MalformedSticker:
        return None


def printed_code(code: str) -> str:
    """A typed code as it is printed; what is none stays as it was typed: a forgery shows anything."""
    number = id_of(code)
    return code if number is None else encode_typed_code(number)
