"""Finding an eatery without a sticker: by name, ward, zone or code, page by page, in five languages."""

from __future__ import annotations

import re
from html import unescape

import pytest
from api.conftest import Ask
from api.street import NOW, ZONE, Street
from foodtrace.intake import GoodRow, Private
from foodtrace.issuing import record_intake
from foodtrace.registry import Registry
from foodtrace_api.words import LANGUAGES, words_of


def names(html: str) -> list[str]:
    return [unescape(found) for found in re.findall(r'<li><a href="[^"]+" lang="vi">([^<]+)', html)]


@pytest.mark.parametrize("q", ["bun cha", "BÚN CHẢ", "bu\u0301n cha\u0309", "00rs kac7", " lữ "])
async def test_a_name_is_found_however_it_is_typed(q: str, built: Street, ask: Ask) -> None:
    async with ask(built.folder) as client:
        answer = await client.get("/find", params={"q": q, "lang": "en"})
    assert answer.status_code == 200
    assert names(answer.text) == ["Bún Chả Cá Bà Lữ"]
    assert 'href="/c/00RS-KAC7?lang=en"' in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_nothing_asked_nothing_found_and_all_of_a_ward(
    language: str, built: Street, ask: Ask
) -> None:
    w = words_of(language)
    async with ask(built.folder) as client:
        empty = (await client.get(f"/find?lang={language}")).text
        assert w("find_title") in empty
        assert w("find_none") not in empty
        assert names(empty) == []
        none = (await client.get(f"/find?q=pizza&lang={language}")).text
        assert w("find_none") in none
        assert w("find_none_text") in none
        ward = (await client.get(f"/find?ward=20209&lang={language}")).text
        assert len(names(ward)) == len(built.ids)
        assert w("headline_revoked") in ward
        assert w("standing_in_force") + "<" not in ward
        for page in (empty, none, ward):
            assert f'<html lang="{language}">' in page
            assert '<meta name="robots" content="noindex">' in page


async def test_the_form_keeps_what_was_asked(built: Street, ask: Ask) -> None:
    async with ask(built.folder) as client:
        page = (await client.get("/find", params={"q": '"<b>', "ward": "20209", "zone": ZONE})).text
    assert 'value="&#34;&lt;b&gt;"' in page
    assert '<option value="20209" selected>' in page
    assert f'<option lang="vi" selected>{ZONE}' in page
    assert "?q=%22%3Cb%3E&amp;ward=20209&amp;zone=H%C3%B9ng%20V%C6%B0%C6%A1ng&amp;lang=en" in page


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"q": "x" * 300}, 400),
        ({"q": "a", "after": "junk"}, 400),
        ({"q": "a", "after": "\x00"}, 400),
        ({"ward": "nowhere"}, 200),
        ({"ward": "9" * 60}, 200),
        ({"zone": "Nowhere"}, 200),
        ({"zone": "%"}, 200),
        ({"q": "\x00\u202e"}, 200),
    ],
)
async def test_whatever_is_asked_there_is_a_page(
    query: dict[str, str], status: int, built: Street, ask: Ask
) -> None:
    async with ask(built.folder) as client:
        answer = await client.get("/find", params={**query, "lang": "en"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert 'action="/find"' in answer.text
    assert ('class="fault"' in answer.text) == (status == 400)


async def test_a_long_list_is_read_page_by_page_and_from_the_start_again(
    street: Street, ask: Ask
) -> None:
    rows = [
        GoodRow(
            row=number,
            name=f"Quán Số {number:02}",
            street="1 Hùng Vương",
            ward=20209,
            registered_address="1 Hùng Vương",
            category=2,
            basis=None,
            place=None,
            private=Private(),
            tax_code=None,
        )
        for number in range(1, 46)
    ]
    async with await Registry.open(street.folder) as registry:
        await record_intake(registry, rows, zone="Quán", actor="test", now=NOW)
    seen: list[str] = []
    where: str | None = "/find?q=quan%20so&lang=ko"
    pages = 0
    async with ask(street.folder) as client:
        while where is not None:
            page = (await client.get(where)).text
            seen += names(page)
            assert ("after=" in str(where)) == (words_of("ko")("find_first") in page)
            found = re.findall(r'rel="next" href="([^"]+)"', page)
            where = unescape(found[0]) if found else None
            assert where is None or where.endswith("lang=ko")
            pages += 1
    assert pages == 3
    assert seen == [row.name for row in rows]


async def test_every_page_leads_to_the_search(built: Street, ask: Ask) -> None:
    async with ask(built.folder) as client:
        for path in ("/", "/nope", built.forged, "/c/0000-0012", "/1/", "/2/7", "/c/", "/c/a/b"):
            answer = await client.get(f"{path}?lang=ko", headers={"accept": "text/html"})
            assert 'href="/find?lang=ko"' in answer.text


@pytest.mark.parametrize(
    ("typed", "ward"),
    [
        ("thanh khe", "20209"),
        ("Tân Chính", "20209"),
        ("phước ninh", "20242"),
        ("hoa lien", "20197"),
    ],
)
async def test_a_ward_typed_as_a_name_leads_to_the_wards_of_today(
    typed: str, ward: str, built: Street, ask: Ask
) -> None:
    async with ask(built.folder) as client:
        text = (await client.get("/find", params={"q": typed, "lang": "en"})).text
        assert "This may be the name of an area" in text
        assert f'href="/find?ward={ward}&amp;lang=en"' in text
        street = (await client.get("/find?q=hung+vuong")).text
        assert 'href="/find?zone=H%C3%B9ng%20V%C6%B0%C6%A1ng"' in street
        name = (await client.get("/find?q=bun+cha&lang=en")).text
    assert "This may be" not in name


async def test_a_text_of_ten_thousand_letters_is_refused_with_a_small_page(
    built: Street, ask: Ask
) -> None:
    async with ask(built.folder) as client:
        answer = await client.get("/find", params={"q": "x" * 10_000})
    assert answer.status_code == 400
    assert len(answer.content) < 20_000
