"""Every page in every language under axe-core, and the report's whole way in a real browser without script."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from api.endings import Ending, by_place
from api.serving import CHROMIUM, app_of, browsing, serving
from foodtrace_api.words import LANGUAGES, words_of
from inspector.typescript import node_is_here, npm_packages
from playwright.async_api import Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
]

_RUN = """async () => globalThis.axe && (await axe.run(document, {resultTypes: ['violations']})).violations.map(
    found => [found.id, ...found.nodes.map(node => node.html)])"""


def axe() -> str:
    return (npm_packages() / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


async def faults_on(page: Page, script: str) -> list[list[str]]:
    found: list[list[str]] | None = await page.evaluate(_RUN)
    if found is None:
        # Through the debugger, since the page's own policy lets no script in; from now on every page has it.
        await page.add_init_script(script)
        await page.evaluate(script)
        found = await page.evaluate(_RUN)
    assert found is not None
    return found


@pytest.mark.skipif(not node_is_here(), reason="axe-core comes from npm")
async def test_axe_finds_nothing_on_any_page_in_any_language_and_each_fits_a_small_phone(
    endings: dict[str, Ending],
) -> None:
    script = axe()
    async with browsing() as browser:
        page = await browser.new_page(viewport={"width": 320, "height": 568})
        found = {}
        for together in by_place(endings.values()):
            folder, now, with_key = together[0].place
            async with serving(app_of(folder, now, with_key=with_key)) as base:
                for ending, language in itertools.product(together, LANGUAGES):
                    await page.goto(f"{base}{ending.address(language)}")
                    wide = await page.evaluate("document.documentElement.scrollWidth")
                    assert wide <= 320, (ending.name, language)
                    found[ending.name, language] = await faults_on(page, script)
    assert len(found) == len(endings) * len(LANGUAGES)
    assert {where: faults for where, faults in found.items() if faults} == {}


@pytest.mark.skipif(not node_is_here(), reason="axe-core comes from npm")
async def test_a_report_goes_from_the_sticker_to_its_thanks_without_script(
    endings: dict[str, Ending], tmp_path: Path
) -> None:
    """Wrong first, so that the form that comes back is walked through too."""
    script, ending = axe(), endings["green"]
    broken = tmp_path / "photo.jpg"
    broken.write_bytes(b"no photo")
    async with serving(app_of(ending.folder)) as base, browsing() as browser:
        for language in LANGUAGES:
            w = words_of(language)
            # The engine stays on for axe; the pages have none of their own, and their policy allows none.
            context = await browser.new_context(viewport={"width": 320, "height": 568})
            page = await context.new_page()
            await page.goto(f"{base}{ending.address(language)}")
            assert await context.cookies() == []
            async with page.expect_navigation():
                await page.click(f'.acts a:has-text("{w("report_other")}")')
            await page.get_by_label(w("report_text_other")).fill("Ruồi 🪰")
            await page.get_by_label(w("report_category")).select_option("pests")
            await page.get_by_label(w("report_contact")).fill("me@example.com")
            await page.set_input_files("#photo", broken)
            async with page.expect_navigation():
                await page.click("main button")
            assert await page.inner_text("#photo-f") == w("report_fault_photo_format")
            assert w("report_photo_again") in await page.inner_text("[role=alert]")
            assert await page.input_value("#text") == "Ruồi 🪰"
            assert await page.input_value("#category") == "pests"
            assert await page.input_value("#contact") == "me@example.com"
            assert await page.evaluate("document.documentElement.scrollWidth") <= 320
            assert await faults_on(page, script) == []
            async with page.expect_navigation():
                await page.click("main button")
            assert w("report_other_done") in await page.inner_text("main")
            assert await page.get_attribute("html", "lang") == language
            assert await faults_on(page, script) == []
            # What a reload would send again is a question, not the report.
            await page.reload()
            assert w("report_other_done") in await page.inner_text("main")
            (cookie,) = await context.cookies()
            assert cookie["httpOnly"]
            assert cookie["sameSite"] == "Strict"
            assert cookie["path"] == "/report"
            await context.close()
