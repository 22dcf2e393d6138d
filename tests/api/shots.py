"""Pictures of every ending, for people to look at: `python tests/api/shots.py [OUT [language ...]]`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

sys.path[:0] = [
    str(Path(__file__).resolve().parents[2] / part) for part in ("trace", "api", "tests")
]

from api.endings import ENDINGS, Ending, build_endings  # noqa: E402
from api.serving import app_of, browsing, serving  # noqa: E402
from api.street import NOW, build_street  # noqa: E402
from api.test_city import fill  # noqa: E402
from foodtrace.publication.open_data import make_dump  # noqa: E402
from foodtrace.registry import Registry  # noqa: E402
from foodtrace_api.words import LANGUAGES  # noqa: E402
from playwright.async_api import Browser  # noqa: E402

_SIZES = {
    "first": ({"width": 360, "height": 640}, False, "light", 2),
    "full": ({"width": 360, "height": 640}, True, "light", 2),
    "narrow": ({"width": 320, "height": 568}, True, "light", 1),
    "dark": ({"width": 360, "height": 640}, True, "dark", 2),
    "desktop": ({"width": 1280, "height": 800}, True, "light", 1),
}
# Layout does not change with every language: these in the first two asked for.
_ONE_OF_EACH = ("narrow", "dark", "desktop")


async def take(out: Path, languages: list[str]) -> int:
    """One picture per ending, size and language; gives how many."""
    taken = 0
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        endings = await build_endings(folder)
        browser = await stack.enter_async_context(browsing())
        for ending in endings:
            app = app_of(ending.folder, ending.now, with_key=ending.with_key)
            async with serving(app) as base:
                for size, (viewport, full, scheme, scale) in _SIZES.items():
                    page = await browser.new_page(
                        viewport=viewport,  # type: ignore[arg-type]
                        color_scheme=scheme,  # type: ignore[arg-type]
                        device_scale_factor=scale,
                    )
                    for language in languages:
                        if size in _ONE_OF_EACH and language not in languages[:2]:
                            continue
                        await page.goto(f"{base}{ending.address(language)}")
                        name = f"{ending.name}-{language}-{size}.png"
                        await page.screenshot(path=out / name, full_page=full)
                        taken += 1
                    await page.close()
        taken += await _take_report(out, endings[0], browser, languages)
        taken += await _take_city(out, folder / "city", browser, languages)
    return taken


async def _take_report(out: Path, green: Ending, browser: Browser, languages: list[str]) -> int:
    """The form that came back with its faults, and the thanks once it was right."""
    app = app_of(green.folder, green.now, with_key=green.with_key)
    async with serving(app) as base:
        for language in languages:
            page = await browser.new_page(viewport={"width": 360, "height": 640})
            await page.goto(f"{base}/report/00RS-KAC7?kind=other&lang={language}")
            not_one = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": b"no photo"}
            await page.fill("#text", "x" * 1001)
            await page.set_input_files("#photo", not_one)  # type: ignore[arg-type]
            await page.click("main button")
            await page.screenshot(path=out / f"report-long-{language}-full.png", full_page=True)
            await page.fill("#text", "Gián ở bếp")
            await page.set_input_files("#photo", not_one)  # type: ignore[arg-type]
            await page.click("main button")
            await page.screenshot(path=out / f"report-photo-{language}-full.png", full_page=True)
            await page.click("main button")
            await page.screenshot(path=out / f"thanks-{language}-full.png", full_page=True)
            await page.close()
    return 3 * len(languages)


async def _take_city(out: Path, folder: Path, browser: Browser, languages: list[str]) -> int:
    """The picture of a small city and its open data, before and after the first dump."""
    street = await build_street(folder)
    await fill(street.folder)
    names = []
    async with serving(app_of(street.folder)) as base:
        for number, path in enumerate(("/data/", "/city/", "/data/")):
            if number == 2:
                async with await Registry.open(street.folder) as registry:
                    await make_dump(registry, NOW)
            for size in ("full", "dark", "desktop"):
                viewport, full, scheme, scale = _SIZES[size]
                page = await browser.new_page(
                    viewport=viewport,  # type: ignore[arg-type]
                    color_scheme=scheme,  # type: ignore[arg-type]
                    device_scale_factor=scale,
                )
                for language in languages if size == "full" else languages[:2]:
                    await page.goto(f"{base}{path}?lang={language}")
                    names.append(f"{path.strip('/')}{number}-{language}-{size}.png")
                    await page.screenshot(path=out / names[-1], full_page=full)
                await page.close()
    return len(names)


def main() -> None:
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "shots")
    languages = sys.argv[2:] or list(LANGUAGES)
    out.mkdir(parents=True, exist_ok=True)
    taken = asyncio.run(take(out, languages))
    sys.stdout.write(f"{taken} pictures of {len(ENDINGS)} endings in {out}\n")


if __name__ == "__main__":
    main()
