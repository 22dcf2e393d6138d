"""Receiving books in the console: what is in them, files taken in whole or not at all, receipts put right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from api.street import CANARIES, NOW, Street
from foodtrace.access import RIGHTS, Role, Who
from foodtrace.issuing import record_intake
from foodtrace.registry import Registry
from foodtrace.sticker import encode_typed_code
from foodtrace.supply import (
    SIGNATURES,
    RecallQuestion,
    Receipt,
    list_papers,
    list_products,
    recall,
    receipts_of,
    record_receipts,
)
from office.conftest import Enter, Looking
from office.kitchens import LOT, SEAFOOD, day, deliver, kinds_of_events, papers, prawns
from office.signed_in import Officer, words_of_page
from registry.board import made_rows
from supply.invoices import invoice, line, related

BUYER = CANARIES["tax_code"]
LIST = "Ngày nhận,Nhà cung cấp,Tên hàng,Số lượng,ĐVT,Số lô\n"


def book(street: Street, name: str = "green") -> str:
    return f"/office/establishments/{street.code(name)}/goods"


def xml(*lines: str, number: str = "123", **given: str) -> bytes:
    return invoice(
        *(lines or (line(lot=LOT),)),
        **{"number": number, "buyer": BUYER, "made": day(2).isoformat(), **given},  # type: ignore[arg-type]
    )


async def hand_in(
    officer: Officer, street: Street, *files: tuple[str, bytes], lang: str = "en"
) -> tuple[int, str]:
    """Give files to the receiving book; the status and what a person reads then."""
    sent = [("files", (name, raw, "application/octet-stream")) for name, raw in files]
    answer = await officer.send_form(
        f"{book(street)}?lang={lang}",
        files=sent,  # type: ignore[arg-type]
    )
    return answer.status_code, words_of_page(answer.text)


async def receipts_in(street: Street, name: str = "green", *, ended: bool = False) -> list[str]:
    async with await Registry.open(street.folder) as registry:
        found = await receipts_of(registry, street.ids[name], ended=ended)
    return [f"{each.item.product.name} {each.item.quantity} {each.item.unit}" for each in found]


async def test_an_invoice_becomes_lines_of_the_book_under_their_day(
    street: Street, enter: Enter
) -> None:
    async with enter(street.folder, role="issuing") as officer:
        status, told = await hand_in(officer, street, ("hd.xml", xml()))
        shown = words_of_page((await officer.get(f"{book(street)}?lang=vi")).text)
    assert status == 200
    assert "Taken in." in told
    assert "receipts: 1." in told
    for word in ("19/11/2026", "Tôm sú loại 1", "12,5 kg", "Hải sản Biển Xanh", LOT):
        assert word in shown
    assert "không có chữ ký" in shown
    assert "Sổ đã ghi đến hết ngày 19/11/2026." in shown


async def test_the_same_file_again_changes_nothing_and_says_so(
    street: Street, enter: Enter
) -> None:
    async with enter(street.folder) as officer:
        await hand_in(officer, street, ("hd.xml", xml()))
        status, told = await hand_in(officer, street, ("other-name.xml", xml()))
    assert status == 200
    assert "on record already, nothing changed." in told
    assert len(await receipts_in(street, ended=True)) == 1


async def test_an_invoice_that_replaces_another_is_told_with_what_it_ends(
    street: Street, enter: Enter
) -> None:
    right = xml(line("Tôm sú loại 1", "9"), number="124", related=related("123", 1))
    async with enter(street.folder) as officer:
        await hand_in(officer, street, ("hd.xml", xml()))
        _, told = await hand_in(officer, street, ("hd2.xml", right))
        now = words_of_page((await officer.get(f"{book(street)}?lang=en")).text)
        whole = words_of_page((await officer.get(f"{book(street)}?all=1&lang=en")).text)
    assert "Earlier receipts no longer counted: 1." in told
    assert "12.5 kg" not in now
    assert "12.5 kg" in whole
    assert "no longer counted" in whole


async def test_with_one_faulty_row_no_file_is_taken_and_the_fault_stands_by_its_row(
    street: Street, enter: Enter
) -> None:
    good = f"{LIST}{day(1):%d/%m/%Y},Chợ Cồn,Rau muống,4,bó,\n".encode()
    bad = f"{LIST}{day(1):%d/%m/%Y},Chợ Cồn,Rau muống,-4,bó,\n{day(-9)},,vài,,kg,\n".encode()
    async with enter(street.folder) as officer:
        status, told = await hand_in(
            officer, street, ("hd.xml", xml()), ("tot.csv", good), ("sai.csv", bad), lang="vi"
        )
    assert status == 422
    assert "Chưa ghi gì vào sổ." in told
    assert re.search(r"sai\.csv 2 Số lượng -4 Số lượng phải là một số lớn hơn 0", told)
    assert "sai.csv 3 Ngày nhận" in told
    assert await receipts_in(street, ended=True) == []


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("hd.xml", xml(buyer="0400000099"), "another buyer"),
        ("hd.xml", xml(made=day(-1).isoformat()), "The day on the invoice has not come"),
        ("hd.xml", xml(line(quantity="99999999999")), "A line has a quantity that cannot be"),
        ("hd.xml", xml(line(use_by="01/01/2020")), "a use-by day before the delivery"),
        (
            "hd.xml",
            b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><HDon>&a;</HDon>',
            "broken",
        ),
        ("hd.xml", b"<html><body>hello</body></html>", "no electronic invoice"),
        ("list.csv", b"a,b\n1,2\n", "needs headings"),
        ("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(50), "neither an XML invoice"),
        ("hd.xml", xml(line("Chiết khấu", nature="3")), "no line of goods"),
        ("hd.xml", xml(line(quantity="-3"), related=related("77", 2)), "not on record"),
    ],
)
async def test_what_cannot_be_taken_is_refused_in_words_and_leaves_nothing(
    delivered: Street, looking: Looking, name: str, raw: bytes, words: str
) -> None:
    before = await receipts_in(delivered, ended=True)
    async with looking() as officer:
        status, told = await hand_in(officer, delivered, ("good.xml", xml(number="1")), (name, raw))
    assert status in (409, 422)
    assert "Nothing was taken in." in told
    assert words in told
    assert await receipts_in(delivered, ended=True) == before


async def test_no_file_and_too_much_are_answered_in_words(
    delivered: Street, looking: Looking
) -> None:
    async with looking() as officer:
        none = await officer.send_form(f"{book(delivered)}?lang=en", {})
        huge = await officer.send_form(
            book(delivered), files={"files": ("a.xml", bytes(17 * 2**20))}
        )
    assert (none.status_code, huge.status_code) == (400, 413)
    assert "Choose at least one file." in none.text


async def test_a_receipt_is_put_right_with_a_reason_and_both_stay_to_be_read(
    street: Street, enter: Enter
) -> None:
    await deliver(street)
    right = {
        **{"product": "Tôm sú", "quantity": "10,5", "unit": "kg", "day": f"{day(4)}"},
        **{"lot": LOT, "supplier": SEAFOOD.name, "tax_code": "0400000017"},
    }
    async with enter(street.folder, role="inspector") as officer:
        unsaid = await officer.send_form("/office/goods/1/correct?lang=en", right)
        sent = {**right, "reason": "cân lại"}
        done = await officer.send_form("/office/goods/1/correct", sent)
        again = await officer.send_form("/office/goods/1/correct", sent)
        now = words_of_page((await officer.get(f"{done.headers['location']}&lang=en")).text)
        before = words_of_page((await officer.get("/office/goods/1?lang=en")).text)
    assert (unsaid.status_code, done.status_code, again.status_code) == (422, 303, 409)
    assert "Give a reason." in unsaid.text
    assert "10.5 kg" in now
    assert "In place of receipt 1 : cân lại" in now
    assert "12.5 kg" in before
    assert "This receipt no longer counts" in before
    assert await receipts_in(street) == ["Tôm sú 10.5 kg"]
    assert await receipts_in(street, ended=True) == ["Tôm sú 10.5 kg", "Tôm sú 12.5 kg"]
    assert ("receipt_corrected", street.ids["green"]) in await kinds_of_events(street.folder)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("quantity", "-1"),
        ("quantity", "1,234"),
        ("product", ",,"),
        ("unit", ""),
        ("day", "soon"),
        ("day", f"{day(-3)}"),
        ("use_by", f"{day(30)}"),
        ("tax_code", "12"),
        ("lot", "x" * 61),
        ("lot", "A12; A13"),
        ("supplier", ""),
    ],
)
async def test_a_correction_that_cannot_be_is_refused_beside_its_field(
    delivered: Street, looking: Looking, field: str, typed: str
) -> None:
    right = {
        **{"product": "Tôm sú", "quantity": "1", "unit": "kg", "day": f"{day(4)}"},
        **{"supplier": SEAFOOD.name, "tax_code": "", "reason": "thử", field: typed},
    }
    async with looking() as officer:
        answer = await officer.send_form("/office/goods/1/correct", right)
    assert answer.status_code == 422
    assert f'id="f-{field}-e"' in answer.text
    assert await receipts_in(delivered) == ["Tôm sú 12.5 kg"]


async def test_a_receipt_is_withdrawn_with_a_reason_and_a_recall_no_longer_finds_it(
    street: Street, enter: Enter
) -> None:
    await deliver(street)
    async with enter(street.folder, role="issuing") as officer:
        unsaid = await officer.send_form("/office/goods/1/withdraw", {})
        done = await officer.send_form("/office/goods/1/withdraw", {"reason": "hàng trả lại"})
        again = await officer.send_form("/office/goods/1/withdraw", {"reason": "hàng trả lại"})
    assert (unsaid.status_code, done.status_code, again.status_code) == (422, 303, 409)
    async with await Registry.open(street.folder) as registry:
        question = RecallQuestion(supplier="0400000017", lot=LOT)
        assert (await recall(registry, question, NOW)).establishments == ()
    assert ("receipt_withdrawn", street.ids["green"]) in await kinds_of_events(street.folder)


async def test_what_another_establishment_sent_shows_the_sender_and_is_only_withdrawn(
    delivered: Street, looking: Looking
) -> None:
    async with await Registry.open(delivered.folder) as registry:
        (sent,) = await receipts_of(registry, delivered.ids["plain"])
    async with looking() as officer:
        page = (await officer.get(f"/office/goods/{sent.id}?lang=en")).text
    assert "Bún Chả Cá Bà Lữ" in page
    assert "/withdraw" in page
    assert "/correct" not in page


async def test_within_bounds_one_sees_and_fills_the_books_of_ones_own(
    street: Street, enter: Enter
) -> None:
    await deliver(street)
    async with await Registry.open(street.folder) as registry:
        made = await record_intake(registry, made_rows(1), zone="Ở nơi khác", actor="test", now=NOW)
        await record_receipts(
            registry,
            papers("elsewhere"),
            [Receipt(made.ids[0], SEAFOOD, prawns(), day(1))],
            actor="test",
            now=NOW,
        )
        code = encode_typed_code(made.ids[0])
        (elsewhere,) = await receipts_of(registry, made.ids[0])
        outside = Who(1, "x", RIGHTS[Role.HELPER], wards=frozenset({20242}))
        (seen,) = await list_papers(registry, outside)
    assert seen.establishment_id == made.ids[0]
    async with enter(street.folder, role="helper", wards=[20209]) as helper:
        index = (await helper.get("/office/goods")).text
        refused = [
            (await helper.get(f"/office/establishments/{code}/goods")).status_code,
            (await helper.get(f"/office/goods/{elsewhere.id}")).status_code,
            (
                await helper.send_form(f"/office/goods/{elsewhere.id}/withdraw", {"reason": "x"})
            ).status_code,
        ]
        status, _ = await hand_in(helper, street, ("hd.xml", xml()))
        recalls = await helper.get("/office/recall")
    assert refused == [404, 404, 404]
    assert code not in index
    assert street.code("green") in index
    assert status == 200
    assert recalls.status_code == 403


async def test_papers_of_several_places_are_listed_for_whoever_has_no_bounds(
    street: Street, enter: Enter
) -> None:
    receipts = [Receipt(street.ids[name], SEAFOOD, prawns(), day(1)) for name in ("green", "plain")]
    async with await Registry.open(street.folder) as registry:
        await record_receipts(
            registry, papers("two", number="CHUNG-2"), receipts, actor="test", now=NOW
        )
    async with enter(street.folder, role="viewer") as viewer:
        whole = words_of_page((await viewer.get("/office/goods?lang=en")).text)
    async with enter(street.folder, role="helper", wards=[20209]) as helper:
        part = words_of_page((await helper.get("/office/goods?lang=en")).text)
        book_of_one = words_of_page((await helper.get(book(street, "plain"))).text)
    assert "several establishments Hải sản Biển Xanh List CHUNG-2 2" in whole
    assert "CHUNG-2" not in part
    assert "CHUNG-2" in book_of_one


async def test_the_state_of_every_signature_is_said_in_words(street: Street, enter: Enter) -> None:
    async with await Registry.open(street.folder) as registry:
        for state in SIGNATURES:
            await record_receipts(
                registry,
                papers(state, "invoice", signature=state, number=f"so {state}"),
                [Receipt(street.ids["green"], SEAFOOD, prawns(), day(1))],
                actor="test",
                now=NOW,
            )
    async with enter(street.folder) as officer:
        for path in ("/office/goods", book(street)):
            page = words_of_page((await officer.get(f"{path}?lang=en")).text)
            for said in ("signature valid", "INVALID", "no signature", "could not be checked"):
                assert said in page, (path, said)
            assert "who issued that certificate is not checked" in page


async def test_a_book_is_searched_by_goods_supplier_lot_and_days(
    delivered: Street, looking: Looking
) -> None:
    async with looking() as officer:

        async def found(query: str) -> bool:
            return "12.5 kg" in words_of_page(
                (await officer.get(f"{book(delivered)}?{query}")).text
            )

        for query in ("q=tom+su", "q=bien+xanh", "q=bx-7%C4%91", f"from={day(4)}&to={day(4)}"):
            assert await found(f"lang=en&{query}"), query
        for query in ("q=muc", f"from={day(3)}", f"to={day(5)}"):
            assert not await found(f"lang=en&{query}"), query
        by_name = (await officer.get("/office/goods?q=ba+lu")).text
    assert f'href="{book(delivered)}"' in by_name


async def test_a_long_book_and_a_long_list_of_papers_are_turned_over(
    street: Street, enter: Enter
) -> None:
    async with await Registry.open(street.folder) as registry:
        for number in range(35):
            receipts = [
                Receipt(street.ids["green"], SEAFOOD, prawns(f"{number}.{line}1"), day(number % 3))
                for line in range(4)
            ]
            await record_receipts(registry, papers(f"{number}"), receipts, actor="test", now=NOW)
    seen: list[str] = []
    async with enter(street.folder) as officer:
        for path in (book(street), "/office/goods"):
            pages, at = 0, path
            while at:
                page = (await officer.get(at)).text
                seen += re.findall(r"/office/goods/(\d+)", page)
                onward = re.search(r'rel="next" href="([^"]+)"', page)
                at = onward[1].replace("&amp;", "&") if onward else ""
                pages += 1
            assert pages == 2, path
    assert len(seen) == len(set(seen)) == 140


async def test_a_shelf_life_is_set_by_an_administrator_and_recalls_count_by_it(
    street: Street, enter: Enter
) -> None:
    await deliver(street)
    async with await Registry.open(street.folder) as registry:
        (known,) = await list_products(registry, "tôm sú")
    question = RecallQuestion(supplier="0400000017", product="tôm rim")
    path = f"/office/goods/products/{known.id}"
    async with enter(street.folder) as officer:
        done = await officer.send_form(path, {"days": "0"})
        wrong = await officer.send_form(f"{path}?lang=en", {"days": "4000"})
        page = (await officer.get("/office/goods/products?set=1&lang=en")).text
    assert (done.status_code, wrong.status_code) == (303, 422)
    assert "from 0 to 3,650" in wrong.text
    assert 'value="0"' in page
    async with await Registry.open(street.folder) as registry:
        (known,) = await list_products(registry, only_set=True)
        assert known.shelf_life_days == 0
        assert (await recall(registry, question, NOW)).establishments == ()
    assert ("shelf_life_set", None) in await kinds_of_events(street.folder)


async def test_whoever_may_not_set_a_shelf_life_reads_it(street: Street, enter: Enter) -> None:
    await deliver(street)
    async with enter(street.folder, role="viewer") as viewer:
        page = (await viewer.get("/office/goods/products?q=tom&lang=en")).text
        refused = await viewer.send_form("/office/goods/products/1", {"days": "1"})
    assert "not set (7 days)" in page
    assert 'name="days"' not in page
    assert refused.status_code == 403
    async with enter(street.folder, wards=[20209], name="An") as bounded:
        everywhere = await bounded.send_form("/office/goods/products/1", {"days": "1"})
    assert everywhere.status_code == 403, "what concerns the whole city is not set within bounds"


def test_nothing_is_sent_for_from_elsewhere(tmp_path: Path) -> None:
    """The pages of goods and recalls name no address of a third party."""
    import foodtrace_api

    folder = Path(foodtrace_api.__file__).parent / "templates" / "office"
    for name in ("recall", "recall_parts", "goods", "goods_book", "goods_receipt", "products"):
        assert "http" not in (folder / f"{name}.html").read_text(encoding="utf-8")


async def test_the_record_tells_of_goods_in_words(street: Street, enter: Enter) -> None:
    await deliver(street)
    async with enter(street.folder) as officer:
        await officer.send_form("/office/goods/1/withdraw", {"reason": "hàng trả lại"})
        await officer.send_form("/office/goods/products/1", {"days": "3"})
        told = words_of_page((await officer.get("/office/events?lang=en")).text)
    assert "Receipt withdrawn hàng trả lại" in told
    assert "the receipt was: Tôm sú, 12.5 kg" in told
    assert "Tôm sú: common number of days → 3 days" in told
    assert "receipts: 1" in told
