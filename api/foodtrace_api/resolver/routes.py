"""/01/..., /414/... and the page of goods: from the address as it was sent to an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import quote

import msgspec
from foodtrace.errors import FoodtraceError, NotFound
from foodtrace.gs1 import Scanned, read_request
from foodtrace.resolver import known_goods, known_place
from litestar import HttpMethod, Request, route
from litestar.openapi import ResponseSpec
from litestar.params import PathParameter

from foodtrace_api.answer import Answer
from foodtrace_api.front import asked_of
from foodtrace_api.negotiate import header, prefers_json, prefers_linkset
from foodtrace_api.resolver.answers import CORS, linkset_answer, preflight, redirect, refusal
from foodtrace_api.resolver.goods import goods_json, goods_page
from foodtrace_api.resolver.linkset import (
    CONTEXT,
    VOCABULARY,
    Anchored,
    kind_of,
    linkset_of,
    of_goods,
    of_place,
)
from foodtrace_api.room import Room

if TYPE_CHECKING:
    from collections.abc import Callable

    from litestar import Router

    from foodtrace_api.keeper import Keeper
    from foodtrace_api.lookup import Lookup

__all__ = ["resolver_router"]

_ASKED: Final = [HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS]
_Rest = Annotated[
    str, PathParameter(description="The key, and what follows it, by GS1 Digital Link")
]


def _sent(request: Request[Any, Any, Any]) -> tuple[str, str]:
    """Path and query as they were sent: an escaped slash belongs to the lot, not to the path."""
    raw = request.scope.get("raw_path") or quote(request.scope["path"]).encode()
    return raw.split(b"?", 1)[0].decode("latin-1"), request.scope["query_string"].decode("latin-1")


def resolver_router(lookup: Lookup, keeper: Keeper, clock: Callable[[], int]) -> Router:
    """GS1 Digital Link for the keys that mean something here, and the file that describes it."""

    def host() -> str:
        lookup.refresh()
        return lookup.authority.host if lookup.authority is not None else ""

    async def levels_of(asked: Scanned, name: str) -> tuple[Anchored, ...]:
        registry = await keeper.open_registry()
        key, number = asked.elements[0]
        if key == "414":
            return of_place(await known_place(registry, number), name)
        return of_goods(await known_goods(registry, number, asked.lot), name)

    async def resolved(request: Request[Any, Any, Any]) -> Answer:
        path, query = _sent(request)
        name = host()
        levels = await levels_of(read_request(path, query, clock()), name)
        accept = header(request.scope, b"accept")
        link_type = request.query_params.get("linkType", "")
        if link_type in ("linkset", "all") or prefers_linkset(accept):
            return linkset_answer(linkset_of(levels, name), accept)
        level, kind = levels[0], kind_of(link_type)
        if kind not in ("", "defaultLink", *level.types):
            raise NotFound(
                f"There is no link of type {link_type[:60]!r}; ?linkType=linkset lists those there are.",
                code="link_type_not_found",
            )
        target = level.page
        if kind in level.types:
            target += f"?lang={asked_of(request).language}"
        if query:
            target += ("&" if "?" in target else "?") + query
        # Under the authority's own name the whole address, as the link set has it; a server that is
        # tried out under another name keeps its visitors.
        own = header(request.scope, b"host").partition(":")[0] == name
        return redirect(f"https://{name}{target}" if own else target, level.anchor)

    async def answered(
        request: Request[Any, Any, Any], answer: Callable[[Request[Any, Any, Any]], Any]
    ) -> Answer:
        if request.method == "OPTIONS":
            return preflight()
        try:
            found: Answer = await answer(request)
        except FoodtraceError as error:
            return refusal(request, lookup, error)
        return found

    @route(
        ["/01/{rest:path}", "/414/{rest:path}"],
        http_method=_ASKED,
        status_code=307,
        responses={
            200: ResponseSpec(
                dict[str, Any],
                generate_examples=False,
                media_type="application/linkset+json",
                description="All links, for linkType=linkset or by Accept (RFC 9264)",
            ),
            307: ResponseSpec(None, description="To the link that was asked for, or the default"),
        },
        summary="GS1 Digital Link: a product, a lot or an establishment",
    )
    async def key(request: Request[Any, Any, Any], rest: _Rest) -> Answer:  # noqa: ARG001
        return await answered(request, resolved)

    @route(["/01", "/414"], http_method=_ASKED, include_in_schema=False)
    async def bare(request: Request[Any, Any, Any]) -> Answer:
        """An identifier without its number is a fault, not an address that nobody knows."""
        return await answered(request, resolved)

    async def shown(request: Request[Any, Any, Any]) -> Answer:
        path, _ = _sent(request)
        gtin, _, lot = path.removeprefix("/goods/").partition("/")
        asked = read_request(f"/01/{gtin}" + (f"/10/{lot}" if lot else ""), "", clock())
        lookup.refresh()
        goods = await known_goods(await keeper.open_registry(), asked.gtin or "", asked.lot)
        if prefers_json(header(request.scope, b"accept")):
            return goods_json(goods)
        return goods_page(goods, lookup, asked_of(request), clock())

    @route(
        "/goods/{rest:path}",
        http_method=_ASKED,
        responses={200: ResponseSpec(str, generate_examples=False, media_type="text/html")},
        summary="What everybody may know of a product or a lot of it; JSON by Accept",
    )
    async def goods(request: Request[Any, Any, Any], rest: _Rest) -> Answer:  # noqa: ARG001
        return await answered(request, shown)

    async def described(_: Request[Any, Any, Any]) -> Answer:
        name = host()
        authority = lookup.authority
        body = {
            "name": "foodtrace",
            "resolverRoot": f"https://{name}",
            "supportedPrimaryKeys": ["01", "414"],
            "supportedLinkType": [{"namespace": VOCABULARY, "prefix": "gs1:"}],
            "linkTypeDefaultCanBeLinkset": False,
            "jsonLdContextLocation": CONTEXT,
            "contact": {"fn": authority.name if authority is not None else ""},
        }
        headers = {**CORS, "cache-control": "no-cache"}
        return Answer.of(200, "application/json", msgspec.json.encode(body), headers)

    @route(
        "/.well-known/gs1resolver",
        http_method=_ASKED,
        responses={200: ResponseSpec(dict[str, Any], generate_examples=False)},
        summary="The description of this GS1 resolver",
    )
    async def description(request: Request[Any, Any, Any]) -> Answer:
        return await answered(request, described)

    return Room("/", route_handlers=[key, bare, goods, description], tags=["gs1"])
