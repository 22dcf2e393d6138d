"""Which letters can be printed here, and what happens to those that cannot."""

from __future__ import annotations

import itertools
import unicodedata
from pathlib import Path

import pytest
from foodtrace.errors import InvalidRequest
from foodtrace.symbol import fonts, missing_glyphs, sheets_pdf, sticker_pdf
from symbol.doors import CHINESE, JAPANESE, KOREAN, NAMES, SHORT, TRADITIONAL, face


def test_every_vietnamese_letter_is_in_our_own_font() -> None:
    vowels = "aăâeêioôơuưy"
    tones = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
    text = "đĐ" + "".join(
        unicodedata.normalize("NFC", vowel + tone)
        for vowel, tone in itertools.product(vowels + vowels.upper(), tones)
    )
    assert len(text) == 2 + 2 * 12 * 6
    for weight in (800, 700, 500):
        assert {run[0].path.name[:12] for run in fonts.font_runs(text, weight)} == {"BeVietnamPro"}


@pytest.mark.parametrize(("name", "street"), NAMES)
def test_names_of_every_script_have_all_their_glyphs(name: str, street: str) -> None:
    assert missing_glyphs(name + street) == ()


def test_missing_glyphs_are_named_once_in_order() -> None:
    assert missing_glyphs("Quán 🍜 ngon 🥢 🍜") == ("🍜", "🥢")


def test_a_name_without_a_glyph_is_refused_and_never_a_blank_box() -> None:
    with pytest.raises(InvalidRequest) as refused:
        sticker_pdf(face(*SHORT, issuer_vi="Quán 🍜"))
    assert refused.value.code == "missing_glyph"
    assert "fonts-noto-cjk" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "number"),
    [(KOREAN[0], 1), (CHINESE[0], 2), (TRADITIONAL[0], 3), (JAPANESE[0], 0), ("№ 7", 2)],
)
def test_ideographs_take_the_shapes_of_their_language(text: str, number: int) -> None:
    runs = fonts.font_runs(text, 800)
    assert {font.number for font, _ in runs if "CJK" in font.path.name} == {number}
    assert "".join(run for _, run in runs) == text


def test_latin_letters_beside_ideographs_stay_in_our_own_font() -> None:
    runs = fonts.font_runs("한우정 Hanwoo", 800)
    assert [font.path.name for font, _ in runs][-1] == "BeVietnamPro-ExtraBold.ttf"


def test_without_system_fonts_a_korean_name_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(fonts, "_CJK_FOLDERS", (str(tmp_path),))
    monkeypatch.setattr(fonts, "_LATIN_FOLDERS", (str(tmp_path),))
    fonts._fonts.cache_clear()
    try:
        assert missing_glyphs("한 Hoà") == ("한",)
        assert sheets_pdf([face()])
    finally:
        fonts._fonts.cache_clear()


def test_a_folder_of_ones_own_is_looked_at_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "NotoSansCJK-Bold.ttc").write_bytes(b"")
    monkeypatch.setenv("FOODTRACE_FONTS", str(tmp_path))
    fonts._fonts.cache_clear()
    try:
        assert fonts._fonts(800, 1)[1].path.parent == tmp_path
    finally:
        fonts._fonts.cache_clear()
