"""The strict reader against cbor2: it takes exactly the canonical bytes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import cbor2
import pytest
from foodtrace.sticker.cbor import (
    CborError,
    Reader,
    encode_array,
    encode_bytes,
    encode_map,
    encode_negative,
    encode_text,
    encode_uint,
)
from hypothesis import given
from hypothesis import strategies as st

_EDGES = [0, 1, 23, 24, 255, 256, 65_535, 65_536, 2**32 - 1, 2**32, 2**64 - 1]


@given(st.integers(0, 2**64 - 1) | st.sampled_from(_EDGES))
def test_integers_are_written_as_cbor2_writes_them_and_read_back(value: int) -> None:
    assert encode_uint(value) == cbor2.dumps(value)
    assert encode_negative(-1 - value) == cbor2.dumps(-1 - value)
    reader = Reader(encode_uint(value))
    assert reader.uint("x", 0, 2**64 - 1) == value
    reader.end()


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300), st.binary(max_size=300))
def test_texts_and_bytes_are_written_as_cbor2_writes_them_and_read_back(
    text: str, octets: bytes
) -> None:
    raw = encode_array(encode_text(text), encode_bytes(octets))
    assert raw == cbor2.dumps([text, octets])
    reader = Reader(raw)
    assert reader.array("x", 2, 2) == 2
    assert reader.text("x", 0, 2000) == text
    assert reader.octets("x", 0, 2000) == octets
    reader.end()


@given(st.dictionaries(st.integers(0, 2**33), st.integers(0, 255), max_size=30))
def test_maps_are_in_deterministic_order(entries: dict[int, int]) -> None:
    raw = encode_map(*((encode_uint(key), encode_uint(value)) for key, value in entries.items()))
    assert raw == cbor2.dumps(entries, canonical=True)


@given(st.integers(0, 7), st.integers(0, 2**64 - 1), st.sampled_from([0, 1, 2, 4, 8]))
def test_a_head_is_read_only_in_its_shortest_form(major: int, value: int, width: int) -> None:
    value %= 256**width if width else 24
    first = {0: value, 1: 24, 2: 25, 4: 26, 8: 27}[width]
    raw = bytes((major << 5 | first,)) + (value.to_bytes(width, "big") if width else b"")
    reader = Reader(raw)
    try:
        read = reader.uint("x", 0, 2**64 - 1)
    except CborError:
        assert major != 0 or raw != encode_uint(value)
    else:
        assert (major, read) == (0, value)
        assert raw == encode_uint(value)


@given(st.binary(max_size=40))
def test_any_bytes_end_in_a_value_or_a_fault(raw: bytes) -> None:
    reads: tuple[Callable[[Reader], object], ...] = (
        lambda reader: reader.uint("x", 0, 2**64 - 1),
        lambda reader: reader.text("x", 0, 100),
        lambda reader: reader.octets("x", 0, 100),
        lambda reader: reader.array("x", 0, 100),
        lambda reader: reader.map("x", 0, 100),
        lambda reader: reader.uint_or_null("x", 0, 100),
        lambda reader: reader.expect(b"\xd2\x84", "frame", "a tag"),
        Reader.end,
    )
    for read in reads:
        reader = Reader(raw)
        with contextlib.suppress(CborError):
            read(reader)
        assert reader.at <= len(raw)


@pytest.mark.parametrize("argument", [28, 29, 30, 31])
def test_reserved_and_indefinite_heads_are_refused(argument: int) -> None:
    for major, read in (
        (0, Reader.uint),
        (2, Reader.octets),
        (3, Reader.text),
        (4, Reader.array),
        (5, Reader.map),
    ):
        with pytest.raises(CborError) as refused:
            read(Reader(bytes((major << 5 | argument,)) + bytes(20)), "x", 0, 99)
        assert refused.value.part == "cbor"


def test_a_length_beyond_the_bytes_takes_nothing() -> None:
    reader = Reader(b"\x5b\x00\x00\x00\xff\xff\xff\xff\xff")
    with pytest.raises(CborError):
        reader.octets("x", 0, 2**64)
