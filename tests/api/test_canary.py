"""Marks are planted in every private field; nothing that leaves a server or a command holds one."""

from __future__ import annotations

import itertools
import logging
import sqlite3
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import pytest
from api.conftest import Ask, sign_what_is_due
from api.endings import Ending, by_place
from api.goods import GOODS_MARKS, MARKET, NAMED, stock
from api.street import CANARIES, NOW, PASSPHRASE, Street
from foodtrace.access import RIGHTS, Role, Who
from foodtrace.errors import FoodtraceError
from foodtrace.feedback import allow, handle_report, record_report
from foodtrace.inspection import VisitRecord, VisitVerdict, add_inspector, record_visit
from foodtrace.registry import HotReader, Registry, private_schema
from foodtrace_api.words import LANGUAGES
from pictures.made import encoded, half_and_half

NOTE, CONTACT = "CANARYOWNER found it", CANARIES["email"]
MARKS = sorted({*CANARIES.values(), "Hoàng Yến", "CANARYOWNER", "canary-mail", *GOODS_MARKS})


def marks_in(raw: bytes, marks: Iterable[str] = MARKS) -> list[str]:
    """Those of the marks in these bytes as UTF-8, UTF-16 or JSON escapes, in any zip or deflated part too."""
    texts = [raw]
    if raw[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            texts += [archive.read(name) for name in archive.namelist()]
    for start in (
        i for i in range(len(raw) - 1) if raw[i] == 0x78 and raw[i + 1] in (1, 0x9C, 0xDA)
    ):
        try:
            texts.append(zlib.decompressobj().decompress(raw[start:], 1 << 20))
        except zlib.error:
            continue
    found = []
    for mark in marks:
        escaped = mark.encode("ascii", "backslashreplace")
        forms = (mark.encode(), mark.encode("utf-16-le"), escaped, escaped.lower())
        if any(form in text for form in forms for text in texts):
            found.append(mark)
    return found


def test_the_search_would_find_a_mark() -> None:
    assert marks_in("x CANARYOWNER Hoàng Yến".encode()) != []
    assert marks_in(zlib.compress(b"canary-mail@example.com")) != []
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", "0911000999 " * 50)
    assert marks_in(packed.getvalue()) == ["0911000999"]


async def plant_visits_and_reports(folder: Path, place: int, code: str) -> None:
    """A visit of a marked inspector and a marked report, each with a photo, about one establishment."""
    photo = encoded(half_and_half(40, 20), comment=CONTACT.encode())
    async with await Registry.open(folder) as registry:
        await add_inspector(registry, NOTE, random=bytes(32), actor="test", now=NOW)
        visit = VisitRecord(
            VisitVerdict("yes", "in force", "fresh"),
            visited_at=NOW,
            results={"samples_24h": "met"},
            notes=NOTE,
            establishment_id=place,
            typed_code=CONTACT,
        )
        await record_visit(registry, 1, key=CONTACT, record=visit, photos=[photo], now=NOW)
        number = await record_report(
            registry,
            establishment_id=place,
            code_text=CONTACT,
            kind="other",
            category="food",
            text=NOTE,
            contact=CONTACT,
            photo=photo,
            now=NOW,
        )
        await handle_report(
            registry,
            number,
            Who(7, NOTE, RIGHTS[Role.ISSUING]),
            state="in_hand",
            assigned_to=None,
            establishment_id=place,
            note=NOTE,
            seen=0,
            now=NOW,
        )
        await allow(registry, code=code, network="203.0.113.9", now=NOW)


@pytest.fixture
async def planted(street: Street) -> Street:
    await plant_visits_and_reports(street.folder, street.ids["green"], street.code("green"))
    await stock(street.folder, street.ids["green"], consent=False)
    return street


async def test_the_marks_are_in_every_private_column(planted: Street) -> None:
    marked = {
        private_schema.private_particulars: {
            "owner_name",
            "phones",
            "id_number",
            "email",
            "tax_code",
        },
        private_schema.inspector: {"name"},
        private_schema.visit: {"notes", "typed_code", "key"},
        private_schema.report: {"text", "contact", "code_text"},
        private_schema.report_step: {"note"},
    }
    async with await Registry.open(planted.folder) as registry, registry.reading() as connection:
        for table, columns in marked.items():
            row = (await connection.execute(table.select())).mappings().first()
            assert row is not None
            assert {name for name in row if marks_in(str(row[name]).encode())} >= columns
        for table in (private_schema.visit_photo, private_schema.report_photo):
            assert (await connection.execute(table.select())).first() is not None


async def test_no_answer_page_list_or_log_line_holds_a_mark(
    planted: Street, ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    seen, built = 0, planted
    with caplog.at_level(logging.DEBUG):
        async with ask(planted.folder, with_key=True) as client:
            await sign_what_is_due(client)
            described = (await client.get("/openapi.json")).json()
            base = "/.well-known/foodtrace"
            paths = [
                *(path for path in described["paths"] if "{" not in path),
                *(f"/api/v1/establishments/{number}" for number in built.ids.values()),
                *(built.path(name) for name in built.links),
                *(f"/c/{built.code(name)}" for name in built.ids),
                *(f"{base}/trust/{name}.cose" for name in ("latest", 1, 2)),
                f"{base}/status/873e646a", "/openapi.json", "/nope", built.forged,
                "/api/v1/establishments?limit=500", "/api/v1/establishments?limit=x",
                *(f"/api/v1/establishments?q={mark}" for mark in MARKS),
            ]  # fmt: skip
            for path in paths:
                for accept in ("text/html", "application/json"):
                    answer = await client.get(path, headers={"accept": accept})
                    # Of an owner who has not agreed, no supplier either.
                    assert marks_in(answer.content, [*MARKS, NAMED, MARKET]) == [], path
                    assert marks_in(str(answer.headers).encode()) == [], path
                    seen += 1
            for text in (*built.links.values(), *MARKS, built.code("green")):
                answer = await client.post("/api/v1/verify", json={"text": text})
                assert marks_in(answer.content) == []
    assert seen > 80
    ours = "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith("httpx"))
    assert marks_in(ours.encode()) == []


async def test_no_ending_holds_a_mark_in_any_language(endings: dict[str, Ending], ask: Ask) -> None:
    for together in by_place(endings.values()):
        async with ask(together[0].folder, now=together[0].now) as client:
            for ending, language in itertools.product(together, LANGUAGES):
                answer = await client.get(ending.address(language))
                assert marks_in(answer.content) == [], (ending.name, language)


async def test_a_search_for_a_private_mark_finds_nobody(built: Street, ask: Ask) -> None:
    async with ask(built.folder) as client:
        for mark in MARKS:
            found = await client.get("/api/v1/establishments", params={"q": mark})
            assert found.json()["items"] == []


@pytest.mark.parametrize("table", private_schema.__all__)
def test_the_database_itself_refuses_the_servers_reader_every_private_table(
    planted: Street, table: str
) -> None:
    with sqlite3.connect(planted.folder / "registry.sqlite") as plain:
        assert plain.execute(f"SELECT count(*) FROM {table}").fetchone()[0] > 0
        column = plain.execute(f"SELECT name FROM pragma_table_info('{table}')").fetchone()[0]
    with HotReader(planted.folder) as reader, pytest.raises(FoodtraceError):
        reader.rows(f"SELECT {column} FROM {table}")


@pytest.mark.slow
def test_no_command_that_shows_or_exports_prints_a_mark(planted: Street, tmp_path: Path) -> None:
    """Every reading command, as a process: what it prints and every file it writes."""
    root, street = Path(__file__).resolve().parents[2], planted
    code = street.code("green")
    commands = [
        ["show", code], ["show", code, "--json"], ["list"], ["list", "--json"],
        ["search", "bun cha", "--json"], ["stats"], ["stats", "--json"], ["verify", code, "--json"],
        ["verify", street.links["green"], "--json"], ["bundle", str(tmp_path / "bundle.zip")],
        ["export", str(tmp_path / "all.csv")],
        ["export", str(tmp_path / "all.json")],
        ["sheets", "--all", "--out", str(tmp_path / "sheets.pdf")],
        ["issue", "--all", "--out", str(tmp_path / "pack"), "--format", "svg"],
        ["search", CANARIES["owner_name"]], ["show", CANARIES["phones"]],
    ]  # fmt: skip
    env = {
        "PYTHONPATH": ":".join(str(root / part) for part in ("trace", "api", "cli")),
        "FOODTRACE_REGISTRY": str(street.folder),
        "FOODTRACE_PASSPHRASE": PASSPHRASE,
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path),
    }
    for command in commands:
        done = subprocess.run(
            [sys.executable, "-m", "foodtrace_cli", *command],
            env=env,
            capture_output=True,
            check=False,
        )
        told = done.stdout + done.stderr
        if command[1:] not in ([CANARIES["owner_name"]], [CANARIES["phones"]]):
            assert marks_in(told) == [], command
        assert b"Traceback" not in told, (command, told)
    written = [
        path for path in tmp_path.rglob("*") if path.is_file() and street.folder not in path.parents
    ]
    assert len(written) >= 4
    for path in written:
        assert marks_in(path.read_bytes()) == [], path
