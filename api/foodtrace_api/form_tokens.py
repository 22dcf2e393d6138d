"""The tokens of one public form: drawn when it is opened, kept while they hold, asked for when it is sent."""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING, Any

from foodtrace.errors import RegistryUnavailable
from foodtrace.registry import day_key

from foodtrace_api.form_token import COOKIE, LIFE_SECONDS, cookie_header, holds_token, make_token

if TYPE_CHECKING:
    from litestar import Request

    from foodtrace_api.keeper import Keeper
    from foodtrace_api.sender import Proxies

__all__ = ["FormTokens"]


class FormTokens:
    """`purpose` keeps the keys of a form apart from those of every other; its cookie goes to `path` alone."""

    def __init__(self, keeper: Keeper, proxies: Proxies, purpose: str, path: str) -> None:
        self._keeper = keeper
        self._proxies = proxies
        self._purpose = purpose
        self._path = path

    async def keys(self, now: int) -> tuple[bytes, bytes]:
        """The key for what is made now, which holds to its end whatever the day, and the day's own."""
        registry = await self._keeper.open_registry()
        lasting = await day_key(registry, self._purpose, now=now, life=LIFE_SECONDS)
        return lasting, await day_key(registry, self._purpose, now=now)

    def held(self, request: Request[Any, Any, Any], keys: tuple[bytes, bytes], now: int) -> str:
        """The token that came with the request; "" if it holds no longer.

        A second form in another tab shares the cookie, so both can be sent.
        """
        token = request.cookies.get(COOKIE, "")
        return token if holds_token(keys, token, now) else ""

    async def again(self, request: Request[Any, Any, Any], now: int) -> tuple[str, str | None]:
        """The token of a form that is shown again, and what to set as its cookie, None to leave it.

        While no key can be had, the token that came is the best there is.
        """
        try:
            keys = await self.keys(now)
        except RegistryUnavailable:
            return request.cookies.get(COOKIE, ""), None
        if held := self.held(request, keys, now):
            return held, None
        drawn = self.draw(keys, now)
        return drawn, drawn

    def draw(self, keys: tuple[bytes, bytes], now: int) -> str:
        """A new token."""
        return make_token(keys[0], secrets.token_bytes(16), now)

    def is_ours(
        self, request: Request[Any, Any, Any], token: str, keys: tuple[bytes, bytes], now: int
    ) -> bool:
        """Whether a form that carries `token` is one that this server gave to this browser."""
        cookie = request.cookies.get(COOKIE, "")
        same = hmac.compare_digest(cookie.encode(), token.encode())
        return same and holds_token(keys, cookie, now)

    def cookie(self, request: Request[Any, Any, Any], token: str) -> str:
        """The Set-Cookie line of a token."""
        secure = self._proxies.is_https(request.scope)
        return cookie_header(token, secure=secure, path=self._path)
