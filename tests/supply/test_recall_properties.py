"""Any small world and any question: the recall and the slow walk agree, parcel by parcel."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from foodtrace.registry import Registry
from foodtrace.sticker import civil_date
from foodtrace.supply import (
    Item,
    Product,
    Receipt,
    Supplier,
    correct_receipt,
    withdraw_receipt,
)
from foodtrace_cli.drill import ask, expected, record_world, told
from foodtrace_cli.drill_walk import Asked, Making, Move, Walker, World
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from registry.board import ACTOR, NOW, stocked_board
from supply.deliveries import TODAY, places

Spelled = Callable[[str], str]
_LAST = TODAY.toordinal() - 719_163
_PLACES = 5
_place = st.integers(0, _PLACES - 1)
_goods = st.integers(0, 2)
_lot = st.sampled_from([None, None, "A", "Đỏ"])
_day = st.integers(_LAST - 12, _LAST)


@st.composite
def _moves(draw: st.DrawFn) -> Move:
    at, day = draw(_place), draw(_day)
    sender = draw(st.one_of(st.none(), _place.filter(lambda other: other != at)))
    return Move(
        at,
        draw(st.integers(0, 1)) if sender is None else None,
        sender,
        draw(_goods),
        draw(_lot),
        day,
        draw(st.one_of(st.none(), st.integers(day, day + 9))),
    )


@st.composite
def _made(draw: st.DrawFn) -> Making:
    day = draw(_day)
    # Lots of what comes out are its own: a lot is never made of itself.
    output = st.tuples(
        _goods,
        st.sampled_from([None, "M", "N"]),
        st.one_of(st.none(), st.integers(day, day + 9)),
    )
    return Making(
        draw(_place),
        day,
        draw(st.lists(st.tuples(_goods, _lot), min_size=1, max_size=2).map(tuple)),
        draw(st.lists(output, min_size=1, max_size=2).map(tuple)),
    )


_worlds = st.builds(
    World,
    st.lists(_moves(), min_size=1, max_size=14).map(tuple),
    st.lists(_made(), max_size=3).map(tuple),
)
# A receipt (by its place in the list) that is put right, or withdrawn where nothing stands for it.
_changes = st.dictionaries(
    st.integers(0, 13), st.one_of(st.none(), _moves().filter(lambda move: move.sender is None))
)
_maybe_day = st.one_of(st.none(), _day)
_forward = st.builds(
    Asked,
    supplier=st.one_of(st.none(), st.integers(0, 1)),
    product=st.one_of(st.none(), _goods),
    lot=st.sampled_from([None, "A", "Đỏ", "M"]),
    since=_maybe_day,
    until=_maybe_day,
    served_at=st.none(),
    on=st.none(),
).filter(
    lambda one: (
        (one.supplier, one.product, one.lot) != (None, None, None)
        and (one.since is None or one.until is None or one.since <= one.until)
    )
)
_back = st.tuples(_place, _day).map(lambda asked: Asked(served_at=asked[0], on=asked[1]))
_questions = st.lists(st.one_of(_forward, _back), min_size=1, max_size=4)
_spelled = st.sampled_from([str, str.lower, lambda lot: f" {lot[0]} {lot[1:]}"])


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(_worlds, _changes, _questions, _spelled)
def test_the_recall_and_the_slow_walk_agree(
    world: World, changes: dict[int, Move | None], questions: list[Asked], spelled: Spelled
) -> None:
    asyncio.run(_compare(world, changes, questions, spelled))


@pytest.mark.campaign
def test_the_campaign_of_recalls_finds_no_difference() -> None:
    counts = {"worlds": 0, "questions": 0, "receipts": 0}

    @settings(
        max_examples=1500,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(
        _worlds, _changes, st.lists(st.one_of(_forward, _back), min_size=12, max_size=12), _spelled
    )
    def any_world(
        world: World, changes: dict[int, Move | None], questions: list[Asked], spelled: Spelled
    ) -> None:
        counts["worlds"] += 1
        counts["questions"] += len(questions)
        counts["receipts"] += len(world.moves)
        asyncio.run(_compare(world, changes, questions, spelled))

    any_world()
    print(f"\nrecall: {counts}, no difference to the slow walk")


async def _compare(
    world: World, changes: dict[int, Move | None], questions: list[Asked], spelled: Spelled
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with await stocked_board(Path(folder) / "R", _PLACES) as registry:
            ids = await places(registry)
            numbers = await record_world(registry, world, ids, now=NOW)
            world, numbers = await _changed(registry, world, changes, ids, numbers)
            walker = Walker(world)
            known = {move.supplier for move in world.moves}
            for asked in questions:
                if asked.supplier is not None and asked.supplier not in known:
                    continue  # an unknown supplier is an error, not an empty answer
                as_typed = asked._replace(lot=asked.lot and spelled(asked.lot))
                got = told(await ask(registry, as_typed, ids))
                assert got == expected(walker, asked, ids, numbers), asked


async def _changed(
    registry: Registry,
    world: World,
    changes: dict[int, Move | None],
    ids: list[int],
    numbers: list[int],
) -> tuple[World, list[int]]:
    """The world as it is after some receipts were put right or withdrawn."""
    moves: list[Move] = []
    kept: list[int] = []
    for at, (move, number) in enumerate(zip(world.moves, numbers, strict=True)):
        if at not in changes:
            moves.append(move)
            kept.append(number)
            continue
        right = changes[at]
        if right is None:
            await withdraw_receipt(registry, number, reason="never came", actor=ACTOR, now=NOW)
            continue
        right = right._replace(place=move.place)
        made = await correct_receipt(
            registry, number, _receipt(right, ids), reason="wrong line", actor=ACTOR, now=NOW
        )
        moves.append(right)
        kept += made.receipt_ids
    return World(tuple(moves), world.makings), kept


def _receipt(move: Move, ids: list[int]) -> Receipt:
    last = None if move.use_by is None else civil_date(move.use_by)
    goods = Item(Product(f"Hàng {move.product}"), Decimal(2), "kg", move.lot, last)
    return Receipt(ids[move.place], Supplier(f"Nguồn {move.supplier}"), goods, civil_date(move.day))
