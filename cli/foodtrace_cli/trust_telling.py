"""A trust list in words: what a root's keeper reads before signing, and a checker before pinning."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from foodtrace.trust import (
    STICKER_ROLE,
    SignedTrustList,
    TrustKey,
    TrustList,
    fingerprint_of,
    kid_of,
    parse_trust_file,
    parse_trust_payload,
)

from foodtrace_cli import screen
from foodtrace_cli.days import DAY, shown_day, shown_last_day, shown_time
from foodtrace_cli.options import Session

WARN_DAYS: Final = 60


class Signers(msgspec.Struct, frozen=True):
    """The kids on a signed list: roots of the list itself whose signature holds, those whose does not, and
    others, which only a reader of the list before can judge."""

    true: tuple[bytes, ...] = ()
    false: tuple[bytes, ...] = ()
    others: tuple[bytes, ...] = ()

    @classmethod
    def of(cls, signed: SignedTrustList) -> Signers:
        roots = {kid_of(root) for root in signed.list.roots}
        true = {kid_of(root) for root in signed.verified_signers(signed.list.roots)}
        return cls(
            tuple(kid for kid in signed.signers if kid in true),
            tuple(kid for kid in signed.signers if kid in roots - true),
            tuple(kid for kid in signed.signers if kid not in roots),
        )


def read_list(raw: bytes) -> tuple[bytes, TrustList, Signers]:
    """Payload, list and signers of a signed or unsigned list. Raises MalformedList."""
    # A signed file opens with COSE_Sign1's tag 18, an unsigned one with a map.
    if raw[:1] == b"\xd2":
        signed = parse_trust_file(raw)
        return signed.payload, signed.list, Signers.of(signed)
    return raw, parse_trust_payload(raw), Signers()


def describe_list(trust: TrustList, signers: Signers) -> dict[str, Any]:
    """The stable JSON shape; times are unix seconds."""
    return {
        "issuer": trust.issuer,
        "seq": trust.seq,
        "iat": trust.iat,
        "exp": trust.exp,
        "threshold": trust.threshold,
        "roots": [
            {"kid": kid_of(root).hex(), "public": root.hex(), "fingerprint": fingerprint_of(root)}
            for root in trust.roots
        ],
        "hosts": [{"name": host.name, "until": host.until} for host in trust.hosts],
        "keys": [
            {
                "kid": key.kid.hex(),
                "role": _role(key),
                "public": key.public.hex(),
                "nbf": key.nbf,
                "naf": key.naf,
                "revoked": key.revoked,
                "status_uri": key.status_uri,
            }
            for key in trust.keys
        ],
        "wards": len(trust.wards),
        "categories": len(trust.categories),
        "signers": [kid.hex() for kid in signers.true],
        "false_signers": [kid.hex() for kid in signers.false],
        "other_signers": [kid.hex() for kid in signers.others],
    }


def tell_list(session: Session, trust: TrustList, signers: Signers) -> None:
    """The list for a person, fingerprints in full."""
    say = session.say
    screen.line(say("trust_head", issuer=trust.issuer, seq=trust.seq))
    screen.line(say("trust_life", start=shown_time(trust.iat), end=shown_time(trust.exp)))
    left = (trust.exp - session.now()) // DAY
    if left < WARN_DAYS:
        screen.line(say("trust_ended") if left < 0 else say("trust_near_end", days=left))
    for host in trust.hosts:
        until = say("trust_host_until", day=shown_day(host.until)) if host.until is not None else ""
        screen.line(say("trust_host", host=host.name) + until)
    screen.line(say("trust_roots", threshold=trust.threshold, count=len(trust.roots)))
    for root in trust.roots:
        mark = say("trust_has_signed") if kid_of(root) in signers.true else ""
        screen.line(f"  {kid_of(root).hex()}{mark}")
        screen.line(f"    {fingerprint_of(root)}")
    for kid in signers.false:
        screen.line("  " + say("trust_false", kid=kid.hex()))
    for kid in signers.others:
        screen.line(say("trust_signed_by_other", kid=kid.hex()))
    rows = [
        (
            key.kid.hex(),
            say(f"role_{_role(key)}"),
            f"{shown_day(key.nbf)} .. {shown_last_day(key.naf)}",
            say("trust_key_revoked", day=shown_day(key.revoked)) if key.revoked is not None else "",
        )
        for key in trust.keys
    ]
    headings = [say(f"column_{name}") for name in ("kid", "role", "window", "note")]
    screen.table(headings, rows)
    screen.line(say("trust_tables", wards=len(trust.wards), categories=len(trust.categories)))


def _role(key: TrustKey) -> str:
    return "sticker" if key.role == STICKER_ROLE else "status"
