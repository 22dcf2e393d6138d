"""Replies and appeals: what is taken when, what an officer may do with it, and what the owner sees of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from foodtrace.access import Role, Who
from foodtrace.access.rights import RIGHTS
from foodtrace.errors import Conflict, FoodtraceError, InvalidRequest, NotFound
from foodtrace.inspection import (
    check_reply,
    decide_appeal,
    file_appeal,
    file_reply,
    list_visit_files,
    owners_view,
    past_establishment,
    place_visit,
    withdraw_result,
)
from foodtrace.publication import published_result, search
from foodtrace.registry import Registry
from foodtrace.registry.results_schema import public_reply
from inspection.results import TODAY, civil, declared, visited
from registry.board import ACTOR, DAY, NOW
from sqlalchemy import select

AFTER = NOW + 9 * DAY
OFFICER = Who(1, "Officer", RIGHTS[Role.ISSUING])
OWN: dict[str, Any] = {"by_owner": True, "filed_on": TODAY, "actor": "owner", "now": NOW}
DO: dict[str, Any] = {"actor": ACTOR, "now": NOW}


@pytest.fixture
async def visit(board: Registry) -> int:
    """A visit whose result, the middle one, is in its hold."""
    return await declared(board, await place_of(board), "met_after_correction", grade="b")


async def place_of(board: Registry) -> int:
    return (await search(board, now=NOW)).items[0].id


async def refusal(doing: Awaitable[object]) -> str:
    with pytest.raises(FoodtraceError) as refused:
        await doing
    return refused.value.code


async def test_a_reply_that_is_held_back_can_be_followed_by_another(
    board: Registry, visit: int
) -> None:
    await file_reply(board, visit, "Ring 0905 000 000", **OWN)
    assert await refusal(file_reply(board, visit, "again", **OWN)) == "reply_waiting"
    assert [each.visit.id for each in await list_visit_files(board, OFFICER, "waiting")] == [visit]
    assert await refusal(check_reply(board, visit, hold_back="dislike", **DO)) == "hold_back"
    await check_reply(board, visit, hold_back="personal_data", **DO)
    assert await refusal(check_reply(board, visit, hold_back=None, **DO)) == "no_reply"
    await file_reply(board, visit, "We mended it.", **OWN)
    await check_reply(board, visit, hold_back=None, **DO)
    assert await list_visit_files(board, OFFICER, "waiting") == []
    view = await owners_view(board, visit, now=NOW)
    assert view is not None
    assert [each.became for each in view.statements] == ["reply_held_back", "reply_shown"]
    found = (await published_result(board, await place_of(board), at=AFTER)).last
    assert found is not None
    assert found.reply == "We mended it."


async def test_a_reply_taken_down_leaves_every_page_past_ones_too(
    board: Registry, visit: int
) -> None:
    place = await place_of(board)
    await file_reply(board, visit, "Ask for Mrs A.", **OWN)
    await check_reply(board, visit, hold_back=None, **DO)
    before = await past_establishment(board, place, at=AFTER)
    later = {"actor": ACTOR, "now": AFTER + DAY}
    await check_reply(board, visit, hold_back="personal_data", **later)  # type: ignore[arg-type]
    since = await past_establishment(board, place, at=AFTER)
    assert before is not None
    assert since is not None
    assert before.last_inspection is not None
    assert since.last_inspection is not None
    assert before.last_inspection.reply == "Ask for Mrs A."
    assert since.last_inspection.reply is None
    async with board.reading() as connection:
        assert (await connection.execute(select(public_reply))).all() == []


@pytest.mark.parametrize(
    ("decision", "outcome", "grade", "shown"),
    [
        ("upheld", None, None, "met_after_correction"),
        ("withdrawn", None, None, "met_after_correction"),
        ("changed", "met", "a", "met"),
        ("changed", "met_after_correction", "a", "met_after_correction"),
    ],
)
async def test_an_appeal_that_is_decided_lets_the_result_out(
    board: Registry, visit: int, decision: Any, outcome: str | None, grade: str | None, shown: str
) -> None:
    place = await place_of(board)
    await file_appeal(board, visit, "Not so.", **OWN)
    assert await refusal(file_appeal(board, visit, "x", **OWN)) == "appeal_open"
    assert (await published_result(board, place, at=AFTER)).pending
    chosen = {"outcome": outcome, "grade": grade, "reason": "heard"}
    await decide_appeal(board, visit, decision, actor=ACTOR, now=AFTER, **chosen)  # type: ignore[arg-type]
    found = (await published_result(board, place, at=AFTER)).last
    assert found is not None
    assert (found.outcome, found.grade) == (shown, grade or "b")
    assert found.published_on == civil(AFTER)


@pytest.mark.parametrize(
    ("decision", "outcome", "code"),
    [
        ("changed", "not_met", "outcome"),
        ("changed", "met_after_correction", "outcome"),
        ("changed", None, "outcome"),
        ("maybe", "met", "decision"),
    ],
)
async def test_an_appeal_cannot_make_a_result_worse(
    board: Registry, visit: int, decision: Any, outcome: str | None, code: str
) -> None:
    await file_appeal(board, visit, "Not so.", **OWN)
    change: dict[str, Any] = {"outcome": outcome, "grade": "b", "reason": "r"}
    assert await refusal(decide_appeal(board, visit, decision, **change, **DO)) == code


async def test_a_late_appeal_is_taken_from_an_officer_alone_and_stands_beside_the_result(
    board: Registry, visit: int
) -> None:
    late = {"filed_on": civil(AFTER), "actor": "owner", "now": AFTER}
    by_owner = file_appeal(board, visit, "x", by_owner=True, **late)  # type: ignore[arg-type]
    assert await refusal(by_owner) == "appeal_late"
    await file_appeal(board, visit, "x", by_owner=False, **late)  # type: ignore[arg-type]
    found = (await published_result(board, await place_of(board), at=AFTER)).last
    assert found is not None
    assert found.under_appeal


Filing = Callable[..., Awaitable[object]]


@pytest.mark.parametrize("filing", [file_reply, file_appeal])
@pytest.mark.parametrize(
    ("change", "error", "code"),
    [
        ({"text": ""}, InvalidRequest, "statement"),
        ({"text": "\u202e \u0007"}, InvalidRequest, "statement"),
        ({"text": "x" * 1001}, InvalidRequest, "statement"),
        ({"filed_on": TODAY + dt.timedelta(1)}, InvalidRequest, "day"),
        ({"filed_on": TODAY - dt.timedelta(1)}, InvalidRequest, "day"),
        ({"visit_id": 999}, NotFound, "visit_not_found"),
        ({"seen": 0}, Conflict, "changed_meanwhile"),
    ],
)
async def test_words_that_cannot_be_taken_are_refused(
    board: Registry,
    visit: int,
    filing: Filing,
    change: dict[str, Any],
    error: type[FoodtraceError],
    code: str,
) -> None:
    values = {"visit_id": visit, "text": "We mended it.", **OWN, **change}
    with pytest.raises(error) as refused:
        await filing(board, **values)
    assert refused.value.code == code


async def test_nothing_is_said_to_a_result_that_does_not_stand(board: Registry, visit: int) -> None:
    await withdraw_result(board, visit, reason="r", **DO)
    assert await refusal(file_reply(board, visit, "x", **OWN)) == "no_result"
    assert await owners_view(board, visit, now=NOW) is None


async def test_a_visit_to_an_unknown_place_is_placed_once(board: Registry) -> None:
    first, second, *_ = [each.id for each in (await search(board, now=NOW)).items]
    lost = await visited(board, None)
    assert await refusal(place_visit(board, lost, 4_000_000_000, **DO)) == "establishment_not_found"
    await place_visit(board, lost, first, **DO)
    assert await refusal(place_visit(board, lost, second, **DO)) == "placed"
    assert await refusal(place_visit(board, 999, second, **DO)) == "visit_not_found"
    (listed,) = await list_visit_files(board, OFFICER)
    assert listed.visit.establishment_id == first
