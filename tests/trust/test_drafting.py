"""The next list is the one before it with changes, and nothing that a sticker needs goes."""

from __future__ import annotations

import pytest
from foodtrace.errors import Conflict, FoodtraceError
from foodtrace.trust import Category, ListChanges, TrustList, Ward, draft_list
from trust.makers import DAY, STICKER_KEY, public, trust_list


def _after(before: TrustList, changes: ListChanges | None = None) -> TrustList:
    return draft_list(before, changes or ListChanges(), now=before.iat + DAY)


def test_without_changes_only_number_and_times_differ() -> None:
    before = trust_list()
    after = _after(before)
    assert (after.seq, after.iat, after.exp) == (
        before.seq + 1,
        before.iat + DAY,
        before.iat + 181 * DAY,
    )
    assert (after.keys, after.hosts, after.roots) == (before.keys, before.hosts, before.roots)


def test_a_category_is_added_and_never_changed() -> None:
    before = trust_list(categories=(Category(1, {"vi": "Quán ăn"}),))
    offered = (Category(0, {"vi": "Khác"}), Category(1, {"vi": "Đổi tên"}))
    after = _after(before, ListChanges(categories=offered))
    assert after.categories == (offered[0], before.categories[0])


def test_a_ward_that_ended_replaces_the_entry_without_an_end() -> None:
    before = trust_list(wards=(Ward(20209, 20270, None, "Hải Châu", "48"),))
    ended = Ward(20209, 20270, 21000, "Hải Châu", "48")
    assert _after(before, ListChanges(wards=(ended,))).wards == (ended,)


def test_the_honest_stickers_of_a_revoked_key_are_named_and_of_no_other() -> None:
    kid, digest = STICKER_KEY.kid, bytes(range(32))
    with pytest.raises(FoodtraceError, match="revoked sticker key"):
        _after(trust_list(), ListChanges(issued=((kid, digest),)))
    saved = _after(trust_list(), ListChanges(revoke=(kid,), issued=((kid, digest),)))
    key = saved.key(kid)
    assert key is not None
    assert key.issued == digest
    assert _after(saved).keys == saved.keys


def test_a_key_revoked_before_keeps_its_day() -> None:
    once = _after(trust_list(), ListChanges(revoke=(STICKER_KEY.kid,)))
    twice = _after(once, ListChanges(revoke=(STICKER_KEY.kid,)))
    assert twice.keys == once.keys


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (ListChanges(revoke=(b"none",)), "kid"),
        (ListChanges(drop_roots=(b"none",)), "kid"),
        (ListChanges(threshold=8), "threshold"),
        (ListChanges(retire_hosts=(("qr.other.vn", 1),)), "host"),
        (ListChanges(add_stickers=(STICKER_KEY.public,)), "key_listed"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused(changes: ListChanges, code: str) -> None:
    with pytest.raises(FoodtraceError) as refused:
        _after(trust_list(), changes)
    assert refused.value.code == code


def test_a_list_is_never_dated_before_the_one_it_follows() -> None:
    before = trust_list()
    with pytest.raises(Conflict):
        draft_list(before, ListChanges(), now=before.iat - 1)


def test_a_first_list_needs_issuer_host_and_root() -> None:
    whole = ListChanges(issuer="Board", add_hosts=("qr.example.vn",), add_roots=(public("root"),))
    assert draft_list(None, whole, now=1).seq == 1
    with pytest.raises(FoodtraceError):
        draft_list(None, ListChanges(issuer="Board"), now=1)
