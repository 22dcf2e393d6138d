"""The front page with its form for a typed code, and the page that explains an address without one."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from litestar import HttpMethod, Request, Router, route
from litestar.openapi import ResponseSpec

from foodtrace_api.answer import Answer
from foodtrace_api.negotiate import header
from foodtrace_api.render import Asked, render, site_of
from foodtrace_api.room import Room
from foodtrace_api.words import choose_language, named_language, words_of

if TYPE_CHECKING:
    from foodtrace_api.lookup import Lookup

VARY = "Accept, Accept-Language, Accept-Encoding"


def page_headers(language: str) -> dict[str, str]:
    """Of a page that must not be shown again from any store: a reload asks anew."""
    return {"cache-control": "no-store", "content-language": language, "vary": VARY}


def asked_of(request: Request[Any, Any, Any], keep: str = "") -> Asked:
    """The language of this request; a `lang` that names none of ours counts as absent."""
    # Most links carry no query: it is parsed only where there is one.
    named = request.query_params.get("lang", "") if request.scope["query_string"] else ""
    return _asked(named[:35], header(request.scope, b"accept-language"), keep)


@lru_cache(maxsize=512)
def _asked(named: str, accept_language: str, keep: str) -> Asked:
    by_link = named_language(named) is not None
    return Asked(choose_language(named, accept_language), by_link, keep)


class Notices:
    """Pages without a verdict."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    def page(self, request: Request[Any, Any, Any], error: Answer) -> Answer:
        """An error for a person: what happened, and the form as a way on."""
        asked = asked_of(request)
        w = words_of(asked.language)
        key = "unavailable" if error.status >= 500 else "no_page"
        site = site_of(self._lookup.authority, self._lookup.held, asked, w)
        body = render("notice.html", w, site, headline=w(f"headline_{key}"), words=w(f"{key}_text"))
        headers = page_headers(asked.language)
        headers |= {
            k.decode(): v.decode() for k, v in error.headers if k in (b"retry-after", b"allow")
        }
        return Answer.of(error.status, "text/html; charset=utf-8", body, headers, pack=True)

    def front(self, asked: Asked) -> Answer:
        w = words_of(asked.language)
        self._lookup.refresh()
        site = site_of(self._lookup.authority, self._lookup.held, asked, w)
        headers = page_headers(asked.language)
        return Answer.of(
            200, "text/html; charset=utf-8", render("front.html", w, site), headers, pack=True
        )


def front_router(notices: Notices) -> Router:
    """/ alone."""

    @route(
        "/",
        http_method=[HttpMethod.GET, HttpMethod.HEAD],
        sync_to_thread=False,
        responses={200: ResponseSpec(str, generate_examples=False, media_type="text/html")},
        summary="The front page: type a code",
    )
    def front(request: Request[Any, Any, Any]) -> Answer:
        return notices.front(asked_of(request))

    return Room("/", route_handlers=[front], tags=["pages"])
