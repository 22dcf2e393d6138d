"""What every exchange of EPCIS has in common: whose key, which versions, how a fault is told."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final

from foodtrace import __version__
from foodtrace.access import Who
from foodtrace.epcis import MAX_CAPTURE_BYTES, MAX_CAPTURE_EVENTS
from foodtrace.errors import AccessDenied
from litestar import Request
from litestar.exceptions import HTTPException

from foodtrace_api.answer import Answer
from foodtrace_api.negotiate import header
from foodtrace_api.office.api import key_of
from foodtrace_api.office.guard import right_of
from foodtrace_api.problems import problem, problem_of
from foodtrace_api.uploads import swallow_body

if TYPE_CHECKING:
    from litestar.connection import ASGIConnection
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office import Office

__all__ = [
    "VERSIONS",
    "check_versions",
    "epcis_problem",
    "json_of",
    "key_guard",
    "who_asks",
]

#: What this server speaks, on every answer (EPCIS 2.0, section 12.4).
VERSIONS: Final = {
    "gs1-epcis-version": "2.0.0",
    "gs1-epcis-min": "2.0.0",
    "gs1-epcis-max": "2.0.0",
    "gs1-cbv-version": "2.0.0",
    "gs1-cbv-min": "2.0.0",
    "gs1-cbv-max": "2.0.0",
    "gs1-vendor-version": __version__,
    "gs1-epc-format": "Never_Translates",
    "gs1-epcis-capture-limit": str(MAX_CAPTURE_EVENTS),
    "gs1-epcis-capture-file-size-limit": str(MAX_CAPTURE_BYTES),
}
_WHO: Final = "epcis_key"
_OURS: Final = re.compile(r"2(\.0){0,2}")
_TYPES: Final = {
    401: "SecurityException",
    403: "SecurityException",
    404: "NoSuchResourceException",
    406: "NotAcceptableException",
    413: "CaptureLimitExceededException",
    415: "UnsupportedMediaTypeException",
    500: "ImplementationException",
    503: "ImplementationException",
}
_OF_CODES: Final = {
    "epcis_parameter": "QueryParameterException",
    "epcis_version": "NotAcceptableException",
    "epcis_limit": "CaptureLimitExceededException",
}


def key_guard(
    office: Office,
) -> Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], Awaitable[None]]:
    """Asks for a key with the right that a route names."""

    async def guard(
        connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
    ) -> None:
        right = None if handler.opt.get("right") is None else right_of(handler)
        if right is None:
            return
        try:
            who = await key_of(office, connection)
            who.demand(right)
        except AccessDenied:
            if isinstance(connection, Request) and connection.method == "POST":
                await swallow_body(connection)
            raise
        connection.scope["state"][_WHO] = who

    return guard


def who_asks(request: Request[Any, Any, Any]) -> Who:
    """The key; only behind the guard."""
    who: Who = request.scope["state"][_WHO]
    return who


def check_versions(request: Request[Any, Any, Any]) -> None:
    """Raises HTTPException (406) where the sender asks for another version than 2.0."""
    for name in ("version", "min", "max"):
        for standard in ("epcis", "cbv"):
            asked = header(request.scope, f"gs1-{standard}-{name}".encode())
            if name == "min":
                fits = not asked or asked <= "2.0.0"
            elif name == "max":
                fits = not asked or asked >= "2.0"
            else:
                fits = not asked or _OURS.fullmatch(asked) is not None
            if not fits:
                raise HTTPException(status_code=406)


def json_of(status: int, body: bytes, headers: dict[str, str] | None = None) -> Answer:
    """JSON that nobody keeps."""
    common = {"cache-control": "no-store", "vary": "Authorization, Accept-Encoding"}
    return Answer.of(
        status, "application/json", body, common | VERSIONS | (headers or {}), pack=True
    )


def epcis_problem(_: Request[Any, Any, Any], error: Exception) -> Answer:
    """The problem document of the standard: `type` names the exception of EPCIS, the rest is as everywhere."""
    if isinstance(error, HTTPException) and error.status_code == 406:
        answer = problem(406, "epcis_version", "This server speaks EPCIS 2.0 and CBV 2.0 alone.")
    else:
        answer = problem_of(error)
    body = json.loads(answer.body)
    status = answer.status
    code = str(body["code"])
    if code == "epcis_limit":
        status = body["status"] = 413
        body["title"] = "Request Entity Too Large"
    kind = _OF_CODES.get(code) or _TYPES.get(status, "ValidationException")
    body["type"] = f"epcisException:{kind}"
    faults = getattr(error, "fields", {}).get("faults", ())
    if faults:
        body["errors"] = [
            {"path": each.path, "code": each.code, "detail": each.message} for each in faults
        ]
    kept = {
        name.decode(): value.decode("latin-1")
        for name, value in answer.headers
        if name not in (b"content-type", b"content-length")
    }
    raw = json.dumps(body, ensure_ascii=False).encode()
    return Answer.of(status, "application/problem+json", raw, kept | VERSIONS)
