"""A trust list with its signatures: a CBOR sequence of one COSE_Sign1 per root over one payload (RFC 8742)."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from foodtrace.errors import MalformedList
from foodtrace.sticker.cbor import CborError, Reader
from foodtrace.trust.cose import SignedPart, encode_part, read_part, sign_part
from foodtrace.trust.keys import kid_of, public_of
from foodtrace.trust.trust_list import TrustList
from foodtrace.trust.trust_payload import ROOTS_MAX, parse_trust_payload

CONTENT_TYPE = "application/foodtrace-trust+cwt"
PAYLOAD_MAX = 1 << 20  # bytes: every ward of the country takes about 150 kB
FILE_MAX = 4 << 20


class SignedTrustList(msgspec.Struct, frozen=True):
    """A parsed trust file; its signatures are carried, not verified."""

    list: TrustList
    payload: bytes
    parts: tuple[SignedPart, ...]

    @property
    def signers(self) -> tuple[bytes, ...]:
        """The kids that the signatures claim, ascending."""
        return tuple(part.kid for part in self.parts)

    @property
    def signatures(self) -> tuple[bytes, ...]:
        return tuple(part.signature for part in self.parts)

    def verified_signers(self, roots: Iterable[bytes]) -> frozenset[bytes]:
        """Those of these distinct public keys whose signature is here and holds."""
        by_kid = {part.kid: part for part in self.parts}
        return frozenset(
            root for root in roots if (part := by_kid.get(kid_of(root))) and part.is_signed_by(root)
        )


def sign_trust_payload(payload: bytes, root_seed: bytes) -> bytes:
    """One COSE_Sign1 by one of the list's own roots or of those before; files merge afterwards."""
    parse_trust_payload(payload)
    return sign_part(CONTENT_TYPE, payload, root_seed, kid_of(public_of(root_seed)))


def parse_trust_file(raw: bytes) -> SignedTrustList:
    """1..8 signatures in ascending kid over one payload; MalformedList trust_<part> and what the payload gives."""
    if len(raw) > FILE_MAX:
        raise MalformedList(
            f"a trust file has at most {FILE_MAX} bytes, found {len(raw)}", code="trust_length"
        )
    reader = Reader(raw)
    parts: list[SignedPart] = []
    try:
        while not parts or reader.at < len(raw):
            if len(parts) == ROOTS_MAX:
                raise CborError("signatures", f"at most {ROOTS_MAX} signatures, found more")
            part = read_part(reader, CONTENT_TYPE, PAYLOAD_MAX)
            if parts and part.kid <= parts[-1].kid:
                raise CborError("signatures", "signatures must be in ascending kid, each kid once")
            if parts and part.payload != parts[0].payload:
                raise CborError("payload", "every signature must be over the same payload")
            parts.append(part)
    except CborError as fault:
        raise MalformedList(
            f"trust file: {fault}; fetch it again", code=f"trust_{fault.part}"
        ) from None
    payload = parts[0].payload
    return SignedTrustList(parse_trust_payload(payload), payload, tuple(parts))


def merge_trust_files(files: Iterable[bytes]) -> bytes:
    """One file with the signatures of all, each once; MalformedList trust_payload if they are different lists."""
    parts: dict[bytes, SignedPart] = {}
    for raw in files:
        for part in parse_trust_file(raw).parts:
            known = parts.setdefault(part.kid, part)
            if known.payload != part.payload or next(iter(parts.values())).payload != part.payload:
                raise MalformedList(
                    "the files to merge must hold the same list, found different ones; sign the same"
                    " payload with each root",
                    code="trust_payload",
                )
            if known.signature != part.signature:
                raise MalformedList(
                    f"root {part.kid.hex()} signed this list in two ways; sign it again with that root",
                    code="trust_signatures",
                )
    if not parts:
        raise MalformedList(
            "expected at least one trust file to merge, found none", code="trust_length"
        )
    merged = b"".join(encode_part(parts[kid]) for kid in sorted(parts))
    parse_trust_file(merged)
    return merged
