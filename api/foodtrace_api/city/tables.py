"""/api/v1/stats: the picture's tables as JSON and as CSV, for portals and spreadsheets."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec
from foodtrace.errors import InvalidRequest
from foodtrace.publication import BREAKDOWNS, SCHEMES, Breakdown, Count, breakdown
from foodtrace.spreadsheets import guarded
from litestar import HttpMethod, Request, Router, route
from litestar.openapi import ResponseSpec
from litestar.params import QueryParameter

from foodtrace_api.answer import Answer
from foodtrace_api.facts import category_name
from foodtrace_api.negotiate import header, prefers_csv
from foodtrace_api.room import Room
from foodtrace_api.words import named_language, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from foodtrace.publication import Picture

    from foodtrace_api.city.pictures import Pictures
    from foodtrace_api.lookup import Lookup

_KNOWN: Final = ("by", "scheme", "format", "lang")
# Whoever builds a page of their own may read it from there.
_OPEN: Final[Mapping[str, str]] = {
    "access-control-allow-origin": "*",
    "vary": "Accept, Accept-Encoding",
}


def stats_router(lookup: Lookup, pictures: Pictures) -> Router:
    """GET /api/v1/stats."""

    @route(
        "/",
        http_method=[HttpMethod.GET, HttpMethod.HEAD],
        responses={
            # Its items are of five shapes, which no schema of a struct can tell apart.
            200: ResponseSpec(
                dict[str, Any],
                generate_examples=False,
                description="by, scheme, as_of, total and items",
            ),
            304: ResponseSpec(None, description="The caller holds these bytes already"),
        },
        summary="Counts and shares",
    )
    async def counts(
        request: Request[Any, Any, Any],
        by: Annotated[str, QueryParameter(description=" | ".join(BREAKDOWNS))] = "",
        scheme: Annotated[
            str, QueryParameter(description="Wards of 2025 or of the old scheme: 2025 | old")
        ] = "2025",
        format_: Annotated[
            str, QueryParameter(name="format", description="json | csv; else by Accept")
        ] = "",
        lang: Annotated[
            str, QueryParameter(description="Language of the names of categories")
        ] = "vi",
    ) -> Answer:
        _check(request, by, scheme, format_)
        as_csv = format_ == "csv" or (not format_ and prefers_csv(header(request.scope, b"accept")))
        language = named_language(lang) or "vi"

        def make(picture: Picture) -> tuple[str, bytes, Mapping[str, str]]:
            table = breakdown(picture, by, scheme)
            if by == "category":
                table = _named(table, language, lookup)
            if not as_csv:
                return "application/json", msgspec.json.encode(table), _OPEN
            name = f'inline; filename="{by}-{table.scheme or "all"}.csv"'
            return "text/csv; charset=utf-8", _csv(table), {**_OPEN, "content-disposition": name}

        return await pictures.answer(request, ("stats", by, scheme, as_csv, language), make)

    return Room("/api/v1/stats", route_handlers=[counts], tags=["open data"])


def _check(request: Request[Any, Any, Any], by: str, scheme: str, format_: str) -> None:
    """Before anything is counted."""
    if unknown := sorted(set(request.query_params) - set(_KNOWN)):
        raise InvalidRequest(
            f"expected {', '.join(_KNOWN)}, got {unknown[0][:40]!r}", code="unknown_parameter"
        )
    for code, value, known in (
        ("by", by, tuple(BREAKDOWNS)),
        ("scheme", scheme, tuple(SCHEMES)),
        ("format", format_, ("", "json", "csv")),
    ):
        if value not in known:
            choice = "|".join(each for each in known if each)
            raise InvalidRequest(f"expected {code}={choice}, got {value[:40]!r}", code=code)


def _named(table: Breakdown, language: str, lookup: Lookup) -> Breakdown:
    """With the names of categories, which the register keeps as numbers."""
    w = words_of(language)
    items = tuple(
        msgspec.structs.replace(item, name=category_name(int(item.key), lookup.held, w))
        for item in table.items
        if isinstance(item, Count)
    )
    return msgspec.structs.replace(table, items=items)


def _csv(table: Breakdown) -> bytes:
    """The items under their fields' names; as_of and scheme on every row, so that a row says when it is from."""
    text = io.StringIO()
    writer = csv.writer(text)
    if table.items:
        fields = type(table.items[0]).__struct_fields__
        writer.writerow([*fields, "scheme", "as_of"])
        for item in table.items:
            cells = [getattr(item, field) for field in fields]
            writer.writerow([*map(guarded, cells), table.scheme, table.as_of])
    return text.getvalue().encode()
