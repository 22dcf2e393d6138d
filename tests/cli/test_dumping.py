"""`foodtrace dumps` and the chore that does the same once a day."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

from cli_shell import Shell
from foodtrace.jobs import Context
from foodtrace.publication.open_data import dumps_in, read_csv_dump, read_json_dump
from foodtrace.registry import Registry
from foodtrace.sticker import civil_day
from foodtrace_cli.chores import CHORES
from registry.board import DAY, NOW, stocked_board


def test_the_command_writes_every_public_record_and_says_where(shell: Shell) -> None:
    shell.found()
    doors = shell.issue_three()
    answer = shell.ok("dumps", "--json").json()
    folder = Path(answer["folder"])
    assert (answer["establishments"], answer["inspections"]) == (3, 0)
    assert {file["name"] for file in answer["files"]} == {
        "establishments.jsonl.gz", "csv.zip", "lives.zip",
    }  # fmt: skip
    records = list(read_json_dump(folder / "establishments.jsonl.gz"))
    assert records == list(read_csv_dump(folder / "csv.zip"))
    assert {each.typed_code for each in records} == {door["typed_code"] for door in doors}
    # The table of an export is the table of a dump, cell by cell.
    shell.ok("export", "all.csv")
    with zipfile.ZipFile(folder / "csv.zip") as archive:
        dumped = archive.read("establishments.csv")
    exported = Path("all.csv").read_bytes()
    tables = [
        [{**row, "as_of": ""} for row in csv.DictReader(io.StringIO(raw.decode("utf-8-sig")))]
        for raw in (dumped, exported)
    ]
    assert tables[0] == tables[1]
    said = shell.ok("dumps", "--lang", "vi").out
    assert said.startswith("Đã ghi dữ liệu mở: 3 cơ sở, 0 kết quả")


def test_a_folder_that_cannot_hold_a_dump_is_one_clear_line(shell: Shell) -> None:
    shell.found()
    folder = Path(shell.ok("dumps", "--json").json()["folder"]).parent
    for dump in folder.iterdir():
        for file in dump.iterdir():
            file.unlink()
        dump.rmdir()
    folder.rmdir()
    folder.write_text("in the way")
    ran = shell.run("dumps", "--lang", "en")
    assert ran.status != 0
    assert ran.err.count("\n") == 1
    assert "dump" in ran.err


async def test_the_chore_makes_one_dump_a_civil_day(tmp_path: Path) -> None:
    (chore,) = [each for each in CHORES if each.name == "dumps"]
    context = Context({})
    async with await stocked_board(tmp_path / "R", 2) as registry:
        due = await chore.run(registry, NOW, context)
        assert due is not None
        assert civil_day(due) == civil_day(NOW) + 1
        assert await chore.run(registry, NOW + 60, context) == due
        assert [dump.as_of for dump in dumps_in(registry.folder)] == [NOW]
        await chore.run(registry, NOW + DAY, context)
    async with await Registry.open(tmp_path / "R") as registry:
        assert len(dumps_in(registry.folder)) == 2
