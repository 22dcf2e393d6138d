"""Passkeys in a real browser: chromium's virtual authenticator makes the bytes, the server judges them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from api.serving import browsing, serving
from api.street import NOW, Street
from foodtrace.registry import Registry
from foodtrace.registry.access_schema import passkey
from foodtrace.registry.schema import event
from foodtrace_api.app import create_app
from office.test_sign_in import PASSWORD, invited
from playwright.async_api import CDPSession, Page
from sqlalchemy import select, update

pytestmark = pytest.mark.browser


@asynccontextmanager
async def phone(street: Street, *, verifies: bool = True) -> AsyncIterator[tuple[Page, str, Any]]:
    """A browser with an authenticator of its own: the page, the server's address, the device's controls."""
    async with serving(create_app(street.folder, clock=lambda: NOW, env={})) as at, browsing() as b:
        # Passkeys are made for names, never for addresses.
        base = at.replace("127.0.0.1", "localhost")
        context = await b.new_context(base_url=base, locale="vi-VN")
        page = await context.new_page()
        control = await context.new_cdp_session(page)
        await control.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": verifies,
            "automaticPresenceSimulation": True,
        }
        added = await control.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        yield page, base, Device(control, added["authenticatorId"])


class Device:
    """The authenticator in the person's hand."""

    def __init__(self, control: CDPSession, number: str) -> None:
        self._control, self._number = control, number

    async def credentials(self) -> list[dict[str, Any]]:
        found = await self._control.send(
            "WebAuthn.getCredentials", {"authenticatorId": self._number}
        )
        return list(found["credentials"])

    async def verify(self, does: bool) -> None:
        await self._control.send(
            "WebAuthn.setUserVerified", {"authenticatorId": self._number, "isUserVerified": does}
        )


async def sign_up(page: Page, link: str, *, password: str = "") -> None:
    await page.goto(link)
    if password:
        await page.fill("[name=password]", password)
        await page.fill("[name=password_again]", password)
    await page.fill("[name=passkey_name]", "Điện thoại cơ quan")
    async with page.expect_navigation():
        await page.click("[data-passkey] button")


async def sign_out(page: Page) -> None:
    async with page.expect_navigation():
        await page.click("footer button")


async def submit(page: Page, button: str) -> None:
    async with page.expect_navigation():
        await page.click(button)


ALONE = 'form[action="/office/sign-in/passkey"] button'


async def test_a_passkey_alone_signs_up_and_in(street: Street) -> None:
    link = await invited(street.folder)
    async with phone(street) as (page, base, device):
        await sign_up(page, link)
        assert page.url == f"{base}/office/"
        assert "Lê Thị Mai" in await page.inner_text("main")
        made = await device.credentials()
        assert [each["isResidentCredential"] for each in made] == [True]
        assert made[0]["rpId"] == "localhost"
        await sign_out(page)
        await page.goto("/office/sign-in?next=/office/account")
        await submit(page, ALONE)
        assert page.url == f"{base}/office/account"
        await page.goto("/office/account/sign-in")
        assert "Điện thoại cơ quan" in await page.inner_text("table")
        await page.click(".sure summary")
        await submit(page, ".sure button")
        assert "không còn cách đăng nhập nào" in await page.inner_text("main")
    async with await Registry.open(street.folder) as registry, registry.reading() as connection:
        kinds = (await connection.execute(select(event.c.kind).order_by(event.c.seq))).scalars()
        assert list(kinds)[-4:] == ["account_signed_up", "signed_in", "signed_out", "signed_in"]
        kept = (await connection.execute(select(passkey))).one()
    assert kept.counter >= 2
    assert kept.last_used_day == (NOW + 7 * 3600) // 86_400


async def test_beside_a_password_both_are_needed(street: Street) -> None:
    link = await invited(street.folder)
    async with phone(street) as (page, base, device):
        await sign_up(page, link, password="8 letter")
        await sign_out(page)
        await page.fill("[name=name]", "Lê Thị Mai")
        await page.fill("[name=password]", "8 letter")
        await submit(page, "form[action='/office/sign-in'] button")
        assert "Xác nhận bằng khóa truy cập" in await page.inner_text("h1")
        await page.goto("/office/")
        assert "/office/sign-in" in page.url, "the password alone opened nothing"
        await page.fill("[name=name]", "Lê Thị Mai")
        await page.fill("[name=password]", "8 letter")
        await submit(page, "form[action='/office/sign-in'] button")
        # As a second factor the touch is enough; the password was the first.
        await device.verify(False)
        await submit(page, "[data-passkey] button")
        assert page.url == f"{base}/office/"


async def test_a_copied_passkey_is_refused(street: Street) -> None:
    link = await invited(street.folder)
    async with phone(street) as (page, _, _device):
        await sign_up(page, link)
        await sign_out(page)
        # As if a copy had been used since: the register has seen a higher count than this device knows.
        async with await Registry.open(street.folder) as registry, registry.writing() as connection:
            await connection.execute(update(passkey).values(counter=1000))
        await page.goto("/office/sign-in")
        await submit(page, ALONE)
        assert "có thể đã bị sao chép" in await page.inner_text("main")
        await page.goto("/office/")
        assert "/office/sign-in" in page.url
    async with await Registry.open(street.folder) as registry, registry.reading() as connection:
        kinds = (await connection.execute(select(event.c.kind).order_by(event.c.seq))).scalars()
        assert list(kinds)[-1] == "passkey_refused"


async def test_what_a_browser_brought_counts_once_here_and_for_this_page(street: Street) -> None:
    link = await invited(street.folder)
    async with phone(street) as (page, base, _):
        await sign_up(page, link)
        await sign_out(page)
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.post_data or ""))
        await page.goto("/office/sign-in")
        await submit(page, ALONE)
        body = next(each for each in sent if "credential=" in each)
        found = httpx.QueryParams(body)
        credential = json.loads(found["credential"])

        async with httpx.AsyncClient(base_url=base, headers={"origin": base}, timeout=60) as other:

            async def answer(changed: dict[str, Any], host: str = "") -> int:
                headers = {"host": host, "origin": f"http://{host}"} if host else {}
                fields = {"credential": json.dumps(changed)}
                sent = await other.post("/office/sign-in/passkey", data=fields, headers=headers)
                assert "foodtrace_session" not in sent.headers.get("set-cookie", "")
                return sent.status_code

            assert await answer(credential) == 401, "the same once more"
            assert await answer(credential, "qr.example.vn") == 401, "under another name"
            response = credential["response"]
            for name in ("clientDataJSON", "authenticatorData", "signature", "userHandle"):
                value = response[name]
                bent = value[:-6] + ("A" if value[-6] != "A" else "B") + value[-5:]
                assert await answer({**credential, "response": {**response, name: bent}}) == 401
                short = {key: each for key, each in response.items() if key != name}
                assert await answer({**credential, "response": short}) == 401
            nonsense: tuple[Any, ...] = ({}, {**credential, "rawId": "AAAA"}, [], "x", None)
            for each in nonsense:
                assert await answer(each) == 401


async def test_without_verifying_the_person_a_passkey_is_not_enough_alone(street: Street) -> None:
    link = await invited(street.folder)
    async with phone(street) as (page, base, device):
        await sign_up(page, link)
        await sign_out(page)
        await device.verify(False)
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text))
        await page.click(ALONE)
        await page.wait_for_selector("[data-fault]:not([hidden])")
        assert page.url == f"{base}/office/sign-in"
        assert not [each for each in faults if "Content Security Policy" in each]
        answer = await page.reload()
        assert answer is not None
        policy = (await answer.all_headers())["content-security-policy"]
        assert "script-src 'self'; connect-src 'none'" in policy


async def test_signing_in_with_a_password_needs_no_script(street: Street) -> None:
    link = await invited(street.folder)
    app = create_app(street.folder, clock=lambda: NOW, env={})
    async with serving(app) as base, browsing() as browser:
        context = await browser.new_context(base_url=base, java_script_enabled=False)
        page = await context.new_page()
        await page.goto(link)
        await page.fill("[name=password]", PASSWORD)
        await page.fill("[name=password_again]", PASSWORD)
        await submit(page, "form[method=post] > button")
        assert page.url == f"{base}/office/"
