"""Whole sessions as text files: each command, everything it prints, and its exit status.

A file holds `$ command`, its output, lines of standard error behind `! `, and `? status`. `[..]` stands
for anything within a line. `@ 2027-01-31` sets the clock (07:00 in Viet Nam), `export A=b` the environment,
`+ name` with `| ` lines writes a file. FOODTRACE_WRITE_TRANSCRIPTS=1 writes the files anew.
"""

from __future__ import annotations

import datetime
import os
import re
import shlex
from pathlib import Path

import pytest
from cli_shell import Shell

_FOLDER = Path(__file__).parent / "transcripts"
_FILES = sorted(_FOLDER.glob("*.txt"))


def test_there_are_transcripts() -> None:
    assert len(_FILES) >= 5


@pytest.mark.parametrize("file", _FILES, ids=lambda file: file.stem)
def test_the_command_says_what_the_transcript_says(file: Path, shell: Shell) -> None:
    wanted = file.read_text(encoding="utf-8").splitlines()
    got = _play(wanted, shell)
    merged = [
        line if at < len(got) and _fits(line, got[at]) else None for at, line in enumerate(wanted)
    ]
    if os.environ.get("FOODTRACE_WRITE_TRANSCRIPTS"):
        file.write_text("\n".join(_merge(wanted, got)) + "\n", encoding="utf-8")
        return
    for at, line in enumerate(wanted):
        shown = got[at] if at < len(got) else "(nothing more)"
        assert merged[at] is not None, f"{file.name}:{at + 1}\nwanted {line!r}\ngot    {shown!r}"
    assert len(got) == len(wanted)


def _play(script: list[str], shell: Shell) -> list[str]:
    """The script with the output of each command in place of the one written there."""
    got: list[str] = []
    at = 0
    while at < len(script):
        line = script[at]
        at += 1
        if line.startswith("$ "):
            got.append(line)
            ran = shell.run(*shlex.split(line)[2:])
            got += ran.out.splitlines()
            got += [f"! {text}" for text in ran.err.splitlines()]
            got.append(f"? {ran.status}")
            while at < len(script) and not script[at].startswith("? "):
                at += 1
            at += 1
            continue
        got.append(line)
        if line.startswith("@ "):
            day = datetime.datetime.fromisoformat(f"{line[2:]}T07:00+07:00")
            shell.clock = int(day.timestamp())
        elif line.startswith("export "):
            name, _, value = line.removeprefix("export ").partition("=")
            shell.env[name] = value
        elif line.startswith("+ "):
            rows = []
            while at < len(script) and script[at].startswith("|"):
                rows.append(script[at].removeprefix("|").removeprefix(" "))
                got.append(script[at])
                at += 1
            (shell.folder / line[2:]).write_text("\n".join(rows) + "\n", encoding="utf-8")
    return [text.replace(str(shell.folder), "/tmp") for text in got]


def _fits(wanted: str, got: str) -> bool:
    pattern = ".*".join(map(re.escape, wanted.split("[..]")))
    return re.fullmatch(pattern, got) is not None


def _merge(wanted: list[str], got: list[str]) -> list[str]:
    loose = [line for line in wanted if "[..]" in line]
    return [next((line for line in loose if _fits(line, text)), text) for text in got]
