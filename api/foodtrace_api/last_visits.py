"""/inspect/api/last-visits: what the last visit to each place found, for an inspector with a token."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec
from foodtrace.errors import InvalidRequest
from foodtrace.inspection import LastVisits, last_visits
from litestar import HttpMethod, Request, route
from litestar.openapi import ResponseSpec
from litestar.params import QueryParameter

from foodtrace_api.answer import Answer, etag_of, unless_held
from foodtrace_api.bearer import inspector_of

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from foodtrace_api.keeper import Keeper

__all__ = ["last_visits_route"]

_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)


def last_visits_route(keeper: Keeper) -> HTTPRouteHandler:
    """The handler; its pages are bounded however many places there are."""

    @route(
        "/last-visits",
        http_method=[HttpMethod.GET, HttpMethod.HEAD],
        responses={
            200: ResponseSpec(LastVisits, generate_examples=False),
            304: ResponseSpec(None, description="The caller holds this page already"),
        },
        summary="What the last visit to each place found",
    )
    async def page(
        request: Request[Any, Any, Any],
        since: Annotated[
            str,
            QueryParameter(description="`next` of the page before, or of the last time; else 0"),
        ] = "0",
    ) -> Answer:
        await inspector_of(request, keeper)
        if not _NUMBER.fullmatch(since):
            raise InvalidRequest("Send a whole number as since.", code="since")
        found = await last_visits(await keeper.open_registry(), since=int(since))
        body = msgspec.json.encode(found)
        # Kept by the app, which can wipe it, and by nothing on the way or in the browser.
        headers = {
            "etag": etag_of(body),
            "cache-control": "no-store",
            "vary": "Accept-Encoding, Authorization",
        }
        answer = Answer.of(200, "application/json", body, headers, pack=True)
        return unless_held(request.scope, answer)

    return page
