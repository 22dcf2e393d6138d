"""Work in the background in the console: asked for, followed, fetched, by right and within bounds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from api.street import NOW, Street, seed
from foodtrace.issuing import Selection, live_stickers
from foodtrace.jobs import KeyState, Worker, announce, find_job
from foodtrace.registry import Registry
from foodtrace.trust import kid_of, public_of
from office.conftest import Enter
from office.signed_in import words_of_page
from staging.test_drafts import RAW

STICKER = seed("sticker")


@asynccontextmanager
async def a_worker(folder: Path, key: KeyState = "held") -> AsyncIterator[Worker]:
    async with await Registry.open(folder) as registry:
        await announce(registry, "one", NOW, sticker_key=key)
        yield Worker(
            registry=registry,
            holder="one",
            clock=lambda: NOW,
            stop=asyncio.Event(),
            log=lambda _: None,
            keys={kid_of(public_of(STICKER)): STICKER} if key == "held" else {},
            pulse_seconds=0.01,
        )


async def do_all(folder: Path) -> None:
    async with a_worker(folder) as worker:
        while await worker.work_on_next():
            pass


async def test_from_a_list_to_sheets_to_print(street: Street, enter: Enter) -> None:
    async with enter(street.folder, role="issuing") as officer:
        await officer.send_form(
            "/office/intake", {"new_zone": "Phố mới"}, files={"file": ("list.csv", RAW)}
        )
        await officer.send_form("/office/intake/1/accept", {"seen": "0"})
        asked = await officer.send_form("/office/jobs/issue", {"zone": "2", "layout": "a6x4"})
        path = asked.headers["location"]
        page = await officer.get(path)
        assert page.headers["refresh"] == "3"
        assert "Đang chờ" in words_of_page(page.text)
        await do_all(street.folder)
        page = await officer.get(path)
        assert "refresh" not in page.headers
        assert "2 tem đã cấp" in words_of_page(page.text)
        sheets = await officer.get(f"{path}/files/sheets.pdf")
        assert sheets.content.startswith(b"%PDF")
        assert sheets.headers["content-disposition"] == (
            'attachment; filename="foodtrace-1-sheets.pdf"'
        )
        assert sheets.headers["cache-control"] == "no-store"
        marked = await officer.send_form(f"{path}/printed")
        assert marked.headers["location"].endswith("?printed=2")
        again = await officer.send_form(f"{path}/printed")
        assert again.headers["location"].endswith("?printed=0")
        assert "Phố mới" in words_of_page((await officer.get("/office/jobs")).text)


async def test_the_console_says_plainly_that_nobody_works(street: Street, enter: Enter) -> None:
    async with enter(street.folder, role="issuing") as officer:
        assert "Chưa từng có" in (await officer.get("/office/jobs")).text
        await officer.send_form("/office/jobs/issue", {"zone": "1", "layout": "none"})
        assert "foodtrace work" in words_of_page((await officer.get("/office/jobs/1")).text)
        for state, words in (("absent", "chưa có khóa"), ("refused", "không mở được khóa")):
            async with a_worker(street.folder, state):  # type: ignore[arg-type]
                assert words in words_of_page((await officer.get("/office/jobs/1")).text)
        async with a_worker(street.folder):
            assert 'class="note"' not in (await officer.get("/office/jobs/1")).text
    later = NOW + 3600
    async with enter(street.folder, role="issuing", now=later, name="Later") as officer:
        shown = words_of_page((await officer.get("/office/jobs")).text)
        assert "Không thấy tiến trình làm việc nào từ" in shown


async def test_work_is_stopped_and_asked_for_again(street: Street, enter: Enter) -> None:
    async with enter(street.folder, role="issuing") as officer:
        await officer.send_form("/office/jobs/print", {"zone": "1", "layout": "m45x8"})
        await officer.send_form("/office/jobs/1/cancel")
        assert "Đã dừng" in words_of_page((await officer.get("/office/jobs/1")).text)
        assert (await officer.send_form("/office/jobs/1/cancel")).status_code == 409
        await officer.send_form("/office/jobs/1/again")
        await do_all(street.folder)
        assert "Đã xong" in words_of_page((await officer.get("/office/jobs/1")).text)
        assert (await officer.send_form("/office/jobs/1/again")).status_code == 409


async def test_a_helper_prints_its_zone_and_issues_nothing(street: Street, enter: Enter) -> None:
    async with enter(street.folder, role="issuing") as officer:
        await officer.send_form("/office/jobs/issue", {"zone": "1", "layout": "a6"})
    async with enter(street.folder, role="helper", zones=[1]) as helper:
        page = (await helper.get("/office/jobs")).text
        assert 'action="/office/jobs/issue"' not in page
        refused = await helper.send_form("/office/jobs/issue", {"zone": "1", "layout": "a6"})
        assert refused.status_code == 403
        assert (await helper.send_form("/office/jobs/1/cancel")).status_code == 403
        asked = await helper.send_form("/office/jobs/print", {"zone": "1", "layout": "a6x4"})
        await do_all(street.folder)
        fetched = await helper.get(f"{asked.headers['location']}/files/sheets.pdf")
        assert fetched.content.startswith(b"%PDF")
    async with enter(street.folder, role="administrator") as officer:
        await officer.send_form(
            "/office/intake", {"new_zone": "Phố khác"}, files={"file": ("list.csv", RAW)}
        )
        await officer.send_form("/office/intake/1/accept", {"seen": "0"})
    async with enter(street.folder, role="helper", zones=[2], name="Another") as stranger:
        for path in ("/office/jobs/1", "/office/jobs/2", "/office/jobs/2/files/sheets.pdf"):
            assert (await stranger.get(path)).status_code == 404, path
        answer = await stranger.send_form("/office/jobs/print", {"zone": "1", "layout": "a6x4"})
        assert answer.status_code == 404
        for what in ("cancel", "again", "printed"):
            answer = await stranger.send_form(f"/office/jobs/2/{what}")
            assert answer.status_code == 404


async def test_who_is_bound_to_wards_prints_what_lies_in_them(street: Street, enter: Enter) -> None:
    async with await Registry.open(street.folder) as registry:
        live = await live_stickers(registry, Selection(all=True), now=NOW)
    ward = live[0].ward
    async with enter(street.folder, role="helper", wards=[ward]) as helper:
        asked = await helper.send_form("/office/jobs/print", {"zone": "1", "layout": "a6x4"})
        await do_all(street.folder)
        assert asked.status_code == 303
    async with await Registry.open(street.folder) as registry:
        job = await find_job(registry, 1)
    assert job.zone_id is None
    assert job.outcome["printed"] == sum(each.ward == ward for each in live)


@pytest.mark.parametrize(
    "name",
    ["..%2F..%2Fregistry.sqlite", "registry.sqlite", "sheets-m45.pdf", "%00", "manifest.csv%0d%0a"],
)
async def test_only_the_files_of_a_job_are_fetched(name: str, street: Street, enter: Enter) -> None:
    async with enter(street.folder, role="issuing") as officer:
        await officer.send_form("/office/jobs/print", {"zone": "1", "layout": "a6x4"})
        await do_all(street.folder)
        assert (await officer.get(f"/office/jobs/1/files/{name}")).status_code == 404


async def test_nonsense_is_told_from_work(street: Street, enter: Enter) -> None:
    async with enter(street.folder, role="issuing") as officer:
        for fields in ({}, {"zone": "x"}, {"zone": "1", "layout": "a3"}, {"zone": "99"}):
            answer = await officer.send_form("/office/jobs/print", fields)
            assert answer.status_code in (400, 404, 422), fields
        assert (await officer.get("/office/jobs/0")).status_code == 404
        assert (await officer.get("/office/jobs/99999999999999999999")).status_code == 404
