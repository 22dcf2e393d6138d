"""The COSE_Sign1 that carries a list: protected {1: -8, 4: kid, 16: content type} and nothing else (RFC 9052)."""

from __future__ import annotations

import msgspec

from foodtrace.sticker.cbor import Reader, encode_bytes, encode_text
from foodtrace.sticker.frame import KID_BYTES, sig_structure
from foodtrace.trust.keys import SIGNATURE_BYTES, kid_of, sign_message, verify_signature

_TAG_AND_ARRAY = b"\xd2\x84"
_ALG_AND_KID = b"\xa3\x01\x27\x04\x44"
_TYPE_KEY = b"\x10"
_EMPTY_MAP = b"\xa0"


class SignedPart(msgspec.Struct, frozen=True):
    """One signer's kid and signature, and the protected bytes that it covers beside the payload."""

    kid: bytes
    payload: bytes
    signature: bytes
    protected: bytes

    def is_signed_by(self, public: bytes) -> bool:
        """Whether `public` has this kid and made this signature."""
        return kid_of(public) == self.kid and verify_signature(
            public, sig_structure(encode_bytes(self.protected), self.payload), self.signature
        )


def _protected(content_type: str, kid: bytes) -> bytes:
    return _ALG_AND_KID + kid + _TYPE_KEY + encode_text(content_type)


def sign_part(content_type: str, payload: bytes, seed: bytes, kid: bytes) -> bytes:
    """One COSE_Sign1; `kid` is that of the seed's public key."""
    protected = _protected(content_type, kid)
    _, signature = sign_message(sig_structure(encode_bytes(protected), payload), seed)
    return encode_part(SignedPart(kid, payload, signature, protected))


def encode_part(part: SignedPart) -> bytes:
    return b"".join(
        (
            _TAG_AND_ARRAY,
            encode_bytes(part.protected),
            _EMPTY_MAP,
            encode_bytes(part.payload),
            encode_bytes(part.signature),
        )
    )


def read_part(reader: Reader, content_type: str, payload_max: int) -> SignedPart:
    """The next COSE_Sign1 of that content type; CborError otherwise. No signature is verified."""
    reader.expect(_TAG_AND_ARRAY, "frame", "a COSE_Sign1 with tag 18")
    size = len(_protected(content_type, bytes(KID_BYTES)))
    protected = reader.octets("frame", size, size)
    kid_at = len(_ALG_AND_KID)
    kid = protected[kid_at : kid_at + KID_BYTES]
    inner = Reader(protected)
    inner.expect(_protected(content_type, kid), "frame", f"EdDSA, a kid and type {content_type}")
    reader.expect(_EMPTY_MAP, "frame", "an empty unprotected header")
    payload = reader.octets("payload", 1, payload_max)
    signature = reader.octets("signature", SIGNATURE_BYTES, SIGNATURE_BYTES)
    return SignedPart(kid, payload, signature, protected)
