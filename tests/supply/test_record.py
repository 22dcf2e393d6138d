"""Goods into the registry and back: once, whole, exact, and corrected only by adding."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from foodtrace.errors import Conflict, InvalidRequest, NotFound
from foodtrace.registry import Registry, events_of
from foodtrace.registry.supply_schema import receipt
from foodtrace.supply import (
    Dispatch,
    Item,
    Product,
    Receipt,
    Supplier,
    Transformation,
    correct_receipt,
    kept_until,
    parse_quantity,
    receipts_of,
    record_goods,
    record_receipts,
    withdraw_receipt,
)
from registry.board import ACTOR, NOW
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError
from supply.deliveries import FARMER, SEAFOOD, TODAY, day, delivery, item, papers, places


async def test_what_was_recorded_is_read_back_exactly(board: Registry) -> None:
    at = (await places(board))[0]
    taken = Item(Product("Tôm sú  loại 1"), Decimal("12.500"), "kg", "Lô 12-Đ", TODAY)

    made = await record_receipts(board, papers(), [delivery(at, taken)], actor=ACTOR, now=NOW)

    (kept,) = await receipts_of(board, at)
    assert (kept.id,) == made.receipt_ids
    assert kept.supplier == SEAFOOD
    assert kept.item == Item(Product("Tôm sú loại 1"), Decimal("12.5"), "kg", "Lô 12-Đ", TODAY)
    assert str(kept.item.quantity) == "12.5"
    assert kept.day == day(1)
    assert await kept_until(board, at) == day(1)
    events = [event.kind for event in await events_of(board, at)]
    assert events[-1] == "goods_recorded"


async def test_the_same_papers_twice_are_one_set_of_receipts(board: Registry) -> None:
    at = (await places(board))[0]
    first = await record_receipts(board, papers(), [delivery(at)], actor=ACTOR, now=NOW)
    again = await record_receipts(board, papers(), [delivery(at)], actor=ACTOR, now=NOW + 5)

    assert again.known
    assert again.receipt_ids == first.receipt_ids
    assert len(await receipts_of(board, at)) == 1
    with pytest.raises(Conflict) as refused:
        await record_receipts(
            board, papers(content_sha256=bytes(32)), [delivery(at)], actor=ACTOR, now=NOW
        )
    assert refused.value.code == "papers_differ"


async def test_two_spellings_are_one_supplier_and_one_product(board: Registry) -> None:
    one, two = (await places(board))[:2]
    spelt = Supplier("BÀ CON HOÀ VANG")
    await record_receipts(board, papers("a"), [delivery(one, by=FARMER)], actor=ACTOR, now=NOW)
    await record_receipts(
        board, papers("b"), [delivery(two, item("TÔM SÚ"), by=spelt)], actor=ACTOR, now=NOW
    )

    (a,), (b,) = await receipts_of(board, one), await receipts_of(board, two)
    assert (a.supplier, a.item.product) == (b.supplier, b.item.product)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (item(quantity="-1"), "quantity"),
        (item(quantity="0"), "quantity"),
        (item(quantity="1e12"), "quantity"),
        (item(quantity="0.0000001"), "quantity"),
        (item(quantity="NaN"), "quantity"),
        (item(unit="  "), "unit"),
        (item(name="…"), "product"),
        (item(lot="\u200e"), "lot"),
        (Item(Product("Sữa"), Decimal(1), "hộp", None, day(30)), "use_by"),
    ],
)
async def test_goods_that_cannot_be_are_refused_whole(
    board: Registry, wrong: Item, code: str
) -> None:
    at = (await places(board))[0]
    with pytest.raises(InvalidRequest) as refused:
        await record_receipts(
            board, papers(), [delivery(at), delivery(at, wrong)], actor=ACTOR, now=NOW
        )
    assert refused.value.code == code
    assert await receipts_of(board, at) == []


async def test_a_clock_ahead_of_ours_is_refused(board: Registry) -> None:
    at = (await places(board))[0]
    early = Receipt(at, SEAFOOD, item(), TODAY, received_at=NOW + 3600)
    tomorrow = Receipt(at, SEAFOOD, item(), TODAY + datetime.timedelta(1))
    with pytest.raises(InvalidRequest, match="set the clock"):
        await record_receipts(board, papers(), [early], actor=ACTOR, now=NOW)
    with pytest.raises(InvalidRequest, match="expected a day up to"):
        await record_receipts(board, papers(), [tomorrow], actor=ACTOR, now=NOW)


async def test_loops_and_unknown_places_are_refused(board: Registry) -> None:
    one = (await places(board))[0]
    async with board.writing() as connection:
        with pytest.raises(InvalidRequest) as refused:
            await record_goods(
                connection,
                papers(),
                dispatches=[Dispatch(one, one, item(), TODAY)],
                actor=ACTOR,
                now=NOW,
            )
        assert refused.value.code == "loop"
        itself = Transformation(one, TODAY, (item(lot="L1"),), (item(lot="l1"),))
        with pytest.raises(InvalidRequest, match="made of itself"):
            await record_goods(connection, papers(), transformations=[itself], actor=ACTOR, now=NOW)
        with pytest.raises(NotFound):
            await record_goods(connection, papers(), receipts=[delivery(4)], actor=ACTOR, now=NOW)


async def test_a_correction_adds_a_row_and_ends_the_first(board: Registry) -> None:
    at = (await places(board))[0]
    made = await record_receipts(board, papers(), [delivery(at)], actor=ACTOR, now=NOW)
    first = made.receipt_ids[0]
    right = delivery(at, item(quantity="11"))

    await correct_receipt(board, first, right, reason="weighed again", actor=ACTOR, now=NOW + 9)

    (kept,) = await receipts_of(board, at)
    assert (kept.item.quantity, kept.corrects) == (Decimal(11), first)
    both = await receipts_of(board, at, ended=True)
    assert [(each.id == first, each.ended_at) for each in both] == [(False, None), (True, NOW + 9)]
    with pytest.raises(Conflict):
        await withdraw_receipt(board, first, reason="twice", actor=ACTOR, now=NOW + 10)
    await withdraw_receipt(board, kept.id, reason="went back", actor=ACTOR, now=NOW + 11)
    assert await receipts_of(board, at) == []


async def test_the_database_itself_refuses_to_rewrite_a_receipt(board: Registry) -> None:
    at = (await places(board))[0]
    await record_receipts(board, papers(), [delivery(at)], actor=ACTOR, now=NOW)
    for change in (update(receipt).values(quantity="1"), delete(receipt)):
        with pytest.raises(DBAPIError, match="append-only"):
            async with board.writing() as connection:
                await connection.execute(change)


async def test_what_an_establishment_sells_under_its_tax_code_is_a_step_of_a_chain(
    board: Registry,
) -> None:
    kitchen, school = (await places(board))[:2]
    async with board.writing() as connection:
        from foodtrace.registry.schema import establishment

        await connection.execute(
            update(establishment)
            .where(establishment.c.id == kitchen)
            .values(company_tax_code="0400000025")
        )
    by = Supplier("Bếp trung tâm", "0400000025")
    await record_receipts(board, papers(), [delivery(school, by=by)], actor=ACTOR, now=NOW)

    (kept,) = await receipts_of(board, school)
    assert kept.from_establishment_id == kitchen
    assert kept.supplier == by


async def test_the_public_reader_reaches_none_of_it(board: Registry) -> None:
    async with board.reading_public() as connection:
        if connection.dialect.name == "postgresql":
            pytest.skip("there the public role is given no grant by whoever runs it")
        with pytest.raises(DBAPIError):
            await connection.execute(select(func.count(receipt.c.id)))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", "12"),
        ("12,5", "12.5"),
        ("0000012.500000", "12.5"),
        ("1.234,50", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234.567", "1234567"),
        ("0,125", "0.125"),
    ],
)
def test_quantities_are_read_as_they_are_written(text: str, value: str) -> None:
    assert parse_quantity(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "ba", "1e5", "1,234", "--1", "NaN", "1.2.3", "१२"])
def test_what_is_no_quantity_or_two_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest):
        parse_quantity(text)
