"""The signed frame of a sticker: one COSE_Sign1 (RFC 9052) at fixed offsets, so no parser sees unauthenticated bytes."""

from __future__ import annotations

import hashlib
from functools import cached_property

import msgspec
from nacl.bindings import crypto_sign, crypto_sign_seed_keypair

from foodtrace.errors import MalformedSticker
from foodtrace.sticker.cbor import encode_head
from foodtrace.sticker.claims import PAYLOAD_MAX, PAYLOAD_MIN, Claims, encode_claims
from foodtrace.sticker.digits import TOKEN_MAX, TOKEN_MIN

SIGNATURE_BYTES = 64
KID_BYTES = 4

# d2 tag 18; 84 array of four; 49 protected header of nine bytes: {1: -8 (EdDSA), 4: kid}
_OPENING = bytes.fromhex("d28449a201270444")
_PROTECTED = _OPENING[2:]  # with the head of its byte string
_MIDDLE = b"\xa0\x58"  # empty unprotected header; a byte string with one byte of length
_SIGNATURE_HEAD = b"\x58\x40"
_PAYLOAD_AT = len(_OPENING) + KID_BYTES + len(_MIDDLE) + 1
_CLOSING_BYTES = len(_SIGNATURE_HEAD) + SIGNATURE_BYTES


class Token(msgspec.Struct, frozen=True, dict=True):
    """A framed sticker, not yet verified: kid (4 bytes), payload (28..206) and signature (64)."""

    kid: bytes
    payload: bytes
    signature: bytes

    @property
    def raw(self) -> bytes:
        return encode_token(self)

    @property
    def signed_bytes(self) -> bytes:
        """What the signature is over: the Sig_structure of RFC 9052, 4.4."""
        protected = _PROTECTED + self.kid
        return sig_structure(protected, self.payload)

    @cached_property
    def digest(self) -> bytes:
        """SHA-256 of the whole token: what the register keeps."""
        return hashlib.sha256(encode_token(self)).digest()


def sig_structure(protected: bytes, payload: bytes) -> bytes:
    """["Signature1", protected, h'', payload]; `protected` comes with the head of its byte string."""
    return b"".join(
        (b"\x84\x6aSignature1", protected, b"\x40", encode_head(2, len(payload)), payload)
    )


def encode_token(token: Token) -> bytes:
    """109..287 bytes; MalformedSticker frame where a part has a wrong length."""
    size = len(token.payload)
    if (
        len(token.kid) != KID_BYTES
        or not PAYLOAD_MIN <= size <= PAYLOAD_MAX
        or len(token.signature) != SIGNATURE_BYTES
    ):
        raise MalformedSticker(
            f"a token needs a kid of 4, a payload of {PAYLOAD_MIN}..{PAYLOAD_MAX} and a signature of 64"
            f" bytes, found {len(token.kid)}, {size} and {len(token.signature)}",
            code="frame",
        )
    return b"".join(
        (
            _OPENING,
            token.kid,
            _MIDDLE,
            bytes((size,)),
            token.payload,
            _SIGNATURE_HEAD,
            token.signature,
        )
    )


def parse_token(raw: bytes) -> Token:
    """The parts of token bytes, by fixed offsets; MalformedSticker length or frame. Nothing is verified."""
    size = len(raw)
    if not TOKEN_MIN <= size <= TOKEN_MAX:
        raise MalformedSticker(
            f"a token has {TOKEN_MIN}..{TOKEN_MAX} bytes, found {size}", code="length"
        )
    closing_at = size - _CLOSING_BYTES
    if not (
        raw.startswith(_OPENING)
        and raw.startswith(_MIDDLE, len(_OPENING) + KID_BYTES)
        and raw[_PAYLOAD_AT - 1] == closing_at - _PAYLOAD_AT
        and raw.startswith(_SIGNATURE_HEAD, closing_at)
    ):
        raise MalformedSticker(
            "the bytes are not framed as a sticker of format 1; scan again", code="frame"
        )
    kid_at = len(_OPENING)
    return Token(
        raw[kid_at : kid_at + KID_BYTES],
        raw[_PAYLOAD_AT:closing_at],
        raw[-SIGNATURE_BYTES:],
    )


def kid_of(public: bytes) -> bytes:
    """The key identifier: the first 4 bytes of SHA-256 over the 32-byte public key."""
    return hashlib.sha256(public).digest()[:KID_BYTES]


def sign_claims(claims: Claims, seed: bytes) -> Token:
    """A signed token; `seed` is the 32-byte Ed25519 seed (RFC 8032). Claims out of bounds are refused."""
    payload = encode_claims(claims)
    public, secret = crypto_sign_seed_keypair(seed)
    kid = kid_of(public)
    signed = crypto_sign(sig_structure(_PROTECTED + kid, payload), secret)
    return Token(kid, payload, signed[:SIGNATURE_BYTES])
