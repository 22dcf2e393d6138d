"""The answers of the resolver: every one of them, errors too, may be read by a page of any other site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from foodtrace.errors import FoodtraceError

from foodtrace_api.answer import Answer
from foodtrace_api.front import asked_of, page_headers
from foodtrace_api.negotiate import header, names_html
from foodtrace_api.problems import problem_of
from foodtrace_api.render import render, site_of
from foodtrace_api.resolver.linkset import CONTEXT
from foodtrace_api.words import words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from litestar import Request

    from foodtrace_api.lookup import Lookup

__all__ = ["CORS", "linkset_answer", "preflight", "redirect", "refusal"]

_METHODS: Final = "GET, HEAD, OPTIONS"
#: Whatever is public here is public to other sites' scripts too; no cookie is ever looked at.
CORS: Final = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "Link, Location, Content-Language, Vary",
}
_CONTEXT_LINK: Final = (
    f'<{CONTEXT}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'
)
_VARY: Final = "Accept, Accept-Language, Accept-Encoding"
_LINKSET: Final = "application/linkset+json"
# What a person is told of a fault: by its code, or by the identifier it stands after, the words.
_FAULTS: Final = {
    "gtin": "gs1_unreadable_gtin",
    "in_store": "gs1_unreadable_gtin",
    "gln": "gs1_unreadable_gln",
    "gs1_lot": "gs1_unreadable_lot",
    "01": "gs1_unreadable_gtin",
    "414": "gs1_unreadable_gln",
    "10": "gs1_unreadable_lot",
    "goods_not_found": "gs1_unknown_goods",
    "gln_not_found": "gs1_unknown_place",
    "link_type_not_found": "gs1_unknown_link",
}


def preflight() -> Answer:
    """To OPTIONS, asked by a browser before another site's script may ask anything."""
    headers = {
        **CORS,
        "allow": _METHODS,
        "access-control-allow-methods": _METHODS,
        "access-control-allow-headers": "Accept, Accept-Language",
        "access-control-max-age": "86400",
    }
    return Answer(
        204, tuple((name.encode(), value.encode()) for name, value in headers.items()), b""
    )


def redirect(location: str, anchor: str) -> Answer:
    """307 with the way to all links. What the request's query said goes along in `location`."""
    headers = {
        **CORS,
        "location": location,
        "link": f'<{anchor}?linkType=linkset>; rel="linkset"; type="{_LINKSET}"',
        "cache-control": "no-store",
        "vary": _VARY,
    }
    return Answer.of(307, "text/plain; charset=utf-8", b"", headers)


def linkset_answer(linkset: Mapping[str, Any], accept: str) -> Answer:
    """The link set as the caller can read it: the same JSON under three names, in JSON-LD with its context."""
    media, document = _LINKSET, dict(linkset)
    if _LINKSET not in accept and "application/ld+json" in accept:
        media, document = "application/ld+json", {"@context": CONTEXT, **linkset}
    elif _LINKSET not in accept and "application/json" in accept:
        media = "application/json"
    headers = {**CORS, "link": _CONTEXT_LINK, "cache-control": "no-store", "vary": _VARY}
    return Answer.of(200, media, msgspec.json.encode(document), headers, pack=True)


def refusal(request: Request[Any, Any, Any], lookup: Lookup, error: FoodtraceError) -> Answer:
    """A fault as a page that says what to do, or as a problem document; never a 200."""
    answer = problem_of(error)
    if answer.status >= 500 or not names_html(header(request.scope, b"accept")):
        added = {**CORS, "vary": _VARY}
        pairs = tuple((name.encode(), value.encode()) for name, value in added.items())
        return msgspec.structs.replace(answer, headers=(*answer.headers, *pairs))
    asked = asked_of(request)
    w = words_of(asked.language, "gs1")
    body = render(
        "notice.html",
        w,
        site_of(lookup.authority, lookup.held, asked, w),
        headline=w("gs1_unknown" if answer.status == 404 else "gs1_unreadable"),
        words=w(_FAULTS.get(str(error.fields.get("ai", error.code)), "gs1_unreadable_link")),
    )
    headers = {**CORS, **page_headers(asked.language)}
    return Answer.of(answer.status, "text/html; charset=utf-8", body, headers, pack=True)
