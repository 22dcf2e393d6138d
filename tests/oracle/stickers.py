"""The naive reader of one sticker: text, digits, frame, claims and typed code, one rule after another.

Written from the text of the format alone (sections 1 to 5) and shared with nothing under judgement.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import Any

from oracle import plain_cbor

DAY = 86400
TAIL_DIGITS = {0: 0, 1: 3, 2: 5, 3: 8, 4: 10, 5: 13, 6: 15}
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REPERTOIRE = (
    "20-7E A1-AC AE-24F 1E00-1EFF 2010-2015 2018-201F 2022 2026 2116 3041-3096 30A1-30FC "
    "3400-4DBF 4E00-9FFF AC00-D7A3"
)


class Refused(Exception):
    """What was read is not what the format allows; `code` says where it broke."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def token_of_text(text: str, hosts: Collection[str]) -> bytes:
    """Section 1: the token bytes inside `https://<host>/1/<digits>`."""
    if any(ord(letter) > 127 for letter in text):
        raise Refused("not_ascii")
    if text[:8].lower() != "https://":
        raise Refused("link")
    host, slash, path = text[8:].partition("/")
    if not slash or not _is_host_name(host):
        raise Refused("link")
    version, slash, digits = path.partition("/")
    if not slash or len(version) != 1 or version not in "0123456789":
        raise Refused("link")
    if not digits or not all(c in "0123456789" for c in digits):
        raise Refused("link")
    if host.lower() not in hosts:
        raise Refused("host")
    if version != "1":
        raise Refused("version")
    return token_of_digits(digits)


def _is_host_name(host: str) -> bool:
    """A name of RFC 1123: letters, digits and inner hyphens between single dots."""
    labels = host.split(".")
    return len(host) <= 253 and all(
        1 <= len(label) <= 63
        and all(c.isalnum() or c == "-" for c in label)
        and label[0] != "-"
        and label[-1] != "-"
        for label in labels
    )


def token_of_digits(digits: str) -> bytes:
    """Section 1: groups of 17 digits are 7 bytes; the tail is 1 to 6 bytes."""
    if not all(c in "0123456789" for c in digits):
        raise Refused("digits")
    if not 265 <= len(digits) <= 697:
        raise Refused("length")
    whole, rest = divmod(len(digits), 17)
    tails = [n for n, width in TAIL_DIGITS.items() if width == rest]
    if not tails:
        raise Refused("length")
    token = b""
    for n, width in [(7, 17)] * whole + [(tails[0], rest)]:
        group, digits = digits[:width], digits[width:]
        value = int(group or "0")
        if value >= 256**n:
            raise Refused("group")
        token += value.to_bytes(n, "big")
    return token


def digits_of_token(token: bytes) -> str:
    """The other way round, without any check of the length."""
    text = ""
    for start in range(0, len(token), 7):
        group = token[start : start + 7]
        width = 17 if len(group) == 7 else TAIL_DIGITS[len(group)]
        text += str(int.from_bytes(group, "big")).zfill(width)
    return text


def open_frame(token: bytes) -> tuple[bytes, bytes, bytes]:
    """Section 2: kid, payload and signature, each at its fixed place."""
    if not 109 <= len(token) <= 287:
        raise Refused("length")
    size = len(token) - 81
    if token[:8] != bytes.fromhex("d28449a201270444"):
        raise Refused("frame")
    if token[12:15] != bytes([0xA0, 0x58, size]):
        raise Refused("frame")
    if token[15 + size : 17 + size] != b"\x58\x40":
        raise Refused("frame")
    return token[8:12], token[15 : 15 + size], token[17 + size :]


def what_is_signed(protected: bytes, payload: bytes) -> bytes:
    """RFC 9052 section 4.4: the Sig_structure with empty external_aad."""
    return plain_cbor.write(["Signature1", protected, b"", payload])


def sticker_protected(kid: bytes) -> bytes:
    """The protected header of a sticker."""
    return bytes.fromhex("a201270444") + kid


def in_repertoire(letter: str) -> bool:
    """Section 3: whether one character may stand in a name or street."""
    for span in REPERTOIRE.split():
        first, _, last = span.partition("-")
        if int(first, 16) <= ord(letter) <= int(last or first, 16):
            return True
    return False


def _is_uint(value: Any, low: int, high: int) -> bool:
    return type(value) is int and low <= value <= high


def _is_shown_text(value: Any) -> bool:
    return (
        isinstance(value, str)
        and 1 <= len(value.encode()) <= 80
        and all(in_repertoire(letter) for letter in value)
        and value == value.strip(" ")
        and "  " not in value
    )


def read_claims(payload: bytes) -> dict[str, Any]:
    """Section 3: the claims of an authentic payload."""
    if not 28 <= len(payload) <= 206:
        raise Refused("length")
    try:
        value, end = plain_cbor.read_one(payload)
    except plain_cbor.WrongOrder:
        raise Refused("claims_order") from None
    except plain_cbor.NotPlain:
        raise Refused("claims_cbor") from None
    if end != len(payload):
        raise Refused("claims_trailing")
    if not isinstance(value, dict) or len(value) != 3:
        raise Refused("claims_cbor")
    if list(value) != [4, 6, -65537]:
        raise Refused("claims_order")
    body = value[-65537]
    if not isinstance(body, list) or len(body) != 7:
        raise Refused("claims_cbor")
    exp, iat = value[4], value[6]
    number, name, street, ward, category, idx, place = body
    if not _is_uint(exp, 0, 2**32 - 1):
        raise Refused("claims_exp")
    if not _is_uint(iat, 0, 2**32 - 1):
        raise Refused("claims_iat")
    if not iat < exp <= iat + 4 * 366 * DAY:
        raise Refused("claims_exp")
    if not _is_uint(number, 1, 2**32 - 1):
        raise Refused("claims_id")
    if not _is_shown_text(name):
        raise Refused("claims_name")
    if not _is_shown_text(street):
        raise Refused("claims_street")
    if not _is_uint(ward, 1, 99999):
        raise Refused("claims_ward")
    if not _is_uint(category, 0, 255):
        raise Refused("claims_category")
    if not _is_uint(idx, 0, 2**20 - 1):
        raise Refused("claims_idx")
    if place is not None and not (isinstance(place, bytes) and len(place) == 5):
        raise Refused("claims_place")
    return {
        "exp": exp,
        "iat": iat,
        "id": number,
        "name": name,
        "street": street,
        "ward": ward,
        "category": category,
        "idx": idx,
        "place": None if place is None else place.hex(),
    }


def kid_of(public: bytes) -> bytes:
    """Section 2: the first four bytes of SHA-256 over the public key."""
    return hashlib.sha256(public).digest()[:4]


def id_of_typed_code(text: str) -> int:
    """Section 4: the establishment that a typed code names."""
    if any(ord(letter) > 127 for letter in text):
        raise Refused("typed_code")
    letters = text.upper().replace(" ", "").replace("-", "")
    letters = letters.replace("I", "1").replace("L", "1").replace("O", "0")
    if len(letters) != 8 or any(letter not in CROCKFORD for letter in letters):
        raise Refused("typed_code")
    values = [CROCKFORD.index(letter) for letter in letters]
    if _check_value(values[:7]) != values[7]:
        raise Refused("typed_code_check")
    number = 0
    for value in values[:7]:
        number = number * 32 + value
    if not 1 <= number < 2**32:
        raise Refused("typed_code")
    return number


def typed_code_of_id(id: int) -> str:
    """Section 4: seven letters of the id, highest first, the check letter, shown 4-4."""
    values = [id >> shift & 31 for shift in range(30, -1, -5)]
    letters = "".join(CROCKFORD[value] for value in [*values, _check_value(values)])
    return letters[:4] + "-" + letters[4:]


def _check_value(values: list[int]) -> int:
    check = 0
    for value in values:
        check = (check ^ value) * 2
        if check > 31:
            check ^= 37
    return check


def civil_day(seconds: int) -> int:
    """Section 3: the day number, since 1970, of a moment in UTC+7."""
    return (seconds + 25200) // DAY


def centre_of_place(place: bytes) -> tuple[float, float]:
    """Section 3: latitude and longitude in the middle of the packed geohash cell."""
    bits = "".join(f"{byte:08b}" for byte in place)
    west, east, south, north = -180.0, 180.0, -90.0, 90.0
    for position, bit in enumerate(bits):
        if position % 2 == 0:
            middle = (west + east) / 2
            west, east = (middle, east) if bit == "1" else (west, middle)
        else:
            middle = (south + north) / 2
            south, north = (middle, north) if bit == "1" else (south, middle)
    return (south + north) / 2, (west + east) / 2
