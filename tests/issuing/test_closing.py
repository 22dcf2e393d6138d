"""Closing an establishment: what becomes of its stickers, what is recorded, and when it is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from foodtrace.errors import Conflict, InvalidRequest, NotFound
from foodtrace.issuing import (
    Change,
    Selection,
    close_establishment,
    issue,
    live_stickers,
    put_up,
    reinstate,
    renew,
    replace,
    revoke,
    suspend,
)
from foodtrace.publication import public_establishment, search, stats
from foodtrace.registry import Registry, events_of
from foodtrace.registry.schema import establishment, sticker
from foodtrace.sticker import encode_typed_code
from registry.board import ACTOR, DAY, NOW, STICKER
from registry.stores import OpenBoard
from sqlalchemy import select

ALL = Selection(all=True)
THEN = NOW + DAY


async def _ids(registry: Registry) -> list[int]:
    async with registry.reading() as connection:
        query = select(establishment.c.id).order_by(establishment.c.intake_row)
        return list((await connection.execute(query)).scalars())


async def _states(registry: Registry, id: int) -> list[int]:
    async with registry.reading() as connection:
        query = select(sticker.c.state).where(sticker.c.establishment_id == id)
        return list((await connection.execute(query.order_by(sticker.c.idx))).scalars())


async def _close(registry: Registry, id: int, moved_to: int | None = None) -> Change:
    return await close_establishment(
        registry, id, reason="gave up", actor=ACTOR, now=THEN, moved_to=moved_to
    )


@pytest.fixture
async def street(open_board: OpenBoard) -> Registry:
    registry = await open_board(4)
    await issue(registry, ALL, sticker_seed=STICKER, now=NOW, actor=ACTOR)
    return registry


async def test_a_closed_one_has_its_sticker_revoked_and_all_of_it_is_told(
    street: Registry,
) -> None:
    its = (await _ids(street))[0]
    change = await _close(street, its)
    assert (change.id, change.kind) == (its, "closed")
    assert [state for _, _, state in change.changed] == await _states(street, its) == [1]
    told = (await events_of(street, its))[-2:]
    assert [(e.kind, e.actor, e.reason, e.at) for e in told] == [
        ("closed", ACTOR, "gave up", THEN)
    ] * 2
    assert (told[0].idx, told[0].before, told[0].after) == (
        None,
        {"closed_at": None, "moved_to": None},
        {"closed_at": THEN, "moved_to": None},
    )
    assert (told[1].before, told[1].after) == ({"state": 0}, {"state": 1})


async def test_a_moved_one_is_replaced_by_the_sticker_at_the_new_door(street: Registry) -> None:
    old, new = (await _ids(street))[:2]
    await _close(street, old, new)
    assert (await _states(street, old), await _states(street, new)) == ([3], [0])
    assert (await events_of(street, old))[-2].after == {"closed_at": THEN, "moved_to": new}


async def test_a_move_to_a_door_without_a_live_sticker_revokes(street: Registry) -> None:
    old, new = (await _ids(street))[:2]
    await revoke(street, new, reason="because", actor=ACTOR, now=NOW)
    await _close(street, old, new)
    assert await _states(street, old) == [1]


async def test_suspended_and_renewed_stickers_end_too(street: Registry) -> None:
    its = (await _ids(street))[0]
    await renew(street, its, sticker_seed=STICKER, reason="new", actor=ACTOR, now=NOW)
    await suspend(street, its, reason="because", actor=ACTOR, now=NOW)
    await _close(street, its)
    assert await _states(street, its) == [1, 1]


async def test_no_bulk_run_makes_a_sticker_for_a_closed_one(open_board: OpenBoard) -> None:
    registry = await open_board(3)
    first, second, third = await _ids(registry)
    assert (await _close(registry, first)).changed == ()
    assert await issue(registry, ALL, sticker_seed=STICKER, now=THEN, actor=ACTOR) == 2
    await _close(registry, second, third)
    assert await issue(registry, ALL, sticker_seed=STICKER, now=THEN, actor=ACTOR) == 0
    assert [s.id for s in await live_stickers(registry, ALL)] == [third]


@pytest.mark.parametrize("step", [put_up, reinstate, renew, replace, revoke, suspend])
@pytest.mark.parametrize("moved", [False, True])
async def test_nothing_more_is_done_to_a_closed_one(
    street: Registry, step: Any, moved: bool
) -> None:
    old, new = (await _ids(street))[:2]
    await _close(street, old, new if moved else None)
    more = {"sticker_seed": STICKER} if step in (renew, replace) else {}
    with pytest.raises(Conflict) as refused:
        await step(street, old, reason="because", actor=ACTOR, now=THEN, **more)
    assert refused.value.code == "closed"


async def test_what_cannot_be_closed_is_refused_and_nothing_changes(street: Registry) -> None:
    first, second, third, _ = await _ids(street)
    await _close(street, first)
    before = await events_of(street, second)
    for its, moved_to, error, code in (
        (first, None, Conflict, "closed"),
        (second, second, Conflict, "moved_to_itself"),
        (second, first, Conflict, "moved_to_closed"),
        (second, 17, NotFound, "establishment_not_found"),
        (second, 2**32, NotFound, "establishment_not_found"),
        (17, third, NotFound, "establishment_not_found"),
    ):
        with pytest.raises(error) as refused:
            await _close(street, its, moved_to)
        assert refused.value.code == code
    with pytest.raises(InvalidRequest):
        await close_establishment(street, second, reason=" ", actor=ACTOR, now=THEN)
    assert await events_of(street, second) == before
    assert await _states(street, second) == [0]


async def test_the_public_record_says_the_day_and_where_to(street: Registry) -> None:
    old, new, shut, _ = await _ids(street)
    await _close(street, old, new)
    await _close(street, shut)
    day = dt.datetime.fromtimestamp(THEN, dt.timezone(dt.timedelta(hours=7))).date()
    shown = {each.id: each for each in (await search(street, now=THEN)).items}
    assert len(shown) == 4, "a closed one is still found"
    assert (shown[old].closed_on, shown[old].moved_to) == (day, encode_typed_code(new))
    assert (shown[shut].closed_on, shown[shut].moved_to) == (day, None)
    assert (shown[new].closed_on, shown[new].moved_to) == (None, None)
    assert await public_establishment(street, old, THEN) == shown[old]
    total = (await stats(street, THEN)).total
    assert (total.establishments, total.closed, total.in_force) == (4, 2, 2)
    assert (total.revoked, total.without_sticker) == (0, 0)
