"""Folding of Vietnamese text, so that two spellings of one name compare equal; pure, shows nothing to people."""

from __future__ import annotations

import re
import unicodedata

_NOT_WORD = re.compile(r"[\W_]+")
# Letters that carry their mark as a stroke, which no decomposition takes off.
_STROKES = str.maketrans({"đ": "d", "ð": "d", "ø": "o", "ł": "l", "\u00ad": None})


# Kana are other letters with these marks; Vietnamese ones are the same word.
_VOICING = "\u3099\u309a"


def fold(text: str) -> str:
    """Lower-case words of plain letters and digits, one space between them.

    Tone and vowel marks go ("Hoà" and "Hòa" both give "hoa"), đ becomes d, NFC and NFD are one, and every
    run of punctuation or space is one space. Letters of other scripts stay. Not for display.
    """
    if text.isascii():
        return _NOT_WORD.sub(" ", text.lower()).strip()
    # Compatibility letters (𝓐, ﬁ) become plain ones first; folding case can bring marks of its own (İ).
    lowered = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(
        c for c in lowered.translate(_STROKES) if c in _VOICING or not unicodedata.combining(c)
    )
    # NFKD takes Hangul and voiced kana apart; NFC puts them together again.
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFC", plain)).strip()


def place_key(name: str) -> str:
    """The key under which a unit's name is looked up: folded, without spaces and leading zeros.

    "Phước Ninh" gives "phuocninh", "01" gives "1".
    """
    return "".join(
        word.lstrip("0") or word if word.isdigit() else word for word in fold(name).split()
    )
