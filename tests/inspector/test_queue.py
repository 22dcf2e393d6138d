"""A long queue, a phone that comes from the first version of the app, large photos, and points that change meanwhile."""

from __future__ import annotations

import base64
import io
import json
import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from api.serving import PATIENCE
from api.street import Street
from foodtrace.inspection import current_form, parse_form, set_form
from foodtrace.registry import Registry
from inspector.office import Server, token_of
from inspector.phone import enter_token, go, opened, panel_of, phone
from inspector.pictures import sticker_picture
from inspector.screens import show_photo
from PIL import Image
from playwright.async_api import FilePayload, expect

pytestmark = [pytest.mark.slow, pytest.mark.browser]

_QUEUED = 200

# What the first version of the app left on a phone: photos inside their visits, no shelf for photos.
_FIRST_VERSION = """([token, jpeg, count, at]) => new Promise((resolve, reject) => {
  const opening = indexedDB.open("foodtrace-inspector", 1);
  opening.onupgradeneeded = () => {
    for (const name of ["trust", "status", "settings", "seen", "visits"]) opening.result.createObjectStore(name);
  };
  opening.onerror = reject;
  opening.onsuccess = () => {
    const tx = opening.result.transaction(["settings", "visits"], "readwrite");
    tx.objectStore("settings").put(token, "token");
    const photo = Uint8Array.from(atob(jpeg), (each) => each.charCodeAt(0)).buffer;
    for (let n = 0; n < count; n++) {
      const key = crypto.randomUUID();
      const verdict = { genuine: "not checked", standing: "unknown", freshness: "fresh" };
      const record = { kid: null, idx: null, establishment_id: 1 + n, token_sha256: null, typed_code: null,
        verdict, visited_at: at + n, results: { samples_24h: "met" }, notes: `visit ${n}` };
      tx.objectStore("visits").put({ key, state: "waiting", record, photos: [photo], name: null, street: null,
        tries: 0, next: 0, problem: null }, key);
    }
    // The connection stays open, as a tab with the older app holds it.
    tx.oncomplete = () => resolve(null);
  };
})"""


@pytest.fixture
async def server(today: Street) -> AsyncIterator[Server]:
    async with Server(today) as server:
        yield server


def _rows(street: Street, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(street.folder / "registry.sqlite") as db:
        return list(db.execute(query))


def _jpeg(picture: Image.Image, **options: Any) -> bytes:
    packed = io.BytesIO()
    picture.save(packed, "JPEG", **options)
    return packed.getvalue()


async def test_two_hundred_visits_of_an_older_app_arrive_once_each(
    today: Street, server: Server, tmp_path: Path
) -> None:
    photo = base64.b64encode(_jpeg(Image.effect_noise((160, 120), 60).convert("RGB"))).decode()
    async with phone(tmp_path / "profile") as context:
        older = context.pages[0]
        await older.goto(f"{server.address}/healthz")
        begun = [await token_of(today), photo, _QUEUED, int(time.time()) - 1000]
        await older.evaluate(_FIRST_VERSION, begun)
        page = await context.new_page()
        await page.goto(f"{server.address}/inspect/#visits")
        await expect(page.locator("[role=alert]")).to_contain_text("Xin đóng các thẻ đó")
        await older.close()
        await expect(page.locator(".v-sent")).to_have_count(_QUEUED, timeout=5 * PATIENCE)
        await expect(page.locator(".age")).to_contain_text("đã gửi hết")
    kept = _rows(today, "SELECT notes FROM visit ORDER BY id")
    assert [notes for (notes,) in kept] == [f"visit {n}" for n in range(_QUEUED)]
    assert _rows(today, "SELECT count(*) FROM visit_photo") == [(_QUEUED,)]


async def test_a_photo_of_twelve_megapixels_is_scanned_and_made_small(
    today: Street, server: Server, tmp_path: Path
) -> None:
    wall = Image.new("RGB", (4000, 3000), (120, 112, 100))
    wall.paste(sticker_picture(today.links["green"], 300), (1400, 500))
    marks = Image.Exif()
    marks[0x0112], marks[0x010E] = 6, "the owner of this phone"
    content = _jpeg(wall.rotate(90, expand=True), quality=92, exif=marks)
    photo = FilePayload(name="12mp.jpg", mimeType="image/jpeg", buffer=content)
    async with phone(tmp_path / "profile") as context:
        page = await opened(context, server.address)
        await go(page, "code")
        async with page.expect_file_chooser() as chooser:
            await page.locator("form.body > button:not([type=submit])").click()
        await (await chooser.value).set_files([photo])
        assert await panel_of(page) == "yes"
        await page.locator("main .main").last.click()
        async with page.expect_file_chooser() as chooser:
            await page.locator(".photos button").first.click()
        await (await chooser.value).set_files([photo])
        await expect(page.locator(".photos img")).to_have_count(1)
        await enter_token(page, await token_of(today))
        await go(page, "visits")
        await page.locator(".v-draft button").first.click()
        await expect(page.locator(".photos img")).to_have_count(1)
        size = await page.locator(".photos img").evaluate(
            "({naturalWidth: w, naturalHeight: h}) => [w, h]"
        )
        assert size == [1600, 1200]
        await page.locator("main .main").last.click()
        await expect(page.locator(".v-sent")).to_have_count(1)
    assert _rows(today, "SELECT width, height FROM visit_photo") == [(1600, 1200)]


async def test_a_visit_is_finished_with_the_points_it_was_begun_with(
    today: Street, server: Server, tmp_path: Path
) -> None:
    async with await Registry.open(today.folder) as registry:
        old = await current_form(registry)
    items = msgspec.to_builtins(old.items)[1:]
    items[0]["key"] = "hand_washing"
    new = parse_form(msgspec.json.encode({"items": items}))
    async with phone(tmp_path / "profile") as context:
        page = await opened(context, server.address)
        await enter_token(page, await token_of(today))
        await show_photo(page, today.links["green"])
        await page.locator("main .main").last.click()
        answer = page.locator(".options").nth(0).locator("button").first
        await answer.click()
        # It shows as pressed once it is kept.
        await expect(answer).to_have_attribute("aria-pressed", "true")
        async with await Registry.open(today.folder) as registry:
            await set_form(registry, new, actor="test", now=int(time.time()))
        async with page.expect_response("**/inspect/api/form") as fetched:
            await page.reload()
        assert (await (await fetched.value).json())["version"] == new.version
        await go(page, "visits")
        await page.locator(".v-draft button").first.click()
        await expect(page.locator(".options")).to_have_count(len(old.items))
        await page.locator(".options").nth(1).locator("button").nth(1).click()
        await page.locator("main .main").last.click()
        await expect(page.locator(".v-sent")).to_have_count(1)
        await show_photo(page, today.links["green"])
        await page.locator("main .main").last.click()
        await expect(page.locator(".options")).to_have_count(len(new.items))
    ((version, results),) = _rows(today, "SELECT form_version, results FROM visit")
    assert version == old.version
    assert json.loads(results) == {"receiving_storing": "met", "water_hand_washing": "not_met"}
