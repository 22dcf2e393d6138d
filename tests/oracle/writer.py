"""The oracle's own encoder: makes signed things, good and deliberately bad, for the vectors.

Deterministic and free of zlib, so that no machine writes other bytes. Test seeds only.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from oracle import curve, plain_cbor
from oracle.lists import STATUS_TYPE, TRUST_TYPE
from oracle.stickers import digits_of_token, kid_of, sticker_protected, what_is_signed

Row = list[Any]


def seed(name: str) -> bytes:
    """The 32-byte test seed of a name."""
    return hashlib.sha256(b"foodtrace test key " + name.encode()).digest()


@lru_cache(maxsize=64)
def public(name: str) -> bytes:
    """The public key of a test seed."""
    return curve.public_of(seed(name))


def kid(name: str) -> bytes:
    """The key identifier of a test seed."""
    return kid_of(public(name))


def claims_payload(claims: Mapping[str, Any]) -> bytes:
    """The payload of a sticker, whatever its values: bounds are not checked."""
    place = claims["place"]
    body = [claims[name] for name in ("id", "name", "street", "ward", "category", "idx")]
    body.append(bytes.fromhex(place) if isinstance(place, str) else place)
    return plain_cbor.write({4: claims["exp"], 6: claims["iat"], -65537: body})


def frame(kid: bytes, payload: bytes, signature: bytes) -> bytes:
    """A token of three parts at their fixed places, for payloads of 28 to 206 bytes."""
    protected = sticker_protected(kid)
    return (
        bytes.fromhex("d28449")
        + protected
        + bytes([0xA0, 0x58, len(payload)])
        + payload
        + b"\x58\x40"
        + signature
    )


def token_of_payload(payload: bytes, key: str = "sticker", named: bytes | None = None) -> bytes:
    """Sign any payload; `named` puts another kid into the header than the key has."""
    kid_named = named or kid(key)
    signed = what_is_signed(sticker_protected(kid_named), payload)
    return frame(kid_named, payload, curve.sign(seed(key), signed))


def token(claims: Mapping[str, Any], key: str = "sticker") -> bytes:
    """Sign the claims of a sticker."""
    return token_of_payload(claims_payload(claims), key)


def link(token: bytes, host: str = "qr.example.vn") -> str:
    """The text of a symbol."""
    return f"https://{host}/1/{digits_of_token(token)}"


def cose(header: Mapping[int, Any], payload: bytes, key: str) -> bytes:
    """One COSE_Sign1 with any protected header, signed by a named key."""
    protected = plain_cbor.write(dict(header))
    signature = curve.sign(seed(key), what_is_signed(protected, payload))
    return plain_cbor.write(plain_cbor.Tagged(18, [protected, {}, payload, signature]))


def trust_payload(body: Mapping[str, Any]) -> bytes:
    """The payload of a trust list, whatever its values."""
    names = ("seq", "threshold", "roots", "hosts", "keys", "wards", "categories")
    listed = [body[name] for name in names]
    claims = {1: body["issuer"], 4: body["exp"], 6: body["iat"], -65538: listed}
    return plain_cbor.write(claims)


def trust_message(payload: bytes, root: str) -> bytes:
    """The payload under the signature of one root: a whole file, or a part of one."""
    return cose({1: -8, 4: kid(root), 16: TRUST_TYPE}, payload, root)


def trust_file(payload: bytes, roots: Sequence[str]) -> bytes:
    """The payload under the signatures of several roots, in the order that the format asks for."""
    return b"".join(trust_message(payload, root) for root in sorted(roots, key=kid))


def status_payload(sub: str, iat: int, exp: int, lst: bytes, ttl: int = 3600) -> bytes:
    """The payload of a status list over compressed bytes."""
    return plain_cbor.write({2: sub, 4: exp, 6: iat, 65534: ttl, 65533: {"bits": 2, "lst": lst}})


def status_file(payload: bytes, key: str = "status") -> bytes:
    """A status list under the signature of a status key."""
    return cose({1: -8, 4: kid(key), 16: STATUS_TYPE}, payload, key)


def packed(entries: Mapping[int, int], size: int) -> bytes:
    """Statuses two bits each, lowest first; what is not named is 1, never issued."""
    raw = bytearray(b"\x55" * -(-size // 4))
    for idx, value in entries.items():
        raw[idx // 4] &= ~(3 << idx % 4 * 2) & 255
        raw[idx // 4] |= value << idx % 4 * 2
    return bytes(raw)


def stored(raw: bytes) -> bytes:
    """A zlib stream (RFC 1950) of stored blocks: no compressor, so the same bytes everywhere."""
    stream = b"\x78\x01"
    chunks = [raw[at : at + 65535] for at in range(0, len(raw), 65535)] or [b""]
    for number, chunk in enumerate(chunks):
        last = number == len(chunks) - 1
        size = len(chunk)
        stream += bytes([last]) + size.to_bytes(2, "little") + (size ^ 65535).to_bytes(2, "little")
        stream += chunk
    return stream + zlib.adler32(raw).to_bytes(4, "big")


def repeated(byte: int, count: int) -> bytes:
    """A zlib stream of one byte below 144 repeated: fixed Huffman codes, runs of 258 (RFC 1951)."""
    runs, singles = divmod(count - 1, 258)
    literal = f"{0x30 + byte:08b}"
    bits = "1" + "10" + literal * (1 + singles) + ("11000101" + "00000") * runs + "0000000"
    bits += "0" * (-len(bits) % 8)
    deflated = bytes(int(bits[at : at + 8][::-1], 2) for at in range(0, len(bits), 8))
    return b"\x78\x01" + deflated + zlib.adler32(bytes([byte]) * count).to_bytes(4, "big")
