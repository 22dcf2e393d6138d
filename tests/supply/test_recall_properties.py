"""Any small world and any question: the recall and the slow walk agree, parcel by parcel."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from foodtrace_cli.drill import ask, expected, record_world, told
from foodtrace_cli.drill_walk import Asked, Making, Move, World
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from registry.board import NOW, stocked_board
from supply.deliveries import TODAY, places

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


_makings = st.builds(
    Making,
    _place,
    _day,
    st.lists(st.tuples(_goods, _lot), min_size=1, max_size=2).map(tuple),
    st.tuples(st.tuples(_goods, st.sampled_from([None, "M"]), st.none())),
)
_worlds = st.builds(
    World,
    st.lists(_moves(), min_size=1, max_size=14).map(tuple),
    st.lists(_makings, max_size=3).map(tuple),
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


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(_worlds, st.lists(st.one_of(_forward, _back), min_size=1, max_size=4))
def test_the_recall_and_the_slow_walk_agree(world: World, questions: list[Asked]) -> None:
    asyncio.run(_compare(world, questions))


async def _compare(world: World, questions: list[Asked]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with await stocked_board(Path(folder) / "R", _PLACES) as registry:
            ids = await places(registry)
            numbers = await record_world(registry, world, ids, now=NOW)
            known = {move.supplier for move in world.moves}
            for asked in questions:
                if asked.supplier is not None and asked.supplier not in known:
                    continue  # an unknown supplier is an error, not an empty answer
                got = told(await ask(registry, asked, ids))
                assert got == expected(world, asked, ids, numbers), asked
