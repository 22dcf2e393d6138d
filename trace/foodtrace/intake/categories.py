"""Words for a kind of business into the numbers of the category table; pure."""

from __future__ import annotations

import re
from functools import lru_cache

from foodtrace.places import fold

# Folded words, tried in this order: the particular before the general.
_RULES: tuple[tuple[int, str], ...] = (
    (7, r"truong hoc|mam non|tieu hoc|trung hoc|ban tru|school|kindergarten"),
    (9, r"khach san|hotel|resort"),
    (6, r"bep an|tap the|can tin|cang tin|nha an|canteen|collective"),
    (10, r"nau tiec|nau co|tiec cuoi|tiec luu dong|catering"),
    (3, r"duong pho|via he|ganh hang|hang rong|xe day|street food|street vendor"),
    (8, r"quay cho|sap cho|quay hang|sap|trong cho|market stall|stall"),
    (11, r"che bien san|mang di|mang ve|take ?away|to go|prepared food"),
    (2, r"banh (?:mi|canh|xeo|cuon|beo|uot|trang|bot|bao)"),
    (
        4,
        r"ca phe|cafe|caphe|coffee|giai khat|do uong|tra sua|sinh to|nuoc ep|nuoc mia|bar|pub|bia|beer|drinks?",
    ),
    (5, r"banh|che|kem|tiem banh|bakery|sweets|dessert|ice cream|pastry"),
    (1, r"nha hang|restaurant"),
    (
        2,
        r"quan an|quan|tiem an|hang an|com|pho|bun|mi|mien|chao|lau|nuong|oc|hai san|eatery|noodles?|fast ?food|food stall",
    ),
)
_PATTERNS = tuple((number, re.compile(rf"\b(?:{words})\b")) for number, words in _RULES)
_LARGEST = max(number for number, _ in _RULES)
_NOT_STATED = frozenset(
    ("", "khong", "khong ro", "chua ro", "chua phan loai", "not stated", "none", "khac")
)


@lru_cache(maxsize=4096)
def category_of(text: str) -> int | None:
    """The category's number; 0 for words that state none, None for words that are not understood."""
    folded = fold(text.replace("_", " "))
    if folded in _NOT_STATED:
        return 0
    if folded.isdecimal():
        return int(folded) if int(folded) <= _LARGEST else None
    for number, pattern in _PATTERNS:
        if pattern.search(folded):
            return number
    return None
