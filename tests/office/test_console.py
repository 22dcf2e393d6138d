"""The lists of the console: food streets as doors, the search, the first page; bounds and hostile input."""

from __future__ import annotations

import csv
import io
import re

import pytest
from api.street import DAY, NOW, Street
from foodtrace.intake import GoodRow
from foodtrace.issuing import record_intake
from foodtrace.registry import Registry
from foodtrace.sticker import encode_typed_code
from office.conftest import Enter
from office.signed_in import words_of_page
from openpyxl import load_workbook

ELSEWHERE = "Chợ Hàn"
FORMULA = "=HYPERLINK(A1)"


@pytest.fixture
async def other(street: Street) -> str:
    """The code of a door in another food street, of a name that a spreadsheet would run."""
    rows = [
        GoodRow(1, "=HYPERLINK(A1)", "7 Trần Phú", 20242, "7 Trần Phú", category=2),
        GoodRow(2, "<script>alert(1)</script>", "9 Trần Phú", 20242, "@9 Trần Phú", category=2),
    ]
    async with await Registry.open(street.folder) as registry:
        made = await record_intake(registry, rows, zone=ELSEWHERE, actor="test", now=NOW)
    return encode_typed_code(made.ids[0])


async def test_a_food_street_is_its_doors_with_counts_that_are_filters(
    street: Street, enter: Enter
) -> None:
    async with enter(street.folder, role="issuing") as officer:
        page = await officer.get("/office/zones/1")
        assert page.status_code == 200
        counts = [int(n) for n in re.findall(r'<li><a href="[^"]*"[^>]*><b>(\d+)</b>', page.text)]
        total, in_force, _expiring, expired, suspended, revoked, none = counts
        assert total == in_force + expired + suspended + revoked + none == 6
        for name, count in (("in%20force", in_force), ("suspended", suspended), ("none", none)):
            filtered = await officer.get(f"/office/zones/1?standing={name}")
            assert filtered.text.count('name="ids"') == count


async def test_doors_come_in_the_order_of_their_numbers(street: Street, enter: Enter) -> None:
    async with enter(street.folder, role="viewer") as officer:
        text = words_of_page((await officer.get("/office/zones/1")).text)
        places = [text.index(f"{n} Hùng Vương") for n in ("12", "45/2", "88", "189", "319")]
        assert places == sorted(places)


async def test_a_search_finds_names_without_tone_marks_and_codes(
    street: Street, enter: Enter
) -> None:
    async with enter(street.folder, role="viewer") as officer:
        for asked in ("bun cha ca", "BÚN CHẢ", street.code("green"), "319 hung vuong"):
            page = await officer.get("/office/establishments", params={"q": asked})
            assert "Bún Chả Cá Bà Lữ" in page.text, asked
            assert "Mì Quảng Ngã Tư" not in page.text, asked


NONSENSE = (
    "q=%27%20OR%201%3D1--",
    "q=" + "x" * 5000,
    "q=%00%ff",
    "zone=-1&ward=x&category=9999999999999",
    "zone=99999999",
    "standing=%3Cscript%3E&task=dance",
    "after=nonsense",
    "after=" + "9" * 400,
    "done=%3Cb%3E&n=%3Cb%3E",
    "done=revoke&n=999999999999",
    "q=%3Cscript%3Ealert(1)%3C/script%3E",
)


async def test_nonsense_in_an_address_is_no_fault_of_the_server(
    street: Street, enter: Enter
) -> None:
    async with enter(street.folder, role="issuing") as officer:
        for path in ("/office/establishments", "/office/zones/1", "/office/feedback"):
            for query in NONSENSE:
                page = await officer.get(f"{path}?{query}")
                assert page.status_code == 200, (path, query)
                assert "<script>" not in page.text


async def test_names_are_text_and_never_markup(street: Street, enter: Enter, other: str) -> None:
    async with enter(street.folder, role="issuing") as officer:
        for path in ("/office/zones/2", "/office/establishments?q=script"):
            page = await officer.get(path)
            assert "&lt;script&gt;alert(1)" in page.text
            assert "<script>alert(1)" not in page.text


async def test_an_exported_list_runs_nothing_in_a_spreadsheet(
    street: Street, enter: Enter, other: str
) -> None:
    async with enter(street.folder, role="viewer") as officer:
        answer = await officer.get("/office/zones/2/export/csv")
        assert answer.headers["content-disposition"].startswith('attachment; filename="zone-2.csv"')
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
        assert len(rows) == 3
        assert rows[1][:3] == [other, "'" + FORMULA, "7 Trần Phú"]
        answer = await officer.get("/office/zones/2/export/xlsx")
        (sheet,) = load_workbook(io.BytesIO(answer.content)).worksheets
        (formula,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == FORMULA]
        assert formula.data_type == "s"
        assert formula.quotePrefix
        assert (await officer.get("/office/zones/2/export/exe")).status_code == 404


async def test_a_helper_sees_its_own_zone_and_no_other(
    street: Street, enter: Enter, other: str
) -> None:
    async with enter(street.folder, role="helper", zones=[1]) as helper:
        zones = await helper.get("/office/zones")
        assert ELSEWHERE not in zones.text
        for path in (
            "/office/zones/2",
            "/office/zones/2/export/csv",
            f"/office/establishments/{other}",
            "/office/zones/999",
        ):
            assert (await helper.get(path)).status_code == 404, path
        found = await helper.get("/office/establishments?q=tran+phu")
        assert "Trần Phú" not in words_of_page(found.text)
        mine = await helper.get(f"/office/establishments/{street.code('green')}")
        assert mine.status_code == 200
        # Enters and prints, nothing else.
        assert "/office/stickers/print" in mine.text
        for verb in ("suspend", "revoke", "renew", "damaged"):
            assert f"/office/stickers/{verb}" not in mine.text
        asked = await helper.send_form(
            "/office/stickers/print", {"ids": other, "confirmed": "1", "back": "/office/"}
        )
        assert asked.status_code == 422
        added = await helper.send_form(
            "/office/establishments/add",
            {
                "name": "Quán Lạ",
                "street": "1 Lê Lợi",
                "ward": "20242",
                "zone": "2",
                "category": "2",
            },
        )
        assert added.status_code == 422


async def test_zones_are_made_and_renamed_and_a_stale_name_is_told(
    street: Street, enter: Enter
) -> None:
    async with enter(street.folder, role="issuing") as officer:
        made = await officer.send_form("/office/zones", {"name": "  Chợ   Cồn "})
        assert made.status_code == 303
        path = made.headers["location"].partition("?")[0]
        assert "Chợ Cồn" in (await officer.get(path)).text
        again = await officer.send_form("/office/zones", {"name": "chợ cồn"})
        assert again.status_code == 409
        assert "chợ cồn" in again.text, "what was typed is kept"
        for nonsense in ("", " ", "x" * 201, "a\x07b"):
            refused = await officer.send_form("/office/zones", {"name": nonsense})
            assert refused.status_code == 422
        renamed = await officer.send_form(
            f"{path}/rename", {"name": "Chợ Cồn mới", "seen": "Chợ Cồn"}
        )
        assert renamed.status_code == 303
        late = await officer.send_form(f"{path}/rename", {"name": "Của tôi", "seen": "Chợ Cồn"})
        assert late.status_code == 409
        assert "Của tôi" in late.text
        assert "Chợ Cồn mới" in late.text


async def test_who_has_bounds_makes_no_zone(street: Street, enter: Enter) -> None:
    async with enter(street.folder, role="issuing", zones=[1]) as officer:
        assert (await officer.send_form("/office/zones", {"name": "Mới"})).status_code == 403
        assert 'action="/office/zones"' not in (await officer.get("/office/zones")).text


async def test_the_first_page_says_what_needs_doing_and_leads_there(
    street: Street, enter: Enter
) -> None:
    async with enter(street.folder, role="issuing") as officer:
        page = await officer.get("/office/")
        links = re.findall(r'<li><a href="([^"]+)"><b>(\d+)</b>', page.text)
        assert ("/office/establishments?task=to%20print", "5") in links
        for href, count in links:
            listed = await officer.get(href)
            if "establishments" in href:
                assert listed.text.count('name="ids"') == int(count), href
    async with enter(street.folder, role="viewer", now=NOW + 3000 * DAY) as viewer:
        page = await viewer.get("/office/")
        assert "/office/establishments?task=" not in page.text, "no work of hers"
