"""Pictures of the office and of what it shows outside: `python tests/office/shots.py [OUT [room ...]]`."""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

sys.path[:0] = [
    str(Path(__file__).resolve().parents[2] / part) for part in ("trace", "api", "cli", "tests")
]

from api.serving import app_of, browsing, serving  # noqa: E402
from api.street import NOW, build_street  # noqa: E402
from foodtrace.issuing import record_intake  # noqa: E402
from foodtrace.registry import Registry  # noqa: E402
from foodtrace_api.words import LANGUAGES  # noqa: E402
from office.season import Season, build_season  # noqa: E402
from office.signed_in import begin_session  # noqa: E402
from office.test_accessible import pages_of  # noqa: E402
from office.walking import OFFICE_LANGUAGES  # noqa: E402
from playwright.async_api import Browser, BrowserContext  # noqa: E402
from registry.board import made_rows  # noqa: E402

# Width, height and scheme; the public pages have a dark look, the console has it with them.
_LOOKS = {
    "phone": (360, 740, "light"),
    "desk": (1280, 900, "light"),
    "dark": (360, 740, "dark"),
}
_FILES = re.compile(r"\.(?:xlsx|csv|js|jsonld|jsonl|gz|zip)\b|/photo|/files/|/export/|SHA256SUMS")


async def take(out: Path, rooms: list[str]) -> int:
    """One picture for each page, look and language; gives how many."""
    taken = 0
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        street = await build_street(folder / "registry")
        async with await Registry.open(street.folder) as registry:
            # A food street long enough to be turned over.
            rows = made_rows(60, first=100)
            await record_intake(registry, rows, zone="Phố dài (mẫu)", actor="test", now=NOW)
        season = await build_season(street)
        _, token = await begin_session(street.folder, "administrator", now=NOW)
        app = app_of(street.folder)
        base = await stack.enter_async_context(serving(app))
        browser = await stack.enter_async_context(browsing())
        addresses = [at for _, at in pages_of(app, season) if not _FILES.search(at)]
        chosen = [at for at in addresses if not rooms or at.strip("/").startswith(tuple(rooms))]
        for look, (width, height, scheme) in _LOOKS.items():
            context = await _context(browser, base, token, width, height, scheme)
            # The page that signs in comes last: it is taken without a session.
            for address in sorted(chosen, key=lambda at: at == "/office/sign-in"):
                taken += await _picture(context, base, address, out, look, season)
            await context.close()
    return taken


async def _context(
    browser: Browser, base: str, token: str, width: int, height: int, scheme: str
) -> BrowserContext:
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,  # type: ignore[arg-type]
        java_script_enabled=False,
    )
    await context.add_cookies([{"name": "foodtrace_session", "value": token, "url": base}])
    return context


async def _picture(
    context: BrowserContext, base: str, address: str, out: Path, look: str, season: Season
) -> int:
    languages = tuple(OFFICE_LANGUAGES if address.startswith("/office") else LANGUAGES)
    if "dark" in look:
        languages = languages[:1]
    name = address.strip("/")
    for secret in season.secrets.values():
        name = name.replace(secret, "link")
    if address == "/office/sign-in":
        await context.clear_cookies()
    page = await context.new_page()
    for language in languages:
        await page.goto(f"{base}{address}?lang={language}")
        shown = f"{name.replace('/', '-')}-{language}-{look}"
        await page.screenshot(path=out / f"{shown}.png", full_page=True)
    if name == "city" and look == "desk":
        await page.emulate_media(media="print")
        await page.set_viewport_size({"width": 794, "height": 1123})
        await page.screenshot(path=out / "city-print.png", full_page=True)
    await page.close()
    return len(languages)


def main() -> None:
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "shots")
    out.mkdir(parents=True, exist_ok=True)
    taken = asyncio.run(take(out, sys.argv[2:]))
    sys.stdout.write(f"{taken} pictures of the office and its public pages in {out}\n")


if __name__ == "__main__":
    main()
