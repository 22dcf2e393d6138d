"""Applications in the console: the list and its clocks, steps by right, two officers, approving, and the calendar."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from api.street import DAY, NOW, Street
from applications.dossiers import OFFICER, PDF, PRIVATE, received
from foodtrace.applications import (
    Move,
    Paper,
    State,
    board_calendar,
    calendar_entries,
    list_dossiers,
    read_dossier,
)
from foodtrace.jobs import IssueTask, jobs_of
from foodtrace.registry import Registry
from office.conftest import Enter
from office.signed_in import Officer, words_of_page

# The Friday before: what came then is late by now, a Saturday morning.
FRIDAY = NOW - DAY
EVIL = Paper("pdf", 'giấy "evil.pdf', b"%PDF-1.7 <script>alert(1)</script> %%EOF")


@pytest.fixture
async def number(street: Street) -> str:
    """One application that came on Friday morning."""
    async with await Registry.open(street.folder) as registry:
        return await received(registry, FRIDAY + 3600, 1, (EVIL, PDF))


async def seen(officer: Officer, number: str) -> str:
    page = await officer.get(f"/office/dossiers/{number}")
    assert page.status_code == 200
    found = re.search(r'name="seen" value="(\d+)"', page.text)
    assert found is not None
    return found[1]


async def step(officer: Officer, number: str, move: str, **fields: str) -> int:
    fields = {"seen": await seen(officer, number), "move": move, **fields}
    answer = await officer.send_form(f"/office/dossiers/{number}/move", fields)
    return answer.status_code


async def test_the_list_counts_by_what_is_to_be_done(
    street: Street, enter: Enter, number: str
) -> None:
    async with enter(street.folder, role="issuing") as officer:
        page = await officer.get("/office/dossiers?lang=en")
        shown = words_of_page(page.text)
        assert "1 New" in shown
        assert "1 Late" in shown
        assert "Late since 12:00" not in shown
        assert "Late since 14:00, 20 Nov 2026" in shown
        assert number in (await officer.get("/office/dossiers?show=late")).text
        assert number not in (await officer.get("/office/dossiers?show=waiting")).text
        assert (await officer.get("/office/dossiers?show=<b>")).status_code == 200


async def test_a_dossier_goes_its_way_by_forms_alone(
    street: Street, enter: Enter, number: str
) -> None:
    async with enter(street.folder, role="issuing") as officer:
        assert await step(officer, number, "picked_up") == 303
        assert await step(officer, number, "asked", text="Xin gửi trang 2.") == 303
        assert await step(officer, number, "waited_enough", text="Đã mang đến quầy.") == 303
        assert await step(officer, number, "visit_scheduled", visit_on="2026-11-25") == 303
        assert await step(officer, number, "visited", visit_on="2026-11-25", text="Bếp sạch") == 303
        page = await officer.get(f"/office/dossiers/{number}/approve")
        assert 'value="Quán Mới 1"' in page.text
        fields = dict(
            re.findall(r'<input id="f-\w+" name="(\w+)" type="\w+" value="([^"]*)"', page.text)
        )
        fields |= {"category": "2", "basis": "certificate", "seen": await seen(officer, number)}
        wrong = await officer.send_form(
            f"/office/dossiers/{number}/approve", {**fields, "name": ""}
        )
        assert wrong.status_code == 422
        done = await officer.send_form(
            f"/office/dossiers/{number}/approve", {**fields, "zone": "1", "issue": "1"}
        )
        assert done.status_code == 303, words_of_page(done.text)
        shown = words_of_page((await officer.get(done.headers["location"] + "&lang=en")).text)
        assert "Waits for its sticker" in shown
    async with await Registry.open(street.folder) as registry:
        dossier = await read_dossier(registry, number, now=NOW)
        assert dossier.state == State.APPROVED
        assert dossier.pickup.marked
        # What was not changed in the form is no correction, the address as it was written included.
        assert [s.detail["corrected"] for s in dossier.steps if s.kind == "approved"] == [{}]
        (job,) = await jobs_of(registry, OFFICER)
        assert job.task == IssueTask(ids=(dossier.establishment_id or 0,))


async def test_the_second_officer_is_told_and_keeps_what_was_typed(
    street: Street, enter: Enter, number: str
) -> None:
    async with enter(street.folder, role="issuing") as officer:
        assert await step(officer, number, "picked_up") == 303
        old = await seen(officer, number)
        assert await step(officer, number, "visited", visit_on="2026-11-25") == 303
        typed = {"seen": old, "move": "asked", "text": "Xin gửi thêm <giấy> 🙏"}
        answer = await officer.send_form(f"/office/dossiers/{number}/move", typed)
        assert answer.status_code == 409
        assert "Xin gửi thêm &lt;giấy&gt; 🙏" in answer.text
        again = re.search(r'name="seen" value="(\d+)"', answer.text)
        assert again is not None
        assert again[1] != old
    async with await Registry.open(street.folder) as registry:
        assert (await read_dossier(registry, number, now=NOW)).state == State.VISITED


@pytest.mark.parametrize(
    ("move", "fields", "status"),
    [
        ("asked", {"text": ""}, 422),
        ("refused", {"text": "x" * 2001}, 422),
        ("visit_scheduled", {"visit_on": "morgen"}, 422),
        ("approved", {}, 400),
        ("issued", {}, 400),
        ("withdrawn", {}, 400),
        ("nothing", {}, 400),
        ("reopened", {"text": "x"}, 409),
    ],
)
async def test_a_step_that_cannot_be_taken_changes_nothing(
    street: Street, enter: Enter, number: str, move: str, fields: dict[str, str], status: int
) -> None:
    async with enter(street.folder, role="issuing") as officer:
        assert await step(officer, number, "picked_up") == 303
        assert await step(officer, number, move, **fields) == status
    async with await Registry.open(street.folder) as registry:
        assert (await read_dossier(registry, number, now=NOW)).state == State.PICKED_UP


async def test_a_pdf_is_saved_and_never_shown(street: Street, enter: Enter, number: str) -> None:
    async with await Registry.open(street.folder) as registry:
        files = (await read_dossier(registry, number, now=NOW)).files
    async with enter(street.folder, role="inspector") as officer:
        answer = await officer.get(f"/office/dossiers/{number}/files/{files[0].id}")
        assert answer.status_code == 200
        assert answer.content == EVIL.content
        assert answer.headers["content-type"] == "application/pdf"
        shown = answer.headers["content-disposition"]
        assert shown.startswith("attachment; filename*=UTF-8''")
        assert '"' not in shown
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert (await officer.get(f"/office/dossiers/{number}/files/999")).status_code == 404


async def test_a_viewer_sees_no_person_and_no_paper(
    street: Street, enter: Enter, number: str
) -> None:
    async with enter(street.folder, role="issuing") as officer:
        await step(officer, number, "picked_up")
        await step(officer, number, "asked", text="PRIVATEWORDS")
    async with enter(street.folder, role="viewer") as viewer:
        page = await viewer.get(f"/office/dossiers/{number}")
        assert page.status_code == 200
        for private in (*PRIVATE.values(), "PRIVATEWORDS", "/files/"):
            assert private not in page.text
        for path in ("move", "visit", "link", "approve"):
            answer = await viewer.send_form(f"/office/dossiers/{number}/{path}", {})
            assert answer.status_code == 403
        assert (await viewer.get("/office/calendar")).status_code == 403
    async with enter(street.folder, role="helper") as helper:
        assert (await helper.get("/office/dossiers")).status_code == 403


async def test_an_inspector_schedules_and_records_the_visit_and_decides_nothing(
    street: Street, enter: Enter, number: str
) -> None:
    async with enter(street.folder, role="issuing") as officer:
        await step(officer, number, "picked_up")
        last = await seen(officer, number)
    async with enter(street.folder, role="inspector") as inspector:
        fields = {"seen": last, "move": "visited", "visit_on": "2026-11-20", "text": "Sạch"}
        path = f"/office/dossiers/{number}/visit"
        assert (await inspector.send_form(path, {**fields, "move": "refused"})).status_code == 400
        assert (await inspector.send_form(path, fields)).status_code == 303


async def test_bounds_hold_for_every_page_of_a_dossier(
    street: Street, enter: Enter, number: str
) -> None:
    async with enter(street.folder, role="issuing", wards=[20209]) as officer:
        assert number not in (await officer.get("/office/dossiers")).text
        for path in ("", "/approve", "/files/1"):
            assert (await officer.get(f"/office/dossiers/{number}{path}")).status_code == 404
        for path in ("move", "link"):
            answer = await officer.send_form(
                f"/office/dossiers/{number}/{path}", {"move": "noted", "text": "x", "seen": "1"}
            )
            assert answer.status_code == 404


async def test_a_new_link_for_the_owner_is_shown_once_and_works(
    street: Street, enter: Enter, number: str
) -> None:
    async with enter(street.folder, role="issuing") as officer:
        answer = await officer.send_form(f"/office/dossiers/{number}/link", {})
        found = re.search(r"/apply/[0-9A-Z-]+/[\w-]+", answer.text)
        assert found is not None
        assert (await officer.get(found[0])).status_code == 200
        assert found[0] not in (await officer.get(f"/office/dossiers/{number}")).text


async def test_the_calendar_is_changed_by_forms_and_every_change_is_kept(
    street: Street, enter: Enter
) -> None:
    async with enter(street.folder) as officer:
        page = words_of_page((await officer.get("/office/calendar?lang=en")).text)
        assert "The calendar ends on 31 Dec 2026" in page
        for path, fields in (
            ("day", {"day": "2027-02-05", "last_day": "2027-02-11", "kind": "off", "name": "Tết"}),
            ("day", {"day": "2027-02-13", "kind": "4", "name": "Làm bù"}),
            ("until", {"until": "2027-12-31"}),
            (
                "clocks",
                {
                    "clocks_from": "2027-01-01",
                    "pickup_hours": "8",
                    "decide_days": "5",
                    "warn_pickup_hours": "2",
                    "warn_decide_days": "1",
                },
            ),
            ("hours", {"from_day": "2027-03-01", "hours-0": "08:00-12:00"}),
        ):
            answer = await officer.send_form(f"/office/calendar/{path}", fields)
            assert answer.status_code == 303, words_of_page(answer.text)
        page = words_of_page((await officer.get("/office/calendar?lang=en")).text)
        assert "The calendar ends on" not in page
        assert "Complete until 31 Dec 2027" in page
    async with await Registry.open(street.folder) as registry:
        board = await board_calendar(registry)
        assert len(await calendar_entries(registry)) == 11
    assert board.calendar.days[dt.date(2027, 2, 11)].name == "Tết"
    assert board.calendar.days[dt.date(2027, 2, 13)].works_as == 4
    assert board.rule_on(dt.date(2027, 1, 1)).decide_days == 5
    assert board.calendar.hours[-1].week[1] == ()


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("day", {"day": "Tết", "kind": "off"}),
        ("day", {"day": "2027-02-05", "last_day": "2027-02-01", "kind": "off"}),
        ("day", {"day": "2027-02-05", "last_day": "2028-02-05", "kind": "off"}),
        ("day", {"day": "1900-01-01", "kind": "off"}),
        ("day", {"day": "2027-02-05", "kind": "off", "name": "x" * 101}),
        ("until", {"until": ""}),
        ("clocks", {"clocks_from": "2027-01-01", "pickup_hours": "-1", "decide_days": "5"}),
        ("hours", {"from_day": "2027-03-01", "hours-0": "12:00-08:00"}),
        ("hours", {"from_day": "2027-03-01"}),
    ],
)
async def test_what_no_calendar_can_hold_is_told_and_stays_typed(
    street: Street, enter: Enter, path: str, fields: dict[str, str]
) -> None:
    async with enter(street.folder) as officer:
        answer = await officer.send_form(f"/office/calendar/{path}", fields)
        assert answer.status_code == 422
        for name in fields.keys() & {"last_day", "name", "hours-0"}:
            assert f'value="{fields[name]}"' in answer.text
    async with await Registry.open(street.folder) as registry:
        assert await calendar_entries(registry) == []


async def test_a_closed_dossier_is_found_under_closed(
    street: Street, enter: Enter, number: str
) -> None:
    async with enter(street.folder, role="issuing") as officer:
        await step(officer, number, "picked_up")
        await step(officer, number, str(Move.REFUSE), text="Không đúng địa chỉ")
        assert number not in (await officer.get("/office/dossiers")).text
        assert number in (await officer.get("/office/dossiers?show=closed")).text
        await step(officer, number, str(Move.REOPEN), text="Nhầm")
        assert number in (await officer.get("/office/dossiers")).text
    async with await Registry.open(street.folder) as registry:
        (dossier,) = await list_dossiers(registry, now=NOW)
    assert dossier.state == State.PICKED_UP
