"""The closed repertoire of names and streets, so that no reader depends on its Unicode version."""

from __future__ import annotations

import re
import unicodedata

TEXT_MAX_BYTES = 80

# No combining marks, bidi marks, zero-width spaces, Greek or Cyrillic look-alikes. Nothing in these ranges
# composes or decomposes to something else, so a reader needs no normalisation of its own.
REPERTOIRE: tuple[tuple[int, int], ...] = (
    (0x20, 0x7E),
    (0xA1, 0xAC),
    (0xAE, 0x24F),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2015),
    (0x2018, 0x201F),
    (0x2022, 0x2022),
    (0x2026, 0x2026),
    (0x2116, 0x2116),
    (0x3041, 0x3096),
    (0x30A1, 0x30FC),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xAC00, 0xD7A3),
)
_CLASS = "".join(f"{re.escape(chr(low))}-{re.escape(chr(high))}" for low, high in REPERTOIRE)
_ALL_WITHIN = re.compile(f"[{_CLASS}]*")
_OUTSIDE = re.compile(f"[^{_CLASS}]")


def normal_text(text: str) -> str:
    """The text in NFC, as an issuer must sign it; nothing else is changed."""
    return unicodedata.normalize("NFC", text)


def repertoire_faults(text: str) -> tuple[str, ...]:
    """The characters outside the repertoire, each once, in order of appearance; judge NFC text."""
    return tuple(dict.fromkeys(_OUTSIDE.findall(text)))


def is_within_repertoire(text: str) -> bool:
    return _ALL_WITHIN.fullmatch(text) is not None


def check_text(text: str) -> tuple[str, ...]:
    """Why a name or street could not be signed as it stands: empty, too_long, characters, spaces; () if it can."""
    faults = []
    if not text:
        faults.append("empty")
    if len(text.encode(errors="replace")) > TEXT_MAX_BYTES:
        faults.append("too_long")
    if not is_within_repertoire(text):
        faults.append("characters")
    if text[:1] == " " or text[-1:] == " " or "  " in text:
        faults.append("spaces")
    return tuple(faults)
