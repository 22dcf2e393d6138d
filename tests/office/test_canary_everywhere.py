"""Marks in every private column and in every step of the office's work: nothing that leaves holds one.

The addresses come from the server's own routes, so that a new page is walked by itself.
"""

from __future__ import annotations

import asyncio
import logging
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import msgspec
import pypdfium2
import pytest
from alerts.receivers import post_office, receiver
from api.street import CANARIES, NOW, PASSPHRASE, Street, seed
from api.test_canary import MARKS
from api.test_canary import marks_in as marks_of
from foodtrace.access import RIGHTS, Role, Who
from foodtrace.alerts import add_channel, channels_of, deliver_due, end_channel, raise_alerts
from foodtrace.jobs import Worker, jobs_of, result_path
from foodtrace.publication.open_data import make_dump
from foodtrace.registry import Registry
from foodtrace.retention import retain
from foodtrace.trust import kid_of, public_of
from foodtrace_api.app import create_app
from office.conftest import Enter
from office.season import PARTICULARS, WORDS, Season
from office.signed_in import BASE
from office.walking import addresses_of, in_every_language
from retention.planting import closed_tables, fixed, plant

KEPT_BY_LINK = ("/apply/{number:str}/{secret:str}", "/reply/{token:str}", "/office/sign-up/")


def marks_in(raw: bytes, marks: Iterable[str]) -> list[str]:
    """Those of the marks in these bytes, and of those that the street and the planting bring along."""
    return marks_of(raw, (*marks, *MARKS, "MARK-"))


PRIVATE = tuple({*PARTICULARS.values(), *WORDS.values()})


@pytest.fixture(scope="module")
def planted(built: Street, tmp_path_factory: pytest.TempPathFactory) -> Season:
    """A street with a marked row in every table that is closed to the public."""
    folder = tmp_path_factory.mktemp("planted") / "registry"
    shutil.copytree(built.folder, folder)

    async def filled() -> None:
        async with await Registry.open(folder) as registry:
            await plant(registry)
            await make_dump(registry, NOW)

    asyncio.run(filled())
    secrets = {
        "sign_up": "ftu_none",
        "reply": "r" * 43,
        "owner": "o" * 22,
        "recall": "c" * 43,
        "kitchen": "ftk_none",
    }
    street = msgspec.structs.replace(built, folder=folder)
    return Season(street, secrets, {"dossier": "00000-00000", "visit": "1"})


@asynccontextmanager
async def asked(
    folder: Path, clock: Callable[[], int] = lambda: NOW
) -> AsyncIterator[tuple[httpx.AsyncClient, Callable[[Season], dict[str, list[str]]]]]:
    """Somebody who is not signed in, and the addresses of the server."""
    app = create_app(folder, clock=clock, env={"FOODTRACE_STATUS_PASSPHRASE": PASSPHRASE})
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with app.lifespan(), httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        yield client, lambda season: addresses_of(app, season)


async def _walk(season: Season, marks: Iterable[str], leave: tuple[str, ...] = ()) -> int:
    """Ask every address in its languages, as a browser and as a program; how many answers were read."""
    read = 0
    async with asked(season.street.folder) as (client, addresses):
        for route, many in addresses(season).items():
            if route.startswith(leave):
                continue
            for count, address in enumerate(many):
                languages = in_every_language(address)
                chosen = (address, *languages) if count == 0 else (address, languages[count % 2])
                for each in chosen:
                    for accept in ("text/html", "application/json"):
                        answer = await client.get(each, headers={"accept": accept})
                        assert marks_in(answer.content, marks) == [], each
                        assert marks_in(str(answer.headers).encode(), marks) == [], each
                        read += 1
    return read


def test_the_search_finds_every_mark_that_was_planted(season: Season) -> None:
    assert all(marks_in(mark.encode(), PRIVATE) for mark in PRIVATE)
    assert marks_in(b"x MARK-job-arguments-MARK", ()) == ["MARK-"]
    assert any(
        not fixed(table.name, column.name) for table in closed_tables() for column in table.c
    )


@pytest.mark.slow
async def test_no_public_route_shows_a_mark_of_any_closed_table(
    planted: Season, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert await _walk(planted, CANARIES.values()) > 200
    assert _logged(caplog, ()) == []


@pytest.mark.slow
async def test_no_public_route_shows_what_an_office_worked_with(
    season: Season, caplog: pytest.LogCaptureFixture
) -> None:
    """The three kinds of page that a secret link opens are left out: they are the owner's own."""
    with caplog.at_level(logging.DEBUG):
        assert await _walk(season, PRIVATE, leave=KEPT_BY_LINK) > 200
    assert _logged(caplog, PRIVATE) == []


def _logged(caplog: pytest.LogCaptureFixture, marks: Iterable[str]) -> list[str]:
    ours = "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith("httpx"))
    return marks_in(ours.encode(), marks)


async def test_an_owners_own_page_shows_no_particulars_and_nothing_of_the_office(
    season: Season,
) -> None:
    async with asked(season.street.folder) as (client, _):
        at = f"/apply/{season.numbers['dossier']}"
        own = (await client.get(f"{at}/{season.secrets['owner']}")).text
        reply = (await client.get(f"/reply/{season.secrets['reply']}")).text
    assert WORDS["application_note"] in own, "what the board asked for is for the owner"
    others = {**PARTICULARS, **WORDS}
    for name in ("application_note", "application_answer", "paper"):
        del others[name]
    assert marks_in(own.encode(), others.values()) == []
    del others["reply"]
    assert marks_in(reply.encode(), others.values()) == []


async def test_a_failure_inside_tells_its_place_and_none_of_its_values(
    season: Season, caplog: pytest.LogCaptureFixture
) -> None:
    """The clock breaks with a private message in its mouth: every handler that asks it answers 500."""
    broken = False

    def clock() -> int:
        if broken:
            raise RuntimeError(f"{PARTICULARS['applicant']} {WORDS['visit']}")
        return NOW

    failed = set()
    with caplog.at_level(logging.DEBUG):
        async with asked(season.street.folder, clock) as (client, addresses):
            broken = True
            for route, many in addresses(season).items():
                for accept in ("text/html", "application/json"):
                    answer = await client.get(many[0], headers={"accept": accept})
                    assert marks_in(answer.content, PRIVATE) == [], route
                    assert answer.status_code < 500 or b"RuntimeError" not in answer.content, route
                    if answer.status_code == 500:
                        failed.add(route)
            broken = False
    assert len(failed) > 10
    assert _logged(caplog, PRIVATE) == []
    assert "RuntimeError at" in caplog.text


@pytest.mark.slow
@pytest.mark.parametrize("role", ["viewer", "helper"])
async def test_a_role_without_the_right_to_particulars_is_shown_none(
    season: Season, tmp_path: Path, enter: Enter, role: str
) -> None:
    folder = tmp_path / "registry"
    shutil.copytree(season.street.folder, folder)
    particulars = (*PARTICULARS.values(), *CANARIES.values())
    app = create_app(folder, env={})
    pages = 0
    async with enter(folder, role=role, zones=[1] if role == "helper" else []) as officer:
        for route, many in addresses_of(app, season).items():
            if not route.startswith("/office") or route.startswith(KEPT_BY_LINK):
                continue
            for address in many:
                answer = await officer.get(address)
                assert marks_in(answer.content, particulars) == [], address
                pages += answer.status_code == 200
    assert pages > 5


async def test_whoever_has_the_right_does_see_them(
    season: Season, tmp_path: Path, enter: Enter
) -> None:
    """So that the search above looks where they would stand."""
    folder = tmp_path / "registry"
    shutil.copytree(season.street.folder, folder)
    async with enter(folder, role="issuing") as officer:
        dossier = await officer.get(f"/office/dossiers/{season.numbers['dossier']}")
        report = await officer.get("/office/feedback/8")
        rows = await officer.get("/office/intake/1/faults.xlsx")
    assert marks_in(dossier.content, [PARTICULARS["applicant"], PARTICULARS["paper"]])
    assert marks_in(report.content, [PARTICULARS["contact"]])
    assert marks_in(rows.content, [PARTICULARS["listed_owner"]]), "inside of a zipped file too"


async def test_mail_and_webhooks_hold_no_mark(season: Season, tmp_path: Path) -> None:
    folder = tmp_path / "registry"
    shutil.copytree(season.street.folder, folder)
    with post_office() as post, receiver() as hook:
        async with await Registry.open(folder) as registry:
            for channel in await channels_of(registry):
                if channel.ended_at is None:
                    await end_channel(registry, channel.id, actor="test", now=NOW)
            for kind, address in (("email", "a@example.com"), ("webhook", hook.address)):
                await add_channel(registry, kind, address, random=bytes(32), actor="test", now=NOW)
            later = NOW + 1000 * 86_400
            assert await raise_alerts(registry, later)
            assert await deliver_due(registry, later, mail=post.server) > 1
        for message in post.messages:
            # An owner is written to at her own address; it stands nowhere else.
            if message["To"] == CANARIES["email"]:
                del message["To"]
        sent = [each.as_bytes() + each.get_content().encode() for each in post.messages]
        sent += [str(part).encode() + b for *part, b in hook.requests]
    assert len(sent) > 1
    for each in sent:
        assert marks_in(each, PRIVATE) == []


async def test_work_in_the_background_prints_and_logs_no_mark(
    season: Season, tmp_path: Path
) -> None:
    folder = tmp_path / "registry"
    shutil.copytree(season.street.folder, folder)
    lines: list[str] = []
    key = seed("sticker")
    async with await Registry.open(folder) as registry:
        worker = Worker(
            registry, "test", lambda: NOW, asyncio.Event(), lines.append,
            keys={kid_of(public_of(key)): key},
        )  # fmt: skip
        while await worker.work_on_next():
            pass
        who = Who(1, "test", RIGHTS[Role.ADMINISTRATOR])
        jobs = await jobs_of(registry, who)
        told = await retain(registry, actor="test", now=NOW + 4000 * 86_400)
        files = [result_path(registry, job, file.name) for job in jobs for file in job.results]
    assert len(lines) == len(jobs) == 2
    assert marks_in("\n".join(lines).encode(), PRIVATE) == []
    assert marks_in(repr(told).encode(), PRIVATE) == []
    assert files
    for path in files:
        assert marks_in(path.read_bytes(), PRIVATE) == [], path
        if path.suffix == ".pdf":
            document = pypdfium2.PdfDocument(path)
            text = "".join(page.get_textpage().get_text_bounded() for page in document)
            document.close()
            assert re.search("Bún Chả Cá", text), "the text of the paper is read"
            assert marks_in(text.encode(), PRIVATE) == []


@pytest.mark.slow
def test_no_command_of_the_office_prints_a_mark_that_is_not_its_answer(
    season: Season, tmp_path: Path
) -> None:
    root, folder = Path(__file__).resolve().parents[2], tmp_path / "registry"
    shutil.copytree(season.street.folder, folder)
    env = {
        "PYTHONPATH": ":".join(str(root / part) for part in ("trace", "api", "cli")),
        "FOODTRACE_REGISTRY": str(folder),
        "FOODTRACE_PASSPHRASE": PASSPHRASE,
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path),
    }
    for command in (["dumps"], ["retain"], ["retain", "--json"], ["stats", "--json"]):
        done = subprocess.run(
            [sys.executable, "-m", "foodtrace_cli", *command],
            env=env,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, (command, done.stderr)
        assert marks_in(done.stdout + done.stderr, PRIVATE) == [], command
    for path in (folder / "dumps").rglob("*"):
        if path.is_file():
            assert marks_in(path.read_bytes(), PRIVATE) == [], path
