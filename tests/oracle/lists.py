"""The naive reader of trust lists and status lists: what a list says, and whether it may be believed.

Written from the text of the format alone (sections 5, 7 and 8) and shared with nothing under judgement.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from oracle import curve, plain_cbor
from oracle.stickers import DAY, Refused, kid_of, what_is_signed

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


def _open_cose(message: Any, content_type: str, code: str) -> tuple[bytes, bytes, bytes, bytes]:
    """kid, protected, payload and signature of one COSE_Sign1 whose header is exactly ours."""
    if not isinstance(message, plain_cbor.Tagged) or message.tag != 18:
        raise Refused(code)
    parts = message.value
    if not isinstance(parts, list) or len(parts) != 4:
        raise Refused(code)
    protected, unprotected, payload, signature = parts
    if not all(isinstance(part, bytes) for part in (protected, payload, signature)):
        raise Refused(code)
    if unprotected != {} or len(signature) != 64:
        raise Refused(code)
    try:
        header = plain_cbor.read_whole(protected)
    except plain_cbor.NotPlain:
        raise Refused(code) from None
    if not isinstance(header, dict) or list(header) != [1, 4, 16]:
        raise Refused(code)
    kid = header[4]
    if header[1] != -8 or header[16] != content_type:
        raise Refused(code)
    if not isinstance(kid, bytes) or len(kid) != 4:
        raise Refused(code)
    return kid, protected, payload, signature


def _need(condition: bool, code: str) -> None:
    if not condition:
        raise Refused(code)


def _uint(value: Any) -> bool:
    return type(value) is int and value >= 0


def _uint_or_null(value: Any) -> bool:
    return value is None or _uint(value)


def read_trust(raw: bytes) -> Trust:
    """Section 7: a trust list by its form alone; nothing here says that it may be believed."""
    messages = []
    at = 0
    try:
        while at < len(raw):
            message, at = plain_cbor.read_one(raw, at)
            messages.append(_open_cose(message, TRUST_TYPE, "list_frame"))
    except plain_cbor.NotPlain:
        raise Refused("list_frame") from None
    _need(1 <= len(messages) <= 8, "signature_count")
    kids = [message[0] for message in messages]
    _need(all(a < b for a, b in zip(kids, kids[1:], strict=False)), "signature_order")
    payload = messages[0][2]
    _need(all(message[2] == payload for message in messages), "payloads_differ")
    trust = _read_trust_payload(payload)
    return replace(trust, signatures=tuple((message[0], message[3]) for message in messages))


def _read_trust_payload(payload: bytes) -> Trust:
    try:
        claims = plain_cbor.read_whole(payload)
    except plain_cbor.NotPlain:
        raise Refused("list_cbor") from None
    _need(isinstance(claims, dict) and list(claims) == [1, 4, 6, -65538], "list_fields")
    body = claims[-65538]
    _need(isinstance(body, list) and len(body) == 7, "list_fields")
    issuer, exp, iat = claims[1], claims[4], claims[6]
    _need(isinstance(issuer, str) and _uint(exp) and _uint(iat), "list_fields")
    seq, threshold, roots, hosts, keys, wards, categories = body
    _need(_uint(seq) and _uint(threshold), "list_fields")
    _need(all(isinstance(part, list) for part in body[2:]), "list_fields")
    _need(iat < exp <= iat + 366 * DAY, "list_life")
    for root in roots:
        _need(isinstance(root, bytes), "list_fields")
        _need(curve.is_good_public_key(root), "public_key")
    _need(1 <= threshold <= len(roots), "threshold")
    for row in hosts:
        _need(isinstance(row, list) and len(row) == 2, "list_fields")
        _need(isinstance(row[0], str) and _uint_or_null(row[1]), "list_fields")
    read_keys = [_read_key(row) for row in keys]
    for row in wards:
        _need(isinstance(row, list) and len(row) == 5, "list_fields")
        _need(_uint(row[0]) and _uint(row[1]) and _uint_or_null(row[2]), "list_fields")
        _need(isinstance(row[3], str) and isinstance(row[4], str), "list_fields")
    for row in categories:
        _need(isinstance(row, list) and len(row) == 2 and _uint(row[0]), "list_fields")
        _need(isinstance(row[1], dict), "list_fields")
        _need(all(isinstance(word, str) for pair in row[1].items() for word in pair), "list_fields")
    publics = [*roots, *(key.public for key in read_keys)]
    _need(not set(roots) & {key.public for key in read_keys}, "root_is_key")
    _need(len({kid_of(public) for public in publics}) == len(publics), "kid_clash")
    return Trust(
        payload=payload,
        signatures=(),
        issuer=issuer,
        exp=exp,
        iat=iat,
        seq=seq,
        threshold=threshold,
        roots=tuple(roots),
        hosts={host: until for host, until in hosts},
        keys={kid_of(key.public): key for key in read_keys},
        wards=tuple((code, start, end, name, city) for code, start, end, name, city in wards),
        categories={number: names for number, names in categories},
    )


def _read_key(row: Any) -> Key:
    _need(isinstance(row, list) and len(row) == 7, "list_fields")
    role, public, nbf, naf, revoked, uri, issued = row
    _need(type(role) is int and role in (STICKER_ROLE, STATUS_ROLE), "list_fields")
    _need(isinstance(public, bytes), "list_fields")
    _need(_uint(nbf) and _uint(naf) and _uint_or_null(revoked), "list_fields")
    _need(uri is None or isinstance(uri, str), "list_fields")
    _need(issued is None or (isinstance(issued, bytes) and len(issued) == 32), "list_fields")
    _need(curve.is_good_public_key(public), "public_key")
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
    _need(_signers_among(trust, kept.roots) >= kept.threshold, "not_enough_signatures")
    if set(trust.roots) != set(kept.roots) or trust.threshold != kept.threshold:
        enough = _signers_among(trust, trust.roots) >= trust.threshold
        _need(enough, "not_enough_signatures")
    _need(trust.seq >= kept.seq, "rollback")
    if kept.digest and trust.seq == kept.seq:
        _need(digest == kept.digest, "equal_seq_other_bytes")
    _need(trust.iat >= kept.iat, "rollback")
    return trust, Kept(trust.roots, trust.threshold, trust.seq, trust.iat, digest)


def walk_chain(kept: Kept, files: Iterable[bytes]) -> tuple[Trust, Kept]:
    """Every list from what is held to the newest, one after the other; older ones are passed over."""
    trust = None
    for raw in sorted(files, key=lambda raw: read_trust(raw).seq):
        if read_trust(raw).seq >= kept.seq:
            trust, kept = believe_trust(kept, raw)
    if trust is None:
        raise Refused("rollback")
    return trust, kept


def believe_status(trust: Trust, raw: bytes, held_iat: int = 0) -> Status:
    """Section 8: a status list under an accepted trust list; expiry is judged with the verdict."""
    try:
        message = plain_cbor.read_whole(raw)
    except plain_cbor.NotPlain:
        raise Refused("list_frame") from None
    kid, protected, payload, signature = _open_cose(message, STATUS_TYPE, "list_frame")
    key = trust.keys.get(kid)
    if key is None or key.role != STATUS_ROLE:
        raise Refused("status_key")
    if not curve.verify(key.public, what_is_signed(protected, payload), signature):
        raise Refused("signature")
    try:
        claims = plain_cbor.read_whole(payload)
    except plain_cbor.NotPlain:
        raise Refused("list_cbor") from None
    _need(isinstance(claims, dict) and list(claims) == [2, 4, 6, 65533, 65534], "list_fields")
    sub, exp, iat, inner, ttl = (claims[name] for name in (2, 4, 6, 65533, 65534))
    _need(isinstance(sub, str) and _uint(exp) and _uint(iat) and _uint(ttl), "list_fields")
    _need(isinstance(inner, dict) and list(inner) == ["lst", "bits"], "list_fields")
    _need(inner["bits"] == 2 and isinstance(inner["lst"], bytes), "list_fields")
    _need(iat < exp <= iat + 31 * DAY, "list_life")
    entries = _inflate(inner["lst"])
    _need(key.revoked is None, "status_key")
    _need(key.nbf <= iat < key.naf, "status_key_window")
    spoken_for = [
        kid
        for kid, other in trust.keys.items()
        if other.role == STICKER_ROLE and other.status_uri == sub
    ]
    _need(len(spoken_for) == 1, "status_sub")
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
