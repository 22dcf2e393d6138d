"""How long products keep, and suppliers by what people remember of them."""

from __future__ import annotations

import pytest
from foodtrace.errors import InvalidRequest, NotFound
from foodtrace.registry import Registry
from foodtrace.supply import (
    MAX_SHELF_LIFE_DAYS,
    RecallQuestion,
    list_products,
    product_named,
    recall,
    receipts_of,
    record_receipts,
    set_shelf_life,
    suppliers_like,
)
from registry.board import NOW
from supply.deliveries import FARMER, delivery, item, papers, places


async def _delivered(board: Registry) -> None:
    here, *_ = await places(board)
    goods = [delivery(here, item(name), by=FARMER) for name in ("Rau muống", "Rau cải", "Đậu hũ")]
    await record_receipts(board, papers("veg"), goods, actor="test", now=NOW)
    await record_receipts(board, papers("fish"), [delivery(here)], actor="test", now=NOW)


async def test_products_are_listed_by_name_found_without_marks_and_turned_over(
    board: Registry,
) -> None:
    await _delivered(board)
    every = [one.name for one in await list_products(board)]
    assert every == ["Đậu hũ", "Rau cải", "Rau muống", "Tôm sú"]
    assert [one.name for one in await list_products(board, "rau")] == every[1:3]
    first = await list_products(board, limit=3)
    rest = await list_products(board, after=first[-1].id)
    assert [one.name for one in (*first, *rest)] == every


@pytest.mark.parametrize("text", ["%", "_", "%%", "\u200b", "\\"])
async def test_a_text_without_a_word_is_in_no_name_and_stands_for_itself_in_a_lot(
    board: Registry, text: str
) -> None:
    await _delivered(board)
    here, *_ = await places(board)
    lots = [delivery(here, item("Cá", lot=code)) for code in ("L-1", "L_1")]
    await record_receipts(board, papers("lots"), lots, actor="test", now=NOW)
    assert await list_products(board, text) == []
    assert await suppliers_like(board, text) == []
    found = [each.item.lot for each in await receipts_of(board, here, text=text)]
    assert found == (["L_1"] if text == "_" else [])


async def test_a_shelf_life_counts_at_once_and_can_be_taken_back(board: Registry) -> None:
    await _delivered(board)
    known = await product_named(board, "tom su")
    assert (await set_shelf_life(board, known.id, 2, actor="an", now=NOW)).shelf_life_days == 2
    assert [one.name for one in await list_products(board, only_set=True)] == ["Tôm sú"]
    assert (await recall(board, RecallQuestion(product="tôm"), NOW)).establishments
    await set_shelf_life(board, known.id, None, actor="an", now=NOW)
    assert await list_products(board, only_set=True) == []


async def test_what_a_shelf_life_cannot_be_is_refused(board: Registry) -> None:
    await _delivered(board)
    known = await product_named(board, "Tôm sú")
    for days in (-1, MAX_SHELF_LIFE_DAYS + 1):
        with pytest.raises(InvalidRequest, match="days"):
            await set_shelf_life(board, known.id, days, actor="an", now=NOW)
    for asked in (product_named(board, "vàng"), set_shelf_life(board, 999, 1, actor="a", now=NOW)):
        with pytest.raises(NotFound, match="product"):
            await asked


async def test_a_supplier_is_found_by_words_of_its_name_or_the_first_digits_of_its_code(
    board: Registry,
) -> None:
    await _delivered(board)
    for text in ("bien xanh", "XANH hải", "04000", "0400 000 017"):
        assert [one.tax_code for one in await suppliers_like(board, text)] == ["0400000017"], text
    assert [one.name for one in await suppliers_like(board, "hòa vang")] == [FARMER.name]
    for text in ("", "%", "_", "99999", "không ai"):
        assert await suppliers_like(board, text) == [], text
