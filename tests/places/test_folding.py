"""Folding: two spellings of one name are one, two names stay two."""

from __future__ import annotations

import unicodedata

import pytest
from foodtrace.places import fold
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Hoà", "Hòa"),
        ("Đà Nẵng", "DA NANG"),
        ("Phở  Hòa.", "pho hoa"),
        ("Bánh-mì (Huỳnh Hoa)", "bánh mì huỳnh hoa"),
        ("Pizza 4P’s", "pizza 4p's"),
        ("Thuỷ Tạ", "Thủy Tạ"),
        ("ĐƯỜNG", "đường"),
        ("snake_case", "snake case"),
        ("ﬁfi", "fifi"),
        ("Straße", "STRASSE"),
    ],
)
def test_spellings_of_one_name_fold_to_one(a: str, b: str) -> None:
    assert fold(a) == fold(b)
    assert fold(unicodedata.normalize("NFD", a)) == fold(unicodedata.normalize("NFC", a))


@pytest.mark.parametrize(
    ("a", "b"), [("Phở 24", "Phở 25"), ("味家", "味"), ("한국", "한글"), ("か", "が")]
)
def test_different_names_stay_different(a: str, b: str) -> None:
    assert fold(a) != fold(b)


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_and_form_does_not_matter(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert folded == " ".join(folded.split())
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
