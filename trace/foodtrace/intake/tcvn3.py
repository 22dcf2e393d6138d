"""TCVN3 (ABC, ".VnTime"): its bytes, and cells that show it as Latin look-alikes ("Bón Ch¶ C¸"); pure."""

from __future__ import annotations

import re

from foodtrace.intake.syllables import judged_words

# TCVN 5712:1993. Bytes A1-FE as the ABC fonts have them; 80-9F and the gaps hold the capitals that
# only files of the full standard use.
_FONT = {
    **dict(zip(range(0xA1, 0xAF), "ĂÂÊÔƠƯĐăâêôơưđ", strict=True)),
    **dict(zip((0xB5, 0xB6, 0xB7, 0xB8, 0xB9), "àảãáạ", strict=True)),
    **dict(zip((0xBB, 0xBC, 0xBD, 0xBE, 0xC6), "ằẳẵắặ", strict=True)),
    **dict(zip((0xC7, 0xC8, 0xC9, 0xCA, 0xCB), "ầẩẫấậ", strict=True)),
    **dict(zip((0xCC, 0xCE, 0xCF, 0xD0, 0xD1), "èẻẽéẹ", strict=True)),
    **dict(zip((0xD2, 0xD3, 0xD4, 0xD5, 0xD6), "ềểễếệ", strict=True)),
    **dict(zip((0xD7, 0xD8, 0xDC, 0xDD, 0xDE), "ìỉĩíị", strict=True)),
    **dict(zip((0xDF, 0xE1, 0xE2, 0xE3, 0xE4), "òỏõóọ", strict=True)),
    **dict(zip((0xE5, 0xE6, 0xE7, 0xE8, 0xE9), "ồổỗốộ", strict=True)),
    **dict(zip((0xEA, 0xEB, 0xEC, 0xED, 0xEE), "ờởỡớợ", strict=True)),
    **dict(zip((0xEF, 0xF1, 0xF2, 0xF3, 0xF4), "ùủũúụ", strict=True)),
    **dict(zip((0xF5, 0xF6, 0xF7, 0xF8, 0xF9), "ừửữứự", strict=True)),
    **dict(zip((0xFA, 0xFB, 0xFC, 0xFD, 0xFE), "ỳỷỹýỵ", strict=True)),
}
_CAPITALS = {
    **dict(zip(range(0x80, 0x90), "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨ", strict=True)),
    **dict(zip(range(0x90, 0xA0), "ÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ", strict=True)),
    **dict(zip((0xAF, 0xBA, 0xBF, 0xC0), "ẰẲẴẮ", strict=True)),
    **dict(zip((0xC1, 0xC2, 0xC3, 0xC4), "ẦẨẪẤ", strict=True)),
    **dict(zip((0xC5, 0xCD, 0xD9, 0xDA), "ỀỂỄẾ", strict=True)),
    **dict(zip((0xDB, 0xE0, 0xF0, 0xFF), "ỒỔỖỐ", strict=True)),
}
# The standard's combining marks, after their letter.
_MARKS = dict(zip((0xB0, 0xB1, 0xB2, 0xB3, 0xB4), "\u0300\u0309\u0303\u0301\u0323", strict=True))
_BYTES = {b: chr(b) for b in range(0x80)} | {0xA0: "\u00a0"} | _FONT | _CAPITALS | _MARKS
# A look-alike is the byte read as Latin-1; some programs wrote the same for Windows-1252.
_LOOK_ALIKE = dict(_FONT)

_LETTERS = re.compile(r"[A-Za-z][\u00a1-\u00fe]|[\u00a1-\u00fe][A-Za-z]")
_CANDIDATE = re.compile(r"[\u00a1-\u00fe]")
_BEYOND = re.compile(r"[\u0100-\U0010ffff]")
_WORD = re.compile(r"[^\s,.;:()/\-]+")
# Signs that the fonts turn into letters stand inside words ("Ch¶", "®å"); a lone "×" is a sign.
_SIGN = "[\u00a1-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7]"
_SYMBOL_IN_WORD = re.compile(f"[A-Za-z]{_SIGN}|{_SIGN}[A-Za-z]")


def decode_tcvn3(raw: bytes) -> str:
    """Decode bytes; every byte means something, so plausibility is the caller's to judge. Not yet NFC."""
    return "".join(_BYTES[b] for b in raw)


def from_look_alike(text: str) -> str:
    """What an ABC font shows for this text. Words set in its capitals-only font come out in capitals."""
    shown = text.translate(_LOOK_ALIKE)
    return shown.upper() if _all_capitals(shown) else _WORD.sub(lambda m: _capitals(m[0]), shown)


def _capitals(word: str) -> str:
    """ "BóN" was typed for the capitals font, which shows small codes as capitals."""
    return word.upper() if _all_capitals(word) else word


def _all_capitals(text: str) -> bool:
    plain = [c for c in text if c.isascii() and c.isalpha()]
    return len(plain) > 1 and all(c.isupper() for c in plain)


def look_alike_evidence(text: str) -> int:
    """2 if a cell can only be TCVN3, 1 if it might be, 0 if it reads as Unicode or holds no such letter.

    A cell with any letter beyond Latin-1 is Unicode: the ABC fonts never needed one.
    """
    if not _CANDIDATE.search(text) or _BEYOND.search(text):
        return 0
    as_unicode, words = judged_words(text)
    decoded = from_look_alike(text)
    as_tcvn3, decoded_words = judged_words(decoded)
    if not decoded_words or as_tcvn3 < decoded_words or not _LETTERS.search(text):
        return 0
    return 2 if _SYMBOL_IN_WORD.search(text) or as_unicode < words else 1
