"""What the register records condemns before a list is signed anew, and acquits nobody."""

from __future__ import annotations

import msgspec
import pytest
from foodtrace.verdict import Verdict, condemn

GREEN = Verdict(
    genuine="yes", standing="in force", freshness="fresh", green=True, reason="in_force"
)


@pytest.mark.parametrize(("state", "standing"), [(1, "revoked"), (2, "suspended"), (3, "replaced")])
def test_a_recorded_state_ends_green(state: int, standing: str) -> None:
    judged = condemn(GREEN, state)
    assert (judged.standing, judged.green, judged.reason) == (standing, False, standing)


@pytest.mark.parametrize("state", [0, None])
@pytest.mark.parametrize("standing", ["revoked", "replaced", "suspended", "expired", "unknown"])
def test_a_register_that_knows_nothing_bad_acquits_nobody(state: int | None, standing: str) -> None:
    listed = msgspec.structs.replace(GREEN, standing=standing, green=False, reason=standing)
    assert condemn(listed, state) == listed


def test_what_stands_before_it_in_the_order_is_not_outdone() -> None:
    expired = msgspec.structs.replace(GREEN, standing="expired", green=False, reason="expired")
    assert condemn(expired, 2) == expired
    assert condemn(expired, 3).standing == "replaced"
    assert condemn(condemn(expired, 1), 3).standing == "revoked"


@pytest.mark.parametrize("genuine", ["no", "key revoked", "unknown issuer", "unreadable"])
def test_what_is_not_genuine_has_no_standing(genuine: str) -> None:
    verdict = Verdict(genuine=genuine)
    assert condemn(verdict, 1) == verdict
