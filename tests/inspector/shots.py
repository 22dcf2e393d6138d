"""Pictures of every screen of the app, for people to look at: `python tests/inspector/shots.py [OUT [language ...]]`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [
    str(Path(__file__).resolve().parents[2] / part) for part in ("trace", "api", "tests")
]

from api.street import build_street  # noqa: E402
from inspector.office import Server, token_of, visited  # noqa: E402
from inspector.screens import every_screen  # noqa: E402

_SIZES = ((360, 640), (320, 568), (1280, 800))
_LANGUAGES = {"vi": "vi-VN", "en": "en-GB"}


async def take(out: Path, languages: list[str]) -> int:
    """One picture of each screen at both widths in each language; gives how many."""
    taken = 0
    with tempfile.TemporaryDirectory() as folder:
        street = await build_street(Path(folder) / "registry", today=int(time.time()))
        token = await token_of(street)
        await visited(street, "green", "first", samples_24h="not_met", waste_pests="met")
        async with Server(street) as server:
            for language in languages:
                for width, height in _SIZES:
                    screens = every_screen(
                        street, server, Path(folder), _LANGUAGES[language], width, height, token
                    )
                    async for name, page in screens:
                        await page.screenshot(path=out / f"app-{name}-{language}-{width}.png")
                        taken += 1
    return taken


def main() -> None:
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "shots")
    languages = sys.argv[2:] or list(_LANGUAGES)
    out.mkdir(parents=True, exist_ok=True)
    sys.stdout.write(f"{asyncio.run(take(out, languages))} pictures of the app in {out}\n")


if __name__ == "__main__":
    main()
