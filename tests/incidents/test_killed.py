"""Processes that start and lift a recall, killed at random moments and run two at once: nobody is told twice."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from alerts.receivers import PostOffice, post_office
from foodtrace.incidents import follow_recall
from foodtrace.registry import DATABASE_FILE, Registry
from incidents.prawns import LOT, OFFICER, deliver, opened, write_emails
from issuing.register import rows
from registry.board import NOW, stocked_board
from supply.deliveries import places

PLACES = 18
REACHED = 13
# A message that a dead process had in hand is due again by the next run.
LATER = 100_000
ROOT = Path(__file__).parents[2]
SCRIPT = str(Path(__file__).with_name("run_recall.py"))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lot that every place received; some owners have an e-mail, the others none."""
    folder = tmp_path_factory.mktemp("template") / "R"

    async def found() -> None:
        async with await stocked_board(folder, PLACES) as board:
            ids = await places(board)
            emails = {place: f"owner{place}@example.vn" for place in ids[:REACHED]}
            await write_emails(board, dict(emails))
            await deliver(board, *((place, LOT) for place in ids))
            await opened(board)

    asyncio.run(found())
    return folder


def _start(folder: Path, post: PostOffice, run: int, what: str) -> subprocess.Popen[bytes]:
    path = os.pathsep.join(str(ROOT / part) for part in ("trace", "api", "cli", "tests"))
    return subprocess.Popen(
        [sys.executable, SCRIPT, str(folder), str(post.port), str(NOW + run * LATER), what],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors.decode()


def _kill(process: subprocess.Popen[bytes], folder: Path, post: PostOffice, chance: float) -> None:
    """Some time after it began to write, or when so many messages have come."""
    log, enough = folder / f"{DATABASE_FILE}-wal", len(post.messages) + int(chance * REACHED)
    while process.poll() is None:
        begun = False
        with contextlib.suppress(FileNotFoundError):  # whoever closes last takes it away
            begun = log.stat().st_size > 0
        if len(post.messages) > enough or (begun and chance < 0.5):
            break
        os.sched_yield()
    if chance < 0.5:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=chance / 2)
    process.kill()
    process.communicate()


def _told(post: PostOffice, subject: str) -> Counter[str]:
    """How many different messages each owner got; one that came again is known by its id."""
    named = {
        (str(each["To"]), str(each["Message-ID"]))
        for each in post.messages
        if subject in str(each["Subject"])
    }
    return Counter(to for to, _ in named)


async def _check(folder: Path, post: PostOffice) -> None:
    """Counted by hand: everybody with an e-mail has one message of each kind, the others are to be phoned."""
    async with await Registry.open(folder) as board:
        ids = await places(board)
        once = {f"owner{place}@example.vn": 1 for place in ids[:REACHED]}
        assert _told(post, "Recall notice") == once
        assert _told(post, "The recall is over") == once
        states = Counter(one.state for one in (await follow_recall(board, 1, OFFICER)).places)
        assert states == {"sent": REACHED, "to_phone": PLACES - REACHED}
    for kind in ("recall_notice", "recall_lifted"):
        assert rows(folder, f"SELECT count(*) FROM alert WHERE kind = '{kind}'") == [(REACHED,)]
    assert rows(folder, "SELECT count(*) FROM recall") == [(1,)]
    told = "SELECT count(*) FROM event WHERE kind = 'recall_told'"
    assert rows(folder, told) == [(PLACES,)]
    assert rows(folder, "SELECT count(*) FROM delivery") == [(2 * REACHED,)]


def _campaign(template: Path, work: Path, moments: int, seed: int) -> int:
    """How many messages came a second time, under the same id."""
    chance, again = random.Random(seed), 0
    work.mkdir(exist_ok=True)
    for moment in range(moments):
        folder = work / f"R{moment}"
        shutil.copytree(template, folder)
        with post_office() as post:
            for at, what in enumerate(("start", "lift")):
                for run in range(chance.choice((1, 1, 2))):
                    process = _start(folder, post, 10 * at + run, what)
                    other = _start(folder, post, 10 * at + run, what) if moment % 4 == at else None
                    _kill(process, folder, post, chance.random())
                    if other is not None:
                        _end(other)
                _end(_start(folder, post, 10 * at + 5, what))
            asyncio.run(_check(folder, post))
            again += len(post.messages) - 2 * REACHED
        shutil.rmtree(folder)
    return again


@pytest.mark.slow
def test_a_few_kills_tell_nobody_twice_and_leave_nobody_out(template: Path, tmp_path: Path) -> None:
    _campaign(template, tmp_path / "few", 1, seed=5)


@pytest.mark.campaign
def test_sixty_kills_tell_nobody_twice_and_leave_nobody_out(template: Path, tmp_path: Path) -> None:
    seed = int(os.environ.get("FOODTRACE_SEED", "20261122"))
    began = time.monotonic()
    again = _campaign(template, tmp_path / "many", 60, seed)
    print(
        f"recalls started and lifted under kills, 60 times, FOODTRACE_SEED={seed}: each of "
        f"{REACHED} owners told once of each; {again} messages came again under the same id; "
        f"{time.monotonic() - began:.0f} s"
    )
