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
    """Hide every count of 1 to LEAST - 1, and as many others as keep it hidden.

    Whoever subtracts what is shown from the total gets the sum of what is hidden. So at least two counts
    are hidden, which together reach LEAST; the smallest others join until they do. A total below LEAST
    is hidden itself. Zeros are shown: they are nobody's.
    """
    hidden = {at for at, count in enumerate(cells) if 0 < count < LEAST}
    others = sorted((count, at) for at, count in enumerate(cells) if count >= LEAST)
    while hidden and others and (len(hidden) < 2 or sum(cells[at] for at in hidden) < LEAST):
        hidden.add(others.pop(0)[1])
    total = sum(cells)
    return Shown(
        cells=tuple(None if at in hidden else count for at, count in enumerate(cells)),
        total=None if 0 < total < LEAST else total,
    )
