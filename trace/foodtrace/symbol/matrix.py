"""A sticker link becomes the modules of its QR symbol, as format section 1 says."""

from __future__ import annotations

import re
from typing import Literal

import segno
from segno import consts

from foodtrace.errors import InvalidRequest
from foodtrace.symbol.swift import swift_symbol

Level = Literal["Q", "M"]
Matrix = tuple[bytes, ...]
"""Rows from the top, one byte a module: 1 dark, 0 light; square; the quiet zone is not in it."""

QUIET_MODULES = 4

# The shape alone; whether the digits are a sticker is the business of `foodtrace.sticker`.
_LINK = re.compile(r"(https://[a-z0-9.-]{1,253}/1/)([0-9]{265,697})", re.ASCII)


def symbol_matrix(url: str, level: Level = "Q") -> Matrix:
    """Encode a sticker link: the part up to `/1/` as bytes, the digits as a numeric segment.

    The mask is the one ISO/IEC 18004 section 7.8.3 scores best; the version is the smallest that
    holds the link; the error correction is never raised beyond `level`.
    """
    prefix, digits = split_link(url)
    if level not in ("Q", "M"):
        raise InvalidRequest(
            f"expected error correction Q or M, got {level!r}; the sticker format allows no other",
            code="symbol_level",
        )
    swift = swift_symbol(prefix, digits, level)
    if swift is not None:
        return swift
    symbol = segno.make(
        # segno takes a list of segments; its stub does not say so
        [(prefix, consts.MODE_BYTE), (digits, consts.MODE_NUMERIC)],  # type: ignore[arg-type]
        error=level,
        boost_error=False,
        micro=False,
    )
    return tuple(bytes(row) for row in symbol.matrix)


def address_matrix(url: str) -> Matrix:
    """The symbol of any other address, such as a page to come back to; never of a sticker."""
    symbol = segno.make(url, error="m", boost_error=False, micro=False)
    return tuple(bytes(row) for row in symbol.matrix)


def split_link(url: str) -> tuple[str, str]:
    """Cut a sticker link into the part that ends in `/1/` and the digits."""
    match = _LINK.fullmatch(url)
    if match is None:
        raise InvalidRequest(
            "expected a sticker link https://<lower-case host>/1/<265 to 697 digits>, "
            f"got {url[:60]!r}; print only links that the registry issued",
            code="symbol_link",
        )
    return match[1], match[2]


def dark_runs(matrix: Matrix) -> list[tuple[int, int, int]]:
    """Horizontal runs of dark modules as (x, y, length), row by row."""
    runs: list[tuple[int, int, int]] = []
    for y, row in enumerate(matrix):
        x = row.find(1)
        while x >= 0:
            end = row.find(0, x)
            if end < 0:
                end = len(row)
            runs.append((x, y, end - x))
            x = row.find(1, end)
    return runs
