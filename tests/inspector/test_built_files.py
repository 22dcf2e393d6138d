"""The app's files in the package are what its sources build, and the server gives them with a policy of their own."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from api.street import Street
from inspector.typescript import SOURCE, node_is_here, npm_packages

BUILT = SOURCE.parent / "foodtrace_api" / "static" / "inspect"
Ask = Callable[..., Any]
_needs_node = pytest.mark.skipif(not node_is_here(), reason="building needs Node.js and npm")


@pytest.mark.slow
@_needs_node
def test_a_build_gives_the_committed_bytes(tmp_path: Path) -> None:
    out = tmp_path / "built"
    subprocess.run(["node", "build.mjs", "--out", str(out)], cwd=npm_packages(), check=True)
    made = {file.name: file.read_bytes() for file in out.iterdir()}
    kept = {file.name: file.read_bytes() for file in BUILT.iterdir()}
    assert made.keys() == kept.keys()
    assert [name for name in made if made[name] != kept[name]] == [], "run: node build.mjs"


@pytest.mark.slow
@_needs_node
def test_the_sources_are_typed_strictly() -> None:
    subprocess.run(["npx", "tsc", "--noEmit"], cwd=npm_packages(), check=True)


def test_packages_are_pinned_and_name_no_registry() -> None:
    package = json.loads((SOURCE / "package.json").read_text())
    for version in {**package["dependencies"], **package["devDependencies"]}.values():
        assert version[0].isdigit(), version
    lock = json.loads((SOURCE / "package-lock.json").read_text())
    assert [name for name, each in lock["packages"].items() if "resolved" in each] == []
    assert all("integrity" in each for name, each in lock["packages"].items() if name)


def test_no_built_file_names_another_host() -> None:
    """Addresses in code would be loaded from; those of specifications and licences only name."""
    names = ("http://www.w3.org/",)
    for file in BUILT.iterdir():
        if file.suffix not in (".js", ".css", ".html", ".webmanifest", ".svg"):
            continue
        text = file.read_text(encoding="utf-8")
        for name in names:
            text = text.replace(name, "")
        found = [text[at : at + 60] for at in range(len(text)) if text.startswith("https://", at)]
        assert [each for each in found if "." in each.split("/")[2]] == []


async def test_the_app_is_served_with_its_own_policy(street: Street, ask: Ask) -> None:
    async with ask(street.folder) as client:
        page = await client.get("/inspect/")
        assert page.status_code == 200
        policy = page.headers["content-security-policy"]
        assert "script-src 'self' 'wasm-unsafe-eval'" in policy
        assert "connect-src 'self'" in policy
        assert "camera=(self)" in page.headers["permissions-policy"]
        assert page.headers["x-content-type-options"] == "nosniff"
        types = {
            "app.js": "text/javascript; charset=utf-8",
            "zxing_reader.wasm": "application/wasm",
            "manifest.webmanifest": "application/manifest+json",
            "style.css": "text/css; charset=utf-8",
            "icon.svg": "image/svg+xml",
        }
        for name, kind in types.items():
            got = await client.get(f"/inspect/{name}")
            assert got.headers["content-type"] == kind
            assert got.content == (BUILT / name).read_bytes()
            held = await client.get(
                f"/inspect/{name}", headers={"if-none-match": got.headers["etag"]}
            )
            assert (held.status_code, held.content) == (304, b"")
            head = await client.head(f"/inspect/{name}")
            assert (head.status_code, head.content) == (200, b"")
        worker = await client.get("/inspect/sw.js")
        assert worker.headers["service-worker-allowed"] == "/inspect/"


async def test_the_address_without_a_slash_leads_there(street: Street, ask: Ask) -> None:
    async with ask(street.folder) as client:
        answer = await client.get("/inspect", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (308, "/inspect/")
        assert (await client.get("/inspect/nothing.js")).status_code == 404


async def test_other_pages_keep_the_strict_policy(street: Street, ask: Ask) -> None:
    async with ask(street.folder) as client:
        page = await client.get("/")
        assert "script-src" not in page.headers["content-security-policy"]
        assert "camera=()" in page.headers["permissions-policy"]
