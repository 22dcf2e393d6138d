"""Which lists the app believes: its own origin's roots once, then only the signed chain; never an older one."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from api.street import (
    AUTHORITY,
    DAY,
    Street,
    publish_again,
    revoke_sticker_key,
    seed,
    sign_status,
)
from foodtrace.issuing import current_trust, draft_next_trust_list
from foodtrace.registry import HotReader, Registry
from foodtrace.trust import (
    encode_trust_payload,
    fingerprint_of,
    pack_bundle,
    public_of,
    sign_trust_payload,
)
from inspector.office import Server
from inspector.phone import go, opened, panel_of, phone
from inspector.pictures import write_video
from inspector.screens import show_photo
from playwright.async_api import FilePayload, Page, expect

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture
async def server(today: Street) -> AsyncIterator[Server]:
    async with Server(today) as server:
        yield server


async def _lists(page: Page) -> Page:
    await go(page, "lists")
    await page.locator("dl").first.wait_for()
    return page


async def _update(page: Page) -> str:
    """What the app says after looking for newer lists."""
    await _lists(page)
    await page.locator(".foot .main").click()
    told = page.locator(".foot .note")
    await expect(told).not_to_have_text("Đang cập nhật…")
    return (await told.text_content()) or ""


async def _bring(page: Page, bundle: bytes) -> str:
    await _lists(page)
    async with page.expect_file_chooser() as chooser:
        await page.locator(".foot button").nth(1).click()
    file = FilePayload(name="bundle.zip", mimeType="application/zip", buffer=bundle)
    await (await chooser.value).set_files([file])
    told = page.locator(".foot .note")
    await expect(told).not_to_have_text("Đang cập nhật…")
    return (await told.text_content()) or ""


async def _seq_is(page: Page, seq: int) -> None:
    """The screen is drawn anew some time after it said that there are newer lists."""
    await _lists(page)
    await expect(page.locator("dd").nth(1)).to_have_text(str(seq))


async def test_a_week_without_a_network_is_said_and_never_green(
    today: Street, server: Server, tmp_path: Path
) -> None:
    video = write_video(tmp_path / "door.mjpeg", [None])
    async with phone(tmp_path / "profile", video) as context:
        await opened(context, server.address)
    await server.stop()
    write_video(video, [today.links["green"]])
    async with phone(tmp_path / "profile", video) as context:
        await context.set_offline(True)
        page = context.pages[0]
        await page.clock.set_fixed_time(time.time() + 8 * DAY)
        await page.goto(f"{server.address}/inspect/")
        assert await panel_of(page) == "time"
        await expect(page.locator("h1")).to_have_text("Chưa xác nhận được hôm nay")
        await expect(page.locator(".age.late")).to_contain_text("đã quá hạn")
        assert await page.locator(".cells .m-yes").count() == 0
        await expect(page.locator(".cells .m-old")).to_have_count(1)


async def test_a_stale_list_still_condemns(today: Street, server: Server, tmp_path: Path) -> None:
    async with phone(tmp_path / "profile") as context:
        page = await opened(context, server.address)
        await server.stop()
        await context.set_offline(True)
        await page.clock.set_fixed_time(time.time() + 8 * DAY)
        await page.reload()
        await show_photo(page, today.links["revoked"])
        assert await panel_of(page) == "no"
        await expect(page.locator("h1")).to_have_text("Tem đã thu hồi")


@pytest.mark.parametrize("days", [-3, 400])
async def test_a_wrong_clock_is_noticed(
    today: Street, server: Server, tmp_path: Path, days: int
) -> None:
    """Behind: against the lists' own times, with no network. Ahead: against the server's Date."""
    async with phone(tmp_path / "profile") as context:
        page = await opened(context, server.address)
        if days < 0:
            await server.stop()
            await context.set_offline(True)
        await page.clock.set_fixed_time(time.time() + days * DAY)
        await page.reload()
        await expect(page.locator(".age.late")).to_contain_text("Đồng hồ chưa đúng")
        await show_photo(page, today.links["green"])
        assert await panel_of(page) == "time"
        await expect(page.locator(".panel p")).to_have_text(
            "Xin kiểm tra ngày giờ trên điện thoại này"
        )


async def test_newer_lists_are_taken_through_the_chain(
    today: Street, server: Server, tmp_path: Path
) -> None:
    async with phone(tmp_path / "profile") as context:
        page = await opened(context, server.address)
        await _seq_is(page, 2)
        now = int(time.time())
        async with await Registry.open(today.folder) as registry:
            for step in range(3):
                await publish_again(registry, now + step)
        assert await _update(page) == "Đã cập nhật."
        await _seq_is(page, 5)
        await revoke_sticker_key(today.folder, now + 10)
        assert await _update(page) == "Đã cập nhật."
        await show_photo(page, today.links["green"])
        await expect(page.locator("h1")).to_have_text("Khóa ký đã thu hồi")


async def test_an_older_list_is_refused_from_the_server_and_from_a_file(
    today: Street, server: Server, tmp_path: Path
) -> None:
    files = _published(today)
    async with await Registry.open(today.folder) as registry:
        await publish_again(registry, int(time.time()))
    older = pack_bundle(files[0], files[1])
    async with phone(tmp_path / "profile") as context:
        page = await opened(context, server.address)
        await _seq_is(page, 3)
        assert "cũ hơn" in await _bring(page, older)
        await _seq_is(page, 3)
        await context.route("**/trust/latest.cose", lambda route: route.fulfill(body=files[0][2]))
        assert "cũ hơn" in await _update(page)
        await _seq_is(page, 3)
        await show_photo(page, today.links["green"])
        assert await panel_of(page) == "yes"


async def test_an_older_status_list_is_refused(
    today: Street, server: Server, tmp_path: Path
) -> None:
    _, before = _published(today)
    async with await Registry.open(today.folder) as registry:
        await sign_status(registry, int(time.time()))
    ((kid, older),) = before.items()
    async with phone(tmp_path / "profile") as context:
        page = await opened(context, server.address)
        await context.route(f"**/status/{kid.hex()}", lambda route: route.fulfill(body=older))
        assert "cũ hơn" in await _update(page)
        await page.reload()
        await show_photo(page, today.links["green"])
        assert await panel_of(page) == "yes"


async def test_a_list_that_the_roots_did_not_sign_is_refused(
    today: Street, server: Server, tmp_path: Path
) -> None:
    async with await Registry.open(today.folder) as registry:
        trusted = await current_trust(registry)
    files, statuses = _published(today)
    draft = draft_next_trust_list(trusted.trust, AUTHORITY, now=int(time.time()))
    payload = encode_trust_payload(draft)
    strange = sign_trust_payload(payload, seed("a stranger"))
    async with phone(tmp_path / "profile") as context:
        page = await opened(context, server.address)
        said = await _bring(page, pack_bundle({**files, 3: strange}, statuses))
        assert "không có đủ chữ ký" in said
        await _seq_is(page, 2)
        signed = sign_trust_payload(payload, seed("root1"))
        damaged = signed[:-1] + bytes([signed[-1] ^ 1])
        await context.route("**/trust/latest.cose", lambda route: route.fulfill(body=damaged))
        assert "không có đủ chữ ký" in await _update(page)
        await _seq_is(page, 2)


async def test_lists_come_in_a_file_and_half_a_file_changes_nothing(
    today: Street, server: Server, tmp_path: Path
) -> None:
    async with phone(tmp_path / "profile") as context:
        page = await opened(context, server.address)
        await server.stop()
        await context.set_offline(True)
        async with await Registry.open(today.folder) as registry:
            await publish_again(registry, int(time.time()))
        files, statuses = _published(today)
        whole = pack_bundle(files, statuses)
        assert "bị cắt ngắn" in await _bring(page, whole[: len(whole) // 2])
        assert "bị cắt ngắn" in await _bring(page, b"no zip at all")
        await _seq_is(page, 2)
        assert await _bring(page, whole) == "Đã cập nhật."
        await _seq_is(page, 3)
        await page.reload()
        await show_photo(page, today.links["green"])
        assert await panel_of(page) == "yes"


async def test_without_a_pin_no_bundle_makes_anything_green(
    today: Street, server: Server, tmp_path: Path
) -> None:
    bundle = pack_bundle(*_published(today))
    async with phone(tmp_path / "profile") as context:
        await context.route("**/.well-known/**", lambda route: route.abort())
        page = context.pages[0]
        await page.goto(f"{server.address}/inspect/#lists")
        await page.locator(".notice").first.wait_for()
        async with page.expect_file_chooser() as chooser:
            await page.locator(".foot button").nth(1).click()
        file = FilePayload(name="bundle.zip", mimeType="application/zip", buffer=bundle)
        await (await chooser.value).set_files([file])
        await expect(page.locator(".foot .note")).to_contain_text("chưa ghim khóa gốc")
        await expect(page.locator(".foot .note")).to_contain_text(
            fingerprint_of(public_of(seed("root1")))
        )
        await show_photo(page, today.links["green"])
        assert await panel_of(page) == "open"
        await expect(page.locator("h1")).to_have_text("Chưa có dữ liệu")


def _published(street: Street) -> tuple[dict[int, bytes], dict[bytes, bytes]]:
    """The lists as the register holds them now."""
    reader = HotReader(street.folder)
    return reader.trust_files(), reader.status_files()
