"""The naive reader of trust lists and status lists: what a list says, and whether it may be believed.

Written from the text of the format alone (sections 5, 7 and 8) and shared with nothing under judgement.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from oracle import curve, plain_cbor
from oracle.stickers import DAY, Refused, civil_day, kid_of, what_is_signed

TRUST_TYPE = "application/foodtrace-trust+cwt"
STATUS_TYPE = "application/statuslist+cwt"
STICKER_ROLE, STATUS_ROLE = 0, 1


@dataclass(frozen=True)
class Key:
    """One row of the keys of a trust list; times in seconds."""

    role: int
    public: bytes
    nbf: int
    naf: int
    revoked: int | None
    status_uri: str | None
    issued: bytes | None


@dataclass(frozen=True)
class Trust:
    """One trust list; `signers` are the kids whose COSE messages it came in, with their signatures."""

    payload: bytes
    signatures: tuple[tuple[bytes, bytes], ...]
    issuer: str
    exp: int
    iat: int
    seq: int
    threshold: int
    roots: tuple[bytes, ...]
    hosts: dict[str, int | None]
    keys: dict[bytes, Key]
    wards: tuple[tuple[int, int, int | None, str, str], ...]
    categories: dict[int, dict[str, str]]


@dataclass(frozen=True)
class Kept:
    """What a reader keeps between lists; a bare pin has seq 0, iat 0 and no digest."""

    roots: tuple[bytes, ...]
    threshold: int
    seq: int = 0
    iat: int = 0
    digest: bytes = b""


@dataclass(frozen=True)
class Status:
    """One status list and the kid of the sticker key it speaks for."""

    kid: bytes
    iat: int
    exp: int
    ttl: int
    entries: bytes

    def entry(self, idx: int) -> int | None:
        """0 valid, 1 invalid, 2 suspended, 3 replaced, None beyond the end."""
        if idx // 4 >= len(self.entries):
            return None
        return self.entries[idx // 4] >> (idx % 4 * 2) & 3


def _need(condition: bool, code: str) -> None:
    if not condition:
        raise Refused(code)


def _open_cose(message: Any, content_type: str, kind: str) -> tuple[bytes, bytes, bytes, bytes]:
    """kid, protected, payload and signature of one COSE_Sign1 whose header is exactly ours."""
    frame = f"{kind}_frame"
    _need(isinstance(message, plain_cbor.Tagged) and message.tag == 18, frame)
    parts = message.value
    _need(isinstance(parts, list) and len(parts) == 4, frame)
    protected, unprotected, payload, signature = parts
    _need(isinstance(protected, bytes) and unprotected == {}, frame)
    try:
        header = plain_cbor.read_whole(protected)
    except plain_cbor.NotPlain:
        raise Refused(frame) from None
    _need(isinstance(header, dict) and list(header) == [1, 4, 16], frame)
    kid = header[4]
    _need(header[1] == -8 and header[16] == content_type, frame)
    _need(isinstance(kid, bytes) and len(kid) == 4, frame)
    _need(isinstance(payload, bytes), f"{kind}_payload")
    _need(isinstance(signature, bytes) and len(signature) == 64, f"{kind}_signature")
    return kid, protected, payload, signature


def _read_map(payload: bytes, names: list[int], kind: str) -> list[Any]:
    """The values of a claims set that has exactly these names."""
    try:
        claims, end = plain_cbor.read_one(payload)
    except plain_cbor.WrongOrder:
        raise Refused(f"{kind}_order") from None
    except plain_cbor.NotPlain:
        raise Refused(f"{kind}_cbor") from None
    _need(end == len(payload), f"{kind}_trailing")
    _need(isinstance(claims, dict) and len(claims) == len(names), f"{kind}_cbor")
    _need(list(claims) == names, f"{kind}_order")
    return list(claims.values())


def _need_uint(value: Any, code: str) -> None:
    _need(type(value) is int and value >= 0, code)


def _need_uint_or_null(value: Any, code: str) -> None:
    _need(value is None or (type(value) is int and value >= 0), code)


def _need_row(row: Any, length: int, code: str = "trust_cbor") -> None:
    _need(isinstance(row, list) and len(row) == length, code)


def read_trust(raw: bytes) -> Trust:
    """Section 7: a trust list by its form alone; nothing here says that it may be believed."""
    messages = []
    at = 0
    _need(len(raw) > 0, "trust_cbor")
    while at < len(raw):
        try:
            message, at = plain_cbor.read_one(raw, at)
        except plain_cbor.Cut:
            raise Refused("trust_cbor") from None
        except plain_cbor.NotPlain:
            raise Refused("trust_frame") from None
        messages.append(_open_cose(message, TRUST_TYPE, "trust"))
    kids = [message[0] for message in messages]
    _need(len(messages) <= 8, "trust_signatures")
    _need(all(a < b for a, b in pairwise(kids)), "trust_signatures")
    payload = messages[0][2]
    _need(all(message[2] == payload for message in messages), "trust_payload")
    _need(len(payload) > 0, "trust_payload")
    trust = _read_trust_payload(payload)
    return replace(trust, signatures=tuple((message[0], message[3]) for message in messages))


def _read_trust_payload(payload: bytes) -> Trust:
    issuer, exp, iat, body = _read_map(payload, [1, 4, 6, -65538], "trust")
    _need(isinstance(issuer, str), "trust_issuer")
    _need_uint(exp, "trust_exp")
    _need_uint(iat, "trust_iat")
    _need(iat < exp <= iat + 366 * DAY, "trust_exp")
    _need_row(body, 7)
    seq, threshold, roots, hosts, keys, wards, categories = body
    _need_uint(seq, "trust_seq")
    _need_uint(threshold, "trust_threshold")
    names = ("roots", "hosts", "keys", "wards", "categories")
    for name, part in zip(names, body[2:], strict=True):
        _need(isinstance(part, list), f"trust_{name}")
    _need(len(roots) > 0, "trust_roots")
    for root in roots:
        _need(isinstance(root, bytes) and len(root) == 32, "trust_root")
        _need(curve.is_good_public_key(root), "bad_public_key")
    _need(1 <= threshold <= len(roots), "trust_threshold")
    for row in hosts:
        _need_row(row, 2)
        _need(isinstance(row[0], str), "trust_host")
        _need_uint_or_null(row[1], "trust_until")
    read_keys = [_read_key(row) for row in keys]
    for row in wards:
        _need_row(row, 5)
        _need_uint(row[0], "trust_ward")
        _need_uint(row[1], "trust_from_day")
        _need_uint_or_null(row[2], "trust_until_day")
        _need(isinstance(row[3], str), "trust_ward_name")
        _need(isinstance(row[4], str), "trust_province")
    for row in categories:
        _need_row(row, 2)
        _need_uint(row[0], "trust_category")
        _need(isinstance(row[1], dict), "trust_category_names")
        for language, name in row[1].items():
            _need(isinstance(language, str), "trust_language")
            _need(isinstance(name, str), "trust_category_name")
    kids = {kid_of(public) for public in [*roots, *(key.public for key in read_keys)]}
    _need(len(kids) == len(roots) + len(keys), "duplicate_kid")  # a root that is a key as well
    return Trust(
        payload=payload,
        signatures=(),
        issuer=issuer,
        exp=exp,
        iat=iat,
        seq=seq,
        threshold=threshold,
        roots=tuple(roots),
        hosts=dict(hosts),
        keys={kid_of(key.public): key for key in read_keys},
        wards=tuple((code, start, end, name, city) for code, start, end, name, city in wards),
        categories=dict(categories),
    )


def _read_key(row: Any) -> Key:
    _need_row(row, 7)
    role, public, nbf, naf, revoked, uri, issued = row
    _need(type(role) is int and role in (STICKER_ROLE, STATUS_ROLE), "trust_role")
    _need(isinstance(public, bytes) and len(public) == 32, "trust_public")
    _need_uint(nbf, "trust_nbf")
    _need_uint(naf, "trust_naf")
    _need_uint_or_null(revoked, "trust_revoked")
    _need(uri is None or isinstance(uri, str), "trust_status_uri")
    _need(issued is None or (isinstance(issued, bytes) and len(issued) == 32), "trust_issued")
    _need(curve.is_good_public_key(public), "bad_public_key")
    return Key(role, public, nbf, naf, revoked, uri, issued)


def _signers_among(trust: Trust, roots: tuple[bytes, ...]) -> int:
    """How many of these roots have really signed the list."""
    by_kid = {kid_of(root): root for root in roots}
    count = 0
    for kid, signature in trust.signatures:
        protected = plain_cbor.write({1: -8, 4: kid, 16: TRUST_TYPE})
        message = what_is_signed(protected, trust.payload)
        if kid in by_kid and curve.verify(by_kid[kid], message, signature):
            count += 1
    return count


def believe_trust(kept: Kept, raw: bytes) -> tuple[Trust, Kept]:
    """Section 7: one list after what was held before; expiry is not judged here."""
    trust = read_trust(raw)
    digest = hashlib.sha256(trust.payload).digest()
    # Nothing held but a pin: the list's own threshold is asked of the pinned roots as well.
    asked = kept.threshold if kept.seq else max(kept.threshold, trust.threshold)
    _need(_signers_among(trust, kept.roots) >= asked, "not_enough_signatures")
    if set(trust.roots) != set(kept.roots) or trust.threshold != kept.threshold:
        enough = _signers_among(trust, trust.roots) >= trust.threshold
        _need(enough, "not_enough_new_signatures")
    _need(trust.seq >= kept.seq, "rollback")
    if kept.digest and trust.seq == kept.seq:
        _need(digest == kept.digest, "equal_seq_other_bytes")
    _need(trust.iat >= kept.iat, "rollback")
    return trust, Kept(trust.roots, trust.threshold, trust.seq, trust.iat, digest)


def walk_chain(kept: Kept, files: Iterable[bytes]) -> tuple[Trust, Kept]:
    """Every list from what is held to the newest, one after the other; older ones are passed over."""
    trust = None
    known: dict[bytes, bytes] = {}
    for raw in sorted(files, key=lambda raw: read_trust(raw).seq):
        if read_trust(raw).seq < kept.seq:
            continue
        trust, kept = believe_trust(kept, raw)
        for public in [*trust.roots, *(key.public for key in trust.keys.values())]:
            _need(known.setdefault(kid_of(public), public) == public, "kid_reused")
    if trust is None:
        raise Refused("rollback")
    return trust, kept


def ward_at(trust: Trust, code: int, iat: int) -> tuple[str, str] | None:
    """Section 3: name and province of a ward code on the civil day of iat; None: show the number."""
    day = civil_day(iat)
    for number, first, until, name, province in trust.wards:
        if number == code and first <= day and (until is None or day < until):
            return name, province
    return None


def believe_status(trust: Trust, raw: bytes, held_iat: int = 0) -> Status:
    """Section 8: a status list under an accepted trust list; expiry is judged with the verdict."""
    try:
        message, end = plain_cbor.read_one(raw)
    except plain_cbor.Cut:
        raise Refused("status_cbor") from None
    except plain_cbor.NotPlain:
        raise Refused("status_frame") from None
    kid, protected, payload, signature = _open_cose(message, STATUS_TYPE, "status")
    _need(end == len(raw), "status_trailing")
    key = trust.keys.get(kid)
    if key is None:
        raise Refused("unknown_status_key")
    _need(key.role == STATUS_ROLE, "wrong_role")
    good = curve.verify(key.public, what_is_signed(protected, payload), signature)
    _need(good, "bad_signature")
    sub, exp, iat, inner, ttl = _read_map(payload, [2, 4, 6, 65533, 65534], "status")
    _need(isinstance(sub, str), "status_sub")
    _need_uint(exp, "status_exp")
    _need_uint(iat, "status_iat")
    _need(iat < exp <= iat + 31 * DAY, "status_exp")
    _need(isinstance(inner, dict), "status_cbor")
    _need(list(inner) == ["lst", "bits"], "status_order")
    _need(type(inner["bits"]) is int and inner["bits"] == 2, "status_bits")
    _need(isinstance(inner["lst"], bytes), "status_lst")
    _need_uint(ttl, "status_ttl")
    entries = _inflate(inner["lst"])
    _need(key.revoked is None, "key_revoked")
    _need(key.nbf <= iat < key.naf, "outside_window")
    spoken_for = [
        kid
        for kid, other in trust.keys.items()
        if other.role == STICKER_ROLE and other.status_uri == sub
    ]
    _need(len(spoken_for) == 1, "unknown_subject")
    _need(iat >= held_iat, "rollback")
    return Status(spoken_for[0], iat, exp, ttl, entries)


def _inflate(stream: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        entries = inflater.decompress(stream, 262_145)
    except zlib.error:
        raise Refused("status_lst") from None
    _need(1 <= len(entries) <= 262_144, "status_lst")
    _need(inflater.eof and not inflater.unused_data, "status_lst")
    return entries
