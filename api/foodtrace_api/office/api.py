"""What other systems read: JSON at /api/v1/office/, by a key that an administrator gave."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final

import msgspec
from foodtrace.access import Right, Who, events_after, recognise_key
from foodtrace.errors import AccessDenied
from foodtrace.registry import Event
from litestar import HttpMethod, Request, Router, route
from litestar.handlers import HTTPRouteHandler

from foodtrace_api.answer import Answer
from foodtrace_api.negotiate import header
from foodtrace_api.office.form import whole_number
from foodtrace_api.office.guard import RIGHT, check_rights_are_named, right_of
from foodtrace_api.room import Room

if TYPE_CHECKING:
    from litestar.connection import ASGIConnection
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office

__all__ = ["api_get", "api_router", "json_answer", "key_of", "reader_of"]

_WHO: Final = "office_key"
_MOST: Final = 500


def api_get(
    path: str, right: Right, *, summary: str
) -> Callable[[Callable[..., Awaitable[Answer]]], HTTPRouteHandler]:
    """A reading of the office for a key with this right; answers HEAD too."""
    return route(
        path,
        http_method=[HttpMethod.GET, HttpMethod.HEAD],
        opt={RIGHT: right},
        summary=summary,
        security=[{"officeKey": []}],
    )


async def key_of(office: Office, connection: ASGIConnection[Any, Any, Any, Any]) -> Who:
    """The key that a request carries. Raises AccessDenied: key_missing, key_unknown, key_over."""
    scheme, _, token = header(connection.scope, b"authorization").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise AccessDenied(
            "Send an API key of the office as  Authorization: Bearer <key>.", code="key_missing"
        )
    return await recognise_key(await office.registry(), token.strip(), now=office.now())


def reader_of(request: Request[Any, Any, Any]) -> Who:
    """The key that reads; its bounds hold as a person's do: see `foodtrace.access.within`."""
    who: Who = request.scope["state"][_WHO]
    return who


def json_answer(what: object) -> Answer:
    """A struct, or a list of them, as JSON that nobody keeps."""
    headers = {"cache-control": "no-store", "vary": "Authorization, Accept-Encoding"}
    return Answer.of(200, "application/json", msgspec.json.encode(what), headers, pack=True)


def api_router(office: Office, handlers: list[BaseRouteHandler]) -> Router:
    """/api/v1/office/: `handlers` are the rooms' own. Every answer to a missing right is a problem document."""

    async def guard(
        connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
    ) -> None:
        who = await key_of(office, connection)
        right = right_of(handler)
        if right is not None:
            who.demand(right)
        connection.scope["state"][_WHO] = who

    router = Room(
        "/api/v1/office",
        route_handlers=[*_own_handlers(office), *handlers],
        guards=[guard],
        tags=["office"],
    )
    check_rights_are_named(router)
    return router


def _own_handlers(office: Office) -> list[BaseRouteHandler]:
    @api_get("/events", Right.READ_EVENTS, summary="What was changed, oldest first")
    async def events(request: Request[Any, Any, Any]) -> Answer:
        number = whole_number(request.query_params.get("after", "")) or 0
        registry = await office.registry()
        found = await events_after(registry, reader_of(request), number, most=_MOST)
        following = found[-1].seq if len(found) == _MOST else None
        return json_answer({"events": [_shown(each) for each in found], "next": following})

    return [events]


def _shown(event: Event) -> dict[str, object]:
    return {**msgspec.structs.asdict(event), "kid": None if event.kid is None else event.kid.hex()}
