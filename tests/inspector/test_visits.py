"""A visit written with no network outlives reloads and restarts and reaches the register exactly once."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from api.street import Street
from inspector.office import Server, token_of
from inspector.phone import enter_token, go, opened, phone
from inspector.screens import show_photo
from PIL import Image
from playwright.async_api import Page, expect

pytestmark = [pytest.mark.slow, pytest.mark.browser]


class Losing:
    """Around the real application: counts the visits that arrive and can lose the answers on the way back."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.lose = 0
        self.answer: tuple[int, bytes] | None = None

    def __call__(self, app: Any) -> Any:
        async def around(scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] != "http" or scope["path"] != "/inspect/api/visits":
                await app(scope, receive, send)
                return
            self.keys.append(dict(scope["headers"])[b"idempotency-key"].decode())
            if self.answer is not None:
                status, body = self.answer
                headers = [(b"content-type", b"application/problem+json")]
                await send({"type": "http.response.start", "status": status, "headers": headers})
                await send({"type": "http.response.body", "body": body})
                return
            if self.lose > 0:
                self.lose -= 1

                async def nowhere(_: Any) -> None:
                    """The server did its work; the phone hears nothing of it."""

                await app(scope, receive, nowhere)
                raise ConnectionResetError("lost on the way back")
            await app(scope, receive, send)

        return around


@pytest.fixture
def losing() -> Losing:
    return Losing()


@pytest.fixture
async def server(today: Street, losing: Losing) -> AsyncIterator[Server]:
    async with Server(today, losing) as server:
        yield server


def _kept(street: Street) -> list[tuple[Any, ...]]:
    with sqlite3.connect(street.folder / "registry.sqlite") as db:
        query = "SELECT key, establishment_id, results, notes, id FROM visit ORDER BY id"
        return list(db.execute(query))


def _photos(street: Street) -> int:
    with sqlite3.connect(street.folder / "registry.sqlite") as db:
        return int(db.execute("SELECT count(*) FROM visit_photo").fetchone()[0])


async def _write(page: Page, link: str, notes: str, *, photo: Path | None = None) -> None:
    await show_photo(page, link)
    await page.locator("main .main").last.click()
    await page.locator(".options button").first.click()
    await page.fill("#notes", notes)
    if photo is not None:
        await _choose_photo(page, photo)
        await expect(page.locator(".photos img")).to_have_count(1)
    await page.locator("main .main").last.click()
    await page.locator(".list .visit").first.wait_for()


async def _choose_photo(page: Page, content: Path) -> None:
    async with page.expect_file_chooser() as chooser:
        await page.locator(".photos button").first.click()
    await (await chooser.value).set_files(content)


def _jpeg(folder: Path) -> Path:
    out = folder / "photo.jpg"
    Image.effect_noise((2400, 1800), 60).convert("RGB").save(out, quality=95)
    return out


async def test_written_offline_it_survives_a_restart_and_arrives_once(
    today: Street, server: Server, losing: Losing, tmp_path: Path
) -> None:
    token = await token_of(today)
    profile = tmp_path / "profile"
    async with phone(profile) as context:
        page = await opened(context, server.address)
        await enter_token(page, token)
        await server.stop()
        await context.set_offline(True)
        await page.reload()
        await _write(page, today.links["green"], "Thiếu nhãn mẫu lưu", photo=_jpeg(tmp_path))
        await expect(page.locator(".v-waiting")).to_have_count(1)
        await page.reload()
        await go(page, "visits")
        await expect(page.locator(".v-waiting")).to_have_count(1)
    await server.start()
    assert _kept(today) == []
    async with phone(profile) as context:
        page = context.pages[0]
        await page.goto(f"{server.address}/inspect/#visits")
        await expect(page.locator(".v-sent")).to_have_count(1)
        await page.reload()
        await page.locator(".foot .main").click()
        await expect(page.locator(".v-sent")).to_have_count(1)
    (visit,) = _kept(today)
    assert visit[1] == today.ids["green"]
    assert visit[3] == "Thiếu nhãn mẫu lưu"
    assert len(json.loads(visit[2])) == 1
    assert _photos(today) == 1
    assert len(losing.keys) == 1


async def test_a_lost_answer_is_asked_for_again_with_the_same_key(
    today: Street, server: Server, losing: Losing, tmp_path: Path
) -> None:
    token = await token_of(today)
    losing.lose = 2
    async with phone(tmp_path / "profile") as context:
        page = await opened(context, server.address)
        await enter_token(page, token)
        await _write(page, today.links["green"], "một lần", photo=None)
        await expect(page.locator(".v-waiting")).to_have_count(1)
        while losing.lose:
            await page.locator(".foot .main").click()
            await expect(page.locator(".foot [role=status]")).to_contain_text("Chưa gửi được")
        await page.locator(".foot .main").click()
        await expect(page.locator(".v-sent")).to_have_count(1)
    assert len(_kept(today)) == 1
    assert len(losing.keys) >= 3
    assert len(set(losing.keys)) == 1


async def test_two_tabs_send_each_visit_once(
    today: Street, server: Server, losing: Losing, tmp_path: Path
) -> None:
    token = await token_of(today)
    async with phone(tmp_path / "profile") as context:
        page = await opened(context, server.address)
        await _write(page, today.links["green"], "một")
        await _write(page, today.links["plain"], "hai")
        await enter_token(page, "")
        other = await context.new_page()
        for each in (page, other):
            await each.goto(f"{server.address}/inspect/#visits")
            await each.reload()
            await expect(each.locator(".v-waiting")).to_have_count(2)
        await _enter_token_quietly(page, token)
        for each in (page, other):
            await each.reload()
        await asyncio.gather(*(each.locator(".foot .main").click() for each in (page, other)))
        await expect(page.locator(".v-sent")).to_have_count(2)
        await other.reload()
        await expect(other.locator(".v-sent")).to_have_count(2)
    assert sorted(visit[3] for visit in _kept(today)) == ["hai", "một"]
    assert len(losing.keys) == 2


async def _enter_token_quietly(page: Page, token: str) -> None:
    """Into the settings themselves, as the other tab finds them at its next start."""
    await page.evaluate(
        """token => new Promise((resolve, reject) => {
          const opening = indexedDB.open("foodtrace-inspector");
          opening.onsuccess = () => {
            const tx = opening.result.transaction("settings", "readwrite");
            tx.objectStore("settings").put(token, "token");
            tx.oncomplete = () => { opening.result.close(); resolve(null); };
            tx.onerror = reject;
          };
        })""",
        token,
    )


async def test_without_the_right_token_the_visit_waits_for_one(
    today: Street, server: Server, tmp_path: Path
) -> None:
    token = await token_of(today)
    async with phone(tmp_path / "profile") as context:
        page = await opened(context, server.address)
        await enter_token(page, "ft-wrong")
        await _write(page, today.links["green"], "giữ lại")
        await expect(page.locator(".notice")).to_contain_text("mã truy cập")
        await expect(page.locator(".v-waiting")).to_have_count(1)
        assert _kept(today) == []
        await enter_token(page, token)
        await go(page, "visits")
        await expect(page.locator(".v-sent")).to_have_count(1)
    assert len(_kept(today)) == 1


async def test_what_the_server_refuses_is_kept_and_shown_with_the_reason(
    today: Street, server: Server, losing: Losing, tmp_path: Path
) -> None:
    token = await token_of(today)
    losing.answer = (422, b'{"title": "Unprocessable", "detail": "results: not of this form"}')
    async with phone(tmp_path / "profile") as context:
        page = await opened(context, server.address)
        await enter_token(page, token)
        await _write(page, today.links["green"], "giữ lại")
        await expect(page.locator(".v-refused")).to_contain_text("results: not of this form")
        await page.reload()
        await expect(page.locator(".v-refused")).to_have_count(1)
        losing.answer = None
        await page.locator(".v-refused button").first.click()
        await expect(page.locator("#notes")).to_have_value("giữ lại")
        await page.locator("main .main").last.click()
        await expect(page.locator(".v-sent")).to_have_count(1)
    assert len(_kept(today)) == 1


_NOTES_ARE_KEPT = """notes => new Promise((resolve) => {
  const opening = indexedDB.open("foodtrace-inspector");
  opening.onsuccess = () => {
    const asking = opening.result.transaction("visits").objectStore("visits").getAll();
    asking.onsuccess = () => {
      opening.result.close();
      resolve(asking.result.some(({ record }) => record.notes === notes));
    };
  };
})"""


async def test_a_reload_in_the_middle_of_writing_loses_nothing(
    today: Street, server: Server, tmp_path: Path
) -> None:
    async with phone(tmp_path / "profile") as context:
        page = await opened(context, server.address)
        await show_photo(page, today.links["green"])
        await page.locator("main .main").last.click()
        await page.locator(".options button").first.click()
        await page.fill("#notes", "đang viết dở")
        # A touch is kept when the phone's store says so; a reload in the same instant is the store's to decide.
        await page.wait_for_function(_NOTES_ARE_KEPT, arg="đang viết dở")
        await page.reload()
        await go(page, "visits")
        await page.locator(".v-draft button").first.click()
        await expect(page.locator("#notes")).to_have_value("đang viết dở")
        await expect(page.locator(".options [aria-pressed=true]")).to_have_count(1)


async def test_a_photo_that_is_no_photo_is_said_to_be_none(
    today: Street, server: Server, tmp_path: Path
) -> None:
    async with phone(tmp_path / "profile") as context:
        page = await opened(context, server.address)
        await show_photo(page, today.links["green"])
        await page.locator("main .main").last.click()
        await page.locator("#notes").wait_for()
        paper, huge = tmp_path / "paper.jpg", tmp_path / "huge.jpg"
        paper.write_bytes(b"%PDF-1.7 no photo")
        huge.write_bytes(bytes(51 * 1024 * 1024))
        await _choose_photo(page, paper)
        await expect(page.locator(".foot .fault")).to_contain_text("không phải ảnh")
        await _choose_photo(page, huge)
        await expect(page.locator(".foot .fault")).to_contain_text("50 MB")
        await expect(page.locator(".photos img")).to_have_count(0)
