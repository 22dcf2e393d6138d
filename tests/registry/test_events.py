"""The record of changes: append-only, and one with the change it records."""

from __future__ import annotations

import pytest
from foodtrace.issuing import Selection, issue, live_stickers, revoke
from foodtrace.registry import Event, Registry, events_of, record_events, schema
from foodtrace.registry.schema import event, sticker
from registry.board import ACTOR, NOW, STICKER, ZONE
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError


async def _issued(board: Registry) -> int:
    await issue(board, Selection(zone=ZONE), sticker_seed=STICKER, now=NOW, actor=ACTOR)
    return (await live_stickers(board, Selection(all=True)))[0].id


@pytest.mark.parametrize(
    "statement",
    [
        update(event).values(reason="something nicer"),
        delete(event),
        delete(sticker),
        update(sticker).values(token=b"another"),
        update(sticker).values(idx=sticker.c.idx + 100),
        update(sticker).values(exp=sticker.c.exp + 1),
        update(sticker).values(establishment_id=1),
    ],
    ids=str,
)
async def test_what_is_written_once_cannot_be_changed(board: Registry, statement: object) -> None:
    await _issued(board)
    with pytest.raises(DBAPIError, match="append-only"):
        async with board.writing() as connection:
            await connection.execute(statement)  # type: ignore[call-overload]


async def test_a_change_and_its_event_happen_together_or_not_at_all(
    board: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    its = await _issued(board)

    async def refuse(*_: object) -> None:
        raise LookupError("no event today")

    monkeypatch.setattr("foodtrace.issuing.changing.record_events", refuse)
    with pytest.raises(LookupError, match="no event today"):
        await revoke(board, its, reason="test", actor=ACTOR, now=NOW)
    async with board.reading() as connection:
        states = select(sticker.c.state).where(sticker.c.establishment_id == its)
        assert (await connection.execute(states)).scalars().all() == [schema.IN_FORCE]


async def test_events_tell_who_why_and_what_it_was_before(board: Registry) -> None:
    its = await _issued(board)
    await revoke(board, its, reason="  bếp   bẩn ", actor="inspector", now=NOW + 60)
    taken_in, issued, revoked = await events_of(board, its)
    assert [taken_in.kind, issued.kind, revoked.kind] == ["taken_in", "issued", "revoked"]
    assert revoked.seq > issued.seq > taken_in.seq
    assert (revoked.at, revoked.actor, revoked.reason) == (NOW + 60, "inspector", "bếp   bẩn")
    assert (revoked.before, revoked.after) == ({"state": 0}, {"state": 1})
    assert issued.before is None


async def test_event_numbers_are_never_given_twice(board: Registry) -> None:
    async def newest() -> int:
        async with board.reading() as connection:
            return int((await connection.execute(select(func.max(event.c.seq)))).scalar_one())

    async def undone() -> None:
        async with board.writing() as connection:
            await record_events(connection, [Event(at=NOW, actor=ACTOR, kind="test")])
            raise LookupError

    before = await newest()
    with pytest.raises(LookupError):
        await undone()
    async with board.writing() as connection:
        await record_events(connection, [Event(at=NOW, actor=ACTOR, kind="test")])
    assert await newest() > before


async def test_events_hold_no_private_particular(board: Registry) -> None:
    async with board.reading() as connection:
        rows = (await connection.execute(select(event))).all()
    assert any("owner_name" in str(row) for row in rows), "which particulars exist is recorded"
    assert not any("PRIVATE" in str(row) for row in rows)
