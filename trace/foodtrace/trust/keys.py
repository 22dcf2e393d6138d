"""Public keys and signatures under libsodium's strict rules for Ed25519 (RFC 8032)."""

from __future__ import annotations

import hashlib

from nacl.bindings import (
    crypto_core_ed25519_is_valid_point,
    crypto_sign,
    crypto_sign_open,
    crypto_sign_seed_keypair,
)
from nacl.exceptions import BadSignatureError

from foodtrace.errors import InvalidRequest, MalformedList
from foodtrace.sticker import kid_of

PUBLIC_BYTES = 32
SEED_BYTES = 32
SIGNATURE_BYTES = 64


def check_public_key(public: bytes) -> None:
    """MalformedList bad_public_key unless 32 bytes, canonical, on the curve and of prime order.

    A key of small order would verify junk; a key with a torsion part would verify here and not there.
    """
    if len(public) != PUBLIC_BYTES or not crypto_core_ed25519_is_valid_point(public):
        raise MalformedList(
            f"expected an Ed25519 public key (32 bytes, canonical, of prime order), found"
            f" {public[:PUBLIC_BYTES].hex() or 'nothing'}; take it again from its source",
            code="bad_public_key",
        )


def public_of(seed: bytes) -> bytes:
    """The 32-byte public key of a 32-byte Ed25519 seed."""
    _check_seed(seed)
    public: bytes = crypto_sign_seed_keypair(seed)[0]
    return public


def fingerprint_of(public: bytes) -> str:
    """What people compare by eye or by voice: SHA-256 of the public key, 16 groups of 4 hex digits."""
    digits = hashlib.sha256(public).hexdigest()
    return " ".join(digits[at : at + 4] for at in range(0, 64, 4))


def sign_message(message: bytes, seed: bytes) -> tuple[bytes, bytes]:
    """The public key (32) and signature (64 bytes) of a message."""
    _check_seed(seed)
    public, secret = crypto_sign_seed_keypair(seed)
    return public, crypto_sign(message, secret)[:SIGNATURE_BYTES]


def verify_signature(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature holds: S < L, R not of small order, cofactorless.

    Says nothing about the key itself: check_public_key has judged it when its list was loaded.
    """
    if len(public) != PUBLIC_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    try:
        crypto_sign_open(signature + message, public)
    except BadSignatureError:
        return False
    return True


def _check_seed(seed: bytes) -> None:
    if len(seed) != SEED_BYTES:
        raise InvalidRequest(
            f"an Ed25519 seed has {SEED_BYTES} bytes, found {len(seed)}", code="seed"
        )


__all__ = [
    "PUBLIC_BYTES",
    "SIGNATURE_BYTES",
    "check_public_key",
    "fingerprint_of",
    "kid_of",
    "public_of",
    "sign_message",
    "verify_signature",
]
