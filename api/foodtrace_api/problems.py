"""Every error as an RFC 9457 problem document: one table from errors to statuses, nothing of the inside."""

from __future__ import annotations

import logging
import traceback
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from foodtrace.errors import (
    AccessDenied,
    Conflict,
    FoodtraceError,
    InvalidRequest,
    LimitReached,
    MalformedList,
    MalformedSticker,
    NotFound,
    RefusedList,
    RegistryUnavailable,
)
from litestar.exceptions import HTTPException, ValidationException
from litestar.serialization import encode_json

from foodtrace_api.answer import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOG = logging.getLogger("foodtrace.api")

# The first class that fits decides; a FoodtraceError outside the table is ours to answer for.
_STATUSES: tuple[tuple[type[FoodtraceError], int], ...] = (
    (NotFound, 404),
    (InvalidRequest, 400),
    (MalformedSticker, 400),
    (MalformedList, 400),
    (RefusedList, 409),
    (Conflict, 409),
    (AccessDenied, 401),
    (LimitReached, 429),
    (RegistryUnavailable, 503),
)
# Who asks is known, and may not: another key or token would not be asked for.
_FORBIDDEN = frozenset({"right_missing"})
# What a caller can do about a status that the framework raised; its own words may quote the request.
_DETAILS: Mapping[int, tuple[str, str]] = {
    400: ("invalid_request", "The request cannot be read; /openapi.json describes every request."),
    404: ("no_such_page", "There is nothing at this address; /openapi.json lists every address."),
    405: ("method_not_allowed", "This address does not take this method; see the Allow header."),
    413: ("too_large", "The body is larger than this address takes."),
    415: ("media_type", "This address takes a body of another type; /openapi.json names it."),
    429: ("too_many_requests", "Too many requests; wait, then try again."),
}


def problem(
    status: int, code: str, detail: str, *, headers: Mapping[str, str] | None = None, **members: Any
) -> Answer:
    """A problem document. `type` stays about:blank (RFC 9457 section 4.2.1); `code` is the stable name."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        **members,
    }
    return Answer.of(
        status,
        "application/problem+json",
        encode_json(body),
        {"cache-control": "no-store", **(headers or {})},
    )


def problem_of(error: Exception) -> Answer:
    """The problem document that any exception becomes."""
    if isinstance(error, FoodtraceError):
        status = next((s for kind, s in _STATUSES if isinstance(error, kind)), 500)
        if status == 503:
            # The store's own words name files: the log may have them, a stranger may not.
            _LOG.error("registry unavailable: %s", error.code)
            detail = "The register cannot be read at the moment; try again in a few minutes."
            return problem(503, error.code, detail, headers={"retry-after": "30"})
        if error.code in _FORBIDDEN:
            return problem(403, error.code, error.message)
        if status != 500:
            return problem(status, error.code, error.message, headers=_headers_of(error))
    elif isinstance(error, HTTPException) and error.status_code < 500:
        return _framework_problem(error)
    log_unexpected(error)
    return problem(
        500, "internal", "The server failed to answer; the fault is in its log, not in the request."
    )


def _headers_of(error: FoodtraceError) -> Mapping[str, str]:
    """What a status must or may carry: RFC 9110 sections 11.6.1 and 10.2.3."""
    if isinstance(error, AccessDenied):
        return {"www-authenticate": 'Bearer realm="foodtrace"'}
    if isinstance(error, LimitReached):
        return {"retry-after": str(error.retry_after)}
    return {}


def _framework_problem(error: HTTPException) -> Answer:
    code, detail = _DETAILS.get(error.status_code, ("refused", "The request was refused."))
    headers = {
        name.lower(): value
        for name, value in (error.headers or {}).items()
        if name.lower() == "allow"
    }
    members: dict[str, Any] = {}
    status = error.status_code
    if isinstance(error, ValidationException) and isinstance(error.extra, list):
        code = "invalid_request"
        detail = "A field of the request cannot be used; `errors` names each one."
        members["errors"] = [
            {"field": str(item.get("key", "")), "detail": str(item.get("message", ""))[:200]}
            for item in error.extra
            if isinstance(item, dict)
        ]
        if any(isinstance(item, dict) and item.get("source") == "body" for item in error.extra):
            status = 422
    return problem(status, code, detail, headers=headers, **members)


def log_unexpected(error: BaseException) -> None:
    """The place of a failure without its values: a message could carry a token, a name or an address."""
    frames = [
        f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)[-6:]
    ]
    _LOG.error("unexpected %s at %s", type(error).__name__, " < ".join(reversed(frames)))
