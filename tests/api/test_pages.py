"""Every ending has a page: the right status, the right panel, small, without script or stranger."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
from html.parser import HTMLParser

import httpx
import pytest
from api.conftest import HTML, Ask, Read
from api.endings import ENDINGS, Ending, by_place
from api.street import HOST, Street
from foodtrace_api.words import LANGUAGES, words_of

MAP = "https://www.openstreetmap.org/?mlat=16.06776&mlon=108.21207#map=18/16.06776/108.21207"


class _Tags(HTMLParser):
    """Every tag with its attributes, and the visible text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._hidden = 0
        self.feed(html)
        # Links to elsewhere: nothing is fetched from there before one is followed.
        targets = [attrs.get("href") or "" for tag, attrs in self.tags if tag == "a"]
        self.leaving = [target for target in targets if ":" in target]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._hidden += tag in ("style", "script")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.text += f"{data}\n"

    def first(self, tag: str) -> dict[str, str | None]:
        return next(attributes for found, attributes in self.tags if found == tag)


@pytest.mark.parametrize("name", ENDINGS)
async def test_every_ending_has_its_status_and_its_panel_in_every_language(
    name: str, endings: dict[str, Ending], read: Read
) -> None:
    ending = endings[name]
    for language in LANGUAGES:
        answer = await read(ending, language)
        assert answer.status_code == ending.status
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        page = _Tags(answer.text)
        assert page.first("html")["lang"] == language
        classes = [str(a.get("class", "")).split() for tag, a in page.tags if tag == "div"]
        panels = {kind for found in classes if "panel" in found for kind in found} - {"panel"}
        assert panels == (set() if ending.kind == "none" else {ending.kind})
        assert "{" not in page.text


async def test_a_page_is_small_has_no_script_and_asks_nobody_else(
    endings: dict[str, Ending], ask: Ask
) -> None:
    for together in by_place(endings.values()):
        folder, now, with_key = together[0].place
        async with ask(folder, now=now, with_key=with_key) as client:
            for ending, language in itertools.product(together, LANGUAGES):
                await _is_small_and_alone(client, ending, language)


async def _is_small_and_alone(client: httpx.AsyncClient, ending: Ending, language: str) -> None:
    async with client.stream(
        "GET",
        ending.address(language),
        headers={**HTML, "accept-encoding": "gzip"},
    ) as answer:
        wire = b"".join([chunk async for chunk in answer.aiter_raw()])
        assert answer.headers["content-encoding"] == "gzip"
        assert int(answer.headers["content-length"]) == len(wire) <= 14_000
        policy = answer.headers["content-security-policy"]
    plain = (await client.get(ending.address(language), headers=HTML)).text
    style = re.findall(r"<style>(.*?)</style>", plain, re.DOTALL)
    assert len(style) == 1
    assert len(style[0].encode()) <= 6_000
    digest = base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    page = _Tags(plain)
    assert page.leaving == ([MAP] if ending.shows_place else [])
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "img", "link", "iframe", "object", "embed", "base"}
    for _, attributes in page.tags:
        assert not any(key == "style" or key.startswith("on") for key in attributes)
        for key in ("href", "src", "action"):
            target = attributes.get(key) or "/"
            if target in page.leaving:
                assert attributes["rel"] == "noreferrer"
                continue
            assert target[0] in "/?#"
            assert not target.startswith("//")
    assert "url(" not in style[0]
    assert "@import" not in style[0]


async def test_only_the_green_page_says_confirmed(endings: dict[str, Ending], read: Read) -> None:
    for ending in endings.values():
        text = (await read(ending, "en")).text
        assert ("Confirmed and in force" in text) == (ending.kind == "yes"), ending.name
        filled = text.count('class="m-yes"')
        assert filled == (4 if ending.kind == "yes" else filled)


@pytest.mark.parametrize(
    "name",
    ["forged", "unreadable", "unknown-issuer", "unknown-version", "key-revoked", "typed-unknown"],
)
async def test_nothing_unsigned_stands_as_a_name(
    name: str, endings: dict[str, Ending], read: Read
) -> None:
    ending = endings[name]
    text = (await read(ending, "en")).text
    assert "No name is confirmed by this code" in text
    assert "Bún Chả" not in text
    assert 'action="/c"' in text


async def test_a_page_shows_name_street_ward_basis_category_code_and_age(
    built: Street, ask: Ask
) -> None:
    async with ask(built.folder) as client:
        vi = _Tags((await client.get(built.path("green"), headers=HTML)).text).text
        en = _Tags((await client.get(built.path("green") + "?lang=en", headers=HTML)).text).text
    for words in (
        "Bún Chả Cá Bà Lữ",
        "319 Hùng Vương",
        "Phường Thanh Khê, Đà Nẵng",
        "Bản cam kết bảo đảm an toàn thực phẩm",
        "UBND phường Thanh Khê, ngày 15/06/2026",
        "Thức ăn đường phố",
        "00RS-KAC7",
        "Có hiệu lực đến hết ngày 04/07/2029",
        "Tra cứu lúc 07:00 ngày 21/11/2026",
        "Dữ liệu tính đến 05:00 ngày 21/11/2026",
        HOST,
    ):
        assert words in vi
    for words in (
        "Thanh Khê ward, Đà Nẵng",
        "Signed food-safety commitment",
        "Street food",
        "Valid until the end of 4 Jul 2029",
        "Checked at 07:00, 21 Nov 2026",
        "Does this match the door?",
        "SPECIMEN",
    ):
        assert words in en


async def test_a_replaced_sticker_links_to_the_new_one_by_its_typed_code(
    built: Street, ask: Ask
) -> None:
    async with ask(built.folder) as client:
        text = (await client.get(built.path("replaced") + "?lang=en", headers=HTML)).text
        link = f"/c/{built.code('replaced')}?lang=en"
        assert f'href="{link}"' in text
        record = await client.get(link, headers=HTML)
    assert record.status_code == 200
    assert "In force" in record.text


async def test_a_typed_code_is_never_green_and_says_what_the_record_says(
    built: Street, ask: Ask
) -> None:
    async with ask(built.folder) as client:
        fine = (await client.get(f"/c/{built.code('green')}?lang=en", headers=HTML)).text
        bad = (await client.get(f"/c/{built.code('revoked')}?lang=en", headers=HTML)).text
    assert "Not checked" in fine
    assert "record: in force" in fine
    assert 'class="panel yes"' not in fine
    assert "The issuing authority has revoked this sticker" in bad


async def test_the_form_leads_a_code_however_typed_to_its_one_address(
    built: Street, ask: Ask
) -> None:
    async with ask(built.folder) as client:
        for typed in ("00rs kac7", "oors-kac7", "00RSKAC7"):
            answer = await client.get("/c", params={"code": typed}, follow_redirects=False)
            assert (answer.status_code, answer.headers["location"]) == (303, "/c/00RS-KAC7")
        kept = await client.get(
            "/c", params={"code": "00rs kac7", "lang": "ko"}, follow_redirects=True
        )
        assert str(kept.url).endswith("/c/00RS-KAC7?lang=ko")
        wrong = await client.get("/c", params={"code": '"><b>', "lang": "en"}, headers=HTML)
        assert wrong.status_code == 404
        assert 'value="&#34;&gt;&lt;b&gt;"' in wrong.text
        assert "?code=%22%3E%3Cb%3E&amp;lang=vi" in wrong.text


@pytest.mark.parametrize(
    ("accept_language", "lang", "shown"),
    [
        ("", "", "vi"),
        ("en-GB,en;q=0.9", "", "en"),
        ("fr,ko;q=0.4,en;q=0.3", "", "ko"),
        ("zh-CN", "", "zh-Hans"),
        ("zh-TW,zh;q=0.9", "", "zh-Hant"),
        ("zh-HK", "", "zh-Hant"),
        ("fr", "", "vi"),
        ("en;q=0,vi;q=0.1", "", "vi"),
        ("en", "zh-Hant", "zh-Hant"),
        ("en", "klingon", "en"),
        ("en;q=nonsense", "", "vi"),
    ],
)
async def test_the_language_is_the_links_then_the_browsers_then_vietnamese(
    accept_language: str, lang: str, shown: str, built: Street, ask: Ask
) -> None:
    async with ask(built.folder) as client:
        path = built.path("green") + (f"?lang={lang}" if lang else "")
        answer = await client.get(path, headers={**HTML, "accept-language": accept_language})
    assert f'<html lang="{shown}">' in answer.text
    assert answer.headers["content-language"] == shown
    assert "Accept-Language" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("accept", "is_json"),
    [
        ("*/*", False),
        ("text/html", False),
        ("application/json", True),
        ("application/json;q=0.5,text/html", False),
        ("text/html;q=0.5,application/json", True),
        ("application/*", True),
        ("image/png", False),
        ("application/json;q=zzz", False),
    ],
)
async def test_accept_decides_between_page_and_json(
    accept: str, is_json: bool, built: Street, ask: Ask
) -> None:
    async with ask(built.folder) as client:
        for path in (built.path("green"), built.forged, f"/c/{built.code('green')}"):
            answer = await client.get(path, headers={"accept": accept})
            kind = answer.headers["content-type"].split(";")[0]
            assert kind == ("application/json" if is_json else "text/html")
            assert "Accept" in answer.headers["vary"].split(", ")
            assert answer.headers["cache-control"] == "no-store"


async def test_head_gives_the_headers_of_get_and_no_body(built: Street, ask: Ask) -> None:
    async with ask(built.folder) as client:
        for path in (built.path("green"), built.forged, "/c/00RS-KAC7", "/2/123", "/"):
            got, head = await client.get(path), await client.head(path)
            assert head.status_code == got.status_code
            assert head.content == b""
            for name in ("content-type", "content-length", "vary", "content-security-policy"):
                assert head.headers[name] == got.headers[name]


async def test_the_json_of_a_scan_has_exactly_the_promised_members(built: Street, ask: Ask) -> None:
    async with ask(built.folder) as client:
        answer = await client.get(built.path("green"), headers={"accept": "application/json"})
    body = answer.json()
    assert set(body) == {
        "genuine", "standing", "freshness", "green", "reason", "claims", "typed_code",
        "check_clock", "checked_at", "trust_as_of", "status_as_of", "establishment",
    }  # fmt: skip
    assert (body["genuine"], body["standing"], body["freshness"]) == ("yes", "in force", "fresh")
    assert body["green"] is True
    assert set(body["claims"]) == {
        "exp", "iat", "id", "name", "street", "ward", "category", "idx", "place",
    }  # fmt: skip
    assert body["claims"]["place"] == "e1b4fb4e29"
    assert body["establishment"]["typed_code"] == body["typed_code"] == "00RS-KAC7"


@pytest.mark.parametrize(
    "path",
    ["/1", "/1/", "/1/abc", "/1/12/34", "/1/%31%32", "/1/" + "9" * 5000, "/2", "/9/x", "/0/1/2",
     "/1/%ff%fe", "/1/..%2f..", "/c/%00", "/c/a%2fb", "/c/" + "A" * 900, "/1/ 123"],
)  # fmt: skip
async def test_no_printed_or_mangled_address_meets_a_bare_404_or_a_breakdown(
    path: str, built: Street, ask: Ask
) -> None:
    async with ask(built.folder) as client:
        answer = await client.get(path, headers=HTML)
    assert answer.status_code == 404
    assert 'action="/c"' in answer.text


async def test_escaped_digits_are_not_digits(built: Street, ask: Ask) -> None:
    path = built.path("green")
    async with ask(built.folder) as client:
        answer = await client.get(
            f"/1/%3{path[3]}{path[4:]}", headers={"accept": "application/json"}
        )
    assert (answer.status_code, answer.json()["genuine"]) == (404, "unreadable")


async def test_the_host_header_plays_no_part(built: Street, ask: Ask) -> None:
    async with ask(built.folder) as client:
        answer = await client.get(
            built.path("green"), headers={"accept": "application/json", "host": "evil.example"}
        )
    assert answer.json()["green"] is True


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_text_browser_reads_the_verdict_the_name_and_the_three_actions_in_order(
    language: str, built: Street, ask: Ask
) -> None:
    w = words_of(language)
    async with ask(built.folder) as client:
        answer = await client.get(f"{built.path('green')}?lang={language}", headers=HTML)
    text = _Tags(answer.text.partition("</header>")[2]).text
    order = [
        text.index(words)
        for words in (
            w("summary_confirmed"),
            w("genuine_yes"),
            "Bún Chả Cá Bà Lữ",
            "319 Hùng Vương",
            w("door_question"),
            w("basis"),
            w("map_open", site="openstreetmap.org"),
            w("report_problem"),
            w("report_damaged"),
            w("report_other"),
            w("languages"),
        )
    ]
    assert order == sorted(order)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_three_actions_stand_on_every_page_with_a_verdict(
    language: str, endings: dict[str, Ending], read: Read
) -> None:
    for ending in endings.values():
        if ending.kind == "none" or ending.name in ("no-page", "unavailable"):
            continue
        text = (await read(ending, language)).text
        found = re.findall(rf'href="(/report[^?"]*)\?kind=(\w+)&amp;lang={language}"', text)
        assert {kind for _, kind in found} == {"another_place", "damaged", "other"}, ending.name
        unsure = ("forged", "unreadable", "unknown-issuer", "unknown-version", "key-revoked")
        bare = ending.name in (*unsure, "mistyped")
        assert all((path == "/report") == bare for path, _ in found), ending.name


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_ward_that_was_merged_since_is_shown_as_it_was_and_as_it_is(
    language: str, endings: dict[str, Ending], read: Read
) -> None:
    ending, w = endings["ward-merged"], words_of(language)
    merged = (await read(ending, language)).text
    plate, _, facts = merged.partition("<dl")
    assert "Thanh Khê" in plate
    assert w("ward_merged_text") in plate
    assert w("place_unit_now") in facts
    assert "An Khê" in facts
    green = endings["green"]
    usual = (await read(green, language)).text
    assert w("ward_merged_text") not in usual
    assert w("place_unit_now") not in usual


@pytest.mark.parametrize("status_and_path", [(405, "/c/"), (400, "/")])
async def test_other_refusals_are_pages_for_a_browser_too(
    status_and_path: tuple[int, str], built: Street, ask: Ask
) -> None:
    status, path = status_and_path
    async with ask(built.folder) as client:
        headers = {**HTML, "host": "bad host"} if status == 400 else HTML
        answer = await client.request("GET" if status == 400 else "PUT", path, headers=headers)
    assert answer.status_code == status
    kind = "text/html" if status == 400 else "application/problem+json"
    assert answer.headers["content-type"].startswith(kind)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_door_is_asked_about_only_where_the_answer_helps(
    language: str, endings: dict[str, Ending], read: Read
) -> None:
    question, asked = words_of(language)("door_question"), set()
    for ending in endings.values():
        if question in (await read(ending, language)).text:
            asked.add(ending.name)
    # Not of a place that is gone, a sticker with a newer one beside it, or one the register lacks.
    assert asked == {
        "green", "green-long", "green-plain", "green-origins", "ward-merged", "revoked", "suspended", "expired",
        "not-yet", "stale", "stale-revoked", "wrong-clock", "missing", "typed", "typed-revoked",
    }  # fmt: skip


async def test_a_page_of_stale_lists_does_not_send_the_reader_to_a_network(
    endings: dict[str, Ending], read: Read
) -> None:
    """The reader is connected, and the clock that is wrong is ours: the phone has no part in it."""
    for name in ("stale", "stale-revoked", "wrong-clock", "missing"):
        ending = endings[name]
        text = (await read(ending, "en")).text
        assert "network" not in text
        assert "phone" not in text
        assert "Please try again later" in text


def _text_lines(html: str) -> list[str]:
    """As a text browser sets a page: only blocks begin a line, whatever the style would do."""
    blocks = "html|head|title|body|header|main|footer|nav|section|div|p|h[12]|ul|li|dl|dt|dd|form"
    html = re.sub(r"<(style|svg|select)\b.*?</\1>", "", html, flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", "", re.sub(rf"</?(?:{blocks})\b[^>]*>", "\n", html))
    return [line.strip() for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        (
            "green",
            [
                "Da Nang Food Safety Management Board", "Signature confirmed", "issuing authority",
                "In force", "until 4 Jul 2029", "Signed food-safety commitment",
                "UBND phường Thanh Khê, dated 15 Jun 2026", "16.06776, 108.21207",
                "Open the map at openstreetmap.org (leaves this site)", "00RS-KAC7",
                "Valid until the end of 4 Jul 2029",
            ],
        ),
        ("typed", ["Not checked", "typed by hand", "Standing unknown", "record: in force"]),
        ("find-hits", ["Bánh Xèo Góc Phố", "45/2 Hùng Vương", "00RS-KAE3 · Sticker suspended",
                       "Ward or commune today", "Food street", "Look up"]),
        ("report-other", ["What is it about?", "What happened, and where?", "Send"]),
    ],
)  # fmt: skip
async def test_words_do_not_run_together_where_there_is_no_style(
    name: str, lines: list[str], endings: dict[str, Ending], ask: Ask
) -> None:
    async with ask(endings[name].folder) as client:
        found = _text_lines((await client.get(endings[name].address("en"), headers=HTML)).text)
    assert [line for line in lines if line not in found] == []


async def test_host_and_code_typed_as_one_address_lead_to_the_record(
    built: Street, ask: Ask
) -> None:
    async with ask(built.folder) as client:
        for typed in ("/00RS-KAC7", "/00rskac7", "/00RS%20KAC7/", "/C/00RS-KAC7", "/oors-kac7"):
            answer = await client.get(f"{typed}?lang=ko", headers=HTML)
            assert (answer.status_code, answer.headers["location"]) == (303, "/c/00RS-KAC7?lang=ko")
        for other in ("/00RS-KAC8", "/menu", "/robots.txt", "/%00", "/C/xyz", "/" + "A" * 900):
            answer = await client.get(other, headers=HTML)
            assert answer.status_code == 404
            assert 'action="/c"' in answer.text
        assert (await client.get("/menu")).json()["code"] == "no_such_page"
        assert (await client.post("/menu")).status_code in (404, 405)
