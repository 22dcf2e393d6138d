"""What the office does with reports: states, bounds, clusters, and the second officer who is told."""

import io
from typing import Any

import pytest
from foodtrace.access import RIGHTS, Right, Role, Who
from foodtrace.errors import Conflict, InvalidRequest, NotFound
from foodtrace.feedback import (
    handle_report,
    inbox,
    new_reports,
    photo_within,
    record_report,
    report_record,
    reports_of,
)
from foodtrace.registry import Registry, events_of
from foodtrace.registry.schema import establishment
from PIL import Image
from registry.board import DAY, NOW
from sqlalchemy import select

OFFICER = Who(7, "Officer", RIGHTS[Role.ISSUING])
ELSEWHERE = Who(8, "Ward team", RIGHTS[Role.INSPECTOR], wards=frozenset({20305}))
VIEWER = Who(9, "Reader", frozenset({Right.READ_FEEDBACK}))


async def _place(board: Registry) -> int:
    async with board.reading() as connection:
        return int((await connection.execute(select(establishment.c.id).limit(1))).scalar_one())


async def _report(board: Registry, place: int | None, now: int = NOW, **more: Any) -> int:
    given: dict[str, Any] = {"kind": "another_place", "text": "", "contact": None, "photo": None}
    given |= {"category": None, "code_text": "0YEP-FZYY"} | more
    return await record_report(board, establishment_id=place, now=now, **given)


async def _handle(board: Registry, number: int, who: Who = OFFICER, **more: Any) -> int:
    given: dict[str, Any] = {"state": "in_hand", "assigned_to": 7, "establishment_id": None}
    given |= {"note": "", "seen": 0, "now": NOW + 60} | more
    return await handle_report(board, number, who, **given)


async def test_reports_go_from_new_to_done_and_are_counted(board: Registry) -> None:
    place = await _place(board)
    first, second = await _report(board, place), await _report(board, None)
    assert await new_reports(board, OFFICER) == 2
    assert await _handle(board, first, establishment_id=place) == 1
    with pytest.raises(InvalidRequest) as silent:
        await _handle(board, first, state="done", establishment_id=place, seen=1)
    assert silent.value.code == "note"
    done: dict[str, Any] = {"state": "done", "establishment_id": place, "seen": 1}
    await _handle(board, first, note="Đã xem tại chỗ", **done)
    page = await inbox(board, OFFICER)
    assert page.counts == {"new": 1, "in_hand": 0, "done": 1}
    assert [line.number for line in page.items] == [second, first]
    assert [line.number for line in (await inbox(board, OFFICER, state="done")).items] == [first]
    record = await report_record(board, first, OFFICER)
    assert [(step.state, step.note) for step in record.steps] == [
        ("in_hand", ""),
        ("done", "Đã xem tại chỗ"),
    ]


async def test_events_say_what_changed_and_never_the_words(board: Registry) -> None:
    place = await _place(board)
    number = await _report(board, place, contact="0911000999", text="CANARYTEXT")
    await _handle(board, number, establishment_id=place, note="CANARYNOTE")
    (event,) = [event for event in await events_of(board, place) if event.kind == "feedback"]
    assert event.actor == "user 7"
    assert event.after == {
        "report": number,
        "state": "in_hand",
        "assigned_to": 7,
        "establishment_id": place,
    }
    assert "CANARY" not in repr(event)


async def test_the_second_officer_is_told(board: Registry) -> None:
    number = await _report(board, None)
    await _handle(board, number)
    with pytest.raises(Conflict) as late:
        await _handle(board, number, note="late")
    assert late.value.code == "changed_meanwhile"


async def test_a_report_outside_the_bounds_is_not_there(board: Registry) -> None:
    number, open_one = await _report(board, await _place(board)), await _report(board, None)
    assert (await inbox(board, ELSEWHERE)).items == ()
    assert await new_reports(board, ELSEWHERE) == 0
    for each in (number, open_one, 999, 0, -1, 2**70):
        with pytest.raises(NotFound):
            await report_record(board, each, ELSEWHERE)
        with pytest.raises(NotFound):
            await _handle(board, each, ELSEWHERE)
        with pytest.raises(NotFound):
            await photo_within(board, each, ELSEWHERE)


async def test_the_contact_is_for_those_with_the_right_to_particulars(board: Registry) -> None:
    number = await _report(board, None, contact="0911000999")
    assert (await report_record(board, number, OFFICER)).contact == "0911000999"
    without = await report_record(board, number, VIEWER)
    assert without.contact is None
    assert without.line.has_contact
    assert "0911000999" not in repr(await inbox(board, OFFICER))


async def test_reports_of_another_place_in_seven_days_point_at_each_other(board: Registry) -> None:
    place = await _place(board)
    for days in (0, 2, 6, 20):
        await _report(board, place, NOW + days * DAY)
    await _report(board, place, kind="damaged")
    alike = [line.alike for line in await reports_of(board, place)]
    assert alike == [0, 1, 3, 3, 3]


async def test_a_report_is_linked_to_a_place_that_exists(board: Registry) -> None:
    place, number = await _place(board), await _report(board, None)
    with pytest.raises(NotFound):
        await _handle(board, number, establishment_id=5)
    await _handle(board, number, establishment_id=place)
    assert [line.number for line in await reports_of(board, place)] == [number]


async def test_pages_follow_each_other_and_nonsense_is_refused(board: Registry) -> None:
    numbers = [await _report(board, None) for _ in range(5)]
    first = await inbox(board, OFFICER, limit=3)
    rest = await inbox(board, OFFICER, limit=3, before=first.next)
    assert [line.number for line in (*first.items, *rest.items)] == numbers[::-1]
    assert rest.next is None
    with pytest.raises(InvalidRequest):
        await inbox(board, OFFICER, state="'; DROP")
    with pytest.raises(InvalidRequest):
        await inbox(board, OFFICER, kind="x")
    with pytest.raises(InvalidRequest):
        await _handle(board, numbers[0], note="x" * 2001)
    with pytest.raises(InvalidRequest):
        await _handle(board, numbers[0], note="bell \x07")


async def test_a_photo_is_the_one_drawn_anew(board: Registry) -> None:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "#0A6B3D").save(out, "PNG")
    number = await _report(board, await _place(board), photo=out.getvalue())
    assert (await photo_within(board, number, OFFICER)).startswith(b"\xff\xd8\xff")
    assert (await inbox(board, OFFICER)).items[0].has_photo
