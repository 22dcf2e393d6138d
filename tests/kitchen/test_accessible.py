"""Every page of a kitchen under axe-core, in every language, on the narrowest phone, with and without its script."""

from __future__ import annotations

import pytest
from api.conftest import built, street
from api.kitchens import deliver, link_of
from api.serving import CHROMIUM, app_of, browsing, serving
from api.street import Street
from api.test_accessible import axe, faults_on
from foodtrace_api.words import LANGUAGES, words_of
from inspector.typescript import node_is_here
from playwright.async_api import Page

__all__ = ["built", "street"]

# Through every page; the others have the same ones with other words.
_WALKED = ("vi", "en")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
    pytest.mark.skipif(not node_is_here(), reason="axe-core comes from npm"),
]


async def _check(
    page: Page, script: str, found: dict[tuple[str, str], object], *where: str
) -> None:
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320, where
    small = await page.evaluate(
        "[...document.querySelectorAll('main button, main summary, main a, main input:not([type=hidden]), main select')]"
        ".filter(e => e.getClientRects().length && !e.closest('.good summary'))"
        ".map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height])"
        ".filter(([, height]) => height < 24)"
    )
    assert small == [], where
    if faults := await faults_on(page, script):
        found[where[0], where[1]] = faults


async def test_axe_finds_nothing_and_nothing_is_cut_at_320_pixels(street: Street) -> None:
    script = axe()
    place = street.ids["green"]
    await deliver(street.folder, place)
    path = await link_of(street.folder, place)
    found: dict[tuple[str, str], object] = {}
    async with serving(app_of(street.folder, with_key=False)) as base, browsing() as browser:
        for language in LANGUAGES:
            w = words_of(language, "kitchen")
            # One language without the script: what the page can do, it can do so.
            context = await browser.new_context(
                viewport={"width": 320, "height": 568}, service_workers="block"
            )
            if language == "en":
                await context.route("**/kitchen/app.js", lambda route: route.abort())
            page = await context.new_page()
            await page.goto(f"{base}{path}?lang={language}")
            await _check(page, script, found, language, "page")
            if language not in _WALKED:
                await context.close()
                continue
            await page.locator(".good input[type=checkbox]").first.check()
            await page.locator(".more > summary").click()
            await page.fill("#product", f"Đậu hũ {language}")
            await page.fill("#quantity", "x")
            await _check(page, script, found, language, "typed")
            async with page.expect_navigation():
                await page.click(".send button")
            assert await page.inner_text("#quantity-f") == w("kitchen_fault_quantity")
            assert await page.input_value("#product") == f"Đậu hũ {language}"
            await _check(page, script, found, language, "wrong")
            for field, typed in (("quantity", "2"), ("unit", "kg"), ("supplier", "Cô Ba")):
                await page.fill(f"#{field}", typed)
            async with page.expect_navigation():
                await page.click(".send button")
            assert w("kitchen_recorded", n=2) in await page.inner_text("main")
            await _check(page, script, found, language, "recorded")
            async with page.expect_navigation():
                await page.locator(".wrong-link").first.click()
            await _check(page, script, found, language, "receipt")
            async with page.expect_navigation():
                await page.click("button.plain")
            assert w("kitchen_done_back") in await page.inner_text("main")
            await page.goto(f"{base}/kitchen/in/nothing?lang={language}")
            await _check(page, script, found, language, "outside")
            await context.close()
    assert found == {}
