"""Real worker processes, killed at random moments and run two at once: every effect is there once."""

from __future__ import annotations

import asyncio
import io
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pypdfium2
import pytest
from foodtrace.access import RIGHTS, Role, Who
from foodtrace.jobs import (
    IssueTask,
    Job,
    PrintTask,
    ReplaceTask,
    Task,
    enqueue,
    find_job,
    jobs_of,
    printed_stickers,
    remove_old_results,
    result_path,
)
from foodtrace.registry import DATABASE_FILE, Registry
from issuing.register import check_register, rows
from registry.board import ACTOR, NOW, stocked_board

PLACES = 26
# A dead worker's lease has run out by the next run; a sticker's time does not move.
LATER = 1000
ROOT = Path(__file__).parents[2]
WORKER = str(Path(__file__).with_name("run_worker.py"))
ADMINISTRATOR = Who(1, "An", RIGHTS[Role.ADMINISTRATOR])


def _start(folder: Path, run: int) -> subprocess.Popen[bytes]:
    path = os.pathsep.join(str(ROOT / part) for part in ("trace", "api", "cli", "tests"))
    return subprocess.Popen(
        [sys.executable, WORKER, str(folder), str(NOW + run * LATER)],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors.decode()


def _kill(process: subprocess.Popen[bytes], folder: Path, moment: int, seconds: float) -> None:
    """At a moment of its life; of every second, so long after it began to write or to draw."""
    log, work = folder / f"{DATABASE_FILE}-wal", folder / "work"
    mark = {0: None, 1: lambda: log.stat().st_size > 0, 2: lambda: any(work.glob("*/*"))}[
        moment % 3
    ]
    while mark is not None and process.poll() is None:
        try:
            if mark():
                break
        except FileNotFoundError:
            pass
        os.sched_yield()
    try:
        process.wait(timeout=seconds if mark is None else seconds / 4)
    except subprocess.TimeoutExpired:
        process.kill()
    process.communicate()


async def _ask(folder: Path, *tasks: Task) -> None:
    async with await Registry.open(folder) as registry:
        for task in tasks:
            await enqueue(registry, task, actor=ACTOR, now=NOW)


async def _jobs(folder: Path) -> list[Job]:
    async with await Registry.open(folder) as registry:
        return await jobs_of(registry, ADMINISTRATOR)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A board with places and no sticker, and work asked for: issue and print, then print small."""
    folder = tmp_path_factory.mktemp("template") / "R"

    async def found() -> None:
        await (await stocked_board(folder, PLACES)).aclose()
        await _ask(folder, IssueTask(zone=1, layout="a6x4"), PrintTask(zone=1, layout="m45x8"))

    asyncio.run(found())
    return folder


async def _check(folder: Path) -> None:
    """Both jobs are done once, and register, files and manifest say the same."""
    check_register(folder)
    numbers = {(kid, idx) for kid, idx in rows(folder, "SELECT kid, idx FROM sticker")}
    assert len(numbers) == PLACES
    async with await Registry.open(folder) as registry:
        await remove_old_results(registry, NOW)
        small, large = await jobs_of(registry, ADMINISTRATOR)
        for job, name, to_a_page in ((large, "sheets.pdf", 4), (small, "sheets-m45.pdf", 8)):
            assert (job.state, job.error_line) == ("done", None)
            assert job.outcome["printed"] == PLACES
            assert set(printed_stickers(registry, job)) == numbers
            pdf = pypdfium2.PdfDocument(io.BytesIO(result_path(registry, job, name).read_bytes()))
            assert len(pdf) == -(-PLACES // to_a_page)
            pdf.close()
            left = sorted(path.name for path in (folder / "work" / str(job.id)).iterdir())
            assert left == [job.results[0].folder], "what killed attempts left is swept away"
        assert large.outcome["issued"] == PLACES
    issued = rows(folder, "SELECT count(*) FROM event WHERE kind = 'issued'")
    assert issued == [(PLACES,)]


def _campaign(template: Path, work: Path, moments: int, seed: int) -> None:
    chance = random.Random(seed)
    work.mkdir(exist_ok=True)
    shutil.copytree(template, work / "whole")
    began = time.monotonic()
    _end(_start(work / "whole", 1))
    whole_run = time.monotonic() - began
    asyncio.run(_check(work / "whole"))
    for moment in range(moments):
        folder = work / f"R{moment}"
        shutil.copytree(template, folder)
        for run in range(1, chance.choice((2, 2, 3))):
            process = _start(folder, run)
            other = _start(folder, run) if moment % 4 == 3 else None
            _kill(process, folder, moment, chance.uniform(0.2, 1.0) * whole_run)
            if other is not None:
                _end(other)
        _end(_start(folder, 5))
        asyncio.run(_check(folder))
        shutil.rmtree(folder)


@pytest.mark.slow
def test_a_few_kills_leave_nothing_wrong(template: Path, tmp_path: Path) -> None:
    _campaign(template, tmp_path / "few", 2, seed=3)


@pytest.mark.campaign
def test_a_hundred_kills_leave_nothing_wrong(template: Path, tmp_path: Path) -> None:
    seed = int(os.environ.get("FOODTRACE_SEED", "20261122"))
    print(f"100 kills of a worker, FOODTRACE_SEED={seed}")
    _campaign(template, tmp_path / "many", 100, seed)


@pytest.mark.slow
async def test_two_workers_share_the_work_and_do_nothing_twice(
    template: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "R"
    shutil.copytree(template, folder)
    both = [_start(folder, 1) for _ in range(2)]
    for process in both:
        await asyncio.to_thread(_end, process)
    await _check(folder)


@pytest.mark.slow
async def test_a_replacing_that_was_killed_replaces_none_twice(
    template: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "R"
    shutil.copytree(template, folder)
    await asyncio.to_thread(_end, _start(folder, 1))
    now = rows(folder, "SELECT establishment_id, hex(kid), idx FROM sticker")
    task = ReplaceTask(tuple((owner, kid.lower(), idx) for owner, kid, idx in now), reason="torn")
    await _ask(folder, task)
    for run, seconds in ((2, 0.4), (3, 0.6)):
        await asyncio.to_thread(_kill, _start(folder, run), folder, 1, seconds)
    await asyncio.to_thread(_end, _start(folder, 4))
    check_register(folder)
    assert rows(folder, "SELECT count(*) FROM sticker") == [(2 * PLACES,)]
    job = (await _jobs(folder))[0]
    assert job.state == "done"
    assert job.outcome["replaced"] + job.outcome["already"] == PLACES
    async with await Registry.open(folder) as registry:
        assert (await find_job(registry, job.id)).outcome["refused"] == 0
