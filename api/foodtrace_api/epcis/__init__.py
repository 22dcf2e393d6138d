"""EPCIS 2.0 over HTTP, at /epcis: events of goods, captured and asked for, by an API key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foodtrace.errors import FoodtraceError
from litestar.exceptions import HTTPException

from foodtrace_api.epcis import capture, query
from foodtrace_api.epcis.frame import epcis_problem, key_guard
from foodtrace_api.office.guard import check_rights_are_named
from foodtrace_api.room import Room

if TYPE_CHECKING:
    from litestar import Router

    from foodtrace_api.office import Office

__all__ = ["epcis_router"]


def epcis_router(office: Office) -> Router:
    """/epcis: every route but OPTIONS asks for a key with the one right that it names."""
    router = Room(
        "/epcis",
        route_handlers=[*query.settings(), *capture.handlers(office), *query.handlers(office)],
        guards=[key_guard(office)],
        exception_handlers={
            FoodtraceError: epcis_problem,  # type: ignore[dict-item]
            HTTPException: epcis_problem,  # type: ignore[dict-item]
            Exception: epcis_problem,  # type: ignore[dict-item]
        },
        tags=["EPCIS"],
    )
    check_rights_are_named(router)
    return router
