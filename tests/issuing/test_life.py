"""From printed to the door and down again; the same on every store."""

from typing import Any

import pytest
from foodtrace.errors import Conflict, NotFound
from foodtrace.issuing import (
    Selection,
    close_establishment,
    issue,
    live_stickers,
    mark_damaged,
    mark_printed,
    mark_sound,
    mark_taken_down,
    put_up,
    renew,
    resign_status_lists,
    revoke,
    status_due,
)
from foodtrace.registry import Registry, events_of
from foodtrace.registry.schema import sticker
from registry.board import ACTOR, NOW, STATUS_SEEDS, STICKER
from sqlalchemy import select

WHO: dict[str, Any] = {"actor": "user 7", "now": NOW + 60}
WHY: dict[str, Any] = {**WHO, "reason": "seen at the door"}


async def _issued(board: Registry) -> list[tuple[int, bytes, int]]:
    await issue(board, Selection(all=True), sticker_seed=STICKER, now=NOW, actor=ACTOR)
    return [(s.id, s.kid, s.idx) for s in await live_stickers(board, Selection(all=True))]


async def _life(board: Registry, kid: bytes, idx: int) -> tuple[int | None, ...]:
    table = sticker.c
    query = select(table.printed_at, table.put_up_at, table.damaged_at, table.taken_down_at)
    async with board.reading() as connection:
        found = await connection.execute(query.where(table.kid == kid, table.idx == idx))
        return tuple(found.one())


async def test_a_printing_that_runs_twice_marks_once(board: Registry) -> None:
    numbers = [(kid, idx) for _, kid, idx in await _issued(board)]
    ordered = NOW + 10
    assert await mark_printed(board, numbers[:4], since=ordered, now=NOW + 60, actor="user 7") == 4
    assert await mark_printed(board, numbers, since=ordered, now=NOW + 90, actor="user 7") == 3
    assert await mark_printed(board, numbers, since=ordered, now=NOW + 99, actor="user 7") == 0
    assert await _life(board, *numbers[0]) == (NOW + 60, None, None, None)


async def test_a_damaged_sticker_printed_again_waits_to_be_put_up(board: Registry) -> None:
    door, kid, idx = (await _issued(board))[0]
    await mark_printed(board, [(kid, idx)], since=NOW, now=NOW + 1, actor="user 7")
    await put_up(board, door, **WHY)
    await mark_damaged(board, door, **WHY)
    assert (await _life(board, kid, idx))[2] == NOW + 60
    with pytest.raises(Conflict) as already:
        await mark_damaged(board, door, **WHY)
    assert already.value.code == "already_damaged"
    await mark_printed(board, [(kid, idx)], since=NOW + 100, now=NOW + 200, actor="user 7")
    assert await _life(board, kid, idx) == (NOW + 200, None, None, None)
    await put_up(board, door, reason="new print", actor="user 7", now=NOW + 300)
    kinds = [(event.kind, event.actor) for event in await events_of(board, door)][2:]
    assert kinds == [
        ("printed", "user 7"),
        ("put_up", "user 7"),
        ("damaged", "user 7"),
        ("printed", "user 7"),
        ("put_up", "user 7"),
    ]


async def test_a_report_of_damage_that_was_wrong_is_taken_back(board: Registry) -> None:
    door, kid, idx = (await _issued(board))[0]
    await mark_damaged(board, door, **WHY)
    await mark_sound(board, door, **WHY)
    assert (await _life(board, kid, idx))[2] is None
    with pytest.raises(Conflict) as sound:
        await mark_sound(board, door, **WHY)
    assert sound.value.code == "not_damaged"


async def test_what_is_revoked_or_replaced_comes_down_once(board: Registry) -> None:
    door, _, _ = (await _issued(board))[0]
    await put_up(board, door, **WHY)
    with pytest.raises(Conflict) as still_good:
        await mark_taken_down(board, door, **WHY)
    assert still_good.value.code == "nothing_to_take_down"
    await renew(board, door, sticker_seed=STICKER, **WHY)
    await put_up(board, door, **WHY)
    assert len((await mark_taken_down(board, door, **WHY)).changed) == 1
    await revoke(board, door, **WHY)
    assert len((await mark_taken_down(board, door, **WHY)).changed) == 1
    with pytest.raises(Conflict):
        await mark_taken_down(board, door, **WHY)


async def test_the_sticker_of_a_closed_place_comes_down_too(board: Registry) -> None:
    door, _, _ = (await _issued(board))[0]
    await put_up(board, door, **WHY)
    await close_establishment(board, door, **WHY)
    assert (await mark_taken_down(board, door, **WHY)).kind == "taken_down"


async def test_nothing_of_it_makes_a_status_list_due(board: Registry) -> None:
    door, kid, idx = (await _issued(board))[0]
    await resign_status_lists(board, status_seeds=STATUS_SEEDS, now=NOW + 5)
    await mark_printed(board, [(kid, idx)], since=NOW, now=NOW + 60, actor="user 7")
    await mark_damaged(board, door, **WHY)
    await mark_sound(board, door, **WHY)
    assert not await status_due(board, NOW + 61)


async def test_a_number_nobody_has_is_not_found(board: Registry) -> None:
    for door in (0, 1, 2**32, -5):
        with pytest.raises(NotFound):
            await mark_taken_down(board, door, **WHY)
        with pytest.raises(NotFound):
            await mark_damaged(board, door, **WHY)
