"""`foodtrace work`: what waits is done, with the key from the environment and never asked for."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from cli_shell import NOW, Shell
from foodtrace.access import RIGHTS, Role, Who
from foodtrace.jobs import IssueTask, Job, PrintTask, Task, enqueue, jobs_of, workers_seen
from foodtrace.registry import Registry

ADMINISTRATOR = Who(1, "An", RIGHTS[Role.ADMINISTRATOR])


def ask(folder: Path, *tasks: Task) -> None:
    async def asked() -> None:
        async with await Registry.open(folder) as registry:
            for task in tasks:
                await enqueue(registry, task, actor="user 1", now=NOW)

    asyncio.run(asked())


def jobs(folder: Path) -> list[Job]:
    async def found() -> list[Job]:
        async with await Registry.open(folder) as registry:
            return await jobs_of(registry, ADMINISTRATOR)

    return asyncio.run(found())


@pytest.fixture
def street(shell: Shell) -> Shell:
    """An authority with three eateries and a sticker each."""
    shell.found()
    shell.issue_three()
    return shell


def test_once_does_what_waits_and_ends(street: Shell) -> None:
    folder = street.folder / "R"
    ask(folder, IssueTask(zone=1, layout="a6x4"), PrintTask(zone=1, layout="pack"))
    did = street.ok("work", "--once", "--json")
    assert did.json()["jobs"] == 2
    assert did.err.count("done") == 2, "one line for each job"
    assert [job.state for job in jobs(folder)] == ["done", "done"]
    assert street.ok("work", "--once", "--json").json()["jobs"] == 0


def test_without_a_passphrase_it_prints_and_issuing_waits(street: Shell) -> None:
    folder = street.folder / "R"
    ask(folder, IssueTask(zone=1), PrintTask(zone=1))
    del street.env["FOODTRACE_PASSPHRASE"]
    ran = street.ok("work", "--once")
    assert "without the sticker key" in ran.err
    assert [job.state for job in jobs(folder)] == ["done", "queued"]


def test_a_wrong_passphrase_is_one_line_and_not_shown(street: Shell) -> None:
    ask(street.folder / "R", IssueTask(zone=1))
    street.env["FOODTRACE_PASSPHRASE"] = "another passphrase"
    ran = street.ok("work", "--once")
    assert "the sticker key cannot be opened" in ran.err
    assert "another passphrase" not in ran.err + ran.out
    assert [job.state for job in jobs(street.folder / "R")] == ["queued"]


@pytest.mark.slow
def test_told_to_stop_it_takes_leave(street: Shell) -> None:
    folder = street.folder / "R"
    root = Path(__file__).parents[2]
    path = os.pathsep.join(str(root / part) for part in ("trace", "api", "cli"))
    worker = subprocess.Popen(
        [sys.executable, "-m", "foodtrace_cli", "work", "--registry", str(folder)],
        env={**os.environ, **street.env, "PYTHONPATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert worker.stderr is not None
    ask(folder, PrintTask(zone=1))
    said = ""
    while "done" not in said and worker.poll() is None:
        said = worker.stderr.readline()
    worker.send_signal(signal.SIGTERM)
    _, rest = worker.communicate(timeout=300)
    assert worker.returncode == 0, rest
    assert "stopped" in rest
    assert "Traceback" not in rest

    async def left() -> int:
        async with await Registry.open(folder) as registry:
            seen = await workers_seen(registry, NOW)
            assert seen.last_seen_at is not None
            return seen.alive

    assert asyncio.run(left()) == 0
