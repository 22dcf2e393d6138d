"""The pages in a real browser: they fit, they can be read, they ask nobody, they work by keyboard alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from api.endings import Ending, by_place
from api.serving import CHROMIUM, app_of, browsing, serving
from foodtrace_api.words import LANGUAGES
from playwright.async_api import Browser, Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
]

# Every text node with the colours that are really painted, flattened to opaque ones.
_CONTRASTS = """() => {
  const rgb = value => value.match(/[\\d.]+/g).map(Number);
  const ground = element => {
    for (let at = element; at; at = at.parentElement) {
      const [r, g, b, a = 1] = rgb(getComputedStyle(at).backgroundColor);
      if (a === 1) return [r, g, b];
    }
    return matchMedia('(prefers-color-scheme:dark)').matches ? [18, 25, 31] : [255, 255, 255];
  };
  const light = channels => {
    const [r, g, b] = channels.map(c => c / 255).map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const words = walk.currentNode.textContent.trim();
    const element = walk.currentNode.parentElement;
    if (!words || !element.getClientRects().length) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(rgb(style.color)), light(ground(element))].sort((x, y) => y - x);
    found.push([(a + .05) / (b + .05), parseFloat(style.fontSize), words]);
  }
  return found;
}"""


@asynccontextmanager
async def opened(
    browser: Browser, base: str, ending: Ending, *, language: str = "vi"
) -> AsyncIterator[Page]:
    """The page of an ending; fails on any request to another server and on any console message."""
    page = await browser.new_page(viewport={"width": 360, "height": 640})
    strange: list[str] = []
    page.on("request", lambda r: None if r.url.startswith(base) else strange.append(r.url))
    page.on("console", lambda m: strange.append(m.text) if "status of" not in m.text else None)
    answer = await page.goto(f"{base}{ending.address(language)}")
    assert answer is not None
    assert answer.status == ending.status
    yield page
    assert strange == []
    assert bool(await page.context.cookies()) == ending.has_form
    await page.close()


async def test_every_ending_can_be_read_and_shows_its_plate_on_the_first_screen(
    endings: dict[str, Ending],
) -> None:
    """One browser for all: starting it takes longer than the pages."""
    async with browsing() as browser:
        for together in by_place(endings.values()):
            folder, now, with_key = together[0].place
            async with serving(app_of(folder, now, with_key=with_key)) as base:
                for ending in together:
                    await _can_be_read(browser, base, ending)


async def _can_be_read(browser: Browser, base: str, ending: Ending) -> None:
    async with opened(browser, base, ending) as page:
        await _plate_is_on_the_first_screen(page, ending.name)
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme=scheme)
            await _every_word_can_be_read(page, f"{ending.name} {scheme}")


async def _plate_is_on_the_first_screen(page: Page, name: str) -> None:
    plate = page.locator(".plate")
    if await plate.count():
        box = await plate.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 640, name


async def _every_word_can_be_read(page: Page, name: str) -> None:
    contrasts = await page.evaluate(_CONTRASTS)
    assert len(contrasts) > 10
    for ratio, size, words in contrasts:
        assert ratio >= 4.5, (name, ratio, words)
        assert size >= 12, (name, words)


async def test_the_verdict_name_and_question_are_above_the_fold(
    endings: dict[str, Ending],
) -> None:
    async with browsing() as browser:
        for name in ("green", "forged", "revoked", "stale"):
            ending = endings[name]
            app = app_of(ending.folder, ending.now, with_key=ending.with_key)
            async with serving(app) as base:
                for language in LANGUAGES:
                    async with opened(browser, base, ending, language=language) as page:
                        box = await page.locator(".ask h2").bounding_box()
                        assert box is not None
                        assert box["y"] + box["height"] <= 640, (name, language)


async def test_a_page_works_by_keyboard_alone_and_shows_where_it_is(
    endings: dict[str, Ending],
) -> None:
    ending = endings["mistyped"]
    async with (
        serving(app_of(ending.folder)) as base,
        browsing() as browser,
        opened(browser, base, ending) as page,
    ):
        seen = []
        for _ in range(14):
            await page.keyboard.press("Tab")
            focused = await page.evaluate(
                "(() => { const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();"
                " return [e.tagName, s.outlineStyle, parseFloat(s.outlineWidth), b.height]; })()"
            )
            if focused[0] == "BODY":
                break
            seen.append(focused[0])
            assert focused[1] == "solid"
            assert focused[2] >= 3
            assert focused[3] >= 40
        assert seen[:3] == ["A", "INPUT", "BUTTON"]
        # The jump, the search, three reports, four other languages.
        assert seen.count("A") == 9
        await page.fill("#code", "00rs kac7")
        await page.press("#code", "Enter")
        await page.wait_for_url("**/c/00RS-KAC7?lang=vi")
        assert "Bún Chả Cá Bà Lữ" in await page.inner_text(".plate")


async def test_the_languages_lead_to_the_same_page(endings: dict[str, Ending]) -> None:
    ending = endings["green"]
    async with (
        serving(app_of(ending.folder)) as base,
        browsing() as browser,
        opened(browser, base, ending) as page,
    ):
        for language in ("ko", "zh-Hant", "en"):
            async with page.expect_navigation():
                await page.click(f'nav a[hreflang="{language}"]')
            assert await page.get_attribute("html", "lang") == language
            assert await page.inner_text(".plate h2") == "Bún Chả Cá Bà Lữ"


async def test_a_screen_reader_hears_the_verdict_the_three_answers_and_the_name_in_order(
    endings: dict[str, Ending],
) -> None:
    ending = endings["green"]
    async with (
        serving(app_of(ending.folder)) as base,
        browsing() as browser,
        opened(browser, base, ending, language="en") as page,
    ):
        heard = await page.locator("main").aria_snapshot()
        order = [
            heard.index(words)
            for words in (
                'heading "Confirmed and in force" [level=1]',
                "Signature confirmed",
                "In force until 4 Jul 2029",
                "Up to date today, 05:00",
                'heading "Bún Chả Cá Bà Lữ" [level=2]',
                "319 Hùng Vương",
                'heading "Does this match the door?" [level=2]',
            )
        ]
        assert order == sorted(order)
        assert "img" not in heard


async def test_the_stripes_and_the_mark_remain_where_colour_is_lost(
    endings: dict[str, Ending],
) -> None:
    """On paper fills are dropped: the edge, the mark and the words must carry it."""
    ending = endings["forged"]
    async with (
        serving(app_of(ending.folder)) as base,
        browsing() as browser,
        opened(browser, base, ending) as page,
    ):
        stripes = "getComputedStyle(document.querySelector('.panel'), '::before').backgroundImage"
        assert "repeating-linear-gradient" in await page.evaluate(stripes)
        await page.emulate_media(media="print")
        assert await page.locator(".panel h1").is_visible()
        assert await page.locator(".panel .top svg").is_visible()
        assert not await page.locator("nav").is_visible()
        colour = "getComputedStyle(document.querySelector('.panel h1')).color"
        assert await page.evaluate(colour) == "rgb(0, 0, 0)"
