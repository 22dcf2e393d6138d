"""Which trust list a reader accepts after which: thresholds, no rollback, no kid used twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec

from foodtrace.errors import RefusedList
from foodtrace.trust.held import Held
from foodtrace.trust.keys import fingerprint_of, kid_of
from foodtrace.trust.trust_file import SignedTrustList, parse_trust_file
from foodtrace.trust.trust_list import TrustList

_ROOT = -1  # the role of a root, beside those of keys


def accept_trust_file(held: Held, raw: bytes) -> tuple[TrustList, Held]:
    """The list, and what to keep; MalformedList, or RefusedList rollback, equal_seq_other_bytes,
    not_enough_signatures, not_enough_new_signatures or kid_reused. Expiry is the verdict's to judge.
    """
    return _accept(held, parse_trust_file(raw), _used(held))


def walk_trust_chain(held: Held, files: Iterable[bytes]) -> tuple[TrustList, Held]:
    """The last list of a chain, each link accepted from the one before; files may come in any order.

    Lists below held.seq are skipped unread, having been judged before; a chain that ends below it is
    a rollback. Numbers may be left out. No kid may change its key or role anywhere along the chain.
    """
    signed = sorted((parse_trust_file(raw) for raw in files), key=lambda each: each.list.seq)
    ahead = [each for each in signed if each.list.seq >= held.seq]
    if not ahead:
        if not signed:
            raise RefusedList("expected at least one trust list, found none", code="no_trust_list")
        ahead = signed[-1:]  # refused below as a rollback
    used = _used(held)
    for each in ahead:
        trust, held = _accept(held, each, used)
        used |= _used(held, trust)
    return trust, held


def _accept(
    held: Held, signed: SignedTrustList, used: dict[bytes, tuple[int, bytes]]
) -> tuple[TrustList, Held]:
    trust = signed.list
    digest = hashlib.sha256(signed.payload).digest()
    if trust.seq < held.seq or trust.iat < held.iat:
        raise RefusedList(
            f"expected list {held.seq} or later, found list {trust.seq} from before; fetch the newest",
            code="rollback",
            held_seq=held.seq,
            seq=trust.seq,
        )
    if trust.seq == held.seq and digest != held.digest:
        raise RefusedList(
            f"two different lists carry number {trust.seq}; ask the authority which one is its own",
            code="equal_seq_other_bytes",
            seq=trust.seq,
        )
    _check_signatures(held, signed)
    for kid, use in _used(held, trust).items():
        if used.get(kid, use) != use:
            raise RefusedList(
                f"list {trust.seq} gives kid {kid.hex()} to another key or role; a kid is never reused",
                code="kid_reused",
                kid=kid.hex(),
            )
    return trust, msgspec.structs.replace(
        held,
        roots=trust.roots,
        threshold=trust.threshold,
        seq=trust.seq,
        iat=trust.iat,
        digest=digest,
    )


def _check_signatures(held: Held, signed: SignedTrustList) -> None:
    trust = signed.list
    # The first list may ask for more roots than the pin did, never for fewer.
    need = held.threshold if held.seq else max(held.threshold, trust.threshold)
    have = len(signed.verified_signers(held.roots))
    if have < need:
        known = ", ".join(fingerprint_of(root) for root in held.roots)
        raise RefusedList(
            f"list {trust.seq} needs {need} signatures of the roots held here, found {have};"
            f" held are {known}",
            code="not_enough_signatures",
            need=need,
            have=have,
        )
    if (set(trust.roots), trust.threshold) != (set(held.roots), held.threshold):
        have = len(signed.verified_signers(trust.roots))
        if have < trust.threshold:
            raise RefusedList(
                f"list {trust.seq} changes roots or threshold and needs {trust.threshold} signatures of"
                f" its own roots too, found {have}; sign it with the new roots as well",
                code="not_enough_new_signatures",
                need=trust.threshold,
                have=have,
            )


def _used(held: Held, trust: TrustList | None = None) -> dict[bytes, tuple[int, bytes]]:
    """kid -> (role, public key) as far as it is known."""
    if trust is None:
        return {kid_of(root): (_ROOT, root) for root in held.roots}
    return {kid_of(root): (_ROOT, root) for root in trust.roots} | {
        key.kid: (key.role, key.public) for key in trust.keys
    }
