"""Which of comma and point a column of numbers means by decimals: 1.250 is 1250 to one clerk, 1¼ to another; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from foodtrace.errors import InvalidRequest
from foodtrace.supply.checking import parse_quantity

__all__ = ["decimal_mark", "quantity_in"]

# One mark before other than three digits, or behind a zero, is a decimal mark; two marks tell by their order.
_PROOF: Final = re.compile(r"-?(?:[0-9]+([.,])(?:[0-9]{1,2}|[0-9]{4,})|0([.,])[0-9]{3})")
_BOTH: Final = re.compile(
    r"-?[0-9]{1,3}(?:\.[0-9]{3})+(,)[0-9]+|-?[0-9]{1,3}(?:,[0-9]{3})+(\.)[0-9]+"
)
_EITHER: Final = re.compile(r"(-?[1-9][0-9]{0,2})([.,])([0-9]{3})")


def decimal_mark(texts: Iterable[str]) -> str | None:
    """The mark that the numbers of a column prove; None where none of them does, or they contradict."""
    found = set()
    for text in texts:
        match = _PROOF.fullmatch(text.strip()) or _BOTH.fullmatch(text.strip())
        if match:
            found.add(match[1] or match[2])
    return found.pop() if len(found) == 1 else None


def quantity_in(text: str, mark: str | None) -> Decimal:
    """The number, by the mark of its column. Raises InvalidRequest (quantity) where it could be two."""
    either = _EITHER.fullmatch(text.strip())
    if either is None:
        return parse_quantity(text)
    if mark is None:
        raise InvalidRequest(
            f"expected a number that can be read in one way, got {text!r}; write 1250 or 1.25",
            code="quantity",
        )
    return Decimal(either[1] + ("." if either[2] == mark else "") + either[3])
