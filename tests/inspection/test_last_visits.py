"""What inspectors are told of the last visit to each place: the newest one, briefly, page by page."""

from __future__ import annotations

import msgspec
from foodtrace.inspection import (
    MAX_LAST_NOTES,
    LastVisit,
    VisitRecord,
    current_form,
    last_visits,
    parse_form,
    record_visit,
    set_form,
)
from foodtrace.registry import Registry, schema
from foodtrace.sticker import civil_day
from inspection.test_visits import VISIT, inspector
from registry.board import ACTOR, DAY, NOW
from sqlalchemy import select

TODAY = civil_day(NOW)


async def places(board: Registry, count: int) -> list[int]:
    async with board.reading() as connection:
        query = select(schema.establishment.c.id).order_by(schema.establishment.c.id).limit(count)
        return list((await connection.execute(query)).scalars())


def visit_to(place: int | None, at: int = NOW, notes: str = "", **results: str) -> VisitRecord:
    return msgspec.structs.replace(
        VISIT, establishment_id=place, visited_at=at, notes=notes, results=results
    )


async def keep(board: Registry, who: int, *records: VisitRecord, at: int = NOW) -> None:
    for number, record in enumerate(records):
        await record_visit(board, who, key=f"{at} {number}", record=record, now=at)


async def test_of_several_visits_the_last_one_is_told(board: Registry) -> None:
    who = await inspector(board)
    one, two = await places(board, 2)
    await keep(
        board,
        who,
        visit_to(one, NOW - DAY, samples_24h="met"),
        visit_to(two, NOW - DAY, "x" * 500, samples_24h="not_met", waste_pests="not_there"),
        visit_to(one, NOW, "sạch", samples_24h="met", waste_pests="met"),
        # Waited on a phone for a week: another came between.
        visit_to(one, NOW - 7 * DAY, samples_24h="not_met"),
        visit_to(None, NOW, "nobody knows where"),
    )
    told = await last_visits(board)
    assert told.visits == (
        LastVisit(two, TODAY - 1, 0, ("samples_24h",), "x" * MAX_LAST_NOTES),
        LastVisit(one, TODAY, 2, (), "sạch"),
    )
    assert list(told.labels) == ["samples_24h"]
    assert told.labels["samples_24h"].vi == "Mẫu lưu 24 giờ"
    assert not told.more


async def test_pages_together_hold_every_place_once_and_later_only_what_is_new(
    board: Registry,
) -> None:
    who = await inspector(board)
    ids = await places(board, 5)
    await keep(board, who, *(visit_to(each, NOW - DAY) for each in ids))
    seen, since, more = [], 0, True
    while more:
        page = await last_visits(board, since=since, limit=2)
        assert len(page.visits) <= 2
        seen += [each.id for each in page.visits]
        since, more = page.next, page.more
    assert seen == ids
    assert await last_visits(board, since=since) == msgspec.structs.replace(
        page, visits=(), labels={}, more=False
    )
    await keep(board, who, visit_to(ids[1]), at=NOW + 5)
    fresh = await last_visits(board, since=since)
    assert [(each.id, each.day) for each in fresh.visits] == [(ids[1], TODAY)]


async def test_a_clock_that_runs_ahead_does_not_hide_the_visits_after_it(board: Registry) -> None:
    who = await inspector(board)
    (place,) = await places(board, 1)
    await keep(board, who, visit_to(place, NOW + 400 * DAY, "ahead"))
    assert [each.day for each in (await last_visits(board)).visits] == [TODAY]
    await keep(board, who, visit_to(place, NOW + DAY, "after"), at=NOW + DAY)
    assert [each.notes for each in (await last_visits(board)).visits] == ["after"]


async def test_what_was_not_met_is_told_by_the_form_the_visit_was_written_with(
    board: Registry,
) -> None:
    who = await inspector(board)
    one, two = await places(board, 2)
    await keep(board, who, visit_to(one, samples_24h="not_met"))
    items = msgspec.to_builtins((await current_form(board)).items)
    kept = [item for item in items if item["key"] != "samples_24h"]
    assert kept[0]["key"] == "receiving_storing"
    kept[0]["label"]["vi"] = "Kho"
    bad = {"key": "bad", "label": {"vi": "Kém", "en": "Bad"}, "tone": "no"}
    kept[0]["options"] = [*kept[0]["options"], bad]
    form = parse_form(msgspec.json.encode({"items": kept}))
    await set_form(board, form, actor=ACTOR, now=NOW)
    await keep(board, who, visit_to(two, receiving_storing="bad"), at=NOW + 1)
    told = await last_visits(board)
    assert [each.not_met for each in told.visits] == [("samples_24h",), ("receiving_storing",)]
    assert {key: label.vi for key, label in told.labels.items()} == {
        "samples_24h": "Mẫu lưu 24 giờ",
        "receiving_storing": "Kho",
    }
