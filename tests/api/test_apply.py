"""/apply: kept once and nothing lost, the number tells no name, the owner's link alone opens the rest."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from typing import Any

import httpx
import pytest
from api.conftest import Ask, Client
from api.street import AUTHORITY, NOW, Street
from foodtrace.access import Right, Who
from foodtrace.applications import (
    Move,
    State,
    list_dossiers,
    move_dossier,
    paper_of,
    read_dossier,
    read_owner,
)
from foodtrace.pictures import MAX_PHOTO_BYTES
from foodtrace.registry import Registry
from foodtrace_api.words import LANGUAGES, words_of
from PIL import Image

OFFICER = Who(7, "Officer", frozenset(Right))
PDF = b"%PDF-1.7\n<script>alert(1)</script>\n%%EOF\n"
FIELDS = {
    "name": "Bún Bò Số Bảy",
    "street": "7 Lê Lợi",
    "ward": "Bình Hiên",
    "category": "2",
    "basis": "certificate",
    "number": "7/2026/ATTP",
    "owner": "CANARYOWNER Hoàng Yến",
    "phone": "0911 000 999",
    "email": "canary@example.com",
}
PRIVATE = ("CANARYOWNER", "0911000999", "0911 000 999", "canary@example.com")


async def form(client: Client, lang: str = "en") -> str:
    page = await client.get("/apply", params={"lang": lang})
    assert page.status_code == 200
    found = re.search(r'name="token" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


async def send(
    client: Client,
    *,
    token: str | None = None,
    file: tuple[str, bytes, str] | None = ("giấy.pdf", PDF, "application/pdf"),
    lang: str = "en",
    **changed: str,
) -> httpx.Response:
    fields = {**FIELDS, "token": token or await form(client, lang), **changed}
    files: dict[str, Any] = {"file": file or ("", b"", "application/octet-stream")}
    return await client.post("/apply", params={"lang": lang}, data=fields, files=files)


async def applied(client: Client, **changed: Any) -> str:
    """The path of the owner's own page."""
    answer = await send(client, **changed)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("?")[0]


async def dossiers(street: Street) -> list[str]:
    async with await Registry.open(street.folder) as registry:
        found = await list_dossiers(registry, now=NOW, states=tuple(State))
    return [each.number for each in found]


async def take_steps(street: Street, number: str, *moves: tuple[Move, str]) -> None:
    async with await Registry.open(street.folder) as registry:
        for move, text in moves:
            seen = (await read_dossier(registry, number, now=NOW)).version
            await move_dossier(registry, number, move, who=OFFICER, seen=seen, now=NOW, text=text)


async def test_an_application_is_kept_with_what_its_words_mean(street: Street, ask: Ask) -> None:
    async with ask(street.folder) as client:
        path = await applied(client)
        own = await client.get(path)
    number = path.split("/")[2]
    assert number in own.text
    async with await Registry.open(street.folder) as registry:
        dossier = await read_dossier(registry, number, now=NOW)
        owner = await read_owner(registry, number)
        file, content = await paper_of(registry, number, dossier.files[0].id)
    # Bình Hiên is today part of the ward Hải Châu.
    assert dossier.facts.ward == 20242
    assert dossier.facts.basis is not None
    assert dossier.facts.basis.number == "7/2026/ATTP"
    assert owner.phones == ("0911000999",)
    assert (file.name, content) == ("giấy.pdf", PDF)


async def test_the_number_shows_state_and_moments_and_nothing_else(
    street: Street, ask: Ask
) -> None:
    async with ask(street.folder) as client:
        path = await applied(client)
        number, secret = path.split("/")[2:]
        await take_steps(
            street,
            number,
            (Move.PICK_UP, ""),
            (Move.NOTE, "INTERNALNOTE"),
            (Move.ASK, "ASKEDWORDS"),
        )
        for language in LANGUAGES:
            page = await client.get(f"/apply/{number}", params={"lang": language})
            assert page.status_code == 200
            w = words_of(language, "apply")
            assert w("office_more_info") in page.text
            for secretive in (*PRIVATE, "Bún Bò", "Lê Lợi", "ASKEDWORDS", "INTERNALNOTE", secret):
                assert secretive not in page.text
            own = await client.get(path, params={"lang": language})
            assert "ASKEDWORDS" in own.text
            assert "INTERNALNOTE" not in own.text
            for private in PRIVATE:
                assert private not in own.text


async def test_every_state_has_its_words_in_every_language(street: Street, ask: Ask) -> None:
    async with ask(street.folder) as client:
        number = (await applied(client)).split("/")[2]
        steps = [(Move.PICK_UP, ""), (Move.ASK, "x"), (Move.STOP_WAITING, "x"), (Move.REFUSE, "x")]
        for step in [None, *steps]:
            if step is not None:
                await take_steps(street, number, step)
            for language in LANGUAGES:
                page = await client.get(f"/apply/{number}", params={"lang": language})
                assert page.status_code == 200
                assert "{" not in re.sub(r"(?s)<style>.*?</style>", "", page.text)


async def test_a_double_tap_is_one_application(street: Street, ask: Ask) -> None:
    async with ask(street.folder) as client:
        token = await form(client)
        first, second = await send(client, token=token), await send(client, token=token)
        assert (first.status_code, second.status_code) == (303, 303)
        for answer in (first, second):
            assert (await client.get(answer.headers["location"])).status_code == 200
    assert len(await dossiers(street)) == 1


async def test_what_was_typed_is_kept_and_every_fault_is_told_at_once(
    street: Street, ask: Ask
) -> None:
    typed = {
        "name": "Phở 🍜",
        "street": "",
        "ward": "Phước Ninh",
        "category": "99",
        "basis": "exemption",
        "phone": "12",
        "email": "no mail",
        "issued_on": "2026-13-40",
        "owner": "",
    }
    async with ask(street.folder) as client:
        for language in LANGUAGES:
            page = await send(
                client, lang=language, file=("x.txt", b"no paper", "text/plain"), **typed
            )
            assert page.status_code == 422
            for value in ("Phở 🍜", "Phước Ninh", "no mail", "2026-13-40"):
                assert f'value="{value}"' in page.text
            told = set(re.findall(r'class="fault" id="(\w+)-f"', page.text))
            assert told >= {"name", "street", "ward", "category", "ground", "phone", "email"}
            assert told >= {"issued_on", "owner", "file"}
            assert words_of(language, "apply")("apply_file_again") in page.text
    assert await dossiers(street) == []


@pytest.mark.parametrize("category", ["0", "12", "00011111", "01", "١", "-1", ""])
async def test_only_a_category_of_the_table_is_taken(
    street: Street, ask: Ask, category: str
) -> None:
    async with ask(street.folder) as client:
        page = await send(client, category=category)
    assert page.status_code == 422
    assert 'id="category-f"' in page.text
    assert await dossiers(street) == []


async def test_markup_is_text(street: Street, ask: Ask) -> None:
    async with ask(street.folder) as client:
        page = await send(client, name='<script>alert("x")</script>', phone="12")
        assert "<script>" not in page.text
        path = await applied(client, name="Quán <b>Đậm</b>", number='1"><img src=x>')
        own = await client.get(path)
        assert "<img" not in own.text
        assert "Quán &lt;b&gt;Đậm&lt;/b&gt;" in own.text


@pytest.mark.parametrize(
    ("file", "key"),
    [
        (("a.pdf", b"<html>", "application/pdf"), "apply_fault_file_kind"),
        (("a.pdf", b"%PDF-1.4 cut", "application/pdf"), "apply_fault_file_broken"),
        (None, "apply_fault_file_missing"),
        (
            ("a.pdf", b"%PDF-" + b" " * (MAX_PHOTO_BYTES - 4) + b"%%EOF"[:5], "application/pdf"),
            "apply_fault_file_large",
        ),
    ],
)
async def test_a_file_that_is_no_paper_is_told_of(
    street: Street, ask: Ask, file: tuple[str, bytes, str] | None, key: str
) -> None:
    async with ask(street.folder) as client:
        answer = await send(client, file=file)
    assert answer.status_code == 422
    assert words_of("en", "apply")(key) in unescape(answer.text)


async def test_a_body_beyond_the_limit_keeps_what_came_before_it(street: Street, ask: Ask) -> None:
    async with ask(street.folder) as client:
        answer = await send(client, file=("a.pdf", b"%PDF-" + b"0" * 6_100_000, "application/pdf"))
    assert answer.status_code == 413
    assert 'value="Bún Bò Số Bảy"' in answer.text


async def test_a_form_of_another_site_is_not_taken(street: Street, ask: Ask) -> None:
    async with ask(street.folder) as client:
        token = await form(client)
        client.cookies.clear()
        answer = await send(client, token=token)
        assert answer.status_code == 403
        assert (await send(client, token="x.1.y")).status_code == 403
    assert await dossiers(street) == []


async def test_the_owner_answers_adds_and_withdraws_by_the_link_alone(
    street: Street, ask: Ask
) -> None:
    photo = BytesIO()
    Image.new("RGB", (40, 30), "red").save(photo, "PNG")
    async with ask(street.folder) as client:
        path = await applied(client)
        number = path.split("/")[2]
        await take_steps(street, number, (Move.PICK_UP, ""), (Move.ASK, "Xin ảnh rõ hơn"))
        wrong = f"/apply/{number}/{'x' * 22}"
        answer = {"sending": "1", "move": "add", "text": "Đây ạ <b>🙏</b>"}
        files = {"file": ("ảnh.png", photo.getvalue(), "image/png")}
        assert (await client.post(wrong, data=answer, files=files)).status_code == 404
        empty = {"file": ("", b"", "application/octet-stream")}
        fault = await client.post(path, data={**answer, "text": " "}, files=empty)
        assert fault.status_code == 422
        for _ in range(2):
            taken = await client.post(path, data=answer, files=files)
            assert taken.status_code == 303
        own = await client.get(taken.headers["location"])
        assert "Đây ạ &lt;b&gt;🙏&lt;/b&gt;" in own.text
        assert "ảnh.jpg" in own.text
        gone = await client.post(path, data={"sending": "2", "move": "withdraw"}, files=empty)
        assert gone.status_code == 303
        late = await client.post(path, data={**answer, "sending": "3"}, files=files)
        assert late.status_code == 409
        assert "Đây ạ" in late.text
    async with await Registry.open(street.folder) as registry:
        dossier = await read_dossier(registry, number, now=NOW)
    assert [step.kind for step in dossier.steps][3:] == ["answered", "withdrawn"]
    assert len(dossier.files) == 2


async def test_a_number_leads_there_however_it_is_typed(street: Street, ask: Ask) -> None:
    async with ask(street.folder) as client:
        number = (await applied(client)).split("/")[2]
        for typed in (number.lower(), number.replace("-", ""), f" {number} "):
            answer = await client.get("/apply/find", params={"number": typed, "lang": "ko"})
            assert answer.status_code == 303
            assert answer.headers["location"] == f"/apply/{number}?lang=ko"
        head = await client.head(f"/apply/{number}")
        assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize("typed", ["ABC", "FDWZB-D5W91", "<script>", "%00", "a" * 3000])
async def test_an_unknown_number_is_a_page_that_helps(street: Street, ask: Ask, typed: str) -> None:
    async with ask(street.folder) as client:
        for language in LANGUAGES:
            page = await client.get(f"/apply/{typed}", params={"lang": language})
            assert page.status_code == 404
            assert words_of(language, "apply")("apply_unknown") in page.text
            assert "<script" not in page.text


async def test_whoever_tries_numbers_is_stopped_and_the_owner_is_not(
    street: Street, ask: Ask
) -> None:
    async with ask(street.folder) as client:
        path = await applied(client)
        number = path.split("/")[2]
        for _ in range(30):
            assert (await client.get("/apply/FDWZB-D5W91")).status_code == 404
        stopped = await client.get("/apply/FDWZB-D5W91")
        assert stopped.status_code == 429
        assert int(stopped.headers["retry-after"]) > 0
        # A known number answers the same from there, or it could still be found by trying.
        assert (await client.get(f"/apply/{number}")).status_code == 429
        assert (await client.get(path)).status_code == 200
        # A typing error is no trying.
        assert (await client.get("/apply/FDWZB-D5W92")).status_code == 404


async def test_no_more_is_taken_from_one_network_than_an_office_sends(
    street: Street, ask: Ask
) -> None:
    async with ask(street.folder) as client:
        for each in range(30):
            assert (await send(client, name=f"Quán Số {each}")).status_code == 303
        full = await send(client, name="Quán Thứ Ba Mươi Mốt")
    assert full.status_code == 429
    assert "Quán Thứ Ba Mươi Mốt" in full.text


async def test_pages_are_never_kept_and_run_no_script(street: Street, ask: Ask) -> None:
    async with ask(street.folder) as client:
        path = await applied(client)
        for each in ("/apply", path, path.rpartition("/")[0], "/apply/ABC"):
            answer = await client.get(each)
            assert answer.headers["cache-control"] == "no-store"
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            assert "script-src" not in answer.headers["content-security-policy"]
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert "<script" not in answer.text
        assert (await client.get("/")).text.count('href="/apply"') == 1


async def test_the_receipt_carries_the_plain_address_as_a_symbol(street: Street, ask: Ask) -> None:
    zxingcpp = pytest.importorskip("zxingcpp")
    from foodtrace.symbol.matrix import address_matrix
    from foodtrace.symbol.single import png_of

    async with ask(street.folder) as client:
        path = await applied(client)
        own = await client.get(path)
    address = f"https://{AUTHORITY.host}{path.rpartition('/')[0]}"
    (read,) = zxingcpp.read_barcodes(Image.open(BytesIO(png_of(address_matrix(address)))))
    assert read.text == address
    assert own.text.count("<svg") >= 2


def test_the_five_catalogs_have_the_same_words_and_placeholders() -> None:
    catalogs = {language: words_of(language, "apply").catalog for language in LANGUAGES}
    assert len({frozenset(catalog) for catalog in catalogs.values()}) == 1
    for key, words in catalogs["vi"].items():
        wanted = sorted(re.findall(r"\{(\w+)\}", words))
        for catalog in catalogs.values():
            assert sorted(re.findall(r"\{(\w+)\}", catalog[key])) == wanted, key
