"""The naive rules of which list to believe: pins, thresholds, rollbacks, windows.

Written from the text of the format alone (sections 5, 7 and 8) and shared with nothing under judgement.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable

from oracle import curve, plain_cbor
from oracle.lists import (
    STATUS_ROLE,
    STATUS_TYPE,
    STICKER_ROLE,
    TRUST_TYPE,
    Kept,
    Status,
    Trust,
    need,
    need_uint,
    open_cose,
    read_map,
    read_trust,
)
from oracle.stickers import DAY, Refused, civil_day, kid_of, what_is_signed


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
    need(_signers_among(trust, kept.roots) >= asked, "not_enough_signatures")
    if set(trust.roots) != set(kept.roots) or trust.threshold != kept.threshold:
        enough = _signers_among(trust, trust.roots) >= trust.threshold
        need(enough, "not_enough_new_signatures")
    need(trust.seq >= kept.seq, "rollback")
    if kept.digest and trust.seq == kept.seq:
        need(digest == kept.digest, "equal_seq_other_bytes")
    need(trust.iat >= kept.iat, "rollback")
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
            need(known.setdefault(kid_of(public), public) == public, "kid_reused")
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
    kid, protected, payload, signature = open_cose(message, STATUS_TYPE, "status")
    need(end == len(raw), "status_trailing")
    key = trust.keys.get(kid)
    if key is None:
        raise Refused("unknown_status_key")
    need(key.role == STATUS_ROLE, "wrong_role")
    good = curve.verify(key.public, what_is_signed(protected, payload), signature)
    need(good, "bad_signature")
    sub, exp, iat, inner, ttl = read_map(payload, [2, 4, 6, 65533, 65534], "status")
    need(isinstance(sub, str), "status_sub")
    need_uint(exp, "status_exp")
    need_uint(iat, "status_iat")
    need(iat < exp <= iat + 31 * DAY, "status_exp")
    need(isinstance(inner, dict), "status_cbor")
    need(list(inner) == ["lst", "bits"], "status_order")
    need(type(inner["bits"]) is int and inner["bits"] == 2, "status_bits")
    need(isinstance(inner["lst"], bytes), "status_lst")
    need_uint(ttl, "status_ttl")
    entries = _inflate(inner["lst"])
    need(key.revoked is None, "key_revoked")
    need(key.nbf <= iat < key.naf, "outside_window")
    spoken_for = [
        kid
        for kid, other in trust.keys.items()
        if other.role == STICKER_ROLE and other.status_uri == sub
    ]
    need(len(spoken_for) == 1, "unknown_subject")
    need(iat >= held_iat, "rollback")
    return Status(spoken_for[0], iat, exp, ttl, entries)


def _inflate(stream: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        entries = inflater.decompress(stream, 262_145)
    except zlib.error:
        raise Refused("status_lst") from None
    need(1 <= len(entries) <= 262_144, "status_lst")
    need(inflater.eof and not inflater.unused_data, "status_lst")
    return entries
