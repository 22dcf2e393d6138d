"""Each bug that verifiers elsewhere have had, as a case that must stay impossible here."""

from __future__ import annotations

import hashlib

import msgspec
import pytest
from foodtrace.errors import MalformedList, RefusedList
from foodtrace.sticker import Token, encode_claims
from foodtrace.sticker.frame import sig_structure
from foodtrace.trust import (
    Trusted,
    accept_issued_file,
    accept_status_file,
    encode_issued_file,
    encode_trust_payload,
    open_bundle,
    pack_bundle,
    pack_statuses,
)
from foodtrace.trust.keys import sign_message
from foodtrace.verdict import check, claims_json
from trust.makers import (
    CLAIMS,
    DAY,
    NOW,
    PIN,
    STATUS,
    STATUS_KEY,
    STICKER_KEY,
    TRUST,
    bundle,
    claims,
    kid,
    link,
    public,
    seed,
    signed_status,
    signed_trust,
    status_list,
    token,
    trust_list,
    trusted,
)

_YEAR = 365 * DAY
_LINK = link(token())


def _revoked_lists(**key_changes: object) -> Trusted:
    key = msgspec.structs.replace(STICKER_KEY, revoked=NOW - DAY, **key_changes)
    return trusted(trust_list(keys=(key, STATUS_KEY)))


def _signed_payload(payload: bytes, signer: str = "sticker") -> Token:
    """A good signature over any bytes, as an insider or a faulty issuer would make."""
    protected = b"\x49\xa2\x01\x27\x04\x44" + kid(signer)
    signature = sign_message(sig_structure(protected, payload), seed(signer))[1]
    return Token(kid(signer), payload, signature)


def test_a_revoked_sticker_is_not_valid_again_after_a_reload() -> None:
    revoking = status_list(iat=STATUS.iat + 60, lst=pack_statuses({4: 1}, 100))
    held = open_bundle(PIN, bundle(status=revoking)).held
    assert check(_LINK, open_bundle(held, bundle(status=revoking)), NOW).standing == "revoked"
    # the older list is refused wherever it comes from, so a reload cannot bring the sticker back
    with pytest.raises(RefusedList) as refused:
        open_bundle(held, bundle())
    assert refused.value.code == "rollback"
    with pytest.raises(RefusedList):
        accept_status_file(TRUST, signed_status(), held.status_iat(kid("sticker")))


def test_a_revoked_sticker_stays_revoked_on_a_stale_list() -> None:
    lists = trusted(TRUST, status_list(lst=pack_statuses({4: 1}, 100), exp=STATUS.iat + 1))
    verdict = check(_LINK, lists, NOW)
    assert (verdict.standing, verdict.freshness, verdict.green) == ("revoked", "stale", False)


def test_a_stale_list_never_acquits() -> None:
    verdict = check(_LINK, trusted(TRUST, status_list(exp=NOW)), NOW)
    assert (verdict.genuine, verdict.standing, verdict.green) == ("yes", "in force", False)
    assert (verdict.freshness, verdict.reason) == ("stale", "stale_list")


def test_a_signer_whose_window_has_ended_signs_nothing_new() -> None:
    lists = trusted(
        trust_list(keys=(msgspec.structs.replace(STICKER_KEY, naf=NOW - DAY), STATUS_KEY))
    )
    late = claims(iat=NOW - DAY, exp=NOW + DAY)
    verdict = check(link(token(late)), lists, NOW)
    assert (verdict.genuine, verdict.reason, verdict.claims) == ("no", "outside_key_window", None)
    # what it signed in its time is still genuine
    assert check(_LINK, lists, NOW).green


def test_a_rolled_back_trust_list_is_refused() -> None:
    newer = trust_list(seq=8, iat=TRUST.iat + 60)
    held = open_bundle(PIN, bundle(newer)).held
    with pytest.raises(RefusedList) as refused:
        open_bundle(held, bundle())
    assert refused.value.code == "rollback"


@pytest.mark.parametrize(
    ("wrong_by", "freshness", "clock_wrong", "standing", "green"),
    [
        (-_YEAR, "stale", True, "not yet in force", False),
        (-DAY - 1, "stale", True, "in force", False),
        (-DAY + 1, "fresh", False, "in force", True),
        (DAY, "fresh", False, "in force", True),
        (8 * DAY, "stale", False, "in force", False),
        (_YEAR, "stale", False, "expired", False),
    ],
)
def test_a_device_clock_that_is_wrong(
    wrong_by: int, freshness: str, clock_wrong: bool, standing: str, green: bool
) -> None:
    # both lists made this minute, so that the clock alone decides
    lists = trusted(
        trust_list(iat=NOW, exp=NOW + 180 * DAY), status_list(iat=NOW, exp=NOW + 7 * DAY)
    )
    verdict = check(_LINK, lists, NOW + wrong_by)
    assert verdict.genuine == "yes"
    assert (verdict.freshness, verdict.clock_wrong) == (freshness, clock_wrong)
    assert (verdict.standing, verdict.green) == (standing, green)
    if clock_wrong and standing == "in force":
        assert verdict.reason == "check_clock"


def test_a_missing_list_is_no_acquittal() -> None:
    verdict = check(_LINK, trusted(TRUST, None), NOW)
    assert (verdict.genuine, verdict.standing, verdict.freshness) == ("yes", "unknown", "missing")
    assert (verdict.green, verdict.reason) == (False, "no_status_list")


@pytest.mark.parametrize("idx", [4, 6, 7, 8])
def test_a_list_older_than_the_sticker_says_nothing_of_it(idx: int) -> None:
    newer = claims(iat=STATUS.iat + 1, exp=STATUS.iat + _YEAR, idx=idx)
    verdict = check(link(token(newer)), trusted(), NOW)
    assert (verdict.genuine, verdict.standing, verdict.green) == ("yes", "unknown", False)
    assert verdict.reason == "status_list_older_than_sticker"
    same_second = claims(iat=STATUS.iat, exp=STATUS.iat + _YEAR, idx=idx)
    assert check(link(token(same_second)), trusted(), NOW).standing != "unknown"


@pytest.mark.parametrize("idx", [0, 12, 99])
def test_a_number_never_issued_is_revoked(idx: int) -> None:
    assert check(link(token(claims(idx=idx))), trusted(), NOW).standing == "revoked"


@pytest.mark.parametrize("idx", [100, 2**20 - 1])
def test_a_number_beyond_the_list_is_unknown(idx: int) -> None:
    verdict = check(link(token(claims(idx=idx))), trusted(), NOW)
    assert (verdict.standing, verdict.reason) == ("unknown", "status_list_too_short")


def test_two_keys_with_one_kid_make_no_list() -> None:
    twin = msgspec.structs.replace(STICKER_KEY, status_uri=None)
    with pytest.raises(MalformedList) as refused:
        encode_trust_payload(trust_list(keys=(STICKER_KEY, twin)))
    assert refused.value.code == "duplicate_kid"


def test_a_token_the_register_does_not_know_is_never_green() -> None:
    made = token()
    register = {(kid("sticker"), 4): hashlib.sha256(made.raw).digest()}
    on_the_side = token(claims(name="Another door"))  # an insider reuses a known number
    unlisted = token(claims(idx=5))

    def registered(kid: bytes, idx: int) -> bytes | None:
        return register.get((kid, idx))

    assert check(link(made), trusted(), NOW, registered=registered).green
    for each in (on_the_side, unlisted):
        assert check(link(each), trusted(), NOW).green  # offline nobody can tell
        verdict = check(link(each), trusted(), NOW, registered=registered)
        assert (verdict.genuine, verdict.standing) == ("yes", "unknown")
        assert (verdict.green, verdict.reason) == (False, "not_in_register")


def test_the_register_is_never_asked_about_what_is_not_genuine() -> None:
    def registered(kid: bytes, idx: int) -> bytes | None:
        raise AssertionError("asked")

    forged = msgspec.structs.replace(token(), signature=bytes(64))
    late = claims(iat=STICKER_KEY.naf, exp=STICKER_KEY.naf + DAY)
    for text in (
        "hello",
        "00RS-KAC7",
        link(forged),
        link(token(CLAIMS, "stranger")),
        link(token(), "evil.example"),
        link(_signed_payload(bytes(40))),
        link(token(late)),
    ):
        assert check(text, trusted(), NOW, registered=registered).genuine != "yes"
    assert check(_LINK, _revoked_lists(), NOW, registered=registered).genuine == "key revoked"


def test_a_typed_code_is_never_green() -> None:
    for typed in ("00RS-KAC7", "00rs kac7", "OORS-KAC7"):
        verdict = check(typed, trusted(), NOW)
        assert (verdict.genuine, verdict.standing, verdict.green) == (
            "not checked",
            "unknown",
            False,
        )
        assert (verdict.id, verdict.claims) == (CLAIMS.id, None)


def test_a_revoked_key_fails_whatever_iat_the_thief_writes() -> None:
    lists = _revoked_lists()
    for iat in (STICKER_KEY.nbf, NOW - 2 * DAY, NOW, STICKER_KEY.naf - 1, STICKER_KEY.naf):
        verdict = check(link(token(claims(iat=iat, exp=iat + _YEAR))), lists, NOW)
        assert (verdict.genuine, verdict.claims, verdict.green) == ("key revoked", None, False)


def test_the_issued_file_rescues_the_honest_stickers_of_a_revoked_key_and_no_other() -> None:
    honest = token()
    file = encode_issued_file([honest.digest, token(claims(idx=6)).digest])
    lists = _revoked_lists(issued=hashlib.sha256(file).digest())
    key = lists.trust.key(kid("sticker"))
    assert key is not None
    rescued = msgspec.structs.replace(lists, issued={key.kid: accept_issued_file(key, file)})
    assert check(link(honest), lists, NOW).genuine == "key revoked"
    assert check(link(honest), rescued, NOW).green
    assert check(link(token(claims(idx=6))), rescued, NOW).standing == "suspended"
    stolen = token(claims(name="A thief's door"))
    assert check(link(stolen), rescued, NOW).genuine == "key revoked"
    elsewhere = msgspec.structs.replace(lists, issued={b"none": accept_issued_file(key, file)})
    assert check(link(honest), elsewhere, NOW).genuine == "key revoked"


def test_a_key_of_the_wrong_role_issues_nothing() -> None:
    verdict = check(link(token(CLAIMS, "status")), trusted(), NOW)
    assert (verdict.genuine, verdict.reason) == ("unknown issuer", "wrong_role")
    root = check(link(token(CLAIMS, "root1")), trusted(), NOW)
    assert root.genuine == "unknown issuer"


def test_a_bad_payload_under_a_good_signature_is_unreadable() -> None:
    good = encode_claims(CLAIMS)
    for payload in (bytes(40), good + b"\x00", good[:-1], good.replace(b"319", b"3\x0719"[:3])):
        verdict = check(link(_signed_payload(payload)), trusted(), NOW)
        assert verdict.genuine == "unreadable", payload
        assert verdict.reason.startswith("claims_")
        assert verdict.claims is None


def test_junk_that_names_a_revoked_key_is_a_forgery() -> None:
    junk = msgspec.structs.replace(token(), signature=bytes(64))
    verdict = check(link(junk), _revoked_lists(), NOW)
    assert (verdict.genuine, verdict.reason) == ("no", "signature")


def test_junk_over_a_bad_payload_is_a_forgery_and_is_not_parsed() -> None:
    junk = Token(kid("sticker"), bytes(40), bytes(64))
    assert check(link(junk), trusted(), NOW).reason == "signature"


def test_the_signature_must_be_of_the_key_that_the_kid_names() -> None:
    other = token(CLAIMS, "stranger")
    renamed = msgspec.structs.replace(other, kid=kid("sticker"))
    assert check(link(renamed), trusted(), NOW).genuine == "no"


def test_a_strangers_complete_self_signed_bundle_is_never_green() -> None:
    key = msgspec.structs.replace(STICKER_KEY, public=public("stranger"))
    own = trust_list(roots=(public("stranger1"), public("stranger2")), keys=(key, STATUS_KEY))
    raw = pack_bundle(
        {7: signed_trust(own, "stranger1", "stranger2")}, {kid("stranger"): signed_status()}
    )
    with pytest.raises(RefusedList):
        open_bundle(PIN, raw)
    assert not check(link(token(CLAIMS, "stranger")), trusted(), NOW).green


def test_claims_as_json_have_exactly_the_signed_fields() -> None:
    assert claims_json(CLAIMS) == {
        "exp": 1_814_400_000,
        "iat": 1_782_864_000,
        "id": 26_004_812,
        "name": "Bún Chả Cá Bà Lữ",
        "street": "319 Hùng Vương",
        "ward": 20_209,
        "category": 3,
        "idx": 4,
        "place": "e1b4fb4e29",
    }
    assert claims_json(claims(place=None))["place"] is None
