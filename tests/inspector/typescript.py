"""The phone app's readers of the format, asked from Python: one long-lived process, one JSON line a question."""

from __future__ import annotations

import fcntl
import functools
import hashlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parents[2] / "api" / "inspector"


def npm_packages() -> Path:
    """The app's folder with its pinned packages in node_modules, installed when absent or outdated."""
    mark = SOURCE / "node_modules" / ".lock-sha256"
    with (SOURCE / "package-lock.json").open("rb") as lock:
        # The first test of each process asks for them: one installs, the others wait for it.
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = hashlib.sha256(lock.read()).hexdigest()
        if not mark.exists() or mark.read_text() != wanted:
            patience = ("--prefer-offline", "--fetch-retries=5")
            subprocess.run(
                ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", *patience],
                cwd=SOURCE,
                check=True,
            )
            mark.write_text(wanted)
    return SOURCE


def node_is_here() -> bool:
    return shutil.which("node") is not None and shutil.which("npm") is not None


class Typescript:
    """Starts the readers; `ask` answers {"ok": ...} or {"refused": code}."""

    def __init__(self) -> None:
        folder = npm_packages()
        self._out = tempfile.TemporaryDirectory()
        script = Path(self._out.name) / "judge.mjs"
        subprocess.run(["node", "build.mjs", "--judge", str(script)], cwd=folder, check=True)
        self._process = subprocess.Popen(
            ["node", str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )

    def ask(self, name: str, **question: Any) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"ask": name, **question}) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait()
        self._out.cleanup()


@functools.cache
def readers() -> Typescript:
    """One process for a whole test run."""
    return Typescript()
