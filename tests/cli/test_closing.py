"""`foodtrace close`: what it says, what it signs, and what is shown of a closed eatery afterwards."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from cli_shell import Shell


def test_a_closed_eatery_is_never_green_again_and_every_command_says_so(shell: Shell) -> None:
    shell.found()
    old, new, shut = shell.issue_three()
    ran = shell.ok(
        "close", old["typed_code"], "--reason", "moved", "--moved-to", new["typed_code"], "--json"
    )
    answer = ran.json()
    assert (answer["typed_code"], answer["change"]) == (old["typed_code"], "closed")
    assert [each["state"] for each in answer["stickers"]] == ["replaced"]
    assert answer["status_list_signed"] is True
    ran = shell.ok("close", shut["typed_code"], "--reason", "gave up", "--lang", "en")
    assert ran.out == f"Closed {shut['typed_code']}.\n"
    ran = shell.run("verify", old["url"], shut["url"], "--json")
    assert [each["standing"] for each in ran.json()] == ["replaced", "revoked"]
    record = shell.ok("show", old["typed_code"], "--json").json()
    assert record["moved_to"] == new["typed_code"]
    assert record["closed_on"]
    assert [each["kind"] for each in record["events"]][-2:] == ["closed", "closed"]
    shown = shell.ok("show", old["typed_code"], "--lang", "en").out
    assert f"moved to {new['typed_code']}, {record['closed_on']}" in shown
    assert "ngừng hoạt động" in shell.ok("show", shut["typed_code"], "--lang", "vi").out
    assert shell.ok("stats", "--json").json()["total"]["closed"] == 2
    shell.ok("export", "all.csv")
    with Path("all.csv").open(encoding="utf-8-sig", newline="") as file:
        by_code = {row["typed_code"]: row["moved_to"] for row in csv.DictReader(file)}
    assert by_code[old["typed_code"]] == new["typed_code"]
    assert by_code[shut["typed_code"]] == ""
    assert shell.ok("issue", "--all", "--out", "again", "--json").json()["issued"] == 0


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_cannot_be_closed_is_one_line(shell: Shell, lang: str) -> None:
    shell.found()
    one, other, _ = shell.issue_three()
    shell.ok("close", one["typed_code"], "--reason", "gave up")
    first, second = one["typed_code"], other["typed_code"]
    for arguments, status in (
        ([first], 6),
        ([second, "--moved-to", first], 6),
        ([second, "--moved-to", second], 6),
        ([second, "--moved-to", "0000-0012"], 5),
        ([second, "--moved-to", "0000"], 3),
    ):
        ran = shell.run("close", *arguments, "--reason", "because", "--lang", lang)
        assert (ran.status, ran.err.count("\n")) == (status, 1), ran.err
    assert shell.ok("show", second, "--json").json()["closed_on"] is None
