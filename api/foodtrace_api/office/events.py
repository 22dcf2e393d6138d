"""What was done, by whom and when, in the whole city or within somebody's bounds: the newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from foodtrace.access import Right, latest_events, names_of_actors
from foodtrace.sticker import encode_typed_code
from litestar import Request

from foodtrace_api.answer import Answer
from foodtrace_api.office.form import whole_number
from foodtrace_api.office.guard import office_get, who_of
from foodtrace_api.office.history import deed_of

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office

__all__ = ["handlers"]

_ON_A_PAGE: Final = 50
_WORDS: Final = "office_console"


def handlers(office: Office) -> list[BaseRouteHandler]:
    """/office/events."""

    @office_get("/events", Right.READ_EVENTS)
    async def events(request: Request[Any, Any, Any]) -> Answer:
        before = whole_number(request.query_params.get("before", ""))
        registry = await office.registry()
        found = await latest_events(registry, who_of(request), before=before, most=_ON_A_PAGE + 1)
        names = await names_of_actors(registry)
        w = office.words(request, _WORDS)
        trusted = office.lookup.held
        shown = found[:_ON_A_PAGE]
        return office.page(
            request,
            "office/events.html",
            words=_WORDS,
            deeds=[
                (
                    deed_of(each, names, w, trusted),
                    ""
                    if each.establishment_id is None
                    else encode_typed_code(each.establishment_id),
                )
                for each in shown
            ],
            after=str(shown[-1].seq) if len(found) > _ON_A_PAGE else "",
        )

    return [events]
