"""Every screen of the app brought up one after another, to be looked at by people or by a checker."""

from __future__ import annotations

import io
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

from api.street import DAY, HOST, Street
from foodtrace.sticker import place_centre
from inspector.office import Server
from inspector.phone import enter_token, go, opened, panel_of, phone, type_code
from inspector.pictures import sticker_picture, tilted, write_video
from PIL import Image
from playwright.async_api import BrowserContext, FilePayload, Page, expect

_PLACE = bytes.fromhex("e1b4fb4e29")


def photo_of(link: str) -> FilePayload:
    """A photo of a sticker, as a file input takes it."""
    packed = io.BytesIO()
    sticker_picture(link, 200).save(packed, "JPEG", quality=90)
    return FilePayload(name="sticker.jpg", mimeType="image/jpeg", buffer=packed.getvalue())


async def show_photo(page: Page, link: str) -> None:
    """The answer to a photo of a sticker, by the button of the code screen."""
    await go(page, "code")
    async with page.expect_file_chooser() as chooser:
        await page.locator("form.body > button:not([type=submit])").click()
    await (await chooser.value).set_files([photo_of(link)])
    await page.locator(".panel").wait_for()


async def every_screen(
    street: Street,
    server: Server,
    folder: Path,
    language: str,
    width: int,
    height: int,
    token: str,
) -> AsyncIterator[tuple[str, Page]]:
    """Names of screens with the page that shows each, online first, then offline, then late and without a camera."""
    links = [
        street.links["plain"],
        None,
        street.links["green"],
        None,
        street.links["revoked"],
        None,
    ]
    video = write_video(folder / f"{language}-{width}.mjpeg", [None], tilted)
    profile = folder / f"profile-{language}-{width}"
    look = {
        "language": language,
        "width": width,
        "height": height,
        "scale": 2 if width == 360 else 1,
    }
    async with phone(profile, video, permissions=["camera", "geolocation"], **look) as context:  # type: ignore[arg-type]
        page = await opened(context, server.address)
        await enter_token(page, token)
        await page.locator("section .muted").filter(has_text=re.compile("09|[0-9]{4}")).wait_for()
        yield "settings-token", page
        await server.stop()
        await context.set_offline(True)
        await page.goto(f"{server.address}/inspect/")
        await page.locator(".age:not(.late)").wait_for()
        async for shown in _answers(page, context, street):
            yield shown
        async for shown in _records(page, street):
            yield shown
    write_video(video, [link for link in links for _ in range(12)], tilted)
    async with phone(profile, video, **look) as context:  # type: ignore[arg-type]
        page = context.pages[0]
        await context.set_offline(True)
        await page.goto(f"{server.address}/inspect/")
        await page.locator(".panel").wait_for()
        await go(page, "seen")
        await page.locator(".walk summary").click()
        await page.fill("#walk-name", "Hùng Vương")
        await page.fill("#walk-doors", "52")
        await page.locator("#walk-doors").blur()
        await go(page, "scan")
        await page.locator("[role=switch]").click()
        await page.locator(".strip.p-no").wait_for()
        yield "scan-walk", page
        await go(page, "seen")
        await page.locator(".strip").nth(2).wait_for()
        yield "seen", page
    write_video(video, [street.links["green"]], tilted)
    async with phone(profile, video, **look) as context:  # type: ignore[arg-type]
        page = context.pages[0]
        await context.set_offline(True)
        await page.clock.set_fixed_time(time.time() + 8 * DAY)
        await page.goto(f"{server.address}/inspect/#scan")
        await page.locator(".strip").wait_for()
        yield "scan-sticker-late", page
        await page.locator(".strip").click()
        assert await panel_of(page) == "time"
        yield "result-stale", page
    await server.start()
    refused = phone(folder / f"bare-{language}-{width}", video, permissions=[], allow=False, **look)  # type: ignore[arg-type]
    async with refused as context:
        page = await opened(context, server.address)
        await page.locator(".notice").first.wait_for()
        yield "camera-refused", page


async def _answers(
    page: Page, context: BrowserContext, street: Street
) -> AsyncIterator[tuple[str, Page]]:
    await page.locator(".frame").wait_for()
    yield "scan-wall", page
    lat, lon = place_centre(_PLACE)
    await context.set_geolocation({"latitude": lat + 0.0001, "longitude": lon, "accuracy": 8})
    await show_photo(page, street.links["green"])
    await page.locator(".metres").wait_for()
    yield "result-green", page
    await context.set_geolocation({"latitude": lat + 0.0216, "longitude": lon, "accuracy": 20})
    await show_photo(page, street.links["long"])
    await page.locator(".far").wait_for()
    yield "result-far", page
    await context.grant_permissions(["camera"])
    for name in ("plain", "revoked", "suspended", "replaced"):
        await show_photo(page, street.links[name])
        yield f"result-{name}", page
    others = {"forged": street.forged, "unknown": street.unknown_issuer, "not-yet": street.not_yet}
    for name, path in others.items():
        await show_photo(page, f"https://{HOST}{path}")
        yield f"result-{name}", page
    await show_photo(page, "https://example.com/menu")
    yield "result-unreadable", page
    await go(page, "code")
    await page.fill("#code", "00RS-KAC8")
    await page.click("button[type=submit]")
    yield "code-wrong", page
    await type_code(page, street.code("green"))
    await page.locator(".before").first.wait_for()
    yield "result-typed", page
    await page.locator(".before").first.scroll_into_view_if_needed()
    yield "result-last-visit", page


async def _records(page: Page, street: Street) -> AsyncIterator[tuple[str, Page]]:
    await show_photo(page, street.links["green"])
    await page.locator("main .main").last.click()
    await page.locator(".options, .points .note").first.wait_for()
    for at, choice in ((0, 0), (1, 0), (2, 1)):
        options = page.locator(".options").nth(at).locator("button").nth(choice)
        if await options.count():
            await options.click()
    await page.fill("#notes", "Thiếu 1 trong 3 mẫu món chính, sáng 20/11")
    async with page.expect_file_chooser() as chooser:
        await page.locator(".photos button").first.click()
    packed = io.BytesIO()
    Image.new("RGB", (2400, 1800), (150, 140, 120)).save(packed, "JPEG")
    photo = FilePayload(name="p.jpg", mimeType="image/jpeg", buffer=packed.getvalue())
    await (await chooser.value).set_files([photo])
    await expect(page.locator(".photos img")).to_have_count(1)
    await page.evaluate("scrollTo(0, 0)")
    yield "visit", page
    await page.locator("main .main").last.click()
    await page.locator(".v-waiting").wait_for()
    yield "visits", page
    for name in ("lists", "settings"):
        await go(page, name)
        await page.locator("h1").wait_for()
        yield name, page
