"""The real process, killed at random moments and run two at once; the run after makes all agree."""

from __future__ import annotations

import asyncio
import csv
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp
from foodtrace.keystore import KDF_INTERACTIVE, create_key
from foodtrace.registry import DATABASE_FILE
from foodtrace.trust import kid_of, public_of
from issuing.register import check_register, rows
from oracle.stickers import token_of_text
from PIL import Image
from registry.board import NOW, STATUS, STICKER, stocked_board

PLACES = 12
PASSPHRASE = "a passphrase for tests"
ROOT = Path(__file__).parents[2]
Start = Callable[[Path, Path], "subprocess.Popen[bytes]"]


def _environment() -> dict[str, str]:
    path = os.pathsep.join(str(ROOT / folder) for folder in ("trace", "api", "cli", "tests"))
    return {**os.environ, "PYTHONPATH": path, "FOODTRACE_PASSPHRASE": PASSPHRASE}


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, *command],
        env=_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def small_batches(folder: Path, out: Path) -> subprocess.Popen[bytes]:
    """The use cases in a process of their own, with a commit for every third sticker."""
    script = str(Path(__file__).with_name("run_issue.py"))
    return _start([script, str(folder), str(out), "3", str(NOW)])


def the_command(folder: Path, out: Path) -> subprocess.Popen[bytes]:
    """`foodtrace issue`, as a board runs it."""
    command = ["-m", "foodtrace_cli", "issue", "--registry", str(folder)]
    return _start([*command, "--all", "--out", str(out), "--format", "png"])


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A board with its keys and a dozen establishments, founded a minute ago, to be copied."""
    folder = tmp_path_factory.mktemp("template") / "R"

    async def found() -> None:
        await (await stocked_board(folder, PLACES, int(time.time()) - 60)).aclose()

    asyncio.run(found())
    for role, seed in (("sticker", STICKER), ("status", STATUS)):
        create_key(
            folder / "keys" / f"{role}-{kid_of(public_of(seed)).hex()}.key",
            seed,
            PASSPHRASE,
            role=role,
            now=NOW,
            kdf=KDF_INTERACTIVE,
        )
    return folder


@pytest.fixture(scope="module")
def founded_then(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same at the tests' own time, for the program that is given its time."""
    folder = tmp_path_factory.mktemp("then") / "R"

    async def found() -> None:
        await (await stocked_board(folder, PLACES)).aclose()

    asyncio.run(found())
    return folder


def _finish(process: subprocess.Popen[bytes]) -> int:
    """The exit status; what it said must be no traceback, unless it was killed."""
    _, errors = process.communicate(timeout=300)
    assert b"Traceback" not in errors, errors.decode()
    return process.returncode


def _kill_after(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Kill the process at a moment of its life that no step of its own marks."""
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
    process.communicate()


def _kill_after_first_write(process: subprocess.Popen[bytes], folder: Path, seconds: float) -> None:
    """Kill it so long after its first bytes reached the log of the database: between its commits."""
    log = folder / f"{DATABASE_FILE}-wal"
    while process.poll() is None:
        try:
            if log.stat().st_size:
                break
        except FileNotFoundError:
            pass
        os.sched_yield()
    _kill_after(process, seconds)


def _check_all_agrees(folder: Path, out: Path, places: int = PLACES) -> None:
    """Registry, manifest, decoded pictures and status list say the same, one to one."""
    check_register(folder, lists_are_current=True)
    registered = {
        (owner, kid.hex(), idx): token
        for owner, kid, idx, token in rows(
            folder, "SELECT establishment_id, kid, idx, token FROM sticker"
        )
    }
    assert len(registered) == places
    assert len({owner for owner, _, _ in registered}) == places
    with (out / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        manifest = list(csv.DictReader(file))
    named = {(int(row["id"]), row["kid"], int(row["idx"])): row for row in manifest}
    assert len(named) == len(manifest)
    assert named.keys() == registered.keys()
    files = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
    assert files == {row["file"] for row in manifest} | {"manifest.csv"}
    for key, row in named.items():
        with Image.open(out / row["file"]) as picture:
            found = zxingcpp.read_barcodes(picture)
        (symbol,) = (each for each in found if each.format == zxingcpp.BarcodeFormat.QRCode)
        assert symbol.text == row["url"]
        assert token_of_text(symbol.text, {"qr.example.vn"}) == registered[key]


def _campaign(start: Start, template: Path, work: Path, moments: int, seed: int) -> None:
    chance = random.Random(seed)
    work.mkdir(exist_ok=True)
    shutil.copytree(template, work / "whole")
    began = time.monotonic()
    assert _finish(start(work / "whole", work / "whole-out")) == 0
    whole_run = time.monotonic() - began
    _check_all_agrees(work / "whole", work / "whole-out")
    for moment in range(moments):
        folder, out = work / f"R{moment}", work / f"out{moment}"
        shutil.copytree(template, folder)
        for _ in range(chance.choice((1, 1, 2))):
            process = start(folder, out)
            other = start(folder, out) if moment % 4 == 3 else None
            if moment % 2:
                _kill_after_first_write(process, folder, chance.uniform(0, 0.12))
            else:
                _kill_after(process, chance.uniform(0.2, 1.0) * whole_run)
            if other is not None and chance.random() < 0.5:
                _kill_after(other, chance.uniform(0, 0.3))
            elif other is not None:
                _finish(other)
        assert _finish(start(folder, out)) == 0, f"moment {moment} of seed {seed}"
        _check_all_agrees(folder, out)
        shutil.rmtree(folder)
        shutil.rmtree(out)


@pytest.mark.slow
def test_four_kills_leave_nothing_wrong(template: Path, founded_then: Path, tmp_path: Path) -> None:
    _campaign(small_batches, founded_then, tmp_path / "small", 2, seed=1)
    _campaign(the_command, template, tmp_path / "command", 2, seed=2)


@pytest.mark.slow
def test_two_commands_at_once_issue_every_sticker_once(template: Path, tmp_path: Path) -> None:
    shutil.copytree(template, tmp_path / "R")
    both = [the_command(tmp_path / "R", tmp_path / f"out{number}") for number in range(2)]
    assert [_finish(process) for process in both] == [0, 0]
    for number in range(2):
        assert _finish(the_command(tmp_path / "R", tmp_path / f"out{number}")) == 0
        _check_all_agrees(tmp_path / "R", tmp_path / f"out{number}")


@pytest.mark.campaign
@pytest.mark.parametrize(("start", "moments"), [(small_batches, 120), (the_command, 80)])
def test_two_hundred_kills_leave_nothing_wrong(
    start: Start, moments: int, template: Path, founded_then: Path, tmp_path: Path
) -> None:
    seed = int(os.environ.get("FOODTRACE_SEED", "20261121"))
    print(f"{moments} kills of {start.__name__}, FOODTRACE_SEED={seed}")
    board = template if start is the_command else founded_then
    _campaign(start, board, tmp_path, moments, seed)
