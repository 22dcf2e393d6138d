"""Which font on this machine draws which character: Be Vietnam Pro first, then system fonts."""

from __future__ import annotations

import os
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Literal

import msgspec
from fontpkg_be_vietnam_pro import ROOT as _BE_VIETNAM
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it ships no types

from foodtrace.errors import InvalidRequest

Weight = Literal[800, 700, 500]

_BE_VIETNAM_FILES = {800: "ExtraBold", 700: "Bold", 500: "Medium"}

# Debian (fonts-noto-cjk), Arch, Fedora; FOODTRACE_FONTS names one more folder, looked at first.
_CJK_FOLDERS = (
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/noto-cjk",
    "/usr/share/fonts/google-noto-cjk",
)
_CJK_FILES = {
    800: "NotoSansCJK-Bold.ttc",
    700: "NotoSansCJK-Bold.ttc",
    500: "NotoSansCJK-Regular.ttc",
}
# Where each language's shapes stand in the collection.
_JAPANESE, _KOREAN, _SIMPLIFIED, _TRADITIONAL = 0, 1, 2, 3

# Debian (fonts-dejavu-core), Fedora, Arch: Latin letters of other languages, such as Ŋ or ƙ.
_LATIN_FOLDERS = (
    "/usr/share/fonts/truetype/dejavu",
    "/usr/share/fonts/dejavu-sans-fonts",
    "/usr/share/fonts/TTF",
)
_LATIN_FILES = {800: "DejaVuSans-Bold.ttf", 700: "DejaVuSans-Bold.ttf", 500: "DejaVuSans.ttf"}

# Above and below the baseline in Noto Sans CJK, whose letters all fill one square.
_IDEOGRAPH = (0.9, 0.14)


class FontFile(msgspec.Struct, frozen=True):
    """A font file, or one face of a collection."""

    path: Path
    number: int = 0

    @property
    def key(self) -> str:
        return f"{self.path.stem}-{self.number}"


def missing_glyphs(text: str) -> tuple[str, ...]:
    """The characters of `text` that no font here can draw, once each, in order of appearance.

    Ask before signing: a sticker is never printed with a blank box. Korean, Japanese and Chinese
    need Noto Sans CJK (Debian: fonts-noto-cjk).
    """
    missing = {
        char: None
        for weight in (800, 500)
        for char in text
        if _font_of(char, weight, _language(text)) is None
    }
    return tuple(char for char in dict.fromkeys(text) if char in missing)


def font_runs(text: str, weight: Weight) -> list[tuple[FontFile, str]]:
    """Cut a text into stretches of one font each, in reading order."""
    language = _language(text)
    runs: list[tuple[FontFile, str]] = []
    for font, chars in groupby(text, key=lambda char: _font_of(char, weight, language)):
        run = "".join(chars)
        if font is None:
            raise InvalidRequest(
                f"expected text that a font on this machine can draw, got {run!r}; install the "
                "fonts-noto-cjk package or have a person respell the name",
                code="missing_glyph",
            )
        runs.append((font, run))
    return runs


def ink_extent(text: str, weight: Weight) -> tuple[float, float]:
    """How far the ink of a line reaches above and below its baseline, in parts of the type size.

    Vietnamese capitals carry two marks and a dot below: Ẳ reaches 1.23, where A reaches 0.74.
    """
    extents = [
        _extent(font, char) for font, run in font_runs(text, weight) for char in run if char != " "
    ]
    return (
        max((above for above, _ in extents), default=0.0),
        max((below for _, below in extents), default=0.0),
    )


def _language(text: str) -> int:
    """The face whose regional shapes suit the text; Han alone is read by which code page has it."""
    if any("\uac00" <= char <= "\ud7a3" for char in text):
        return _KOREAN
    if any("\u3041" <= char <= "\u30fc" for char in text):
        return _JAPANESE
    han = "".join(char for char in text if "\u3400" <= char <= "\u9fff")
    if _fits(han, "gb2312") or not _fits(han, "big5"):
        return _SIMPLIFIED
    return _TRADITIONAL


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _font_of(char: str, weight: Weight, language: int) -> FontFile | None:
    for font in _fonts(weight, language):
        if ord(char) in _code_points(font):
            return font
    return None


@cache
def _fonts(weight: Weight, language: int) -> tuple[FontFile, ...]:
    fonts = [FontFile(_BE_VIETNAM / "files" / f"BeVietnamPro-{_BE_VIETNAM_FILES[weight]}.ttf")]
    cjk = _find(_CJK_FILES[weight], _CJK_FOLDERS)
    if cjk is not None:
        fonts.append(FontFile(cjk, language))
    latin = _find(_LATIN_FILES[weight], _LATIN_FOLDERS)
    if latin is not None:
        fonts.append(FontFile(latin))
    return tuple(fonts)


def _find(name: str, folders: tuple[str, ...]) -> Path | None:
    own = os.environ.get("FOODTRACE_FONTS")
    for folder in (own, *folders) if own else folders:
        path = Path(folder) / name
        if path.is_file():
            return path
    return None


@cache
def _code_points(font: FontFile) -> frozenset[int]:
    return frozenset(_opened(font).getBestCmap())


@cache
def _extent(font: FontFile, char: str) -> tuple[float, float]:
    opened = _opened(font)
    if "glyf" not in opened:
        return _IDEOGRAPH
    glyph = opened["glyf"][opened.getBestCmap()[ord(char)]]
    if not glyph.numberOfContours:
        return 0.0, 0.0
    em = opened["head"].unitsPerEm
    return glyph.yMax / em, -glyph.yMin / em


@cache
def _opened(font: FontFile) -> TTFont:
    return TTFont(font.path, fontNumber=font.number, lazy=True)
