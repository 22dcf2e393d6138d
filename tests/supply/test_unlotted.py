"""Goods of no lot that a recall of a lot leaves out are counted beside its answer."""

from __future__ import annotations

import msgspec
import pytest
from foodtrace.registry import Registry
from foodtrace.supply import (
    LeftOut,
    RecallQuestion,
    left_out,
    recall,
    record_receipts,
    withdraw_receipt,
)
from registry.board import ACTOR, NOW
from supply.deliveries import FARMER, SEAFOOD, day, delivery, item, papers, places

LOT = "BX-7Đ"
#: Of SEAFOOD's prawns; those of 3 days ago were at hand beside the lot.
WITHOUT_LOT = (3, 40, 41, 60)


@pytest.fixture
async def delivered(board: Registry) -> Registry:
    one, two, *_ = await places(board)
    goods = [
        delivery(one, item(lot=LOT), before=4),
        *(delivery(two, item(), before=before) for before in WITHOUT_LOT),
        delivery(two, item(lot="Z-1"), before=40),
        delivery(two, item("Mực"), before=40),
        delivery(two, item(), by=FARMER, before=40),
    ]
    await record_receipts(board, papers(), goods, actor=ACTOR, now=NOW)
    return board


async def ask(registry: Registry, **question: object) -> tuple[int, LeftOut | None]:
    """How many receipts without a lot are in the answer, and what is beside it."""
    asked = msgspec.convert(question, RecallQuestion)
    answer = await recall(registry, asked, NOW)
    inside = [each for one in answer.establishments for each in one.receipts if each.lot is None]
    return len(inside), await left_out(registry, answer, NOW)


@pytest.mark.parametrize(
    "question",
    [
        {"lot": LOT},
        {"lot": "bx-7đ", "supplier": SEAFOOD.tax_code},
        {"lot": LOT, "product": "tom su"},
        {"lot": LOT, "product": "tom su", "supplier": SEAFOOD.tax_code},
    ],
)
async def test_goods_that_no_day_ties_to_the_lot_are_counted_beside_it(
    delivered: Registry, question: dict[str, object]
) -> None:
    assert await ask(delivered, **question) == (1, LeftOut(3, day(60), day(40)))


async def test_the_days_that_are_advised_bring_them_in(delivered: Registry) -> None:
    whole = {"lot": LOT, "product": "tom su", "supplier": SEAFOOD.tax_code}
    days = {"since": day(60), "until": day()}
    assert await ask(delivered, **whole, **days) == (4, None)
    # Days without the goods' names bind the lot alone: what lies within them is still said.
    assert await ask(delivered, lot=LOT, **days) == (1, LeftOut(3, day(60), day(40)))
    assert await ask(delivered, lot=LOT, since=day(40)) == (1, LeftOut(1, day(40), day(40)))


async def test_a_lot_that_nobody_wrote_down_is_not_told_to_be_nowhere(delivered: Registry) -> None:
    asked = {"product": "tôm sú", "supplier": SEAFOOD.tax_code}
    assert await ask(delivered, lot="BX-99", **asked) == (0, LeftOut(4, day(60), day(3)))
    assert await ask(delivered, lot="BX-99") == (0, None)


async def test_nothing_is_said_where_no_lot_was_asked_for_or_nothing_is_left_out(
    delivered: Registry,
) -> None:
    assert await ask(delivered, product="tom su", supplier=SEAFOOD.tax_code) == (4, None)
    _, two, *_ = await places(delivered)
    answer = await recall(delivered, RecallQuestion(product="tom su"), NOW)
    (mine,) = (each for each in answer.establishments if each.id == two)
    for each in mine.receipts:
        if each.lot is None and each.day < day(30):
            await withdraw_receipt(delivered, each.id, reason="went back", actor=ACTOR, now=NOW)
    assert await ask(delivered, lot=LOT) == (1, None)
