"""/inspect/api/last-visits: what the last visit to each place found, for an inspector with a token."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec
from foodtrace.errors import InvalidRequest
from foodtrace.inspection import LastVisits, last_visits
from litestar import HttpMethod, Request, route
from litestar.openapi import ResponseSpec
from litestar.params import QueryParameter

from foodtrace_api.answer import Answer
from foodtrace_api.bearer import inspector_of
from foodtrace_api.negotiate import header, holds_already

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
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        # Kept by the app, which can wipe it, and by nothing on the way or in the browser.
        headers = {
            "etag": etag,
            "cache-control": "no-store",
            "vary": "Accept-Encoding, Authorization",
        }
        if holds_already(header(request.scope, b"if-none-match"), etag):
            return Answer.of(304, "application/json", b"", headers)
        return Answer.of(200, "application/json", body, headers, pack=True)

    return page
