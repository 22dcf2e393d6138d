"""The addresses behind a printed symbol and a typed code, and the verdict on any text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import quote

import msgspec
from foodtrace.errors import MalformedSticker
from foodtrace.sticker import encode_typed_code, parse_typed_code
from litestar import HttpMethod, MediaType, Request, Router, post, route
from litestar.exceptions import NotFoundException
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, JSONBody, PathParameter

from foodtrace_api.answer import Answer
from foodtrace_api.counter import Counter, VerdictAnswer
from foodtrace_api.front import asked_of
from foodtrace_api.negotiate import header, prefers_json
from foodtrace_api.problems import problem
from foodtrace_api.room import Room

if TYPE_CHECKING:
    from collections.abc import Callable

    from foodtrace_api.lookup import Lookup
    from foodtrace_api.render import Asked
    from foodtrace_api.scans import Scans

_READ: Final = [HttpMethod.GET, HttpMethod.HEAD]


class VerifyRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`text` is what the symbol holds, or a typed code."""

    text: str


def _raw_path(request: Request[Any, Any, Any]) -> str:
    """The path as it was sent: an escaped digit is not a digit of the format."""
    raw = request.scope.get("raw_path") or quote(request.scope["path"]).encode()
    return raw.split(b"?", 1)[0].decode("latin-1")


def _not_json(_: Request[Any, Any, Any], __: Exception) -> Answer:
    return problem(400, "invalid_request", 'The body is not JSON in UTF-8; send {"text": "..."}.')


def _verdict_specs(ok: str, not_ok: str) -> dict[int, ResponseSpec]:
    return {
        200: ResponseSpec(VerdictAnswer, generate_examples=False, description=ok),
        404: ResponseSpec(VerdictAnswer, generate_examples=False, description=not_ok),
    }


def stickers_router(lookup: Lookup, clock: Callable[[], int], scans: Scans) -> Router:
    """/1/{digits}, /c/{typed code} and POST /api/v1/verify."""
    counter = Counter(lookup, clock, scans)

    def wants_json(request: Request[Any, Any, Any]) -> bool:
        return prefers_json(header(request.scope, b"accept"))

    def scan(request: Request[Any, Any, Any]) -> Answer:
        as_json = wants_json(request)
        # A camera opens the printed address itself; only links inside the page add a query to it.
        person = request.method == "GET" and not as_json and not request.scope["query_string"]
        return counter.scanned(_raw_path(request), asked_of(request), as_json, counts=person)

    @route(
        "/1/{digits:path}",
        http_method=_READ,
        sync_to_thread=False,
        responses=_verdict_specs(
            "Genuine, whatever its standing, or signed by a revoked key; text/html unless "
            "Accept prefers JSON",
            "Forged, unreadable, or of an unknown issuer; the page explains it",
        ),
        summary="What a printed symbol leads to",
    )
    def scanned(request: Request[Any, Any, Any]) -> Answer:
        return scan(request)

    # Every other version's digit: a printed code never meets a bare 404.
    @route(
        [
            "/1",
            *(f"/{digit}" for digit in "023456789"),
            *(f"/{digit}/{{rest:path}}" for digit in "023456789"),
        ],
        http_method=_READ,
        sync_to_thread=False,
        include_in_schema=False,
    )
    def other_version(request: Request[Any, Any, Any]) -> Answer:
        return scan(request)

    @route(
        "/c/{code:path}",
        http_method=_READ,
        sync_to_thread=False,
        responses=_verdict_specs(
            "The public record of a known code", "A code that is unknown or mistyped"
        ),
        summary="What a typed code leads to",
    )
    def typed(
        request: Request[Any, Any, Any],
        code: Annotated[str, PathParameter(description="8 letters, for example 00RS-KAC7")],
    ) -> Answer:
        return counter.typed(code.removeprefix("/"), asked_of(request), wants_json(request))

    def led_to(code: str, asked: Asked) -> Answer:
        """On to the one address of a typed code. Raises MalformedSticker for what is none."""
        printed = encode_typed_code(parse_typed_code(code))
        return Answer.see_other(asked.href(f"/c/{printed}"))

    @route("/c", http_method=_READ, sync_to_thread=False, include_in_schema=False)
    def typed_form(request: Request[Any, Any, Any]) -> Answer:
        """Where the form leads: the code as it was typed goes on to its own address."""
        typed_in = request.query_params.get("code", "")
        asked = asked_of(request)
        try:
            return led_to(typed_in, asked)
        except MalformedSticker:
            kept = asked.keeping(code=typed_in[:20])
            return counter.typed(typed_in, kept, wants_json(request))

    # The sticker shows the host and the code one above the other: some type both into the address bar.
    @route(
        ["/{code:str}", "/C/{code:str}"],
        http_method=_READ,
        sync_to_thread=False,
        include_in_schema=False,
    )
    def typed_address(request: Request[Any, Any, Any], code: FromPath[str]) -> Answer:
        try:
            return led_to(code, asked_of(request))
        except MalformedSticker:
            raise NotFoundException from None

    @post(
        "/api/v1/verify",
        status_code=200,
        sync_to_thread=False,
        media_type=MediaType.JSON,
        summary="The verdict on a text; a forgery is a result",
        # The framework lets these two through, and both are the caller's fault.
        exception_handlers={UnicodeDecodeError: _not_json, RecursionError: _not_json},  # type: ignore[dict-item]
    )
    def verify(data: JSONBody[VerifyRequest]) -> VerdictAnswer:
        return counter.verify(data.text)

    return Room(
        "/",
        route_handlers=[scanned, other_version, typed, typed_form, typed_address, verify],
        tags=["stickers"],
    )
