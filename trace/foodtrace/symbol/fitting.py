"""Text of any length is broken into lines and sized so that it stays inside its box."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, combinations, pairwise

import msgspec

from foodtrace.symbol.fonts import Weight, ink_extent

POINT_MM = 25.4 / 72

# Between the dots below one line and the marks above the next, mm.
_AIR = 0.12

Measure = Callable[[str, float], float]
"""Width in mm of a line at a size in points."""


class Setting(msgspec.Struct, frozen=True):
    """How a text is set: its lines, their size in points, and letters condensed by `stretch`."""

    lines: tuple[str, ...]
    size: float
    stretch: float = 1


class Row(msgspec.Struct, frozen=True):
    """One line to be drawn; `above` and `below` are where its ink ends, in mm from its baseline."""

    text: str
    weight: Weight
    size: float
    stretch: float
    above: float
    below: float


def rows_of(setting: Setting, weight: Weight) -> list[Row]:
    """The lines of a setting with the room that their marks take."""
    rows: list[Row] = []
    for line in setting.lines:
        above, below = ink_extent(line, weight)
        em = setting.size * POINT_MM
        rows.append(Row(line, weight, setting.size, setting.stretch, above * em, below * em))
    return rows


def step(upper: Row, lower: Row, least: float = 1.1) -> float:
    """From one baseline to the next: `least` sizes of the lower line, more where marks would touch."""
    return max(lower.size * POINT_MM * least, upper.below + lower.above + _AIR)


def one_line(text: str, measure: Measure, width: float, size: float, least: float) -> Setting:
    """One line at `size`, smaller down to `least` if it must, then condensed."""
    fitting = min(size, size * width / max(measure(text, size), 0.001))
    return _condensed((text,), measure, width, max(_down(fitting), least))


def settings(
    text: str, measure: Measure, width: float, choices: Sequence[tuple[int, float, float]]
) -> Iterator[Setting]:
    """Every way to set `text`, best first; a choice is (lines, largest size, smallest size).

    Only settings that fit without condensing come, in steps of a tenth of a point; the caller
    adds its own last resort with `condensed`.
    """
    for count, largest, smallest in choices:
        lines = balanced(text, count, measure)
        if len(lines) != count:
            continue
        widest = max(measure(line, largest) for line in lines)
        size = _down(min(largest, largest * width / max(widest, 0.001)))
        while size >= smallest:
            yield Setting(lines, size)
            size = round(size - 0.1, 1)


def condensed(text: str, measure: Measure, width: float, count: int, size: float) -> Setting:
    """The last resort for text that is too wide at the smallest size: narrower letters."""
    return _condensed(balanced(text, count, measure), measure, width, size)


def balanced(text: str, count: int, measure: Measure) -> tuple[str, ...]:
    """Break a text into `count` lines as even as its words allow; fewer if it has no more parts."""
    parts = _parts(text)
    if len(parts) < count:
        parts = list(text)
    if len(parts) < count:
        return (text,)
    # Widths add up, so each part is measured once, however many ways there are to break the text.
    reach = [0.0, *accumulate(measure(part, 10) for part in parts)]
    trailing = [measure(part, 10) - measure(part.rstrip(), 10) for part in parts]

    def widest(edges: tuple[int, ...]) -> float:
        return max(reach[end] - reach[start] - trailing[end - 1] for start, end in pairwise(edges))

    cuts = combinations(range(1, len(parts)), count - 1)
    edges = min(((0, *cut, len(parts)) for cut in cuts), key=widest)
    return tuple("".join(parts[start:end]).strip() for start, end in pairwise(edges))


def _parts(text: str) -> list[str]:
    """Pieces that may stand at the start of a line: after a space, and round an ideograph."""
    parts: list[str] = []
    for char in text:
        if not parts or parts[-1].endswith(" ") or _is_cjk(char) or _is_cjk(parts[-1][-1]):
            if char == " " and parts:
                parts[-1] += char
                continue
            parts.append(char)
        else:
            parts[-1] += char
    return parts


def _is_cjk(char: str) -> bool:
    return "\u3041" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3"


def _condensed(lines: tuple[str, ...], measure: Measure, width: float, size: float) -> Setting:
    widest = max(measure(line, size) for line in lines)
    return Setting(lines, size, min(1.0, width / max(widest, 0.001)))


def _down(size: float) -> float:
    """The tenth of a point at or below a size; widths are exact, so rounding up would overflow."""
    return int(size * 10 + 1e-6) / 10
