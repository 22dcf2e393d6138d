"""The status list of one sticker key: IETF Token Status List in CWT form, two bits an entry."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

import msgspec

from foodtrace.errors import MalformedList, RefusedList
from foodtrace.sticker.cbor import (
    CborError,
    Reader,
    encode_bytes,
    encode_map,
    encode_text,
    encode_uint,
)
from foodtrace.trust.cose import SignedPart, read_part, sign_part
from foodtrace.trust.keys import kid_of, public_of
from foodtrace.trust.trust_list import STATUS_ROLE, STICKER_ROLE, TrustKey, TrustList
from foodtrace.trust.trust_payload import TEXT_MAX

CONTENT_TYPE = "application/statuslist+cwt"
LIFE_MAX = 31 * 86_400  # seconds
LST_MAX = 262_144  # bytes inflated: 2**20 entries
FILE_MAX = LST_MAX + 65_536  # what deflate cannot shrink, and its frame
VALID, INVALID, SUSPENDED, REPLACED = range(4)
_UINT_MAX = 2**32 - 1
_LIST_KEY = encode_uint(65533)
_TTL_KEY = encode_uint(65534)
_LST = encode_text("lst")
_BITS_PAIR = encode_text("bits") + encode_uint(2)


class StatusList(msgspec.Struct, frozen=True):
    """What stands of each sticker of one key: `sub` is that key's status_uri, times are unix seconds.

    `lst` is inflated, four entries a byte, lowest bits first. `ttl` says when to fetch again; exp alone
    decides what is stale.
    """

    sub: str
    iat: int
    exp: int
    ttl: int
    lst: bytes

    def entry(self, idx: int) -> int | None:
        """0 valid, 1 revoked or never issued, 2 suspended, 3 replaced; None where the list is too short."""
        at = idx >> 2
        if not 0 <= at < len(self.lst):
            return None
        return self.lst[at] >> (idx & 3) * 2 & 3


class SignedStatusList(msgspec.Struct, frozen=True):
    """A parsed status file; its signature is carried, not verified."""

    list: StatusList
    part: SignedPart

    @property
    def kid(self) -> bytes:
        """The kid that the signature claims."""
        return self.part.kid


def pack_statuses(entries: Mapping[int, int], size: int) -> bytes:
    """The inflated list of `size` numbers (rounded up to 4): what is not in `entries` was never issued, so 1."""
    octets = bytearray(b"\x55" * max(1, -(-size // 4)))
    for idx, status in entries.items():
        if not 0 <= idx < size or not 0 <= status <= 3:
            raise MalformedList(
                f"expected a number below {size} and a status 0..3, found {idx} and {status}",
                code="status_entry",
            )
        shift = (idx & 3) * 2
        octets[idx >> 2] = octets[idx >> 2] & ~(3 << shift) | status << shift
    if len(octets) > LST_MAX:
        raise MalformedList(
            f"a status list has at most {4 * LST_MAX} numbers, found {size}; use another sticker key",
            code="status_lst",
        )
    return bytes(octets)


def encode_status_list(
    status: StatusList, status_seed: bytes, compressed: bytes | None = None
) -> bytes:
    """A signed file; `compressed` gives the zlib stream where its bytes must not depend on this zlib."""
    packed = zlib.compress(status.lst, 9) if compressed is None else compressed
    payload = encode_map(
        (encode_uint(2), encode_text(status.sub)),
        (encode_uint(4), encode_uint(status.exp)),
        (encode_uint(6), encode_uint(status.iat)),
        (_TTL_KEY, encode_uint(status.ttl)),
        (_LIST_KEY, b"\xa2" + _LST + encode_bytes(packed) + _BITS_PAIR),
    )
    raw = sign_part(CONTENT_TYPE, payload, status_seed, kid_of(public_of(status_seed)))
    if parse_status_list(raw).list != status:
        raise MalformedList("the compressed stream holds another list", code="status_lst")
    return raw


def parse_status_list(raw: bytes) -> SignedStatusList:
    """The list in a file; MalformedList status_<part>. Neither signature nor time is checked."""
    if len(raw) > FILE_MAX:
        raise MalformedList(
            f"a status file has at most {FILE_MAX} bytes, found {len(raw)}", code="status_length"
        )
    try:
        reader = Reader(raw)
        part = read_part(reader, CONTENT_TYPE, FILE_MAX)
        reader.end()
        return SignedStatusList(_read(Reader(part.payload)), part)
    except CborError as fault:
        raise MalformedList(
            f"status list: {fault}; fetch it again", code=f"status_{fault.part}"
        ) from None


def accept_status_file(trust: TrustList, raw: bytes, held_iat: int = 0) -> tuple[bytes, StatusList]:
    """The kid of the sticker key that a list speaks for, and the list.

    MalformedList, or RefusedList unknown_status_key, wrong_role, key_revoked, outside_window, bad_signature,
    unknown_subject or rollback (iat before `held_iat`, the iat of the list accepted before).
    """
    signed = parse_status_list(raw)
    status = signed.list
    key = _status_key(trust, signed)
    if not signed.part.is_signed_by(key.public):
        raise RefusedList(
            "the signature of the status list does not hold; fetch it again", code="bad_signature"
        )
    if status.iat < held_iat:
        raise RefusedList(
            f"expected a status list from {held_iat} or later, found one from {status.iat}; fetch the newest",
            code="rollback",
        )
    for subject in trust.keys:
        if subject.role == STICKER_ROLE and subject.status_uri == status.sub:
            return subject.kid, status
    raise RefusedList(
        f"no sticker key of the trust list has the status address {status.sub!r}; fetch both lists again",
        code="unknown_subject",
    )


def _status_key(trust: TrustList, signed: SignedStatusList) -> TrustKey:
    kid = signed.kid.hex()
    key = trust.key(signed.kid)
    if key is None:
        raise RefusedList(
            f"the status list is signed by {kid}, which the trust list does not name; fetch both again",
            code="unknown_status_key",
        )
    if key.role != STATUS_ROLE:
        raise RefusedList(f"key {kid} is no status key; fetch the list again", code="wrong_role")
    if key.revoked is not None:
        raise RefusedList(f"status key {kid} is revoked; fetch a newer list", code="key_revoked")
    if not key.nbf <= signed.list.iat < key.naf:
        raise RefusedList(
            f"the status list was signed outside the window of key {kid}", code="outside_window"
        )
    return key


def _read(reader: Reader) -> StatusList:
    reader.expect(b"\xa5\x02", "cbor", "a map of five pairs, key 2 (sub)")
    sub = reader.text("sub", 1, TEXT_MAX)
    reader.expect(b"\x04", "order", "key 4 (exp)")
    exp = reader.uint("exp", 0, _UINT_MAX)
    reader.expect(b"\x06", "order", "key 6 (iat)")
    iat = reader.uint("iat", 0, _UINT_MAX)
    reader.expect(_LIST_KEY, "order", "key 65533 (the list)")
    reader.expect(b"\xa2" + _LST, "order", "a map of lst and bits")
    packed = reader.octets("lst", 1, FILE_MAX)
    reader.expect(_BITS_PAIR, "bits", "bits 2")
    reader.expect(_TTL_KEY, "order", "key 65534 (ttl)")
    ttl = reader.uint("ttl", 1, _UINT_MAX)
    reader.end()
    if not iat < exp <= iat + LIFE_MAX:
        raise CborError("exp", "exp must be after iat by at most 31 days")
    return StatusList(sub, iat, exp, ttl, _inflate(packed))


def _inflate(packed: bytes) -> bytes:
    """One whole zlib stream of 1..262,144 bytes and nothing after it, counted while inflating."""
    stream = zlib.decompressobj()
    try:
        lst = stream.decompress(packed, LST_MAX + 1)
    except zlib.error:
        raise CborError("lst", "lst is not a zlib stream") from None
    if not 1 <= len(lst) <= LST_MAX:
        raise CborError("lst", f"lst must inflate to 1..{LST_MAX} bytes")
    if not stream.eof or stream.unused_data:
        raise CborError("lst", "lst must be one whole zlib stream with nothing after it")
    return lst
