"""A dossier from receipt to sticker: promises, late marks, two officers, and what the owner's link allows."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from applications.conftest import MONDAY
from applications.dossiers import OFFICER, PDF, VIEWER, at, facts, moved, received
from foodtrace.access import Right, Who
from foodtrace.applications import (
    LATE,
    MAX_FILES,
    Clocks,
    Dossier,
    LateShare,
    Move,
    State,
    approve,
    calendar_end,
    calendar_entries,
    is_owners,
    late_share,
    list_dossiers,
    move_dossier,
    near_deadline,
    new_owner_link,
    owner_moves,
    parse_number,
    read_dossier,
    read_owner,
    receive_application,
    set_clocks,
    set_day,
    set_hours,
    set_until,
    sweep,
    zones_for,
)
from foodtrace.errors import Conflict, FoodtraceError, InvalidRequest, NotFound
from foodtrace.issuing import Selection, issue
from foodtrace.registry import Registry, events_of
from foodtrace.registry.private_schema import private_particulars
from foodtrace.registry.schema import event
from foodtrace.sticker import parse_typed_code
from foodtrace.working_time import parse_hours
from registry.board import STICKER, ZONE
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

HOUR, DAY = 3600, 86_400


async def test_an_application_becomes_an_establishment_with_a_sticker(board: Registry) -> None:
    number = await received(board, MONDAY)
    await moved(board, number, Move.PICK_UP, MONDAY + HOUR)
    await moved(board, number, Move.SCHEDULE_VISIT, MONDAY + 2 * HOUR)
    seen = (await moved(board, number, Move.RECORD_VISIT, MONDAY + DAY)).version
    corrected = msgspec.structs.replace(facts(), name="Quán Mới Một")
    place = await approve(
        board, number, corrected, zone_id=1, who=OFFICER, seen=seen, now=MONDAY + 2 * DAY
    )
    approved = await read_dossier(board, number, now=MONDAY + 2 * DAY)
    assert (approved.stands, approved.establishment_id) == (State.APPROVED, place)
    assert approved.steps[-1].detail["corrected"] == {"name": ["Quán Mới 1", "Quán Mới Một"]}
    assert [each.kind for each in await events_of(board, place)] == [
        "taken_in", "application_approved",
    ]  # fmt: skip
    async with board.reading() as connection:
        private = (
            await connection.execute(
                select(private_particulars).where(private_particulars.c.establishment_id == place)
            )
        ).one()
    assert private.phones == ["0911000999"]

    now = MONDAY + 3 * DAY
    await issue(board, Selection(ids=(place,)), sticker_seed=STICKER, now=now, actor="clerk")
    shown = await read_dossier(board, number, now=now)
    assert (shown.stands, shown.state) == (State.ISSUED, State.APPROVED)
    assert await sweep(board, now=now) == 1
    async with board.writing():  # with nothing to write it waits for nobody
        assert await sweep(board, now=now) == 0
    assert (await read_dossier(board, number, now=now)).state == State.ISSUED
    assert not shown.late


async def test_picked_up_late_stays_late_whatever_the_calendar_says_afterwards(
    board: Registry,
) -> None:
    number = await received(board, MONDAY)
    late_at = at("2026-11-16 14:00") + 1
    dossier = await read_dossier(board, number, now=late_at)
    assert (dossier.pickup.over, dossier.pickup.marked) == (at("2026-11-16 14:00"), False)
    # The very day is declared a holiday a little later: what was over is marked before that counts.
    await set_day(board, dt.date(2026, 11, 16), name="Bão", actor="user 7", now=late_at)
    picked = await moved(board, number, Move.PICK_UP, late_at + HOUR)
    assert picked.pickup.marked
    assert picked.late
    assert [s.detail for s in picked.steps if s.kind == LATE] == [
        {"clock": "pickup", "due_at": at("2026-11-16 14:00")}
    ]
    assert [entry.kind for entry in await calendar_entries(board)] == ["day"]


async def test_the_last_second_of_a_promise_is_in_time(board: Registry) -> None:
    number = await received(board, MONDAY)
    picked = await moved(board, number, Move.PICK_UP, at("2026-11-16 14:00"))
    assert not picked.late


async def test_the_clock_stands_still_while_the_board_waits(board: Registry) -> None:
    number = await received(board, MONDAY)
    await moved(board, number, Move.PICK_UP, MONDAY + HOUR)
    asked = await moved(board, number, Move.ASK, at("2026-11-17 08:00"))
    assert (asked.decision.running, asked.decision.due) == (False, None)
    assert asked.decision.used == 7 * HOUR + HOUR // 2
    a_month_on = at("2026-12-14 08:00")
    await owner_moves(board, number, Move.ADD, sending=b"a" * 32, now=a_month_on, text="Đây ạ")
    answered = await read_dossier(board, number, now=a_month_on)
    assert answered.state == State.ANSWERED
    assert answered.decision.due is not None
    # One working day of ten was used: nine are left.
    assert answered.decision.due.at == at("2026-12-25 08:00")
    assert not answered.late


async def test_a_deadline_beyond_the_calendar_marks_nobody_late(board: Registry) -> None:
    number = await received(board, at("2026-12-28 08:00"))
    await moved(board, number, Move.PICK_UP, at("2026-12-28 09:00"))
    dossier = await read_dossier(board, number, now=at("2027-01-20 08:00"))
    assert (dossier.decision.unsure, dossier.late) == (True, False)
    end = await calendar_end(board, now=at("2027-01-20 08:00"))
    assert (end.days_left, end.reaches_all) == (-20, False)
    await set_until(board, dt.date(2027, 1, 31), actor="user 7", now=at("2027-01-20 08:00"))
    assert (await read_dossier(board, number, now=at("2027-01-20 08:00"))).late


async def test_two_officers_on_one_dossier_and_the_second_is_told(board: Registry) -> None:
    number = await received(board, MONDAY)
    seen = (await read_dossier(board, number, now=MONDAY)).version
    await move_dossier(board, number, Move.PICK_UP, who=OFFICER, seen=seen, now=MONDAY)
    with pytest.raises(Conflict) as refused:
        await move_dossier(board, number, Move.PICK_UP, who=OFFICER, seen=seen, now=MONDAY)
    assert refused.value.code == "changed_meanwhile"
    with pytest.raises(Conflict) as refused:
        await approve(board, number, facts(), zone_id=1, who=OFFICER, seen=seen, now=MONDAY)
    assert refused.value.code == "changed_meanwhile"


async def test_a_late_mark_is_no_change_that_a_form_must_have_seen(board: Registry) -> None:
    number = await received(board, MONDAY)
    seen = (await read_dossier(board, number, now=MONDAY)).version
    assert await sweep(board, now=MONDAY + DAY) == 1
    await move_dossier(board, number, Move.PICK_UP, who=OFFICER, seen=seen, now=MONDAY + DAY)


async def test_a_clock_set_back_keeps_the_steps_in_order_and_says_so(board: Registry) -> None:
    number = await received(board, MONDAY)
    await moved(board, number, Move.PICK_UP, MONDAY + HOUR)
    asked = await moved(board, number, Move.ASK, MONDAY - DAY)
    assert [step.at for step in asked.steps] == [MONDAY, MONDAY + HOUR, MONDAY + HOUR]
    assert asked.steps[-1].detail == {"clock_was": MONDAY - DAY}


async def test_a_place_that_is_registered_is_told_and_can_be_given_the_dossier(
    board: Registry,
) -> None:
    first, second = await received(board, MONDAY), await received(board, MONDAY + 1, 2)
    seen = (await moved(board, first, Move.PICK_UP, MONDAY)).version
    place = await approve(board, first, facts(), zone_id=1, who=OFFICER, seen=seen, now=MONDAY)
    seen = (await moved(board, second, Move.PICK_UP, MONDAY)).version
    same = msgspec.structs.replace(facts(), name="QUÁN MỚI 1")

    async def again(attach: int | None) -> int:
        return await approve(
            board, second, same, zone_id=1, who=OFFICER, seen=seen, now=MONDAY, attach=attach
        )

    with pytest.raises(Conflict) as refused:
        await again(None)
    assert refused.value.code == "already_registered"
    assert refused.value.fields["establishment_id"] == place
    assert await again(place) == place


async def test_an_approval_that_failed_leaves_no_establishment(board: Registry) -> None:
    number = await received(board, MONDAY)
    seen = (await read_dossier(board, number, now=MONDAY)).version
    with pytest.raises(Conflict):
        await approve(board, number, facts(), zone_id=1, who=OFFICER, seen=seen, now=MONDAY)
    seen = (await moved(board, number, Move.PICK_UP, MONDAY)).version
    with pytest.raises(NotFound):
        await approve(board, number, facts(), zone_id=99, who=OFFICER, seen=seen, now=MONDAY)
    async with board.reading() as connection:
        kinds = (await connection.execute(select(event.c.kind))).scalars().all()
    assert kinds.count("taken_in") == 2


async def test_bounds_hide_a_dossier_as_if_it_were_not_there(board: Registry) -> None:
    number = await received(board, MONDAY)
    elsewhere = Who(3, "x", frozenset(Right), wards=frozenset({20209}))
    inside = Who(4, "y", frozenset(Right), wards=frozenset({20242}))
    for call in (
        read_dossier(board, number, now=MONDAY, who=elsewhere),
        move_dossier(board, number, Move.PICK_UP, who=elsewhere, seen=1, now=MONDAY),
    ):
        with pytest.raises(NotFound):
            await call
    assert await list_dossiers(board, now=MONDAY, who=elsewhere) == []
    assert len(await list_dossiers(board, now=MONDAY, who=inside)) == 1
    assert await zones_for(board, inside, 20242) == [(1, ZONE)]
    assert await zones_for(board, inside, 20209) == []


async def test_the_same_form_sent_twice_is_one_application_with_a_link_for_each(
    board: Registry,
) -> None:
    first = await receive_application(
        board, facts(), (PDF,), sending=b"x" * 32, language="ko", now=MONDAY
    )
    second = await receive_application(
        board, facts(), (PDF,), sending=b"x" * 32, language="ko", now=MONDAY
    )
    assert (first.number, first.created, second.created) == (second.number, True, False)
    dossier = await read_dossier(board, first.number, now=MONDAY)
    assert (len(dossier.files), dossier.language) == (1, "ko")
    third = await new_owner_link(board, first.number, actor="user 7", now=MONDAY)
    for secret in (first.secret, second.secret, third):
        assert await is_owners(board, first.number, secret)
    async with board.reading() as connection:
        made = select(event.c.actor).where(event.c.kind == "application_link_made")
        assert list((await connection.execute(made)).scalars()) == ["user 7"]
    assert not await is_owners(board, first.number, "x" * 22)
    assert not await is_owners(board, "AAAAA-AAAAA", first.secret)


async def test_a_dossier_holds_so_many_files(board: Registry) -> None:
    number = await received(board, MONDAY)
    for each in range(1, MAX_FILES):
        sending = each.to_bytes(32, "big")
        options = {"sending": sending, "now": MONDAY, "papers": (PDF,)}
        assert await owner_moves(board, number, Move.ADD, **options)  # type: ignore[arg-type]
    with pytest.raises(InvalidRequest) as refused:
        await owner_moves(board, number, Move.ADD, sending=b"z" * 32, now=MONDAY, papers=(PDF,))
    assert refused.value.code == "too_many_files"


@pytest.mark.parametrize("said", ["", " \n ", "\u202e", "x" * 2001])
async def test_words_that_say_nothing_or_too_much_are_refused(board: Registry, said: str) -> None:
    number = await received(board, MONDAY)
    seen = (await moved(board, number, Move.PICK_UP, MONDAY)).version
    with pytest.raises(InvalidRequest) as refused:
        await move_dossier(
            board, number, Move.REFUSE, who=OFFICER, seen=seen, now=MONDAY, text=said
        )
    assert refused.value.code == ("text_too_long" if said.startswith("x") else "text_missing")


async def test_a_refusal_by_mistake_is_reopened_and_stays_among_the_steps(board: Registry) -> None:
    number = await received(board, MONDAY)
    await moved(board, number, Move.PICK_UP, MONDAY)
    await moved(board, number, Move.REFUSE, MONDAY + HOUR)
    opened = await moved(board, number, Move.REOPEN, MONDAY + 20 * DAY)
    assert opened.state == State.PICKED_UP
    assert [step.kind for step in opened.steps] == ["received", "picked_up", "refused", "reopened"]
    assert opened.decision.used == HOUR
    assert not opened.late


async def test_near_is_told_before_the_deadline_and_not_after(board: Registry) -> None:
    number = await received(board, MONDAY)

    async def near(now: int) -> list[str]:
        return [each.number for each in await near_deadline(board, now=now)]

    assert await near(at("2026-11-16 10:00")) == []
    # One working hour before 14:00 is 11:00, before noon's rest.
    assert await near(at("2026-11-16 11:00")) == [number]
    assert await near(at("2026-11-16 14:00")) == [number]
    assert await near(at("2026-11-16 14:00") + 1) == []


async def test_the_share_of_late_dossiers_counts_those_that_lie_on(board: Registry) -> None:
    async def decided(each: int, start: int, end: int) -> Dossier:
        number = await received(board, start, each)
        await moved(board, number, Move.PICK_UP, start)
        return await moved(board, number, Move.REFUSE, end)

    start, november, december = at("2026-11-02 08:00"), dt.date(2026, 11, 1), dt.date(2026, 12, 1)
    await decided(1, start, start + DAY)
    assert (await decided(2, start, start + 20 * DAY)).late
    await received(board, start, 3)
    await decided(4, at("2026-12-02 08:00"), at("2026-12-03 08:00"))
    now = at("2026-12-10 08:00")
    share = await late_share(board, november, dt.date(2026, 11, 30), now=now)
    assert (share, share.tenths) == (LateShare(decided=2, late=1, overdue=1), 667)
    share = await late_share(board, december, dt.date(2026, 12, 31), now=now)
    assert share == LateShare(decided=1, late=0, overdue=1)
    # A share is never rounded down to none, and the city's own figures come out as it prints them.
    assert LateShare(36_000, 1, 0).tenths == 1
    assert LateShare(1000, 36, 0).tenths == 36
    assert LateShare(0, 0, 0).tenths == 0


async def test_a_new_rule_holds_for_what_comes_after_it(board: Registry) -> None:
    before = await received(board, MONDAY, 1)
    rule = Clocks(dt.date(2026, 11, 17), 8, 5, 2, 1)
    await set_clocks(board, rule, actor="user 7", now=MONDAY)
    after = await received(board, at("2026-11-17 08:00"), 2)
    first = await read_dossier(board, before, now=at("2026-11-17 08:00"))
    second = await read_dossier(board, after, now=at("2026-11-17 08:00"))
    assert (first.pickup.promised, second.pickup.promised) == (4 * HOUR, 8 * HOUR)
    assert second.decision.promised == 5 * (7 * HOUR + HOUR // 2)


async def test_hours_change_on_their_day(board: Registry) -> None:
    week = [parse_hours("08:00-12:00")] * 5 + [(), ()]
    await set_hours(board, dt.date(2026, 11, 18), week, actor="user 7", now=MONDAY)
    number = await received(board, at("2026-11-17 16:00"))
    dossier = await read_dossier(board, number, now=at("2026-11-17 16:00"))
    assert dossier.pickup.due is not None
    assert dossier.pickup.due.at == at("2026-11-18 11:00")


@pytest.mark.parametrize("rule", [(0, 5, 0, 0), (4, 0, 0, 0), (4, 251, 0, 0), (4, 5, 5, 0), (4, 5, 0, 6), (4, 5, -1, 0)])  # fmt: skip
async def test_a_rule_that_cannot_be_kept_is_refused(
    board: Registry, rule: tuple[int, int, int, int]
) -> None:
    with pytest.raises(InvalidRequest) as refused:
        await set_clocks(board, Clocks(dt.date(2027, 1, 1), *rule), actor="user 7", now=MONDAY)
    assert refused.value.code == "clocks"


@pytest.mark.parametrize("typed", ["fdwzb-d5w91", " FDWZB D5W91 ", "FDWZBD5W9I", "FDWZB-D5W9l"])
def test_a_number_is_read_as_people_type_it(typed: str) -> None:
    assert parse_number(typed) == "FDWZB-D5W91"


@pytest.mark.parametrize(
    "typed", ["", "FDWZB-D5W9", "FDWZB-D5W92", "DFWZB-D5W91", "FDWZB-D5W9U", "FDWZB-D5W91\n<b>", "ＦDWZB-D5W91", "00RS-KAC7"]
)  # fmt: skip
def test_a_number_with_a_wrong_letter_is_known_as_one(typed: str) -> None:
    with pytest.raises(InvalidRequest):
        parse_number(typed)


def test_a_stickers_typed_code_is_no_number_and_the_other_way_round() -> None:
    with pytest.raises(FoodtraceError):
        parse_typed_code("FDWZB-D5W91")


async def test_what_was_done_cannot_be_undone_in_the_database(board: Registry) -> None:
    await received(board, MONDAY)
    for statement in (
        "UPDATE application_step SET kind = 'picked_up'",
        "DELETE FROM application_step",
        "UPDATE application SET number = 'AAAAA-AAAAA'",
        "DELETE FROM calendar_entry",
    ):
        if "calendar" in statement:
            await set_until(board, dt.date(2027, 1, 31), actor="user 7", now=MONDAY)
        with pytest.raises(IntegrityError, match="append-only"):
            async with board.writing() as connection:
                await connection.execute(text(statement))


async def test_no_event_says_who_applies_or_what_was_written(board: Registry) -> None:
    number = await received(board, MONDAY)
    await moved(board, number, Move.PICK_UP, MONDAY)
    await moved(board, number, Move.ASK, MONDAY, text="SECRETWORDS")
    assert (await read_owner(board, number)).phones == ("0911000999",)
    async with board.reading() as connection:
        rows = (await connection.execute(select(event))).all()
    told = " ".join(str(row) for row in rows)
    assert "application_asked" in told
    assert "SECRETWORDS" not in told
    assert "CANARY" not in told
    assert "0911000999" not in told


def test_a_viewer_reads_and_no_more() -> None:
    assert VIEWER.may(Right.READ_APPLICATIONS)
    assert not VIEWER.may(Right.DECIDE_APPLICATIONS)
