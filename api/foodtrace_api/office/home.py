"""The first page of the office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foodtrace.access import Right
from litestar import Request

from foodtrace_api.answer import Answer
from foodtrace_api.office.guard import office_get

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office

__all__ = ["handlers"]


def handlers(office: Office) -> list[BaseRouteHandler]:
    """/office/ alone."""

    @office_get("/", Right.OWN_ACCOUNT)
    async def home(request: Request[Any, Any, Any]) -> Answer:
        return office.page(request, "office/home.html")

    return [home]
