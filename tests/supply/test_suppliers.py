"""Who a supplier is when papers differ: one tax code with two names, one name with and without a code, branches; and whose invoice it is."""

from __future__ import annotations

import pytest
from foodtrace.errors import InvalidRequest, NotFound
from foodtrace.registry import Registry
from foodtrace.registry.schema import establishment
from foodtrace.registry.supply_schema import supplier
from foodtrace.supply import (
    RecallQuestion,
    Supplier,
    parse_invoice,
    recall,
    receipts_of,
    record_receipts,
    suppliers_like,
    take_files,
)
from foodtrace.supply.taking import SupplyFile
from registry.board import ACTOR, NOW
from sqlalchemy import select, update
from supply.deliveries import delivery, papers, places
from supply.invoices import BUYER, invoice, take

FIRM, BRANCH, OTHER = "0400123456", "0400123456-001", "0400123457"


async def came(board: Registry, *suppliers: Supplier) -> list[int]:
    """One delivery of each supplier to a place of its own; gives the places."""
    ids = await places(board)
    for at, (place, one) in enumerate(zip(ids, suppliers, strict=False)):
        got = [delivery(place, by=one)]
        await record_receipts(board, papers(f"p{at}"), got, actor=ACTOR, now=NOW)
    return ids[: len(suppliers)]


async def found(board: Registry, who: str) -> set[int]:
    answer = await recall(board, RecallQuestion(supplier=who), NOW)
    return {each.id for each in answer.establishments}


async def rows(board: Registry) -> list[tuple[str | None, str]]:
    async with board.reading() as connection:
        query = select(supplier.c.tax_code, supplier.c.name).order_by(supplier.c.id)
        return [(row[0], row[1]) for row in await connection.execute(query)]


async def test_two_names_with_one_tax_code_are_one_supplier(board: Registry) -> None:
    """A firm signs as it likes; the code says who it is, and the first name stays."""
    both = await came(
        board,
        Supplier("Công ty TNHH Biển Xanh", FIRM),
        Supplier("BIEN XANH CO., LTD", "0400 123 456"),
    )
    assert await rows(board) == [(FIRM, "Công ty TNHH Biển Xanh")]
    assert await found(board, FIRM) == set(both)
    kept = [each.supplier for place in both for each in await receipts_of(board, place)]
    assert {one.name for one in kept if one is not None} == {"Công ty TNHH Biển Xanh"}


async def test_one_name_with_two_tax_codes_is_two_suppliers(board: Registry) -> None:
    first, second = await came(
        board, Supplier("Thủy sản Miền Trung", FIRM), Supplier("Thủy sản Miền Trung", OTHER)
    )
    assert await found(board, FIRM) == {first}
    assert await found(board, OTHER) == {second}
    assert await found(board, "thuy san mien trung") == {first, second}


async def test_one_name_however_it_is_spelt_is_one_supplier(board: Registry) -> None:
    all_three = await came(
        board,
        Supplier("Bà con Hòa Vang"),
        Supplier("BÀ CON  HOÀ VANG"),
        Supplier("Ba con Hoa Vang."),
    )
    assert len(await rows(board)) == 1
    assert await found(board, "bà con Hoà Vang") == set(all_three)


async def test_a_name_without_its_code_is_not_guessed_to_be_the_firm(board: Registry) -> None:
    """Two may be called alike: the name finds both, the code only what names it."""
    with_code, without = await came(
        board, Supplier("Hải sản Biển Xanh", FIRM), Supplier("Hải sản Biển Xanh")
    )
    assert len(await rows(board)) == 2
    assert await found(board, FIRM) == {with_code}
    assert await found(board, "Hải sản Biển Xanh") == {with_code, without}


async def test_a_firm_is_its_branches_and_a_branch_itself_alone(board: Registry) -> None:
    firm, branch, next_one, other = await came(
        board,
        Supplier("Công ty A", FIRM),
        Supplier("Chi nhánh Công ty A", "0400123456001"),
        Supplier("Chi nhánh 2 Công ty A", "0400123456-002"),
        Supplier("Công ty B", OTHER),
    )
    assert await found(board, FIRM) == {firm, branch, next_one}
    assert await found(board, BRANCH) == {branch}
    assert await found(board, OTHER) == {other}
    with pytest.raises(NotFound):
        await recall(board, RecallQuestion(supplier="0400123456-009"), NOW)


@pytest.fixture
async def kitchen(board: Registry) -> int:
    place = (await places(board))[0]
    async with board.writing() as connection:
        mine = establishment.c.id == place
        values = {"company_tax_code": BUYER, "name": "Nhà hàng Thử"}
        await connection.execute(update(establishment).where(mine).values(values))
    return place


_CODE = f"<MST>{BUYER}</MST>".encode()


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (invoice(buyer="0400000099"), "the tax code 0400000099"),
        # By name alone, in any of the ways in which a seller leaves the code out.
        (invoice().replace(_CODE, b""), "no tax code"),
        (invoice(buyer=""), "no tax code"),
        (invoice(buyer=" \n "), "no tax code"),
        (invoice().replace(b"<NMua>", b"<Khac>").replace(b"</NMua>", b"</Khac>"), "no tax code"),
        # The seller's own name and code do not make her the buyer.
        (invoice(seller=BUYER, buyer="0400000099"), "the tax code 0400000099"),
    ],
)
async def test_an_invoice_that_does_not_name_this_buyer_by_code_is_refused(
    board: Registry, kitchen: int, raw: bytes, told: str
) -> None:
    good = invoice(number="9")
    with pytest.raises(InvalidRequest) as refused:
        await take_files(
            board,
            kitchen,
            [SupplyFile("good.xml", good), SupplyFile("bad.xml", raw)],
            actor=ACTOR,
            now=NOW,
        )
    assert refused.value.code == "buyer"
    assert "bad.xml" in refused.value.message
    assert told in refused.value.message
    assert await receipts_of(board, kitchen) == [], "nothing half taken"


async def test_a_firm_and_its_branch_buy_for_each_other_and_for_no_other_branch(
    board: Registry, kitchen: int
) -> None:
    to_branch = SupplyFile("a.xml", invoice(buyer=f"{BUYER}-001"))
    (taken,) = await take_files(board, kitchen, [to_branch], actor=ACTOR, now=NOW)
    assert len(taken.receipt_ids) == 1
    async with board.writing() as connection:
        mine = establishment.c.id == kitchen
        values = {"company_tax_code": f"{BUYER}-001"}
        await connection.execute(update(establishment).where(mine).values(values))
    to_firm = SupplyFile("b.xml", invoice(number="7"))
    assert len(await take_files(board, kitchen, [to_firm], actor=ACTOR, now=NOW)) == 1
    to_other = SupplyFile("c.xml", invoice(number="8", buyer=f"{BUYER}-002"))
    with pytest.raises(InvalidRequest):
        await take_files(board, kitchen, [to_other], actor=ACTOR, now=NOW)


def test_a_buyers_name_is_read_and_never_decides() -> None:
    read = parse_invoice(invoice(buyer=""), "a.xml")
    assert (read.buyer_tax_code, read.buyer_name) == (None, "Nhà hàng Thử")


async def test_a_bare_tax_code_gets_the_name_of_its_first_invoice_and_a_name_keeps_itself(
    board: Registry, kitchen: int
) -> None:
    seller = "0400000017"
    await came(board, Supplier(seller, seller), Supplier("Chợ Cồn", OTHER, "Chợ Cồn"))
    await take(board, kitchen, invoice(), invoice(seller=OTHER))
    assert await rows(board) == [(seller, "Hải sản Biển Xanh"), (OTHER, "Chợ Cồn")]
    async with board.reading() as connection:
        query = select(supplier.c.address).order_by(supplier.c.id)
        addresses = list((await connection.execute(query)).scalars())
    assert addresses == ["1 Trần Phú, Đà Nẵng", "Chợ Cồn"]
    assert [one.name for one in await suppliers_like(board, "hai san")] == ["Hải sản Biển Xanh"]
