"""An owner's particulars are handed out and erased on request."""

from __future__ import annotations

import json

import pytest
from foodtrace.errors import InvalidRequest, NotFound
from foodtrace.publication import public_establishment
from foodtrace.registry import Registry, events_of
from foodtrace.retention import erase_particulars, export_particulars
from registry.board import ACTOR, NOW
from retention.planting import mark, plant

MINE = [
    mark("application_owner", "owner_name"),
    mark("application_owner", "email"),
    mark("application_step", "text"),
    mark("application_file", "name"),
    mark("owner_statement", "text"),
    mark("channel", "address"),
    "PRIVATE-OWNER-1",
]


async def test_an_export_holds_what_is_the_owners_and_nothing_of_others(board: Registry) -> None:
    place = await plant(board)
    text = json.dumps(await export_particulars(board, place, actor=ACTOR, now=NOW))
    assert [each for each in MINE if each not in text] == []
    for others in ("report", "visit", "account", "inspector", "intake_draft"):
        assert f"MARK-{others}-" not in text
    assert "PRIVATE-OWNER-2" not in text


async def test_an_erasure_leaves_the_public_record_and_says_what_went(board: Registry) -> None:
    place = await plant(board)
    before = await public_establishment(board, place, NOW)
    gone = await erase_particulars(board, place, reason="asked", actor=ACTOR, now=NOW)
    assert gone == {"particulars": 1, "applications": 1, "statements": 1, "channels": 1}
    assert await public_establishment(board, place, NOW) == before
    text = json.dumps(await export_particulars(board, place, actor=ACTOR, now=NOW))
    assert [each for each in MINE if each in text] == []
    for path in board.folder.glob("registry.sqlite*"):
        assert b"PRIVATE-OWNER-1" not in path.read_bytes()
    again = await erase_particulars(board, place, reason="asked", actor=ACTOR, now=NOW)
    assert not any(again.values())
    kinds = [each.kind for each in await events_of(board, place)]
    assert kinds.count("particulars_erased") == 1
    assert kinds.count("particulars_exported") == 1


async def test_an_unknown_code_or_no_reason_changes_nothing(board: Registry) -> None:
    place = await plant(board)
    with pytest.raises(NotFound):
        await erase_particulars(board, 4_000_000_000, reason="asked", actor=ACTOR, now=NOW)
    with pytest.raises(InvalidRequest, match="reason"):
        await erase_particulars(board, place, reason=" ", actor=ACTOR, now=NOW)
    assert "PRIVATE-OWNER-1" in json.dumps(
        await export_particulars(board, place, actor=ACTOR, now=NOW)
    )
