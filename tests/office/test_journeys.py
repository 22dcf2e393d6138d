"""The office's main jobs in a real browser without script, with a real `foodtrace work` beside the server."""

from __future__ import annotations

import asyncio
import io
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
import pytest_asyncio
from api.serving import CHROMIUM, browsing, serving
from api.street import HOST, PASSPHRASE, Street, build_street, seed
from foodtrace.access import RIGHTS, Role
from foodtrace.keystore import KDF_INTERACTIVE, create_key, key_filename
from foodtrace.trust import kid_of, public_of
from foodtrace_api.app import create_app
from foodtrace_api.office.menu import MENU
from foodtrace_api.words import words_of
from office.signed_in import begin_session
from playwright.async_api import Browser, Locator, Page
from symbol.paper import read

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
]

_ROOT = Path(__file__).resolve().parents[2]
# Seconds longer than any of it ever takes; what is asserted is the order of events.
_PATIENCE = 180


class Board:
    """A running office: its server, its worker and one browser."""

    def __init__(self, street: Street, base: str, browser: Browser) -> None:
        self.street, self.base, self._browser = street, base, browser

    @asynccontextmanager
    async def somebody(self, role: str | None = None) -> AsyncIterator[Page]:
        """A person with a browser of her own, in English and without script; `role` signs her in."""
        context = await self._browser.new_context(
            base_url=self.base, java_script_enabled=False, locale="en-GB"
        )
        if role is not None:
            now = int(time.time())
            _, token = await begin_session(
                self.street.folder, role, now=now, name=f"Journey {role} {time.monotonic_ns()}"
            )
            cookie = {"name": "foodtrace_session", "value": token, "url": self.base}
            await context.add_cookies([cookie])  # type: ignore[list-item]
        yield await context.new_page()
        await context.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def board(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Board]:
    folder = tmp_path_factory.mktemp("journeys") / "registry"
    now = int(time.time())
    street = await build_street(folder, today=now)
    public = public_of(seed("sticker"))
    create_key(
        folder / "keys" / key_filename("sticker", kid_of(public)),
        seed("sticker"),
        PASSPHRASE,
        role="sticker",
        now=now,
        kdf=KDF_INTERACTIVE,
    )
    env = {
        "PYTHONPATH": os.pathsep.join(str(_ROOT / part) for part in ("trace", "api", "cli")),
        "FOODTRACE_REGISTRY": str(folder),
        "FOODTRACE_PASSPHRASE": PASSPHRASE,
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder.parent),
    }
    app = create_app(folder, env={"FOODTRACE_STATUS_PASSPHRASE": PASSPHRASE})
    async with AsyncExitStack() as stack:
        base = await stack.enter_async_context(serving(app))
        browser = await stack.enter_async_context(browsing())
        worker = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "foodtrace_cli", "work"),
            env=env,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            yield Board(street, base, browser)
        finally:
            worker.terminate()
            await worker.wait()


async def _until(page: Page, words: str) -> None:
    """Look again until the page says so."""
    ends = time.monotonic() + _PATIENCE
    while words not in (shown := await page.inner_text("main")):
        assert time.monotonic() < ends, shown
        await asyncio.sleep(0.1)
        await page.reload()


async def _follow(page: Page, target: Locator) -> None:
    """Press or tap what leads on, and wait for the page it leads to: what is read next stands there."""
    async with page.expect_navigation():
        await target.click()


async def _press(page: Page, words: str) -> None:
    await _follow(page, page.get_by_role("button", name=words, exact=True))


async def _paper(page: Page) -> list[str]:
    """What a reader of others reads of the printed symbols: the links."""
    href = await page.locator(".ways a[href$='.pdf']").first.get_attribute("href")
    assert href is not None
    answer = await page.request.get(href)
    assert answer.headers["content-type"] == "application/pdf"
    document = pypdfium2.PdfDocument(await answer.body())
    images = [each.render(scale=200 / 72).to_pil() for each in document]
    document.close()
    return [found.text for image in images for found in read(image)]


async def test_an_application_becomes_a_sticker_at_the_door(board: Board) -> None:
    w = words_of("en", "office", "office_dossiers", "office_work")
    async with board.somebody() as owner, board.somebody("issuing") as officer:
        await owner.goto("/apply/?lang=en")
        for field, text in {
            "name": "Bún Riêu Đầu Chợ", "street": "5 Hùng Vương", "ward": "Phường Thanh Khê",
            "number": "12/2026/CK", "owner": "Chủ Quán Mẫu", "phone": "0905 000 000",
        }.items():  # fmt: skip
            await owner.fill(f"#{field}", text)
        await owner.select_option("#category", "2")
        await owner.select_option("#basis", "commitment")
        paper = {"name": "cam-ket.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 %%EOF"}
        await owner.set_input_files("#file", paper)  # type: ignore[arg-type]
        await _follow(owner, owner.locator("form[enctype] button"))
        own = owner.url
        number = own.split("/apply/")[1].partition("/")[0]

        await officer.goto("/office/dossiers?lang=en")
        await _follow(officer, officer.locator(f"a[href*='{number}']").first)
        assert "cam-ket.pdf" in await officer.inner_text("main")
        await _press(officer, w("dossier_do_picked_up"))
        asking = officer.locator("details", has=officer.locator("#text-asked"))
        await asking.locator("summary").click()
        await officer.fill("#text-asked", "Please send the second page.")
        await _follow(officer, asking.locator("button"))

        await owner.goto(own)
        assert "Please send the second page." in await owner.inner_text("main")
        await owner.fill("#text", "Here it is.")
        await owner.set_input_files("#file", paper)  # type: ignore[arg-type]
        await _follow(owner, owner.locator("button[name=move][value=add]"))

        await officer.reload()
        assert "Here it is." in await officer.inner_text("main")
        await _follow(officer, officer.locator(f"a[href$='{number}/approve']"))
        await officer.select_option("select[name=zone]", label="Hùng Vương")
        await _press(officer, w("dossier_do_approve"))

        await officer.goto("/office/jobs")
        await _follow(officer, officer.locator("table a[href^='/office/jobs/']").first)
        await _until(officer, w("outcome_issued"))
        await officer.goto(f"/office/dossiers/{number}")
        await _follow(officer, officer.locator("a[href^='/office/establishments/']").first)
        for _ in ("asked for", "confirmed"):
            await _follow(officer, officer.locator("form[action='/office/stickers/print'] button"))
        await _until(officer, ".pdf")
        (link,) = await _paper(officer)
        assert link.startswith(f"https://{HOST}/1/")

        async with board.somebody() as diner:
            await diner.goto(link.removeprefix(f"https://{HOST}") + "?lang=en")
            assert await diner.inner_text("h1") == "Confirmed and in force"
            assert await diner.inner_text(".plate h2") == "Bún Riêu Đầu Chợ"
        await owner.goto(own)
        stands = await owner.inner_text(".state h2")
        assert stands == words_of("en", "apply")("apply_issued")


def _messy() -> bytes:
    """A list as a ward sends it: a title above the head, a split ward, an empty cell, a wrong ward."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["DANH SÁCH CƠ SỞ (MẪU)"])
    sheet.append([])
    sheet.append(["STT", "Tên quán", "Số nhà, đường", "Phường", "Loại hình", "Chủ cơ sở"])
    for row in (
        (1, "Bún Bò Cô Mẫu", "12 Lê Đình Dương", "Hải Châu", "Quán ăn", "Mẫu A"),
        (2, "Cơm Niêu Chú Mẫu", "26 Quốc lộ 1A", "Hòa Liên", "Quán ăn", "Mẫu B"),
        (3, "Mì Quảng Bà Mẫu", None, "Hải Châu", "Quán ăn", "Mẫu C"),
        (4, "Chè Dì Mẫu", "5 Trần Bình Trọng", "Phường Không Có", "Bánh, chè", "Mẫu D"),
    ):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def test_a_messy_list_is_mended_taken_in_issued_and_printed(board: Board) -> None:
    w = words_of("en", "office", "office_work")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    async with board.somebody("issuing") as officer:
        await officer.goto("/office/intake?lang=en")
        await officer.fill("input[name=new_zone]", "Journey street")
        file = {"name": "phuong.xlsx", "mimeType": kind, "buffer": _messy()}
        await officer.set_input_files("input[type=file]", file)  # type: ignore[arg-type]
        await _press(officer, w("intake_add"))
        rows = officer.locator("table.rows")
        assert await rows.locator("tbody tr").count() == 3, "faulty rows alone, beside their faults"
        await _follow(officer, rows.locator("button[name=repair]", has_text="Hải Vân"))
        await officer.locator("input[name=cell-street]").first.fill("8 Lê Lợi")
        mended = officer.locator("tr", has=officer.locator("input[name=cell-street]"))
        await _follow(officer, mended.locator("button.save"))
        shown = await officer.inner_text("main")
        assert w("intake_accept", take=3, left=1) in shown
        await _press(officer, w("intake_accept", take=3, left=1))
        assert w("intake_taken_done", count=3, zone="Journey street") in await officer.inner_text(
            "main"
        )
        await _press(officer, w("intake_then_issue"))
        await _until(officer, ".pdf")
        links = await _paper(officer)
        assert len(set(links)) == 3
        await _press(officer, w("job_printed"))
        async with board.somebody() as diner:
            names = set()
            for link in links:
                await diner.goto(link.removeprefix(f"https://{HOST}") + "?lang=en")
                assert await diner.inner_text("h1") == "Confirmed and in force"
                names.add(await diner.inner_text(".plate h2"))
        assert names == {"Bún Bò Cô Mẫu", "Cơm Niêu Chú Mẫu", "Mì Quảng Bà Mẫu"}


async def test_a_revoked_sticker_is_red_on_the_diners_page_at_once(board: Board) -> None:
    w = words_of("en", "office", "office_console")
    path, code = board.street.path("plain"), board.street.code("plain")
    async with board.somebody("issuing") as officer, board.somebody() as diner:
        await diner.goto(f"{path}?lang=en")
        assert await diner.inner_text("h1") == "Confirmed and in force"
        await officer.goto(f"/office/establishments/{code}?lang=en")
        await _follow(officer, officer.locator("form[action='/office/stickers/revoke'] button"))
        await officer.fill("#f-reason", "closed for good (sample)")
        await _follow(officer, officer.locator("button.grave"))
        begun, looks = time.monotonic(), 1
        await diner.reload()
        while await diner.inner_text("h1") == "Confirmed and in force":
            assert time.monotonic() - begun < _PATIENCE, "the diner's page must follow"
            await diner.reload()
            looks += 1
        seconds = time.monotonic() - begun
        sys.stdout.write(f"revoked on the page after {seconds:.3f} s, at look {looks}\n")
        assert "evoked" in await diner.inner_text("main")
        await officer.goto(f"/office/establishments/{code}?lang=en")
        assert w("standing_revoked") in await officer.inner_text("main")


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_sees_its_own_menu_and_is_refused_elsewhere(board: Board, role: Role) -> None:
    w = words_of("en", "office")
    async with board.somebody(str(role)) as page:
        await page.goto("/office/?lang=en")
        shown = await page.locator("nav").first.locator("a").all()
        hrefs = {await each.get_attribute("href") for each in shown}
        assert hrefs == {each.path for each in MENU if each.right in RIGHTS[role]}
        for entry in MENU:
            answer = await page.request.get(entry.path)
            assert answer.status == (200 if entry.path in hrefs else 403), entry.path
        refused = next((each.path for each in MENU if each.path not in hrefs), None)
        if refused:
            await page.goto(refused)
            assert w("error_right") in await page.inner_text("main")
