"""Signing up by a link and in with a password: what is kept, what is answered, who is slowed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx
import pytest
from api.street import NOW, Street
from foodtrace.access import Role, add_account, make_link
from foodtrace.registry import DATABASE_FILE, Registry
from office.conftest import Enter
from office.signed_in import BASE, OWN, Officer

PASSWORD = "Sông Hàn CANARYPASSWORD 1995"
MINUTE = 60


async def invited(folder: Path, name: str = "Lê Thị Mai", role: str = "issuing") -> str:
    """The path of a sign-up link."""
    async with await Registry.open(folder) as registry:
        number = await add_account(registry, name, Role(role), actor="test", now=NOW)
        return f"/office/sign-up/{await make_link(registry, number, actor='test', now=NOW)}"


async def sign_up(browser: Officer, link: str, password: str = PASSWORD) -> httpx.Response:
    return await browser.post(
        link, data={"password": password, "password_again": password}, headers=OWN
    )


async def sign_in(
    browser: Officer, password: str, name: str = "Lê Thị Mai", **more: str
) -> httpx.Response:
    fields = {"name": name, "password": password, **more}
    return await browser.post("/office/sign-in", data=fields, headers=OWN)


async def test_a_link_is_looked_at_often_and_used_once(street: Street, enter: Enter) -> None:
    link = await invited(street.folder)
    async with enter(street.folder, role=None) as browser:
        for _ in range(2):
            page = await browser.get(link)
            assert page.status_code == 200
            assert "Lê Thị Mai" in page.text
        assert (await sign_up(browser, link)).status_code == 303
        assert "Lê Thị Mai" in (await browser.get("/office/")).text
        assert (await browser.get(link)).status_code == 410
        assert (await sign_up(browser, link, "another sentence")).status_code == 410


async def test_a_link_runs_out_and_a_clock_set_back_does_not_bring_it_back(
    street: Street, enter: Enter
) -> None:
    link = await invited(street.folder)
    moment = NOW + 48 * 3600
    async with enter(street.folder, role=None, clock=lambda: moment) as browser:
        assert (await browser.get(link)).status_code == 410
        moment = NOW + 60
        assert (await browser.get(link)).status_code == 410


async def test_a_link_from_the_future_is_not_believed(street: Street, enter: Enter) -> None:
    link = await invited(street.folder)
    async with enter(street.folder, role=None, now=NOW - 3600) as browser:
        assert (await browser.get(link)).status_code == 410


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("short", "ít nhất 12"),
        ("password1234", "thử đầu tiên"),
        ("aaaaaaaaaaaaaaa", "thử đầu tiên"),
        ("abcdefghijklmno", "thử đầu tiên"),
        ("Nguyễn  Văn Ánh 1", "trùng với tên"),
        ("x" * 300, "Tối đa 256"),
    ],
)
async def test_a_password_that_is_refused_is_explained_beside_its_field(
    street: Street, enter: Enter, typed: str, words: str
) -> None:
    link = await invited(street.folder, "Nguyễn Văn Ánh")
    async with enter(street.folder, role=None) as browser:
        answer = await sign_up(browser, link, typed)
        assert answer.status_code == 422
        assert words in answer.text
        assert typed not in answer.text


async def test_two_passwords_that_differ_are_told_apart(street: Street, enter: Enter) -> None:
    link = await invited(street.folder)
    async with enter(street.folder, role=None) as browser:
        fields = {"password": PASSWORD, "password_again": PASSWORD + "."}
        answer = await browser.post(link, data=fields, headers=OWN)
        assert answer.status_code == 422
        assert "không giống nhau" in answer.text


async def test_the_same_sentence_signs_in_however_the_keyboard_composes_it(
    street: Street, enter: Enter
) -> None:
    link = await invited(street.folder)
    async with enter(street.folder, role=None) as browser:
        await sign_up(browser, link, "Đà Nẵng có Cầu Rồng")
        decomposed = "Đa\u0300 Nă\u0303ng co\u0301 Cầu Rồng"
        assert (await sign_in(browser, decomposed, "lê thị  MAI")).status_code == 303


async def test_a_wrong_name_and_a_wrong_password_get_one_answer(
    street: Street, enter: Enter
) -> None:
    link = await invited(street.folder)
    async with enter(street.folder, role=None) as browser:
        await sign_up(browser, link)
        browser.cookies.clear()
        pages = []
        for name, password in (("Lê Thị Mai", "not the password"), ("Nobody", PASSWORD)):
            answer = await sign_in(browser, password, name)
            assert answer.status_code == 401
            assert password not in answer.text
            shown = answer.text.replace(name, "")
            pages.append(re.sub(r'data-options="[^"]*"', "", shown))
        assert pages[0] == pages[1]


async def test_signing_in_gives_another_token_than_the_one_before(
    street: Street, enter: Enter
) -> None:
    """A token planted into the browser beforehand is worth nothing after signing in."""
    link = await invited(street.folder)
    async with enter(street.folder, role=None) as browser:
        browser.cookies.set("foodtrace_session", "fts_planted")
        await sign_up(browser, link)
        tokens = {browser.cookies.get("foodtrace_session", domain="qr.example.vn")}
        first = next(iter(tokens))
        await sign_in(browser, PASSWORD)
        await browser.get("/office/sign-in?why=sign_in_fresh")
        answer = await sign_in(browser, PASSWORD)
        second = re.search(r"foodtrace_session=(fts_[^;]+)", answer.headers["set-cookie"])
        assert second is not None
        assert second[1] not in (first, "fts_planted")
        browser.cookies.clear()
        browser.cookies.set("foodtrace_session", str(first))
        assert (await browser.get("/office/")).status_code == 303, "the old one ended"


async def test_cookies_are_out_of_reach_of_scripts_and_of_other_hosts(
    street: Street, enter: Enter
) -> None:
    link = await invited(street.folder)
    async with enter(street.folder, role=None) as browser:
        set_ = (await sign_up(browser, link)).headers.get_list("set-cookie")
        session = next(each for each in set_ if each.startswith("foodtrace_session="))
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(session.split("; "))
        assert "Domain" not in session

    async with enter(
        street.folder, role=None, env={"FOODTRACE_TRUSTED_PROXY": "127.0.0.1"}
    ) as browser:
        headers = OWN | {"x-forwarded-proto": "https", "x-forwarded-for": "198.51.100.7"}
        answer = await browser.post(
            "/office/sign-in",
            data={"name": "Lê Thị Mai", "password": PASSWORD},
            headers=headers | {"origin": BASE.replace("http:", "https:")},
        )
        session = next(
            each for each in answer.headers.get_list("set-cookie") if "foodtrace_session" in each
        )
        assert session.startswith("__Host-foodtrace_session=fts_")
        assert "Secure" in session.split("; ")


@pytest.mark.parametrize(
    "onward",
    [
        "https://evil.example/",
        "//evil.example/office/",
        "/office//evil.example",
        "/\\evil.example",
        "/office/\\evil.example",
        "javascript:alert(1)",
        "/office/\r\nSet-Cookie: a=b",
        "/c/00RS",
        "/officeevil",
    ],
)
async def test_nobody_is_led_to_another_site(street: Street, enter: Enter, onward: str) -> None:
    link = await invited(street.folder)
    async with enter(street.folder, role=None) as browser:
        await sign_up(browser, link)
        browser.cookies.clear()
        answer = await sign_in(browser, PASSWORD, next=onward)
        assert (answer.status_code, answer.headers["location"]) == (303, "/office/")
        signed_in = await browser.get("/office/sign-in", params={"next": onward})
        assert (signed_in.status_code, signed_in.headers["location"]) == (303, "/office/")


async def test_what_was_typed_is_sent_after_signing_in(street: Street, enter: Enter) -> None:
    link = await invited(street.folder)
    async with enter(street.folder, role=None) as browser:
        await sign_up(browser, link)
        await browser.send_form("/office/sign-out", csrf="")
        browser.cookies.delete("foodtrace_session")
        asked = await browser.post("/office/sign-out", data={"note": 'Bún "mắm"'}, headers=OWN)
        kept = re.search(r'name="kept" value="([^"]+)"', asked.text)
        assert kept is not None
        packed = kept[1].replace("&#34;", '"').replace("&amp;", "&")
        wrong = await sign_in(browser, "not the password", kept=packed)
        assert "mắm" in wrong.text, "kept through a slip as well"
        ready = await sign_in(browser, PASSWORD, kept=packed)
        assert ready.status_code == 200
        assert 'action="/office/sign-out"' in ready.text
        assert 'name="note" value="Bún &#34;mắm&#34;"' in ready.text


async def test_what_was_kept_goes_nowhere_but_to_the_office(street: Street, enter: Enter) -> None:
    link = await invited(street.folder)
    async with enter(street.folder, role=None) as browser:
        await sign_up(browser, link)
        for path in ("https://evil.example/", "//evil.example", "/report", "javascript:alert(1)"):
            kept = json.dumps({"path": path, "fields": [["a", "b"]], "files": []})
            answer = await sign_in(browser, PASSWORD, kept=kept)
            assert (answer.status_code, answer.headers["location"]) == (303, "/office/")
        for broken in ("[]", "{", '{"path":1}'):
            assert (await sign_in(browser, PASSWORD, kept=broken)).status_code == 303


async def test_guessing_is_slowed_more_and_more(street: Street, enter: Enter) -> None:
    link = await invited(street.folder)
    moment = NOW
    async with enter(street.folder, role=None, clock=lambda: moment) as browser:
        await sign_up(browser, link)
        browser.cookies.clear()
        for _ in range(5):
            assert (await sign_in(browser, "a guess")).status_code == 401
        waits = []
        for _ in range(6):
            answer = await sign_in(browser, PASSWORD)
            assert answer.status_code == 429, "the right password waits too"
            waits.append(int(answer.headers["retry-after"]))
            moment += waits[-1]
            assert (await sign_in(browser, "a guess")).status_code == 401
        assert waits == [1, 2, 4, 8, 16, 32]
        moment += 64
        assert (await sign_in(browser, PASSWORD)).status_code == 303


async def test_a_stranger_does_not_lock_an_officer_out_of_her_own_browser(
    street: Street, enter: Enter
) -> None:
    link = await invited(street.folder)
    async with (
        enter(street.folder, role=None) as officer,
        enter(street.folder, role=None) as stranger,
    ):
        await sign_up(officer, link)
        officer.cookies.delete("foodtrace_session")
        tried = [(await sign_in(stranger, f"guess {n}")).status_code for n in range(8)]
        assert tried == [401] * 5 + [429] * 3
        assert (await sign_in(officer, PASSWORD)).status_code == 303, "same account, same network"


async def test_a_known_browser_of_one_account_is_a_stranger_to_another(
    street: Street, enter: Enter
) -> None:
    mine, hers = await invited(street.folder, "An"), await invited(street.folder, "Bình")
    async with enter(street.folder, role=None) as browser:
        await sign_up(browser, hers)
        browser.cookies.clear()
        await sign_up(browser, mine)
        tried = [(await sign_in(browser, "a guess", "Bình")).status_code for _ in range(6)]
        assert tried == [401] * 5 + [429]


async def test_passwords_and_tokens_are_nowhere_in_what_is_kept_or_logged(
    street: Street, enter: Enter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    link = await invited(street.folder)
    async with enter(street.folder, role=None) as browser:
        await sign_up(browser, link)
        await sign_in(browser, PASSWORD + " wrong")
        await sign_in(browser, PASSWORD)
        tokens = [link.rpartition("/")[2], *browser.cookies.values()]
        await browser.get("/office/")
    assert len(tokens) == 3
    kept = b"".join(
        path.read_bytes() for path in street.folder.iterdir() if path.name.startswith(DATABASE_FILE)
    )
    logged = "\n".join(
        f"{record.getMessage()} {record.exc_text or ''}"
        for record in caplog.records
        if not record.name.startswith("http")  # the test's own client
    )
    for secret in ("CANARYPASSWORD", *tokens):
        assert secret.encode() not in kept
        assert secret not in logged
    assert b"$argon2id$v=19$m=65536,t=2,p=1$" in kept
