"""Where the browser cannot keep the app, or its language, or has no room: plain words, and the check goes on."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from api.street import Street
from inspector.office import Server
from inspector.phone import go, lists_are_held, opened, panel_of, phone, type_code
from inspector.pictures import write_video
from inspector.screens import show_photo
from PIL import Image
from playwright.async_api import FilePayload, expect

pytestmark = [pytest.mark.slow, pytest.mark.browser]

_FULL = """
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...rest) {
    if (globalThis.full) throw new DOMException("full", "QuotaExceededError");
    return put.apply(this, rest);
  };
"""


@pytest.fixture
async def server(today: Street) -> AsyncIterator[Server]:
    async with Server(today) as server:
        yield server


@pytest.mark.parametrize("how", ["no service worker", "files of two versions"])
async def test_an_app_that_cannot_be_kept_says_so_and_checks(
    today: Street, tmp_path: Path, how: str
) -> None:
    def around(app: Any) -> Any:
        async def served(scope: Any, receive: Any, send: Any) -> None:
            if how == "files of two versions" and scope.get("path") == "/inspect/icon.svg":
                head = {"type": "http.response.start", "status": 200}
                await send({**head, "headers": [(b"content-type", b"image/svg+xml")]})
                await send({"type": "http.response.body", "body": b"<svg/>"})
                return
            await app(scope, receive, send)

        return served

    async with Server(today, around) as server, phone(tmp_path / "profile") as context:
        if how == "no service worker":
            await context.add_init_script("delete Navigator.prototype.serviceWorker")
        page = context.pages[0]
        await page.goto(f"{server.address}/inspect/")
        await expect(page.locator(".foot .notice")).to_contain_text("xin đừng đóng trang")
        await lists_are_held(page)
        await server.stop()
        await context.set_offline(True)
        await show_photo(page, today.links["green"])
        assert await panel_of(page) == "yes"


async def test_a_full_phone_still_answers_and_says_what_it_could_not_keep(
    today: Street, server: Server, tmp_path: Path
) -> None:
    video = write_video(tmp_path / "door.mjpeg", [None])
    async with phone(tmp_path / "profile", video) as context:
        await opened(context, server.address)
    write_video(video, [today.links["green"]])
    async with phone(tmp_path / "profile", video) as context:
        await context.add_init_script(_FULL + "globalThis.full = true;")
        page = context.pages[0]
        await page.goto(f"{server.address}/inspect/")
        assert await panel_of(page) == "yes"
        await page.locator("main .main").last.click()
        await page.fill("#notes", "đầy")
        await expect(page.locator(".foot .fault")).to_contain_text("Không lưu được trên máy này")
        packed = io.BytesIO()
        Image.new("RGB", (800, 600), "white").save(packed, "JPEG")
        async with page.expect_file_chooser() as chooser:
            await page.locator(".photos button").first.click()
        photo = FilePayload(name="p.jpg", mimeType="image/jpeg", buffer=packed.getvalue())
        await (await chooser.value).set_files([photo])
        await expect(page.locator(".foot .fault")).to_contain_text("ảnh này chưa được lưu")
        await expect(page.locator(".photos img")).to_have_count(0)
        await page.locator("main .main").last.click()
        await expect(page.locator(".foot .fault")).to_contain_text("Không lưu được trên máy này")
        # Room again: what is on the screen is saved as it stands.
        await page.evaluate("globalThis.full = false")
        await page.locator("main .main").last.click()
        await expect(page.locator(".v-waiting")).to_have_count(1)
        await expect(page.locator(".broken")).to_have_count(0)


async def test_the_language_is_the_links_then_the_chosen_then_the_phones(
    today: Street, server: Server, tmp_path: Path
) -> None:
    async with phone(tmp_path / "profile", language="en-GB") as context:
        page = await context.new_page()
        for asked, spoken in (
            ("", "en"),
            ("?lang=vi", "vi"),
            ("?lang=EN", "en"),
            ("?lang=ko", "en"),
            ("?lang=constructor", "en"),
        ):
            await page.goto(f"{server.address}/inspect/{asked}")
            await expect(page.locator("html")).to_have_attribute("lang", spoken)
            said = {"vi": "Quét cả phố|Gõ mã", "en": "Type code"}[spoken].split("|")[-1]
            await expect(page.get_by_role("button", name=said)).to_be_visible()
        await go(page, "settings")
        await page.get_by_role("button", name="Tiếng Việt").click()
        # The screen speaks it once it is kept.
        await expect(page.get_by_role("heading", name="Ngôn ngữ")).to_be_visible()
        await page.goto(f"{server.address}/inspect/?again")
        await expect(page.locator("html")).to_have_attribute("lang", "vi")
        await type_code(page, today.code("green"))
        await expect(page.locator("h1")).to_have_text("Chưa kiểm tra tem")
