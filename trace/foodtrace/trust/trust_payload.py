"""The CBOR form of a trust list, its bounds, and what a list must not say of itself."""

from __future__ import annotations

from collections.abc import Iterable

from foodtrace.errors import MalformedList
from foodtrace.sticker import is_host, kid_of
from foodtrace.sticker.cbor import (
    NULL,
    CborError,
    Reader,
    encode_array,
    encode_bytes,
    encode_map,
    encode_negative,
    encode_text,
    encode_uint,
)
from foodtrace.trust.keys import PUBLIC_BYTES, check_public_key
from foodtrace.trust.trust_list import (
    STATUS_ROLE,
    STICKER_ROLE,
    Category,
    Host,
    TrustKey,
    TrustList,
    Ward,
)

LIFE_MAX = 366 * 86_400  # seconds
ROOTS_MAX = 8
HOSTS_MAX = 64
KEYS_MAX = 256
WARDS_MAX = 16_384
CATEGORIES_MAX = 256
LANGUAGES_MAX = 32
TEXT_MAX = 255  # bytes of issuer, ward, province and category names and of status addresses
_UINT_MAX = 2**32 - 1
_LISTS = encode_negative(-65538)


def encode_trust_payload(trust: TrustList) -> bytes:
    """The one payload of this list; MalformedList where parse_trust_payload would refuse it."""
    try:
        payload = encode_map(
            (encode_uint(1), encode_text(trust.issuer)),
            (encode_uint(4), encode_uint(trust.exp)),
            (encode_uint(6), encode_uint(trust.iat)),
            (
                _LISTS,
                encode_array(
                    encode_uint(trust.seq),
                    encode_uint(trust.threshold),
                    encode_array(*map(encode_bytes, trust.roots)),
                    encode_array(*map(_encode_host, trust.hosts)),
                    encode_array(*map(_encode_key, trust.keys)),
                    encode_array(*map(_encode_ward, trust.wards)),
                    encode_array(*map(_encode_category, trust.categories)),
                ),
            ),
        )
    except (OverflowError, ValueError, TypeError, AttributeError):
        raise MalformedList(
            "a trust list holds whole numbers 0..2**32-1 and texts, found another value",
            code="trust_cbor",
        ) from None
    parse_trust_payload(payload)
    return payload


def parse_trust_payload(payload: bytes) -> TrustList:
    """The list of a payload; MalformedList trust_<part>, bad_public_key or duplicate_kid.

    Checks form, bounds and what a list must not say of itself; neither signature nor time.
    """
    try:
        trust = _read(Reader(payload))
        _check(trust)
    except CborError as fault:
        raise MalformedList(f"trust list: {fault}", code=f"trust_{fault.part}") from None
    _check_keys(trust)
    return trust


def _read(reader: Reader) -> TrustList:
    reader.expect(b"\xa4\x01", "cbor", "a map of four pairs, key 1 (issuer)")
    issuer = reader.text("issuer", 1, TEXT_MAX)
    reader.expect(b"\x04", "order", "key 4 (exp)")
    exp = reader.uint("exp", 0, _UINT_MAX)
    reader.expect(b"\x06", "order", "key 6 (iat)")
    iat = reader.uint("iat", 0, _UINT_MAX)
    reader.expect(_LISTS, "order", "key -65538 (the lists)")
    reader.expect(b"\x87", "cbor", "an array of seven")
    seq = reader.uint("seq", 1, _UINT_MAX)
    threshold = reader.uint("threshold", 1, ROOTS_MAX)
    roots = tuple(
        reader.octets("root", PUBLIC_BYTES, PUBLIC_BYTES)
        for _ in range(reader.array("roots", 1, ROOTS_MAX))
    )
    hosts = tuple(_read_host(reader) for _ in range(reader.array("hosts", 1, HOSTS_MAX)))
    keys = tuple(_read_key(reader) for _ in range(reader.array("keys", 0, KEYS_MAX)))
    wards = tuple(_read_ward(reader) for _ in range(reader.array("wards", 0, WARDS_MAX)))
    categories = tuple(
        _read_category(reader) for _ in range(reader.array("categories", 0, CATEGORIES_MAX))
    )
    reader.end()
    return TrustList(issuer, iat, exp, seq, threshold, roots, hosts, keys, wards, categories)


def _check(trust: TrustList) -> None:
    if not trust.iat < trust.exp <= trust.iat + LIFE_MAX:
        raise CborError(
            "exp", "exp must be after iat by at most 366 days; sign it for a shorter time"
        )
    if trust.threshold > len(trust.roots):
        raise CborError(
            "threshold", f"threshold {trust.threshold} can never be met by {len(trust.roots)} roots"
        )
    for host in trust.hosts:
        if not is_host(host.name):
            raise CborError("host", f"a host is a lower-case name, found {host.name!r}")
    _check_distinct("hosts", (host.name for host in trust.hosts))
    _check_distinct("wards", ((ward.code, ward.from_day) for ward in trust.wards))
    _check_distinct("categories", (category.number for category in trust.categories))
    _check_distinct(
        "status_uri",
        (key.status_uri for key in trust.keys if key.role == STICKER_ROLE and key.status_uri),
    )
    for key in trust.keys:
        if not key.nbf < key.naf:
            raise CborError("naf", f"naf of key {key.kid.hex()} must be after nbf")


def _check_distinct(part: str, values: Iterable[object]) -> None:
    seen: set[object] = set()
    for value in values:
        if value in seen:
            raise CborError(part, f"{part} must differ, found {value!r} twice")
        seen.add(value)


def _check_keys(trust: TrustList) -> None:
    seen: set[bytes] = set()
    for public in (*trust.roots, *(key.public for key in trust.keys)):
        check_public_key(public)
        kid = kid_of(public)
        if kid in seen:  # two keys with one kid, or a root that is also a key
            raise MalformedList(
                f"trust list: each key and root needs a kid of its own, found {kid.hex()} twice;"
                " make another key",
                code="duplicate_kid",
            )
        seen.add(kid)


def _encode_optional_uint(value: int | None) -> bytes:
    return NULL if value is None else encode_uint(value)


def _encode_host(host: Host) -> bytes:
    return encode_array(encode_text(host.name), _encode_optional_uint(host.until))


def _read_host(reader: Reader) -> Host:
    reader.expect(b"\x82", "cbor", "a host of two")
    return Host(reader.text("host", 1, TEXT_MAX), reader.uint_or_null("until", 0, _UINT_MAX))


def _encode_key(key: TrustKey) -> bytes:
    return encode_array(
        encode_uint(key.role),
        encode_bytes(key.public),
        encode_uint(key.nbf),
        encode_uint(key.naf),
        _encode_optional_uint(key.revoked),
        NULL if key.status_uri is None else encode_text(key.status_uri),
        NULL if key.issued is None else encode_bytes(key.issued),
    )


def _read_key(reader: Reader) -> TrustKey:
    reader.expect(b"\x87", "cbor", "a key of seven")
    return TrustKey(
        role=reader.uint("role", STICKER_ROLE, STATUS_ROLE),
        public=reader.octets("public", PUBLIC_BYTES, PUBLIC_BYTES),
        nbf=reader.uint("nbf", 0, _UINT_MAX),
        naf=reader.uint("naf", 0, _UINT_MAX),
        revoked=reader.uint_or_null("revoked", 0, _UINT_MAX),
        status_uri=None if reader.null() else reader.text("status_uri", 1, TEXT_MAX),
        issued=None if reader.null() else reader.octets("issued", 32, 32),
    )


def _encode_ward(ward: Ward) -> bytes:
    return encode_array(
        encode_uint(ward.code),
        encode_uint(ward.from_day),
        _encode_optional_uint(ward.until_day),
        encode_text(ward.name),
        encode_text(ward.province),
    )


def _read_ward(reader: Reader) -> Ward:
    reader.expect(b"\x85", "cbor", "a ward of five")
    return Ward(
        code=reader.uint("ward", 1, 99_999),
        from_day=reader.uint("from_day", 0, _UINT_MAX),
        until_day=reader.uint_or_null("until_day", 0, _UINT_MAX),
        name=reader.text("ward_name", 1, TEXT_MAX),
        province=reader.text("province", 1, TEXT_MAX),
    )


def _encode_category(category: Category) -> bytes:
    names = ((encode_text(tag), encode_text(name)) for tag, name in category.names.items())
    return encode_array(encode_uint(category.number), encode_map(*names))


def _read_category(reader: Reader) -> Category:
    reader.expect(b"\x82", "cbor", "a category of two")
    number = reader.uint("category", 0, 255)
    names: dict[str, str] = {}
    before = b""
    for _ in range(reader.map("category_names", 0, LANGUAGES_MAX)):
        start = reader.at
        tag = reader.text("language", 1, 35)
        key = reader.raw[start : reader.at]
        if key <= before:
            raise CborError(
                "order", f"languages must ascend and differ, found {tag!r} out of place"
            )
        before = key
        names[tag] = reader.text("category_name", 1, TEXT_MAX)
    return Category(number, names)
