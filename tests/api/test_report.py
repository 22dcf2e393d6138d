"""Diners' reports over HTTP: kept once they are whole, and shown again with what is wrong when they are not."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import httpx
import pytest
from api.conftest import Ask, Client
from api.street import NOW, Street
from foodtrace.feedback import Report, list_reports, report_photo
from foodtrace.registry import Registry
from foodtrace.registry.schema import metadata
from foodtrace_api.form_token import COOKIE
from foodtrace_api.words import LANGUAGES, words_of
from PIL import Image

WHERE = "/report/00RS-KAC7?kind={}&lang={}"


def photo(side: int = 40, kind: str = "JPEG") -> bytes:
    out = BytesIO()
    Image.new("RGB", (side, side), "teal").save(out, kind)
    return out.getvalue()


async def send(
    client: Client, where: str, *, token: str | None = None, **fields: Any
) -> httpx.Response:
    """Open the form as a browser does, then send it with what its fields hold."""
    if token is None:
        form = await client.get(where)
        token = re.findall(r'name="token" value="([^"]+)"', form.text)[0]
    files = {"token": (None, token)}
    files |= {k: (None, v) if isinstance(v, str) else v for k, v in fields.items()}
    return await client.post(where, files=files)


async def kept(street: Street) -> list[Report]:
    async with await Registry.open(street.folder) as registry:
        return await list_reports(registry)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "done"),
    [
        ("another_place", "report_wrong_place_done"),
        ("damaged", "report_damaged_done"),
        ("other", "report_other_done"),
    ],
)
async def test_a_report_is_kept_and_thanked_for_in_every_language(
    kind: str, done: str, language: str, street: Street, ask: Ask
) -> None:
    async with ask(street.folder) as client:
        sent = await send(
            client, WHERE.format(kind, language), text="Gián ở bếp", contact="a@example.com"
        )
        assert sent.status_code == 303
        thanks = await client.get(sent.headers["location"])
        assert thanks.status_code == 200
        assert f'<html lang="{language}">' in thanks.text
        assert words_of(language)(done) in thanks.text
        assert words_of(language)("report_receipt", number=1) in thanks.text
        assert "example.com" not in sent.headers["location"]
    (report,) = await kept(street)
    assert (report.kind, report.text, report.contact) == (kind, "Gián ở bếp", "a@example.com")
    assert report.establishment_id == street.ids["green"]
    assert (report.code_text, report.received_at) == ("00RS-KAC7", NOW)
    assert report.category == ("other" if kind == "other" else None)


async def test_thanks_are_shown_for_nothing_but_a_report_that_was_kept(
    street: Street, ask: Ask
) -> None:
    async with ask(street.folder) as client:
        sent = await send(client, WHERE.format("other", "en"), text="x")
        told = sent.headers["location"]
        for wrong in (
            told.replace("kind=other", "kind=damaged"),
            told.replace("receipt=1-", "receipt=2-"),
            re.sub(r"receipt=[^&]+", "receipt=1", told),
            told.replace("00RS-KAC7", "00RS-KAGT"),
        ):
            answer = await client.get(wrong)
            assert "Report received" not in answer.text
            assert 'name="token"' in answer.text


async def test_a_photo_is_redrawn_and_a_file_that_is_none_is_told_apart(
    street: Street, ask: Ask
) -> None:
    where = WHERE.format("damaged", "en")
    async with ask(street.folder) as client:
        for broken, words in (
            (b"GIF89a not a photo", "not a photo that can be read here"),
            (photo()[:200], "cannot be read to its end"),
            (b"\xff" * 5_500_000, "too large"),
        ):
            answer = await send(client, where, text="torn <b>", photo=("x.jpg", broken))
            assert answer.status_code == 422
            assert words in answer.text
            assert "torn &lt;b&gt;</textarea>" in answer.text
            assert "Please choose the photo again" in answer.text
        fine = await send(client, where, photo=("../../x.png", photo(60, "PNG")))
        assert fine.status_code == 303
    (report,) = await kept(street)
    async with await Registry.open(street.folder) as registry:
        raw = await report_photo(registry, report.number)
    assert Image.open(BytesIO(raw)).size == (60, 60)
    assert raw[:3] == b"\xff\xd8\xff"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_form_that_is_wrong_comes_back_with_what_was_typed(
    language: str, street: Street, ask: Ask
) -> None:
    w = words_of(language)
    async with ask(street.folder) as client:
        answer = await send(
            client, WHERE.format("other", language), text="đ" * 1001, category="pests",
            contact="c" * 201,
        )  # fmt: skip
        assert answer.status_code == 422
        assert f'<html lang="{language}">' in answer.text
        assert w("report_fault_text_long", n=w.number(1001), most=w.number(1000)) in answer.text
        assert w("report_fault_contact_long", n="201", most="200") in answer.text
        assert "đ" * 1001 in answer.text
        assert "c" * 201 in answer.text
        assert '<option value="pests" selected>' in answer.text
        assert answer.text.count('aria-invalid="true"') == 2
        empty = await send(client, WHERE.format("other", language), text=" \r\n ", category="?")
        assert w("report_fault_text_missing") in empty.text
        assert w("report_fault_category") in empty.text
    assert await kept(street) == []


async def test_a_thousand_letters_fit_however_the_browser_writes_line_ends(
    street: Street, ask: Ask
) -> None:
    async with ask(street.folder) as client:
        answer = await send(client, WHERE.format("other", "en"), text="a\r\n" * 499 + "bb")
    assert answer.status_code == 303
    assert len((await kept(street))[0].text) == 1000


async def test_a_form_that_nobody_opened_here_is_not_taken(street: Street, ask: Ask) -> None:
    where = WHERE.format("other", "en")
    async with ask(street.folder) as client:
        for token, cookie in (
            ("", ""),
            ("00.1795222800.00", "00.1795222800.00"),
            ("x", "y"),
            ("é", "é"),
        ):
            client.cookies.clear()
            headers = [(b"cookie", f"{COOKIE}={cookie}".encode())] if cookie else []
            answer = await client.post(
                where, files={"token": (None, token), "text": (None, "words")}, headers=headers
            )
            assert answer.status_code == 403
            assert "words</textarea>" in answer.text
            assert "open for too long" in answer.text
        client.cookies.clear()
        mine = re.findall(r'token" value="([^"]+)', (await client.get(where)).text)[0]
        client.cookies.clear()
        assert (await send(client, where, token=mine, text="x")).status_code == 403
        # The form that came back is whole: sent again it is taken.
        again = re.findall(r'token" value="([^"]+)', (await client.get(where)).text)[0]
        assert (await send(client, where, token=again, text="x")).status_code == 303
    async with ask(street.folder, now=NOW + 3601) as client:
        client.cookies.set(COOKIE, again)
        assert (await send(client, where, token=again, text="x")).status_code == 403
    assert len(await kept(street)) == 1


async def test_the_cookie_is_the_forms_alone_and_out_of_reach(street: Street, ask: Ask) -> None:
    async with ask(street.folder) as client:
        answer = await client.get("/report")
        cookie = answer.headers["set-cookie"]
        assert re.fullmatch(
            rf"{COOKIE}=[0-9a-f.]+; Max-Age=3600; Path=/report; HttpOnly; SameSite=Strict", cookie
        )
        secure = await client.get("https://qr.example.vn/report")
        assert secure.headers["set-cookie"].endswith("; SameSite=Strict; Secure")
        for path in ("/", "/find?q=a", street.path("green"), "/c/00RS-KAC7", "/nope"):
            assert "set-cookie" not in (await client.get(path)).headers
    assert answer.headers["cache-control"] == "no-store"


async def test_a_code_that_nobody_knows_and_no_code_at_all_can_be_reported(
    street: Street, ask: Ask
) -> None:
    async with ask(street.folder) as client:
        for where in ("/report/0000-0012?kind=other", "/report?kind=other"):
            assert (await client.get(where)).status_code == 200
            assert (await send(client, where, text="fake", code="FAKE 1")).status_code == 303
        assert (await send(client, "/report", text="x", code="00rs kac7")).status_code == 303
        for odd in (
            "/report/nonsense",
            "/report/00rs-kac7/x",
            "/report/%00",
            "/report/" + "9" * 900,
        ):
            answer = await client.get(odd, follow_redirects=True)
            assert answer.status_code == 200
            assert 'name="token"' in answer.text
        short = await client.get("/report/00rskac7?kind=damaged")
        assert short.headers["location"] == "/report/00RS-KAC7?kind=damaged"
    known, bare, unknown = await kept(street)
    assert (known.establishment_id, known.code_text) == (street.ids["green"], "00RS-KAC7")
    assert (bare.establishment_id, bare.code_text) == (None, "FAKE 1")
    assert (unknown.establishment_id, unknown.code_text) == (None, "0000-0012")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_too_many_reports_of_one_code_wait_and_keep_their_words(
    language: str, street: Street, ask: Ask
) -> None:
    where = WHERE.format("other", language)
    async with ask(street.folder) as client:
        for number in range(10):
            assert (await send(client, where, text=f"x{number}")).status_code == 303
        answer = await send(client, where, text="mine")
        assert answer.status_code == 429
        wait = int(answer.headers["retry-after"])
        assert 0 < wait <= 3600
        w = words_of(language)
        assert w("report_fault_many", wait=w.wait(wait)) in answer.text
        assert "mine</textarea>" in answer.text
    assert len(await kept(street)) == 10


async def test_a_body_that_is_too_large_or_broken_is_answered_with_the_form(
    street: Street, ask: Ask
) -> None:
    where = WHERE.format("other", "en")
    async with ask(street.folder) as client:
        large = await send(client, where, text="typed", photo=("x.jpg", b"\xff" * 50_000_000))
        assert large.status_code == 413
        assert "too large (at most 6 MB)" in large.text
        assert "typed</textarea>" in large.text
        for body, kind in (
            (b"text=x", "application/x-www-form-urlencoded"),
            (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
            (b"", "multipart/form-data"),
            (b"\xff" * 100, ""),
        ):
            answer = await client.post(where, content=body, headers={"content-type": kind})
            assert answer.status_code in (400, 415)
            assert "did not arrive complete" in answer.text
    assert await kept(street) == []


async def test_a_register_that_cannot_be_written_keeps_the_words_on_the_page(
    street: Street, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from foodtrace.errors import RegistryUnavailable

    async def broken(*_: Any, **__: Any) -> int:
        raise RegistryUnavailable("the disk is full", code="disk_full")

    monkeypatch.setattr("foodtrace_api.report_desk.record_report", broken)
    async with ask(street.folder) as client:
        answer = await send(client, WHERE.format("other", "en"), text="long words")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert "long words</textarea>" in answer.text
    assert "disk" not in answer.text


async def test_no_address_of_the_sender_is_kept(street: Street, ask: Ask) -> None:
    env = {"FOODTRACE_TRUSTED_PROXY": "127.0.0.1"}
    async with ask(street.folder, env=env) as client:
        client.headers["x-forwarded-for"] = "203.0.113.77"
        client.headers["user-agent"] = "CANARYAGENT"
        assert (await send(client, WHERE.format("other", "en"), text="x")).status_code == 303
    async with await Registry.open(street.folder) as registry, registry.reading() as connection:
        for table in metadata.sorted_tables:
            for row in (await connection.execute(table.select())).all():
                assert "203.0.113" not in repr(row)
                assert "CANARYAGENT" not in repr(row)


async def test_the_limit_counts_a_senders_network_behind_a_trusted_proxy_alone(
    street: Street, ask: Ask
) -> None:
    async def fill(client: Client) -> int:
        taken = 0
        for number in range(13):
            client.headers["x-forwarded-for"] = f"198.51.{number}.1"
            sent = await send(client, "/report?kind=other", text="x", code=f"sign {number}")
            taken += sent.status_code == 303
        return taken

    env = {"FOODTRACE_TRUSTED_PROXY": "127.0.0.0/8"}
    async with ask(street.folder) as client:
        assert await fill(client) == 12
    async with ask(street.folder, env=env) as client:
        assert await fill(client) == 13


async def test_a_form_opened_before_the_day_ends_is_taken_after_it(
    street: Street, ask: Ask
) -> None:
    """The key changes at midnight UTC, 07:00 here: NOW is that second."""
    where = WHERE.format("other", "en")
    async with ask(street.folder, now=NOW - 60) as client:
        form = await client.get(where)
        token = re.findall(r'name="token" value="([^"]+)"', form.text)[0]
    async with ask(street.folder, now=NOW - 1) as client:
        client.cookies.set(COOKIE, token)
        before = await send(client, where, token=token, text="a minute before")
    async with ask(street.folder, now=NOW + 3000) as client:
        assert "Receipt number: 1" in (await client.get(before.headers["location"])).text
        client.cookies.set(COOKIE, token)
        assert (await send(client, where, token=token, text="after")).status_code == 303
    assert len(await kept(street)) == 2


async def test_a_double_tap_makes_one_report_and_both_lead_to_its_thanks(
    street: Street, ask: Ask
) -> None:
    where = WHERE.format("damaged", "en")
    async with ask(street.folder) as client:
        token = re.findall(r'token" value="([^"]+)', (await client.get(where)).text)[0]
        tap = {"token": token, "text": "torn", "photo": ("x.jpg", photo())}
        both = await asyncio.gather(*(send(client, where, **tap) for _ in range(4)))
        later = await send(client, where, **tap)
        told = {answer.headers["location"] for answer in (*both, later)}
        assert [answer.status_code for answer in both] == [303] * 4
        assert len(told) == 1
        assert "Receipt number: 1" in (await client.get(told.pop())).text
        # Other words, another kind in another tab and the same words from a new form are reports.
        await send(client, where, token=token, text="torn again")
        await send(client, WHERE.format("another_place", "en"), token=token, text="torn")
        client.cookies.clear()
        await send(client, where, text="torn again")
    assert [report.number for report in await kept(street)] == [4, 3, 2, 1]


async def test_taps_after_the_first_are_not_counted_against_anybody(
    street: Street, ask: Ask
) -> None:
    where = WHERE.format("damaged", "en")
    async with ask(street.folder) as client:
        for _ in range(30):
            assert (await send(client, where)).status_code == 303
        assert (await send(client, where, text="another")).status_code == 303
    assert len(await kept(street)) == 2


async def test_a_text_in_which_nothing_can_be_seen_is_missing(street: Street, ask: Ask) -> None:
    where = WHERE.format("other", "en")
    async with ask(street.folder) as client:
        for blank in ("\u200b\u200b", "\u202e", "\u200d \u2066", "\x00\r\n\t"):
            answer = await send(client, where, text=blank)
            assert answer.status_code == 422
            assert "Please write what this is about" in answer.text
        # Control characters are not counted: the register does not keep them.
        assert (await send(client, where, text="\x07" * 9 + "a" * 1000)).status_code == 303


async def test_a_body_that_stops_coming_is_not_waited_for(
    street: Street, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("foodtrace_api.uploads._LONGEST_PAUSE", 0.05)

    async def halting() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\ntyped\r\n--x\r\n'
        await asyncio.Event().wait()

    async with ask(street.folder) as client:
        answer = await client.post(
            WHERE.format("other", "en"),
            content=halting(),
            headers={"content-type": "multipart/form-data; boundary=x"},
        )
    assert answer.status_code == 408
    assert "did not arrive complete" in answer.text
    assert "typed</textarea>" in answer.text
