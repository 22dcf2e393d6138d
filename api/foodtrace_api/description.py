"""The machine-readable description of this API: OpenAPI 3.1 as JSON, no page around it."""

from __future__ import annotations

from typing import Any

from litestar import HttpMethod, Request, route
from litestar.handlers import HTTPRouteHandler
from litestar.serialization import encode_json

from foodtrace_api.answer import Answer, etag_of, unless_held


def openapi_route() -> HTTPRouteHandler:
    made: list[Answer] = []

    @route(
        "/openapi.json",
        http_method=[HttpMethod.GET, HttpMethod.HEAD],
        sync_to_thread=False,
        include_in_schema=False,
    )
    def openapi(request: Request[Any, Any, Any]) -> Answer:
        if not made:
            body = encode_json(request.app.openapi_schema.to_schema())
            headers = {"etag": etag_of(body), "cache-control": "no-cache"}
            # Named as plain JSON: the vendor's type makes a browser offer a download.
            made.append(Answer.of(200, "application/json", body, headers))
        return unless_held(request.scope, made[0])

    return openapi
