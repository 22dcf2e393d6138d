"""Somebody of another street: whatever number stands in an address, nothing of this street is reached or changed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from api.street import NOW
from foodtrace.intake import GoodRow
from foodtrace.issuing import record_intake
from foodtrace.registry import Registry
from foodtrace.registry.schema import event
from foodtrace_api.app import create_app
from office.conftest import Enter
from office.season import PARTICULARS, WORDS, Season
from office.walking import addresses_of
from sqlalchemy import func, select

_WARD = 20263
# These are about whoever asks, or about a question, not about a place.
_OWN = ("/office/account", "/office/sign-up", "/office/recall/files")


@pytest.fixture
async def folder(season: Season, tmp_path: Path) -> Path:
    """The season's street, and a second one in another ward."""
    shutil.copytree(season.street.folder, tmp_path / "registry")
    row = GoodRow(
        row=1,
        name="Ốc Đêm",
        street="2 Hồ Nghinh",
        ward=_WARD,
        registered_address="2 Hồ Nghinh, Phường Sơn Trà, Đà Nẵng",
    )
    async with await Registry.open(tmp_path / "registry") as registry:
        await record_intake(registry, [row], zone="Hồ Nghinh", actor="test", now=NOW)
    return tmp_path / "registry"


def bounded_addresses(folder: Path, season: Season, *, get: bool) -> list[str]:
    """The addresses of the office that name one thing of the season's street."""
    app = create_app(folder, env={})
    found = []
    if get:
        for route, addresses in addresses_of(app, season).items():
            if route.startswith("/office") and "{" in route and not route.startswith(_OWN):
                found += addresses
        return found
    samples = {
        "zone": "1",
        "code": season.street.code("green"),
        "id": season.numbers["visit"],
        "row": "3",
    }
    for each in app.routes:
        posts = any("POST" in h.http_methods for h in getattr(each, "route_handlers", ()))
        if not (posts and each.path.startswith("/office") and "{" in each.path):
            continue
        if each.path.startswith(_OWN):
            continue
        numbers = {**samples, "number": "1"}
        if "/dossiers/" in each.path:
            numbers["number"] = season.numbers["dossier"]
        if "/feedback/" in each.path:
            numbers["number"] = "8"
        fill = re.compile(r"\{(\w+):\w+\}")
        found.append(fill.sub(lambda one, n=numbers: n.get(one[1], "1"), each.path))  # type: ignore[misc]
    return found


@pytest.mark.parametrize("bounds", [{"zones": [2]}, {"wards": [_WARD]}], ids=["zone", "ward"])
@pytest.mark.parametrize("role", ["administrator", "inspector", "helper"])
async def test_no_page_of_another_street_opens(
    folder: Path, season: Season, enter: Enter, role: str, bounds: dict[str, list[int]]
) -> None:
    opened = []
    async with enter(folder, role=role, **bounds) as stranger:
        for address in bounded_addresses(folder, season, get=True):
            answer = await stranger.get(address)
            if answer.status_code not in (403, 404) and answer.status_code != 303:
                opened.append(f"{address}: {answer.status_code}")
    assert opened == []


@pytest.mark.parametrize("role", ["administrator", "helper"])
async def test_no_list_names_a_place_of_another_street(
    folder: Path, season: Season, enter: Enter, role: str
) -> None:
    told = (*PARTICULARS.values(), *WORDS.values(), *map(season.street.code, season.street.ids))
    seen = []
    async with enter(folder, role=role, zones=[2]) as stranger:
        for route in addresses_of(create_app(folder, env={}), season):
            if not route.startswith("/office") or "{" in route:
                continue
            page = (await stranger.get(route)).text
            seen += [f"{route}: {each}" for each in told if each in page]
    assert seen == []


@pytest.mark.parametrize("role", ["administrator", "issuing", "inspector", "helper"])
async def test_no_form_changes_anything_of_another_street(
    folder: Path, season: Season, enter: Enter, role: str
) -> None:
    """Whatever a form could say: the address alone is refused, and no event is written."""
    async with await Registry.open(folder) as registry:
        passed = []
        async with enter(folder, role=role, zones=[2]) as stranger:
            before = await _last(registry)
            for address in bounded_addresses(folder, season, get=False):
                answer = await stranger.send_form(
                    address, {"reason": "thử", "seen": "0", "move": move_to(address)}
                )
                if answer.status_code not in (403, 404):
                    passed.append(f"{address}: {answer.status_code}")
            assert await _last(registry) == before
    assert passed == []


def move_to(address: str) -> str:
    """A step that the route of a dossier knows."""
    return "visited" if address.endswith("/visit") else "picked_up"


async def _last(registry: Registry) -> int:
    async with registry.reading() as connection:
        return int((await connection.execute(select(func.max(event.c.seq)))).scalar_one())


async def test_a_number_beyond_every_row_is_not_there(
    folder: Path, season: Season, enter: Enter
) -> None:
    """Also beyond what a database can look for."""
    async with enter(folder) as officer:
        for route in addresses_of(create_app(folder, env={}), season):
            if route.startswith("/office") and ":int}" in route:
                for number in ("2147483648", "9" * 30):
                    address = re.sub(r"\{\w+:\w+\}", number, route)
                    assert (await officer.get(address)).status_code == 404, route
