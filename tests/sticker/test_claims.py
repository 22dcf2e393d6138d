"""Claims: one payload for each, every bound from both sides, every other encoding refused by name."""

from __future__ import annotations

import io
from collections.abc import Callable

import cbor2
import msgspec
import pytest
from foodtrace.errors import MalformedSticker
from foodtrace.sticker import Claims, encode_claims, parse_claims
from hypothesis import given
from hypothesis import strategies as st
from sticker.drawn import LIFE_MAX, drawn_claims
from trust.makers import CLAIMS

_PAYLOAD = encode_claims(CLAIMS)


def _code(action: Callable[[], object]) -> str:
    with pytest.raises(MalformedSticker) as refused:
        action()
    assert "\n" not in refused.value.message
    return refused.value.code


@given(drawn_claims())
def test_claims_come_back_and_cbor2_writes_the_same_bytes(claims: Claims) -> None:
    payload = encode_claims(claims)
    assert parse_claims(payload) == claims
    decoded = cbor2.load(io.BytesIO(payload))
    assert decoded == {
        4: claims.exp,
        6: claims.iat,
        -65537: [
            claims.id,
            claims.name,
            claims.street,
            claims.ward,
            claims.category,
            claims.idx,
            claims.place,
        ],
    }
    assert cbor2.dumps(decoded, canonical=True) == payload


@given(drawn_claims(), st.data())
def test_what_parses_encodes_to_the_same_bytes(claims: Claims, data: st.DataObject) -> None:
    payload = bytearray(encode_claims(claims))
    for _ in range(data.draw(st.integers(1, 3))):
        payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    try:
        parsed = parse_claims(bytes(payload))
    except MalformedSticker:
        return
    assert encode_claims(parsed) == bytes(payload)


def test_the_longest_and_shortest_payloads_fit_the_frame() -> None:
    longest = Claims(
        2**32 - 1, 2**32 - 2, 2**32 - 1, "ă" * 40, "a" * 80, 99_999, 255, 2**20 - 1, bytes(5)
    )
    assert len(encode_claims(longest)) == 206
    assert len(encode_claims(Claims(65_537, 65_536, 1, "a", "b", 1, 0, 0))) == 28


_BOUNDS: list[tuple[str, list[object], list[object]]] = [
    (
        "exp",
        [CLAIMS.iat + 1, CLAIMS.iat + LIFE_MAX],
        [CLAIMS.iat, CLAIMS.iat + LIFE_MAX + 1, 0, 2**32],
    ),
    ("id", [1, 2**32 - 1], [0, -1, 2**32, True, 1.0, "1", None]),
    (
        "name",
        ["a", "a" * 80, "ă" * 40],
        ["", "a" * 81, "ă" * 41, " a", "a ", "a  b", "🍜", "\ud800"],
    ),
    ("street", ["a", "a" * 80, "ă" * 40], ["", "a" * 81, "ă" * 41, " a", "a ", "a  b", "а", "a\n"]),
    ("ward", [1, 99_999], [0, -1, 100_000]),
    ("category", [0, 255], [-1, 256, False]),
    ("idx", [0, 2**20 - 1], [-1, 2**20]),
    ("place", [None, bytes(5)], [b"", bytes(4), bytes(6)]),
]


@pytest.mark.parametrize(("field", "good", "bad"), _BOUNDS, ids=[bound[0] for bound in _BOUNDS])
def test_each_field_has_its_bounds(field: str, good: list[object], bad: list[object]) -> None:
    for value in good:
        claims = msgspec.structs.replace(CLAIMS, **{field: value})
        assert parse_claims(encode_claims(claims)) == claims
    for value in bad:
        claims = msgspec.structs.replace(CLAIMS, **{field: value})
        assert _code(lambda: encode_claims(claims)) == f"claims_{field}", value  # noqa: B023


def _written(**changes: object) -> bytes:
    """A payload by cbor2, so that what our writer refuses can be put before our reader."""
    fields = {name: getattr(CLAIMS, name) for name in CLAIMS.__struct_fields__} | changes
    order = ("id", "name", "street", "ward", "category", "idx", "place")
    return cbor2.dumps(
        {4: fields["exp"], 6: fields["iat"], -65537: [fields[name] for name in order]},
        canonical=True,
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *((bound[0], value) for bound in _BOUNDS for value in bound[2] if value != "\ud800"),
        ("iat", 2**32),
        ("iat", -1),
        ("exp", None),
        ("iat", "1"),
        ("name", b"abc"),
        ("place", "abcde"),
        ("place", False),
        ("category", 3.0),
        ("ward", [20_209]),
    ],
)
def test_a_value_out_of_bounds_is_refused_by_the_readers_own_judgement(
    field: str, value: object
) -> None:
    if field == "place" and value is None:
        return
    assert _code(lambda: parse_claims(_written(**{field: value}))) == f"claims_{field}"


def _swapped(old: str, new: str) -> bytes:
    old_bytes, new_bytes = bytes.fromhex(old), bytes.fromhex(new)
    assert _PAYLOAD.count(old_bytes) == 1
    return _PAYLOAD.replace(old_bytes, new_bytes)


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        # longer than it needs
        (_swapped("194ef103", "1a00004ef103"), "claims_cbor"),
        (_swapped("194ef103", "194ef11803"), "claims_cbor"),
        (_swapped("194ef10304", "194ef1031804"), "claims_cbor"),
        (_swapped("45e1b4fb4e29", "5805e1b4fb4e29"), "claims_cbor"),
        (_swapped("77" + "42c3ba", "7817" + "42c3ba"), "claims_cbor"),
        (_swapped("061a6a445880", "061b000000006a445880"), "claims_cbor"),
        (_swapped("a3041a", "b803041a"), "claims_cbor"),
        (_swapped("87" + "1a018ccd4c", "9807" + "1a018ccd4c"), "claims_cbor"),
        (_swapped("3a00010000", "3b0000000000010000"), "claims_order"),
        # indefinite lengths and reserved heads
        (_swapped("a3041a", "bf041a"), "claims_cbor"),
        (_swapped("87" + "1a018ccd4c", "9f" + "1a018ccd4c"), "claims_cbor"),
        (_swapped("45e1b4fb4e29", "5f45e1b4fb4e29ff"), "claims_cbor"),
        (_swapped("194ef10304", "194ef11c04"), "claims_cbor"),
        # another map
        (_swapped("a3041a6c258c00061a6a445880", "a3061a6a445880041a6c258c00"), "claims_order"),
        (_swapped("061a6a445880", "071a6a445880"), "claims_order"),
        (_swapped("061a6a445880", "041a6a445880"), "claims_order"),
        (_swapped("3a00010000", "3a00010001"), "claims_order"),
        (_swapped("a3041a", "a2041a"), "claims_cbor"),
        (_swapped("a3041a", "a4041a"), "claims_cbor"),
        (_swapped("87" + "1a018ccd4c", "86" + "1a018ccd4c"), "claims_cbor"),
        (_swapped("87" + "1a018ccd4c", "88" + "1a018ccd4c"), "claims_cbor"),
        # another type
        (_swapped("194ef10304", "194ef1f504"), "claims_category"),
        (_swapped("194ef10304", "194ef1f604"), "claims_category"),
        (_swapped("45e1b4fb4e29", "f7"), "claims_place"),
        (_swapped("45e1b4fb4e29", "65" + b"hello".hex()), "claims_place"),
        (_swapped("194ef10304", "c1194ef10304"), "claims_ward"),
        # not UTF-8
        (_swapped("42c3ba6e", "42c328c3"), "claims_name"),
        (_swapped("42c3ba6e", "42c0ae6e"), "claims_name"),  # overlong
        # the end
        (_PAYLOAD + b"\x00", "claims_trailing"),
        (_PAYLOAD + _PAYLOAD, "claims_trailing"),
        (_PAYLOAD[:-1], "claims_cbor"),
        (_PAYLOAD[:30], "claims_cbor"),
        (_PAYLOAD[:27], "length"),
        (b"", "length"),
        (_PAYLOAD * 3, "length"),
    ],
)
def test_every_other_encoding_is_refused(payload: bytes, code: str) -> None:
    assert _code(lambda: parse_claims(payload)) == code


@pytest.mark.parametrize("end", range(28, len(_PAYLOAD)))
def test_a_payload_cut_short_is_refused(end: int) -> None:
    assert _code(lambda: parse_claims(_PAYLOAD[:end])) == "claims_cbor"


def test_times_of_1970_leave_the_payload_too_short_to_frame() -> None:
    short = Claims(65_535, 65_534, 1, "a", "b", 1, 0, 0)
    assert _code(lambda: encode_claims(short)) == "length"


def test_a_name_is_signed_as_it_stands_or_not_at_all() -> None:
    decomposed = msgspec.structs.replace(CLAIMS, name="Bu\u0301n")
    assert _code(lambda: encode_claims(decomposed)) == "claims_name"
