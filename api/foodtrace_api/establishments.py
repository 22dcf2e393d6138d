"""Finding establishments and reading one, by the public projection alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from foodtrace.errors import InvalidRequest, NotFound
from foodtrace.publication import (
    MAX_LIMIT,
    Page,
    PublicEstablishment,
    read_public_establishment,
    search,
)
from litestar import HttpMethod, Request, Router, route
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, QueryParameter

from foodtrace_api.answer import NO_STORE, Answer
from foodtrace_api.room import Room

if TYPE_CHECKING:
    from collections.abc import Callable

    from foodtrace_api.keeper import Keeper
    from foodtrace_api.lookup import Lookup


# Whoever builds a page of their own may read it from there.
_OPEN = {**NO_STORE, "access-control-allow-origin": "*"}
_KNOWN = ("q", "ward", "zone", "after", "limit")


def _check_known(request: Request[Any, Any, Any]) -> None:
    """A misspelt condition must not answer with the whole register."""
    if unknown := sorted(set(request.query_params) - set(_KNOWN)):
        raise InvalidRequest(
            f"expected {', '.join(_KNOWN)}, got {unknown[0][:40]!r}; search by name with ?q=",
            code="unknown_parameter",
        )


def establishments_router(lookup: Lookup, keeper: Keeper, clock: Callable[[], int]) -> Router:
    """GET /api/v1/establishments and /{id}."""
    read = [HttpMethod.GET, HttpMethod.HEAD]

    @route(
        "/",
        http_method=read,
        responses={200: ResponseSpec(Page, generate_examples=False)},
        summary="Search establishments",
    )
    async def find(
        request: Request[Any, Any, Any],
        q: Annotated[
            str,
            QueryParameter(
                description="Part of a name, with or without tone marks; or a typed code"
            ),
        ] = "",
        ward: Annotated[
            int | None, QueryParameter(description="Code of the ward in force", ge=1, le=99_999)
        ] = None,
        zone: Annotated[
            str | None, QueryParameter(description="Name of the food-street zone")
        ] = None,
        after: Annotated[
            str | None, QueryParameter(description="`next` of the page before")
        ] = None,
        limit: Annotated[int, QueryParameter(description=f"1 to {MAX_LIMIT}")] = 50,
    ) -> Answer:
        _check_known(request)
        registry = await keeper.open_registry()
        found = await search(
            registry, q, now=clock(), ward=ward, zone=zone, after=after, limit=limit
        )
        return Answer.of(200, "application/json", msgspec.json.encode(found), _OPEN, pack=True)

    @route(
        "/{id:int}",
        http_method=read,
        sync_to_thread=False,
        responses={200: ResponseSpec(PublicEstablishment, generate_examples=False)},
        summary="One establishment",
    )
    def one(id: FromPath[int]) -> Answer:
        record = None
        if 1 <= id < 2**32:
            lookup.refresh()
            record = read_public_establishment(lookup.reader, id, clock())
        if record is None:
            raise NotFound(
                "No establishment has this id; search by name with ?q=, "
                "or read the id from a sticker's claims.",
                code="establishment_not_found",
            )
        return Answer.of(200, "application/json", msgspec.json.encode(record), _OPEN)

    return Room("/api/v1/establishments", route_handlers=[find, one], tags=["establishments"])
