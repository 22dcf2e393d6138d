"""Whatever is wrong outside, the command ends in one line, the right status, and nothing half done."""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path

import pytest
from cli_shell import Ran, Shell

AS_ROOT = os.name == "posix" and os.geteuid() == 0


def _one_line(ran: Ran, status: int) -> str:
    assert ran.status == status, ran.err
    assert ran.out == ""
    assert ran.err.count("\n") == 1, ran.err
    assert "Traceback" not in ran.err
    assert ran.err.startswith("foodtrace: ")
    return ran.err


def test_a_wrong_passphrase_changes_nothing_and_is_not_repeated(shell: Shell) -> None:
    shell.found()
    shell.issue_three()
    before = shell.ok("list", "--json").out
    shell.env["FOODTRACE_PASSPHRASE"] = "hunter2 wrong"
    for arguments in (
        ["issue", "--all", "--out", "other"],
        ["keys", "passwd", str(next(iter(Path("R/keys").glob("sticker-*"))))],
    ):
        assert "hunter2" not in _one_line(shell.run(*arguments), 7)
    assert not Path("other").exists()
    assert shell.ok("list", "--json").out == before


def test_no_output_ever_holds_a_passphrase_or_a_seed(shell: Shell) -> None:
    seeds: list[bytes] = []
    drawn = shell._random

    def spy(count: int) -> bytes:
        found = drawn(count)
        if count == 32:
            seeds.append(found)
        return found

    shell._random = spy  # type: ignore[method-assign]  # only watched, not replaced
    shell.env["FOODTRACE_TRACEBACK"] = ""
    texts = []
    shell.found()
    code = shell.issue_three()[0]["typed_code"]
    for arguments in (
        ["keys", "list"],
        ["keys", "list", "--json"],
        ["trust", "show", "--json"],
        ["revoke", code, "--reason", "closed"],
        ["close", code, "--reason", "closed"],
        ["bundle", "lists.zip"],
        ["export", "all.csv"],
        ["show", code, "--json"],
    ):
        ran = shell.ok(*arguments)
        texts += [ran.out, ran.err]
    for path in Path().rglob("*"):
        if path.is_file():
            texts.append(path.read_bytes().decode("latin-1"))
    whole = "\n".join(texts)
    assert len(seeds) == 4
    for secret in [shell.env["FOODTRACE_PASSPHRASE"], *(seed.hex() for seed in seeds)]:
        assert secret not in whole
    for seed in seeds:
        assert seed.decode("latin-1") not in whole


def test_a_bug_is_one_line_too_and_still_shows_no_secret(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.found()
    shell.issue_three()

    def burst(*_arguments: object, **_more: object) -> None:
        raise ZeroDivisionError("of\nall things")

    monkeypatch.setattr("foodtrace.issuing.issue", burst)
    line = _one_line(shell.run("issue", "--all", "--out", "x"), 1)
    assert "report it: ZeroDivisionError: of all things" in line
    shell.env["FOODTRACE_TRACEBACK"] = "1"
    with pytest.raises(ZeroDivisionError) as error:
        shell.run("issue", "--all", "--out", "x")
    assert shell.env["FOODTRACE_PASSPHRASE"] not in str(error.getrepr(showlocals=False))


def test_key_files_open_to_others_are_refused_with_the_command_to_run(shell: Shell) -> None:
    shell.found()
    key = next(iter(Path("R/keys").glob("sticker-*")))
    key.chmod(0o644)
    assert f"chmod 600 {key}" in _one_line(shell.run("issue", "--all", "--out", "x"), 7)
    assert f"chmod 600 {key}" in _one_line(shell.run("keys", "list"), 7)


def test_revoke_without_the_status_key_counts_and_says_so(shell: Shell) -> None:
    shell.found()
    rows = shell.issue_three()
    key = next(iter(Path("R/keys").glob("status-*")))
    key.rename("elsewhere.key")
    ran = shell.ok("revoke", rows[0]["typed_code"], "--reason", "closed", "--json")
    assert ran.json()["status_list_signed"] is False
    assert "NOT signed" in ran.err
    assert shell.ok("show", rows[0]["typed_code"], "--json").json()["standing"] == "revoked"
    ran = shell.run("verify", rows[0]["url"], "--json")
    assert (ran.status, ran.json()[0]["standing"], ran.json()[0]["green"]) == (22, "revoked", False)
    Path("elsewhere.key").rename(key)
    shell.env["FOODTRACE_STATUS_PASSPHRASE"] = "another"
    ran = shell.ok("suspend", rows[1]["typed_code"], "--reason", "repairs", "--lang", "vi")
    assert "CHƯA ký" in ran.err
    del shell.env["FOODTRACE_STATUS_PASSPHRASE"]
    assert shell.ok("bundle", "lists.zip", "--json").json()["status_list_signed"] is True
    ran = shell.run("verify", rows[0]["url"], rows[1]["url"], "--json")
    assert [each["standing"] for each in ran.json()] == ["revoked", "suspended"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_missing_registry_is_one_line(shell: Shell, lang: str) -> None:
    Path("empty").mkdir()
    for folder in ("nowhere", "empty"):
        for command in (["list"], ["stats"], ["verify", "x"], ["bundle", "b.zip"], ["serve"]):
            line = _one_line(shell.run(*command, "--registry", folder, "--lang", lang), 8)
            assert "foodtrace init" in line


def test_a_registry_that_is_no_database_is_one_line(shell: Shell) -> None:
    shell.found()
    Path("R/registry.sqlite").write_bytes(b"not a database" * 1000)
    for command in (["list"], ["verify", "x"], ["issue", "--all", "--out", "x"]):
        _one_line(shell.run(*command), 8)


def test_a_registry_that_another_process_writes_to_is_one_line(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.found()
    rows = shell.issue_three()
    monkeypatch.setattr("foodtrace.registry.store._BUSY_SECONDS", 0.05)
    other = sqlite3.connect("R/registry.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    from foodtrace.registry import Registry

    opened = Registry.open
    monkeypatch.setattr(Registry, "open", lambda folder: opened(folder, busy_seconds=0.05))
    command = ["suspend", rows[0]["typed_code"], "--reason", "repairs"]
    _one_line(shell.run(*command), 8)
    other.execute("ROLLBACK")
    other.close()
    shell.ok(*command)


@pytest.mark.parametrize(
    "command",
    [
        ["bundle", "no/such/lists.zip"],
        ["export", "no/such/all.csv"],
        ["trust", "show", "--out", "no/such/list"],
        ["sheets", "--all", "--out", "no/such/s.pdf"],
        ["issue", "--all", "--out", "eateries.csv/no/such"],
    ],
)
def test_an_output_that_cannot_be_written_is_one_line(shell: Shell, command: list[str]) -> None:
    shell.found()
    shell.issue_three()
    Path("eateries.csv").touch()
    told = _one_line(shell.run(*command), 10)
    assert command[-1] in told
    assert ".part" not in told


@pytest.mark.skipif(AS_ROOT, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_one_line(shell: Shell) -> None:
    shell.found()
    Path("locked").mkdir(mode=stat.S_IRUSR | stat.S_IXUSR)
    _one_line(shell.run("bundle", "locked/lists.zip"), 10)


def test_an_output_that_fails_half_way_leaves_the_old_file_and_no_litter(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.found()
    shell.issue_three()
    shell.ok("export", "all.csv")
    before = Path("all.csv").read_bytes()
    present = {path.name for path in Path().iterdir()}

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("foodtrace_cli.outputs.os.fsync", full)
    assert "No space left" in _one_line(shell.run("export", "all.csv"), 10)
    assert Path("all.csv").read_bytes() == before
    assert {path.name for path in Path().iterdir()} == present


def test_init_that_fails_leaves_nothing(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    async def burst(*_arguments: object, **_more: object) -> None:
        raise OSError(28, "No space left on device", "registry.sqlite")

    monkeypatch.setattr("foodtrace.issuing.publish_trust_file", burst)
    _one_line(
        shell.run(
            *("init", "--authority", "A", "--province", "48", "--host", "qr.example.vn"),
            *("--root-dir", "one", "--root-dir", "two"),
        ),
        10,
    )
    assert not [path for path in Path().rglob("*") if path.is_file()]


def test_root_keys_go_straight_to_two_sticks(shell: Shell) -> None:
    shell.ok(
        *("init", "--authority", "A", "--province", "48", "--host", "qr.example.vn"),
        *("--root-dir", "one", "--root-dir", "two"),
    )
    assert [len(list(Path(name).glob("root-*.key"))) for name in ("one", "two")] == [1, 1]
    assert not list(Path("R").rglob("root-*.key"))
    ran = shell.run(
        "init", "--root-dir", "one", "--authority", "A", "--province", "48", "--host", "h.vn"
    )
    assert ran.status == 2


def test_escape_sequences_of_a_strangers_file_do_not_reach_the_terminal(shell: Shell) -> None:
    shell.found()
    text = "Tên quán,Địa chỉ,Phường\nQuán \u202e\u200bABC,1 Lê Lợi,Hải Châu\n"
    Path("bad.csv").write_text(text, encoding="utf-8")
    ran = shell.run("import", "bad.csv", "--zone", "Z")
    assert ran.status == 9
    assert not {"\u202e", "\u200b"} & set(ran.out + ran.err)
    ran = shell.run("verify", "\x1b[31mhello", "--lang", "vi")
    assert "\x1b" not in ran.out + ran.err


def test_errors_are_objects_where_json_was_asked_for(shell: Shell) -> None:
    import msgspec

    for command in (["list", "--registry", "nowhere"], ["issue", "--all"], ["verify", "x"]):
        shell.env["FOODTRACE_REGISTRY"] = "nowhere"
        ran = shell.run(*command, "--json")
        failure = msgspec.json.decode(ran.err)["error"]
        assert failure["exit_status"] == ran.status
        assert set(failure) == {"code", "message", "exit_status"}


def test_a_damaged_pin_is_an_error_and_never_forgotten_silently(shell: Shell) -> None:
    shell.found()
    shell.issue_three()
    shell.ok("bundle", "lists.zip")
    shell.ok("trust", "pin", "R/roots.pub")
    pin = next(iter(Path("home").rglob("*.held")))
    pin.write_text("threshold nothing", encoding="utf-8")
    assert "pin roots.pub again" in _one_line(shell.run("verify", "--bundle", "lists.zip", "x"), 3)


def test_a_strangers_whole_bundle_is_never_green(shell: Shell) -> None:
    """The attacker has the software, an authority of the same name and host, and good signatures."""
    shell.found()
    shell.found("theirs")
    honest = shell.env["FOODTRACE_REGISTRY"]
    shell.env["FOODTRACE_REGISTRY"] = "theirs"
    rows = shell.issue_three()
    shell.ok("bundle", "theirs.zip")
    assert shell.ok("verify", rows[0]["url"], "--json").json()[0]["green"]
    shell.env["FOODTRACE_REGISTRY"] = honest
    for pinned in (["--roots", "R/roots.pub"], [], ["--registry", ""]):
        ran = shell.run("verify", "--bundle", "theirs.zip", rows[0]["url"], "--json", *pinned)
        assert ran.status in (4, 24)
        assert [each["green"] for each in ran.json()] == [False]
        assert ran.json()[0]["claims"] is None


def test_bytes_that_are_no_text_are_an_answer_in_json_too(shell: Shell) -> None:
    shell.found()
    odd = "a\udcff"  # how Python hands over the byte ff in an argument
    ran = shell.run("verify", odd, "--json")
    assert (ran.status, ran.json()[0]["text"]) == (23, "a\ufffd")
    ran = shell.run("import", odd, "--zone", "Z", "--json")
    assert ran.status == 10
    assert "bug" not in ran.err


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "a\udcff", "\x1b[31m", "ế" * 86])
@pytest.mark.parametrize("option", ["--authority", "--authority-en"])
def test_an_authority_needs_a_name_of_one_line(shell: Shell, option: str, name: str) -> None:
    names = {"--authority": "Board", option: name}
    given = [text for pair in names.items() for text in pair]
    ran = shell.run("init", *given, "--province", "48", "--host", "qr.example.vn")
    assert "of one line" in _one_line(ran, 2)
    assert not Path("R").exists()
