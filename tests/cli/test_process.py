"""The installed command as a process: start-up, pipes, signals, terminals."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from cli_shell import Shell

pytestmark = pytest.mark.slow

_ENTRY = "import sys; from foodtrace_cli import main; sys.exit(main())"
_ROOT = Path(__file__).parents[2]


def _start(*arguments: str, **more: object) -> subprocess.Popen[str]:
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(str(_ROOT / p) for p in ("trace", "api", "cli"))
    }
    for name in list(environment):
        if name.startswith("FOODTRACE_"):
            del environment[name]
    environment.update(more.pop("env", {}))  # type: ignore[call-overload]  # test plumbing
    command = [sys.executable, "-c", _ENTRY, *arguments]
    return subprocess.Popen(command, env=environment, text=True, **more)  # type: ignore[call-overload, no-any-return]  # test plumbing


def _run(*arguments: str, **more: object) -> tuple[int, str, str]:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL}
    process = _start(*arguments, **(pipes | more))
    out, err = process.communicate(timeout=300)
    return process.returncode, out, err


_HEAVY = ("sqlalchemy", "litestar", "uvicorn", "alembic", "rich.table", "fpdf", "PIL", "zxingcpp")


@pytest.mark.parametrize("case", ["version", "bundle", "registry"])
def test_what_must_be_quick_imports_nothing_heavy(shell: Shell, case: str) -> None:
    """Counted in modules, not in seconds: no clock decides a test."""
    shell.found()
    rows = shell.issue_three()
    shell.ok("bundle", "lists.zip")
    arguments = {
        "version": ["--version"],
        "bundle": ["verify", "--bundle", "lists.zip", "--roots", "R/roots.pub", rows[0]["url"]],
        "registry": ["--registry", "R", "keys", "list", "--json"],
    }[case]
    program = (
        "import sys; from foodtrace_cli import main; status = main(sys.argv[1:]);"
        f"print([m for m in {_HEAVY!r} if m in sys.modules], file=sys.stderr); sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=os.environ | {"PYTHONPATH": f"{_ROOT / 'trace'}:{_ROOT / 'cli'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    # The shell's clock is not the machine's: the bundle may be stale by now, which is 20.
    assert done.returncode in (0, 20), done.stderr
    assert done.stderr.strip().endswith("[]"), done.stderr


def test_a_reader_that_goes_away_ends_it_quietly(shell: Shell) -> None:
    shell.found()
    shell.issue_three()
    read, write = os.pipe()
    process = _start(
        *("list", "--registry", "R"), stdout=write, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
    )
    os.close(read)
    os.close(write)
    _, err = process.communicate(timeout=300)
    assert (process.returncode, err) == (141, "")


def test_ctrl_c_is_one_line_and_130(tmp_path: Path) -> None:
    process = (
        _start(
            *("verify", "--bundle", str(tmp_path / "fifo"), "x"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
        )
        if _fifo(tmp_path / "fifo")
        else None
    )
    assert process is not None
    # It waits for someone to write: opening the other end tells that it has come that far.
    with (tmp_path / "fifo").open("wb"):
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=300)
    assert process.returncode == 130
    assert out == ""
    assert err.count("\n") == 1
    assert "Traceback" not in err


def _fifo(path: Path) -> bool:
    os.mkfifo(path)
    return True


def test_without_a_terminal_nothing_is_asked_for(shell: Shell) -> None:
    status, out, err = _run(
        *("init", "--registry", str(shell.folder / "N"), "--authority", "A"),
        *("--province", "48", "--host", "qr.example.vn"),
    )
    assert (status, out) == (7, "")
    assert "needs its passphrase" in err
    assert not (shell.folder / "N").exists()


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1258"])
def test_a_terminal_of_another_encoding_gets_escapes_not_an_error(
    shell: Shell, encoding: str
) -> None:
    shell.found()
    shell.issue_three()
    env = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "LC_ALL": "C"}
    status, out, err = _run("list", "--registry", "R", env=env, encoding=encoding)
    assert status == 0, err
    assert "Code" in out


def _typed(arguments: list[str], answers: list[str]) -> tuple[int, str]:
    """Run at a terminal of its own, typing each answer when a prompt ends."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ["PYTHONPATH"] = f"{_ROOT / 'trace'}:{_ROOT / 'cli'}"
        for name in [name for name in os.environ if name.startswith("FOODTRACE_")]:
            del os.environ[name]
        os.execv(sys.executable, [sys.executable, "-c", _ENTRY, *arguments])
    shown, answered = b"", 0
    waiting = list(answers)
    while True:
        if not select.select([terminal], [], [], 300)[0]:
            os.kill(pid, signal.SIGKILL)
        try:
            got = os.read(terminal, 4096)
        except OSError:
            break
        if not got:
            break
        shown += got
        # The whole prompt: what is typed before one stands there is thrown away by it.
        if waiting and shown[answered:].endswith(b": "):
            answered = len(shown)
            os.write(terminal, waiting.pop(0).encode() + b"\n")
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown.decode("utf-8", "replace")


@pytest.mark.slow
def test_at_a_terminal_the_passphrase_is_asked_for_and_not_shown(shell: Shell) -> None:
    init = [
        "init",
        "--registry",
        "N",
        "--authority",
        "A",
        "--province",
        "48",
        "--host",
        "qr.example.vn",
    ]
    status, shown = _typed(init, ["short"])
    assert (status, "8" in shown) == (2, True), shown
    status, shown = _typed(init, ["mật khẩu của ban", "mật khẩu khác hẳn"])
    assert status == 2, shown
    assert not Path("N").exists()
    status, shown = _typed(init, ["mật khẩu của ban", "mật khẩu của ban"])
    assert status == 0, shown
    assert "mật khẩu" not in shown
    issue = ["issue", "--registry", "N", "--all", "--out", "x"]
    status, shown = _typed(issue, ["wrong one"])
    assert status == 7, shown
    assert "wrong one" not in shown
    assert "does not open" in shown


def test_a_bare_command_shows_its_help(shell: Shell) -> None:
    for arguments in ([], ["keys"], ["trust"]):
        ran = shell.run(*arguments)
        assert (ran.status, ran.out) == (2, "")
        assert "Usage: foodtrace" in ran.err
        assert ran.err.count("\n") > 10


def test_a_process_started_by_module_works_too(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "foodtrace_cli", "--version"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": f"{_ROOT / 'trace'}:{_ROOT / 'cli'}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("foodtrace ")


def test_with_the_bare_core_it_says_what_to_install(tmp_path: Path) -> None:
    """The core's own two dependencies only, as after a plain `pip install foodtrace`."""
    program = (
        "import sys; sys.modules['rich_click'] = None; from foodtrace_cli import main;"
        "sys.exit(main(sys.argv[1:]))"
    )
    for arguments, status, said in (
        (["--version"], 0, "foodtrace "),
        (["list"], 2, "foodtrace[cli]"),
    ):
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": f"{_ROOT / 'trace'}:{_ROOT / 'cli'}"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status
        assert said in done.stdout + done.stderr
        assert "Traceback" not in done.stderr


def test_a_missing_part_is_one_line(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.found()
    shell.issue_three()
    monkeypatch.setitem(sys.modules, "zxingcpp", None)
    ran = shell.run("verify", "stickers/sheets.pdf")
    assert ran.status == 2
    assert "zxingcpp" in ran.err
    assert ran.err.count("\n") == 1
