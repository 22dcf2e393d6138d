"""`foodtrace incidents`: what the office opened is listed and shown, with its recalls."""

from __future__ import annotations

import asyncio

from cli_shell import Shell
from foodtrace.incidents import start_recall
from foodtrace.registry import Registry
from incidents.prawns import LOT, OFFICER, ORDER, deliver, opened
from registry.board import NOW
from supply.deliveries import places


def test_an_incident_is_listed_and_shown_with_its_recall(shell: Shell) -> None:
    shell.found()
    assert "no such incident" in shell.ok("incidents", "list").out
    shell.issue_three()

    async def recalled() -> None:
        async with await Registry.open(shell.folder / "R") as registry:
            ids = await places(registry)
            await deliver(registry, (ids[0], LOT), (ids[1], None))
            await start_recall(registry, await opened(registry), ORDER, OFFICER, now=NOW)

    asyncio.run(recalled())
    assert "recalling" in shell.ok("incidents", "list").out
    assert shell.ok("incidents", "list", "--state", "closed", "--json").json() == []
    (listed,) = shell.ok("incidents", "list", "--state", "recalling", "--json").json()
    assert (listed["id"], listed["ties"]["lot"], listed["recalls"]) == (1, LOT, 1)
    shown = shell.ok("incidents", "show", "1").out
    assert "Enrofloxacin: 0.35 mg/kg (exceeds the limit)" in shown
    assert "Recall 1, Tôm sú: stands, 2 of 2 establishments told or to be phoned." in shown
    record = shell.ok("incidents", "show", "1", "--json").json()
    assert [step["kind"] for step in record["steps"]] == ["opened", "result", "recalled"]
    assert record["recalls"][0]["question"]["lot"] == LOT
    missing = shell.run("incidents", "show", "9")
    assert missing.status != 0
    assert "no incident 9" in missing.err
