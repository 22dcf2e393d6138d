"""/office/establishments: finding eateries by name, street, code, ward, zone and standing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from foodtrace.access import Right
from foodtrace.doors import STANDINGS, TASKS, list_doors, zones_within
from litestar import Request

from foodtrace_api.answer import Answer
from foodtrace_api.office.acting import bulk_acts, done_words
from foodtrace_api.office.asking import Query
from foodtrace_api.office.guard import office_get, who_of
from foodtrace_api.office.lines import STANDING_MARKS, WORDS, categories_of, lines_of, wards_of

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office

__all__ = ["ON_A_PAGE", "handlers"]

ON_A_PAGE: Final = 50
PATH: Final = "/office/establishments"


def handlers(office: Office) -> list[BaseRouteHandler]:
    """The search and its pages."""

    @office_get("/establishments", Right.READ_ESTABLISHMENTS)
    async def establishments(request: Request[Any, Any, Any]) -> Answer:
        who, now = who_of(request), office.now()
        w = office.words(request, WORDS)
        registry = await office.registry()
        query = Query.of(request, who)
        after = request.query_params.get("after", "")[:20]
        page = await list_doors(
            registry, who, query.wanted(), now=now, after=after or None, limit=ON_A_PAGE
        )
        zones = await zones_within(registry, who)
        trusted = office.lookup.held
        return office.page(
            request,
            "office/establishments.html",
            words=WORDS,
            query=query,
            lines=lines_of(page.items, w, trusted, now),
            acts=bulk_acts(who),
            back=query.href(PATH),
            first=query.href(PATH) if after else "",
            more=query.href(PATH, after=page.next) if page.next else "",
            zones=[(str(number), name) for number, name in zones],
            wards=wards_of(office.lookup.authority),
            categories=categories_of(trusted, w),
            standings=[(each, w(STANDING_MARKS[each][1])) for each in (*STANDINGS, "closed")],
            tasks=[(each, w(f"task_{each.replace(' ', '_')}")) for each in TASKS],
            done=done_words(request, w),
        )

    return [establishments]
