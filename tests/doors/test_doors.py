"""Lists and counts of doors: every standing and life once, within bounds, page by page."""

from typing import Any

import msgspec
import pytest
from foodtrace.access import RIGHTS, Role, Who
from foodtrace.doors import (
    LIVES,
    STANDINGS,
    TASKS,
    Door,
    Wanted,
    chosen_doors,
    count_doors,
    count_tasks,
    door_record,
    list_doors,
    listing,
    wanted_ids,
    wards_of_zone,
    zone_lines,
    zone_named,
    zones_within,
)
from foodtrace.errors import InvalidRequest, NotFound
from foodtrace.feedback import record_report
from foodtrace.intake import GoodRow
from foodtrace.issuing import (
    Selection,
    close_establishment,
    correct_establishment,
    issue,
    live_stickers,
    mark_damaged,
    mark_printed,
    put_up,
    record_intake,
    revoke,
    suspend,
)
from foodtrace.registry import Registry
from foodtrace.sticker import encode_typed_code
from registry.board import ACTOR, DAY, NOW, STICKER, ZONE, made_rows
from registry.stores import OpenBoard
from sqlalchemy import event as sqlalchemy_event

OFFICER = Who(7, "Officer", RIGHTS[Role.ISSUING])
HELPER = Who(8, "Ward team", RIGHTS[Role.HELPER], zones=frozenset({2}))
WHY: dict[str, Any] = {"reason": "seen", "actor": "user 7", "now": NOW + 60}
LATER = NOW + 120


async def _doors(
    board: Registry, who: Who = OFFICER, now: int = LATER, **wanted: Any
) -> list[Door]:
    """All pages of two, so that every list is paged."""
    found: list[Door] = []
    after = None
    while True:
        page = await list_doors(board, who, Wanted(**wanted), now=now, after=after, limit=2)
        found += page.items
        if page.next is None:
            return found
        after = page.next


@pytest.fixture
async def street(board: Registry) -> dict[str, int]:
    """Seven doors of zone 1 in seven situations, and two of zone 2 without a sticker."""
    numbers = {door.street: door.id for door in await _doors(board)}
    names = ("put up", "printed", "to print", "damaged", "revoked", "suspended", "closed")
    ids = {name: numbers[f"{n} Hùng Vương"] for n, name in enumerate(names, start=1)}
    await issue(board, Selection(all=True), sticker_seed=STICKER, now=NOW, actor=ACTOR)
    live = {s.id: (s.kid, s.idx) for s in await live_stickers(board, Selection(all=True))}
    printed = [live[ids[name]] for name in names if name != "to print"]
    await mark_printed(board, printed, since=NOW, now=NOW + 5, actor=ACTOR)
    for name in ("put up", "damaged", "revoked", "suspended", "closed"):
        await put_up(board, ids[name], **WHY)
    await mark_damaged(board, ids["damaged"], **WHY)
    await revoke(board, ids["revoked"], **WHY)
    await suspend(board, ids["suspended"], **WHY)
    await close_establishment(board, ids["closed"], **WHY)
    await record_intake(board, _others(), zone="Chợ Hàn", actor=ACTOR, now=NOW)
    return ids


def _others() -> list[GoodRow]:
    return made_rows(2, first=50, ward=20305)


async def test_every_door_has_one_standing_and_one_life(
    board: Registry, street: dict[str, int]
) -> None:
    doors = {door.id: door for door in await _doors(board)}
    assert {
        name: (doors[door].standing, doors[door].life)
        for name, door in street.items()
        if door in doors
    } == {
        "put up": ("in force", "put up"),
        "printed": ("in force", "printed"),
        "to print": ("in force", "to print"),
        "damaged": ("in force", "damaged"),
        "revoked": ("revoked", "to take down"),
        "suspended": ("suspended", "put up"),
    }
    assert street["closed"] not in doors
    (closed,) = await _doors(board, standing="closed")
    assert (closed.id, closed.life) == (street["closed"], "to take down")


async def test_counts_are_what_their_filters_list_and_add_up(
    board: Registry, street: dict[str, int]
) -> None:
    await record_report(
        board,
        establishment_id=street["put up"],
        code_text="",
        kind="damaged",
        category=None,
        text="",
        contact=None,
        photo=None,
        now=NOW,
    )
    for zone in (None, 1, 2):
        for now in (LATER, NOW + 3 * 365 * DAY - 10 * DAY, NOW + 4 * 365 * DAY):
            counts = await count_doors(board, OFFICER, now=now, zone_id=zone)
            for name in STANDINGS:
                listed = await _doors(board, now=now, zone_id=zone, standing=name)
                assert counts.standings[name] == len(listed), (zone, name)
            for name in TASKS:
                listed = await _doors(board, now=now, zone_id=zone, task=name)
                assert counts.tasks[name] == len(listed), (zone, name)
            assert counts.total == len(await _doors(board, now=now, zone_id=zone))
            assert counts.closed == len(
                await _doors(board, now=now, zone_id=zone, standing="closed")
            )
    assert counts.total == 2
    counts = await count_doors(board, OFFICER, now=LATER)
    assert (counts.total, counts.closed) == (8, 1)
    assert counts.tasks == {
        "expiring": 0,
        "to issue": 2,
        "to print": 1,
        "to put up": 1,
        "to replace": 1,
        "to take down": 2,
        "reported": 1,
    }


async def test_a_zone_is_read_door_by_door_and_a_search_by_name(
    open_board: OpenBoard,
) -> None:
    board = await open_board(12)
    walked = [door.street for door in await _doors(board, zone_id=1)]
    assert walked == [f"{n} Hùng Vương" for n in range(1, 13)]
    named = [door.name for door in await _doors(board)]
    assert named == sorted(named)
    assert len(named) == len(set(named)) == 12


async def test_a_search_takes_names_streets_codes_and_no_tone_marks(
    board: Registry, street: dict[str, int]
) -> None:
    for text, expected in (
        ("quán bún 3", 1),
        ("QUAN BUN 3", 1),
        ("hung vuong 3", 1),
        ("hùng vương", 8),
        ("50 hung", 1),
        (encode_typed_code(street["printed"]), 1),
        ("%", 0),
        ("_", 0),
        ("quan ' OR 1=1 --", 0),
        ("…", 0),
        ("", 8),
    ):
        assert len(await _doors(board, text=text)) == expected, text
    with pytest.raises(InvalidRequest):
        await _doors(board, text="x" * 201)
    for wanted in (Wanted(standing="green"), Wanted(task="dance")):
        with pytest.raises(InvalidRequest):
            await list_doors(board, OFFICER, wanted, now=LATER)


async def test_a_broken_cursor_begins_anew(board: Registry) -> None:
    for after in ("", "nonsense", "0YEP-FZYY'--"):
        page = await list_doors(board, OFFICER, Wanted(), now=LATER, after=after, limit=3)
        assert len(page.items) == 3


async def test_what_lies_outside_the_bounds_is_nowhere(
    board: Registry, street: dict[str, int]
) -> None:
    mine = await _doors(board, HELPER)
    assert {door.zone for door in mine} == {"Chợ Hàn"}
    assert await _doors(board, HELPER, zone_id=1) == []
    assert await chosen_doors(board, HELPER, list(street.values()), now=LATER) == ()
    assert await wanted_ids(board, HELPER, Wanted(zone_id=1), now=LATER) == ()
    counts = await count_doors(board, HELPER, now=LATER)
    assert (counts.total, counts.closed) == (2, 0)
    assert [line.name for line in await zone_lines(board, HELPER, now=LATER)] == ["Chợ Hàn"]
    assert await zone_named(board, 2, HELPER) == "Chợ Hàn"
    for zone in (1, 3, 0, -1, 2**40):
        with pytest.raises(NotFound):
            await zone_named(board, zone, HELPER)
    for door in (street["put up"], 0, 5, 2**33):
        with pytest.raises(NotFound):
            await door_record(board, door, HELPER, now=LATER)
    assert (await door_record(board, mine[0].id, HELPER, now=LATER)).door == mine[0]


async def test_bounds_by_ward_show_the_part_of_a_zone_that_lies_in_it(
    board: Registry, street: dict[str, int]
) -> None:
    ward = Who(9, "Ward", RIGHTS[Role.VIEWER], wards=frozenset({20305}))
    assert len(await _doors(board, ward)) == 2
    assert await zone_named(board, 2, ward) == "Chợ Hàn"
    with pytest.raises(NotFound):
        await zone_named(board, 1, ward)


async def test_zones_say_how_many_doors_and_how_much_work(
    board: Registry, street: dict[str, int]
) -> None:
    lines = await zone_lines(board, OFFICER, now=LATER)
    assert [(line.name, line.doors, line.in_force, line.to_do, line.wards) for line in lines] == [
        ("Chợ Hàn", 2, 0, 2, (20305,)),
        (ZONE, 6, 4, 5, (20242,)),
    ]


async def test_a_record_has_the_public_facts_and_every_stickers_life(
    board: Registry, street: dict[str, int]
) -> None:
    record = await door_record(board, street["damaged"], OFFICER, now=LATER)
    assert record.facts.name == record.door.name
    assert record.version == 0
    (sticker,) = record.stickers
    assert (sticker.life, sticker.printed_at, sticker.damaged_at) == ("damaged", NOW + 5, NOW + 60)
    assert record.door.life in LIVES


async def test_a_corrected_name_asks_for_another_sticker(
    board: Registry, street: dict[str, int]
) -> None:
    row = made_rows(1)[0]
    new = msgspec.structs.replace(row, name="Quán Mới")
    await correct_establishment(board, street["put up"], new, seen=0, replacement=True, **WHY)
    (first, second) = await _doors(board, task="to replace")
    assert {first.id, second.id} == {street["put up"], street["damaged"]}
    assert {first.outdated, second.outdated} == {True, False}


async def test_a_report_shows_to_those_who_may_read_reports(
    board: Registry, street: dict[str, int]
) -> None:
    number = await record_report(
        board,
        establishment_id=street["put up"],
        code_text="",
        kind="damaged",
        category=None,
        text="CANARY",
        contact=None,
        photo=None,
        now=NOW + 77,
    )
    assert number
    (door,) = await _doors(board, task="reported")
    assert (door.id, door.reported_at) == (street["put up"], NOW + 77)
    viewer = Who(9, "Viewer", RIGHTS[Role.VIEWER])
    assert {door.reported_at for door in await _doors(board, viewer)} == {None}


async def test_many_doors_are_chosen_at_once(board: Registry, street: dict[str, int]) -> None:
    ids = await wanted_ids(board, OFFICER, Wanted(zone_id=1), now=LATER)
    chosen = await chosen_doors(board, OFFICER, [*ids, 5, ids[0]], now=LATER)
    assert [door.id for door in chosen] == list(ids)


async def test_zones_to_choose_from_lie_within_bounds(
    board: Registry, street: dict[str, int]
) -> None:
    assert await zones_within(board, OFFICER) == ((2, "Chợ Hàn"), (1, ZONE))
    assert await zones_within(board, HELPER) == ((2, "Chợ Hàn"),)
    ward = Who(9, "Ward", RIGHTS[Role.VIEWER], wards=frozenset({20242}))
    assert await zones_within(board, ward) == ((1, ZONE),)
    assert await wards_of_zone(board, 1, OFFICER) == (20242,)
    assert await wards_of_zone(board, 1, HELPER) == ()


async def test_a_page_asks_as_many_questions_whatever_its_length(open_board: OpenBoard) -> None:
    board = await open_board(60)
    asked: list[str] = []

    def heard(*event: Any) -> None:
        asked.append(event[2])

    async def questions(limit: int) -> list[str]:
        asked.clear()
        await list_doors(board, OFFICER, Wanted(zone_id=1), now=LATER, limit=limit)
        return [each for each in asked if each.startswith("SELECT")]

    async with board.reading() as connection:
        engine = connection.sync_connection.engine if connection.sync_connection else None
    assert engine is not None
    sqlalchemy_event.listen(engine, "before_cursor_execute", heard)
    try:
        few, many = await questions(2), await questions(50)
        await list_doors(board, OFFICER, Wanted(text="bun"), now=LATER)
        statements = list(asked)
    finally:
        sqlalchemy_event.remove(engine, "before_cursor_execute", heard)
    assert len(few) == len(many) <= 5
    assert statements


async def test_lists_are_found_by_an_index(open_board: OpenBoard) -> None:
    """What a city of 100,000 doors must not do is read them all for one page."""
    board = await open_board(3)
    if board._engine.dialect.name != "sqlite":
        pytest.skip("the plan is asked for in SQLite's way")
    for wanted, index in (
        (Wanted(zone_id=1), "ix_establishment_doors"),
        (Wanted(), "ix_establishment_name"),
        (Wanted(standing="revoked"), "ix_sticker_life"),
        (Wanted(standing="suspended"), "ix_sticker_life"),
        (Wanted(task="expiring"), "ix_sticker_life"),
        (Wanted(task="to print"), "ix_sticker_life"),
        (Wanted(task="to take down"), "ix_sticker_life"),
        (Wanted(task="reported"), "ix_report_state"),
    ):
        query, _ = listing.ids_query(OFFICER, wanted, LATER)
        sql = query.limit(51).compile(
            dialect=board._engine.dialect, compile_kwargs={"literal_binds": True}
        )
        async with board.reading() as connection:
            plan: Any = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")
            assert index in " ".join(row[3] for row in plan), wanted


async def test_counting_by_task_and_counting_all_agree(
    board: Registry, street: dict[str, int]
) -> None:
    for who in (OFFICER, HELPER):
        for now in (LATER, NOW + 3 * 365 * DAY - 10 * DAY, NOW + 4 * 365 * DAY):
            counts = await count_doors(board, who, now=now)
            assert await count_tasks(board, who, now=now) == counts.tasks
            lines = await zone_lines(board, who, now=now)
            assert sum(line.doors for line in lines) == counts.total
            assert sum(line.in_force for line in lines) == counts.standings["in force"]
