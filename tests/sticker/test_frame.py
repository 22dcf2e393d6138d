"""The frame: the skeleton byte for byte, and nothing else is one."""

from __future__ import annotations

import hashlib

import cbor2
import msgspec
import pytest
from foodtrace.errors import MalformedSticker
from foodtrace.sticker import (
    Claims,
    Token,
    encode_token,
    kid_of,
    parse_claims,
    parse_sticker,
    parse_token,
    sign_claims,
)
from foodtrace.trust import verify_signature
from foodtrace.verdict import check
from hypothesis import given
from hypothesis import strategies as st
from sticker.drawn import drawn_claims
from trust.makers import CLAIMS, HOST, NOW, link, public, seed, token, trusted

# As the format's own text gives it.
_SKELETON = bytes.fromhex(
    "d28449a201270444873e646aa0584da3041a6c258c00061a6a4458803a00010000871a018ccd4c7742c3ba6e204368e1baa32043c3a12042c3a0204c"
    "e1bbaf713331392048c3b96e672056c6b0c6a16e67194ef1030445e1b4fb4e295840b1326f9db3a52dda5943b3901adde0ef43cf368842c3221e055b"
    "5b005bb9551d18e964977bddea703523dd50fc58e04fe8ecc6b0a332625488d37bc9efac2b0e"
)


def test_the_skeleton_is_reproduced_byte_for_byte() -> None:
    assert public("sticker").hex() == (
        "35c927198742b9518407ae9075ed19032ee1555e97c484b2fdf2ac2ec826adac"
    )
    made = sign_claims(CLAIMS, seed("sticker"))
    assert made.raw == _SKELETON
    url = link(made)
    assert url.startswith("https://qr.example.vn/1/59255196894701316192890004587561842185")
    assert url.endswith("640478688734021037838")
    assert parse_claims(parse_sticker(url, {HOST}).payload) == CLAIMS


def test_the_signed_bytes_are_the_sig_structure_that_cbor2_makes() -> None:
    made = token()
    decoded = cbor2.loads(made.raw)
    assert decoded.tag == 18
    protected, unprotected, payload, signature = decoded.value
    assert cbor2.loads(protected) == {1: -8, 4: kid_of(public("sticker"))}
    assert unprotected == {}
    expected = cbor2.dumps(["Signature1", protected, b"", payload], canonical=True)
    assert made.signed_bytes == expected
    assert cbor2.dumps(decoded, canonical=True) == made.raw
    assert verify_signature(public("sticker"), expected, signature)
    assert made.digest == hashlib.sha256(made.raw).digest()


@given(drawn_claims())
def test_every_sticker_comes_back_and_cbor2_writes_the_same_bytes(claims: Claims) -> None:
    made = sign_claims(claims, seed("sticker"))
    assert parse_token(made.raw) == made
    assert parse_sticker(link(made), {HOST}) == made
    assert cbor2.dumps(cbor2.loads(made.raw), canonical=True) == made.raw
    assert verify_signature(public("sticker"), made.signed_bytes, made.signature)


@given(drawn_claims(), st.data())
def test_what_parses_encodes_to_the_same_bytes(claims: Claims, data: st.DataObject) -> None:
    raw = bytearray(token(claims).raw)
    raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        parsed = parse_token(bytes(raw))
    except MalformedSticker:
        return
    assert encode_token(parsed) == bytes(raw)


def test_every_single_flipped_bit_is_refused() -> None:
    lists = trusted()
    assert check(link(token()), lists, NOW).genuine == "yes"
    for bit in range(8 * len(_SKELETON)):
        raw = bytearray(_SKELETON)
        raw[bit // 8] ^= 1 << bit % 8
        try:
            parsed = parse_token(bytes(raw))
        except MalformedSticker:
            continue
        assert not verify_signature(public("sticker"), parsed.signed_bytes, parsed.signature)
        verdict = check(link(parsed), lists, NOW)
        assert verdict.genuine in ("no", "unknown issuer"), bit
        assert not verdict.green
        assert verdict.claims is None


def test_every_single_changed_digit_is_refused() -> None:
    lists = trusted()
    url = link(token())
    for at in range(len("https://qr.example.vn/1/"), len(url)):
        changed = url[:at] + str((int(url[at]) + 1) % 10) + url[at + 1 :]
        assert check(changed, lists, NOW).genuine != "yes"


def test_every_truncated_and_extended_token_is_refused() -> None:
    for end in range(len(_SKELETON)):
        with pytest.raises(MalformedSticker):
            parse_token(_SKELETON[:end])
        with pytest.raises(MalformedSticker):
            parse_token(_SKELETON[end + 1 :])
    for extra in (b"\x00", b"\xff", _SKELETON):
        for raw in (_SKELETON + extra, extra + _SKELETON):
            with pytest.raises(MalformedSticker):
                parse_token(raw)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("d284", "8484"),  # no tag
        ("d284", "d183"),  # COSE_Mac0
        ("d28449a2", "d28449a3"),
        ("a2012704", "a2012604"),  # ES256
        ("a201270444", "a204440127"),
        ("a0584d", "a1584d"),
        ("a0584d", "f6584d"),
        ("a0584d", "a0594d"),
        ("a0584d", "a0584c"),
        ("a0584d", "a0584e"),
        ("295840", "295841"),
        ("295840", "295940"),
    ],
)
def test_another_frame_is_refused(old: str, new: str) -> None:
    raw = _SKELETON.replace(bytes.fromhex(old), bytes.fromhex(new), 1)
    assert raw != _SKELETON
    with pytest.raises(MalformedSticker) as refused:
        parse_token(raw)
    assert refused.value.code == "frame"


@pytest.mark.parametrize(
    "changes",
    [{"kid": b"abc"}, {"payload": bytes(27)}, {"payload": bytes(207)}, {"signature": bytes(63)}],
)
def test_a_token_with_a_part_of_another_length_has_no_bytes(changes: dict[str, bytes]) -> None:
    made: Token = msgspec.structs.replace(token(), **changes)
    with pytest.raises(MalformedSticker) as refused:
        encode_token(made)
    assert refused.value.code == "frame"


def test_what_could_not_be_read_is_never_signed() -> None:
    with pytest.raises(MalformedSticker):
        sign_claims(msgspec.structs.replace(CLAIMS, name="Phở 🍜"), seed("sticker"))
