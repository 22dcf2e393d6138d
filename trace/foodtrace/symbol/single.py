"""One symbol alone, with its quiet zone, as SVG, PNG or PDF."""

from __future__ import annotations

import re
import struct
import zlib

from foodtrace.errors import InvalidRequest
from foodtrace.symbol.canvas import Canvas
from foodtrace.symbol.matrix import (
    QUIET_MODULES,
    Level,
    Matrix,
    address_matrix,
    symbol_matrix,
)

SIZE_MM = {"Q": 60.0, "M": 45.0}
"""Printed width of the dark square, without its quiet zone."""

_SMALLEST_MM = 30.0
_LIGHT, _DARK = b"\0", b"\1"
_RUNS = re.compile(b"\0+|\1+").findall
# Two dark runs with the light ones behind them: what comes again and again is written once.
_STRETCHES = re.compile(b"\1+\0*(?:\1+\0*)?").findall


class _Strokes(dict[bytes, str]):
    """What is drawn of a stretch of modules: dark runs as lines, light ones passed over."""

    def __missing__(self, stretch: bytes) -> str:
        runs = _RUNS(stretch)
        self[stretch] = "".join(f"h{len(run)}" if run[0] else f"m{len(run)} 0" for run in runs)
        return self[stretch]


_STROKES = _Strokes()


def symbol_svg(url: str, level: Level = "Q", *, size_mm: float | None = None) -> bytes:
    """Draw a symbol as an SVG whose natural size prints it `size_mm` wide (60 at Q, 45 at M)."""
    return svg_of(symbol_matrix(url, level), _size(level, size_mm))


def address_svg(url: str, *, size_mm: float) -> bytes:
    """Draw the address of a page, to be printed on paper that is no sticker."""
    return svg_of(address_matrix(url), size_mm)


def symbol_png(url: str, level: Level = "Q", *, module_px: int = 8) -> bytes:
    """Draw a symbol as a black and white PNG, `module_px` pixels to a module."""
    return png_of(symbol_matrix(url, level), module_px)


def symbol_pdf(url: str, level: Level = "Q", *, size_mm: float | None = None) -> bytes:
    """Draw a symbol as a PDF page just large enough for it and its quiet zone."""
    return pdf_of(symbol_matrix(url, level), _size(level, size_mm))


def svg_of(matrix: Matrix, size_mm: float) -> bytes:
    """One stroked path over a white ground; coordinates are modules, relative to the last run."""
    side = len(matrix) + 2 * QUIET_MODULES
    width = f"{size_mm * side / len(matrix):.3f}".rstrip("0").rstrip(".")
    path: list[str] = []
    for y, row in enumerate(matrix, QUIET_MODULES):
        if dark := row.rstrip(_LIGHT):
            path.append(f"M{QUIET_MODULES + row.find(_DARK)} {y}.5")
            path += [_STROKES[stretch] for stretch in _STRETCHES(dark)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{width}mm"'
        f' viewBox="0 0 {side} {side}"><path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        f'<path stroke="#000" d="{"".join(path)}"/></svg>\n'
    ).encode("ascii")


def png_of(matrix: Matrix, module_px: int = 8) -> bytes:
    """A 1-bit greyscale PNG (ISO/IEC 15948), filter 0, of the symbol and its quiet zone."""
    if not 1 <= module_px <= 64:
        raise InvalidRequest(
            f"expected 1 to 64 pixels a module, got {module_px}; 8 suits a screen and a printer",
            code="symbol_module_px",
        )
    quiet = QUIET_MODULES * module_px
    side = len(matrix) * module_px + 2 * quiet
    stride = (side + 7) // 8
    padding = stride * 8 - side
    blank = b"\x00" + ((1 << side) - 1 << padding).to_bytes(stride, "big")
    dark = (1 << module_px) - 1
    rows: list[bytes] = []
    for row in matrix:
        bits = (1 << side) - 1
        for x, module in enumerate(row):
            if module:
                bits ^= dark << (side - quiet - (x + 1) * module_px)
        rows.append((b"\x00" + (bits << padding).to_bytes(stride, "big")) * module_px)
    pixels = blank * quiet + b"".join(rows) + blank * quiet
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in (
            (b"IHDR", header),
            (b"IDAT", zlib.compress(pixels, 6)),
            (b"IEND", b""),
        )
    )


def pdf_of(matrix: Matrix, size_mm: float) -> bytes:
    """A one-page vector PDF of the symbol and its quiet zone."""
    quiet = QUIET_MODULES * size_mm / len(matrix)
    canvas = Canvas((size_mm + 2 * quiet, size_mm + 2 * quiet))
    canvas.new_page()
    canvas.symbol(matrix, quiet, quiet, size_mm)
    return canvas.finish()


def _size(level: Level, size_mm: float | None) -> float:
    size = SIZE_MM.get(level, 60.0) if size_mm is None else size_mm
    if not _SMALLEST_MM <= size <= 1000:
        raise InvalidRequest(
            f"expected a symbol 30 to 1000 mm wide, got {size:g}; the sticker format allows none "
            "under 30 mm",
            code="symbol_size",
        )
    return size
