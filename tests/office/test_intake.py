"""A list in the console: its faults beside the rows, corrected there, taken in at last, and files that are none."""

from __future__ import annotations

import io
import re
import time
import zipfile
from pathlib import Path

import httpx
import pytest
import python_calamine
from api.street import Street
from foodtrace.registry import Registry
from foodtrace.registry.schema import establishment
from foodtrace.spreadsheets import FORMULA_STARTS
from foodtrace_api.words import words_of
from office.conftest import Enter
from office.signed_in import Officer, words_of_page
from sqlalchemy import func, select
from staging.test_drafts import HEAD, RAW, a_csv

REAL = Path(__file__).parents[3] / "shared" / "data" / "eateries" / "hcmc_5000.csv"
NEW = {"new_zone": "Phố mới"}


async def hand_in(officer: Officer, raw: bytes, name: str = "list.csv") -> httpx.Response:
    return await officer.send_form("/office/intake", NEW, files={"file": (name, raw)})


async def counted(folder: Path) -> int:
    async with await Registry.open(folder) as registry, registry.reading() as connection:
        query = select(func.count()).select_from(establishment)
        return int((await connection.execute(query)).scalar_one())


def numbers(page: str) -> list[int]:
    """The counts at the head of the page."""
    found = re.search(r'(?s)<ul class="counts">(.*?)</ul>', page)
    assert found
    return [int(each.replace(".", "")) for each in re.findall(r"<b>([\d.]+)</b>", found[1])]


async def test_a_list_is_corrected_beside_its_faults_and_taken_in(
    street: Street, enter: Enter
) -> None:
    before = await counted(street.folder)
    async with enter(street.folder, role="issuing") as officer:
        handed = await hand_in(officer, RAW)
        assert (handed.status_code, handed.headers["location"]) == (303, "/office/intake/1")
        page = (await officer.get("/office/intake/1")).text
        assert sum(numbers(page)[1:]) == numbers(page)[0] == 7
        assert "Nhận 2 dòng, để lại 4" in words_of_page(page)
        assert 'name="repair" value="ward=Phường Hải Vân"' in page
        assert "PRIVATE" not in page
        chosen = await officer.send_form(
            "/office/intake/1/rows/4", {"seen": "0", "repair": "ward=Phường Hải Vân"}
        )
        page = (await officer.get(chosen.headers["location"])).text
        assert "Dòng 4: đã sửa, nhận được." in words_of_page(page)
        cleaned = re.search(r'name="repair" value="(name=[^"]*)"', page)
        assert cleaned
        await officer.send_form("/office/intake/1/rows/3", {"seen": "0", "repair": cleaned[1]})
        await officer.send_form("/office/intake/1/rows/5", {"seen": "0", "cell-street": "1 Lê Lợi"})
        await officer.send_form("/office/intake/1/rows/6", {"seen": "0", "aside": "1"})
        assert await counted(street.folder) == before, "nothing is saved yet"
        page = (await officer.get("/office/intake/1")).text
        version = re.search(r'accept">.*?name="seen" value="(\d+)"', page)
        assert version
        assert "Nhận 5 dòng" in words_of_page(page)
        taken = await officer.send_form("/office/intake/1/accept", {"seen": version[1]})
        page = (await officer.get(taken.headers["location"])).text
        assert "Đã nhận 5 cơ sở vào tuyến Phố mới" in words_of_page(page)
        assert 'action="/office/jobs/issue"' in page
        again = await officer.send_form("/office/intake/1/accept", {"seen": version[1]})
        assert again.status_code == 409
    assert await counted(street.folder) == before + 5


async def test_a_row_that_can_be_taken_is_corrected_too(street: Street, enter: Enter) -> None:
    async with enter(street.folder, role="issuing") as officer:
        await hand_in(officer, RAW)
        page = (await officer.get("/office/intake/1?show=all")).text
        assert 'href="/office/intake/1?show=all&amp;edit=2#row-2"' in page
        assert 'name="cell-name" value="Bún Bò Cô Lài"' not in page.split('id="row-3"')[0]
        page = (await officer.get("/office/intake/1?show=all&edit=2")).text
        assert 'name="cell-name" value="Bún Bò Cô Lài"' in page.split('id="row-3"')[0]
        fields = {"seen": "0", "show": "all", "cell-name": "Bún Bò Cô Lài 2"}
        saved = await officer.send_form("/office/intake/1/rows/2", fields)
        page = (await officer.get(saved.headers["location"])).text
        assert "Bún Bò Cô Lài 2" in page
        assert "Dòng 2: đã sửa, nhận được." in words_of_page(page)


async def test_the_second_of_two_officers_is_told_and_sees_both_texts(
    street: Street, enter: Enter
) -> None:
    async with (
        enter(street.folder, role="issuing", name="Mai") as mai,
        enter(street.folder, role="issuing", name="Lan") as lan,
    ):
        await hand_in(mai, RAW)
        row = "/office/intake/1/rows/5"
        await mai.send_form(row, {"seen": "0", "cell-street": "1 Lê Lợi"})
        told = await lan.send_form(row, {"seen": "0", "cell-street": "2 Lê Lợi"})
        assert told.status_code == 409
        shown = words_of_page(told.text)
        assert "Dòng 5 vừa được Mai sửa" in shown
        assert "1 Lê Lợi" in told.text
        assert 'value="2 Lê Lợi"' in told.text
        assert 'name="seen" value="1"' in told.text
        decided = await lan.send_form(row, {"seen": "1", "cell-street": "2 Lê Lợi"})
        assert decided.status_code == 303
        moved = await mai.send_form("/office/intake/1/accept", {"seen": "1"})
        assert moved.status_code == 409
        assert "các con số đã đổi" in words_of_page(moved.text)


async def test_what_is_left_comes_as_a_workbook_that_runs_nothing(
    street: Street, enter: Enter
) -> None:
    evil = [f"{start}HYPERLINK(1)" for start in FORMULA_STARTS if start.isprintable()]
    rows = [HEAD, *((str(n), text, "", "Hải Châu", "", "", "") for n, text in enumerate(evil))]
    async with enter(street.folder, role="issuing") as officer:
        await hand_in(officer, a_csv([*rows, ("9", "Quán Tốt", "1 Lê Lợi", "Hải Châu", *"   ")]))
        report = await officer.get("/office/intake/1/faults.xlsx")
        assert report.headers["content-disposition"].startswith("attachment")
        assert report.headers["cache-control"] == "no-store"
    sheet = python_calamine.load_workbook(io.BytesIO(report.content)).get_sheet_by_index(0)
    cells = [row[2] for row in sheet.to_python()[1:]]
    assert cells == evil, "every faulty row and no good one"
    with zipfile.ZipFile(io.BytesIO(report.content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


async def test_the_same_file_again_is_told(street: Street, enter: Enter) -> None:
    async with enter(street.folder, role="issuing") as officer:
        await hand_in(officer, RAW)
        again = await hand_in(officer, RAW)
        assert again.headers["location"] == "/office/intake/1?same=1"
        assert "đưa lên trước" in (await officer.get(again.headers["location"])).text
        await officer.send_form("/office/intake/1/accept", {"seen": "0"})
        await officer.send_form("/office/intake/1/remove")
        other = await hand_in(officer, RAW)
        page = words_of_page((await officer.get(other.headers["location"])).text)
        assert "Chính tệp này đã được nhận vào tuyến Phố mới" in page


def a_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<a>" + b" " * 120_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("raw", "name", "words"),
    [
        (b"", "list.xlsx", "Tệp trống"),
        (RAW, "list.xlsx", "không đúng với tên tệp"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "list.xlsx", "không đúng với tên"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "list", "không phải bảng tính"),
        (a_bomb(), "list.xlsx", "Tệp quá lớn"),
        (b"\x00\x01\x02 \xff\xfe binary", "list.csv", ""),
        (b"a,b\n1,2\n", "=cmd|calc.csv", "tiêu đề"),
    ],
    ids=["empty", "csv-as-xlsx", "html-as-xlsx", "html", "bomb", "binary", "no-headings"],
)
async def test_a_file_that_is_no_list_gets_a_page_that_says_so(
    raw: bytes, name: str, words: str, street: Street, enter: Enter
) -> None:
    async with enter(street.folder, role="issuing") as officer:
        answer = await hand_in(officer, raw, name)
        assert answer.status_code == 422
        assert words in words_of_page(answer.text)
        assert 'value="Phố mới"' in answer.text, "what was typed is kept"
        assert (await officer.get("/office/intake/1")).status_code == 404


async def test_a_file_beyond_the_limit_is_not_read(street: Street, enter: Enter) -> None:
    async with enter(street.folder, role="issuing") as officer:
        answer = await hand_in(officer, b"Name,Address\n" + b"x" * 6 * 2**20)
        assert answer.status_code == 413
        assert "lớn hơn mức" in words_of_page(answer.text)


@pytest.mark.parametrize("encoding", ["utf-16", "cp1258", "utf-8-sig"])
async def test_other_encodings_are_read(encoding: str, street: Street, enter: Enter) -> None:
    text = "Tên quán,Địa chỉ,Phường\nBún chả,12 Lê Lợi,Hải Châu\n".replace("ả", "a\u0309")
    if encoding == "cp1258":
        text = "Tên quan,Ðia chi,Phuong\nBun cha,12 Lê Loi,Hai Châu\n".replace("Ð", "D")
    async with enter(street.folder, role="issuing") as officer:
        handed = await hand_in(officer, text.encode(encoding))
        assert handed.status_code == 303, words_of_page(handed.text)
        page = (await officer.get(handed.headers["location"])).text
        assert numbers(page)[0] == 1


async def test_a_list_in_an_old_font_is_read(street: Street, enter: Enter) -> None:
    raw = (Path(__file__).parents[1] / "intake" / "fixtures" / "tcvn3.csv").read_bytes()
    async with enter(street.folder, role="issuing") as officer:
        await hand_in(officer, raw)
        assert "Quán" in (await officer.get("/office/intake/1?show=all")).text


async def test_a_formula_in_a_workbook_is_text_or_its_last_value(
    street: Street, enter: Enter
) -> None:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Tên quán", "Số nhà, đường", "Phường"])
    sheet.write_formula(1, 0, '=HYPERLINK("https://evil.example","x")', value="Quán Công Thức")
    sheet.write_row(1, 1, ["1 Lê Lợi", "Hải Châu"])
    book.close()
    async with enter(street.folder, role="issuing") as officer:
        await hand_in(officer, out.getvalue(), "list.xlsx")
        page = (await officer.get("/office/intake/1?show=all")).text
        assert "Quán Công Thức" in page
        assert "evil.example" not in page


async def test_markup_in_a_cell_is_text_on_the_page(street: Street, enter: Enter) -> None:
    evil = '<script>alert(1)</script>"><img src=x>'
    async with enter(street.folder, role="issuing") as officer:
        await hand_in(officer, a_csv([HEAD, ("1", evil, "", evil, evil, "", "")]), f"{evil}.csv")
        page = (await officer.get("/office/intake/1?show=all")).text
        assert "<script>alert" not in page
        assert "<img" not in page


async def test_a_helper_sees_and_takes_in_its_own_zones_alone(street: Street, enter: Enter) -> None:
    async with enter(street.folder, role="administrator") as officer:
        await hand_in(officer, RAW)
    async with enter(street.folder, role="helper", zones=[1]) as helper:
        assert (await helper.get("/office/intake/1")).status_code == 404
        for path in ("rows/4", "accept", "remove"):
            answer = await helper.send_form(f"/office/intake/1/{path}", {"seen": "0", "aside": "1"})
            assert answer.status_code == 404, path
        assert (await helper.get("/office/intake/1/faults.xlsx")).status_code == 404
        assert (await hand_in(helper, RAW)).status_code == 403
        own = await helper.send_form(
            "/office/intake", {"zone": "1"}, files={"file": ("list.csv", RAW)}
        )
        assert own.status_code == 303
        page = (await helper.get(own.headers["location"])).text
        assert "Nhận 2 dòng" in words_of_page(page)
        assert 'action="/office/jobs/issue"' not in page
    async with enter(street.folder, role="inspector") as inspector:
        assert (await inspector.get("/office/intake")).status_code == 403


async def test_numbers_and_pages_that_do_not_exist_are_no_fault_of_ours(
    street: Street, enter: Enter
) -> None:
    async with enter(street.folder, role="issuing") as officer:
        await hand_in(officer, RAW)
        for query in ("page=99", "page=0", "page=-1", "show=nonsense", "done=999999", "taken=x"):
            assert (await officer.get(f"/office/intake/1?{query}")).status_code == 200, query
        assert (await officer.get("/office/intake/99999999999")).status_code == 404
        for path, fields in (
            ("rows/999", {"cell-name": "x"}),
            ("rows/4", {"cell-nonsense": "x"}),
            ("rows/4", {"repair": "nonsense"}),
            ("rows/4", {"cell-name": "x" * 501}),
        ):
            answer = await officer.send_form(f"/office/intake/1/{path}", {"seen": "0", **fields})
            assert answer.status_code in (400, 404, 422), (path, fields)


async def test_five_thousand_rows_are_paged(street: Street, enter: Enter) -> None:
    rows = [HEAD]
    rows += [
        (str(n), f"Quán {n}", f"{n} Lê Lợi" if n % 3 else "", "Hải Châu", "", "", "")
        for n in range(5000)
    ]
    async with enter(street.folder, role="issuing") as officer:
        handed = await hand_in(officer, a_csv(rows))
        page = (await officer.get(handed.headers["location"])).text
        assert numbers(page)[0] == 5000
        assert page.count("<tr id=") == 50
        assert len(page) < 150_000
        assert 'href="/office/intake/1?page=2"' in page
        last = (await officer.get("/office/intake/1?show=all&page=100")).text
        assert last.count("<tr id=") == 50
        assert 'rel="next"' not in last


@pytest.mark.slow
@pytest.mark.skipif(not REAL.exists(), reason="the list of a real city is not here")
async def test_the_list_of_a_real_city_is_on_the_page_soon(street: Street, enter: Enter) -> None:
    async with enter(street.folder, role="issuing") as officer:
        began = time.perf_counter()
        handed = await hand_in(officer, REAL.read_bytes(), "hcmc.csv")
        page = await officer.get(handed.headers["location"])
        print(f"\n5,000 real rows from upload to page: {time.perf_counter() - began:.1f} s")
        assert page.status_code == 200
        assert numbers(page.text)[0] == sum(numbers(page.text)[1:])


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_words_of_this_room_are_in_both_languages(language: str) -> None:
    catalog = words_of(language, "office", "office_work").catalog
    assert set(catalog) == set(words_of("vi", "office", "office_work").catalog)
    folder = Path(__file__).parents[2] / "api" / "foodtrace_api"
    pages = [
        folder / "templates" / "office" / f"{name}.html"
        for name in ("intake", "intake_draft", "job", "jobs", "work_parts")
    ]
    named = {k for p in pages for k in re.findall(r'\bw\("([a-z_]+)"', p.read_text("utf-8"))}
    assert len(named) > 60
    assert {key for key in named if not key.endswith("_")} <= set(catalog)
