"""With the server process dead and the network off the app starts, scans and gives the right answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from api.street import HOST, Street
from inspector.office import ServerProcess
from inspector.phone import opened, panel_of, phone
from inspector.pictures import WEAR, write_video
from playwright.async_api import expect

pytestmark = [pytest.mark.slow, pytest.mark.browser]

_ANSWERS = {
    "green": ("yes", "Đã xác nhận, còn hiệu lực"),
    "revoked": ("no", "Tem đã thu hồi"),
    "suspended": ("no", "Tem tạm dừng hiệu lực"),
    "replaced": ("open", "Tem cũ, đã thay tem mới"),
    "forged": ("no", "Chưa xác nhận được tem này"),
    "unknown issuer": ("open", "Chưa rõ nơi cấp"),
}


def _link(street: Street, name: str) -> str:
    if name == "forged":
        return f"https://{HOST}{street.forged}"
    if name == "unknown issuer":
        return f"https://{HOST}{street.unknown_issuer}"
    return street.links[name]


async def test_dead_server_no_network_right_answer(today: Street, tmp_path: Path) -> None:
    """The app is started anew before each sticker, by a browser that was started after the server died."""
    video = write_video(tmp_path / "door.mjpeg", [None])
    profile = tmp_path / "profile"
    async with ServerProcess(today.folder) as server, phone(profile, video) as context:
        await opened(context, server.address)
    async with phone(profile, video) as context:
        await context.set_offline(True)
        page = context.pages[0]
        for name, (kind, headline) in _ANSWERS.items():
            # The camera shows what it is given when it is opened.
            write_video(video, [_link(today, name)])
            await page.goto("about:blank")
            await page.goto(f"{server.address}/inspect/")
            assert await panel_of(page) == kind, name
            await expect(page.locator("h1")).to_have_text(headline)
            await expect(page.locator(".net")).to_have_text("Ngoại tuyến")
            if kind == "yes":
                await expect(page.locator(".plate h2")).to_have_text("Bún Chả Cá Bà Lữ")


async def test_a_worn_sticker_is_scanned_offline(today: Street, tmp_path: Path) -> None:
    video = write_video(tmp_path / "door.mjpeg", [None])
    async with (
        ServerProcess(today.folder) as server,
        phone(tmp_path / "profile", video) as context,
    ):
        page = await opened(context, server.address)
        await server.kill()
        await context.set_offline(True)
        for name, wear in WEAR.items():
            write_video(video, [today.links["green"]], wear)
            await page.goto("about:blank")
            await page.goto(f"{server.address}/inspect/")
            assert await panel_of(page) == "yes", name
