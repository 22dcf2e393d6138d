"""The demo as a stranger runs it, on a city of two zones so that it takes seconds."""

import http.client
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from foodtrace.errors import Conflict
from foodtrace_cli.demo_folder import prepare_folder, write_passphrase
from foodtrace_cli.demo_served import free_port
from foodtrace_cli.demo_words import _WORDS, say

# Two zones of the 24; everything else is the real command.
_SMALL = (
    "import sys, foodtrace_cli.demo_eateries as city; from foodtrace_cli import main; "
    "city.ZONES = (city.ZONES[11], city.ZONES[23]); sys.exit(main(['demo', *sys.argv[1:]]))"
)


def _demo(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", _SMALL, *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=900, env=_env())


def _env() -> dict[str, str]:
    return {**os.environ, "LANG": "en", "PYTHONIOENCODING": "utf-8"}


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("demo")
    done = _demo("--no-serve", "--json", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "demo", json.loads(done.stdout)


@pytest.mark.slow
def test_the_demo_takes_in_issues_prints_verifies_and_revokes(
    finished: tuple[Path, dict[str, Any]],
) -> None:
    _, facts = finished
    assert facts["imported"] == {"created": 137, "again": 0}
    assert facts["issued"] == 137
    in_force, forged = facts["verified"]["in_force"], facts["verified"]["forged"]
    assert (in_force["genuine"], in_force["standing"], in_force["green"]) == (
        "yes",
        "in force",
        True,
    )
    assert (forged["genuine"], forged["green"]) == ("no", False)
    before, after = facts["revoked"]["before"], facts["revoked"]["after"]
    assert (before["green"], before["text"]) == (True, after["text"])
    assert (after["genuine"], after["standing"], after["green"]) == ("yes", "revoked", False)
    assert facts["counts"]["total"]["establishments"] == 137
    assert facts["counts"]["total"]["revoked"] == 1
    assert facts["old_hai_chau"]["establishments"] == 89


@pytest.mark.slow
def test_the_demo_furnishes_an_office_that_counts_no_door_twice(
    finished: tuple[Path, dict[str, Any]],
) -> None:
    _, facts = finished
    office = facts["office"]
    assert (office["visits"], office["dossiers"], office["reports"]) == (60, 10, 7)
    assert office["scans"] > 1000
    assert re.fullmatch(r"http://localhost:8000/office/sign-up/\S{40,}", office["sign_up"])


@pytest.mark.slow
def test_the_demo_leaves_files_for_each_of_its_people(
    finished: tuple[Path, dict[str, Any]],
) -> None:
    folder, facts = finished
    assert len(list((folder / "intake").iterdir())) == 2
    assert len(list((folder / "stickers" / "svg").iterdir())) == 137
    assert Path(folder.parent, facts["printed"]["file"]).read_bytes().startswith(b"%PDF-")
    carried = {path.name for path in (folder / "inspector").iterdir()}
    assert carried == {"lists.zip", "roots.pub", "photo.png"}


@pytest.mark.slow
def test_the_demos_invoice_is_taken_in_at_its_buyer(finished: tuple[Path, dict[str, Any]]) -> None:
    folder, facts = finished
    command = [sys.executable, "-m", "foodtrace_cli", "--registry", str(folder / "registry"),
               "receipts", "import", facts["invoice"]["file"], "--at", facts["invoice"]["buyer"], "--json"]  # fmt: skip
    done = subprocess.run(
        command, cwd=folder.parent, capture_output=True, text=True, env=_env(), check=False
    )
    assert done.returncode == 0, done.stderr
    (taken,) = json.loads(done.stdout)["files"]
    assert (len(taken["receipts"]), taken["known"]) == (2, False)


@pytest.mark.slow
def test_the_passphrase_is_random_and_its_owners_alone(
    finished: tuple[Path, dict[str, Any]],
) -> None:
    passphrase = finished[0] / "passphrase"
    assert stat.S_IMODE(passphrase.stat().st_mode) == 0o600
    assert len(passphrase.read_text().strip()) >= 32


@pytest.mark.slow
def test_the_demo_runs_again_in_its_own_folder_and_shows_three_pages(
    finished: tuple[Path, dict[str, Any]],
) -> None:
    folder = finished[0].parent
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        taken = busy.getsockname()[1]
        command = [sys.executable, "-c", _SMALL, "--port", str(taken)]
        running = subprocess.Popen(
            command,
            cwd=folder,
            env=_env(),
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            shown = []
            assert running.stdout is not None
            for line in running.stdout:
                shown.append(line)
                if line.startswith("Ctrl-C"):
                    break
            told = "".join(shown)
            assert "an earlier demo in this folder was removed" in told
            assert f"Port {taken} is in use" in told
            assert [line for line in shown if len(line) > 81 and "http" not in line] == []
            found = re.findall(r"^(.+):  http://127\.0\.0\.1:(\d+)(/1/\d+)$", told, re.MULTILINE)
            assert [name for name, _, _ in found] == ["in force", "revoked", "forged"]
            office = re.search(r"begin here.*http://localhost:(\d+)(/office/\S+)", told)
            assert office is not None
            assert _page(int(office[1]), office[2])[0] == 200
            for name in ("office", "apply", "city", "data"):
                assert f":{office[1]}/{name}/\n" in told
            pages = [_page(int(port), path) for _, port, path in found]
            assert [status for status, _ in pages] == [200, 200, 404]
            for (_, heading), words in zip(
                pages, ("in force", "revoked", "could not be confirmed"), strict=True
            ):
                assert words in heading.lower()
            # As a terminal does: Ctrl-C goes to the whole group, the server included.
            os.killpg(running.pid, signal.SIGINT)
            rest = running.stdout.read()
            assert running.wait(timeout=300) == 0
            assert rest.strip() == "Stopped."
        finally:
            if running.poll() is None:
                os.killpg(running.pid, signal.SIGKILL)
                running.wait()


def _page(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"Accept": "text/html", "Accept-Language": "en"})
        answer = connection.getresponse()
        heading = re.search(r"<h1[^>]*>(.*?)</h1>", answer.read().decode(), re.DOTALL)
        assert heading is not None
        return answer.status, re.sub(r"<[^>]*>", "", heading[1]).strip()
    finally:
        connection.close()


def test_a_folder_that_holds_something_else_is_refused_and_untouched(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("mine")
    done = _demo("--no-serve", "--out", str(tmp_path), cwd=tmp_path)
    assert done.returncode == 6
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "letter.txt" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_demo_folder_with_a_strangers_file_is_refused_and_untouched(tmp_path: Path) -> None:
    folder = prepare_folder(tmp_path / "demo")
    write_passphrase(folder)
    (folder.root / "thesis.odt").write_text("mine")
    with pytest.raises(Conflict, match=r"thesis\.odt"):
        prepare_folder(folder.root)
    assert folder.passphrase.exists()


def test_a_file_in_the_folders_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("mine")
    with pytest.raises(Conflict):
        prepare_folder(tmp_path / "demo")


def test_an_earlier_demo_is_cleared(tmp_path: Path) -> None:
    first = prepare_folder(tmp_path / "demo")
    write_passphrase(first)
    (first.intake / "old.csv").write_text("old")
    second = prepare_folder(tmp_path / "demo")
    assert (first.cleared, second.cleared) == (False, True)
    assert not second.passphrase.exists()
    assert not any(second.intake.iterdir())


def test_a_free_port_is_taken_as_asked_and_a_busy_one_is_not() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        taken = busy.getsockname()[1]
        assert free_port(taken) not in (0, taken)
    assert free_port(taken) == taken


@pytest.mark.parametrize("key", sorted(_WORDS))
def test_every_sentence_has_the_same_fields_in_both_languages(key: str) -> None:
    fields = [set(re.findall(r"\{(\w+)\}", text)) for text in _WORDS[key]]
    assert fields[0] == fields[1]
    assert say(key, "vi", **dict.fromkeys(fields[0], "x"))
