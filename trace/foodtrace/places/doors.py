"""The order of doors along streets, as people walk them: by road, then by number; pure."""

from __future__ import annotations

import re

from foodtrace.places.folding import fold

__all__ = ["door_order"]

_NUMBER = re.compile(r"\d+")
# What may stand before a house number: number, alley, lot, stall.
_BEFORE = frozenset(
    ("so", "so nha", "k", "kiet", "h", "hem", "ngo", "ngach", "lo", "quay", "sap", "kiot", "ki ot")
)
_WIDTH = 6


def door_order(street: str) -> str:
    """A text by which doors sort: "9 Hùng Vương" before "12 Hùng Vương" before "K12/4 Hùng Vương".

    The road's folded name first, then every number of the house number in the same width, so that plain
    text order is the order of the numbers. A street without a number comes before its numbered doors.
    """
    words = street.replace(",", " ").split()
    taken = 0
    while taken < len(words) - 1 and fold(" ".join(words[: taken + 1])) in _BEFORE:
        taken += 1
    if taken < len(words) and _NUMBER.search(words[taken]):
        taken += 1
    else:
        taken = 0
    house = " ".join(words[:taken])
    numbers = "/".join(number.zfill(_WIDTH) for number in _NUMBER.findall(house))
    # The house number as written ends the key, so that 12, 12A and K12 keep one order.
    return " ".join(part for part in (fold(" ".join(words[taken:])), numbers, fold(house)) if part)
