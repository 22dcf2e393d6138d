"""Invoices that replace or adjust others keep the day and the lot of the goods; what is no goods is left out and said."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from foodtrace.errors import FoodtraceError
from foodtrace.registry import Registry, events_of
from foodtrace.supply import (
    Item,
    Product,
    RecallQuestion,
    Receipt,
    Supplier,
    correct_receipt,
    recall,
    receipts_of,
    record_receipts,
)
from registry.board import ACTOR, NOW
from supply.deliveries import day, papers, places
from supply.invoices import invoice, line, related, take

FIRST, LATER = day(40).isoformat(), day(2).isoformat()


async def stands(board: Registry, kitchen: int) -> list[tuple[str, str, str | None, datetime.date]]:
    return sorted(
        (each.item.product.name, str(each.item.quantity), each.item.lot, each.day)
        for each in await receipts_of(board, kitchen)
    )


@pytest.mark.parametrize("nature", [1, 2])
@pytest.mark.parametrize("later_first", [False, True])
async def test_goods_keep_the_day_on_which_they_came(
    board: Registry, kitchen: int, nature: int, later_first: bool
) -> None:
    old = invoice(line(lot="TS-1"), made=FIRST)
    of_old = related("123", nature).replace(
        "</TTHDLQuan>", f"<NLHDCLQuan>{FIRST}</NLHDCLQuan></TTHDLQuan>"
    )
    new = invoice(line(quantity="10", lot="TS-1"), number="124", made=LATER, related=of_old)
    await take(board, kitchen, *((new, old) if later_first else (old, new)))
    assert await stands(board, kitchen) == [("Tôm sú loại 1", "10", "TS-1", day(40))]
    asked = RecallQuestion(product="tôm", since=day(41), until=day(39))
    assert [one.id for one in (await recall(board, asked, NOW)).establishments] == [kitchen]


async def test_goods_keep_their_day_where_the_later_invoice_names_none(
    board: Registry, kitchen: int
) -> None:
    new = invoice(line(quantity="10"), number="124", made=LATER, related=related("123", 1))
    await take(board, kitchen, invoice(made=FIRST), new)
    assert await stands(board, kitchen) == [("Tôm sú loại 1", "10", None, day(40))]


@pytest.mark.parametrize("quantity", ["-2.5", "10"])
async def test_goods_keep_their_lot_where_an_adjustment_does_not_repeat_it(
    board: Registry, kitchen: int, quantity: str
) -> None:
    new = invoice(line(quantity=quantity), number="124", made=LATER, related=related("123", 2))
    await take(board, kitchen, invoice(line(lot="TS-1"), made=FIRST), new)
    assert await stands(board, kitchen) == [("Tôm sú loại 1", "10", "TS-1", day(40))]


async def test_what_went_back_of_one_lot_leaves_the_other_lot_alone(
    board: Registry, kitchen: int
) -> None:
    old = invoice(line(quantity="5", lot="A"), line(quantity="7", lot="B", number=2), made=FIRST)
    new = invoice(line(quantity="-5", lot="A"), number="124", made=LATER, related=related("123", 2))
    await take(board, kitchen, old, new)
    assert await stands(board, kitchen) == [("Tôm sú loại 1", "7", "B", day(40))]


async def test_of_two_lots_it_is_not_guessed_which_went_back(board: Registry, kitchen: int) -> None:
    old = invoice(line(quantity="5", lot="A"), line(quantity="7", lot="B", number=2), made=FIRST)
    new = invoice(line(quantity="-5"), number="124", made=LATER, related=related("123", 2))
    await take(board, kitchen, old, new)
    assert await stands(board, kitchen) == [("Tôm sú loại 1", "7", None, day(40))]


@pytest.mark.parametrize(("nature", "quantity"), [(1, "10"), (2, "10"), (2, "-2.5")])
async def test_what_an_officer_put_right_is_what_a_later_invoice_changes(
    board: Registry, kitchen: int, nature: int, quantity: str
) -> None:
    (first,) = await take(board, kitchen, invoice(made=FIRST))
    sold = Supplier("Hải sản Biển Xanh", "0400000017")
    for number, lot in zip(
        (first.receipt_ids[0], first.receipt_ids[0] + 1), ("X", "TS-1"), strict=True
    ):
        goods = Item(Product("Tôm sú loại 1"), Decimal("12.5"), "kg", lot)
        await correct_receipt(
            board,
            number,
            Receipt(kitchen, sold, goods, day(40)),
            reason="label",
            actor=ACTOR,
            now=NOW,
        )
    new = invoice(line(quantity=quantity), number="124", made=LATER, related=related("123", nature))
    await take(board, kitchen, new)
    assert await stands(board, kitchen) == [("Tôm sú loại 1", "10", "TS-1", day(40))]


async def test_an_invoice_that_takes_all_off_is_an_event_of_its_establishment(
    board: Registry, kitchen: int
) -> None:
    less = invoice(line(quantity="-10"), number="124", related=related("123", 2))
    await take(board, kitchen, invoice(line(quantity="10")), less)
    assert await stands(board, kitchen) == []
    told = [event.after for event in await events_of(board, kitchen)][-2:]
    assert [(one["receipts"], one["ended"]) for one in told if one] == [(1, 0), (0, 1)]


async def test_an_invoice_is_adjusted_twice(board: Registry, kitchen: int) -> None:
    less = [
        invoice(line(quantity="-2"), number=number, related=related("123", 2))
        for number in ("124", "125")
    ]
    await take(board, kitchen, invoice(line(quantity="10")), *less)
    assert [each[1] for each in await stands(board, kitchen)] == ["6"]
    anew = invoice(line(quantity="3"), number="126", related=related("123", 2))
    await take(board, kitchen, anew)
    assert [each[1] for each in await stands(board, kitchen)] == ["3"]


@pytest.mark.parametrize("lots", ["A12, A13", "A12;A13", "A12 và A13", "A12 + A13", "A" * 61])
async def test_goods_of_several_lots_on_one_line_are_of_no_lot_and_still_found(
    board: Registry, kitchen: int, lots: str
) -> None:
    other = (await places(board))[1]
    sold = Supplier("Hải sản Biển Xanh", "0400000017")
    goods = Item(Product("Tôm sú loại 1"), Decimal(1), "kg", "A12")
    await record_receipts(
        board, papers(), [Receipt(other, sold, goods, day(2))], actor=ACTOR, now=NOW
    )
    (taken,) = await take(board, kitchen, invoice(line(lot=lots)))
    assert [one.code for one in taken.remarks] == ["lot_unread"]
    found = await recall(board, RecallQuestion(lot="A12"), NOW)
    assert {one.id: one.certainty for one in found.establishments} == {
        other: "lot",
        kitchen: "product and day",
    }


@pytest.mark.parametrize("lot", ["TS-2011", "LÔ Đ-7 ngày 20", "A.12/3", "12-A B", "(21)77"])
async def test_a_single_lot_is_kept_as_it_stands(board: Registry, kitchen: int, lot: str) -> None:
    await take(board, kitchen, invoice(line(lot=lot)))
    assert [each[2] for each in await stands(board, kitchen)] == [lot]


async def test_names_as_long_as_an_invoice_may_have_them_are_taken(
    board: Registry, kitchen: int
) -> None:
    name = " ".join(["Tôm"] * 125)
    await take(
        board,
        kitchen,
        invoice(line(name, unit="thùng 24 chai, mỗi chai 500 ml, loại dùng một lần")),
    )
    assert [each[0] for each in await stands(board, kitchen)] == [name]


async def test_files_of_one_call_may_stand_in_any_order(board: Registry, kitchen: int) -> None:
    first = invoice(line(quantity="10"))
    less = invoice(line(quantity="-2"), number="124", related=related("123", 2))
    taken = await take(board, kitchen, less, first)
    assert [one.number for one in taken] == ["1C26TAA-124", "1C26TAA-123"]
    assert [each[1] for each in await stands(board, kitchen)] == ["8"]


@pytest.mark.parametrize("quantity", ["", "0"])
async def test_an_adjustment_of_the_price_alone_changes_no_goods(
    board: Registry, kitchen: int, quantity: str
) -> None:
    price = line("Điều chỉnh giảm đơn giá tôm", quantity, unit="")
    await take(board, kitchen, invoice(line(quantity="10")))
    (taken,) = await take(board, kitchen, invoice(price, number="124", related=related("123", 2)))
    assert (taken.receipt_ids, taken.ended_ids, taken.remarks) == ((), (), ())
    assert [each[1] for each in await stands(board, kitchen)] == ["10"]


@pytest.mark.parametrize("quantity", ["", "1"])
async def test_carriage_without_a_unit_is_left_out_and_said(
    board: Registry, kitchen: int, quantity: str
) -> None:
    carriage = line("Phí vận chuyển", quantity, number=2, unit="")
    (taken,) = await take(board, kitchen, invoice(line(quantity="10"), carriage))
    assert [each[0] for each in await stands(board, kitchen)] == ["Tôm sú loại 1"]
    assert [(one.line, one.code, one.text) for one in taken.remarks] == [
        (2, "left_out", "Phí vận chuyển")
    ]
    with pytest.raises(FoodtraceError) as refused:
        await take(board, kitchen, invoice(carriage, number="124"))
    assert refused.value.code == "no_goods"


@pytest.mark.parametrize(
    ("text", "use_by"),
    [
        ("12/2026", datetime.date(2026, 12, 31)),
        ("02-2028", datetime.date(2028, 2, 29)),
        ("2026-12", datetime.date(2026, 12, 31)),
        ("13/2026", None),
        ("31/02/2027", None),
        ("6 tháng kể từ ngày sản xuất", None),
    ],
)
async def test_a_use_by_day_in_the_sellers_own_words_keeps_no_goods_out(
    board: Registry, kitchen: int, text: str, use_by: datetime.date | None
) -> None:
    (taken,) = await take(board, kitchen, invoice(line(use_by=text, lot="A")))
    (kept,) = await receipts_of(board, kitchen)
    assert (kept.item.use_by, kept.item.lot) == (use_by, "A")
    assert [one.text for one in taken.remarks] == ([] if use_by else [text])


@pytest.mark.parametrize(
    ("fields", "lot", "use_by"),
    [
        ({"Số lô/Lot No": "A-1", "HSD (hạn sử dụng)": "31/12/2026"}, "A-1", day(-39)),
        ({"LotNo": "A-1", "Expiration Date": "2026-12-31"}, "A-1", day(-39)),
        ({"Số lô - HSD": "A-1 - 31/12/2026"}, "A-1", day(-39)),
        ({"Lô/HSD": "A-1"}, "A-1", None),
        ({"Nhà sản xuất": "A-1", "Ngày sản xuất": "31/12/2026"}, None, None),
    ],
)
async def test_sellers_name_lot_and_use_by_day_in_their_own_ways(
    board: Registry,
    kitchen: int,
    fields: dict[str, str],
    lot: str | None,
    use_by: datetime.date | None,
) -> None:
    own = "".join(
        f"<TTin><TTruong>{name}</TTruong><KDLieu>string</KDLieu><DLieu>{value}</DLieu></TTin>"
        for name, value in fields.items()
    )
    goods = line().replace("</HHDVu>", f"<TTKhac>{own}</TTKhac></HHDVu>")
    await take(board, kitchen, invoice(goods))
    (kept,) = await receipts_of(board, kitchen)
    assert (kept.item.lot, kept.item.use_by) == (lot, use_by)


async def test_an_invoice_of_a_day_to_come_is_refused_by_its_name(
    board: Registry, kitchen: int
) -> None:
    with pytest.raises(FoodtraceError, match=r"^2\.xml: expected a day") as refused:
        await take(board, kitchen, invoice(number="7"), invoice(made=day(-1).isoformat()))
    assert refused.value.code == "day"
    assert await stands(board, kitchen) == []
