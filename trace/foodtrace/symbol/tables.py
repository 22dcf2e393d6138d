"""Symbols of one version and level as sums of tables: what each data bit turns dark, learned once from segno.

Between the data and the modules before masking lie error correction, interleaving and placement, and each of
these is linear over GF(2): the symbol is the sum (exclusive or) of what its parts give alone.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from operator import getitem, xor
from typing import Any, Final

import segno.consts
import segno.encoder

from foodtrace.symbol.penalty import Lattice

__all__ = ["LEVELS", "Tables"]

# Inner parts of segno, which is pinned for their sake; it gives them no types.
_encoder: Any = segno.encoder
_consts: Any = segno.consts
LEVELS: Final = {"Q": segno.consts.ERROR_LEVEL_Q, "M": segno.consts.ERROR_LEVEL_M}


class Tables:
    """What segno does between the data of a symbol of this version and level and its modules."""

    def __init__(self, version: int, level: str) -> None:
        error = LEVELS[level]
        size = version * 4 + 17
        self.lattice = Lattice(size)
        empty = _empty(size)
        self._masks = [
            self._pair(
                [
                    [int(module == 2 and covers(i, j)) for j, module in enumerate(line)]
                    for i, line in enumerate(empty)
                ]
            )
            for covers in _encoder.get_data_mask_functions(False)
        ]
        self._frame = self._symbol([[int(module == 1) for module in line] for line in empty])
        self._named = [self._name(version, error, mask) for mask in range(8)]
        self._nibbles = list(self._learned(version, error, empty))

    def constant(self, data: bytes) -> int:
        """The symbol of these data codewords before masking, with all that every symbol has."""
        return self._frame ^ self.part(data.hex(), 0)

    def part(self, nibbles: str, start: int) -> int:
        """What data in hexadecimal digits from nibble `start` on add to a symbol."""
        rows = self._nibbles[start : start + len(nibbles)]
        return functools.reduce(xor, map(getitem, rows, map(_VALUE.__getitem__, nibbles)), 0)

    def masked(self, symbol: int) -> tuple[bytes, ...]:
        """The modules under the mask that scores best."""
        turned = self.lattice.turned(symbol)
        scores = [
            self.lattice.penalty(symbol ^ mask, turned ^ across) for mask, across in self._masks
        ]
        best = scores.index(min(scores))
        return self.lattice.rows(symbol ^ self._masks[best][0] ^ self._named[best])

    def _symbol(self, modules: list[list[int]]) -> int:
        return sum(
            self.lattice.bit(i, j)
            for i, line in enumerate(modules)
            for j, module in enumerate(line)
            if module
        )

    def _pair(self, modules: list[list[int]]) -> tuple[int, int]:
        return self._symbol(modules), self._symbol(
            [list(line) for line in zip(*modules, strict=True)]
        )

    def _name(self, version: int, error: int, mask: int) -> int:
        """The modules that say level, mask and version; none of them is dark before."""
        modules = [bytearray(self.lattice.size) for _ in range(self.lattice.size)]
        _encoder.add_format_info(modules, version, error, mask)
        _encoder.add_version_info(modules, version)
        return self._symbol([list(line) for line in modules])

    def _learned(self, version: int, error: int, empty: list[list[int]]) -> Iterator[list[int]]:
        """For each nibble of the data the sixteen parts it may add."""
        cells = self._cells(version, empty)
        for units in _units(_consts.ECC[version][error], cells):
            for half in (units[:4], units[4:]):
                values = [0]
                for unit in reversed(half):
                    values += [unit ^ value for value in values]
                yield values

    def _cells(self, version: int, empty: list[list[int]]) -> list[int]:
        """Where each bit of the final message stands."""
        numbered = [list(line) for line in empty]
        count = sum(line.count(2) for line in empty)
        _encoder.add_codewords(numbered, range(3, count + 3), version)
        places = {
            number: self.lattice.bit(i, j)
            for i, line in enumerate(numbered)
            for j, number in enumerate(line)
        }
        return [places[number] for number in range(3, count + 3)]


_VALUE: Final = {digit: value for value, digit in enumerate("0123456789abcdef")}


def _empty(size: int) -> list[list[int]]:
    """A symbol without data: 2 where data go."""
    modules = _encoder.make_matrix(size, size)
    _encoder.add_finder_patterns(modules, size, size)
    _encoder.add_alignment_patterns(modules, size, size)
    return [list(line) for line in modules]


def _units(blocks: Any, cells: list[int]) -> Iterator[list[int]]:
    """For each data codeword what its eight bits, the highest first, turn dark alone."""
    sizes = [each.num_data for each in blocks for _ in range(each.num_blocks)]
    checks = blocks[0].num_total - blocks[0].num_data
    # The final message takes the first codeword of each block, then the second, and so on.
    taken = [(k, block) for k in range(max(sizes)) for block, size in enumerate(sizes) if k < size]
    place = {each: number for number, each in enumerate(taken)}
    learned: dict[tuple[int, int], list[int]] = {each: [] for each in taken}
    for k in range(max(sizes)):
        for bit in range(7, -1, -1):
            # One bit in every block at once: blocks know nothing of each other.
            data = [int(at == k) << bit for size in sizes for at in range(size)]
            found = _encoder.make_blocks(blocks, _message(data))[1]
            for block, errors in enumerate(found):
                if k < sizes[block]:
                    start = place[k, block] * 8
                    unit = cells[start + 7 - bit]
                    for number in range(checks):
                        first = (len(taken) + number * len(sizes) + block) * 8
                        unit |= sum(
                            cells[first + 7 - one] for one in range(8) if errors[number] >> one & 1
                        )
                    learned[k, block].append(unit)
    for block, size in enumerate(sizes):
        for k in range(size):
            yield learned[k, block]


def _message(data: list[int]) -> Any:
    message = _encoder.Buffer()
    for codeword in data:
        message.append_bits(codeword, 8)
    return message
