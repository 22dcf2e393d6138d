"""/kitchen/origins: an owner lets diners see where the food comes from, or does so no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foodtrace.errors import Conflict
from foodtrace.supply import read_consent, set_consent

from foodtrace_api.answer import Answer
from foodtrace_api.front import asked_of
from foodtrace_api.kitchen.door import PATH
from foodtrace_api.kitchen.form import typed_of
from foodtrace_api.uploads import read_form

if TYPE_CHECKING:
    from litestar import Request

    from foodtrace_api.kitchen.door import Door, Guest
    from foodtrace_api.kitchen.page import KitchenPages

__all__ = ["ConsentDesk"]


class ConsentDesk:
    """What the route of /kitchen/origins does."""

    def __init__(self, door: Door, pages: KitchenPages) -> None:
        self._door = door
        self._pages = pages

    async def show(self, request: Request[Any, Any, Any]) -> Answer:
        return await self._page(request, await self._door.enter(request))

    async def decide(self, request: Request[Any, Any, Any]) -> Answer:
        """Say yes or no, by the button that was pressed; the next scan follows it."""
        await self._door.enter(request)
        parts = await read_form(request, most_bytes=4_000, most_parts=10, plain=True)
        guest = await self._door.enter(request)
        sent = typed_of(parts)
        if not guest.sent(sent["csrf"]):
            fault = self._pages.words(request)("kitchen_fault_again")
            return await self._page(request, guest, fault, 403)
        try:
            await set_consent(
                await self._door.registry(),
                guest.kitchen.establishment_id,
                given=sent["do"] == "agree",
                by="owner",
                actor=guest.kitchen.actor,
                now=self._door.now(),
            )
        except Conflict:
            fault = self._pages.words(request)("kitchen_closed_text")
            return await self._page(request, guest, fault, 409)
        return Answer.see_other(asked_of(request).href(f"{PATH}origins", done="1"))

    async def _page(
        self, request: Request[Any, Any, Any], guest: Guest, fault: str = "", status: int = 200
    ) -> Answer:
        registry, place = await self._door.registry(), guest.kitchen.establishment_id
        consent = await read_consent(registry, place, self._door.now())
        return self._pages.consent(request, guest, consent, fault, status)
