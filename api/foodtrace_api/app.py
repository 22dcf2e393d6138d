"""The application: `create_app` puts the parts together; a server calls it once in every worker."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

from foodtrace import __version__
from foodtrace.errors import FoodtraceError
from foodtrace.registry import HotReader
from litestar import Litestar, Request, Router
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig

from foodtrace_api.answer import Answer
from foodtrace_api.apply import apply_router
from foodtrace_api.city import Pictures, city_router, stats_router
from foodtrace_api.description import openapi_route
from foodtrace_api.epcis import epcis_router
from foodtrace_api.establishments import establishments_router
from foodtrace_api.find import find_router
from foodtrace_api.front import Notices, front_router
from foodtrace_api.headers import SecurityHeaders
from foodtrace_api.health import health_router
from foodtrace_api.inspect_app import inspect_router
from foodtrace_api.keeper import Keeper
from foodtrace_api.kitchen import kitchen_router
from foodtrace_api.lookup import Lookup
from foodtrace_api.negotiate import header, names_html
from foodtrace_api.office import Office, office_api_router, office_router
from foodtrace_api.open_data import data_router
from foodtrace_api.owners_recall import owners_recall_router
from foodtrace_api.problems import problem_of
from foodtrace_api.render import STYLE
from foodtrace_api.replies import replies_router
from foodtrace_api.report import report_router
from foodtrace_api.resolver import resolver_router
from foodtrace_api.scans import Scans
from foodtrace_api.sender import proxies_of
from foodtrace_api.settings import folder_of
from foodtrace_api.stickers import stickers_router
from foodtrace_api.visits import visits_router
from foodtrace_api.wellknown import wellknown_router

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from pathlib import Path

__all__ = ["create_app"]

# The largest request that means anything is one text of a sticker, under 1 kB.
_BODY_LIMIT = 16 * 1024


class _NoPages(Router):
    """The framework's own pages about the API load scripts from elsewhere: none is registered."""

    def register(self, value: Any) -> list[Any]:  # noqa: ARG002
        return []


def _now() -> int:
    return int(time.time())


def create_app(
    registry_folder: Path | None = None,
    *,
    clock: Callable[[], int] = _now,
    env: Mapping[str, str] = os.environ,
    open_reader: Callable[[Path], HotReader] = HotReader,
) -> Litestar:
    """The server of one registry, named here or by FOODTRACE_REGISTRY.

    Starts also while the registry cannot be read: then /readyz says so and every answer that needs it
    is a 503, until it can. `clock` gives unix seconds. Raises InvalidRequest when no registry is named.
    """
    lookup = Lookup(folder_of(registry_folder), open_reader)
    keeper = Keeper(lookup, clock, env)
    scans = Scans(keeper, clock)
    notices = Notices(lookup)
    pictures = Pictures(lookup, keeper, clock)
    proxies = proxies_of(env)
    office = Office(lookup, keeper, clock, env, proxies)

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        # Here and not earlier: by now the server has set up its own logging.
        _keep_addresses_out_of_logs()
        with suppress(FoodtraceError):
            lookup.refresh()
        watch = asyncio.create_task(keeper.run())
        counting = asyncio.create_task(scans.run())
        try:
            yield
        finally:
            keeper.stop()
            scans.stop()
            await watch
            await counting
            await keeper.aclose()
            lookup.close()

    def on_error(request: Request[Any, Any, Any], error: Exception) -> Answer:
        if request.scope["path"].startswith("/office/"):
            return office.error_page(request, error)
        answer = problem_of(error)
        accept = header(request.scope, b"accept")
        is_page = request.method in ("GET", "HEAD") and not request.scope["path"].startswith(
            ("/api/", "/inspect/api/", "/.well-known/", "/epcis")
        )
        if is_page and names_html(accept):
            return notices.page(request, answer)
        return answer

    app = Litestar(
        route_handlers=[
            stickers_router(lookup, clock, scans),
            establishments_router(lookup, keeper, clock),
            wellknown_router(lookup),
            resolver_router(lookup, keeper, clock),
            health_router(lookup, keeper, clock),
            front_router(notices),
            find_router(lookup, keeper, clock),
            city_router(lookup, pictures),
            stats_router(lookup, pictures),
            data_router(lookup),
            replies_router(lookup, keeper, clock),
            owners_recall_router(lookup, keeper, clock),
            report_router(lookup, keeper, clock, proxies),
            apply_router(lookup, keeper, clock, proxies),
            kitchen_router(lookup, keeper, clock, proxies),
            inspect_router(),
            visits_router(keeper, clock),
            office_router(office),
            office_api_router(office),
            epcis_router(office),
            openapi_route(),
        ],
        lifespan=[lifespan],
        before_send=[SecurityHeaders(STYLE)],
        exception_handlers={
            FoodtraceError: on_error,  # type: ignore[dict-item]
            HTTPException: on_error,  # type: ignore[dict-item]
            Exception: on_error,  # type: ignore[dict-item]
        },
        request_max_body_size=_BODY_LIMIT,
        openapi_config=OpenAPIConfig(
            title="foodtrace",
            version=__version__,
            description=(
                "Look up food-safety stickers and establishments, and fetch the signed lists that "
                "verify a sticker without a network."
            ),
            openapi_router=_NoPages("/.no-pages", route_handlers=[]),
        ),
        logging_config=None,
        debug=False,
    )
    app.state["foodtrace_keeper"] = keeper
    app.state["foodtrace_scans"] = scans
    return app


def _keep_addresses_out_of_logs() -> None:
    """A line of the access log is an address with the code it scanned: neither is ever written."""
    access = logging.getLogger("uvicorn.access")
    access.handlers.clear()
    access.propagate = False
    access.disabled = True
    # Its debug lines quote what a search was for.
    logging.getLogger("aiosqlite").setLevel(logging.WARNING)
