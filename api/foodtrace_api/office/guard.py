"""The one guard of the office: whose session, which right, and whether a form comes from our own page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from foodtrace.access import Right, Session, Who
from litestar import HttpMethod, post, route
from litestar.handlers import HTTPRouteHandler

from foodtrace_api.negotiate import header

if TYPE_CHECKING:
    from litestar import Request, Router
    from litestar.types import Scope

    from foodtrace_api.answer import Answer

__all__ = [
    "OPEN",
    "RIGHT",
    "Instead",
    "check_rights_are_named",
    "comes_from_own_page",
    "is_open",
    "keep_session",
    "mark_open",
    "needs_fresh",
    "office_get",
    "office_post",
    "right_of",
    "session_of",
    "signed_in",
    "who_of",
]

# For the pages that lead to a session: these alone are without a right.
OPEN: Final = "open"
RIGHT: Final = "right"
_FRESH: Final = "fresh"
_SESSION: Final = "office_session"
_OPEN: Final = "office_open"

_Made = Callable[[Callable[..., Awaitable["Answer"]]], HTTPRouteHandler]


class Instead(Exception):
    """Ends the handling of a request with this answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def office_get(path: str, right: Right | str, *, fresh: bool = False) -> _Made:
    """A page of the office; answers HEAD too. `fresh`: the session must have begun a short while ago."""
    return route(
        path,
        http_method=[HttpMethod.GET, HttpMethod.HEAD],
        opt={RIGHT: right, _FRESH: fresh},
        include_in_schema=False,
    )


def office_post(path: str, right: Right | str, *, fresh: bool = False) -> _Made:
    """A change. What was typed is asked for with `office.form`, which checks the form's token."""
    return post(path, opt={RIGHT: right, _FRESH: fresh}, include_in_schema=False, status_code=200)


def check_rights_are_named(router: Router) -> None:
    """Refuse to start with a route that names no right: it would be open to everybody."""
    for each in router.routes:
        for handler in getattr(each, "route_handlers", ()):
            if handler.http_methods == {HttpMethod.OPTIONS}:
                continue  # the framework's own list of methods
            right = handler.opt.get(RIGHT)
            if right != OPEN and not isinstance(right, Right):
                raise RuntimeError(f"{each.path} names no right; use office_get or office_post")


def right_of(handler: Any) -> Right | None:
    """The right that a route names; None for an open one."""
    right = handler.opt[RIGHT]
    return right if isinstance(right, Right) else None


def needs_fresh(handler: Any) -> bool:
    """Whether the session must have begun a short while ago."""
    return bool(handler.opt.get(_FRESH))


def session_of(request: Request[Any, Any, Any]) -> tuple[Session, str] | None:
    """The session that the guard found, with its token."""
    found: tuple[Session, str] | None = request.scope["state"].get(_SESSION)
    return found


def keep_session(request: Request[Any, Any, Any], found: tuple[Session, str]) -> None:
    request.scope["state"][_SESSION] = found


def mark_open(request: Request[Any, Any, Any], is_open: bool) -> None:
    request.scope["state"][_OPEN] = is_open


def is_open(request: Request[Any, Any, Any]) -> bool:
    """Whether the route needs no session: its forms belong to none."""
    return bool(request.scope["state"].get(_OPEN))


def signed_in(request: Request[Any, Any, Any]) -> tuple[Session, str]:
    """The session that asks, with its token; only behind the guard."""
    found = session_of(request)
    if found is None:
        raise RuntimeError("an open page has nobody; name a right to have somebody")
    return found


def who_of(request: Request[Any, Any, Any]) -> Who:
    """Who asks; only behind the guard."""
    return signed_in(request)[0].who


def comes_from_own_page(scope: Scope) -> bool:
    """Whether a form was sent by a page of this server.

    By Sec-Fetch-Site, which no page can forge; browsers send it over encrypted connections and to
    localhost. Else by Origin. A request with neither is no browser's form.
    """
    site = header(scope, b"sec-fetch-site")
    if site:
        return site == "same-origin"
    origin = urlsplit(header(scope, b"origin"))
    return origin.scheme in ("http", "https") and origin.netloc == header(scope, b"host")
