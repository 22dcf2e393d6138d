"""What the last visit found is there in a kitchen without a network, with its age, and goes with the token."""

from __future__ import annotations

import functools
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from api.street import DAY, Street
from foodtrace.inspection import last_visits, revoke_inspector
from foodtrace.registry import Registry
from inspector.office import Server, token_of, visited
from inspector.phone import enter_token, opened, phone, type_code
from inspector.screens import show_photo
from playwright.async_api import Page, expect

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture
async def server(today: Street) -> AsyncIterator[Server]:
    async with Server(today) as server:
        yield server


_HOLDS = """wanted => new Promise((resolve) => {
  const opening = indexedDB.open("foodtrace-inspector");
  opening.onsuccess = () => {
    const asking = opening.result.transaction("last").objectStore("last").count();
    asking.onsuccess = () => { opening.result.close(); resolve(asking.result === wanted); };
  };
})"""


async def _phone_holds(page: Page, count: int) -> None:
    """What is taken away goes after the page has said so."""
    await page.wait_for_function(_HOLDS, arg=count)


async def test_it_is_seen_offline_with_its_age_and_ends_with_the_token(
    today: Street, server: Server, tmp_path: Path
) -> None:
    token = await token_of(today)
    await visited(today, "green", "first", samples_24h="not_met", waste_pests="met")
    async with phone(tmp_path / "profile") as context:
        page = await opened(context, server.address)
        await enter_token(page, token)
        await expect(page.locator("form [role=status]")).to_have_text("Đã lưu. Mã của Tổ phường 1.")
        await expect(page.locator("section .muted")).to_contain_text("1 cơ sở, tải lúc")
        await server.stop()
        await context.set_offline(True)
        await page.reload()
        await show_photo(page, today.links["green"])
        found = page.locator(".before")
        await expect(found).to_contain_text("Lần kiểm tra gần nhất:")
        await expect(found).to_contain_text("1 điểm đạt")
        await expect(found).to_contain_text("Không đạt: Mẫu lưu 24 giờ")
        await expect(found).to_contain_text("Tủ mát để lẫn thịt sống")
        await expect(found).to_contain_text("Dữ liệu tải hôm nay lúc")
        await type_code(page, today.code("plain"))
        await expect(page.locator(".before")).to_contain_text("chưa ghi lần kiểm tra nào")
        # Three days later, still in the kitchen, and the visit of this phone waits.
        await page.clock.set_fixed_time(time.time() + 3 * DAY)
        await page.reload()
        await show_photo(page, today.links["green"])
        await expect(page.locator(".before")).to_contain_text("Dữ liệu tải 3 ngày trước")
        await page.locator("main .main").last.click()
        await page.fill("#notes", "chờ mạng")
        await page.locator("main .main").last.click()
        await expect(page.locator(".v-waiting")).to_have_count(1)
        # The phone was reported lost: with the next network it forgets, and what waits stays.
        async with await Registry.open(today.folder) as registry:
            await revoke_inspector(registry, "Tổ phường 1", actor="test", now=int(time.time()))
        await server.start()
        await context.set_offline(False)
        await page.reload()
        await expect(page.locator(".notice")).to_contain_text("không nhận mã truy cập đang dùng")
        await expect(page.locator(".v-waiting")).to_have_count(1)
        await _phone_holds(page, 0)
        await show_photo(page, today.links["green"])
        await expect(page.locator(".before")).to_have_count(1)
        await expect(page.locator(".before")).to_contain_text("Lần trước trên máy này")


async def test_what_is_new_comes_by_itself_and_the_user_can_remove_all_of_it(
    today: Street, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Pages of one, so that there are several.
    paged = functools.partial(last_visits, limit=1)
    monkeypatch.setattr("foodtrace_api.last_visits.last_visits", paged)
    token = await token_of(today)
    await visited(today, "green", "first", samples_24h="met")
    await visited(today, "revoked", "other", samples_24h="met")
    async with phone(tmp_path / "profile") as context:
        page = await opened(context, server.address)
        await enter_token(page, token)
        await expect(page.locator("section .muted")).to_contain_text("2 cơ sở, tải lúc")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        await visited(today, "plain", "second", waste_pests="not_met")
        await page.reload()
        await expect(page.locator("section .muted")).to_contain_text("3 cơ sở, tải lúc")
        # Never from the beginning; how often is the page's own affair.
        asked_for = {url.rpartition("/")[2] for url in asked if "last-visits" in url}
        assert asked_for == {"last-visits?since=2"}
        wipe = page.locator("section button")
        await wipe.click()
        await _phone_holds(page, 3)
        await wipe.click()
        await expect(page.locator("#token")).to_have_value("")
        await _phone_holds(page, 0)
        await page.reload()
        await show_photo(page, today.links["plain"])
        await expect(page.locator(".plate")).to_be_visible()
        await expect(page.locator(".before")).to_have_count(0)
