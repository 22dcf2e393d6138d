"""A small reader of one QR symbol's bit stream, written from ISO/IEC 18004 for the tests alone."""

from __future__ import annotations

from foodtrace.symbol import Matrix

# (data codewords a block, blocks) in groups, by version and level: table 9.
_BLOCKS = {
    (12, "Q"): ((20, 4), (21, 6)),
    (10, "M"): ((43, 4), (44, 1)),
}
_ALIGNMENT = {12: (6, 32, 58), 10: (6, 28, 50)}
_LEVELS = {0: "M", 1: "L", 2: "H", 3: "Q"}

_MASKS = (
    lambda i, j: (i + j) % 2,
    lambda i, j: i % 2,
    lambda i, j: j % 3,
    lambda i, j: (i + j) % 3,
    lambda i, j: (i // 2 + j // 3) % 2,
    lambda i, j: i * j % 2 + i * j % 3,
    lambda i, j: (i * j % 2 + i * j % 3) % 2,
    lambda i, j: ((i + j) % 2 + i * j % 3) % 2,
)


def read_segments(matrix: Matrix) -> tuple[str, list[tuple[str, str]]]:
    """The level, and the segments as (mode, text); errors are not corrected."""
    size = len(matrix)
    version = (size - 17) // 4
    # The first five bits of the format information, unmasked: section 7.9.1.
    form = 0
    for x in range(5):
        form = form << 1 | matrix[8][x]
    form ^= 0b10101
    level, mask = _LEVELS[form >> 3], form & 7
    bits = _placed(matrix, version, mask)
    codewords = [int("".join(map(str, bits[at : at + 8])), 2) for at in range(0, len(bits) - 7, 8)]
    stream = "".join(f"{word:08b}" for word in _in_order(codewords, _BLOCKS[version, level]))
    return level, _segments(stream, version)


def _placed(matrix: Matrix, version: int, mask: int) -> list[int]:
    size = len(matrix)
    bits: list[int] = []
    columns = [*range(size - 1, 6, -2), *range(5, 0, -2)]
    for turn, right in enumerate(columns):
        rows = range(size) if turn % 2 else range(size - 1, -1, -1)
        for row in rows:
            for column in (right, right - 1):
                if not _is_function(row, column, size, version):
                    bits.append(matrix[row][column] ^ (not _MASKS[mask](row, column)))
    return bits


def _is_function(row: int, column: int, size: int, version: int) -> bool:
    low, high = 9, size - 8
    if (row < low and (column < low or column >= high)) or (row >= high and column < low):
        return True
    if row == 6 or column == 6:
        return True
    if (row < 6 and column >= size - 11) or (column < 6 and row >= size - 11):
        return True
    centres = _ALIGNMENT[version]
    corners = {(centres[0], centres[0]), (centres[0], centres[-1]), (centres[-1], centres[0])}
    return any(
        abs(row - y) <= 2 and abs(column - x) <= 2
        for y in centres
        for x in centres
        if (y, x) not in corners
    )


def _in_order(codewords: list[int], groups: tuple[tuple[int, int], ...]) -> list[int]:
    lengths = [length for length, count in groups for _ in range(count)]
    blocks: list[list[int]] = [[] for _ in lengths]
    at = 0
    for position in range(max(lengths)):
        for block, length in zip(blocks, lengths, strict=True):
            if position < length:
                block.append(codewords[at])
                at += 1
    return [word for block in blocks for word in block]


def _segments(stream: str, version: int) -> list[tuple[str, str]]:
    at = 0
    found: list[tuple[str, str]] = []

    def take(count: int) -> int:
        nonlocal at
        at += count
        return int(stream[at - count : at], 2)

    while mode := take(4):
        if mode == 4:
            count = take(8 if version < 10 else 16)
            found.append(("byte", bytes(take(8) for _ in range(count)).decode("ascii")))
        elif mode == 1:
            count = take(10 if version < 10 else 12)
            digits = "".join(f"{take(10):03}" for _ in range(count // 3))
            rest = count % 3
            if rest:
                digits += f"{take(4 if rest == 1 else 7):0{rest}}"
            found.append(("numeric", digits))
        else:
            raise AssertionError(f"another mode: {mode}")
    return found
