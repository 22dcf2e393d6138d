"""A change of keys as three people in three places do it: files in, files out, then published."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from cli_shell import Shell
from foodtrace.sticker import parse_digits


def _two_of_three(shell: Shell) -> list[Path]:
    """Raise the threshold to 2 of 3 roots; each root's key file afterwards in a place of its own."""
    shell.ok("keys", "add", "--role", "root", "--out", "safe3/root.key")
    first, second = sorted(Path("R").glob("root-key-*/*.key"))
    places = [Path("safe1/root.key"), Path("safe2/root.key"), Path("safe3/root.key")]
    for found, place in ((first, places[0]), (second, places[1])):
        place.parent.mkdir(mode=0o700)
        shutil.move(found, place)
    shell.ok("trust", "show", "--out", "1.cose")
    shell.ok(
        *("trust", "make", "--from", "1.cose", "--add-root", "safe3/root.key"),
        *("--threshold", "2", "--out", "2.list"),
    )
    return places


def _signed(shell: Shell, unsigned: str, key: Path, out: str) -> None:
    """One root's place: a folder with the list and the key file, no registry in sight."""
    registry = shell.env.pop("FOODTRACE_REGISTRY")
    shell.ok("trust", "sign", unsigned, "--key", str(key), "--out", out)
    shell.env["FOODTRACE_REGISTRY"] = registry


def test_a_new_sticker_key_is_listed_signed_in_two_places_merged_and_published(
    shell: Shell,
) -> None:
    shell.found()
    rows = shell.issue_three()
    roots = _two_of_three(shell)

    _signed(shell, "2.list", roots[0], "2-a.cose")
    ran = shell.run("trust", "publish", "2-a.cose")
    assert (ran.status, "needs 2" in ran.err) == (4, True), ran.err
    _signed(shell, "2.list", roots[2], "2-c.cose")
    shell.ok("trust", "merge", "2-c.cose", "2-a.cose", "--out", "2.cose")
    assert shell.ok("trust", "publish", "2.cose", "--json").json()["seq"] == 2

    made = shell.ok("keys", "add", "--role", "sticker", "--json").json()
    shell.ok(
        *("trust", "make", "--from", "2.cose", "--add-sticker", made["file"]),
        *("--retire", rows[0]["kid"], "--starts", "2027-01-01", "--out", "3.list"),
    )
    # The second signer adds to the first one's file; then nothing is left to merge.
    _signed(shell, "3.list", roots[1], "3-b.cose")
    _signed(shell, "3-b.cose", roots[2], "3.cose")
    shown = shell.ok("trust", "show", "3.cose", "--json").json()
    assert len(shown["signers"]) == 2
    assert shown["false_signers"] == shown["other_signers"] == []
    shell.ok("trust", "publish", "3.cose")

    # Before its first day the new key is not used; from then on the old one is not.
    extra = "Tên quán,Địa chỉ,Phường\nBánh mì,7 Lê Lợi,Hải Châu\n"
    (shell.folder / "more.csv").write_text(extra, encoding="utf-8")
    shell.ok("import", "more.csv", "--zone", "Food street 2")
    shell.clock = 1_798_761_600  # 2027-01-01 in UTC
    shell.ok("issue", "--zone", "Food street 2", "--out", "new", "--format", "png")
    shell.ok("bundle", "lists.zip")
    shell.ok("trust", "pin", "R/roots.pub")
    shell.env["FOODTRACE_REGISTRY"] = "gone"
    pictures = [str(path) for path in Path("new/png").iterdir()]
    checked = shell.ok(
        "verify", "--bundle", "lists.zip", "--json", *pictures, rows[0]["url"]
    ).json()
    assert [each["green"] for each in checked] == [True, True]


def test_a_stolen_sticker_key_is_revoked_and_its_stickers_are_never_green_again(
    shell: Shell,
) -> None:
    shell.found()
    rows = shell.issue_three()
    shell.ok("trust", "show", "--out", "1.cose")
    shell.ok("trust", "make", "--from", "1.cose", "--revoke", rows[0]["kid"], "--out", "2.list")
    root = next(iter(Path("R").glob("root-key-2/*.key")))
    _signed(shell, "2.list", root, "2.cose")
    shell.ok("trust", "publish", "2.cose")
    ran = shell.run("verify", rows[0]["url"], rows[1]["url"], "--json")
    assert ran.status == 25
    assert {each["genuine"] for each in ran.json()} == {"key revoked"}
    ran = shell.run("issue", "--all", "--out", "stickers")
    assert ran.status == 7
    assert "list a new key" in ran.err


def test_the_honest_stickers_of_a_stolen_key_can_be_saved(shell: Shell) -> None:
    shell.found()
    rows = shell.issue_three()
    kid = rows[0]["kid"]
    shell.ok("trust", "show", "--out", "1.cose")
    told = shell.ok("trust", "issued", kid, "--out", "stolen.issued", "--json").json()
    assert told == {"file": "stolen.issued", "kid": kid, "stickers": 3}
    # The same by hand: the first half of the hash of each token, sorted.
    tokens = [parse_digits(row["url"].rpartition("/")[2]) for row in rows]
    halves = sorted(hashlib.sha256(token).digest()[:16] for token in tokens)
    assert Path("stolen.issued").read_bytes() == b"".join(halves)
    making = ["trust", "make", "--from", "1.cose", "--out", "2.list", "--issued", kid]
    assert shell.run(*making, "stolen.issued").status == 2  # not revoked
    assert shell.run(*making, "1.cose", "--revoke", kid).status == 3  # no such file
    shell.ok(*making, "stolen.issued", "--revoke", kid)
    root = next(iter(Path("R").glob("root-key-2/*.key")))
    _signed(shell, "2.list", root, "2.cose")
    shell.ok("trust", "publish", "2.cose")
    ran = shell.run("verify", rows[0]["url"], rows[1]["url"], "--json")
    assert {each["genuine"] for each in ran.json()} == {"yes"}
    assert shell.run("trust", "issued", "00000000", "--out", "none").status != 0
    assert not Path("none").exists()


def test_a_list_that_was_changed_after_signing_is_noticed_before_it_travels(shell: Shell) -> None:
    shell.found()
    shell.ok("trust", "show", "--out", "1.cose")
    raw = bytearray(Path("1.cose").read_bytes())
    raw[-1] ^= 1
    Path("bad.cose").write_bytes(raw)
    root = next(iter(Path("R").glob("root-key-1/*.key")))
    for arguments in (["merge", "bad.cose"], ["sign", "bad.cose", "--key", str(root)]):
        ran = shell.run("trust", *arguments, "--out", "out.cose")
        assert ran.status == 3
        assert "does not hold" in ran.err
        assert not Path("out.cose").exists()
    assert shell.ok("trust", "show", "bad.cose", "--json").json()["false_signers"] != []


def test_what_cannot_be_in_a_list_is_refused_when_it_is_made(shell: Shell) -> None:
    shell.found()
    shell.ok("trust", "show", "--out", "1.cose")
    sticker = next(iter(Path("R/keys").glob("sticker-*.key")))
    wrong: list[tuple[list[str], int]] = [
        (["--add-sticker", str(sticker)], 6),
        (["--add-root", "00" * 32], 2),
        (["--add-root", "nowhere.key"], 2),
        (["--revoke", "00000000"], 2),
        (["--drop-root", "zz"], 2),
        (["--threshold", "3"], 2),
        (["--starts", "1/2/2027"], 2),
        (["--retire-host", "qr.other.vn", "2027-01-01"], 2),
        (["--host", "QR.example.vn"], 3),
        (["--wards", "99"], 5),
    ]
    for arguments, status in wrong:
        ran = shell.run("trust", "make", "--from", "1.cose", "--out", "2.list", *arguments)
        assert ran.status == status, (arguments, ran.err)
        assert ran.err.count("\n") == 1, ran.err
        assert not Path("2.list").exists()
    assert shell.run("trust", "make", "--out", "2.list").status == 2
    shell.clock -= 86_400
    assert shell.run("trust", "make", "--from", "1.cose", "--out", "2.list").status == 6


def test_an_authority_can_be_founded_by_hand_on_offline_machines(shell: Shell) -> None:
    """Everything of a first list from files alone: no registry exists anywhere."""
    del shell.env["FOODTRACE_REGISTRY"]
    for role, name in (("root", "a"), ("root", "b"), ("sticker", "s"), ("status", "t")):
        shell.ok("keys", "add", "--role", role, "--out", f"{name}.key")
    shell.ok(
        *("trust", "make", "--out", "1.list", "--issuer", "Board", "--host", "qr.example.vn"),
        *("--add-root", "a.key", "--add-root", "b.key", "--threshold", "2", "--wards", "48"),
        *("--add-sticker", "s.key", "--add-status", "t.key"),
    )
    shell.ok("trust", "sign", "1.list", "--key", "a.key", "--out", "1-a.cose")
    shell.ok("trust", "sign", "1-a.cose", "--key", "b.key", "--out", "1.cose")
    shown = shell.ok("trust", "show", "1.cose", "--json").json()
    assert (shown["seq"], shown["threshold"], shown["wards"]) == (1, 2, 94)
    assert len(shown["signers"]) == 2
    assert shown["categories"] == 12
    assert shell.run("trust", "sign", "1.list", "--key", "s.key", "--out", "x").status == 2
