"""POST /epcis/capture, and what became of a document that was sent."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from foodtrace.access import Right
from foodtrace.epcis import MAX_CAPTURE_BYTES, Capture, capture, parse_document, read_capture
from foodtrace.errors import InvalidRequest, NotFound
from litestar import HttpMethod, Request, post, route
from litestar.exceptions import HTTPException
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.epcis.frame import VERSIONS, check_versions, json_of, who_asks
from foodtrace_api.epcis.moments import in_utc
from foodtrace_api.negotiate import header
from foodtrace_api.office.guard import RIGHT
from foodtrace_api.problems import problem
from foodtrace_api.uploads import read_body, swallow_body

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office import Office

__all__ = ["KEY", "handlers"]

_TYPES = ("application/json", "application/ld+json")
#: How the description of this API names the key.
KEY: list[dict[str, list[str]]] = [{"officeKey": []}]


@dataclass
class _CaptureOperation(Operation):
    """The body is read by hand: its kind is told here."""

    def __post_init__(self) -> None:
        media = OpenAPIMediaType(
            schema=Schema(type=OpenAPIType.OBJECT, description="An EPCISDocument of EPCIS 2.0")
        )
        self.request_body = RequestBody(content=dict.fromkeys(_TYPES, media), required=True)


def handlers(office: Office) -> list[BaseRouteHandler]:
    """/epcis/capture and /epcis/capture/{number}."""

    @post(
        "/capture",
        opt={RIGHT: Right.CAPTURE_EPCIS},
        status_code=202,
        summary="Take an EPCIS document: all of its events, or none",
        operation_class=_CaptureOperation,
        security=KEY,
    )
    async def take(request: Request[Any, Any, Any]) -> Answer:
        try:
            _check_headers(request)
        except (HTTPException, InvalidRequest):
            await swallow_body(request)
            raise
        raw = await read_body(request, MAX_CAPTURE_BYTES)
        # Beside the event loop: a document may take a second to read.
        document = await asyncio.to_thread(parse_document, raw)
        digest = hashlib.sha256(raw).digest()
        done = await capture(
            await office.registry(), document, digest, who_asks(request), now=office.now()
        )
        location = {"location": f"/epcis/capture/{done.id}"}
        if not done.faults:
            return json_of(202, msgspec.json.encode(_job(done)), location)
        first = done.faults[0]
        return problem(
            400,
            first.code,
            f"{first.path}: {first.message}; nothing of the document was taken",
            headers=location | VERSIONS,
            type="epcisException:ValidationException",
            errors=_errors(done),
        )

    @route(
        "/capture/{number:str}",
        http_method=[HttpMethod.GET, HttpMethod.HEAD],
        opt={RIGHT: Right.CAPTURE_EPCIS},
        summary="What became of a document",
        security=KEY,
    )
    async def job(request: Request[Any, Any, Any], number: FromPath[str]) -> Answer:
        if not (number.isascii() and number.isdigit() and len(number) < 16):
            raise NotFound(f"no document has the number {number[:40]!r}", code="capture_not_found")
        done = await read_capture(await office.registry(), int(number), who_asks(request))
        return json_of(200, msgspec.json.encode(_job(done)))

    return [take, job]


def _check_headers(request: Request[Any, Any, Any]) -> None:
    check_versions(request)
    kind = header(request.scope, b"content-type").partition(";")[0].strip().lower()
    if kind not in _TYPES or header(request.scope, b"content-encoding") not in ("", "identity"):
        raise HTTPException(status_code=415)
    behaviour = header(request.scope, b"gs1-capture-error-behaviour")
    if behaviour.lower() not in ("", "rollback"):
        raise InvalidRequest(
            f"expected GS1-Capture-Error-Behaviour: rollback, got {behaviour[:40]!r}; a document is "
            "taken whole or not at all",
            code="epcis_behaviour",
        )


def _job(done: Capture) -> dict[str, Any]:
    at = in_utc(done.received_at)
    return {
        "captureID": str(done.id),
        "createdAt": at,
        "finishedAt": at,
        "running": False,
        "success": not done.faults,
        "captureErrorBehaviour": "rollback",
        "errors": _errors(done),
        "eventCount": done.events,
        "newEventCount": done.fresh,
    }


def _errors(done: Capture) -> list[dict[str, Any]]:
    return [
        {
            "type": "epcisException:ValidationException",
            "title": "Bad Request",
            "status": 400,
            "path": fault.path,
            "code": fault.code,
            "detail": fault.message,
        }
        for fault in done.faults
    ]
