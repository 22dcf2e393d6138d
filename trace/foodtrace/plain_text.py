"""Text that a stranger typed, made fit to be kept: its characters only, nothing is escaped or shortened here."""

from __future__ import annotations

import unicodedata
from typing import Final

__all__ = ["clean_text"]

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
