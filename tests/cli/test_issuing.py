"""Issuing and printing by command: selections, formats, and names that no font can draw."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from cli_shell import Shell
from foodtrace.symbol import parse_manifest


def test_a_second_run_completes_what_is_missing_and_issues_nothing(shell: Shell) -> None:
    shell.found()
    rows = shell.issue_three()
    gone = Path("stickers/svg") / f"{rows[0]['typed_code']}.svg"
    before = gone.read_bytes()
    gone.unlink()
    ran = shell.ok("issue", "--all", "--out", "stickers", "--format", "svg,png,sheets", "--json")
    assert (ran.json()["issued"], ran.json()["live"]) == (0, 3)
    assert gone.read_bytes() == before


def test_a_zip_holds_the_manifest_and_every_file(shell: Shell) -> None:
    shell.found()
    shell.issue_three()
    shell.ok("issue", "--zone", "FOOD STREET 1", "--out", "all.zip", "--format", "pdf,sheets-m45")
    with zipfile.ZipFile("all.zip") as archive:
        rows = parse_manifest(archive.read("manifest.csv"))
        assert {row.file for row in rows} <= set(archive.namelist())
        assert "sheets-m45.pdf" in archive.namelist()


def test_a_name_without_glyphs_is_a_fault_before_anything_is_signed(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.found()
    text = "Tên quán,Địa chỉ,Phường\n東京,1 Lê Lợi,Hải Châu\nPhở,2 Lê Lợi,Hải Châu\n"
    Path("e.csv").write_text(text, encoding="utf-8")
    shell.ok("import", "e.csv", "--zone", "Z")
    # Whatever fonts this machine has: here none of them knows these two.
    monkeypatch.setattr(
        "foodtrace.symbol.missing_glyphs", lambda text: tuple(c for c in text if c in "東京")
    )
    for formats in ("pdf", "svg,sheets", "a6"):
        ran = shell.run("issue", "--all", "--out", "s", "--format", formats)
        assert ran.status == 2
        assert "東京 (東 京)" in ran.err
        assert "fonts-noto-cjk" in ran.err
    assert shell.ok("stats", "--json").json()["stickers_issued"] == 0
    assert not Path("s").exists()
    shell.ok("issue", "--all", "--out", "s", "--format", "svg,png")
    assert shell.run("sheets", "--all", "--out", "s.pdf").status == 2
    assert not Path("s.pdf").exists()


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["issue", "--out", "x"], 2),
        (["issue", "--all", "--zone", "Z", "--out", "x"], 2),
        (["issue", "--zone", "nowhere", "--out", "x"], 5),
        (["issue", "--all", "--out", "x", "--format", "gif"], 2),
        (["issue", "--all", "--out", "x", "--format", ","], 2),
        (["issue", "--all", "--out", "x", "--years", "5"], 2),
        (["issue", "--all", "--out", "x"], 5),
        (["sheets", "--all", "--out", "x"], 2),
        (["sheets", "--code", "0000-0012", "--out", "x.pdf"], 5),
        (["sheets", "--code", "0000", "--out", "x.pdf"], 3),
        (["sheets", "--all", "--out", "x.pdf"], 5),
        (["export", "x.doc"], 2),
    ],
)
def test_what_cannot_be_issued_is_one_line_and_leaves_nothing(
    shell: Shell, arguments: list[str], status: int
) -> None:
    shell.found()
    ran = shell.run(*arguments)
    assert ran.status == status, ran.err
    assert ran.err.count("\n") == 1
    assert not Path("x").exists()
    assert not Path("x.pdf").exists()


def test_an_export_for_a_spreadsheet_is_neutral_and_one_for_programs_is_exact(shell: Shell) -> None:
    import csv

    import msgspec

    shell.found()
    text = "Tên quán,Địa chỉ,Phường\n@fifi,1 Lê Lợi,Hải Châu\n-16 Độ,2 Lê Lợi,Hải Châu\n"
    Path("e.csv").write_text(text, encoding="utf-8")
    shell.ok("import", "e.csv", "--zone", "Z")
    shell.ok("export", "all.csv")
    with Path("all.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["name"] for row in csv.DictReader(file)} == {"'@fifi", "'-16 Độ"}
    shell.ok("export", "all.jsonl", "--zone", "z")
    lines = Path("all.jsonl").read_bytes().splitlines()
    assert {msgspec.json.decode(line)["name"] for line in lines} == {"@fifi", "-16 Độ"}


def test_what_is_private_is_in_no_answer_page_or_file(shell: Shell) -> None:
    shell.found()
    canaries = ["Kanari Owner", "0905123987", "048199000123", "kanari@example.vn"]
    text = (
        "Tên quán,Địa chỉ,Phường,Chủ cơ sở,Số điện thoại,CCCD,Email\n"
        f"Phở,2 Lê Lợi,Hải Châu,{','.join(canaries)}\n"
    )
    Path("e.csv").write_text(text, encoding="utf-8")
    shown = []
    code = ""
    for arguments in (
        ["import", "e.csv", "--zone", "Z", "--json"],
        ["import", "e.csv", "--zone", "Z", "--report", "faults.xlsx"],
        ["issue", "--all", "--out", "s", "--format", "svg,pdf,sheets"],
        ["list", "--json"],
        ["search", "pho"],
        ["stats", "--json"],
        ["export", "all.csv"],
        ["export", "all.json"],
        ["bundle", "lists.zip"],
    ):
        ran = shell.ok(*arguments)
        shown.append(ran.out + ran.err)
        if arguments[0] == "list":
            code = ran.json()["items"][0]["typed_code"]
    ran = shell.ok("show", code, "--json")
    shown.append(ran.out)
    for name in ("all.csv", "all.json", "lists.zip"):
        shown.append(Path(name).read_bytes().decode("latin-1"))
    for path in Path("s").rglob("*.*"):
        shown.append(path.read_bytes().decode("latin-1"))
    for canary in canaries:
        assert canary not in "".join(shown)
