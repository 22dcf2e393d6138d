"""The life of stickers by the console: asked first, done then, and the diner's page follows at once."""

from __future__ import annotations

import asyncio
import re

import httpx
import pytest
from api.street import NOW, PASSPHRASE, Street
from foodtrace.access import Who
from foodtrace.doors import Door, door_record
from foodtrace.jobs import PrintTask, RenewTask, ReplaceTask, find_job
from foodtrace.registry import Registry, events_of
from foodtrace_api.app import create_app
from foodtrace_api.keeper import Keeper
from office.conftest import Enter
from office.signed_in import BASE, Officer, sign_in_as, words_of_page

ANYBODY = Who(1, "test", frozenset())
WITH_KEY = {"FOODTRACE_STATUS_PASSPHRASE": PASSPHRASE}
WHY = {"confirmed": "1", "reason": "theo biên bản", "back": "/office/zones/1"}


async def _door(street: Street, place: str, now: int) -> Door:
    async with await Registry.open(street.folder) as registry:
        record = await door_record(registry, street.ids[place], ANYBODY, now=now)
        return record.door


async def _do(officer: Officer, verb: str, *codes: str, **more: str) -> int:
    answer = await officer.send_form(
        f"/office/stickers/{verb}", {"ids": list(codes), **WHY, **more}
    )
    return answer.status_code


async def test_nothing_is_done_before_it_was_asked_with_its_number(
    street: Street, enter: Enter
) -> None:
    codes = [street.code(place) for place in ("green", "plain")]
    async with enter(street.folder, role="issuing") as officer:
        asked = await officer.send_form("/office/stickers/suspend", {"ids": codes})
        assert asked.status_code == 200
        assert "Tạm dừng hiệu lực tem của 2 cơ sở?" in asked.text
        assert "Bún Chả Cá Bà Lữ" in asked.text
        without = await officer.send_form(
            "/office/stickers/suspend", {"ids": codes, "confirmed": "1", "reason": " "}
        )
        assert without.status_code == 422
        nobody = await officer.send_form("/office/stickers/suspend", {})
        assert nobody.status_code == 422
    async with await Registry.open(street.folder) as registry:
        kinds = [event.kind for event in await events_of(registry, street.ids["green"])]
    assert "suspended" not in kinds


async def test_the_diners_page_follows_a_suspension_and_its_end(street: Street) -> None:
    code = street.code("green")
    app = create_app(street.folder, clock=lambda: NOW, env=WITH_KEY)
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
    async with app.lifespan(), Officer(transport=transport, base_url=BASE) as officer:
        await sign_in_as(officer, street.folder, "issuing", now=NOW)
        keeper: Keeper = app.state["foodtrace_keeper"]
        await asyncio.wait_for(keeper.keys_taken.wait(), 120)

        async def scanned() -> str:
            # What the keeper does five times a second, without waiting for it.
            await keeper.look()
            page = await officer.get(street.path("green"), headers={"accept": "text/html"})
            return page.text

        assert "Đã xác nhận, còn hiệu lực" in await scanned()
        assert await _do(officer, "suspend", code) == 303
        assert "Tạm dừng hiệu lực" in await scanned()
        assert await _do(officer, "reinstate", code) == 303
        assert "Đã xác nhận, còn hiệu lực" in await scanned()
        assert await _do(officer, "revoke", code) == 303
        assert "Tem đã thu hồi" in await scanned()


async def test_many_are_done_and_those_that_could_not_are_named(
    street: Street, enter: Enter
) -> None:
    codes = [street.code(place) for place in ("green", "revoked", "suspended")]
    async with enter(street.folder, role="issuing") as officer:
        answer = await officer.send_form("/office/stickers/suspend", {"ids": codes, **WHY})
        shown = words_of_page(answer.text)
        assert answer.status_code == 200
        assert "Đã tạm dừng hiệu lực tem: 1 cơ sở." in shown
        assert "Mì Quảng Ngã Tư 12 Hùng Vương Tem của cơ sở này đã thu hồi" in shown
        assert "Tem đang tạm dừng hiệu lực rồi" in shown
        again = await officer.send_form("/office/stickers/suspend", {"ids": codes, **WHY})
        assert again.status_code == 409, "a page that is sent twice does nothing twice"


async def test_put_up_damaged_sound_and_taken_down_are_kept(street: Street, enter: Enter) -> None:
    code = street.code("green")
    async with enter(street.folder, role="inspector") as officer:
        for verb, life in (("put-up", "put up"), ("damaged", "damaged"), ("sound", "put up")):
            assert await _do(officer, verb, code) == 303
            assert (await _door(street, "green", 0)).life == life
        assert await _do(officer, "revoke", code) == 403, "not an inspector's"
    async with enter(street.folder, role="issuing") as officer:
        assert await _do(officer, "revoke", code) == 303
        assert (await _door(street, "green", 0)).life == "to take down"
        assert await _do(officer, "taken-down", code) == 303
        assert (await _door(street, "green", 0)).life == "off"


async def test_what_needs_the_sticker_key_is_handed_to_a_worker(
    street: Street, enter: Enter
) -> None:
    codes = [street.code(place) for place in ("green", "plain")]
    async with enter(street.folder, role="issuing") as officer:
        for verb, kind in (("renew", RenewTask), ("replace", ReplaceTask), ("print", PrintTask)):
            answer = await officer.send_form(f"/office/stickers/{verb}", {"ids": codes, **WHY})
            assert answer.status_code == 303
            number = re.fullmatch(r"/office/jobs/(\d+)", answer.headers["location"])
            assert number is not None
            async with await Registry.open(street.folder) as registry:
                job = await find_job(registry, int(number[1]))
            assert isinstance(job.task, kind)
            assert job.asked_by == f"user {officer.account}"
            assert (await officer.get(answer.headers["location"])).status_code == 200


async def test_all_that_a_filter_means_is_asked_for_by_its_number(
    street: Street, enter: Enter
) -> None:
    async with enter(street.folder, role="helper", zones=[1]) as helper:
        every = {"all": "1", "zone": "1", "task": "to print", "back": "/office/zones/1"}
        asked = await helper.send_form("/office/stickers/print", every)
        assert "In tem của 5 cơ sở?" in asked.text
        ids = re.search(r'name="ids" value="([^"]+)"', asked.text)
        assert ids is not None
        done = await helper.send_form("/office/stickers/print", {"ids": ids[1], **WHY})
        assert done.status_code == 303


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/office/\\evil", ""])
async def test_a_change_leads_back_to_the_office_alone(
    street: Street, enter: Enter, back: str
) -> None:
    async with enter(street.folder, role="issuing") as officer:
        answer = await officer.send_form(
            "/office/stickers/put-up", {"ids": street.code("green"), **WHY, "back": back}
        )
        assert answer.headers["location"].startswith("/office/?done=put-up")


async def test_nonsense_chosen_is_nothing_chosen(street: Street, enter: Enter) -> None:
    async with enter(street.folder, role="issuing") as officer:
        for ids in ("", "x" * 5000, "0000-0000", "' OR 1=1", "٣٣٣٣"):
            answer = await officer.send_form("/office/stickers/revoke", {"ids": ids, **WHY})
            assert answer.status_code == 422, ids[:20]
