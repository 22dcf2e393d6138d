"""Which mask suits a symbol best: the penalties of ISO/IEC 18004 section 7.8.3 over whole symbols as integers.

A symbol of n x n modules is one integer, dark is 1: bit 4 + line * (n + 4) + place. Between two lines, before the
first and after the last lie four bits that are always light, as is all that lies around a symbol.
"""

from __future__ import annotations

from typing import Final

__all__ = ["GAP", "Lattice"]

GAP: Final = 4


class Lattice:
    """Symbols of one size, and how they are scored."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.stride = size + GAP
        lines = self._lines
        self._all = (1 << (GAP + size * self.stride)) - 1
        self._pairs = lines((1 << (size - 1)) - 1, size)
        self._blocks = lines((1 << (size - 1)) - 1, size - 1)

    def bit(self, line: int, place: int) -> int:
        """The integer in which that module alone is dark."""
        return 1 << (GAP + line * self.stride + place)

    def turned(self, symbol: int) -> int:
        """The symbol with its columns as lines."""
        text = format(symbol >> GAP, f"0{self.size * self.stride}b")[::-1]
        columns = [text[place :: self.stride] for place in range(self.size)]
        gap = "0" * GAP
        return int((gap + gap.join(columns))[::-1], 2)

    def rows(self, symbol: int) -> tuple[bytes, ...]:
        """Lines from the top, one byte a module."""
        text = format(symbol >> GAP, f"0{self.size * self.stride}b")[::-1]
        modules = text.encode().translate(_MODULES)
        return tuple(
            modules[start : start + self.size]
            for start in range(0, self.size * self.stride, self.stride)
        )

    def penalty(self, rows: int, columns: int) -> int:
        """The sum of the four penalties; `columns` is the same symbol turned."""
        alike = self._alike(rows)
        score = self._runs(alike) + self._runs(self._alike(columns))
        score += self._finders(rows) + self._finders(columns)
        # Two lines above each other of which two neighbours are alike, and alike across.
        blocks = alike & (alike >> self.stride) & self._blocks
        score += 3 * (blocks & ~(rows ^ (rows >> self.stride))).bit_count()
        share = float(rows.bit_count()) / self.size**2
        return score + 10 * int(abs(share * 100 - 50) / 5)

    def _alike(self, lines: int) -> int:
        """Modules that are like the next one of their line."""
        return self._pairs & ~(lines ^ (lines >> 1))

    def _runs(self, alike: int) -> int:
        """Five or more alike in a line: three, and one for each above five."""
        two = alike & (alike >> 1)
        four = two & (two >> 2)
        return four.bit_count() + 2 * (four & ~(four << 1)).bit_count()

    def _finders(self, lines: int) -> int:
        """Dark to light as 1:1:3:1:1 in a line, with four light modules on one side of it."""
        light = self._all ^ lines
        three = lines & (lines >> 1) & (lines >> 2)
        found = lines & (light >> 1) & (three >> 2) & (light >> 5) & (lines >> 6)
        if not found:
            return 0
        two = light & (light >> 1)
        four = two & (two >> 2)
        counted = found & ((four << 4) | (four >> 7))
        if counted & ((counted << 4) | (counted << 6)):
            counted = self._apart(counted)
        return 40 * counted.bit_count()

    def _apart(self, counted: int) -> int:
        """Of patterns that share modules the first counts alone."""
        kept, after = 0, 0
        while counted:
            lowest = counted & -counted
            counted ^= lowest
            if lowest >= after:
                kept |= lowest
                after = lowest << 7
        return kept

    def _lines(self, line: int, count: int) -> int:
        return sum(line << (GAP + number * self.stride) for number in range(count))


_MODULES: Final = bytes.maketrans(b"01", b"\0\1")
