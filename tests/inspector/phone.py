"""An inspector's phone: Debian's chromium with a profile of its own, a camera that shows a video, and the app."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from api.serving import ARGUMENTS, CHROMIUM, HEADLESS, PATIENCE
from playwright.async_api import BrowserContext, Page, async_playwright, expect


@asynccontextmanager
async def phone(
    profile: Path,
    video: Path | None = None,
    *,
    language: str = "vi-VN",
    permissions: Sequence[str] = ("camera",),
    allow: bool = True,
    width: int = 360,
    height: int = 640,
    scale: float = 1,
) -> AsyncIterator[BrowserContext]:
    """The browser started on `profile`, which holds what earlier starts left; without a video there is
    no camera, and without `allow` nobody allows it."""
    arguments = list(ARGUMENTS)
    if video is not None:
        arguments += [
            *(["--use-fake-ui-for-media-stream"] if allow else []),
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={video}",
        ]
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            profile,
            # Who asks for a camera, and how, is the whole browser's.
            executable_path=str(HEADLESS if video is None and allow else CHROMIUM),
            args=arguments,
            headless=True,
            timeout=PATIENCE,
            locale=language,
            timezone_id="Asia/Ho_Chi_Minh",
            viewport={"width": width, "height": height},
            device_scale_factor=scale,
            permissions=list(permissions),
            accept_downloads=True,
        )
        context.set_default_timeout(PATIENCE)
        try:
            yield context
        finally:
            await context.close()


async def opened(context: BrowserContext, address: str) -> Page:
    """The app, open and kept: it starts without a network from now on."""
    page = context.pages[0] if context.pages else await context.new_page()
    await page.goto(f"{address}/inspect/")
    await page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    await lists_are_held(page)
    return page


# The screen is there when the page has heard of the change, not when the address says so.
_GO = """name => new Promise((there) => {
  if (location.hash === `#${name}`) return there(null);
  addEventListener("hashchange", () => there(null), { once: true });
  location.hash = name;
})"""


async def go(page: Page, screen: str) -> None:
    """To a screen of the app that has started; one that is still starting would draw over it."""
    await page.locator("body[data-screen]").wait_for()
    await page.evaluate(_GO, screen)


async def lists_are_held(page: Page) -> None:
    await expect(page.locator(".age b")).to_have_text(
        re.compile("phút trước|giờ trước|ngày trước|ago")
    )


async def panel_of(page: Page) -> str:
    """The kind of the verdict panel once an answer is shown: yes, no, time or open."""
    panel = page.locator(".panel")
    await panel.wait_for()
    kinds = (await panel.get_attribute("class") or "").split()
    return next(kind.removeprefix("p-") for kind in kinds if kind.startswith("p-"))


async def type_code(page: Page, code: str) -> None:
    await go(page, "code")
    await page.fill("#code", code)
    await page.click("button[type=submit]")


async def enter_token(page: Page, token: str) -> None:
    """Into the settings, as the inspector does."""
    await go(page, "settings")
    await page.fill("#token", token)
    await page.click("form button[type=submit]")
    await expect(page.locator("form [role=status]")).to_contain_text(re.compile("Đã lưu|Saved"))
