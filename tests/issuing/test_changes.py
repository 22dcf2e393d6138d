"""Suspend, reinstate, revoke, renew, replace, put up: what each does and when each is refused."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from foodtrace.errors import Conflict, InvalidRequest, NotFound
from foodtrace.issuing import (
    Selection,
    issue,
    live_stickers,
    put_up,
    reinstate,
    renew,
    replace,
    resign_status_lists,
    revoke,
    suspend,
)
from foodtrace.issuing.minting import expiry
from foodtrace.registry import Registry, events_of
from foodtrace.registry.schema import sticker
from issuing.register import check_register
from registry.board import ACTOR, DAY, NOW, STATUS_SEEDS, STICKER
from registry.stores import OpenBoard
from sqlalchemy import select

Step = Callable[..., Awaitable[Any]]
ALL = Selection(all=True)


@pytest.fixture
async def street(open_board: OpenBoard) -> Registry:
    """Three establishments with a sticker each."""
    registry = await open_board(3)
    await issue(registry, ALL, sticker_seed=STICKER, now=NOW, actor=ACTOR)
    return registry


async def _first(registry: Registry) -> int:
    return (await live_stickers(registry, ALL))[0].id


async def _do(step: Step, registry: Registry, id: int, now: int = NOW + DAY, **more: Any) -> Any:
    if step in (renew, replace):
        more = {"sticker_seed": STICKER, **more}
    return await step(registry, id, reason="because", actor=ACTOR, now=now, **more)


async def _states(registry: Registry, id: int) -> list[int]:
    async with registry.reading() as connection:
        query = select(sticker.c.state).where(sticker.c.establishment_id == id)
        return list((await connection.execute(query.order_by(sticker.c.idx))).scalars())


@pytest.mark.parametrize(
    ("steps", "states"),
    [
        ([suspend], [2]),
        ([suspend, reinstate], [0]),
        ([revoke], [1]),
        ([suspend, revoke], [1]),
        ([renew], [0, 0]),
        ([renew, put_up], [3, 0]),
        ([renew, put_up, renew], [3, 0, 0]),
        ([renew, suspend], [2, 2]),
        ([renew, suspend, reinstate], [0, 0]),
        ([renew, suspend, put_up], [3, 2]),
        ([renew, revoke], [1, 1]),
        ([replace], [3, 0]),
        ([replace, replace], [3, 3, 0]),
        ([renew, replace], [3, 3, 0]),
        ([replace, revoke], [3, 1]),
        ([put_up], [0]),
        ([put_up, renew], [0, 0]),
    ],
    ids=lambda value: "-".join(getattr(each, "__name__", str(each)) for each in value),
)
async def test_each_change_gives_the_states_of_the_format(
    street: Registry, steps: list[Step], states: list[int]
) -> None:
    its = await _first(street)
    for number, step in enumerate(steps):
        await _do(step, street, its, NOW + DAY + number)
    assert await _states(street, its) == states
    others = [s for s in await live_stickers(street, ALL) if s.id != its]
    assert [s.state for s in others] == [0, 0]


@pytest.mark.parametrize(
    ("steps", "refused", "code"),
    [
        ([], reinstate, "not_suspended"),
        ([suspend], suspend, "already_suspended"),
        ([suspend], renew, "suspended"),
        ([suspend], replace, "suspended"),
        ([revoke], suspend, "revoked"),
        ([revoke], reinstate, "revoked"),
        ([revoke], renew, "revoked"),
        ([revoke], replace, "revoked"),
        ([revoke], put_up, "revoked"),
        ([revoke], revoke, "revoked"),
        ([renew], renew, "renewal_pending"),
        ([put_up], put_up, "already_put_up"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
async def test_a_change_that_makes_no_sense_is_refused_and_changes_nothing(
    street: Registry, steps: list[Step], refused: Step, code: str
) -> None:
    its = await _first(street)
    for step in steps:
        await _do(step, street, its)
    states, events = await _states(street, its), await events_of(street, its)
    with pytest.raises(Conflict) as conflict:
        await _do(refused, street, its)
    assert conflict.value.code == code
    assert "\n" not in conflict.value.message
    assert (await _states(street, its), await events_of(street, its)) == (states, events)


@pytest.mark.parametrize("step", [suspend, reinstate, revoke, renew, replace, put_up])
async def test_without_a_sticker_there_is_nothing_to_change(board: Registry, step: Step) -> None:
    async with board.reading() as connection:
        its = (await connection.exec_driver_sql("SELECT min(id) FROM establishment")).scalar_one()
    with pytest.raises(Conflict) as conflict:
        await _do(step, board, its)
    assert conflict.value.code in ("no_live_sticker", "not_suspended")


@pytest.mark.parametrize("step", [suspend, reinstate, revoke, renew, replace, put_up])
@pytest.mark.parametrize("id", [0, -1, 17, 2**32, 2**70])
async def test_an_id_that_nobody_has_is_not_found(street: Registry, step: Step, id: int) -> None:
    with pytest.raises(NotFound) as missing:
        await _do(step, street, id)
    assert missing.value.code == "establishment_not_found"


@pytest.mark.parametrize("step", [suspend, reinstate, revoke, renew, replace, put_up])
@pytest.mark.parametrize("reason", ["", " \n ", "x" * 501, "bell\x07"])
async def test_every_change_needs_a_reason(street: Registry, step: Step, reason: str) -> None:
    more = {"sticker_seed": STICKER} if step in (renew, replace) else {}
    with pytest.raises(InvalidRequest) as refused:
        await step(street, await _first(street), reason=reason, actor=ACTOR, now=NOW, **more)
    assert refused.value.code == "reason"


async def test_an_expired_sticker_can_be_renewed_but_not_replaced(street: Registry) -> None:
    one = (await live_stickers(street, ALL))[0]
    await _do(renew, street, one.id, years=1)
    await _do(put_up, street, one.id)
    short = next(s for s in await live_stickers(street, ALL) if s.id == one.id)
    # Within the trust list's life nothing expires, so the register is looked at from later on.
    with pytest.raises(Conflict) as refused:
        await _do(replace, street, one.id, now=short.exp)
    assert refused.value.code == "no_live_sticker"
    with pytest.raises(Conflict) as late:
        await _do(renew, street, one.id, now=short.exp)
    assert late.value.code == "trust_list_expired"


async def test_a_replacement_keeps_the_end_and_a_renewal_gets_a_new_one(street: Registry) -> None:
    first, second, _ = await live_stickers(street, ALL)
    later = NOW + 30 * DAY
    await _do(replace, street, first.id, now=later)
    await _do(renew, street, second.id, now=later, years=2)
    new = {s.id: s for s in await live_stickers(street, ALL)}
    assert (new[first.id].exp, new[first.id].iat) == (first.exp, later)
    assert new[second.id].exp == expiry(later, 2)


async def test_a_renewed_pair_is_listed_by_its_new_sticker_only(street: Registry) -> None:
    its = await _first(street)
    await _do(renew, street, its)
    mine = [s for s in await live_stickers(street, ALL) if s.id == its]
    assert [s.idx for s in mine] == [3]


async def test_a_renewal_may_be_followed_when_the_one_before_it_has_ended(
    street: Registry,
) -> None:
    its = await _first(street)
    await _do(renew, street, its)
    with pytest.raises(Conflict) as refused:
        await _do(renew, street, its)
    assert "put up" in refused.value.message


async def test_every_change_is_told_with_its_reason(street: Registry) -> None:
    its = await _first(street)
    for step in (suspend, reinstate, renew, put_up, replace, revoke):
        await _do(step, street, its)
    told = [(e.kind, e.idx, e.reason) for e in (await events_of(street, its))[2:]]
    assert told == [
        ("suspended", 0, "because"),
        ("reinstated", 0, "because"),
        ("renewed", 3, "because"),
        ("put_up", 3, "because"),
        ("put_up", 0, "because"),
        ("replaced", 4, "because"),
        ("replaced", 3, "because"),
        ("revoked", 4, "because"),
    ]


async def test_what_a_change_returns_is_what_it_touched(street: Registry) -> None:
    its = await _first(street)
    change = await _do(replace, street, its)
    assert [(idx, state) for _, idx, state in change.changed] == [(0, 3), (3, 0)]
    change = await _do(revoke, street, its)
    assert (change.id, change.kind) == (its, "revoked")
    assert [(idx, state) for _, idx, state in change.changed] == [(3, 1)]


async def test_after_all_changes_the_signed_list_says_what_the_register_says(
    street: Registry, tmp_path: Path
) -> None:
    ids = [s.id for s in await live_stickers(street, ALL)]
    await _do(suspend, street, ids[0])
    await _do(renew, street, ids[1])
    await _do(revoke, street, ids[2])
    await resign_status_lists(street, status_seeds=STATUS_SEEDS, now=NOW + DAY)
    if (tmp_path / "R" / "registry.sqlite").exists():
        check_register(tmp_path / "R", lists_are_current=True)
