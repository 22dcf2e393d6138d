"""/report: the form by which a diner tells the authority, without account or script, and its thanks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from litestar import HttpMethod, Request, Router, post, route
from litestar.openapi import ResponseSpec
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.front import asked_of
from foodtrace_api.report_code import id_of, printed_code, report_path
from foodtrace_api.report_desk import Desk
from foodtrace_api.report_form import kind_of
from foodtrace_api.room import Room

if TYPE_CHECKING:
    from collections.abc import Callable

    from foodtrace_api.keeper import Keeper
    from foodtrace_api.lookup import Lookup
    from foodtrace_api.sender import Proxies

__all__ = ["report_router"]

_READ: Final = [HttpMethod.GET, HttpMethod.HEAD]


def report_router(
    lookup: Lookup, keeper: Keeper, clock: Callable[[], int], proxies: Proxies
) -> Router:
    """/report and /report/{typed code}."""
    desk = Desk(lookup, keeper, clock, proxies)
    page = ResponseSpec(str, generate_examples=False, media_type="text/html")

    async def answer(request: Request[Any, Any, Any], code: str) -> Answer:
        typed = code.removeprefix("/")
        # What is no code goes to the form that asks for one, another spelling to the one address.
        printed = printed_code(typed) if id_of(typed) is not None else ""
        if printed != typed:
            kind = kind_of(request.query_params.get("kind", ""))
            location = asked_of(request).href(report_path(printed), kind=kind)
            return Answer.see_other(location)
        return await desk.open_form(request, printed)

    @route(
        "/report/{code:path}",
        http_method=_READ,
        responses={200: page},
        summary="The form of a report about a sticker",
    )
    async def form(request: Request[Any, Any, Any], code: FromPath[str]) -> Answer:
        return await answer(request, code)

    @route("/report", http_method=_READ, responses={200: page}, summary="The form without a code")
    async def bare_form(request: Request[Any, Any, Any]) -> Answer:
        return await answer(request, "")

    @post("/report/{code:path}", include_in_schema=False)
    async def take(request: Request[Any, Any, Any], code: FromPath[str]) -> Answer:
        typed = printed_code(code.removeprefix("/"))
        return await desk.take(request, typed if id_of(typed) is not None else "")

    @post("/report", include_in_schema=False)
    async def take_bare(request: Request[Any, Any, Any]) -> Answer:
        return await desk.take(request, "")

    return Room("/", route_handlers=[form, bare_form, take, take_bare], tags=["pages"])
