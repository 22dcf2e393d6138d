"""A region's hundred thousand stickers in one run: how long, and that memory stays flat."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from issuing.register import check_register

ROOT = Path(__file__).parents[2]
_PROGRAM = """
import asyncio, pathlib, resource, sys, time
from registry.board import ACTOR, NOW, STATUS_SEEDS, STICKER, found_board, made_rows
from foodtrace.issuing import Selection, each_live_sticker, issue, record_intake, resign_status_lists

def high() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

async def main() -> None:
    every = Selection(all=True)
    async with await found_board(pathlib.Path(sys.argv[1])) as registry:
        for start in range(0, 100_000, 5000):
            rows = made_rows(5000, first=1 + start)
            await record_intake(registry, rows, zone=f"zone {start}", actor=ACTOR, now=NOW)
        print("taken in, high mark MiB:", high())
        began = time.process_time()
        made = await issue(registry, every, sticker_seed=STICKER, now=NOW, actor=ACTOR)
        print("issued:", made, "processor seconds:", round(time.process_time() - began, 1))
        await resign_status_lists(registry, status_seeds=STATUS_SEEDS, now=NOW)
        seen = 0
        async for _ in each_live_sticker(registry, every):
            seen += 1
        print("read back:", seen)
        print("high", high())

asyncio.run(main())
"""


@pytest.mark.campaign
def test_a_hundred_thousand_stickers_in_flat_memory(tmp_path: Path) -> None:
    path = os.pathsep.join(str(ROOT / folder) for folder in ("trace", "tests"))
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(tmp_path / "R")],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    print(done.stdout)
    assert "read back: 100000" in done.stdout
    assert int(done.stdout.split()[-1]) < 300, "megabytes, the goal for a run of this size"
    check_register(tmp_path / "R", lists_are_current=True)
