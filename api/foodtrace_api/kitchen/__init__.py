"""/kitchen/: an owner records what came today, by a link and without an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from foodtrace.errors import AccessDenied, LimitReached
from foodtrace.kitchen import delivery_photo
from litestar import HttpMethod, Request, post, route
from litestar.params import FromPath

from foodtrace_api.answer import Answer, unless_held
from foodtrace_api.kitchen.consent import ConsentDesk
from foodtrace_api.kitchen.desk import Desk
from foodtrace_api.kitchen.door import PATH, Door
from foodtrace_api.kitchen.files import kitchen_file
from foodtrace_api.kitchen.page import KitchenPages
from foodtrace_api.room import Room

if TYPE_CHECKING:
    from collections.abc import Callable

    from foodtrace_api.keeper import Keeper
    from foodtrace_api.lookup import Lookup
    from foodtrace_api.sender import Proxies

__all__ = ["Door", "KitchenPages", "kitchen_router"]

_READ: Final = [HttpMethod.GET, HttpMethod.HEAD]


def kitchen_router(
    lookup: Lookup, keeper: Keeper, clock: Callable[[], int], proxies: Proxies
) -> Room:
    """Everything under /kitchen/; none of it says whose kitchen it is in its address."""
    door = Door(keeper, clock, proxies)
    pages = KitchenPages(lookup, clock)
    desk = Desk(door, pages)
    consent = ConsentDesk(door, pages)

    def on_outside(request: Request[Any, Any, Any], error: Exception) -> Answer:
        assert isinstance(error, AccessDenied | LimitReached)
        return pages.outside(request, error)

    @route(["/"], http_method=_READ, include_in_schema=False)
    async def show(request: Request[Any, Any, Any]) -> Answer:
        # The cookie is for what stands below the slash.
        if not request.scope["raw_path"].split(b"?")[0].endswith(b"/"):
            return Answer.of(308, "text/plain", b"", {"location": PATH})
        return await desk.show(request)

    @post("/", include_in_schema=False)
    async def take(request: Request[Any, Any, Any]) -> Answer:
        return await desk.take(request)

    @route("/in/{token:str}", http_method=_READ, include_in_schema=False)
    async def come_in(request: Request[Any, Any, Any], token: FromPath[str]) -> Answer:
        return await door.exchange(request, token)

    @route("/receipts/{receipt:int}", http_method=_READ, include_in_schema=False)
    async def entry(request: Request[Any, Any, Any], receipt: FromPath[int]) -> Answer:
        return await desk.show_entry(request, receipt)

    @post("/receipts/{receipt:int}", include_in_schema=False)
    async def mend(request: Request[Any, Any, Any], receipt: FromPath[int]) -> Answer:
        return await desk.mend(request, receipt)

    @route("/origins", http_method=_READ, include_in_schema=False)
    async def origins(request: Request[Any, Any, Any]) -> Answer:
        return await consent.show(request)

    @post("/origins", include_in_schema=False)
    async def agree(request: Request[Any, Any, Any]) -> Answer:
        return await consent.decide(request)

    @route("/photos/{document:int}/{number:int}", http_method=_READ, include_in_schema=False)
    async def photo(
        request: Request[Any, Any, Any], document: FromPath[int], number: FromPath[int]
    ) -> Answer:
        guest = await door.enter(request)
        place = guest.kitchen.establishment_id
        jpeg = await delivery_photo(await door.registry(), place, document, number)
        return Answer.of(200, "image/jpeg", jpeg, {"cache-control": "no-store"})

    @route("/{name:str}", http_method=_READ, sync_to_thread=False, include_in_schema=False)
    def file(request: Request[Any, Any, Any], name: FromPath[str]) -> Answer:
        return unless_held(request.scope, kitchen_file(name))

    return Room(
        "/kitchen",
        route_handlers=[show, take, come_in, entry, mend, origins, agree, photo, file],
        exception_handlers={
            AccessDenied: on_outside,  # type: ignore[dict-item]
            LimitReached: on_outside,  # type: ignore[dict-item]
        },
        tags=["pages"],
    )
