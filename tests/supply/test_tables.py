"""Lists of deliveries as clerks send them, and the sheets that a recall hands out, read by another reader."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal

import msgspec
import openpyxl
import pytest
from foodtrace.errors import IntakeRefused
from foodtrace.intake import read_rows
from foodtrace.registry import Registry, events_of
from foodtrace.supply import (
    Contact,
    RecallQuestion,
    SupplyFile,
    contact_sheet_xlsx,
    contacts_of,
    parse_receipts,
    recall,
    receipts_of,
    record_receipts,
    seller_addresses,
    sortable_xlsx,
    take_files,
)
from registry.board import ACTOR, NOW
from supply.deliveries import SEAFOOD, TODAY, day, delivery, item, papers, places


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def test_a_workbook_of_another_hand_is_taken_once(board: Registry) -> None:
    at = (await places(board))[0]
    raw = workbook(
        ("SỔ NHẬN HÀNG",),
        ("STT", "Ngày giao", "Nhà cung cấp", "Mặt hàng", "Số lượng", "ĐVT", "Số lô", "HSD"),
        (
            1,
            datetime.datetime.combine(day(1), datetime.time()),
            "Chợ đầu mối",
            "Cá nục",
            0.1,
            "kg",
            "Lô 5",
            TODAY,
        ),
        (2, f"{day(2):%d/%m/%Y}", "Chợ đầu mối", "Hành lá", "2,5", "bó", None, None),
    )
    for known in (False, True):
        (taken,) = await take_files(board, at, [SupplyFile("so.xlsx", raw)], actor=ACTOR, now=NOW)
        assert (taken.faults, taken.known) == ((), known)
    fish, onion = await receipts_of(board, at)
    assert (fish.item.quantity, fish.item.lot, fish.item.use_by) == (Decimal("0.1"), "Lô 5", TODAY)
    assert (onion.day, onion.item.quantity) == (day(2), Decimal("2.5"))


def test_faults_stand_by_row_and_column_in_both_languages() -> None:
    raw = "Ngày,Nhà cung cấp,Tên hàng,SL,ĐVT,HSD\n20/11/2026,,Cá,1,kg,\n20/11/2026,A,Cá,0,,01/01/2026\n"
    taken = parse_receipts(read_rows(raw.encode(), "a.csv"), 1, NOW)
    assert taken.receipts == ()
    assert [(each.row, each.column, each.code) for each in taken.faults] == [
        (2, "Nhà cung cấp", "supplier"),
        (3, "SL", "quantity"),
        (3, "ĐVT", "unit"),
    ]
    assert all(each.message_vi and each.message_en for each in taken.faults)


def test_a_quantity_of_nothing_is_told_with_the_rows_other_faults() -> None:
    raw = 'Ngày,Nhà cung cấp,Tên hàng,SL,ĐVT\n20/11/2099,A,Cá,0,kg\n20/11/2026,A,Cá,"1,250",kg\n'
    taken = parse_receipts(read_rows(raw.encode(), "a.csv"), 1, NOW)
    assert [(each.row, each.code) for each in taken.faults] == [
        (2, "day"),
        (2, "quantity"),
        (3, "quantity"),
    ]
    assert "1250" in taken.faults[-1].message_vi
    assert "1250" in taken.faults[-1].message_en


@pytest.mark.parametrize(
    ("column", "read"),
    [
        (("12,5", "1.250"), ["12.5", "1250"]),
        (("1.234,50", "1.250"), ["1234.50", "1250"]),
        (("12.5", "1,250"), ["12.5", "1250"]),
        (("0.250", "1.250"), ["0.250", "1.250"]),
        (("1250", "3"), ["1250", "3"]),
        (("1.250", "3"), None),
        (("1,250", "3"), None),
        (("12,5", "12.5", "1.250"), None),
    ],
)
def test_a_point_before_three_digits_is_read_as_the_column_writes_it_or_asked_about(
    column: tuple[str, ...], read: list[str] | None
) -> None:
    head = "Ngày;Nhà cung cấp;Tên hàng;SL;ĐVT\n"
    raw = head + "".join(f"20/11/2026;A;Cá;{number};kg\n" for number in column)
    taken = parse_receipts(read_rows(raw.encode(), "a.csv"), 1, NOW)
    if read is None:
        assert {each.code for each in taken.faults} == {"quantity"}
    else:
        assert [str(each.item.quantity) for each in taken.receipts] == read


def test_goods_of_several_lots_take_a_row_each() -> None:
    head = "Ngày,Nhà cung cấp,Tên hàng,SL,ĐVT,Số lô\n"
    rows = ("A12; A13", "A12 và A13", "Lô 5/11", "A 12")
    raw = head + "".join(f"20/11/2026,A,Cá,1,kg,{lot}\n" for lot in rows)
    taken = parse_receipts(read_rows(raw.encode(), "a.csv"), 1, NOW)
    assert [(each.row, each.code) for each in taken.faults] == [(2, "lot"), (3, "lot")]
    assert [each.item.lot for each in taken.receipts] == ["Lô 5/11", "A 12"]


def test_a_telephone_number_in_the_column_of_names_is_no_tax_code() -> None:
    head = "Ngày,Nhà cung cấp,Tên hàng,SL,ĐVT\n"
    raw = head + "".join(f"20/11/2026,{who},Cá,1,kg\n" for who in ("0905 123 456", "0301234567"))
    taken = parse_receipts(read_rows(raw.encode(), "a.csv"), 1, NOW)
    assert [each.supplier.tax_code for each in taken.receipts] == [None, "0301234567"]


async def test_a_tax_code_in_the_column_of_names_is_the_supplier_of_that_code(
    board: Registry,
) -> None:
    at = (await places(board))[0]
    raw = f"Ngày,Nhà cung cấp,Tên hàng,SL,ĐVT\n{day(1)},0400000017,Tôm,1,kg\n{day(1)},0400 000 017,Cua,1,kg\n"
    await take_files(board, at, [SupplyFile("a.csv", raw.encode())], actor=ACTOR, now=NOW)
    found = await recall(board, RecallQuestion(supplier="0400000017"), NOW)
    assert [len(one.receipts) for one in found.establishments] == [2]


def _book(**sheets: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, row in sheets.items():
        sheet = book.create_sheet(name)
        for each in row:
            sheet.append(each)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_HEADINGS = ["Ngày nhận", "Tên hàng", "Số lượng", "ĐVT", "Nhà cung cấp"]
_ROW = [f"{day(1):%d/%m/%Y}", "Cá", 1, "kg", "A"]


async def test_of_several_sheets_the_one_with_deliveries_is_taken_and_never_one_of_two(
    board: Registry,
) -> None:
    at = (await places(board))[0]
    guided = _book(Guide=(["Xin ghi vào trang sau"],), Book=(_HEADINGS, _ROW))
    (taken,) = await take_files(board, at, [SupplyFile("a.xlsx", guided)], actor=ACTOR, now=NOW)
    assert len(taken.receipt_ids) == 1
    months = _book(October=(_HEADINGS, _ROW), November=(_HEADINGS, _ROW))
    with pytest.raises(IntakeRefused, match=r"October.*November.*file of its own") as refused:
        await take_files(board, at, [SupplyFile("b.xlsx", months)], actor=ACTOR, now=NOW)
    assert refused.value.code == "several_sheets"


async def test_a_picture_of_an_invoice_is_refused_with_what_to_give_instead(
    board: Registry,
) -> None:
    at = (await places(board))[0]
    with pytest.raises(IntakeRefused, match="give the XML that came with it"):
        await take_files(board, at, [SupplyFile("a.pdf", b"%PDF-1.7")], actor=ACTOR, now=NOW)


def test_a_column_of_barcodes_names_the_products() -> None:
    head = "Ngày,Nhà cung cấp,Tên hàng,SL,ĐVT,Mã vạch\n"
    rows = ("9501101530003", "", "9501101530004", "2012345678903")
    raw = head + "".join(f"20/11/2026,A,Gạo {n},1,kg,{code}\n" for n, code in enumerate(rows))
    taken = parse_receipts(read_rows(raw.encode(), "a.csv"), 1, NOW)
    assert [each.item.product.gtin for each in taken.receipts] == ["09501101530003", None]
    assert [(each.row, each.code) for each in taken.faults] == [(4, "gtin"), (5, "gtin")]


def test_a_list_without_its_headings_says_which_are_missing() -> None:
    with pytest.raises(IntakeRefused, match="Đơn vị / Unit"):
        parse_receipts(read_rows("Ngày,Tên hàng,SL,MST\n1,2,3,4\n".encode(), "a.csv"), 1, NOW)


async def test_the_sheets_of_a_recall_hold_text_and_owners_only_when_asked(board: Registry) -> None:
    one, two = (await places(board))[:2]
    at_harbour = msgspec.structs.replace(SEAFOOD, address="1 Bến Cá")
    await record_receipts(
        board,
        papers(),
        [delivery(one, item("=cmd()", lot="L9"), by=at_harbour), delivery(two, by=at_harbour)],
        actor=ACTOR,
        now=NOW,
    )
    found = await recall(board, RecallQuestion(supplier=SEAFOOD.tax_code), NOW)

    public = await contacts_of(board, found, private=False, actor=ACTOR, now=NOW)
    addresses = await seller_addresses(board, found)
    assert addresses == {SEAFOOD.tax_code: "1 Bến Cá"}
    sheet = openpyxl.load_workbook(io.BytesIO(sortable_xlsx(found, public, addresses))).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:4] == (
        "Traceability lot code",
        "Product description",
        "Quantity",
        "Unit of measure",
    )
    assert {(row[0], row[1], row[2], row[3]) for row in rows[1:]} == {
        ("L9", "=cmd()", 12.5, "kg"),
        (None, "Tôm sú", 12.5, "kg"),
    }
    source = "Immediate previous source"
    assert {row[4:7] for row in rows} == {
        (f"{source}: code", f"{source}: name", f"{source}: address"),
        ("0400000017", "Hải sản Biển Xanh", "1 Bến Cá"),
    }
    assert {cell.data_type for row in sheet.iter_rows(min_row=2, max_col=2) for cell in row} <= {
        "s",
        "n",
    }

    shown = contact_sheet_xlsx(found, public)
    private = await contacts_of(board, found, private=True, actor=ACTOR, now=NOW)
    owners = contact_sheet_xlsx(found, private)

    def texts(raw: bytes) -> str:
        book = openpyxl.load_workbook(io.BytesIO(raw)).active
        assert book is not None
        return repr(list(book.iter_rows(values_only=True)))

    assert "PRIVATE-OWNER" not in texts(shown)
    assert "Owner" not in texts(shown)
    nobody = {number: Contact(number, one.address, None, ()) for number, one in private.items()}
    assert "'Owner', 'Phones'" in texts(contact_sheet_xlsx(found, nobody))
    assert "PRIVATE-OWNER-1'" in texts(owners)
    assert [event.kind for event in await events_of(board, one)][-1] == "particulars_read"
