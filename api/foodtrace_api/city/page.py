"""/city/: the picture of the city for people, made whole on the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from foodtrace.publication import LEAST
from litestar import HttpMethod, Request, Router, route
from litestar.openapi import ResponseSpec

from foodtrace_api.answer import Answer
from foodtrace_api.city.charts import sections_of
from foodtrace_api.city.city_map import map_of
from foodtrace_api.city.numbers import figures_of, late_lines, scan_table
from foodtrace_api.front import asked_of
from foodtrace_api.headers import content_security_policy
from foodtrace_api.render import render, site_of, style_with
from foodtrace_api.room import Room
from foodtrace_api.words import words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from foodtrace.publication import Picture

    from foodtrace_api.city.pictures import Pictures
    from foodtrace_api.lookup import Lookup
    from foodtrace_api.render import Asked

_STYLE: Final = style_with("city/style.css")
_POLICY: Final = content_security_policy(_STYLE)


def city_router(lookup: Lookup, pictures: Pictures) -> Router:
    """/city/ alone."""

    def page(picture: Picture, asked: Asked) -> tuple[str, bytes, Mapping[str, str]]:
        w = words_of(asked.language, "city")
        body = render(
            "city/city.html",
            w,
            site_of(lookup.authority, lookup.held, asked, w),
            style=_STYLE,
            stats=picture.stats,
            figures=figures_of(picture, w),
            map=map_of(picture, w),
            sections=sections_of(picture, lookup.held, w),
            scans=scan_table(picture, w),
            late=late_lines(picture, w),
            least=LEAST,
        )
        headers = {
            "content-language": asked.language,
            "vary": "Accept-Language, Accept-Encoding",
            "content-security-policy": _POLICY,
        }
        return "text/html; charset=utf-8", body, headers

    @route(
        "/",
        http_method=[HttpMethod.GET, HttpMethod.HEAD],
        responses={200: ResponseSpec(str, generate_examples=False, media_type="text/html")},
        summary="The picture of the city",
    )
    async def city(request: Request[Any, Any, Any]) -> Answer:
        # Relative links of the page start at /city/.
        if not request.scope["raw_path"].split(b"?")[0].endswith(b"/"):
            return Answer.of(308, "text/plain", b"", {"location": asked_of(request).href("/city/")})
        asked = asked_of(request)
        return await pictures.answer(request, ("city", asked), lambda found: page(found, asked))

    return Room("/city", route_handlers=[city], tags=["open data"])
