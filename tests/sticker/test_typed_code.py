"""The typed code: every single wrong letter and every swap of two is noticed."""

from __future__ import annotations

import itertools
import random

import pytest
from foodtrace.errors import MalformedSticker
from foodtrace.sticker import encode_typed_code, parse_typed_code
from hypothesis import given
from hypothesis import strategies as st

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (1, "0000-0012"),
        (26_004_812, "00RS-KAC7"),
        (123_456_789, "03NQ-K8N1"),
        (4_294_967_295, "3ZZZ-ZZZ0"),
    ],
)
def test_known_codes(number: int, code: str) -> None:
    assert encode_typed_code(number) == code
    assert parse_typed_code(code) == number


@given(st.integers(1, 2**32 - 1))
def test_a_number_comes_back_however_its_code_is_typed(number: int) -> None:
    code = encode_typed_code(number)
    spaced = " ".join(code.replace("-", "").lower())
    looked_alike = code.replace("1", "l").replace("0", "o")
    shouted = code.replace("1", "I").replace("0", "O").replace("-", "--")
    for typed in (code, spaced, looked_alike, shouted, f" {code} "):
        assert parse_typed_code(typed) == number


def _number_or_none(letters: str) -> int | None:
    try:
        return parse_typed_code(letters)
    except MalformedSticker:
        return None


def test_every_wrong_letter_and_every_swap_is_refused() -> None:
    numbers = [1, 26_004_812, 2**32 - 1, *random.Random(1).sample(range(1, 2**32), 60)]
    for number in numbers:
        letters = encode_typed_code(number).replace("-", "")
        for at, letter in itertools.product(range(8), _ALPHABET):
            if letter != letters[at]:
                assert _number_or_none(letters[:at] + letter + letters[at + 1 :]) is None
        for a, b in itertools.combinations(range(8), 2):
            if letters[a] != letters[b]:
                swapped = list(letters)
                swapped[a], swapped[b] = swapped[b], swapped[a]
                assert _number_or_none("".join(swapped)) is None


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "typed_code"),
        ("00RS-KAC", "typed_code"),
        ("00RS-KAC77", "typed_code"),
        ("00RS-KACU", "typed_code"),
        ("00RS_KAC7", "typed_code"),
        ("00RS\tKAC7", "typed_code"),
        ("00RS-KAC７", "typed_code"),
        ("00RS-\u212aAC7", "typed_code"),  # the Kelvin sign lower-cases to k
        ("00RS-KAC8", "typed_code_check"),
        ("00SR-KAC7", "typed_code_check"),
        ("0000-0000", "typed_code"),  # the check holds, the number 0 is nobody's
        ("4000-000T", "typed_code"),  # 2**32
    ],
)
def test_what_is_no_code_says_why(typed: str, code: str) -> None:
    with pytest.raises(MalformedSticker) as refused:
        parse_typed_code(typed)
    assert refused.value.code == code


@pytest.mark.parametrize("number", [0, -1, 2**32])
def test_a_number_out_of_bounds_gets_no_code(number: int) -> None:
    with pytest.raises(MalformedSticker):
        encode_typed_code(number)
