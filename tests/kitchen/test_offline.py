"""The receiving page in a real browser: without a network, with a dying server, with a link that ends meanwhile."""

from __future__ import annotations

import asyncio
import io
import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from api.kitchens import deliver, link_of
from api.street import Street
from foodtrace.kitchen import kitchen_links, revoke_kitchen_link
from foodtrace.registry import Registry
from inspector.office import Server, ServerProcess
from inspector.phone import phone
from PIL import Image
from playwright.async_api import BrowserContext, FilePayload, Page, expect

_BOOK = "section[aria-labelledby=book-h]"

pytestmark = [pytest.mark.slow, pytest.mark.browser]


# Until the worker keeps the page; a promise is true before it is kept, so it is waited for here.
_KEPT = """(async () => {
  while (!(await caches.match('/kitchen/'))) await new Promise((later) => setTimeout(later, 20));
})()"""


class Losing:
    """An application of which every answer to a POST is lost, though the work was done, while `losing`."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.losing = True
        self.lost = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or not self.losing:
            await self._app(scope, receive, send)
            return

        async def into_nothing(_: Any) -> None:
            return None

        await self._app(scope, receive, into_nothing)
        self.lost += 1
        raise ConnectionError("the answer is lost on its way")


@pytest.fixture
async def path(today: Street) -> str:
    """The path of a link into a kitchen that had three deliveries this week."""
    now = int(time.time())
    await deliver(today.folder, today.ids["green"], now=now)
    return await link_of(today.folder, today.ids["green"], now=now)


@pytest.fixture
async def server(today: Street) -> AsyncIterator[Server]:
    async with Server(today) as server:
        yield server


def _rows(street: Street, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(street.folder / "registry.sqlite") as db:
        return list(db.execute(query))


def _recorded(street: Street) -> list[tuple[Any, ...]]:
    return _rows(
        street,
        "SELECT p.name, r.quantity FROM receipt r JOIN product p ON p.id = r.product_id "
        "JOIN supply_document d ON d.id = r.document_id WHERE d.kind = 'phone' ORDER BY r.id",
    )


async def _opened(context: BrowserContext, server: Server | ServerProcess, path: str) -> Page:
    """The page, open and kept: it starts without a network from now on."""
    page = context.pages[0] if context.pages else await context.new_page()
    await page.goto(f"{server.address}{path}")
    await page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    await page.evaluate(_KEPT)
    return page


async def _tick(page: Page, name: str) -> None:
    await page.locator(".good", has_text=name).locator("input[type=checkbox]").check()


async def _press(page: Page) -> None:
    await page.click(".send button")


async def _is_kept(page: Page, count: int) -> None:
    await expect(page.locator("#queue h2").first).to_have_text(f"Chờ gửi: {count}")


async def test_what_is_pressed_without_a_network_is_sent_once_when_there_is_one(
    today: Street, server: Server, path: str, tmp_path: Path
) -> None:
    packed = io.BytesIO()
    Image.effect_noise((2400, 1800), 40).convert("RGB").save(packed, "JPEG")
    note = FilePayload(name="note.jpg", mimeType="image/jpeg", buffer=packed.getvalue())
    profile = tmp_path / "profile"
    async with phone(profile) as context:
        page = await _opened(context, server, path)
        await server.stop()
        await context.set_offline(True)
        await page.reload()
        await expect(page.locator("#queue")).to_contain_text("Trang này được giữ từ")
        await _tick(page, "Tôm sú")
        await page.locator(".good", has_text="Mực ống").locator(".much input").fill("4,5")
        await expect(page.locator(".send button")).to_have_text("Ghi sổ (2)")
        await page.set_input_files("#photo", [note])
        await _press(page)
        await _is_kept(page, 1)
        await expect(page.locator("#queue li")).to_contain_text("Tôm sú 12,5 kg, Mực ống 4,5 kg")
        await page.locator(".more > summary").click()
        for field, typed in (
            ("product", "Đậu hũ"),
            ("quantity", "3"),
            ("unit", "kg"),
            ("supplier", "Cô Ba"),
        ):
            await page.fill(f"#{field}", typed)
        await _press(page)
        await _is_kept(page, 2)
    # The phone is switched off and on again; the page opens, still without a network.
    async with phone(profile) as context:
        await context.set_offline(True)
        page = context.pages[0]
        await page.goto(f"{server.address}/kitchen/")
        await _is_kept(page, 2)
        assert _recorded(today) == []
        await server.start()
        await context.set_offline(False)
        await expect(page.locator(".done")).to_contain_text("Đã gửi 2 lần ghi đang chờ.")
        await expect(page.locator(_BOOK)).to_contain_text("Đậu hũ")
        await expect(page.locator("#queue")).to_be_hidden()
    assert _recorded(today) == [("Tôm sú", "12.5"), ("Mực ống", "4.5"), ("Đậu hũ", "3")]
    assert _rows(today, "SELECT width, height FROM kitchen_photo") == [(1600, 1200)]


async def test_an_answer_that_is_lost_records_once(
    today: Street, path: str, tmp_path: Path
) -> None:
    losing: list[Losing] = []

    def around(app: Any) -> Losing:
        losing.append(Losing(app))
        return losing[0]

    async with Server(today, around) as server, phone(tmp_path / "profile") as context:
        page = await _opened(context, server, path)
        await _tick(page, "Tôm sú")
        await _press(page)
        await _is_kept(page, 1)
        assert losing[0].lost >= 1
        assert len(_recorded(today)) == 1
        losing[0].losing = False
        async with page.expect_navigation():
            await page.click("#queue button")
        await expect(page.locator(".done")).to_contain_text("Đã gửi 1 lần ghi đang chờ.")
    assert _recorded(today) == [("Tôm sú", "12.5")]


async def test_a_server_killed_while_a_queue_arrives_has_each_once(
    today: Street, path: str, tmp_path: Path
) -> None:
    async with (
        ServerProcess(today.folder) as server,
        phone(tmp_path / "profile") as context,
    ):
        page = await _opened(context, server, path)
        await context.set_offline(True)
        for number in range(1, 11):
            row = page.locator(".good", has_text="Tôm sú")
            await row.locator(".much input").fill(str(number))
            await _press(page)
            await _is_kept(page, number)
        await context.set_offline(False)
        while not _recorded(today):  # noqa: ASYNC110 -- the phone sends, the file tells
            await asyncio.sleep(0.01)
        await server.kill()
        assert 1 <= len(_recorded(today)) <= 10
        # Opened anew; the page that was sending may be on its way elsewhere just then.
        sending, page = page, await context.new_page()
        await sending.close()
        await server.start()
        await page.goto(f"{server.address}/kitchen/")
        await expect(page.locator("#queue")).to_be_hidden()
        await expect(page.locator(f"{_BOOK} li")).to_have_count(13)
    assert [quantity for _, quantity in _recorded(today)] == [str(n) for n in range(1, 11)]


async def test_a_link_that_ends_while_something_waits_keeps_it_for_the_next_link(
    today: Street, server: Server, path: str, tmp_path: Path
) -> None:
    place, now = today.ids["green"], int(time.time())
    other = await link_of(today.folder, today.ids["long"], "other", now=now)
    async with phone(tmp_path / "profile") as context:
        page = await _opened(context, server, path)
        await context.set_offline(True)
        await _tick(page, "Tôm sú")
        await _press(page)
        await _is_kept(page, 1)
        async with await Registry.open(today.folder) as registry:
            (link,) = await kitchen_links(registry, place, now=now)
            await revoke_kitchen_link(registry, place, link.id, actor="user 1", now=now)
        await context.set_offline(False)
        await expect(page.locator("#queue")).to_contain_text("đã hủy đường dẫn này")
        await _is_kept(page, 1)
        await page.goto(f"{server.address}/kitchen/")
        await expect(page.locator("#queue")).to_contain_text("vẫn còn trong điện thoại")
        # Nothing of the old page opens any more, and nothing goes into another kitchen's book.
        await page.goto(f"{server.address}{other}")
        await expect(page.locator("#queue")).to_contain_text(
            f"lần ghi của cơ sở {today.code('green')}"
        )
        assert _recorded(today) == []
        again = await link_of(today.folder, place, "again", now=now)
        await page.goto(f"{server.address}{again}")
        await expect(page.locator(".done")).to_contain_text("Đã gửi 1 lần ghi đang chờ.")
    assert _rows(
        today,
        "SELECT r.establishment_id FROM receipt r JOIN supply_document d ON d.id = r.document_id "
        "WHERE d.kind = 'phone'",
    ) == [(place,)]


async def test_what_the_server_refuses_later_is_shown_and_mended(
    today: Street, server: Server, path: str, tmp_path: Path
) -> None:
    async with phone(tmp_path / "profile") as context:
        page = await _opened(context, server, path)
        await context.set_offline(True)
        row = page.locator(".good", has_text="Tôm sú")
        await row.locator("input[type=checkbox]").check()
        await row.locator("summary").click()
        await row.locator("input[type=date]").fill("2020-01-01")
        await _press(page)
        await _is_kept(page, 1)
        # A browser that finds its network again says so, and what waits goes by itself.
        await context.set_offline(False)
        await expect(page.locator("#queue")).to_contain_text("Chưa ghi được, cần xem lại: 1")
        async with page.expect_navigation():
            await page.locator("#queue .refused button").first.click()
        await expect(page.locator(".good .fault")).to_contain_text("Hạn dùng phải từ ngày nhận")
        await expect(page.locator("#queue")).to_be_hidden()
        row = page.locator(".good", has_text="Tôm sú")
        await row.locator("input[type=date]").fill("")
        async with page.expect_navigation():
            await _press(page)
        await expect(page.locator(".done")).to_contain_text("Đã ghi 1 món")
    assert _recorded(today) == [("Tôm sú", "12.5")]


async def test_an_impatient_finger_records_once(
    today: Street, server: Server, path: str, tmp_path: Path
) -> None:
    async with phone(tmp_path / "profile") as context:
        page = await _opened(context, server, path)
        await _tick(page, "Tôm sú")
        async with page.expect_navigation():
            await page.evaluate(
                "for (let n = 0; n < 3; n++) document.querySelector('.send button').click()"
            )
        await expect(page.locator(".done")).to_contain_text("Đã ghi 1 món")
        await expect(page.locator(f"{_BOOK} li")).to_have_count(4)
    assert _recorded(today) == [("Tôm sú", "12.5")]
