"""The decision table, enumerated: genuine x standing x freshness, every row built from real signed bytes."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Mapping

import msgspec
import pytest
from foodtrace.sticker import Token
from foodtrace.trust import Held, Host, StatusList, Trusted, TrustKey, TrustList
from foodtrace.verdict import Verdict, check
from trust.makers import (
    CLAIMS,
    DAY,
    HOST,
    NOW,
    PIN,
    STATUS,
    STATUS_KEY,
    STICKER_KEY,
    TRUST,
    claims,
    kid,
    link,
    status_list,
    token,
    trust_list,
    trusted,
)

_GENUINE = ("yes", "no", "key revoked", "unknown issuer", "unreadable", "not checked")
_STANDING = (
    "revoked",
    "replaced",
    "expired",
    "not yet in force",
    "suspended",
    "in force",
    "unknown",
)
_FRESHNESS = ("fresh", "stale", "missing")

# A sticker for each standing, by what its list says and when it holds; idx as in makers.ENTRIES.
_STICKERS = {
    "revoked": claims(idx=7),
    "replaced": claims(idx=8),
    "expired": claims(exp=NOW),
    "not yet in force": claims(iat=NOW + DAY + 1, exp=NOW + 9 * DAY),
    "suspended": claims(idx=6),
    "in force": CLAIMS,
    "unknown": claims(idx=100),  # beyond the list
}


def _forged(made: Token) -> Token:
    return msgspec.structs.replace(made, signature=bytes(64))


def _text_for(genuine: str, standing: str) -> str:
    made = token(_STICKERS[standing])
    match genuine:
        case "no":
            return link(_forged(made))
        case "unknown issuer":
            return link(token(_STICKERS[standing], "stranger"))
        case "unreadable":
            return link(made)[:-1]
        case "not checked":
            return "00RS-KAC7"
        case _:
            return link(made)


def _with_key(key: TrustKey, base: Trusted) -> Trusted:
    trust = msgspec.structs.replace(base.trust, keys=(key, STATUS_KEY))
    return msgspec.structs.replace(base, trust=trust)


def _lists(genuine: str, standing: str, freshness: str) -> Trusted:
    # The list must not be older than the sticker that is not yet in force, or it would say nothing.
    far = standing == "not yet in force"
    iat = NOW + DAY if far else STATUS.iat
    status = status_list(iat=iat, exp=iat + 7 * DAY)
    if (
        freshness == "stale"
    ):  # by the clock for the sticker that is not yet in force, else by its end
        late = NOW + DAY + 1
        status = status_list(iat=late, exp=late + DAY) if far else status_list(exp=NOW)
    base = trusted(TRUST, None if freshness == "missing" else status)
    if genuine == "key revoked":
        base = _with_key(msgspec.structs.replace(STICKER_KEY, revoked=NOW), base)
    return base


@pytest.mark.parametrize(
    ("genuine", "standing", "freshness"), list(itertools.product(_GENUINE, _STANDING, _FRESHNESS))
)
def test_every_row_of_the_table(genuine: str, standing: str, freshness: str) -> None:
    verdict = check(_text_for(genuine, standing), _lists(genuine, standing, freshness), NOW)
    expected_standing = standing if genuine == "yes" else "unknown"
    if freshness == "missing" and standing not in ("expired", "not yet in force"):
        expected_standing = "unknown"  # only a list can say so
    # Where no sticker key is known there is no status list to ask for: the trust list's age alone.
    asks_status = genuine in ("yes", "no", "key revoked")
    expected_freshness = freshness if asks_status else "fresh"
    assert (verdict.genuine, verdict.standing, verdict.freshness) == (
        genuine,
        expected_standing,
        expected_freshness,
    )
    assert verdict.green == ((genuine, standing, freshness) == ("yes", "in force", "fresh"))
    assert (verdict.claims == _STICKERS[standing]) == (genuine == "yes")
    assert (verdict.claims is None) == (genuine != "yes")
    assert (verdict.id == CLAIMS.id) == (genuine == "not checked")
    assert verdict.reason


def test_the_table_names_every_answer_there_is() -> None:
    assert len(_GENUINE) * len(_STANDING) * len(_FRESHNESS) == 126


@pytest.mark.parametrize(
    ("trust_freshness", "status_freshness", "expected"),
    [
        ("fresh", "fresh", "fresh"),
        ("fresh", "stale", "stale"),
        ("fresh", "missing", "missing"),
        ("stale", "fresh", "stale"),
        ("stale", "stale", "stale"),
        ("stale", "missing", "missing"),
    ],
)
def test_freshness_is_the_worse_of_the_two_lists(
    trust_freshness: str, status_freshness: str, expected: str
) -> None:
    trust = TRUST if trust_freshness == "fresh" else trust_list(exp=NOW)
    status: StatusList | None = STATUS
    if status_freshness == "stale":
        status = status_list(exp=NOW)
    elif status_freshness == "missing":
        status = None
    verdict = check(link(token()), trusted(trust, status), NOW)
    assert verdict.genuine == "yes"
    assert verdict.freshness == expected
    assert verdict.green == (expected == "fresh")
    assert verdict.trust_iat == TRUST.iat
    assert verdict.status_iat == (None if status is None else STATUS.iat)


# The order in section 6 of the format: the first that applies.
@pytest.mark.parametrize(
    ("idx", "exp", "standing"),
    [
        (7, NOW, "revoked"),
        (8, NOW, "replaced"),
        (6, NOW, "expired"),
        (4, NOW, "expired"),
        (4, NOW + 1, "in force"),
        (6, NOW + 1, "suspended"),
        (99, NOW, "revoked"),
        (100, NOW, "expired"),
        (100, NOW + 1, "unknown"),
    ],
)
def test_the_first_standing_that_applies_is_given(idx: int, exp: int, standing: str) -> None:
    assert check(link(token(claims(idx=idx, exp=exp))), trusted(), NOW).standing == standing


@pytest.mark.parametrize("entry", [1, 3])
def test_a_sticker_not_yet_in_force_may_be_condemned_already(entry: int) -> None:
    future = claims(iat=NOW + 2 * DAY, exp=NOW + 9 * DAY, idx={1: 7, 3: 8}[entry])
    lists = trusted(TRUST, status_list(iat=NOW + 2 * DAY, exp=NOW + 3 * DAY))
    assert check(link(token(future)), lists, NOW).standing == {1: "revoked", 3: "replaced"}[entry]


def _at_edges(text: str, lists: Trusted) -> Callable[[int], Verdict]:
    return lambda now: check(text, lists, now)


def test_the_edges_of_time() -> None:
    sticker = claims(iat=NOW, exp=NOW + DAY)
    lists = trusted(TRUST, status_list(iat=NOW, exp=NOW + 30 * DAY))
    at = _at_edges(link(token(sticker)), lists)
    assert at(NOW - DAY - 1).standing == "not yet in force"
    assert at(NOW - DAY).standing == "in force"
    assert at(NOW - DAY).freshness == "fresh"
    assert at(NOW - DAY - 1).freshness == "stale"
    assert at(NOW + DAY - 1).standing == "in force"
    assert at(NOW + DAY).standing == "expired"
    for name, lists in (
        ("status", trusted(TRUST, status_list(exp=NOW + 1))),
        ("trust", trusted(trust_list(exp=NOW + 1), STATUS)),
    ):
        at = _at_edges(link(token()), lists)
        assert at(NOW).green, name
        assert at(NOW + 1).freshness == "stale", name


def test_the_edges_of_a_keys_window() -> None:
    for iat, genuine in (
        (STICKER_KEY.nbf - 1, "no"),
        (STICKER_KEY.nbf, "yes"),
        (STICKER_KEY.naf - 1, "yes"),
        (STICKER_KEY.naf, "no"),
    ):
        verdict = check(link(token(claims(iat=iat, exp=iat + DAY))), trusted(), NOW)
        assert verdict.genuine == genuine
        assert verdict.reason == "outside_key_window" or genuine == "yes"


def test_a_kid_of_the_token_and_its_digest_are_told_once_it_is_framed() -> None:
    made = token()
    for each in (made, _forged(made)):
        verdict = check(link(each), trusted(), NOW)
        assert verdict.kid == kid("sticker")
        assert verdict.token_digest == hashlib.sha256(each.raw).digest()
    unframed = check("hello", trusted(), NOW)
    assert (unframed.kid, unframed.token_digest) == (None, None)


def test_without_a_pin_nothing_is_ever_known() -> None:
    verdict = check(link(token()), None, NOW)
    assert (verdict.genuine, verdict.reason) == ("unknown issuer", "no_pin")
    assert (verdict.standing, verdict.freshness, verdict.green) == ("unknown", "missing", False)
    assert check("00RS-KAC7", None, NOW).genuine == "not checked"
    assert check("hello", None, NOW).genuine == "unreadable"


@pytest.mark.parametrize(
    ("text", "genuine", "reason"),
    [
        (link(token()), "yes", "in_force"),
        (link(token(claims(idx=6))), "yes", "suspended"),
        (link(token(claims(idx=7))), "yes", "revoked"),
        (link(token(claims(idx=8))), "yes", "replaced"),
        (link(token(claims(exp=NOW))), "yes", "expired"),
        (link(token(claims(idx=100))), "yes", "status_list_too_short"),
        (link(_forged(token())), "no", "signature"),
        (link(token(CLAIMS, "stranger")), "unknown issuer", "unknown_key"),
        (link(token(CLAIMS, "status")), "unknown issuer", "wrong_role"),
        (link(token(CLAIMS, "root1")), "unknown issuer", "unknown_key"),
        (link(token(), "evil.example"), "unknown issuer", "host"),
        (link(token()).replace("/1/", "/2/"), "unreadable", "version"),
        (link(token())[:-1], "unreadable", "length"),
        (link(token()) + "?", "unreadable", "link"),
        ("hello world, this is a menu", "unreadable", "link"),
        ("", "unreadable", "link"),
        ("Phở", "unreadable", "not_ascii"),
        ("00RS-KAC8", "unreadable", "typed_code_check"),
        ("00RS-KAC", "unreadable", "typed_code"),
        ("https://", "unreadable", "link"),
    ],
)
def test_reasons_are_stable(text: str, genuine: str, reason: str) -> None:
    verdict = check(text, trusted(), NOW)
    assert (verdict.genuine, verdict.reason) == (genuine, reason)


def _trusted_by(trust: TrustList, statuses: Mapping[bytes, StatusList]) -> Trusted:
    return Trusted(trust, Held(PIN.roots, PIN.threshold), statuses)


def test_a_retired_host_still_parses() -> None:
    lists = _trusted_by(trust_list(hosts=(Host(HOST, NOW - 1),)), {kid("sticker"): STATUS})
    assert check(link(token()), lists, NOW).green
