"""A result comes out after its hold, never before; everything that happens to it is a further line."""

from __future__ import annotations

import datetime as dt

import pytest
from foodtrace.access import Role, Who
from foodtrace.access.rights import RIGHTS
from foodtrace.errors import Conflict, FoodtraceError, InvalidRequest, NotFound
from foodtrace.inspection import (
    correct_result,
    declare_result,
    list_visit_files,
    open_visit_file,
    set_rules,
    withdraw_result,
)
from foodtrace.publication import (
    Decision,
    each_published_inspection,
    public_establishment,
    published_result,
    search,
)
from foodtrace.registry import Registry, events_of
from foodtrace.registry.results_schema import publication_rules, result_entry
from inspection.results import RULES, TODAY, book, civil, declared, rule, visited
from registry.board import ACTOR, DAY, NOW
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

HOLD = 7 * DAY
AFTER = NOW + HOLD + DAY
OFFICER = Who(1, "Officer", RIGHTS[Role.ISSUING])


async def ids_of(registry: Registry) -> list[int]:
    page = await search(registry, now=NOW)
    return [each.id for each in page.items]


async def shown(registry: Registry, place: int, at: int) -> str:
    """What a page says in one word."""
    found = await published_result(registry, place, at=at)
    if found.last is None:
        return "pending" if found.pending else "nothing"
    return str(found.last.outcome) + (", pending" if found.pending else "")


async def test_a_result_is_pending_through_its_hold_and_public_on_the_day_after(
    board: Registry,
) -> None:
    place, *others = await ids_of(board)
    await declared(board, place, "not_met", grade="c")
    midnight = (NOW + 25_200) // DAY * DAY - 25_200
    assert await shown(board, place, NOW) == "pending"
    assert await shown(board, place, midnight + 8 * DAY - 1) == "pending"
    assert await shown(board, place, midnight + 8 * DAY) == "not_met"
    record = await public_establishment(board, place, AFTER)
    assert record is not None
    assert record.last_inspection is not None
    assert record.last_inspection.visited_on == TODAY
    assert record.last_inspection.published_on == TODAY + dt.timedelta(8)
    assert record.last_inspection.grade == "c"
    assert not record.inspection_pending
    assert await published_result(board, others[0], at=AFTER) == Decision()


async def test_nothing_is_published_without_rules_and_no_result_is_declared(
    board: Registry,
) -> None:
    place = (await ids_of(board))[0]
    visit = await visited(board, place)
    with pytest.raises(Conflict) as refused:
        await declare_result(board, visit, outcome="met", told_on=TODAY, actor=ACTOR, now=NOW)
    assert refused.value.code == "no_rule"
    assert await shown(board, place, AFTER) == "nothing"


async def test_a_worse_correction_takes_the_result_down_for_a_hold_of_its_own(
    board: Registry,
) -> None:
    place = (await ids_of(board))[0]
    await declared(board, place, "met", at=NOW - 100 * DAY)
    visit = await declared(board, place, "met")
    assert await shown(board, place, AFTER) == "met"
    until = await correct_result(
        board,
        visit,
        outcome="not_met",
        told_on=civil(AFTER),
        reason="laboratory",
        actor=ACTOR,
        now=AFTER,
    )
    assert until == civil(AFTER) + dt.timedelta(7)
    # The visit before does not come back in its place.
    assert await shown(board, place, AFTER) == "pending"
    assert await shown(board, place, AFTER + HOLD + DAY) == "not_met"


async def test_a_better_correction_counts_at_once(board: Registry) -> None:
    place = (await ids_of(board))[0]
    visit = await declared(board, place, "not_met")
    hold = await correct_result(
        board,
        visit,
        outcome="met",
        told_on=civil(AFTER),
        reason="mixed up",
        actor=ACTOR,
        now=AFTER,
    )
    assert hold is None
    assert await shown(board, place, AFTER) == "met"


async def test_a_revisit_supersedes_when_it_is_published_and_not_before(board: Registry) -> None:
    place = (await ids_of(board))[0]
    await declared(board, place, "not_met", at=NOW - 30 * DAY)
    await declared(board, place, "met_after_correction")
    assert await shown(board, place, NOW) == "not_met, pending"
    assert await shown(board, place, AFTER) == "met_after_correction"


async def test_an_older_visit_declared_late_never_becomes_the_last_one(board: Registry) -> None:
    place = (await ids_of(board))[0]
    older = await visited(board, place, at=NOW - 30 * DAY)
    await declared(board, place, "met")
    await declare_result(board, older, outcome="not_met", told_on=TODAY, actor=ACTOR, now=NOW)
    assert await shown(board, place, AFTER + DAY) == "met"


async def test_a_withdrawn_result_is_as_if_it_had_not_been_and_can_be_declared_anew(
    board: Registry,
) -> None:
    place = (await ids_of(board))[0]
    await declared(board, place, "met", at=NOW - 30 * DAY)
    visit = await declared(board, place, "not_met")
    await withdraw_result(board, visit, reason="another eatery", actor=ACTOR, now=AFTER)
    assert await shown(board, place, AFTER) == "met"
    told = civil(AFTER)
    await declare_result(board, visit, outcome="not_met", told_on=told, actor=ACTOR, now=AFTER)
    assert await shown(board, place, AFTER) == "met, pending"
    kinds = [event.kind for event in await events_of(board, place)]
    assert kinds[-3:] == ["result_declared", "result_withdrawn", "result_declared"]


async def test_of_two_officers_with_one_visit_before_them_the_second_is_told(
    board: Registry,
) -> None:
    place = (await ids_of(board))[0]
    visit = await declared(board, place, "met")
    seen = (await open_visit_file(board, OFFICER, visit)).journal[-1].id
    change = {"told_on": TODAY, "reason": "r", "actor": ACTOR, "now": NOW, "seen": seen}
    await correct_result(board, visit, outcome="not_met", **change)  # type: ignore[arg-type]
    for late in (
        correct_result(board, visit, outcome="met_after_correction", **change),  # type: ignore[arg-type]
        withdraw_result(board, visit, reason="r", actor=ACTOR, now=NOW, seen=seen),
    ):
        with pytest.raises(Conflict) as refused:
            await late
        assert refused.value.code == "changed_meanwhile"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"outcome": "excellent"}, "outcome"),
        ({"grade": "z"}, "grade"),
        ({"told_on": TODAY + dt.timedelta(1)}, "day"),
        ({"told_on": TODAY - dt.timedelta(1)}, "day"),
        ({"actor": " "}, "actor"),
    ],
)
async def test_a_result_that_cannot_be_is_refused(
    board: Registry, change: dict[str, object], code: str
) -> None:
    place = (await ids_of(board))[0]
    await set_rules(board, RULES, actor=ACTOR, now=NOW)
    visit = await visited(board, place)
    values: dict[str, object] = {"outcome": "met", "told_on": TODAY, "actor": ACTOR, **change}
    with pytest.raises(FoodtraceError) as refused:
        await declare_result(board, visit, now=NOW, **values)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert (await open_visit_file(board, OFFICER, visit)).journal == ()


async def test_a_visit_to_no_known_place_has_no_result_and_lies_within_nobodys_zone(
    board: Registry,
) -> None:
    await set_rules(board, RULES, actor=ACTOR, now=NOW)
    visit = await visited(board, None)
    with pytest.raises(Conflict) as refused:
        await declare_result(board, visit, outcome="met", told_on=TODAY, actor=ACTOR, now=NOW)
    assert refused.value.code == "no_establishment"
    assert (await open_visit_file(board, OFFICER, visit)).name is None
    bounded = Who(2, "Ward", RIGHTS[Role.ISSUING], wards=frozenset({20242}))
    with pytest.raises(NotFound):
        await open_visit_file(board, bounded, visit)


async def test_lists_show_what_waits_and_stay_within_bounds(board: Registry) -> None:
    first, second, *_ = await ids_of(board)
    done = await declared(board, first, "met")
    undone = await visited(board, second)
    assert [each.visit.id for each in await list_visit_files(board, OFFICER)] == [undone, done]
    assert [each.visit.id for each in await list_visit_files(board, OFFICER, "open")] == [undone]
    assert await list_visit_files(board, OFFICER, "waiting") == []
    assert await list_visit_files(board, OFFICER, "flagged") == []
    paged = await list_visit_files(board, OFFICER, before=undone, limit=1)
    assert [each.visit.id for each in paged] == [done]
    elsewhere = Who(2, "Ward", RIGHTS[Role.ISSUING], wards=frozenset({20209}))
    assert await list_visit_files(board, elsewhere) == []
    with pytest.raises(NotFound):
        await open_visit_file(board, elsewhere, done)


async def test_rules_that_results_were_declared_by_cannot_lose_their_words(
    board: Registry,
) -> None:
    place = (await ids_of(board))[0]
    await declared(board, place, "met")
    outcomes = ("not_met", "bad")
    scheme = {
        "key": "three",
        "outcomes": [{"key": key, "name": _named(key)} for key in outcomes],
    }
    less = book(rule("open", "2018-02-02", publish=["date"]), schemes=(scheme,))
    with pytest.raises(InvalidRequest) as refused:
        await set_rules(board, less, actor=ACTOR, now=NOW)
    assert "met" in refused.value.message


def _named(key: str) -> dict[str, str]:
    return dict.fromkeys(("vi", "en", "ko", "zh-Hans", "zh-Hant"), key)


async def test_the_second_of_two_who_set_rules_is_told(board: Registry) -> None:
    assert await set_rules(board, RULES, actor=ACTOR, now=NOW, seen="")
    assert not await set_rules(board, RULES, actor=ACTOR, now=NOW)
    other = book(rule("other", "2018-02-02"))
    with pytest.raises(Conflict) as refused:
        await set_rules(board, other, actor=ACTOR, now=NOW, seen="")
    assert refused.value.code == "changed_meanwhile"
    assert await set_rules(board, other, actor=ACTOR, now=NOW, seen=RULES.version)


async def test_the_database_keeps_journal_and_rules_append_only(board: Registry) -> None:
    place = (await ids_of(board))[0]
    await declared(board, place, "met")
    for table in (result_entry, publication_rules):
        change = update(table).values({list(table.c)[-1].name: 1})
        for statement in (change, delete(table)):
            with pytest.raises(DBAPIError, match="append-only"):
                async with board.writing() as connection:
                    await connection.execute(statement)


async def test_a_clock_that_was_set_back_takes_no_withdrawal_back(board: Registry) -> None:
    place = (await ids_of(board))[0]
    visit = await declared(board, place, "not_met")
    await withdraw_result(board, visit, reason="r", actor=ACTOR, now=AFTER)
    assert await shown(board, place, NOW + 3 * DAY) == "nothing"
    await declared(board, place, "met", at=NOW + 3 * DAY)
    assert await shown(board, place, NOW + 3 * DAY) != "not_met"


async def test_a_feed_has_each_published_inspection_and_no_other(board: Registry) -> None:
    first, second, third, *_ = await ids_of(board)
    await declared(board, first, "met")
    await declared(board, second, "not_met")
    await declared(board, third, "met", at=NOW + 5 * DAY)
    feed = [each async for each in each_published_inspection(board, AFTER)]
    assert [(e.establishment_id, e.inspection.outcome) for e in feed] == sorted(
        [(first, "met"), (second, "not_met")]
    )
