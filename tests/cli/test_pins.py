"""What a user pinned: kept with how far its lists have come, through new roots, at once and read-only."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from cli_shell import Shell
from foodtrace.trust import Held, parse_held, public_of
from foodtrace_cli.pins import PinStore

ROOTS = tuple(public_of(hashlib.sha256(name).digest()) for name in (b"one", b"two", b"three"))
PIN = Held(ROOTS[:2], 1)


def _later(seq: int, roots: tuple[bytes, ...] = ROOTS[:2]) -> Held:
    return Held(roots, 1, seq, 1000 + seq, hashlib.sha256(bytes([seq])).digest())


def test_a_pin_remembers_and_never_goes_back(tmp_path: Path) -> None:
    store = PinStore(tmp_path / "pins")
    assert store.all() == []
    assert store.add(PIN)
    store.keep(store.find(PIN), _later(3))
    assert not store.add(PIN)
    assert store.find(PIN).held == _later(3)
    store.keep(store.find(PIN), _later(2))
    assert store.find(PIN).held == _later(3)


def test_two_checks_at_once_keep_the_newest_of_both(tmp_path: Path) -> None:
    store = PinStore(tmp_path / "pins")
    store.add(PIN)
    before = store.find(PIN)
    one = _later(1).with_status_iat(b"aaaa", 50)
    other = _later(1).with_status_iat(b"bbbb", 60).with_status_iat(b"aaaa", 40)
    store.keep(before, one)
    store.keep(before, other)
    kept = store.find(PIN).held
    assert (kept.status_iat(b"aaaa"), kept.status_iat(b"bbbb")) == (50, 60)


def test_the_first_roots_find_their_memory_after_the_authority_has_new_ones(tmp_path: Path) -> None:
    store = PinStore(tmp_path / "pins")
    store.add(PIN)
    store.keep(store.find(PIN), _later(4, ROOTS[1:]))
    assert store.find(PIN).held.roots == ROOTS[1:]
    assert [pin.held.seq for pin in store.all()] == [4]


def test_roots_that_were_never_pinned_leave_no_trace(tmp_path: Path) -> None:
    store = PinStore(tmp_path / "pins")
    found = store.find(PIN)
    store.keep(found, _later(3))
    assert (found.held, store.all(), list(tmp_path.iterdir())) == (PIN, [], [])


@pytest.mark.parametrize("name", ["XDG_STATE_HOME", "HOME"])
def test_the_place_follows_the_users_settings(shell: Shell, name: str) -> None:
    shell.found()
    shell.env = {name: str(shell.folder / "here"), "FOODTRACE_REGISTRY": "R"}
    shell.ok("trust", "pin", "R/roots.pub")
    (kept,) = Path("here").rglob("*.held")
    assert parse_held(kept.read_text(encoding="utf-8")).seq == 0
    assert kept.parent.stat().st_mode & 0o077 == 0


def test_roots_of_the_registry_at_hand_are_a_pin(shell: Shell) -> None:
    shell.found()
    url = shell.issue_three()[0]["url"]
    shell.ok("bundle", "lists.zip")
    assert shell.ok("verify", "--bundle", "lists.zip", "--json", url).json()[0]["green"]
    shell.env["FOODTRACE_ROOTS"] = "R/roots.pub"
    shell.env["FOODTRACE_REGISTRY"] = "deleted"
    assert shell.ok("verify", "--bundle", "lists.zip", "--json", url).json()[0]["green"]
    del shell.env["FOODTRACE_ROOTS"]
    assert shell.run("verify", "--bundle", "lists.zip", "--json", url).status == 24


def test_named_roots_use_the_memory_of_the_same_pin(shell: Shell) -> None:
    shell.found()
    rows = shell.issue_three()
    shell.ok("bundle", "old.zip")
    shell.clock += 3600
    shell.ok("revoke", rows[0]["typed_code"], "--reason", "closed")
    shell.ok("bundle", "new.zip")
    shell.ok("trust", "pin", "R/roots.pub")
    shell.run("verify", "--bundle", "new.zip", rows[0]["url"])
    ran = shell.run("verify", "--bundle", "old.zip", "--roots", "R/roots.pub", rows[0]["url"])
    assert ran.status == 4


def test_a_memory_that_cannot_be_written_is_a_warning_not_an_end(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.found()
    url = shell.issue_three()[0]["url"]
    shell.ok("bundle", "lists.zip")
    shell.ok("trust", "pin", "R/roots.pub")

    def refuse(*_arguments: object) -> None:
        raise PermissionError(30, "Read-only file system")

    monkeypatch.setattr("foodtrace_cli.pins.write_output", refuse)
    ran = shell.ok("verify", "--bundle", "lists.zip", "--json", url)
    assert ran.json()[0]["green"]
    assert "Read-only file system" in ran.err


def test_two_authorities_can_be_pinned_side_by_side(shell: Shell) -> None:
    urls = {}
    for name in ("R", "S"):
        shell.env["FOODTRACE_REGISTRY"] = name
        shell.found(name, host=f"qr-{name.lower()}.example.vn")
        urls[name] = shell.issue_three()[0]["url"]
        shell.ok("bundle", f"{name}.zip")
        shell.ok("trust", "pin", f"{name}/roots.pub")
    del shell.env["FOODTRACE_REGISTRY"]
    for name, url in urls.items():
        assert shell.ok("verify", "--bundle", f"{name}.zip", "--json", url).json()[0]["green"]
    ran = shell.run("verify", "--bundle", "R.zip", "--json", urls["S"])
    assert (ran.status, ran.json()[0]["reason"]) == (24, "host")
