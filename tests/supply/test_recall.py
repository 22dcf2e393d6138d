"""A recall misses nothing and invents nothing: judged by a walk that was written apart from it."""

from __future__ import annotations

from pathlib import Path

import pytest
from foodtrace.errors import InvalidRequest
from foodtrace.registry import Registry
from foodtrace.supply import RecallQuestion, recall, record_receipts
from foodtrace.supply.holding import Held
from foodtrace.supply.parcels import Parcel, Way
from foodtrace_cli.drill import drill
from registry.board import ACTOR, NOW
from supply.deliveries import delivery, item, papers, places


@pytest.mark.parametrize("seed", [1, 2])
async def test_the_drill_finds_nothing_missed_and_nothing_invented(
    tmp_path: Path, seed: int
) -> None:
    done = await drill(tmp_path, seed=seed, moves=160, places=24, questions=35)
    assert done.passed, done
    assert done.hits > 100


async def test_the_drill_notices_a_recall_that_stops_too_early(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def short(held: Held, goods: Parcel, way: Way) -> None:
        if goods.lot is not None:
            put(held, goods, way)

    put = Held.put
    monkeypatch.setattr(Held, "put", short)
    done = await drill(tmp_path, seed=1, moves=160, places=24, questions=35)
    assert done.missed + done.otherwise > 0
    assert not done.passed


async def test_a_lot_is_found_whatever_unseen_signs_came_with_it(board: Registry) -> None:
    one, two, *_ = await places(board)
    goods = [delivery(one, item(lot="LÔ\u200b-1\ufeff")), delivery(two, item(lot="Lô-1"))]
    await record_receipts(board, papers(), goods, actor=ACTOR, now=NOW)
    for asked in ("lô-1", "\u2060LÔ - 1\x00"):
        found = await recall(board, RecallQuestion(lot=asked), NOW)
        assert {each.id for each in found.establishments} == {one, two}


@pytest.mark.parametrize("lot", [" ", "\u200b", "\x00"])
async def test_a_lot_of_nothing_is_refused_and_not_told_to_be_nowhere(
    board: Registry, lot: str
) -> None:
    with pytest.raises(InvalidRequest, match="as on the label"):
        await recall(board, RecallQuestion(lot=lot), NOW)
