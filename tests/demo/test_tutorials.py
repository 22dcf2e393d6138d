"""The tutorials are run as they stand: every command, every exit status, every line of output shown."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
LISTS = ("first-street.csv", "first-street-mended.csv")
_BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_STATUS = re.compile(r"\s+# exit status (\d+)$")
# What a reader does with the code on his own sheet.
_OWN_CODE = "CODE=$(sed -n 2p stickers/manifest.csv | cut -d, -f2)"


class Command(NamedTuple):
    """One line of a `sh` block; `shown` are the lines of the `text` block that follows its block."""

    line: str
    status: int
    shown: list[str]


def _commands(page: Path) -> list[Command]:
    commands: list[Command] = []
    for kind, body in _BLOCK.findall(page.read_text("utf-8")):
        lines = body.rstrip("\n").split("\n")
        if kind == "text":
            commands[-1].shown.extend(lines)
            continue
        for line in lines:
            found = _STATUS.search(line)
            commands.append(Command(_STATUS.sub("", line), int(found[1]) if found else 0, []))
    return [command for command in commands if not command.line.startswith("foodtrace serve")]


def _script(commands: list[Command]) -> str:
    parts = []
    for number, command in enumerate(commands):
        line = command.line.replace("00RS-KAC7", '"$CODE"')
        if line != command.line:
            parts.append(_OWN_CODE)
        parts.append(f"{{ {line}\n}} > out.{number} 2>&1\necho $? > status.{number}")
    return "\n".join(parts)


def _words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.slow
@pytest.mark.parametrize("page", ["tutorial/first-street.md", "vi/bat-dau.md"])
def test_every_command_of_a_tutorial_does_what_the_page_says(page: str, tmp_path: Path) -> None:
    commands = _commands(DOCS / page)
    assert sum(command.line.startswith("foodtrace") for command in commands) >= 10
    for name in LISTS:
        shutil.copy(DOCS / "tutorial" / name, tmp_path)
    bin_folder = Path(sys.executable).parent
    env = {
        "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "LANG": "en",
    }
    subprocess.run(
        ["bash", "-c", _script(commands)], cwd=tmp_path, env=env, check=False, timeout=900
    )
    for number, command in enumerate(commands):
        output = (tmp_path / f"out.{number}").read_text("utf-8")
        status = int((tmp_path / f"status.{number}").read_text())
        assert status == command.status, f"{command.line}: status {status}\n{output}"
        for line in command.shown:
            assert _words(line) in _words(output), f"{command.line} does not say: {line}\n{output}"


def test_both_tutorials_run_the_same_commands() -> None:
    english = [c for c in _commands(DOCS / "tutorial/first-street.md") if "foodtrace" in c.line]
    vietnamese = [c for c in _commands(DOCS / "vi/bat-dau.md") if "foodtrace" in c.line]
    assert [c.line.split(" --reason")[0] for c in english if c.line.startswith("foodtrace")] == [
        c.line.split(" --reason")[0] for c in vietnamese if c.line.startswith("foodtrace")
    ]
