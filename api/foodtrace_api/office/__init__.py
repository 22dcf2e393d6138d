"""The office at /office/: one router of many rooms, behind one guard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foodtrace.errors import FoodtraceError
from litestar import Request, Router
from litestar.exceptions import HTTPException

from foodtrace_api.office import (
    account,
    alerts,
    api_keys,
    approvals,
    calendar,
    channels,
    corrections,
    dossiers,
    establishment,
    establishments,
    events,
    feedback,
    gln,
    goods,
    goods_receipt,
    home,
    incident_recall,
    incident_told,
    incidents,
    intake,
    jobs,
    kitchen_links,
    origins,
    particulars,
    past,
    products,
    readings,
    recall,
    results,
    rules,
    sign_in,
    sign_up,
    stickers,
    users,
    visits,
    zone_export,
    zones,
)
from foodtrace_api.office.api import api_router
from foodtrace_api.office.desk import Office
from foodtrace_api.office.guard import Instead, check_rights_are_named
from foodtrace_api.room import Room

if TYPE_CHECKING:
    from litestar.connection import ASGIConnection
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.answer import Answer

__all__ = ["Office", "office_api_router", "office_router"]

# Each room's `handlers(office)` gives its pages; a room is added here and in `menu.MENU`.
_ROOMS = (
    sign_in,
    sign_up,
    home,
    account,
    users,
    api_keys,
    zones,
    zone_export,
    establishments,
    corrections,
    establishment,
    gln,
    particulars,
    stickers,
    incidents,
    incident_recall,
    incident_told,
    feedback,
    alerts,
    channels,
    dossiers,
    approvals,
    calendar,
    intake,
    jobs,
    visits,
    results,
    rules,
    past,
    goods,
    goods_receipt,
    kitchen_links,
    origins,
    products,
    recall,
    events,
)


# Rooms that integrators read: each one's `api_handlers(office)`, made with `office.api.api_get`.
_READ_BY_KEY = (readings,)


def office_api_router(office: Office) -> Router:
    """/api/v1/office/."""
    return api_router(office, [each for room in _READ_BY_KEY for each in room.api_handlers(office)])


def office_router(office: Office) -> Router:
    """/office/. Raises RuntimeError when one of its routes names no right."""

    async def guard(
        connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
    ) -> None:
        if isinstance(connection, Request):
            await office.check(connection, handler)

    def on_instead(_: Request[Any, Any, Any], instead: Instead) -> Answer:
        return instead.answer

    def on_error(request: Request[Any, Any, Any], error: Exception) -> Answer:
        return office.error_page(request, error)

    router = Room(
        "/office",
        route_handlers=[each for room in _ROOMS for each in room.handlers(office)],
        guards=[guard],
        exception_handlers={
            Instead: on_instead,  # type: ignore[dict-item]
            FoodtraceError: on_error,  # type: ignore[dict-item]
            HTTPException: on_error,  # type: ignore[dict-item]
            Exception: on_error,  # type: ignore[dict-item]
        },
        tags=["office"],
    )
    check_rights_are_named(router)
    return router
