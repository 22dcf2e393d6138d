"""Each failure has its own sentence and a way on: type the code instead; and an update of the app loses nothing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from api.street import HOST, Street
from inspector.office import Server
from inspector.phone import go, lists_are_held, opened, panel_of, phone, type_code
from inspector.pictures import write_video
from inspector.screens import show_photo
from inspector.test_built_files import BUILT
from playwright.async_api import BrowserContext, FilePayload, Page, expect

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture
async def server(today: Street) -> AsyncIterator[Server]:
    async with Server(today) as server:
        yield server


async def _typing_works(page: Page, street: Street) -> None:
    await page.get_by_role("button", name="Nhập mã thay cho việc quét").first.click()
    await page.fill("#code", street.code("green").lower())
    await page.click("button[type=submit]")
    assert await panel_of(page) == "open"
    await expect(page.locator("h1")).to_have_text("Chưa kiểm tra tem")
    await expect(page.locator(".plate")).to_contain_text(street.code("green"))


async def _open(context: BrowserContext, server: Server, script: str = "") -> Page:
    if script:
        await context.add_init_script(script)
    page = context.pages[0]
    await page.goto(f"{server.address}/inspect/")
    return page


async def test_a_camera_that_is_refused(today: Street, server: Server, tmp_path: Path) -> None:
    video = write_video(tmp_path / "door.mjpeg", [None])
    async with phone(tmp_path / "profile", video, permissions=[], allow=False) as context:
        page = await _open(context, server)
        await expect(page.locator(".view .notice")).to_contain_text("chưa được phép dùng camera")
        await _typing_works(page, today)


@pytest.mark.parametrize(
    "script", ["", "Object.defineProperty(navigator, 'mediaDevices', {value: undefined})"]
)
async def test_a_phone_or_browser_without_a_camera(
    today: Street, server: Server, tmp_path: Path, script: str
) -> None:
    async with phone(tmp_path / "profile") as context:
        page = await _open(context, server, script)
        await expect(page.locator(".view .notice")).to_contain_text("không có camera")
        await _typing_works(page, today)


@pytest.mark.parametrize("how", ["absent", "not served"])
async def test_without_wasm_the_small_decoder_serves(
    today: Street, server: Server, tmp_path: Path, how: str
) -> None:
    video = write_video(tmp_path / "door.mjpeg", [today.links["green"]])
    async with phone(tmp_path / "profile", video) as context:
        if how == "not served":
            await context.route("**/*.wasm", lambda route: route.abort())
        if how == "absent":
            await context.add_init_script("delete globalThis.WebAssembly")
        page = context.pages[0]
        await page.goto(f"{server.address}/inspect/#lists")
        await lists_are_held(page)
        await go(page, "scan")
        assert await panel_of(page) == "yes"


async def test_without_storage_it_checks_and_says_what_is_lost(
    today: Street, server: Server, tmp_path: Path
) -> None:
    async with phone(tmp_path / "profile") as context:
        page = await _open(
            context,
            server,
            "indexedDB.open = () => { throw new DOMException('no', 'SecurityError') }",
        )
        await expect(page.locator(".foot .notice")).to_contain_text("không cho lưu trên máy")
        await lists_are_held(page)
        await show_photo(page, today.links["green"])
        assert await panel_of(page) == "yes"


async def test_without_web_crypto_it_says_so(server: Server, tmp_path: Path) -> None:
    async with phone(tmp_path / "profile") as context:
        page = await _open(
            context, server, "Object.defineProperty(crypto, 'subtle', {value: undefined})"
        )
        await expect(page.locator(".notice").first).to_contain_text("không kiểm tra được chữ ký")
        await expect(page.locator(".view a.button")).to_have_attribute("href", "/")


async def test_without_ed25519_of_its_own_noble_verifies(
    today: Street, server: Server, tmp_path: Path
) -> None:
    script = """
      const known = crypto.subtle.importKey.bind(crypto.subtle);
      crypto.subtle.importKey = (format, key, how, ...rest) =>
        how?.name === "Ed25519" ? Promise.reject(new DOMException("no", "NotSupportedError"))
                                : known(format, key, how, ...rest);
    """
    async with phone(tmp_path / "profile") as context:
        page = await _open(context, server, script)
        await lists_are_held(page)
        await show_photo(page, today.links["green"])
        assert await panel_of(page) == "yes"
        await show_photo(page, f"https://{HOST}{today.forged}")
        assert await panel_of(page) == "no"


async def test_a_photo_that_is_none_or_shows_no_code(
    today: Street, server: Server, tmp_path: Path
) -> None:
    async with phone(tmp_path / "profile") as context:
        page = await opened(context, server.address)
        await go(page, "code")
        choices = {
            "không phải ảnh": b"GIF87a cut",
            "Không thấy mã QR": (BUILT / "icon-192.png").read_bytes(),
        }
        for sentence, content in choices.items():
            async with page.expect_file_chooser() as chooser:
                await page.locator("form.body > button:not([type=submit])").click()
            file = FilePayload(name="a.png", mimeType="image/png", buffer=content)
            await (await chooser.value).set_files([file])
            await expect(page.locator("#code-fault")).to_contain_text(sentence)


async def test_a_code_of_another_issuer_and_of_another_service(
    today: Street, server: Server, tmp_path: Path
) -> None:
    async with phone(tmp_path / "profile") as context:
        page = await opened(context, server.address)
        await show_photo(page, f"https://{HOST}{today.unknown_issuer}")
        await expect(page.locator("h1")).to_have_text("Chưa rõ nơi cấp")
        await expect(page.locator(".plate")).to_contain_text("xin nhập mã đó")
        await show_photo(page, "https://pay.example/qr?to=somebody")
        await expect(page.locator("h1")).to_have_text("Không đọc được mã này")
        await expect(page.locator(".plate h2")).to_have_text("Chưa có tên cơ sở nào được xác nhận")


async def test_a_mistyped_code_is_said_to_be_one(server: Server, tmp_path: Path) -> None:
    async with phone(tmp_path / "profile") as context:
        page = await opened(context, server.address)
        await type_code(page, "00RS-KAC8")
        await expect(page.locator("#code-fault")).to_contain_text("Mã chưa đúng")
        await expect(page.locator("#code")).to_be_focused()


async def test_the_position_stays_on_the_phone_and_only_warns(
    today: Street, server: Server, tmp_path: Path
) -> None:
    async with phone(tmp_path / "profile", permissions=["geolocation"]) as context:
        page = await opened(context, server.address)
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
        await context.set_geolocation({"latitude": 16.05, "longitude": 108.2, "accuracy": 20})
        await show_photo(page, today.links["green"])
        await expect(page.locator(".far .metres")).to_contain_text("km")
        assert await panel_of(page) == "yes"
        await page.get_by_role("button", name="Đây là địa điểm khác").click()
        await expect(page.locator("#notes")).to_have_value(
            "Tem ghi địa điểm khác với nơi kiểm tra."
        )
        await page.locator("main .main").last.click()
        await page.locator(".list .visit").wait_for()
        assert [each for each in sent if "16.05" in each or "108.2" in each] == []


async def test_a_walk_counts_doors_and_gives_a_safe_csv(
    today: Street, server: Server, tmp_path: Path
) -> None:
    doors = [today.links["green"], None, today.links["revoked"], None, today.links["plain"], None]
    video = write_video(tmp_path / "street.mjpeg", [door for door in doors for _ in range(15)])
    async with phone(tmp_path / "profile", video) as context:
        page = await opened(context, server.address)
        await go(page, "scan")
        await page.get_by_role("switch").click()
        await expect(page.locator(".counter b")).to_have_text("3")
        await expect(page.locator(".counter .bad")).to_contain_text("1")
        # Every door comes into the picture again as the video starts over.
        seen_at = await page.evaluate("document.querySelector('video').currentTime")
        await page.wait_for_function(
            "from => document.querySelector('video').currentTime > from + 4", arg=seen_at
        )
        await expect(page.locator(".counter b")).to_have_text("3")
        await go(page, "seen")
        await page.locator(".walk summary").click()
        await page.fill("#walk-name", "=HYPERLINK(1)")
        await page.locator("#walk-name").blur()
        await show_photo(page, today.links["green"])
        await go(page, "seen")
        async with page.expect_download() as download:
            await page.locator(".foot .main").click()
        text = Path(await (await download.value).path()).read_text(encoding="utf-8-sig")
        lines = text.splitlines()
        assert len(lines) == 4
        assert lines[0].startswith("time,walk,genuine,standing,freshness,name")
        assert ",'=HYPERLINK(1)," in text
        assert sum("revoked" in line for line in lines) == 1
        assert "in force,fresh,Bún Chả Cá Bà Lữ,319 Hùng Vương" in text


async def test_an_update_of_the_app_waits_for_a_touch_and_keeps_the_queue(
    today: Street, tmp_path: Path
) -> None:
    newer = False
    page_of_today = (BUILT / "index.html").read_bytes()
    page_of_tomorrow = page_of_today.replace(b"<title>", b'<meta name="v" content="2"><title>')
    worker = (BUILT / "sw.js").read_bytes()
    was, becomes = (hashlib.sha256(each).hexdigest() for each in (page_of_today, page_of_tomorrow))

    def around(app: Any) -> Any:
        async def served(scope: Any, receive: Any, send: Any) -> None:
            files = {
                "/inspect/": ("text/html; charset=utf-8", page_of_tomorrow),
                "/inspect/sw.js": ("text/javascript", _of_tomorrow(worker, was, becomes)),
            }
            if scope["type"] != "http" or not newer or scope["path"] not in files:
                await app(scope, receive, send)
                return
            kind, body = files[scope["path"]]
            headers = [(b"content-type", kind.encode())]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})

        return served

    async with Server(today, around) as server, phone(tmp_path / "profile") as context:
        page = await opened(context, server.address)
        await show_photo(page, today.links["green"])
        await page.locator("main .main").last.click()
        await page.fill("#notes", "trước khi cập nhật")
        await page.locator("main .main").last.click()
        await page.locator(".list .v-waiting").wait_for()
        newer = True
        await page.goto(f"{server.address}/inspect/?again#scan")
        await page.reload()
        offer = page.get_by_role("button", name="Dùng bản mới")
        await offer.wait_for()
        assert await page.locator("meta[name=v]").count() == 0
        await offer.click()
        await page.locator("meta[name=v]").wait_for(state="attached")
        await go(page, "visits")
        await expect(page.locator(".v-waiting")).to_have_count(1)
        await server.stop()
        await page.reload()
        await expect(page.locator(".v-waiting")).to_have_count(1)
        await expect(page.locator("meta[name=v]")).to_have_count(1)


def _of_tomorrow(worker: bytes, was: str, becomes: str) -> bytes:
    assert was.encode() in worker
    changed = worker.replace(was.encode(), becomes.encode())
    return re.sub(rb'"[0-9a-f]{16}"', b'"of tomorrow"', changed)
