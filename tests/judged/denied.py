"""Runs a command that can reach neither network nor database nor child process, and proves that it cannot."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CAUGHT = 97
# Loaded by Python itself before anything else; nothing in the process can swallow an exit like this.
_HOOK = f"""\
import os, sys
DENIED = ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostby", "socket.sendto",
          "sqlite3.connect", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork")
def watch(event, arguments):
    if event.startswith(DENIED):
        os.write(2, f"denied: {{event}}\\n".encode())
        os._exit({CAUGHT})
sys.addaudithook(watch)
"""


def run_denied(folder: Path, argv: list[str], **env: str) -> subprocess.CompletedProcess[str]:
    """Run Python with these arguments in a folder: no registry in its environment, no network under it."""
    hooks = folder / "hooks"
    hooks.mkdir(exist_ok=True)
    (hooks / "sitecustomize.py").write_text(_HOOK, "utf-8")
    paths = [str(hooks), *(str(ROOT / part) for part in ("trace", "api", "cli"))]
    surroundings = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder / "nobody"),
        "LANG": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join(paths),
        **env,
    }
    return subprocess.run(
        [*_without_network(), sys.executable, *argv],
        cwd=folder,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def _without_network() -> list[str]:
    """A network namespace with nothing in it where the kernel gives us one; the hook denies anyway."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return []
    for options in (["-n"], ["-rn"]):
        tried = subprocess.run([unshare, *options, "true"], capture_output=True, check=False)
        if tried.returncode == 0:
            return [unshare, *options]
    return []
