"""Events asked for: the simple query with its pages, one event, and what stands in events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, unquote, urlencode

import msgspec
from foodtrace.access import Right
from foodtrace.epcis import (
    CONTEXT,
    MAX_PER_PAGE,
    parse_query,
    query_events,
    read_event,
    values_of,
)
from foodtrace.errors import InvalidRequest
from litestar import HttpMethod, Request, route
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.epcis.capture import KEY
from foodtrace_api.epcis.frame import VERSIONS, check_versions, json_of, who_asks
from foodtrace_api.epcis.moments import in_utc
from foodtrace_api.office.guard import OPEN, RIGHT

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office import Office

__all__ = ["handlers", "settings"]

_READ: Final = [HttpMethod.GET, HttpMethod.HEAD]
_OPT: Final = {RIGHT: Right.QUERY_EPCIS}
_RESOURCES: Final = ("eventTypes", "bizSteps", "bizLocations", "readPoints", "dispositions", "epcs")
_ASKED: Final = "/events/"


def handlers(office: Office) -> list[BaseRouteHandler]:
    """/epcis, /epcis/events, /epcis/events/{eventID} and the lists of what stands in events."""

    @route("/", http_method=_READ, opt=_OPT, summary="What is answered here", security=KEY)
    async def discovery(request: Request[Any, Any, Any]) -> Answer:
        check_versions(request)
        names = ("capture", "events", *_RESOURCES)
        return _encoded({"links": [{"rel": name, "href": f"/epcis/{name}"} for name in names]})

    @route("/events", http_method=_READ, opt=_OPT, summary="Events, page by page", security=KEY)
    async def events(request: Request[Any, Any, Any]) -> Answer:
        check_versions(request)
        given = _given(request)
        found = await query_events(await office.registry(), parse_query(given), who_asks(request))
        document = {
            "@context": [CONTEXT],
            "type": "EPCISQueryDocument",
            "schemaVersion": "2.0",
            "creationDate": in_utc(office.now()),
            "epcisBody": {
                "queryResults": {
                    "queryName": "SimpleEventQuery",
                    "resultsBody": {"eventList": [msgspec.Raw(each) for each in found.bodies]},
                }
            },
        }
        return _encoded(document, _next("events", given, found.token))

    @route("/events/{name:path}", http_method=_READ, opt=_OPT, summary="One event", security=KEY)
    async def event(request: Request[Any, Any, Any], name: FromPath[str]) -> Answer:
        check_versions(request)
        body = await read_event(
            await office.registry(), _event_id(request, name), who_asks(request)
        )
        own = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
        spaces = own.pop("@context", None)
        context: list[Any] = [CONTEXT] if spaces is None else [CONTEXT, spaces]
        return _encoded({"@context": context, **own})

    listed = (_values(office, each) for each in _RESOURCES)
    return [discovery, events, event, *listed]


def settings() -> list[BaseRouteHandler]:
    """What this server speaks, for everybody: versions and limits in the headers.

    Registered before the others: the framework's own OPTIONS would take their place.
    """
    return [_options(path) for path in ("/", "/capture", "/events")]


def _options(path: str) -> HTTPRouteHandler:
    @route(
        path,
        http_method=HttpMethod.OPTIONS,
        opt={RIGHT: OPEN},
        sync_to_thread=False,
        include_in_schema=False,
    )
    def options(request: Request[Any, Any, Any]) -> Answer:  # noqa: ARG001
        allow = "POST, OPTIONS" if path == "/capture" else "GET, HEAD, OPTIONS"
        headers = {"allow": allow, "cache-control": "no-store"}
        return Answer.of(204, "application/json", b"", VERSIONS | headers)

    return options


def _values(office: Office, resource: str) -> HTTPRouteHandler:
    @route(
        f"/{resource}",
        http_method=_READ,
        opt=_OPT,
        summary=f"The {resource} of the events",
        security=KEY,
    )
    async def listed(request: Request[Any, Any, Any]) -> Answer:
        check_versions(request)
        given = _given(request)
        if unknown := [name for name, _ in given if name != "nextPageToken"]:
            raise InvalidRequest(
                f"expected nextPageToken alone, got {unknown[0][:40]!r}", code="epcis_parameter"
            )
        after = given[0][1] if given else ""
        found = await values_of(await office.registry(), resource, who_asks(request), after=after)
        token = found[-1] if len(found) == MAX_PER_PAGE else None
        document = {"@context": [CONTEXT], "type": "Collection", "member": found}
        return _encoded(document, _next(resource, given, token))

    return listed


def _given(request: Request[Any, Any, Any]) -> list[tuple[str, str]]:
    try:
        query = request.scope["query_string"].decode("ascii")
        return parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=100)
    except (UnicodeError, ValueError):
        raise InvalidRequest(
            "expected parameters in percent-encoded UTF-8, got other bytes", code="epcis_parameter"
        ) from None


def _next(name: str, given: list[tuple[str, str]], token: str | None) -> dict[str, str]:
    if token is None:
        return {}
    kept = [(key, value) for key, value in given if key != "nextPageToken"]
    query = urlencode([*kept, ("nextPageToken", token)])
    return {"link": f'</epcis/{name}?{query}>; rel="next"'}


def _event_id(request: Request[Any, Any, Any], name: str) -> str:
    """As it was sent: the framework makes one slash of two."""
    raw = request.scope.get("raw_path")
    if raw:
        path = raw.split(b"?", 1)[0].decode("latin-1")
        name = unquote(path.partition(_ASKED)[2])
    # A question mark that was not escaped begins the query: ni:///sha-256;...?ver=CBV2.0.
    query = request.scope["query_string"].decode("latin-1")
    return f"{name}?{query}" if query else name


def _encoded(document: dict[str, Any], headers: dict[str, str] | None = None) -> Answer:
    return json_of(200, msgspec.json.encode(document), headers)
