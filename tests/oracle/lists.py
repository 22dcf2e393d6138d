"""The naive reader of what a trust list and a status list say; nothing here says that they may be believed.

Written from the text of the format alone (sections 7 and 8) and shared with nothing under judgement.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from oracle import curve, plain_cbor
from oracle.stickers import DAY, Refused, kid_of

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


def need(condition: bool, code: str) -> None:
    if not condition:
        raise Refused(code)


def open_cose(message: Any, content_type: str, kind: str) -> tuple[bytes, bytes, bytes, bytes]:
    """kid, protected, payload and signature of one COSE_Sign1 whose header is exactly ours."""
    frame = f"{kind}_frame"
    need(isinstance(message, plain_cbor.Tagged) and message.tag == 18, frame)
    parts = message.value
    need(isinstance(parts, list) and len(parts) == 4, frame)
    protected, unprotected, payload, signature = parts
    need(isinstance(protected, bytes) and unprotected == {}, frame)
    try:
        header = plain_cbor.read_whole(protected)
    except plain_cbor.NotPlain:
        raise Refused(frame) from None
    need(isinstance(header, dict) and list(header) == [1, 4, 16], frame)
    kid = header[4]
    need(header[1] == -8 and header[16] == content_type, frame)
    need(isinstance(kid, bytes) and len(kid) == 4, frame)
    need(isinstance(payload, bytes), f"{kind}_payload")
    need(isinstance(signature, bytes) and len(signature) == 64, f"{kind}_signature")
    return kid, protected, payload, signature


def read_map(payload: bytes, names: list[int], kind: str) -> list[Any]:
    """The values of a claims set that has exactly these names."""
    try:
        claims, end = plain_cbor.read_one(payload)
    except plain_cbor.WrongOrder:
        raise Refused(f"{kind}_order") from None
    except plain_cbor.NotPlain:
        raise Refused(f"{kind}_cbor") from None
    need(end == len(payload), f"{kind}_trailing")
    need(isinstance(claims, dict) and len(claims) == len(names), f"{kind}_cbor")
    need(list(claims) == names, f"{kind}_order")
    return list(claims.values())


def need_uint(value: Any, code: str) -> None:
    need(type(value) is int and value >= 0, code)


def need_uint_or_null(value: Any, code: str) -> None:
    need(value is None or (type(value) is int and value >= 0), code)


def _need_row(row: Any, length: int, code: str = "trust_cbor") -> None:
    need(isinstance(row, list) and len(row) == length, code)


def read_trust(raw: bytes) -> Trust:
    """Section 7: a trust list by its form alone; nothing here says that it may be believed."""
    messages = []
    at = 0
    need(len(raw) > 0, "trust_cbor")
    while at < len(raw):
        try:
            message, at = plain_cbor.read_one(raw, at)
        except plain_cbor.Cut:
            raise Refused("trust_cbor") from None
        except plain_cbor.NotPlain:
            raise Refused("trust_frame") from None
        messages.append(open_cose(message, TRUST_TYPE, "trust"))
    kids = [message[0] for message in messages]
    need(len(messages) <= 8, "trust_signatures")
    need(all(a < b for a, b in pairwise(kids)), "trust_signatures")
    payload = messages[0][2]
    need(all(message[2] == payload for message in messages), "trust_payload")
    need(len(payload) > 0, "trust_payload")
    trust = _read_trust_payload(payload)
    return replace(trust, signatures=tuple((message[0], message[3]) for message in messages))


def _read_trust_payload(payload: bytes) -> Trust:
    issuer, exp, iat, body = read_map(payload, [1, 4, 6, -65538], "trust")
    need(isinstance(issuer, str), "trust_issuer")
    need_uint(exp, "trust_exp")
    need_uint(iat, "trust_iat")
    need(iat < exp <= iat + 366 * DAY, "trust_exp")
    _need_row(body, 7)
    seq, threshold, roots, hosts, keys, wards, categories = body
    need_uint(seq, "trust_seq")
    need_uint(threshold, "trust_threshold")
    names = ("roots", "hosts", "keys", "wards", "categories")
    for name, part in zip(names, body[2:], strict=True):
        need(isinstance(part, list), f"trust_{name}")
    need(len(roots) > 0, "trust_roots")
    for root in roots:
        need(isinstance(root, bytes) and len(root) == 32, "trust_root")
        need(curve.is_good_public_key(root), "bad_public_key")
    need(1 <= threshold <= len(roots), "trust_threshold")
    for row in hosts:
        _need_row(row, 2)
        need(isinstance(row[0], str), "trust_host")
        need_uint_or_null(row[1], "trust_until")
    read_keys = [_read_key(row) for row in keys]
    for row in wards:
        _need_row(row, 5)
        need_uint(row[0], "trust_ward")
        need_uint(row[1], "trust_from_day")
        need_uint_or_null(row[2], "trust_until_day")
        need(isinstance(row[3], str), "trust_ward_name")
        need(isinstance(row[4], str), "trust_province")
    for row in categories:
        _need_row(row, 2)
        need_uint(row[0], "trust_category")
        need(isinstance(row[1], dict), "trust_category_names")
        for language, name in row[1].items():
            need(isinstance(language, str), "trust_language")
            need(isinstance(name, str), "trust_category_name")
    kids = {kid_of(public) for public in [*roots, *(key.public for key in read_keys)]}
    need(len(kids) == len(roots) + len(keys), "duplicate_kid")  # a root that is a key as well
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
    need(type(role) is int and role in (STICKER_ROLE, STATUS_ROLE), "trust_role")
    need(isinstance(public, bytes) and len(public) == 32, "trust_public")
    need_uint(nbf, "trust_nbf")
    need_uint(naf, "trust_naf")
    need_uint_or_null(revoked, "trust_revoked")
    need(uri is None or isinstance(uri, str), "trust_status_uri")
    need(issued is None or (isinstance(issued, bytes) and len(issued) == 32), "trust_issued")
    need(curve.is_good_public_key(public), "bad_public_key")
    return Key(role, public, nbf, naf, revoked, uri, issued)


def _inflate(stream: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        entries = inflater.decompress(stream, 262_145)
    except zlib.error:
        raise Refused("status_lst") from None
    need(1 <= len(entries) <= 262_144, "status_lst")
    need(inflater.eof and not inflater.unused_data, "status_lst")
    return entries
