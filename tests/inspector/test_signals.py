"""The phone in the hand: torch, sound and vibration, and a camera that is busy or taken away."""

from __future__ import annotations

from pathlib import Path

import pytest
from api.street import Street
from inspector.office import Server
from inspector.phone import go, opened, panel_of, phone
from inspector.pictures import write_video
from playwright.async_api import expect

pytestmark = [pytest.mark.slow, pytest.mark.browser]

# A track as phones with a torch have it; the one of the test browser has none.
_TORCH = """
  globalThis.torch = [];
  const known = MediaStreamTrack.prototype.getCapabilities;
  MediaStreamTrack.prototype.getCapabilities = function () { return { ...known.call(this), torch: true }; };
  MediaStreamTrack.prototype.applyConstraints = async function ({ advanced }) {
    if (globalThis.stuck) throw new DOMException("stuck", "OverconstrainedError");
    globalThis.torch.push(advanced[0].torch);
  };
"""
_SIGNALS = """
  globalThis.felt = [];
  globalThis.heard = [];
  Navigator.prototype.vibrate = (pattern) => { globalThis.felt.push(pattern); return true; };
  const made = AudioContext.prototype.createOscillator;
  AudioContext.prototype.createOscillator = function () { globalThis.heard.push(1); return made.call(this); };
"""


async def test_the_torch_is_offered_where_the_camera_has_one(today: Street, tmp_path: Path) -> None:
    video = write_video(tmp_path / "wall.mjpeg", [None])
    async with Server(today) as server, phone(tmp_path / "profile", video) as context:
        page = await opened(context, server.address)
        await page.wait_for_function("() => document.querySelector('video')?.currentTime > 0")
        await expect(page.locator(".torch")).to_have_count(0)
        await context.add_init_script(_TORCH)
        await page.reload()
        torch = page.locator(".torch")
        await expect(torch).to_have_attribute("aria-label", "Bật đèn")
        await torch.click()
        await expect(torch).to_have_attribute("aria-pressed", "true")
        await expect(torch).to_have_attribute("aria-label", "Tắt đèn")
        await torch.click()
        await expect(torch).to_have_attribute("aria-pressed", "false")
        assert await page.evaluate("globalThis.torch") == [True, False]
        box = await torch.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
        # A torch that does not come on is not offered again.
        await page.evaluate("globalThis.stuck = true")
        await torch.click()
        await expect(torch).to_have_count(0)


async def test_a_walk_signals_each_door_even_after_a_reload(today: Street, tmp_path: Path) -> None:
    # A long wall after the doors: when they come again they are doors that were out of sight, and are signalled anew.
    doors = [today.links["green"], None, today.links["revoked"], *[None] * 10]
    video = write_video(tmp_path / "street.mjpeg", [door for door in doors for _ in range(15)])
    async with Server(today) as server, phone(tmp_path / "profile", video) as context:
        await context.add_init_script(_SIGNALS)
        page = await opened(context, server.address)
        await go(page, "scan")
        await page.get_by_role("switch").click()
        await expect(page.locator(".counter b")).to_have_text("2")
        await page.reload()
        await expect(page.get_by_role("switch")).to_have_attribute("aria-checked", "true")
        # Any touch of the screen lets the browser make sounds.
        await page.locator(".counter").click()
        # Which doors counts, not how often: the first ones may have come before the touch, and make no sound.
        await page.wait_for_function(
            "() => new Set(globalThis.felt.map(String)).size >= 2 && globalThis.heard.length >= 1"
        )
        felt = await page.evaluate("globalThis.felt")
        assert set(map(str, felt)) == {"60", "[160, 80, 160]"}


async def test_a_camera_that_is_busy_or_taken_away_comes_back_by_a_button(
    today: Street, tmp_path: Path
) -> None:
    video = write_video(tmp_path / "wall.mjpeg", [None])
    async with Server(today) as server, phone(tmp_path / "profile", video) as context:
        await opened(context, server.address)
    write_video(video, [today.links["green"]])
    async with Server(today) as server, phone(tmp_path / "profile", video) as context:
        await context.add_init_script("""
          const known = MediaDevices.prototype.getUserMedia;
          globalThis.busy = true;
          MediaDevices.prototype.getUserMedia = function (wanted) {
            return globalThis.busy ? Promise.reject(new DOMException("busy", "NotReadableError"))
                                   : known.call(this, wanted);
          };
        """)
        page = context.pages[0]
        await page.goto(f"{server.address}/inspect/")
        notice = page.locator(".view .notice")
        await expect(notice).to_contain_text("Camera đang bận")
        again = page.get_by_role("button", name="Thử lại camera")
        await again.click()
        await expect(notice).to_contain_text("Camera đang bận")
        await page.get_by_role("button", name="Nhập mã thay cho việc quét").click()
        await page.locator("#code").wait_for()
        await page.evaluate("globalThis.busy = false")
        await go(page, "scan")
        assert await panel_of(page) == "yes"
        write_video(video, [None])
        await page.locator("main .row button").last.click()
        await page.locator("video").wait_for()
        await page.evaluate(
            """() => new Promise((resolve) => {
              const look = () => {
                const track = document.querySelector("video")?.srcObject?.getVideoTracks()[0];
                if (!track) return setTimeout(look, 50);
                track.stop();
                track.dispatchEvent(new Event("ended"));
                resolve(null);
              };
              look();
            })"""
        )
        await expect(notice).to_contain_text("Camera đang bận")
        await again.click()
        await page.locator("video").wait_for()
        await expect(notice).to_have_count(0)
