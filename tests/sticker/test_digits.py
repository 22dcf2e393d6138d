"""Digits: one text for each token, nothing else taken."""

from __future__ import annotations

import pytest
from foodtrace.errors import MalformedSticker
from foodtrace.sticker import encode_digits, parse_digits
from hypothesis import given
from hypothesis import strategies as st

_TOKENS = st.binary(min_size=109, max_size=287)


@given(_TOKENS)
def test_bytes_come_back_from_their_digits(raw: bytes) -> None:
    digits = encode_digits(raw)
    assert digits.isdigit()
    assert parse_digits(digits) == raw


@pytest.mark.parametrize("size", range(109, 288))
def test_every_length_has_its_number_of_digits_and_survives_extremes(size: int) -> None:
    expected = size // 7 * 17 + [0, 3, 5, 8, 10, 13, 15][size % 7]
    for octet in (b"\x00", b"\xff"):
        digits = encode_digits(octet * size)
        assert len(digits) == expected
        assert parse_digits(digits) == octet * size


@given(_TOKENS, st.data())
def test_what_parses_encodes_to_the_same_digits(raw: bytes, data: st.DataObject) -> None:
    digits = encode_digits(raw)
    at = data.draw(st.integers(0, len(digits) - 1))
    changed = digits[:at] + data.draw(st.sampled_from("0123456789")) + digits[at + 1 :]
    try:
        parsed = parse_digits(changed)
    except MalformedSticker:
        return
    assert encode_digits(parsed) == changed


@pytest.mark.parametrize(
    "size", [size for size in range(0, 720) if size % 17 in (1, 2, 4, 6, 7, 9)]
)
def test_a_number_of_digits_that_no_token_has_is_refused(size: int) -> None:
    with pytest.raises(MalformedSticker) as refused:
        parse_digits("0" * size)
    assert refused.value.code == ("length" if size else "digits")


@pytest.mark.parametrize("size", [1, 255, 263, 264, 698, 700, 714, 17_000])
def test_too_few_and_too_many_digits_are_refused(size: int) -> None:
    with pytest.raises(MalformedSticker) as refused:
        parse_digits("0" * size)
    assert refused.value.code == "length"


@pytest.mark.parametrize("size", [0, 108, 288])
def test_token_bytes_out_of_bounds_get_no_digits(size: int) -> None:
    with pytest.raises(MalformedSticker) as refused:
        encode_digits(bytes(size))
    assert refused.value.code == "length"


@pytest.mark.parametrize(
    ("tail_bytes", "width"), [(1, 3), (2, 5), (3, 8), (4, 10), (5, 13), (6, 15)]
)
def test_a_group_too_large_for_its_bytes_is_refused(tail_bytes: int, width: int) -> None:
    whole = "0" * (17 * 16)
    largest = str(256**tail_bytes - 1).zfill(width)
    assert parse_digits(whole + largest)[-tail_bytes:] == b"\xff" * tail_bytes
    for digits in (
        whole + str(256**tail_bytes).zfill(width),
        whole + "9" * width,
        str(256**7).zfill(17) + whole[17:] + largest,
        "9" * 17 + whole[17:] + largest,
    ):
        with pytest.raises(MalformedSticker) as refused:
            parse_digits(digits)
        assert refused.value.code == "group"


@pytest.mark.parametrize("odd", ["+", "-", "_", " ", "a", "٣", "３", "²", "\n", "\0"])
def test_what_pythons_int_would_take_but_is_no_digit_is_refused(odd: str) -> None:
    for at in (0, 1, 100, 271):
        with pytest.raises(MalformedSticker) as refused:
            parse_digits("0" * at + odd + "0" * (271 - at))
        assert refused.value.code == "digits"
