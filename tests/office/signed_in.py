"""A browser of the office without a window: signed in by role, sending forms as its pages would."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import httpx
from foodtrace.access import Role, add_account, form_token, start_session
from foodtrace.registry import Registry

BASE = "http://qr.example.vn"
# What a browser says of a form on the server's own page.
OWN = {"origin": BASE, "sec-fetch-site": "same-origin"}


class Officer(httpx.AsyncClient):
    """`account` is the number of whoever is signed in, `csrf` the token of her forms."""

    account: int = 0
    csrf: str = ""
    token: str = ""

    async def send_form(
        self,
        path: str,
        fields: Mapping[str, Any] | None = None,
        *,
        files: Mapping[str, Any] | None = None,
        csrf: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Send a form of the server's own page, with its token."""
        sent = {"csrf": self.csrf if csrf is None else csrf, **(fields or {})}
        return await self.post(
            path, data=sent, files=files, headers=OWN if headers is None else headers
        )


async def sign_in_as(
    officer: Officer,
    folder: Path,
    role: str,
    *,
    zones: Iterable[int] = (),
    wards: Iterable[int] = (),
    now: int,
    name: str | None = None,
) -> None:
    """Give the browser a session of a new account."""
    number, token = await begin_session(folder, role, zones=zones, wards=wards, now=now, name=name)
    officer.account, officer.token, officer.csrf = number, token, form_token(token)
    officer.cookies.set("foodtrace_session", token)


async def begin_session(
    folder: Path,
    role: str,
    *,
    zones: Iterable[int] = (),
    wards: Iterable[int] = (),
    now: int,
    name: str | None = None,
) -> tuple[int, str]:
    """A new account and the token of its session."""
    async with await Registry.open(folder) as registry:
        number = await add_account(
            registry,
            name or f"Người thử {role}",
            Role(role),
            zones=zones,
            wards=wards,
            actor="test",
            now=now,
        )
        token = await start_session(registry, number, browser="test", language=None, now=now)
    return number, token


def words_of_page(page: str) -> str:
    """What a person reads of a page."""
    shown = re.sub(r"(?s)<(style|script).*?</\1>", " ", page)
    return " ".join(re.sub(r"<[^>]+>", " ", shown).split())
