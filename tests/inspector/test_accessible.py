"""axe-core finds nothing on any screen of the app, in Vietnamese and English."""

from __future__ import annotations

from pathlib import Path

import pytest
from api.street import Street
from inspector.office import Server, token_of, visited
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

# What a finger is to hit, in CSS pixels.
_SMALL = """() => [...document.querySelectorAll("a, button, input, textarea, summary")]
  .filter((each) => each.checkVisibility())
  .map((each) => [each.getBoundingClientRect(), each])
  .filter(([{ width, height }]) => width < 43.5 || height < 43.5)
  .map(([{ width, height }, each]) => `${width} x ${height}: ${each.outerHTML.slice(0, 120)}`)"""


@pytest.mark.parametrize(("language", "width"), [("vi-VN", 360), ("en-GB", 320)])
async def test_axe_finds_nothing_on_any_screen(
    today: Street, tmp_path: Path, language: str, width: int
) -> None:
    axe = (npm_packages() / "node_modules" / "axe-core" / "axe.min.js").read_text()
    faults: dict[str, list[str]] = {}
    wide: dict[str, int] = {}
    small: dict[str, list[str]] = {}
    seen = 0
    async with Server(today) as server:
        height = 640 if width == 360 else 568
        token = await token_of(today)
        await visited(today, "green", "first", samples_24h="not_met", waste_pests="met")
        async for name, page in every_screen(
            today, server, tmp_path, language, width, height, token
        ):
            seen += 1
            # The policy of the page lets no script in; what the checker brings is no part of the page.
            await page.evaluate(f"(() => {{ {axe} ; globalThis.axe = axe }})()")
            if found := await page.evaluate(_RUN):
                faults[name] = found
            if found := await page.evaluate(_SMALL):
                small[name] = found
            wide[name] = await page.evaluate("document.documentElement.scrollWidth")
    assert seen >= 20
    assert faults == {}
    assert small == {}
    assert {name: each for name, each in wide.items() if each > width} == {}
