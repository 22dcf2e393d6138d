"""Sticker links drawn by the thousand: from tables, module for module what segno draws."""

from __future__ import annotations

import functools
from collections import Counter
from typing import Any, Final

import segno.consts
import segno.encoder

from foodtrace.symbol.tables import LEVELS, Tables

__all__ = ["swift_symbol"]

# To learn the tables takes as long as segno takes for about as many symbols.
_WORTH_WHILE: Final = 24
_consts: Any = segno.consts
_encoder: Any = segno.encoder
_BYTE, _NUMERIC = segno.consts.MODE_BYTE, segno.consts.MODE_NUMERIC
_PAD: Final = ("11101100", "00010001")
_GROUP: Final = {f"{value:03d}": f"{value:010b}" for value in range(1000)}
_drawn: Counter[tuple[int, str]] = Counter()
_tables = functools.lru_cache(maxsize=12)(Tables)


def swift_symbol(prefix: str, digits: str, level: str) -> tuple[bytes, ...] | None:
    """The modules; None for the first symbols of a kind, for which tables are not worth while."""
    version = _version(len(prefix), len(digits), level)
    _drawn[version, level] += 1
    if _drawn[version, level] <= _WORTH_WHILE:
        return None
    return _plan(prefix, len(digits), version, level).draw(digits)


@functools.lru_cache(maxsize=512)
def _version(prefix: int, digits: int, level: str) -> int:
    """The smallest that holds a link of so many bytes and digits."""
    return next(
        version
        for version in range(1, 41)
        if len(_head(version, "x" * prefix, digits)) + _digit_bits(digits)
        <= _consts.SYMBOL_CAPACITY[version][LEVELS[level]]
    )


@functools.lru_cache(maxsize=512)
def _plan(prefix: str, count: int, version: int, level: str) -> _Plan:
    return _Plan(prefix, count, version, level)


class _Plan:
    """All that links of one host and one length share: the symbol of a link of zeros, and where its digits begin."""

    def __init__(self, prefix: str, count: int, version: int, level: str) -> None:
        self._kind = version, level
        capacity = _consts.SYMBOL_CAPACITY[version][LEVELS[level]]
        head = _head(version, prefix, count)
        length = _digit_bits(count)
        text = head + "0" * length
        text += "0" * min(capacity - len(text), 4)
        # segno gives a stream that ends with a whole codeword one more of zeros, and so do we.
        text += "0" * (8 - len(text) % 8)
        text += "".join(_PAD[each % 2] for each in range((capacity - len(text)) // 8))
        data = int(text[:capacity], 2).to_bytes(capacity // 8, "big")
        self._zeros = _tables(version, level).constant(data)
        self._first, self._before = divmod(len(head), 4)
        self._nibbles = -(-(self._before + length) // 4)
        self._after = self._nibbles * 4 - self._before - length

    def draw(self, digits: str) -> tuple[bytes, ...]:
        """The modules of the link with these digits."""
        bits = _encoded(digits) + "0" * self._after
        nibbles = format(int(bits, 2), f"0{self._nibbles}x")
        # Asked for anew each time: a plan is small and kept, tables are large and may be let go.
        tables = _tables(*self._kind)
        return tables.masked(self._zeros ^ tables.part(nibbles, self._first))


def _head(version: int, prefix: str, count: int) -> str:
    """What stands before the digits."""
    span = _encoder.version_range(version)
    lengths = _consts.CHAR_COUNT_INDICATOR_LENGTH
    return (
        f"{_BYTE:04b}{len(prefix):0{lengths[_BYTE][span]}b}"
        + "".join(f"{byte:08b}" for byte in prefix.encode("ascii"))
        + f"{_NUMERIC:04b}{count:0{lengths[_NUMERIC][span]}b}"
    )


def _digit_bits(count: int) -> int:
    return count // 3 * 10 + (0, 4, 7)[count % 3]


def _encoded(digits: str) -> str:
    """Three digits are ten bits; of the last one or two are four or seven."""
    rest = len(digits) % 3
    whole = digits[: len(digits) - rest]
    bits = "".join([_GROUP[whole[at : at + 3]] for at in range(0, len(whole), 3)])
    return bits + (f"{int(digits[-rest:]):0{(0, 4, 7)[rest]}b}" if rest else "")
