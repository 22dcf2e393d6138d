"""The picture of the city: its page in five languages, its tables as JSON and CSV, its scans, its cache."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import logging
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import foodtrace_api
import msgspec
import pytest
from api.conftest import Ask, Client
from api.serving import CHROMIUM, app_of, browsing, serving
from api.street import NOW, Street
from api.test_accessible import axe, faults_on
from api.test_canary import marks_in
from api.test_words import fields
from applications.dossiers import at, moved, received
from foodtrace.applications import Move
from foodtrace.intake import GoodRow
from foodtrace.issuing import record_intake, revoke
from foodtrace.publication import BREAKDOWNS, city_picture, stats
from foodtrace.registry import CITY, Registry, add_scans
from foodtrace.sticker import civil_day, encode_place
from foodtrace_api.words import LANGUAGES, words_of
from inspector.typescript import node_is_here

ROOMS = ("city", "data")
MONDAY = civil_day(NOW) - 5  # 21 November 2026 is a Saturday


async def fill(folder: Path, count: int = 30) -> None:
    """Twenty-six wards of nobody's eateries in a row, so that lists fold and the map has marks."""
    rows = [
        GoodRow(
            row=number,
            name=f"=Quán {number}",
            street=f"{number} Lê Lợi",
            ward=20242 if number % 2 else 20257,
            registered_address=f"{number} Lê Lợi, P. Phước Ninh, Q. Hải Châu",
            category=number % 12,
            place=encode_place(16.06 + number % 3 * 0.01, 108.22),
        )
        for number in range(count)
    ]
    async with await Registry.open(folder) as registry:
        for number in range(20):
            some = rows[number::20]
            await record_intake(registry, some, zone=f"Tuyến {number}", actor="test", now=NOW)
        week = range(MONDAY - 7, MONDAY)
        await add_scans(registry, {(day, 20242, "in force"): 9 for day in week})
        await add_scans(registry, {(week[0], CITY, "not confirmed"): 3})


@pytest.fixture(scope="module")
def city(built: Street, tmp_path_factory: pytest.TempPathFactory) -> Street:
    """One for all tests here, which only read it."""
    folder = tmp_path_factory.mktemp("city") / "registry"
    shutil.copytree(built.folder, folder)
    asyncio.run(fill(folder))
    return msgspec.structs.replace(built, folder=folder)


class _Outline(HTMLParser):
    """Cells of tables, links and ids, as a reader finds them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self._in_cell = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self._in_cell = True
            self.rows[-1].append("")
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.rows[-1][-1] += data


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word_and_the_same_placeholders(room: str, language: str) -> None:
    catalog, vietnamese = words_of(language, room).catalog, words_of("vi", room).catalog
    assert set(catalog) == set(vietnamese)
    for key, words in catalog.items():
        assert words.strip() == words != ""
        assert fields(words) == fields(vietnamese[key]), key


def test_every_word_that_a_page_asks_for_is_there() -> None:
    package = Path(foodtrace_api.__file__).parent
    for room, code in (("city", "city"), ("data", "open_data")):
        sources = [*(package / code).glob("*.py"), *(package / "templates" / room).glob("*.html")]
        named = {
            key
            for path in sources
            for key in re.findall(r'\bw\(\s*"([a-z_]+)"', path.read_text(encoding="utf-8"))
        }
        assert len(named) > 10
        assert named <= set(words_of("vi", room).catalog)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_shows_what_the_command_counts(
    language: str, city: Street, ask: Ask
) -> None:
    async with await Registry.open(city.folder) as registry:
        counted = await stats(registry, NOW)
    async with ask(city.folder) as client:
        answer = await client.get(f"/city/?lang={language}")
    assert answer.status_code == 200
    assert answer.headers["content-language"] == language
    w = words_of(language, "city")
    page = _Outline(answer.text)
    rows = {row[0]: row[1:] for row in page.rows if len(row) == 4}
    for count in counted.by_ward:
        assert rows[count.name][0] == w.number(count.establishments)
    assert rows["Quận Hải Châu"][0] == "30"
    assert "script" not in page.tags
    assert "style=" not in answer.text
    assert not any(link.startswith(("http", "//")) for link in page.links)
    assert rows[w("city_not_known")][0] == "15", "an address that contradicts its ward"
    assert len(answer.content) < 80_000


async def test_every_table_of_the_page_links_to_its_numbers(city: Street, ask: Ask) -> None:
    async with ask(city.folder) as client:
        page = _Outline((await client.get("/city/")).text)
        links = sorted({link for link in page.links if link.startswith("/api/v1/stats")})
        assert len(links) >= 2 * 8
        for link in links:
            answer = await client.get(link)
            assert answer.status_code == 200
            assert answer.headers["access-control-allow-origin"] == "*"
            if "csv" in link:
                assert answer.headers["content-type"] == "text/csv; charset=utf-8"
            else:
                assert answer.json()["as_of"] == NOW


@pytest.mark.parametrize("by", BREAKDOWNS)
async def test_json_and_csv_hold_the_same_numbers(by: str, city: Street, ask: Ask) -> None:
    async with ask(city.folder) as client:
        table = (await client.get(f"/api/v1/stats?by={by}")).json()
        raw = await client.get(f"/api/v1/stats?by={by}", headers={"accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(raw.text, newline="")))
    assert len(rows) == len(table["items"])
    assert (by == "late") == (not rows)
    for row, item in zip(rows, table["items"], strict=True):
        assert (row.pop("as_of"), row.pop("scheme")) == (str(NOW), table["scheme"] or "")
        assert row == {key: "" if cell is None else str(cell) for key, cell in item.items()}


async def test_wards_are_counted_under_the_old_and_the_new_scheme(city: Street, ask: Ask) -> None:
    async with ask(city.folder) as client:
        new = (await client.get("/api/v1/stats?by=ward&scheme=2025")).json()
        old = (await client.get("/api/v1/stats?by=ward&scheme=old")).json()
    assert (new["scheme"], old["scheme"]) == ("2025-07-01", "2004-07-08")
    assert {i["key"]: i["establishments"] for i in new["items"]} == {
        "20209": 6, "20242": 15, "20257": 15,
    }  # fmt: skip
    # 20242 was Phước Ninh; of the 30 addresses that name it only those in today's Hải Châu can mean it.
    assert {i["key"]: (i["name"], i["establishments"]) for i in old["items"]} == {
        "": ("", 15),
        # Tân Chính had become a part of Chính Gián before.
        "20215": ("Phường Chính Gián, Quận Thanh Khê", 6),
        "20242": ("Phường Phước Ninh, Quận Hải Châu", 15),
    }
    assert new["total"] == old["total"] == 36


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "by"),
        ("by=street", "by"),
        ("by=ward&scheme=1975", "scheme"),
        ("by=ward&format=xml", "format"),
        ("by=ward&colour=red", "unknown_parameter"),
    ],
)
async def test_a_table_that_does_not_exist_is_refused_with_the_names_of_those_that_do(
    query: str, code: str, built: Street, ask: Ask
) -> None:
    async with ask(built.folder) as client:
        answer = await client.get(f"/api/v1/stats?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, code)


async def test_what_the_caller_holds_is_not_sent_again(city: Street, ask: Ask) -> None:
    async with ask(city.folder) as client:
        for path in ("/city/", "/api/v1/stats?by=ward", "/api/v1/stats?by=zone&format=csv"):
            first = await client.get(path)
            again = await client.get(path, headers={"if-none-match": first.headers["etag"]})
            assert (again.status_code, again.content) == (304, b"")
            head = await client.head(path)
            assert head.content == b""
            assert head.headers["content-length"] == first.headers["content-length"]
            assert first.headers["content-encoding"] == "gzip"
        assert (await client.get("/city")).headers["location"] == "/city/"


async def test_a_change_is_shown_after_half_a_minute_and_counted_once_for_all_who_ask(
    street: Street, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, counts = NOW, 0

    async def counting(registry: Registry, at: int) -> Any:
        nonlocal counts
        counts += 1
        return await city_picture(registry, at)

    monkeypatch.setattr("foodtrace_api.city.pictures.city_picture", counting)

    async def revoked(client: Client) -> int:
        table = (await client.get("/api/v1/stats?by=standing")).json()
        return next(int(i["establishments"]) for i in table["items"] if i["key"] == "revoked")

    async with ask(street.folder, clock=lambda: now) as client:
        before = await revoked(client)
        async with await Registry.open(street.folder) as registry:
            await revoke(registry, street.ids["green"], reason="r", actor="t", now=NOW)
        now += 29
        assert (await revoked(client), counts) == (before, 1)
        now += 1
        assert (await revoked(client), counts) == (before + 1, 2)
        await client.get("/city/")
        assert counts == 2
        now += 600
        await client.get("/city/")
        assert counts == 3
        now -= 5000
        await client.get("/city/")
        assert counts == 4, "a clock set back"


async def _kept(street: Street) -> dict[tuple[int, int, str], int]:
    from foodtrace.registry.scan_counts import scan_count

    async with await Registry.open(street.folder) as registry, registry.reading() as connection:
        rows = (await connection.execute(scan_count.select())).all()
    return {(row.day, row.ward, row.outcome): row.scans for row in rows}


async def test_a_scan_is_counted_by_day_ward_and_outcome_and_by_nothing_else(
    street: Street, ask: Ask
) -> None:
    page = {"accept": "text/html"}
    async with ask(street.folder) as client:
        for _ in range(3):
            await client.get(street.path("green"), headers=page)
        await client.get(street.path("revoked"), headers=page)
        for forged in (street.forged, street.unreadable, street.unknown_issuer, "/1/x", "/9/1"):
            await client.get(forged, headers=page)
        # Neither a program, nor another language of the page that is open, nor a typed code is a scan.
        await client.get(street.path("green"), headers={"accept": "application/json"})
        await client.head(street.path("green"), headers=page)
        await client.get(street.path("green") + "?lang=ko", headers=page)
        await client.get(f"/c/{street.code('green')}", headers=page)
    today = civil_day(NOW)
    assert await _kept(street) == {
        (today, 20209, "in force"): 3,
        (today, 20209, "not in force"): 1,
        (today, CITY, "not confirmed"): 5,
    }


async def test_a_day_that_changes_and_a_register_that_is_busy_lose_no_scan(
    street: Street, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from foodtrace.errors import RegistryUnavailable

    now, busy = NOW, True

    async def sometimes(*arguments: Any) -> None:
        if busy:
            raise RegistryUnavailable("busy", code="busy")
        await add_scans(*arguments)

    monkeypatch.setattr("foodtrace_api.scans.add_scans", sometimes)
    async with ask(street.folder, clock=lambda: now) as client:
        counter = client.app.state["foodtrace_scans"]
        await client.get(street.path("green"))
        await counter.flush()
        now += 86_400
        await client.get(street.path("green"))
        await counter.flush()
        busy = False
    today = civil_day(NOW)
    assert await _kept(street) == {
        (today, 20209, "in force"): 1,
        (today + 1, 20209, "in force"): 1,
    }


async def test_no_page_table_or_log_line_of_the_city_holds_a_mark(
    city: Street, ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        async with ask(city.folder) as client:
            paths = [f"/city/?lang={language}" for language in LANGUAGES]
            for by in BREAKDOWNS:
                paths += [f"/api/v1/stats?by={by}&format={form}" for form in ("json", "csv")]
            paths += ["/api/v1/stats?by=ward&scheme=old", "/api/v1/stats?by=CANARYOWNER"]
            for path in paths:
                answer = await client.get(path)
                assert marks_in(answer.content) == ([] if "CANARY" not in path else ["CANARYOWNER"])
                # No door of its own either: neither a name nor a street is in any count.
                assert "Lê Lợi" not in answer.text
                assert "Quán 1" not in answer.text
    assert (
        marks_in(
            "\n".join(r.getMessage() for r in caplog.records if "httpx" not in r.name).encode()
        )
        == []
    )


async def test_the_share_of_late_applications_is_shown_once_there_are_five(
    street: Street, ask: Ask
) -> None:
    start, later = at("2026-11-02 08:00"), at("2026-12-10 08:00")
    async with await Registry.open(street.folder) as registry:
        for number in range(1, 5):
            await received(registry, start, number)
    async with ask(street.folder, now=later) as client:
        assert (await client.get("/api/v1/stats?by=late")).json()["items"] == []
        assert 'id="late"' not in (await client.get("/city/")).text
    async with await Registry.open(street.folder) as registry:
        in_time = await received(registry, start, 5)
        await moved(registry, in_time, Move.PICK_UP, start)
        await moved(registry, in_time, Move.REFUSE, start + 3600)
    async with ask(street.folder, now=later) as client:
        assert (await client.get("/api/v1/stats?by=late")).json()["items"] == [
            {"key": "2026", "decided": 1, "late": 0, "overdue": 4, "share": 80.0}
        ]
        page = await client.get("/city/?lang=en")
        assert "2026: 4 of 5 applications (80.0%)." in page.text
        assert marks_in(page.content) == []


async def test_an_empty_register_has_a_picture_too(
    street: Street, ask: Ask, tmp_path: Path
) -> None:
    from api.street import AUTHORITY

    async with await Registry.create(tmp_path / "empty", AUTHORITY, NOW):
        pass
    async with ask(tmp_path / "empty") as client:
        assert (await client.get("/city/")).status_code == 200
        for by in BREAKDOWNS:
            table = await client.get(f"/api/v1/stats?by={by}")
            assert json.loads(table.content)["total"] == 0


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium")
@pytest.mark.skipif(not node_is_here(), reason="axe-core comes from npm")
async def test_axe_finds_nothing_on_the_city_and_the_open_data_and_nothing_is_cut_off(
    city: Street,
) -> None:
    from foodtrace.publication.open_data import make_dump

    async with await Registry.open(city.folder) as registry:
        for moment in (NOW - 86_400, NOW):
            await make_dump(registry, moment)
    script = axe()
    async with serving(app_of(city.folder)) as base, browsing() as browser:
        for width, scheme in ((360, "light"), (1280, "dark")):
            page = await browser.new_page(
                viewport={"width": width, "height": 800},
                color_scheme=scheme,  # type: ignore[arg-type]
            )
            for language in LANGUAGES:
                for path in ("/city/", "/data/"):
                    await page.goto(f"{base}{path}?lang={language}")
                    assert await page.evaluate("document.documentElement.scrollWidth") <= width
                    assert await faults_on(page, script) == [], (path, language, width)
            await page.close()
