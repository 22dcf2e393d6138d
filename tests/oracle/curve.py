"""The signature check of the format in plain Python: Ed25519 with every rule of libsodium spelled out.

Written from RFC 8032 and section 5 of the format, for judging; slow, not constant in time, never for
real keys. Nothing here is shared with the code under judgement.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
SQRT_MINUS_ONE = pow(2, (P - 1) // 4, P)

Point = tuple[int, int, int, int]  # extended coordinates X, Y, Z, T with T = X*Y/Z
IDENTITY: Point = (0, 1, 1, 0)


def add(a: Point, b: Point) -> Point:
    """Add two points (RFC 8032 section 5.1.4)."""
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    return (
        (f - e) * (h - g) % P,
        (h + g) * (f + e) % P,
        (h - g) * (h + g) % P,
        (f - e) * (f + e) % P,
    )


def negate(a: Point) -> Point:
    """The same point on the other side: -A."""
    return (-a[0] % P, a[1], a[2], -a[3] % P)


def multiply(scalar: int, a: Point) -> Point:
    """scalar * A by doubling and adding."""
    total = IDENTITY
    while scalar:
        if scalar & 1:
            total = add(total, a)
        a = add(a, a)
        scalar >>= 1
    return total


def is_identity(a: Point) -> bool:
    """Whether A is the neutral point."""
    return a[0] % P == 0 and (a[1] - a[2]) % P == 0


def compress(a: Point) -> bytes:
    """A as its only canonical 32 bytes: y little-endian, the sign of x in the top bit."""
    inverse = pow(a[2], -1, P)
    x, y = a[0] * inverse % P, a[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def decompress(raw: bytes, *, strict: bool = True) -> Point | None:
    """32 bytes as a point, or None. Strict refuses y >= p and a set sign on x = 0."""
    number = int.from_bytes(raw, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= P:
        if strict:
            return None
        y -= P
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if (v * x * x - u) % P:
        x = x * SQRT_MINUS_ONE % P
    if (v * x * x - u) % P:
        return None
    if x == 0 and sign and strict:
        return None
    if x & 1 != sign:
        x = -x % P
    return (x, y, 1, x * y % P)


def _base() -> Point:
    point = decompress((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    assert point is not None
    return point


BASE = _base()


def is_good_public_key(public: bytes) -> bool:
    """32 bytes, a canonical point, of exactly the prime order L."""
    point = decompress(public) if len(public) == 32 else None
    return point is not None and not is_identity(point) and is_identity(multiply(L, point))


def has_small_order(raw: bytes) -> bool:
    """Whether these 32 bytes, read leniently, name a point of order 1, 2, 4 or 8."""
    point = decompress(raw, strict=False)
    return point is not None and is_identity(multiply(8, point))


@lru_cache(maxsize=64)
def _table(raw: bytes) -> tuple[tuple[Point, ...], ...]:
    """Sixteen multiples for each of 64 places of four bits, so that many checks of one key are quick."""
    step = BASE if raw == b"base" else decompress(raw)
    assert step is not None
    rows = []
    for _ in range(64):
        row = [IDENTITY]
        for _ in range(15):
            row.append(add(row[-1], step))
        rows.append(tuple(row))
        step = add(row[-1], step)
    return tuple(rows)


def _multiply_by_table(scalar: int, rows: tuple[tuple[Point, ...], ...]) -> Point:
    total = IDENTITY
    for row in rows:
        if scalar & 15:
            total = add(total, row[scalar & 15])
        scalar >>= 4
    return total


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature holds: S < L, R not of small order, no cofactor, R compared as bytes.

    The key must already have passed `is_good_public_key`.
    """
    if len(signature) != 64:
        return False
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    if s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(r + public + message).digest(), "little") % L
    left = _multiply_by_table(s, _table(b"base"))
    right = _multiply_by_table(h, _table(public))
    if compress(add(left, negate(right))) != r:
        return False
    return not has_small_order(r)


def _secrets(seed: bytes) -> tuple[int, bytes]:
    digest = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little") & ((1 << 254) - 8) | (1 << 254)
    return scalar, digest[32:]


@lru_cache(maxsize=256)
def public_of(seed: bytes) -> bytes:
    """The public key of a 32-byte seed (RFC 8032 section 5.1.5)."""
    return compress(_multiply_by_table(_secrets(seed)[0], _table(b"base")))


def sign(seed: bytes, message: bytes) -> bytes:
    """An ordinary signature (RFC 8032 section 5.1.6)."""
    prefix = _secrets(seed)[1]
    nonce = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % L
    return sign_oddly(seed, message, compress(_multiply_by_table(nonce, _table(b"base"))), nonce)


def sign_oddly(seed: bytes, message: bytes, r: bytes, nonce: int) -> bytes:
    """A signature over a chosen R, for the vectors that a strict reader must refuse."""
    scalar = _secrets(seed)[0]
    h = int.from_bytes(hashlib.sha512(r + public_of(seed) + message).digest(), "little") % L
    return r + ((nonce + h * scalar) % L).to_bytes(32, "little")


def point_of_order_eight() -> Point:
    """One of the four points of order 8: found, not copied."""
    y = 2
    while True:
        point = decompress(y.to_bytes(32, "little"))
        if point is not None:
            torsion = multiply(L, point)
            if not is_identity(multiply(4, torsion)):
                return torsion
        y += 1
