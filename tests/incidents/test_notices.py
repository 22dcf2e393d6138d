"""What everybody may read of a recall: by GTIN or product and lot, through the public reader's eyes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from foodtrace.errors import InvalidRequest, RegistryUnavailable
from foodtrace.incidents import (
    Order,
    PublicNotice,
    lift_recall,
    public_notices,
    publish_notice,
    start_recall,
    withdraw_notice,
)
from foodtrace.registry import Registry
from foodtrace.registry.incidents_schema import recall, recall_place
from foodtrace.supply import Item, Product, RecallQuestion, record_receipts
from incidents.prawns import LOT, OFFICER, ORDER, deliver, eateries, opened
from registry.board import NOW
from sqlalchemy import Table, select
from sqlalchemy.exc import DBAPIError
from supply.deliveries import day, delivery, papers

GTIN = "08935049500018"
REASONS = {
    "reason_vi": "Mẫu có dư lượng kháng sinh vượt mức.",
    "reason_en": "A sample held too much of an antibiotic.",
}


@pytest.fixture
async def number(board: Registry) -> int:
    """A recall of a lot whose product is known by a GTIN too; another product has a lot of the same code."""
    ids = await eateries(board)
    goods = Item(Product("Tôm sú", GTIN), Decimal(2), "kg", LOT)
    other = Item(Product("Nước mắm", "08935049500025"), Decimal(2), "lít", LOT)
    received = [delivery(ids[0], goods), delivery(ids[1], other)]
    await record_receipts(board, papers("coded"), received, actor="officer", now=NOW)
    await deliver(board, (ids[2], LOT), key="by name")
    question = RecallQuestion(product="tôm sú", lot=LOT)
    order = Order(question, "Tôm sú cỡ 30", REASONS["reason_vi"], REASONS["reason_en"])
    return await start_recall(board, await opened(board), order, OFFICER, now=NOW)


async def notices(board: Registry, **asked: Any) -> tuple[PublicNotice, ...]:
    async with board.reading_public() as connection:
        return await public_notices(connection, **asked)


async def test_nothing_is_public_until_an_officer_says_so(board: Registry, number: int) -> None:
    assert await notices(board, gtin=GTIN, lot=LOT) == ()
    await publish_notice(board, number, OFFICER, now=NOW, **REASONS)
    told = PublicNotice("Tôm sú cỡ 30", LOT, day(0), *REASONS.values())
    assert await notices(board, gtin=GTIN, lot=LOT) == (told,)
    assert await notices(board, gtin=GTIN.lstrip("0"), lot="bx-7đ ") == (told,)
    assert await notices(board, product="TOM SU", lot=LOT) == (told,)
    assert await notices(board, product="Tôm sú cỡ 30", lot=LOT) == (told,)


async def test_another_lot_and_another_product_with_that_code_are_not_meant(
    board: Registry, number: int
) -> None:
    await publish_notice(board, number, OFFICER, now=NOW, **REASONS)
    assert await notices(board, gtin=GTIN, lot="BX-8") == ()
    assert await notices(board, product="Nước mắm", lot=LOT) == ()
    assert await notices(board, gtin="08935049500025", lot=LOT) == ()
    assert await notices(board, lot=LOT) == ()
    assert await notices(board, gtin=GTIN, lot="") == ()


async def test_it_ends_when_it_is_withdrawn_and_when_the_recall_is_lifted(
    board: Registry, number: int
) -> None:
    await publish_notice(board, number, OFFICER, now=NOW, **REASONS)
    await withdraw_notice(board, number, OFFICER, now=NOW)
    assert await notices(board, gtin=GTIN, lot=LOT) == ()
    await publish_notice(board, number, OFFICER, now=NOW, **REASONS)
    # Said anew it stands in place of the first, not beside it.
    await publish_notice(board, number, OFFICER, now=NOW, **REASONS)
    assert len(await notices(board, gtin=GTIN, lot=LOT)) == 1
    words = {"words_vi": "Hàng đã được thu gom.", "words_en": "All was collected."}
    await lift_recall(board, number, OFFICER, now=NOW, **words)
    assert await notices(board, gtin=GTIN, lot=LOT) == ()


async def test_without_a_lot_or_a_sentence_in_both_languages_nothing_is_published(
    board: Registry, number: int
) -> None:
    with pytest.raises(InvalidRequest) as refused:
        await publish_notice(board, number, OFFICER, now=NOW, **REASONS | {"reason_en": "Bad."})
    assert refused.value.fields["faults"] == {"reason_en": "sentence"}
    order = Order(RecallQuestion(product="tôm sú"), "Tôm sú")
    other = await start_recall(board, await opened(board), order, OFFICER, now=NOW)
    with pytest.raises(InvalidRequest) as no_lot:
        await publish_notice(board, other, OFFICER, now=NOW, **REASONS)
    assert no_lot.value.code == "no_lot"


@pytest.mark.parametrize("table", [recall, recall_place], ids=lambda table: table.name)
async def test_whom_it_reached_is_closed_to_the_public_reader(
    board: Registry, number: int, table: Table
) -> None:
    assert number
    if board._engine.dialect.name != "sqlite":
        pytest.skip("a PostgreSQL deployment gives its public role no grant on them")
    with pytest.raises((DBAPIError, RegistryUnavailable)):
        async with board.reading_public() as connection:
            await connection.execute(select(table))


async def test_an_order_without_goods_or_with_one_language_is_refused(board: Registry) -> None:
    incident = await opened(board)
    for order, code in (
        (Order(RecallQuestion(), "Tôm"), "question"),
        (Order(ORDER.question, " "), "incident"),
        (Order(ORDER.question, "Tôm", "Chỉ có tiếng Việt thôi."), "incident"),
        (Order(ORDER.question, "Tôm", certainties=()), "certainty"),
        (Order(RecallQuestion(served_at=1, on=day(1)), "Tôm"), "question"),
    ):
        with pytest.raises(InvalidRequest) as refused:
            await start_recall(board, incident, order, OFFICER, now=NOW)
        assert refused.value.code == code
