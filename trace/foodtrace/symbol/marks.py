"""The drawn marks of a sticker as PDF path operators in millimetres, y pointing down."""

from __future__ import annotations

_KAPPA = 0.5523  # a quarter circle as one Bezier curve


def rounded(x: float, y: float, width: float, height: float, radius: float) -> str:
    """A closed rectangle with round corners."""
    k = radius * (1 - _KAPPA)
    right, bottom = x + width, y + height
    return _ops(
        f"{_n(x + radius)} {_n(y)} m {_n(right - radius)} {_n(y)} l",
        f"{_n(right - k)} {_n(y)} {_n(right)} {_n(y + k)} {_n(right)} {_n(y + radius)} c",
        f"{_n(right)} {_n(bottom - radius)} l",
        f"{_n(right)} {_n(bottom - k)} {_n(right - k)} {_n(bottom)} {_n(right - radius)} {_n(bottom)} c",
        f"{_n(x + radius)} {_n(bottom)} l",
        f"{_n(x + k)} {_n(bottom)} {_n(x)} {_n(bottom - k)} {_n(x)} {_n(bottom - radius)} c",
        f"{_n(x)} {_n(y + radius)} l",
        f"{_n(x)} {_n(y + k)} {_n(x + k)} {_n(y)} {_n(x + radius)} {_n(y)} c h",
    )


def tab(x: float, y: float, width: float, height: float, radius: float) -> str:
    """A closed rectangle whose two upper corners are round."""
    k = radius * (1 - _KAPPA)
    right, bottom = x + width, y + height
    return _ops(
        f"{_n(x)} {_n(bottom)} m {_n(x)} {_n(y + radius)} l",
        f"{_n(x)} {_n(y + k)} {_n(x + k)} {_n(y)} {_n(x + radius)} {_n(y)} c",
        f"{_n(right - radius)} {_n(y)} l",
        f"{_n(right - k)} {_n(y)} {_n(right)} {_n(y + k)} {_n(right)} {_n(y + radius)} c",
        f"{_n(right)} {_n(bottom)} l h",
    )


def disc(x: float, y: float, radius: float) -> str:
    """A closed circle round (x, y)."""
    return rounded(x - radius, y - radius, 2 * radius, 2 * radius, radius)


def bowl() -> str:
    """A bowl with two chopsticks, for boards without an emblem; the middle of its disc is (0, 0)."""
    return _ops(
        "-3.56 -0.54 m -3.56 1.36 -1.97 2.9 0 2.9 c 1.97 2.9 3.56 1.36 3.56 -0.54 c h f",
        "-1.63 1.9 3.26 1.29 re f",
        "-1.54 -0.54 m 2.1 -4.07 l 2.55 -3.62 l -0.64 -0.54 l h",
        "0.19 -0.54 m 3.33 -3.28 l 3.76 -2.79 l 1.1 -0.54 l h f",
    )


def phone() -> str:
    """A phone, struck out: no app. 8.3 wide, 8.2 high, from (0, 0)."""
    return _ops(rounded(2.2, 0, 4.3, 8.2, 0.75), "2.95 1.25 2.8 4.8 re f*", _struck(0.45))


def card() -> str:
    """A bank card with its stripe left white, struck out: no payment."""
    return _ops(
        tab(0.4, 1.05, 7.95, 1.05, 0.6),
        rounded(0.4, 3.15, 7.95, 3.65, 0.6),
        "0.4 3.15 7.95 1.2 re f",
        _struck(0.35),
    )


def person() -> str:
    """Head and shoulders, struck out: no login."""
    return _ops(
        disc(4.33, 1.95, 1.93),
        "0.75 8.1 m 0.75 6.2 2.35 4.7 4.33 4.7 c 6.31 4.7 7.9 6.2 7.9 8.1 c h f",
        _struck(0.45),
    )


def _struck(top: float) -> str:
    # The white line keeps the stroke apart from the shape on a bad photocopy.
    line = f"0.47 {_n(top + 7.2)} m 8.3 {_n(top)} l S"
    return f"1 G 1.75 w {line} 0 G 0.82 w {line}"


def _ops(*parts: str) -> str:
    return " ".join(parts)


def _n(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")
