"""The files of many stickers at once: single symbols, sheets and their manifest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, Protocol, get_args

from foodtrace.errors import InvalidRequest
from foodtrace.sticker import shown_last_day
from foodtrace.symbol.destination import Destination, destination
from foodtrace.symbol.face import Issuer, Layout, StickerFace
from foodtrace.symbol.fonts import missing_glyphs
from foodtrace.symbol.manifest import ManifestRow, encode_manifest
from foodtrace.symbol.matrix import Level, Matrix, split_link, symbol_matrix
from foodtrace.symbol.sheets import Progress, SheetBook, level_of
from foodtrace.symbol.single import SIZE_MM, pdf_of, png_of, svg_of

Format = Literal["svg", "png", "pdf", "a6", "sheets", "sheets-m45"]
"""svg, png, pdf: one symbol a file. a6, sheets, sheets-m45: stickers on paper, many to a file."""

FORMATS: tuple[str, ...] = get_args(Format)

_LAYOUTS: dict[str, Layout] = {"a6": "a6", "sheets": "a6x4", "sheets-m45": "m45x8"}

# A file a ream (500 sheets of four): memory stays flat, and a printer is fed a file at a time.
_VOLUME = 2000


class PackSticker(Protocol):
    """What a pack needs of a sticker; the register's LiveSticker is one. Times are unix seconds."""

    @property
    def id(self) -> int: ...
    @property
    def typed_code(self) -> str: ...
    @property
    def kid(self) -> bytes: ...
    @property
    def idx(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def street(self) -> str: ...
    @property
    def ward(self) -> int: ...
    @property
    def zone(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def exp(self) -> int: ...


def face_of(sticker: PackSticker, issuer: Issuer) -> StickerFace:
    """What stands on the paper of one sticker."""
    prefix, _ = split_link(sticker.url)
    return StickerFace(
        url=sticker.url,
        name=sticker.name,
        street=sticker.street,
        typed_code=sticker.typed_code,
        last_day=shown_last_day(sticker.exp),
        host=prefix.removeprefix("https://").removesuffix("/1/"),
        issuer_vi=issuer.name_vi,
        issuer_en=issuer.name_en,
        specimen=issuer.specimen,
    )


def write_pack(
    out: Path,
    stickers: Sequence[PackSticker],
    formats: Sequence[str] = ("svg",),
    *,
    issuer: Issuer,
    level: Level = "Q",
    on_progress: Progress | None = None,
) -> list[ManifestRow]:
    """Write the files of all stickers, then `manifest.csv`, to a folder or to one zip (`X.zip`).

    Single symbols go to svg/, png/ and pdf/, named by typed code (with kid and idx behind it where
    an establishment has two live stickers); sheets to sheets.pdf, sheets-m45.pdf and a6.pdf, beyond
    2,000 stickers numbered sheets-1.pdf and on. `level` is that of single symbols.

    Each file appears whole or not at all, the manifest last. The folder then holds one pack: what an
    earlier run left for stickers or formats that are not in this one is removed; files of other
    names are not touched. The same stickers give the same bytes, so a re-run completes a killed one.
    Memory does not grow with the number of stickers beyond the rows of the manifest.

    Raises InvalidRequest (formats, missing_glyph, output, output_unwritable), Conflict (output_busy).
    """
    wanted = _checked_formats(formats)
    layouts = [name for name in wanted if name in _LAYOUTS]
    if layouts:
        _check_glyphs(stickers)
    writer = _PackWriter(wanted, stickers, issuer, level)
    with destination(out) as target:
        for number, sticker in enumerate(stickers, 1):
            writer.add(target, sticker)
            if on_progress is not None:
                on_progress(number, len(stickers))
        target.close(encode_manifest(writer.rows))
    return writer.rows


class _PackWriter:
    def __init__(
        self, formats: Sequence[str], stickers: Sequence[PackSticker], issuer: Issuer, level: Level
    ) -> None:
        self._singles = [name for name in formats if name not in _LAYOUTS]
        self._layouts = [name for name in formats if name in _LAYOUTS]
        self._first = formats[0]
        self._codes = Counter(sticker.typed_code for sticker in stickers)
        self._total = len(stickers)
        self._issuer = issuer
        self._level = level
        self._books: dict[str, SheetBook] = {}
        self.rows: list[ManifestRow] = []

    def add(self, target: Destination, sticker: PackSticker) -> None:
        symbols: dict[Level, Matrix] = {}

        def symbol(level: Level) -> Matrix:
            if level not in symbols:
                symbols[level] = symbol_matrix(sticker.url, level)
            return symbols[level]

        files: dict[str, str] = {}
        for kind in self._singles:
            files[kind] = f"{kind}/{self._stem(sticker)}.{kind}"
            target.put(files[kind], _single(kind, symbol(self._level), SIZE_MM[self._level]))
        for kind in self._layouts:
            files[kind] = self._add_to_sheet(
                target, kind, sticker, symbol(level_of(_LAYOUTS[kind]))
            )
        self.rows.append(
            ManifestRow(
                id=sticker.id,
                typed_code=sticker.typed_code,
                kid=sticker.kid.hex(),
                idx=sticker.idx,
                name=sticker.name,
                street=sticker.street,
                ward=sticker.ward,
                zone=sticker.zone,
                url=sticker.url,
                file=files[self._first],
            )
        )

    def _stem(self, sticker: PackSticker) -> str:
        if self._codes[sticker.typed_code] == 1:
            return sticker.typed_code
        return f"{sticker.typed_code}-{sticker.kid.hex()}-{sticker.idx}"

    def _add_to_sheet(
        self, target: Destination, kind: str, sticker: PackSticker, matrix: Matrix
    ) -> str:
        done = len(self.rows)
        if kind not in self._books:
            self._books[kind] = SheetBook(_LAYOUTS[kind])
        book = self._books[kind]
        book.add(face_of(sticker, self._issuer), matrix)
        volume = f"-{done // _VOLUME + 1}" if self._total > _VOLUME else ""
        name, page = f"{kind}{volume}.pdf", book.page
        if book.count == _VOLUME or done + 1 == self._total:
            target.put(name, self._books.pop(kind).finish())
        return f"{name}#page={page}"


def _single(kind: str, matrix: Matrix, size_mm: float) -> bytes:
    if kind == "svg":
        return svg_of(matrix, size_mm)
    if kind == "png":
        return png_of(matrix)
    return pdf_of(matrix, size_mm)


def _checked_formats(formats: Sequence[str]) -> list[str]:
    wanted = list(dict.fromkeys(formats))
    unknown = [name for name in wanted if name not in FORMATS]
    if unknown or not wanted:
        raise InvalidRequest(
            f"expected formats of {', '.join(FORMATS)}, got {', '.join(unknown) or 'none'}",
            code="formats",
        )
    return wanted


def _check_glyphs(stickers: Sequence[PackSticker]) -> None:
    """Before the first file, so that a name without a glyph costs no half-printed street."""
    for sticker in stickers:
        missing = missing_glyphs(f"{sticker.name} {sticker.street}")
        if missing:
            raise InvalidRequest(
                f"expected a name and street that the fonts here can draw, got {' '.join(missing)} "
                f"in {sticker.name!r} ({sticker.typed_code}); install the fonts-noto-cjk package or "
                "have a person respell it",
                code="missing_glyph",
            )
