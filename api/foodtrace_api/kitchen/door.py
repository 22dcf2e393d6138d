"""The door of a kitchen's page: a link is exchanged for a cookie once, and every request shows it.

The token stands in an address once, when the link is opened: from then on it is in a cookie that no script
reads and no other site sends. So the page has one address for everybody, which can be kept on the home
screen, shown to a helper or photographed, and a service worker that keeps it keeps no secret.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any, Final

from foodtrace.access import form_token
from foodtrace.errors import AccessDenied
from foodtrace.feedback import allow
from foodtrace.kitchen import follow_kitchen_link, note_use

from foodtrace_api.answer import Answer
from foodtrace_api.front import asked_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from foodtrace.kitchen import Kitchen
    from foodtrace.registry import Registry
    from litestar import Request

    from foodtrace_api.keeper import Keeper
    from foodtrace_api.sender import Proxies

__all__ = ["PATH", "Door", "Guest"]

PATH: Final = "/kitchen/"
_COOKIE: Final = "foodtrace_kitchen"
# The longest that browsers keep one; each day the page is opened begins it anew.
_COOKIE_SECONDS: Final = 400 * 86_400
_LONGEST: Final = 200
_PURPOSE: Final = "kitchen door "
_RULES: Final = (("network", 3600, 60), ("all", 86_400, 20_000))


class Guest:
    """Who came in: the kitchen, and what the forms of this cookie carry."""

    def __init__(self, kitchen: Kitchen, token: str) -> None:
        self.kitchen = kitchen
        self.csrf = form_token(token)

    def sent(self, csrf: str) -> bool:
        """Whether a form came from a page that this guest was shown."""
        return hmac.compare_digest(self.csrf.encode(), csrf.encode())


class Door:
    """Lets in by cookie. Raises AccessDenied for every other, LimitReached for who tries many."""

    def __init__(self, keeper: Keeper, clock: Callable[[], int], proxies: Proxies) -> None:
        self._keeper = keeper
        self._clock = clock
        self._proxies = proxies

    async def registry(self) -> Registry:
        return await self._keeper.open_registry()

    def now(self) -> int:
        return self._clock()

    async def enter(self, request: Request[Any, Any, Any]) -> Guest:
        """Whose page this browser may see. Raises AccessDenied: no_link, link_unknown, link_revoked,
        link_ended, closed."""
        token = request.cookies.get(_COOKIE, "")[:_LONGEST]
        if not token:
            raise AccessDenied("open the link that the office gave", code="no_link")
        kitchen = await self._follow(request, token)
        await note_use(await self.registry(), kitchen, now=self.now())
        return Guest(kitchen, token)

    async def exchange(self, request: Request[Any, Any, Any], token: str) -> Answer:
        """The cookie for a token that holds, and on to the page, whose address has no token."""
        await self._follow(request, token[:_LONGEST])
        answer = Answer.see_other(asked_of(request).href(PATH))
        cookie = (b"set-cookie", self.cookie(request, token).encode())
        return Answer(answer.status, (*answer.headers, cookie), answer.body)

    def cookie(self, request: Request[Any, Any, Any], token: str) -> str:
        """Lax and not Strict: the link is opened from a message, and what is changed is guarded by more."""
        secure = "; Secure" if self._proxies.is_https(request.scope) else ""
        ends = f"Max-Age={_COOKIE_SECONDS}; Path={PATH}; HttpOnly; SameSite=Lax"
        return f"{_COOKIE}={token}; {ends}{secure}"

    def renewed(self, request: Request[Any, Any, Any]) -> str:
        """The cookie that came, for as long again."""
        return self.cookie(request, request.cookies.get(_COOKIE, "")[:_LONGEST])

    async def _follow(self, request: Request[Any, Any, Any], token: str) -> Kitchen:
        registry, now = await self.registry(), self.now()
        try:
            return await follow_kitchen_link(registry, token, now=now)
        except AccessDenied as error:
            if error.code == "link_unknown":
                network = self._proxies.sender(request.scope)
                await allow(
                    registry, code="", network=network, now=now, purpose=_PURPOSE, rules=_RULES
                )
            raise
