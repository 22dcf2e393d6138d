"""The verdict on one sticker: is it genuine, how does it stand, how fresh is what we know; pure, `now` is given."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from foodtrace.errors import MalformedSticker
from foodtrace.sticker import Claims, Token, parse_claims, parse_sticker, parse_typed_code
from foodtrace.trust import STICKER_ROLE, StatusList, Trusted, TrustKey, TrustList, verify_signature

DAY = 86_400
_TYPED_MAX = 12  # letters; more or other characters are taken for a link
_STANDING = {1: "revoked", 2: "suspended", 3: "replaced"}
_FRESHNESS = ("fresh", "stale", "missing")  # from best to worst

Registered = Callable[[bytes, int], bytes | None]
"""The SHA-256 of the token that the register holds under (kid, idx), if any."""


class Verdict(msgspec.Struct, frozen=True):
    """Three answers, never one; only yes + in force + fresh is green.

    genuine: yes, no, key revoked, unknown issuer, unreadable, not checked. standing: revoked, replaced, expired,
    not yet in force, suspended, in force, unknown. freshness: fresh, stale, missing. `reason` is a stable
    code for what decided. `claims` is None unless genuine is yes. `id` is that of a typed code.
    """

    genuine: str
    standing: str = "unknown"
    freshness: str = "missing"
    green: bool = False
    reason: str = ""
    claims: Claims | None = None
    kid: bytes | None = None
    token_digest: bytes | None = None
    clock_wrong: bool = False
    trust_iat: int | None = None
    status_iat: int | None = None
    id: int | None = None


# The order of section 6 of the format: what stands before a recorded state is not outdone by it.
_NOT_OUTDONE = {
    "revoked": {"revoked"},
    "replaced": {"revoked", "replaced"},
    "suspended": {"revoked", "replaced", "expired", "not yet in force", "suspended"},
}


class _Freshness(msgspec.Struct, frozen=True):
    freshness: str
    clock_wrong: bool
    trust_iat: int | None
    status_iat: int | None


def check(
    text: str, trusted: Trusted | None, now: int, *, registered: Registered | None = None
) -> Verdict:
    """The verdict on a scanned or typed text at unix second `now`; never raises for what the text holds.

    `trusted` None means that nothing is pinned. With `registered`, a genuine token must also be the one that
    the register holds. Nothing is fetched: who calls decides how fresh the lists are.
    """
    hosts = trusted.trust.host_names() if trusted else ()
    try:
        token = parse_sticker(text, hosts)
    except MalformedSticker as fault:
        return _check_unparsed(text, fault, trusted, now)
    assert trusted is not None, "no host is known without a trust list"
    return _check_token(token, trusted, now, registered)


def _check_unparsed(
    text: str, fault: MalformedSticker, trusted: Trusted | None, now: int
) -> Verdict:
    base = _as_of(trusted, None, now)
    if fault.code == "host":
        return _verdict("unknown issuer", "host" if trusted else "no_pin", base)
    letters = text.replace(" ", "").replace("-", "")
    if fault.code == "link" and letters.isalnum() and len(letters) <= _TYPED_MAX:
        try:
            number = parse_typed_code(text)
        except MalformedSticker as typed_fault:
            fault = typed_fault
        else:
            found = _verdict("not checked", "typed_code", base)
            return msgspec.structs.replace(found, id=number)
    return _verdict("unreadable", fault.code, base)


def _check_token(
    token: Token, trusted: Trusted, now: int, registered: Registered | None
) -> Verdict:
    key = trusted.trust.key(token.kid)
    if key is None or key.role != STICKER_ROLE:
        reason = "unknown_key" if key is None else "wrong_role"
        return _verdict("unknown issuer", reason, _as_of(trusted, None, now), token)
    as_of = _as_of(trusted, token.kid, now)
    if not verify_signature(key.public, token.signed_bytes, token.signature):
        return _verdict("no", "signature", as_of, token)
    try:
        claims = parse_claims(token.payload)
    except MalformedSticker as fault:
        return _verdict("unreadable", fault.code, as_of, token)
    if _is_revoked(key, token, trusted):
        return _verdict("key revoked", "key_revoked", as_of, token)
    if not key.nbf <= claims.iat < key.naf:
        return _verdict("no", "outside_key_window", as_of, token)
    if registered and registered(token.kid, claims.idx) != token.digest:
        standing, reason = "unknown", "not_in_register"
    else:
        standing, reason = _standing(claims, trusted.statuses.get(token.kid), now)
    return _verdict("yes", reason, as_of, token, standing, claims)


def _is_revoked(key: TrustKey, token: Token, trusted: Trusted) -> bool:
    """Whatever iat says, since a thief writes iat; only the ledger's own list rescues a token."""
    if key.revoked is None:
        return False
    return token.digest[:16] not in trusted.issued.get(token.kid, frozenset())


def _standing(claims: Claims, status: StatusList | None, now: int) -> tuple[str, str]:
    """The first that applies of section 6, and why it is unknown where it is."""
    entry = None
    unknown = "no_status_list"
    if status is not None:
        # A list from before the sticker says nothing of it: its number was then still unissued.
        is_older = status.iat < claims.iat
        entry = None if is_older else status.entry(claims.idx)
        unknown = "status_list_older_than_sticker" if is_older else "status_list_too_short"
    if entry in (1, 3):
        standing = _STANDING[entry]
    elif now >= claims.exp:
        standing = "expired"
    elif now < claims.iat - DAY:
        standing = "not yet in force"
    elif entry == 2:
        standing = "suspended"
    elif entry == 0:
        standing = "in force"
    else:
        return "unknown", unknown
    return standing, standing.replace(" ", "_")


def _as_of(trusted: Trusted | None, kid: bytes | None, now: int) -> _Freshness:
    """The worse freshness of the trust list and of the status list for `kid`; without a kid, of the first alone."""
    if trusted is None:
        return _Freshness("missing", False, None, None)
    status = trusted.statuses.get(kid) if kid else None
    freshness, clock_wrong = _list_freshness(trusted.trust, now)
    if kid is not None:
        if status is None:
            freshness = "missing"
        else:
            status_freshness, status_clock_wrong = _list_freshness(status, now)
            freshness = max(freshness, status_freshness, key=_FRESHNESS.index)
            clock_wrong = clock_wrong or status_clock_wrong
    return _Freshness(freshness, clock_wrong, trusted.trust.iat, status.iat if status else None)


def _list_freshness(signed_list: TrustList | StatusList, now: int) -> tuple[str, bool]:
    clock_wrong = now < signed_list.iat - DAY
    return ("stale" if clock_wrong or now >= signed_list.exp else "fresh"), clock_wrong


def _verdict(
    genuine: str,
    reason: str,
    as_of: _Freshness,
    token: Token | None = None,
    standing: str = "unknown",
    claims: Claims | None = None,
) -> Verdict:
    is_in_force = genuine == "yes" and standing == "in force"
    if is_in_force and as_of.freshness != "fresh":
        reason = "check_clock" if as_of.clock_wrong else f"{as_of.freshness}_list"
    return Verdict(
        genuine=genuine,
        standing=standing,
        freshness=as_of.freshness,
        green=is_in_force and as_of.freshness == "fresh",
        reason=reason,
        claims=claims,
        kid=token.kid if token else None,
        token_digest=token.digest if token else None,
        clock_wrong=as_of.clock_wrong,
        trust_iat=as_of.trust_iat,
        status_iat=as_of.status_iat,
    )


def condemn(verdict: Verdict, state: int | None) -> Verdict:
    """The verdict, with what the register records of the sticker (0..3 as in a status list; None: nothing).

    The register condemns before the status list is signed anew, and never acquits.
    """
    standing = _STANDING.get(state or 0)
    if standing is None or verdict.genuine != "yes" or verdict.reason == "not_in_register":
        return verdict
    if verdict.standing in _NOT_OUTDONE[standing]:
        return verdict
    return msgspec.structs.replace(verdict, standing=standing, green=False, reason=standing)


def claims_json(claims: Claims) -> dict[str, int | str | None]:
    """The claims as a JSON object; place as 10 hex digits or null."""
    return {
        "exp": claims.exp,
        "iat": claims.iat,
        "id": claims.id,
        "name": claims.name,
        "street": claims.street,
        "ward": claims.ward,
        "category": claims.category,
        "idx": claims.idx,
        "place": claims.place.hex() if claims.place is not None else None,
    }
