"""Text that a stranger typed, made fit to be kept: its characters only, nothing is escaped or shortened here."""

from __future__ import annotations

import unicodedata
from typing import Final

from foodtrace.errors import InvalidRequest

__all__ = ["checked_name", "clean_text", "name_key", "one_line"]

# They turn the letters around them: what an officer reads must be what stands there.
_BIDI_CONTROLS: Final = frozenset(["LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"])


def clean_text(text: str) -> str:
    """NFC with one kind of line end, without control characters, bidi controls and outer spaces.

    A text in which nothing can be seen is empty. Joiners stay: emoji and several scripts need them.
    """
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        each
        for each in lines
        if each == "\n"
        or not (
            unicodedata.category(each) in ("Cc", "Cs")
            or unicodedata.bidirectional(each) in _BIDI_CONTROLS
        )
    ).strip()
    return kept if any(unicodedata.category(each)[0] not in "CZ" for each in kept) else ""


def one_line(text: str) -> str:
    """NFC, each run of white space one space, none outside."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def name_key(name: str) -> str:
    """What makes two spellings of a name one: case and spaces, not tone marks."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def checked_name(name: str, *, most: int, code: str, what: str = "name") -> str:
    """A name that people read, as one line. Raises InvalidRequest with this code."""
    shown = one_line(name)
    if not shown or len(shown) > most or not shown.isprintable():
        raise InvalidRequest(
            f"expected a {what} of 1 to {most} printable characters, got {name[:40]!r}", code=code
        )
    return shown
