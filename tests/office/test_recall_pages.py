"""A recall in the console: an address that answers the same again, whom it shows, and its files read by others."""

from __future__ import annotations

import io
import json
import re
import shutil
from pathlib import Path

import msgspec
import openpyxl
import pytest
from api.serving import CHROMIUM, app_of, browsing, serving
from api.street import CANARIES, NOW, Street
from api.test_canary import marks_in
from foodtrace.intake import GoodRow
from foodtrace.issuing import record_intake
from foodtrace.registry import Registry
from foodtrace.sticker import encode_place, encode_typed_code
from foodtrace.supply import Recall, RecallQuestion, Receipt, recall, record_receipts
from office.conftest import Enter, Looking
from office.kitchens import (
    BY_DAY,
    BY_LOT,
    LOT,
    QUESTION,
    SEAFOOD,
    day,
    kinds_of_events,
    papers,
    prawns,
)
from office.signed_in import begin_session, words_of_page
from openpyxl.worksheet.worksheet import Worksheet
from supply.invoices import invoice, line

ASKED = f"/office/recall?{QUESTION}"
FILES = ("receipts.xlsx", "recall.jsonld", "recall.json")


@pytest.fixture
def copied(delivered: Street, tmp_path: Path) -> Street:
    shutil.copytree(delivered.folder, tmp_path / "registry")
    return msgspec.structs.replace(delivered, folder=tmp_path / "registry")


def sheet_of(raw: bytes) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(raw)).active
    assert isinstance(sheet, Worksheet)
    return sheet


def codes_in(page: str) -> list[str]:
    """The establishments of the list, in its order."""
    return re.findall(r'<td class="name"><a href="/office/establishments/([0-9A-Z-]{9})"', page)


async def more(registry: Registry, count: int) -> tuple[int, ...]:
    """Eateries of another ward that bought the lot; the first has no place on record."""
    rows = [
        GoodRow(
            row=number,
            name=f"Quán {number}",
            street=f"{number} Lê Lợi",
            ward=20242,
            registered_address=f"{number} Lê Lợi, Hải Châu",
            category=2,
            place=encode_place(16.06 + number / 100, 108.21) if number else None,
        )
        for number in range(count)
    ]
    made = await record_intake(registry, rows, zone="Lê Lợi", actor="test", now=NOW)
    receipts = [Receipt(each, SEAFOOD, prawns(lot=LOT), day(4)) for each in made.ids]
    await record_receipts(registry, papers("more"), receipts, actor="test", now=NOW)
    return made.ids


def way_in(page: str, code: str) -> list[str]:
    """The way of the goods in an establishment's line."""
    (line,) = [each for each in page.split("<tr>") if f'establishments/{code}" lang' in each]
    return re.findall(r'<li lang="vi">(?:<b>)?(.+?)(?:</b>)?</li>', line)


async def test_the_first_line_is_the_number_and_the_counts_add_up(
    delivered: Street, looking: Looking
) -> None:
    async with looking() as officer:
        page = (await officer.get(f"{ASKED}&lang=en")).text
    heading = re.search(r"<h1>(.+?)</h1>", page)
    assert heading is not None
    assert heading[1] == "Received by 5, 3 of them by lot"
    counts = re.search(r'(?s)<ul class="counts">(.+?)</ul>', page)
    assert counts is not None
    numbers = [int(found) for found in re.findall(r"<b>(\d+)</b>", counts[1])]
    assert numbers == [5, 3, 2]
    assert codes_in(page)[0] == delivered.code("green"), "surest and nearest first"
    assert set(codes_in(page)[:3]) == {delivered.code(name) for name in BY_LOT}
    assert set(codes_in(page)[3:]) == {delivered.code(name) for name in BY_DAY}
    assert words_of_page(page).count("same product and day") >= 2


async def test_the_way_of_the_goods_leads_from_the_supplier_through_the_kitchen_to_the_school(
    delivered: Street, looking: Looking
) -> None:
    async with looking() as officer:
        page = (await officer.get(ASKED)).text
        back = (
            await officer.get(
                f"/office/recall?served_at={delivered.code('plain')}&on={day(3)}&lang=en"
            )
        ).text
    assert way_in(page, delivered.code("plain")) == [SEAFOOD.name, "Bún Chả Cá Bà Lữ"]
    assert way_in(page, delivered.code("revoked")) == [SEAFOOD.name]
    assert "Suppliers: 1, establishments on the way: 2" in back
    goods = words_of_page(back.partition("What could be in the meal")[2].partition("</table>")[0])
    assert SEAFOOD.name in goods
    assert "BX-7Đ" in goods
    assert f'href="/office/recall?supplier={SEAFOOD.tax_code}' in back
    assert codes_in(back) == [delivered.code("plain"), delivered.code("green")]


async def test_the_address_is_the_question_and_every_link_of_the_answer_keeps_it(
    looking: Looking,
) -> None:
    async with looking() as officer:
        first, again = (await officer.get(ASKED)).text, (await officer.get(ASKED)).text
    assert first == again
    linked = re.findall(r'href="(/office/recall[?/][^"]+)"', first)
    assert len(linked) > 8
    for each in linked:
        assert f"supplier={SEAFOOD.tax_code}" in each, each
        assert "lot=BX-7%C4%90" in each, each


@pytest.mark.parametrize("column", ["certainty", "name", "ward", "steps", "receipts"])
async def test_a_column_sorts_both_ways_and_loses_nobody(looking: Looking, column: str) -> None:
    async with looking() as officer:
        up = (await officer.get(f"{ASKED}&sort={column}")).text
        down = (await officer.get(f"{ASKED}&sort=-{column}")).text
    assert 'aria-sort="ascending"' in up
    assert 'aria-sort="descending"' in down
    assert codes_in(up) == list(reversed(codes_in(down))) or column in ("ward", "receipts")
    assert set(codes_in(up)) == set(codes_in(down))
    assert len(codes_in(up)) == 5


async def test_a_certainty_is_a_filter(delivered: Street, looking: Looking) -> None:
    async with looking() as officer:
        lot = (await officer.get(f"{ASKED}&certainty=lot")).text
        by_day = (await officer.get(f"{ASKED}&certainty=product_and_day")).text
        nonsense = (await officer.get(f"{ASKED}&certainty=sure&sort=-x&page=-4")).text
    assert set(codes_in(lot)) == {delivered.code(name) for name in BY_LOT}
    assert set(codes_in(by_day)) == {delivered.code(name) for name in BY_DAY}
    assert len(codes_in(nonsense)) == 5


async def test_the_files_say_what_the_core_answers(delivered: Street, looking: Looking) -> None:
    async with await Registry.open(delivered.folder) as registry:
        wanted = await recall(registry, RecallQuestion(supplier="0400000017", lot=LOT), NOW)
    async with looking() as officer:
        answers = {
            name: await officer.get(f"/office/recall/files/{name}?{QUESTION}") for name in FILES
        }
        missing = await officer.get(f"/office/recall/files/other.bin?{QUESTION}")
    assert missing.status_code == 404
    for name, answer in answers.items():
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert msgspec.json.decode(answers["recall.json"].content, type=Recall) == wanted
    events = json.loads(answers["recall.jsonld"].content)["epcisBody"]["eventList"]
    receipts = [each for one in wanted.establishments for each in one.receipts]
    steps = [event.get("bizStep") for event in events]
    assert steps.count("receiving") == len(receipts) == 5
    assert [event["type"] for event in events].count("TransformationEvent") == 1
    head, *rows = sheet_of(answers["receipts.xlsx"].content).values
    lots = [row[head.index("Traceability lot code")] for row in rows]
    assert sorted(lots, key=str) == sorted((each.lot for each in receipts), key=str)


async def test_goods_of_no_lot_that_are_left_out_are_said_on_the_page_and_before_anybody_is_told(
    copied: Street, enter: Enter
) -> None:
    async with await Registry.open(copied.folder) as registry:
        older = [Receipt(copied.ids["green"], SEAFOOD, prawns(), day(40 + at)) for at in range(2)]
        await record_receipts(registry, papers("older"), older, actor="test", now=NOW)
    ill = {"sort": "complaint", "subject": "Tôm có mùi", "supplier": "0400000017", "lot": LOT}
    async with enter(copied.folder) as officer:
        page = words_of_page((await officer.get(f"{ASKED}&lang=en")).text)
        raw = (await officer.get(f"/office/recall/files/recall.json?{QUESTION}")).content
        incident = (await officer.send_form("/office/incidents/new", ill)).headers["location"]
        ahead = words_of_page((await officer.get(f"{incident}/recall?lang=vi")).text)
        whole = f"{ASKED}&product=tom&from={day(50)}&to={day()}&lang=en"
        after = words_of_page((await officer.get(whole)).text)
    assert "Not counted: 2 receipts of the same goods" in page
    assert "Chưa tính 2 phiếu nhận cùng mặt hàng" in ahead
    assert "Not counted" not in after
    said = {"receipts": 2, "first": str(day(41)), "last": str(day(40))}
    assert json.loads(raw)["left_out"] == said


async def test_the_contact_sheet_has_owners_and_each_one_read_stands_in_the_record(
    copied: Street, enter: Enter
) -> None:
    sent = {"supplier": "0400000017", "lot": LOT}
    async with enter(copied.folder, role="issuing") as officer:
        answer = await officer.send_form("/office/recall/contacts?lang=en", sent)
        spoken = await officer.send_form("/office/recall/contacts?lang=vi", sent)
        asked = await officer.get(f"/office/recall/contacts?{QUESTION}")
    assert asked.status_code == 405
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    head, *rows = sheet_of(answer.content).values
    assert {row[head.index("Owner")] for row in rows} == {CANARIES["owner_name"]}
    assert {row[head.index("Phones")] for row in rows} == {CANARIES["phones"]}
    assert {"Chủ cơ sở", "Điện thoại"} < set(next(sheet_of(spoken.content).values))
    assert "cùng hàng, cùng ngày" in {
        cell for row in sheet_of(spoken.content).values for cell in row
    }
    read = [
        place for kind, place in await kinds_of_events(copied.folder) if kind == "particulars_read"
    ]
    assert sorted(read, key=str) == sorted(2 * [copied.ids[name] for name in (*BY_LOT, *BY_DAY)]), (
        "each time it is read"
    )


async def test_who_may_not_read_particulars_is_given_none_by_any_page_or_file(
    copied: Street, enter: Enter
) -> None:
    async with enter(copied.folder, role="viewer") as viewer:
        page = await viewer.get(ASKED)
        refused = await viewer.send_form("/office/recall/contacts", {"lot": LOT})
        files = [await viewer.get(f"/office/recall/files/{name}?{QUESTION}") for name in FILES]
    assert page.status_code == 200
    assert "/office/recall/contacts" not in page.text
    assert refused.status_code == 403
    for answer in (page, refused, *files):
        assert marks_in(answer.content) == []
    assert "particulars_read" not in {kind for kind, _ in await kinds_of_events(copied.folder)}


async def test_within_bounds_a_recall_shows_its_own_and_counts_the_others(
    copied: Street, enter: Enter
) -> None:
    async with await Registry.open(copied.folder) as registry:
        (elsewhere,) = await more(registry, 1)
    code, sent = encode_typed_code(elsewhere), {"lot": LOT}
    async with enter(copied.folder, role="issuing", wards=[20242]) as officer:
        page = (await officer.get(f"{ASKED}&lang=en")).text
        bodies = [
            (await officer.get(f"/office/recall/files/{name}?{QUESTION}")).content for name in FILES
        ]
        bodies.append((await officer.send_form("/office/recall/contacts", sent)).content)
        outside = await officer.get(
            f"/office/recall?served_at={copied.code('plain')}&on={day(3)}&lang=en"
        )
    assert codes_in(page) == [code]
    assert "5 more establishments lie outside your bounds" in page
    others = [copied.code(name) for name in (*BY_LOT, *BY_DAY)]
    assert marks_in(page.encode(), (*others, CANARIES["owner_name"])) == []
    assert json.loads(bodies[2])["establishments"][0]["typed_code"] == code
    for body in bodies:
        assert marks_in(body, (*others, *CANARIES.values())) == []
    assert outside.status_code == 422
    assert "served_at-e" in outside.text
    read = [
        place for kind, place in await kinds_of_events(copied.folder) if kind == "particulars_read"
    ]
    assert read == [elsewhere]


async def test_a_part_of_a_suppliers_name_offers_whom_it_may_mean(looking: Looking) -> None:
    async with looking() as officer:
        offered = await officer.get("/office/recall?supplier=bien+xanh&product=t%C3%B4m")
        nobody = await officer.get("/office/recall?supplier=0499999999&lang=en")
        chosen = re.search(r'href="(/office/recall\?supplier=0400000017[^"]*)"', offered.text)
        assert chosen is not None
        answer = await officer.get(chosen[1].replace("&amp;", "&"))
    assert offered.status_code == nobody.status_code == 422
    assert "No receipt names this supplier" in nobody.text
    assert len(codes_in(answer.text)) == 5


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=2026-11-01", "supplier"),
        ("lot=x&from=yesterday", "from"),
        ("lot=x&from=2026-11-09&to=2026-11-01", "to"),
        ("served_at=00RS-KAC7", "on"),
        ("on=2026-11-01", "served_at"),
        ("served_at=nothing&on=2026-11-01", "served_at"),
        ("product=%2C%2C", "product"),
    ],
)
async def test_a_question_that_cannot_be_answered_says_so_beside_its_field(
    looking: Looking, query: str, field: str
) -> None:
    async with looking() as officer:
        answer = await officer.get(f"/office/recall?{query}")
        file = await officer.get(f"/office/recall/files/recall.json?{query}")
    assert answer.status_code == file.status_code == 422
    assert re.search(rf'id="f-{field}-e"', answer.text)


async def test_the_map_tells_certainty_by_shape_and_counts_who_has_no_place(
    copied: Street, enter: Enter
) -> None:
    async with await Registry.open(copied.folder) as registry:
        await more(registry, 3)
    async with enter(copied.folder) as officer:
        page = (await officer.get(f"{ASKED}&lang=en")).text
    drawing = re.search(r'(?s)<svg class="map".+?</svg>', page)
    assert drawing is not None
    assert drawing[0].count("<circle") == 3, (
        "two on the street, which share a place, and two others"
    )
    assert '<g class="c-product"><path' in drawing[0]
    assert "On the map: 7 establishments." in page
    assert "Without a place on record: 1." in page
    assert ">Hải Châu</text>" in drawing[0]


async def test_a_long_answer_is_turned_over_and_shows_each_once(
    copied: Street, enter: Enter
) -> None:
    async with await Registry.open(copied.folder) as registry:
        await more(registry, 60)
    async with enter(copied.folder) as officer:
        first = (await officer.get(ASKED)).text
        onward = re.search(r'rel="next" href="([^"]+)"', first)
        assert onward is not None
        second = (await officer.get(onward[1].replace("&amp;", "&"))).text
        beyond = (await officer.get(f"{ASKED}&page=9")).text
    found = codes_in(first) + codes_in(second)
    assert len(codes_in(first)) == 50
    assert len(found) == len(set(found)) == 65
    assert codes_in(beyond) == codes_in(second)


async def test_words_of_people_are_shown_as_words_and_no_cell_is_a_formula(
    copied: Street, enter: Enter
) -> None:
    evil = '=HYPERLINK("http://x")<script>alert(1)</script>'
    item = msgspec.structs.replace(
        prawns(), product=msgspec.structs.replace(prawns().product, name=evil)
    )
    async with await Registry.open(copied.folder) as registry:
        await record_receipts(
            registry,
            papers("evil"),
            [Receipt(copied.ids["green"], SEAFOOD, item, day(2))],
            actor="test",
            now=NOW,
        )
    async with enter(copied.folder) as officer:
        page = (await officer.get("/office/recall?product=hyperlink")).text
        raw = (await officer.get("/office/recall/files/receipts.xlsx?product=hyperlink")).content
    assert "<script>alert" not in page
    (cell,) = [cell for row in sheet_of(raw).iter_rows() for cell in row if cell.value == evil]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium")
async def test_an_officer_takes_an_invoice_in_recalls_its_lot_and_hands_the_sheets_on(
    copied: Street, tmp_path: Path
) -> None:
    """Without script: import, question, answer, and the downloads read by another program."""
    raw = invoice(
        line("Mực ống", "7,25".replace(",", "."), lot="MO-9"),
        buyer=CANARIES["tax_code"],
        made=day(2).isoformat(),
    )
    _, token = await begin_session(copied.folder, "issuing", now=NOW)
    code = copied.code("plain")
    async with serving(app_of(copied.folder)) as base, browsing() as browser:
        context = await browser.new_context(
            base_url=base, java_script_enabled=False, locale="en-GB", accept_downloads=True
        )
        await context.add_cookies([{"name": "foodtrace_session", "value": token, "url": base}])
        page = await context.new_page()
        await page.goto(f"/office/establishments/{code}/goods")
        await page.locator("summary", has_text="Take in invoices").click()
        await page.set_input_files(
            "#f-files", {"name": "hoadon.xml", "mimeType": "text/xml", "buffer": raw}
        )
        async with page.expect_navigation():
            await page.get_by_role("button", name="Take in", exact=True).click()
        assert "Taken in." in await page.inner_text("main")
        async with page.expect_navigation():
            await page.get_by_role("link", name="Mực ống").click()
        async with page.expect_navigation():
            await page.get_by_role("link", name="Trace these goods").click()
        assert await page.inner_text("h1") == "Received by 1, 1 of them by lot"
        async with page.expect_download() as sheet:
            await page.get_by_role("link", name="FSMA 204").click()
        await (await sheet.value).save_as(tmp_path / "receipts.xlsx")
        async with page.expect_download() as contacts:
            await page.get_by_role("button", name="Contact sheet").click()
        await (await contacts.value).save_as(tmp_path / "contacts.xlsx")
        await context.close()
    (head, row) = sheet_of((tmp_path / "receipts.xlsx").read_bytes()).values
    told = dict(zip(head, row, strict=True))
    assert (told["Traceability lot code"], told["Quantity"]) == ("MO-9", 7.25)
    assert told["Location received: code"] == code
    (head, row) = sheet_of((tmp_path / "contacts.xlsx").read_bytes()).values
    assert dict(zip(head, row, strict=True))["Phones"] == CANARIES["phones"]
