"""QR symbols of stickers and the paper they stand on: SVG, PNG, PDF, sheets and packs of files."""

from __future__ import annotations

from foodtrace.symbol.face import Issuer, Layout, StickerFace
from foodtrace.symbol.fonts import missing_glyphs
from foodtrace.symbol.manifest import ManifestRow, encode_manifest, parse_manifest
from foodtrace.symbol.matrix import Level, Matrix, symbol_matrix
from foodtrace.symbol.pack import FORMATS, PackSticker, face_of, write_pack
from foodtrace.symbol.sheets import SheetBook, sheets_pdf, sticker_pdf
from foodtrace.symbol.single import address_svg, symbol_pdf, symbol_png, symbol_svg

__all__ = [
    "FORMATS",
    "Issuer",
    "Layout",
    "Level",
    "ManifestRow",
    "Matrix",
    "PackSticker",
    "SheetBook",
    "StickerFace",
    "address_svg",
    "encode_manifest",
    "face_of",
    "missing_glyphs",
    "parse_manifest",
    "sheets_pdf",
    "sticker_pdf",
    "symbol_matrix",
    "symbol_pdf",
    "symbol_png",
    "symbol_svg",
    "write_pack",
]
