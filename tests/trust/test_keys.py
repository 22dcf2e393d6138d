"""Public keys and signatures as strict as libsodium, checked with curve arithmetic of the tests' own."""

from __future__ import annotations

import hashlib

import pytest
from foodtrace.errors import FoodtraceError, MalformedList
from foodtrace.trust import (
    check_public_key,
    fingerprint_of,
    kid_of,
    public_of,
    verify_signature,
)
from nacl.signing import SigningKey
from trust.makers import public, seed

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_Point = tuple[int, int]
_BASE_Y = 4 * pow(5, -1, _P) % _P
_TORSION_8 = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"
_SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",  # 1
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  # 2
    "0000000000000000000000000000000000000000000000000000000000000000",  # 4
    "0000000000000000000000000000000000000000000000000000000000000080",  # 4
    _TORSION_8,
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "0100000000000000000000000000000000000000000000000000000000000080",  # 1, sign set
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  # 0, not reduced
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  # 1, not reduced
]


def _add(a: _Point, b: _Point) -> _Point:
    k = _D * a[0] * b[0] * a[1] * b[1] % _P
    return (
        (a[0] * b[1] + b[0] * a[1]) * pow(1 + k, -1, _P) % _P,
        (a[1] * b[1] + a[0] * b[0]) * pow(1 - k, -1, _P) % _P,
    )


def _multiply(scalar: int, point: _Point) -> _Point:
    total = (0, 1)
    while scalar:
        if scalar & 1:
            total = _add(total, point)
        point = _add(point, point)
        scalar >>= 1
    return total


def _encode(point: _Point) -> bytes:
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def _decode(raw: bytes) -> _Point:
    number = int.from_bytes(raw, "little")
    y, sign = number % 2**255, number >> 255
    u, v = y * y - 1, _D * y * y + 1
    x = pow(u * pow(v, -1, _P), (_P + 3) // 8, _P)
    if (v * x * x - u) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    assert (v * x * x - u) % _P == 0
    return (x if x & 1 == sign else _P - x, y)


_BASE = _decode(_BASE_Y.to_bytes(32, "little"))


def _secret_scalar(name: str) -> int:
    digest = bytearray(hashlib.sha512(seed(name)).digest()[:32])
    digest[0] &= 248
    digest[31] = digest[31] & 127 | 64
    return int.from_bytes(digest, "little")


def _signature(name: str, message: bytes, torsion: _Point = (0, 1)) -> bytes:
    """A signature whose R carries a torsion part: what only the owner of the key can make."""
    nonce = 0x1234_5678_9ABC_DEF0
    r = _encode(_add(_multiply(nonce, _BASE), torsion))
    k = int.from_bytes(hashlib.sha512(r + public(name) + message).digest(), "little") % _L
    return r + ((nonce + k * _secret_scalar(name)) % _L).to_bytes(32, "little")


def test_keys_of_seeds_are_those_of_nacl() -> None:
    signing = SigningKey(seed("sticker"))
    assert public_of(seed("sticker")) == bytes(signing.verify_key)
    assert kid_of(public("sticker")).hex() == "873e646a"
    assert fingerprint_of(public("sticker")).startswith("873e 646a ")
    signed = signing.sign(b"message")
    assert verify_signature(public("sticker"), b"message", signed.signature)
    assert not verify_signature(public("sticker"), b"massage", signed.signature)
    assert not verify_signature(public("status"), b"message", signed.signature)


def test_this_file_can_make_honest_signatures_of_its_own() -> None:
    assert _encode(_multiply(_secret_scalar("sticker"), _BASE)) == public("sticker")
    assert verify_signature(public("sticker"), b"m", _signature("sticker", b"m"))


@pytest.mark.parametrize("index", range(1, 8))
def test_a_signature_with_a_torsion_part_in_r_is_refused(index: int) -> None:
    torsion = _multiply(index, _decode(bytes.fromhex(_TORSION_8)))
    assert not verify_signature(public("sticker"), b"m", _signature("sticker", b"m", torsion))


def test_s_beyond_the_group_order_is_refused() -> None:
    signature = _signature("sticker", b"m")
    s = int.from_bytes(signature[32:], "little")
    for larger in (s + _L, s + 8 * _L, s + 2**255):
        if larger < 2**256:
            changed = signature[:32] + larger.to_bytes(32, "little")
            assert not verify_signature(public("sticker"), b"m", changed)


@pytest.mark.parametrize("r", _SMALL_ORDER)
def test_small_order_r_is_refused(r: str) -> None:
    for s in (bytes(32), _signature("sticker", b"m")[32:]):
        assert not verify_signature(public("sticker"), b"m", bytes.fromhex(r) + s)


def test_every_flipped_bit_of_a_signature_is_refused() -> None:
    signature = _signature("sticker", b"m")
    for bit in range(512):
        changed = bytearray(signature)
        changed[bit // 8] ^= 1 << bit % 8
        assert not verify_signature(public("sticker"), b"m", bytes(changed))


@pytest.mark.parametrize("size", [0, 31, 33, 63, 65])
def test_parts_of_another_length_never_verify(size: int) -> None:
    assert not verify_signature(public("sticker"), b"m", bytes(size))
    assert not verify_signature(bytes(size), b"m", _signature("sticker", b"m"))


def _off_curve() -> bytes:
    for y in range(2, 99):
        raw = y.to_bytes(32, "little")
        try:
            _decode(raw)
        except AssertionError:
            return raw
    raise AssertionError


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        bytes(31),
        bytes(33),
        *map(bytes.fromhex, _SMALL_ORDER),
        (2**255 - 1).to_bytes(32, "little"),
        _off_curve(),
        *(
            _encode(
                _add(_decode(public("sticker")), _multiply(at, _decode(bytes.fromhex(_TORSION_8))))
            )
            for at in range(1, 8)
        ),
    ],
    ids=lambda bad: bad.hex()[:12] or "empty",
)
def test_a_public_key_that_is_not_canonical_and_of_prime_order_is_refused(bad: bytes) -> None:
    with pytest.raises(MalformedList) as refused:
        check_public_key(bad)
    assert refused.value.code == "bad_public_key"


def test_honest_public_keys_pass() -> None:
    for name in ("sticker", "status", "root1", "root2", "root3"):
        check_public_key(public(name))


def test_a_seed_of_another_length_is_refused_and_never_shown() -> None:
    with pytest.raises(FoodtraceError) as refused:
        public_of(b"secret seed")
    assert "secret" not in refused.value.message
