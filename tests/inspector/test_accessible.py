"""axe-core finds nothing on any screen of the app, in Vietnamese and English."""

from __future__ import annotations

from pathlib import Path

import pytest
from api.street import Street
from inspector.office import Server
from inspector.screens import every_screen
from inspector.typescript import node_is_here, npm_packages

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif(not node_is_here(), reason="axe-core comes by npm"),
]

_RUN = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
}"""


@pytest.mark.parametrize(("language", "width"), [("vi-VN", 360), ("en-GB", 320)])
async def test_axe_finds_nothing_on_any_screen(
    today: Street, tmp_path: Path, language: str, width: int
) -> None:
    axe = (npm_packages() / "node_modules" / "axe-core" / "axe.min.js").read_text()
    faults: dict[str, list[str]] = {}
    wide: dict[str, int] = {}
    seen = 0
    async with Server(today) as server:
        height = 640 if width == 360 else 568
        async for name, page in every_screen(today, server, tmp_path, language, width, height):
            seen += 1
            # The policy of the page lets no script in; what the checker brings is no part of the page.
            await page.evaluate(f"(() => {{ {axe} ; globalThis.axe = axe }})()")
            if found := await page.evaluate(_RUN):
                faults[name] = found
            wide[name] = await page.evaluate("document.documentElement.scrollWidth")
    assert seen >= 20
    assert faults == {}
    assert {name: each for name, each in wide.items() if each > width} == {}
