"""The machine-readable description of this API: OpenAPI 3.1 as JSON, no page around it."""

from __future__ import annotations

import hashlib
from typing import Any

from litestar import HttpMethod, Request, route
from litestar.handlers import HTTPRouteHandler
from litestar.serialization import encode_json

from foodtrace_api.answer import Answer
from foodtrace_api.negotiate import header, holds_already


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
            etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
            headers = {"etag": etag, "cache-control": "no-cache"}
            # Named as plain JSON: the vendor's type makes a browser offer a download.
            made.append(Answer.of(200, "application/json", body, headers))
        answer = made[0]
        etag = dict(answer.headers)[b"etag"].decode()
        if holds_already(header(request.scope, b"if-none-match"), etag):
            return answer.not_modified()
        return answer

    return openapi
