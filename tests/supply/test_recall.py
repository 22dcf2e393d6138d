"""A recall misses nothing and invents nothing: judged by a walk that was written apart from it."""

from __future__ import annotations

from pathlib import Path

import pytest
from foodtrace.supply.holding import Held
from foodtrace.supply.parcels import Parcel, Way
from foodtrace_cli.drill import drill


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
