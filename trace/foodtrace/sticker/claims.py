"""What a sticker says: its claims as a CWT claims set in deterministic CBOR (RFC 8392, RFC 8949 4.2.1)."""

from __future__ import annotations

import msgspec

from foodtrace.errors import MalformedSticker
from foodtrace.sticker.cbor import (
    NULL,
    CborError,
    Reader,
    encode_array,
    encode_bytes,
    encode_text,
    encode_uint,
)
from foodtrace.sticker.place import PLACE_BYTES
from foodtrace.sticker.text import (
    TEXT_MAX_BYTES,
    check_text,
    is_within_repertoire,
    repertoire_faults,
)

PAYLOAD_MIN, PAYLOAD_MAX = 28, 206  # bytes
LIFE_MAX = 4 * 366 * 86_400  # seconds
_TIME_MAX = 2**32 - 1
_OPENING = b"\xa3\x04"  # a map of three pairs, key 4 (exp)
_FIELDS = b"\x3a\x00\x01\x00\x00"  # key -65537


class Claims(msgspec.Struct, frozen=True):
    """The signed fields; bounds as in docs of the sticker format, section 3.

    exp and iat are unix seconds, exp the first second that is no longer valid. `ward` is the statistics
    office's code in force on the day of iat. `place` is a packed geohash of 5 bytes.
    """

    exp: int
    iat: int
    id: int
    name: str
    street: str
    ward: int
    category: int
    idx: int
    place: bytes | None = None


def parse_claims(payload: bytes) -> Claims:
    """The claims of a signed payload; MalformedSticker claims_<field>, claims_cbor, _order, _trailing or length.

    Checks form and bounds only: neither time, nor that the ward or category is known.
    """
    _check_length(payload)
    return _read(payload)


def _read(payload: bytes) -> Claims:
    reader = Reader(payload)
    try:
        reader.expect(_OPENING[:1], "cbor", "a map of three pairs")
        reader.expect(_OPENING[1:], "order", "key 4 (exp)")
        exp = reader.uint("exp", 0, _TIME_MAX)
        reader.expect(b"\x06", "order", "key 6 (iat)")
        iat = reader.uint("iat", 0, _TIME_MAX)
        reader.expect(_FIELDS, "order", "key -65537 (the establishment)")
        reader.expect(b"\x87", "cbor", "an array of seven")
        establishment = reader.uint("id", 1, 2**32 - 1)
        name = reader.text("name", 1, TEXT_MAX_BYTES)
        street = reader.text("street", 1, TEXT_MAX_BYTES)
        ward = reader.uint("ward", 1, 99_999)
        category = reader.uint("category", 0, 255)
        idx = reader.uint("idx", 0, 2**20 - 1)
        place = None if reader.null() else reader.octets("place", PLACE_BYTES, PLACE_BYTES)
        reader.end()
        _check_life(exp, iat)
        _check_text("name", name)
        _check_text("street", street)
    except CborError as fault:
        raise MalformedSticker(f"sticker payload: {fault}", code=f"claims_{fault.part}") from None
    return Claims(exp, iat, establishment, name, street, ward, category, idx, place)


def encode_claims(claims: Claims) -> bytes:
    """The one payload of these claims; what is out of bounds is refused as parse_claims would refuse it.

    Texts must be NFC already: a program never changes or shortens a name silently.
    """
    for value, part in (
        (claims.exp, "exp"),
        (claims.iat, "iat"),
        (claims.id, "id"),
        (claims.ward, "ward"),
        (claims.category, "category"),
        (claims.idx, "idx"),
    ):
        # bool is an int in Python, and would be written as one
        if type(value) is not int or not 0 <= value <= _TIME_MAX:
            raise MalformedSticker(
                f"{part} must be an integer 0..{_TIME_MAX}, found {value!r}", code=f"claims_{part}"
            )
    _check_writable("name", claims.name)
    _check_writable("street", claims.street)
    payload = b"".join(
        (
            _OPENING,
            encode_uint(claims.exp),
            b"\x06",
            encode_uint(claims.iat),
            _FIELDS,
            encode_array(
                encode_uint(claims.id),
                encode_text(claims.name),
                encode_text(claims.street),
                encode_uint(claims.ward),
                encode_uint(claims.category),
                encode_uint(claims.idx),
                NULL if claims.place is None else encode_bytes(claims.place),
            ),
        )
    )
    # The reader is the judge: nothing that it would refuse is ever signed. The length is judged last,
    # so that an over-long name is refused as a name.
    _read(payload)
    _check_length(payload)
    return payload


def _check_writable(part: str, text: str) -> None:
    """What a person can mend is said so that a person can mend it."""
    faults = check_text(text)
    if not faults:
        return
    if "empty" in faults:
        advice = "is empty; write it"
    elif "characters" in faults:
        outside = " ".join(ascii(letter) for letter in repertoire_faults(text)[:5])
        advice = f"has characters that no sticker carries ({outside}); write it without them"
    elif "too_long" in faults:
        advice = f"has {len(text.encode())} bytes, at most {TEXT_MAX_BYTES} fit; shorten it"
    else:
        advice = "has a leading, trailing or double space; remove it"
    raise MalformedSticker(f"{part} {advice}", code=f"claims_{part}")


def _check_length(payload: bytes) -> None:
    if not PAYLOAD_MIN <= len(payload) <= PAYLOAD_MAX:
        raise MalformedSticker(
            f"a sticker payload has {PAYLOAD_MIN}..{PAYLOAD_MAX} bytes, found {len(payload)}",
            code="length",
        )


def _check_life(exp: int, iat: int) -> None:
    if not iat < exp <= iat + LIFE_MAX:
        raise CborError(
            "exp", f"exp must be after iat by at most {LIFE_MAX} s, found {exp - iat} s"
        )


def _check_text(part: str, text: str) -> None:
    if not is_within_repertoire(text):
        raise CborError(part, f"{part} has characters outside the repertoire")
    if text[0] == " " or text[-1] == " " or "  " in text:
        raise CborError(part, f"{part} has a leading, trailing or double space")
