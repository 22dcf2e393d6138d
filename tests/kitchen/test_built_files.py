"""The script in the package is what its sources build, typed strictly, and served under a policy of its own."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from api.conftest import ask, built, street
from api.kitchens import link_of, opened
from api.street import Street
from inspector.typescript import SOURCE, node_is_here, npm_packages

__all__ = ["ask", "built", "street"]

KITCHEN = SOURCE.parent / "kitchen"
BUILT = SOURCE.parent / "foodtrace_api" / "static" / "kitchen"
Ask = Callable[..., Any]
_needs_node = pytest.mark.skipif(not node_is_here(), reason="building needs Node.js and npm")


@pytest.mark.slow
@_needs_node
def test_a_build_gives_the_committed_bytes(tmp_path: Path) -> None:
    npm_packages()
    out = tmp_path / "built"
    subprocess.run(["node", "build.mjs", "--out", str(out)], cwd=KITCHEN, check=True)
    made = {file.name: file.read_bytes() for file in out.iterdir()}
    kept = {file.name: file.read_bytes() for file in BUILT.iterdir()}
    assert made.keys() == kept.keys()
    assert [name for name in made if made[name] != kept[name]] == [], "run: node build.mjs"


@pytest.mark.slow
@_needs_node
def test_the_sources_are_typed_strictly() -> None:
    tsc = npm_packages() / "node_modules" / ".bin" / "tsc"
    subprocess.run([str(tsc), "--noEmit", "-p", str(KITCHEN)], check=True)


def test_the_script_is_small_and_names_no_other_host() -> None:
    for file in BUILT.glob("*.js"):
        text = file.read_text(encoding="utf-8")
        assert "http://" not in text
        assert "https://" not in text
        assert len(text) < 16_000


async def test_the_page_may_run_its_own_script_and_talk_to_this_server_alone(
    street: Street, ask: Ask
) -> None:
    path = await link_of(street.folder, street.ids["green"])
    async with ask(street.folder) as client:
        await opened(client, path)
        policy = (await client.get("/kitchen/")).headers["content-security-policy"]
        assert "script-src 'self'; connect-src 'self'; worker-src 'self'" in policy
        assert "default-src 'none'" in policy
        for file in BUILT.iterdir():
            got = await client.get(f"/kitchen/{file.name}")
            assert got.content == file.read_bytes()
            held = await client.get(
                f"/kitchen/{file.name}", headers={"if-none-match": got.headers["etag"]}
            )
            assert (held.status_code, held.content) == (304, b"")
        worker = await client.get("/kitchen/sw.js")
        assert worker.headers["content-type"] == "text/javascript; charset=utf-8"
        assert "connect-src 'self'" in worker.headers["content-security-policy"]
        assert (await client.get("/kitchen/none.js")).status_code == 404
