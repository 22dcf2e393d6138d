"""`foodtrace kitchen`: a link is shown once, listed without itself, and ended at once."""

from __future__ import annotations

from cli_shell import Shell


def test_a_link_is_made_listed_and_ended(shell: Shell) -> None:
    shell.found()
    code = shell.issue_three()[0]["typed_code"]
    assert "no link yet" in shell.ok("kitchen", "list", code, "--lang", "en").out
    made = shell.ok("kitchen", "add", code, "--until", "2099-12-31", "--json").json()
    assert made["link"].startswith("https://")
    assert "/kitchen/in/ftk_" in made["link"]
    assert (made["typed_code"], made["last_day"]) == (code, "2099-12-31")
    token = made["link"].rpartition("/")[2]
    listed = shell.ok("kitchen", "list", code, "--json")
    (link,) = listed.json()
    assert token not in listed.out
    assert (link["link"], link["holds"], link["last_used_on"]) == (1, True, None)
    assert "valid" in shell.ok("kitchen", "list", code, "--lang", "en").out
    shell.ok("kitchen", "revoke", code, "1")
    assert "revoked" in shell.ok("kitchen", "list", code, "--lang", "en").out
    again = shell.run("kitchen", "revoke", code, "1", "--lang", "en")
    assert again.status != 0
    assert "revoked already" in again.err
    assert token not in shell.ok("show", code, "--json").out


def test_a_day_that_is_past_and_a_place_that_is_none_are_refused(shell: Shell) -> None:
    shell.found()
    code = shell.issue_three()[0]["typed_code"]
    for wrong in (("--until", "2020-01-01"), ("--until", "soon")):
        assert shell.run("kitchen", "add", code, *wrong).status != 0
    assert shell.run("kitchen", "add", "00RS-KAC7").status != 0
    assert shell.run("kitchen", "revoke", code, "7").status != 0
