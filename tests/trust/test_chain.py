"""Which list a reader accepts after which."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from foodtrace.errors import FoodtraceError, MalformedList, RefusedList
from foodtrace.trust import Held, TrustList, accept_trust_file, walk_trust_chain
from trust.makers import (
    DAY,
    PIN,
    STATUS_KEY,
    STICKER_KEY,
    TRUST,
    public,
    signed_trust,
    trust_list,
)


def _refusal(action: Callable[[], object]) -> str:
    with pytest.raises(RefusedList) as refused:
        action()
    assert "\n" not in refused.value.message
    return refused.value.code


def _roots(*names: str) -> tuple[bytes, ...]:
    return tuple(public(name) for name in names)


def _later(trust: TrustList = TRUST, **changes: object) -> TrustList:
    return msgspec.structs.replace(
        trust, **{"seq": trust.seq + 1, "iat": trust.iat + DAY, "exp": trust.exp + DAY} | changes
    )


_HELD = accept_trust_file(PIN, signed_trust())[1]


def test_what_is_kept_after_the_first_list() -> None:
    assert (_HELD.seq, _HELD.iat, _HELD.roots, _HELD.threshold) == (7, TRUST.iat, PIN.roots, 2)
    assert len(_HELD.digest) == 32


def test_a_first_list_needs_the_pins_threshold_of_pinned_roots() -> None:
    assert _refusal(lambda: accept_trust_file(PIN, signed_trust(TRUST, "root1"))) == (
        "not_enough_signatures"
    )
    stranger = signed_trust(TRUST, "root1", "stranger")
    assert _refusal(lambda: accept_trust_file(PIN, stranger)) == "not_enough_signatures"


def test_a_first_list_that_asks_for_more_than_the_pin_gets_it_from_pinned_roots() -> None:
    pin = Held(_roots("root1", "root2", "root3"), 1)
    assert accept_trust_file(pin, signed_trust(TRUST, "root1", "root2"))
    one = signed_trust(TRUST, "root1")
    assert _refusal(lambda: accept_trust_file(pin, one)) == "not_enough_signatures"
    # a stranger's roots in the list do not help to meet the list's own threshold
    own = trust_list(roots=_roots("root1", "stranger1", "stranger2"))
    raw = signed_trust(own, "root1", "stranger1")
    assert _refusal(lambda: accept_trust_file(pin, raw)) == "not_enough_signatures"


def test_a_first_list_cannot_lower_the_pins_threshold() -> None:
    lowered = trust_list(threshold=1)
    raw = signed_trust(lowered, "root1")
    assert _refusal(lambda: accept_trust_file(PIN, raw)) == "not_enough_signatures"


def test_a_strangers_complete_list_is_refused() -> None:
    own = trust_list(roots=_roots("stranger1", "stranger2"))
    raw = signed_trust(own, "stranger1", "stranger2")
    assert _refusal(lambda: accept_trust_file(PIN, raw)) == "not_enough_signatures"


def test_one_root_signing_under_two_names_counts_once() -> None:
    pin = Held(_roots("root1", "root1"), 2)  # by hand: a roots file with one root twice is refused
    raw = signed_trust(TRUST, "root1", "root3")
    assert _refusal(lambda: accept_trust_file(pin, raw)) == "not_enough_signatures"


def test_a_forged_signature_counts_for_nothing() -> None:
    raw = bytearray(signed_trust())
    raw[-1] ^= 1
    assert _refusal(lambda: accept_trust_file(PIN, bytes(raw))) == "not_enough_signatures"


def test_junk_signatures_beside_enough_good_ones_do_no_harm() -> None:
    assert accept_trust_file(PIN, signed_trust(TRUST, "root1", "root2", "stranger"))[0] == TRUST


def test_the_next_list_is_judged_by_the_roots_of_the_list_before() -> None:
    trust, held = accept_trust_file(_HELD, signed_trust(_later()))
    assert (trust.seq, held.seq) == (8, 8)
    alone = signed_trust(_later(), "root2")
    assert _refusal(lambda: accept_trust_file(_HELD, alone)) == "not_enough_signatures"


def test_rollback_of_a_list_is_refused() -> None:
    held = accept_trust_file(_HELD, signed_trust(_later()))[1]
    assert _refusal(lambda: accept_trust_file(held, signed_trust())) == "rollback"
    assert _refusal(lambda: walk_trust_chain(held, [signed_trust()])) == "rollback"


def test_a_later_number_with_an_earlier_iat_is_refused() -> None:
    raw = signed_trust(_later(iat=TRUST.iat - 1))
    assert _refusal(lambda: accept_trust_file(_HELD, raw)) == "rollback"
    assert accept_trust_file(_HELD, signed_trust(_later(iat=TRUST.iat)))


def test_one_number_means_one_list() -> None:
    assert accept_trust_file(_HELD, signed_trust())[1] == _HELD
    # other signatures over the same payload are the same list
    assert accept_trust_file(_HELD, signed_trust(TRUST, "root2", "root3"))[1] == _HELD
    other = signed_trust(trust_list(issuer="Another board"))
    assert _refusal(lambda: accept_trust_file(_HELD, other)) == "equal_seq_other_bytes"
    assert _refusal(lambda: walk_trust_chain(PIN, [signed_trust(), other])) == (
        "equal_seq_other_bytes"
    )


def test_a_list_that_changes_roots_meets_the_new_threshold_too() -> None:
    changed = _later(roots=_roots("root1", "root4", "root5"))
    by_old = signed_trust(changed, "root1", "root2")
    assert _refusal(lambda: accept_trust_file(_HELD, by_old)) == "not_enough_new_signatures"
    by_new = signed_trust(changed, "root4", "root5")
    assert _refusal(lambda: accept_trust_file(_HELD, by_new)) == "not_enough_signatures"
    trust, held = accept_trust_file(_HELD, signed_trust(changed, "root1", "root2", "root4"))
    assert held.roots == changed.roots
    after = signed_trust(_later(trust), "root4", "root5")
    assert accept_trust_file(held, after)
    by_retired = signed_trust(_later(trust), "root2", "root3")
    assert _refusal(lambda: accept_trust_file(held, by_retired)) == "not_enough_signatures"


def test_a_list_that_raises_the_threshold_meets_it_itself() -> None:
    raised = _later(threshold=3)
    two = signed_trust(raised, "root1", "root2")
    assert _refusal(lambda: accept_trust_file(_HELD, two)) == "not_enough_new_signatures"
    held = accept_trust_file(_HELD, signed_trust(raised, "root1", "root2", "root3"))[1]
    assert held.threshold == 3


def test_roots_in_another_order_are_the_same_roots() -> None:
    reordered = _later(roots=tuple(reversed(TRUST.roots)))
    assert accept_trust_file(_HELD, signed_trust(reordered))


def test_a_first_list_newer_than_the_pin_is_reached_through_the_chain() -> None:
    first = trust_list(seq=1, iat=TRUST.iat - 9 * DAY)
    second = _later(first, roots=_roots("root4", "root5"))
    third = _later(second)
    files = [
        signed_trust(third, "root4", "root5"),
        signed_trust(first),
        signed_trust(second, "root1", "root2", "root4", "root5"),
    ]
    trust, held = walk_trust_chain(PIN, files)
    assert trust == third
    assert held.seq == 3
    assert _refusal(lambda: walk_trust_chain(PIN, files[:1])) == "not_enough_signatures"
    # what was accepted before is not walked again, and numbers may be left out
    _, held = walk_trust_chain(PIN, files[1:])
    assert walk_trust_chain(held, [files[0]])[0] == third
    assert walk_trust_chain(held, files)[0] == third


def test_expiry_is_not_judged_along_the_chain() -> None:
    long_ago = trust_list(seq=1, iat=1_600_000_000, exp=1_600_000_001)
    assert walk_trust_chain(PIN, [signed_trust(long_ago), signed_trust()])[0] == TRUST


def test_a_broken_link_refuses_the_whole_chain() -> None:
    middle = signed_trust(_later(), "root2")
    last = signed_trust(_later(_later()))
    assert _refusal(lambda: walk_trust_chain(PIN, [signed_trust(), middle, last])) == (
        "not_enough_signatures"
    )
    with pytest.raises(MalformedList):
        walk_trust_chain(PIN, [signed_trust(), b"junk"])


def test_no_list_at_all_is_refused() -> None:
    assert _refusal(lambda: walk_trust_chain(PIN, [])) == "no_trust_list"


def test_a_kid_never_changes_its_key_or_role_along_the_chain() -> None:
    other_role = _later(keys=(msgspec.structs.replace(STICKER_KEY, role=1, status_uri=None),))
    assert _refusal(lambda: walk_trust_chain(PIN, [signed_trust(), signed_trust(other_role)])) == (
        "kid_reused"
    )
    # also where a list between the two leaves the key out
    without = _later(keys=(STATUS_KEY,))
    again = _later(without, keys=(msgspec.structs.replace(STICKER_KEY, role=1),))
    files = [signed_trust(), signed_trust(without), signed_trust(again)]
    assert _refusal(lambda: walk_trust_chain(PIN, files)) == "kid_reused"
    # a retired root does not become a key
    changed = _later(
        roots=_roots("root1", "root2"),
        keys=(msgspec.structs.replace(STICKER_KEY, public=public("root3")),),
    )
    assert _refusal(lambda: accept_trust_file(_HELD, signed_trust(changed, "root1", "root2"))) == (
        "kid_reused"
    )


def test_a_key_may_be_revoked_and_its_window_moved() -> None:
    revoked = _later(
        keys=(
            msgspec.structs.replace(STICKER_KEY, revoked=TRUST.iat, naf=TRUST.iat),
            STATUS_KEY,
        )
    )
    assert walk_trust_chain(PIN, [signed_trust(), signed_trust(revoked)])[0] == revoked


def test_refusals_are_the_projects_own_errors() -> None:
    with pytest.raises(FoodtraceError):
        accept_trust_file(PIN, b"")
