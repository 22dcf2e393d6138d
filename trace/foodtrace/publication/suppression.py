"""Hiding small counts so that no sum gives them away; pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

__all__ = ["LEAST", "Shown", "suppress"]

#: A count above zero and below this is not shown.
LEAST: Final = 5


class Shown(msgspec.Struct, frozen=True):
    """What may be seen of cells and their total; None is a count that is not shown."""

    cells: tuple[int | None, ...]
    total: int | None


def suppress(cells: Sequence[int]) -> Shown:
    """Hide every count of 1 to LEAST - 1, and the next larger ones until that keeps them hidden.

    Whoever subtracts what is shown from the total gets the sum of what is hidden. That tells no single
    count as long as two of the hidden ones differ: they could be exchanged, and the table would look the
    same, for hidden is whatever lies under one line. Where no line does that, the total is hidden too.
    Zeros are shown: they are nobody's.
    """
    hidden: set[int] = set()
    if any(0 < count < LEAST for count in cells):
        for line in sorted({LEAST - 1, *(count for count in cells if count >= LEAST)}):
            hidden = {count for count in cells if 0 < count <= line}
            if len(hidden) > 1 and sum(c for c in cells if c in hidden) >= LEAST:
                break
    tells = bool(hidden) and (len(hidden) == 1 or sum(cells) < LEAST)
    return Shown(
        cells=tuple(None if count in hidden else count for count in cells),
        total=None if tells else sum(cells),
    )
