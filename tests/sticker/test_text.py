"""The repertoire: what may stand in a name, and why a reader needs no Unicode tables."""

from __future__ import annotations

import itertools
import unicodedata

import pytest
from foodtrace.sticker import check_text, is_within_repertoire, normal_text, repertoire_faults
from foodtrace.sticker.text import REPERTOIRE

_ALL = [chr(code) for low, high in REPERTOIRE for code in range(low, high + 1)]


def test_exactly_the_repertoires_characters_are_within_it() -> None:
    within = set(_ALL)
    for code in range(0x110000):
        if 0xD800 <= code < 0xE000:
            continue
        assert is_within_repertoire(chr(code)) == (chr(code) in within), hex(code)


def test_nothing_in_the_repertoire_changes_under_normalisation() -> None:
    for letter in _ALL:
        assert normal_text(letter) == letter, hex(ord(letter))


def test_no_two_characters_of_the_repertoire_compose() -> None:
    # All are starters, and a pair composes only where a character decomposes to such a pair.
    assert not any(unicodedata.combining(letter) for letter in _ALL)
    seconds = set()
    for code in range(0x110000):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            seconds.add(chr(int(parts[1], 16)))
    assert seconds.isdisjoint(_ALL)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("Bún Chả Cá Bà Lữ", ()),
        ("@fifi", ()),
        ("-16 Độ", ()),
        ("미미 식당 №1 “Ốc” – 海鲜・カフェ", ()),
        ("", ("empty",)),
        (" a", ("spaces",)),
        ("a ", ("spaces",)),
        ("a  b", ("spaces",)),
        ("ă" * 40, ()),
        ("ă" * 40 + "a", ("too_long",)),
        ("Phở 🍜", ("characters",)),
        ("Ho\u0300a", ("characters",)),
        ("a\u200bb", ("characters",)),
        ("a\u202eb", ("characters",)),
        ("a\u00adb", ("characters",)),
        ("a\u00a0b", ("characters",)),
        ("Саfе", ("characters",)),
        ("a\tb", ("characters",)),
        ("\ud800", ("characters",)),
        (" 🍜" * 40, ("too_long", "characters", "spaces")),
    ],
)
def test_a_text_that_cannot_be_signed_says_why(text: str, faults: tuple[str, ...]) -> None:
    assert check_text(text) == faults


def test_characters_outside_are_named_once_in_order() -> None:
    assert repertoire_faults("Phở 🍜 và 🍲 🍜") == ("🍜", "🍲")
    assert repertoire_faults("Phở") == ()


def test_decomposed_vietnamese_becomes_the_composed_text_that_is_signed() -> None:
    for name in ("Bún Chả Cá Bà Lữ", "Ộ ộ Ữ ữ Ẩ ẩ Đ đ"):
        assert normal_text(unicodedata.normalize("NFD", name)) == name


def test_pairs_of_vietnamese_letters_are_stable() -> None:
    letters = "aăâeêioôơuưyđ" + "ạảãàáặẳẵằắậẩẫầấ"
    for a, b in itertools.product(letters, repeat=2):
        assert unicodedata.is_normalized("NFC", a + b)
