"""/apply/: an owner applies for a sticker and follows the dossier, without account or script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from litestar import HttpMethod, Request, Router, post, route
from litestar.openapi import ResponseSpec
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.apply.desk import Counter
from foodtrace_api.apply.status import Window
from foodtrace_api.room import Room

if TYPE_CHECKING:
    from collections.abc import Callable

    from foodtrace_api.keeper import Keeper
    from foodtrace_api.lookup import Lookup
    from foodtrace_api.sender import Proxies

__all__ = ["apply_router"]

_READ: Final = [HttpMethod.GET, HttpMethod.HEAD]


def apply_router(
    lookup: Lookup, keeper: Keeper, clock: Callable[[], int], proxies: Proxies
) -> Router:
    """/apply, /apply/{number} and the owner's own page behind it."""
    counter = Counter(lookup, keeper, clock, proxies)
    window = Window(counter)
    page = ResponseSpec(str, generate_examples=False, media_type="text/html")

    @route("/apply", http_method=_READ, responses={200: page}, summary="Apply for a sticker")
    async def form(request: Request[Any, Any, Any]) -> Answer:
        return await counter.open_form(request)

    @post("/apply", include_in_schema=False)
    async def take(request: Request[Any, Any, Any]) -> Answer:
        return await counter.take(request)

    @route("/apply/find", http_method=_READ, include_in_schema=False)
    async def find(request: Request[Any, Any, Any]) -> Answer:
        return await window.show(request, request.query_params.get("number", "")[:40])

    @route(
        "/apply/{number:str}",
        http_method=_READ,
        responses={200: page},
        summary="Where an application stands",
    )
    async def show(request: Request[Any, Any, Any], number: FromPath[str]) -> Answer:
        return await window.show(request, number)

    @route("/apply/{number:str}/{secret:str}", http_method=_READ, include_in_schema=False)
    async def show_own(
        request: Request[Any, Any, Any], number: FromPath[str], secret: FromPath[str]
    ) -> Answer:
        return await window.show_own(request, number, secret)

    @post("/apply/{number:str}/{secret:str}", include_in_schema=False)
    async def take_own(
        request: Request[Any, Any, Any], number: FromPath[str], secret: FromPath[str]
    ) -> Answer:
        return await window.take(request, number, secret)

    handlers = [form, take, find, show, show_own, take_own]
    return Room("/", route_handlers=handlers, tags=["pages"])
