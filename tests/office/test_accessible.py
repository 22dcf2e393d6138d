"""Every page of the console, and every page for owners and the public that came with it, under axe-core."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from api.serving import CHROMIUM, app_of, browsing, serving
from api.street import NOW
from api.test_accessible import axe, faults_on
from inspector.typescript import node_is_here
from litestar import Litestar
from office.season import Season
from office.signed_in import begin_session
from office.walking import addresses_of, in_every_language
from playwright.async_api import Browser, BrowserContext

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
    pytest.mark.skipif(not node_is_here(), reason="axe-core comes from npm"),
]

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


def pages_of(app: Litestar, season: Season) -> list[tuple[str, str]]:
    """(route, address) of what a person may look at; other rooms look at the rest."""
    rooms = ("/office", "/apply", "/reply", "/city", "/data", "/kitchen", "/recall", "/goods")
    found = [
        (path, address)
        for path, many in addresses_of(app, season).items()
        if path.startswith(rooms)
        for address in many
    ]
    # Whoever followed a kitchen's link sees its book from then on.
    return sorted(found, key=lambda each: season.secrets["kitchen"] not in each[1])


async def _inside(browser: Browser, base: str, token: str, size: dict[str, int]) -> BrowserContext:
    context = await browser.new_context(viewport=size, accept_downloads=False)  # type: ignore[arg-type]
    await context.add_cookies([{"name": "foodtrace_session", "value": token, "url": base}])
    return context


async def test_axe_finds_nothing_and_every_page_fits_a_phone_and_a_desk(
    season: Season, tmp_path: Path
) -> None:
    """Every page of a new route too, in all of its languages by turns."""
    folder = tmp_path / "registry"
    shutil.copytree(season.street.folder, folder)
    script, app = axe(), app_of(folder)
    _, token = await begin_session(folder, "administrator", now=NOW)
    faults: dict[str, list[list[str]]] = {}
    wide: list[tuple[str, int]] = []
    seen = 0
    async with serving(app) as base, browsing() as browser:
        for width, size in ((360, PHONE), (1280, DESK)):
            context = await _inside(browser, base, token, size)
            inside = await context.new_page()
            stranger = await browser.new_page(viewport=size)  # type: ignore[arg-type]
            for count, (_, address) in enumerate(pages_of(app, season)):
                languages = in_every_language(address)
                chosen = languages[(count + width // 1280) % len(languages)]
                head = await context.request.head(f"{base}{chosen}")
                if "text/html" not in head.headers.get("content-type", ""):
                    continue
                # Signed in, one is led on from the page that signs in.
                page = stranger if address.startswith("/office/sign-") else inside
                answer = await page.goto(f"{base}{chosen}")
                assert answer is not None
                assert answer.status < 500, chosen
                found = await faults_on(page, script)
                if found:
                    faults[f"{width} {chosen}"] = found
                reach = await page.evaluate("document.documentElement.scrollWidth")
                if reach > width:
                    wide.append((f"{width} {chosen}", reach))
                seen += 1
            await stranger.close()
            await context.close()
    assert seen > 80
    assert faults == {}
    assert wide == []
