"""The receiving page: opened, sent, shown again with what is wrong; a receipt put right or taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from foodtrace.errors import (
    AccessDenied,
    Conflict,
    InvalidRequest,
    LimitReached,
    NotFound,
)
from foodtrace.feedback import allow
from foodtrace.kitchen import (
    known_suppliers,
    own_entry,
    put_right,
    received,
    record_delivery,
    recorded_lately,
    take_back,
    usual_goods,
)
from foodtrace.sticker import civil_date, civil_day
from litestar.exceptions import HTTPException

from foodtrace_api.answer import Answer
from foodtrace_api.front import asked_of
from foodtrace_api.kitchen.door import PATH
from foodtrace_api.kitchen.form import Typed, typed_of
from foodtrace_api.kitchen.page import MOST_MEGABYTES, PHOTO_FAULTS, KitchenPages
from foodtrace_api.kitchen.reading import Reading
from foodtrace_api.kitchen.scanning import scanned
from foodtrace_api.uploads import Part, read_form
from foodtrace_api.words import words_of

if TYPE_CHECKING:
    from foodtrace.registry import Registry
    from litestar import Request

    from foodtrace_api.kitchen.door import Door, Guest
    from foodtrace_api.words import Words

__all__ = ["Desk"]

_MOST_PARTS: Final = 400
_PURPOSE: Final = "kitchen "
# To look for a code in a picture costs more than to record what came.
_SCANS: Final = "kitchen scan "
# A school's kitchen gets thirty deliveries on a morning; a phone that was away for a week sends them together.
_RULES: Final = (("code", 3600, 120), ("code", 86_400, 400), ("all", 86_400, 100_000))


class Desk:
    """What the routes of /kitchen/ do."""

    def __init__(self, door: Door, pages: KitchenPages) -> None:
        self._door = door
        self._pages = pages

    async def show(self, request: Request[Any, Any, Any]) -> Answer:
        guest = await self._door.enter(request)
        return await self._main(request, guest, Typed())

    async def take(self, request: Request[Any, Any, Any]) -> Answer:
        """Record what came and lead to the page; or show what was typed again, and what is wrong."""
        guest = await self._door.enter(request)
        w = self._pages.words(request)
        parts: list[Part] = []
        try:
            most = MOST_MEGABYTES * 1_000_000
            await read_form(
                request, most_bytes=most, most_parts=_MOST_PARTS, into=parts, plain=True
            )
        except HTTPException as error:
            key = "kitchen_fault_size" if error.status_code == 413 else "kitchen_fault_cut"
            fault = {"": w(key, n=MOST_MEGABYTES)}
            return await self._main(request, guest, typed_of(parts), fault, error.status_code)
        # The link may have been revoked while photos came in over a slow network.
        guest = await self._door.enter(request)
        typed = typed_of(parts)
        if typed["kitchen"] != guest.kitchen.typed_code:
            return await self._main(
                request, guest, typed, {"": w("kitchen_fault_other_kitchen")}, 409
            )
        if not guest.sent(typed["csrf"]):
            return await self._main(request, guest, typed, {"": w("kitchen_fault_again")}, 403)
        if typed.has_scan():
            return await self._scan(request, guest, typed, w)
        return await self._record(request, guest, typed, w)

    async def _scan(
        self, request: Request[Any, Any, Any], guest: Guest, typed: Typed, w: Words
    ) -> Answer:
        """Nothing is recorded yet: the page comes back with what the code says."""
        registry, now = await self._door.registry(), self._door.now()
        try:
            await self._allow(registry, guest.kitchen.typed_code, _SCANS)
        except LimitReached as error:
            wait = w.wait(error.retry_after)
            many = {"scan_text": w("kitchen_many_text", wait=wait)}
            return await self._main(request, guest, typed, many, 429)
        filled, said, fault = await scanned(
            registry, self._pages.lookup, guest.kitchen, typed, w, now
        )
        faults = {"scan_text": fault} if fault else {}
        return await self._main(request, guest, filled, faults, 422 if fault else 200, said)

    async def _record(
        self, request: Request[Any, Any, Any], guest: Guest, typed: Typed, w: Words
    ) -> Answer:
        registry, kitchen, now = await self._door.registry(), guest.kitchen, self._door.now()
        reading = Reading(typed, civil_date(civil_day(now)), w)
        try:
            when = received(typed.times(), typed.days_ago(), now)
            reading = Reading(typed, when.day, w)
            known = await known_suppliers(registry, kitchen)
            goods = await reading.goods(registry, kitchen, known)
            if reading.faults:
                return await self._main(request, guest, typed, reading.faults, 422)
            await self._allow(registry, kitchen.typed_code)
            made = await record_delivery(
                registry,
                kitchen,
                key=typed["key"],
                typed_sha256=typed.sha256(),
                goods=goods,
                received=when,
                photos=typed.photos,
                now=now,
            )
        except (InvalidRequest, Conflict, NotFound) as error:
            status = 409 if isinstance(error, Conflict) else 422
            if error.code in PHOTO_FAULTS:
                reading.faults["photo"] = w(PHOTO_FAULTS[error.code])
            else:
                reading.tell(error)
            return await self._main(request, guest, typed, reading.faults, status)
        except LimitReached as error:
            wait = w.wait(error.retry_after)
            return await self._main(
                request, guest, typed, {"": w("kitchen_many_text", wait=wait)}, 429
            )
        return self._pages.recorded(request, len(made.receipt_ids), when.skew_s, w)

    async def show_entry(self, request: Request[Any, Any, Any], receipt: int) -> Answer:
        guest = await self._door.enter(request)
        return await self._entry(request, guest, receipt)

    async def mend(self, request: Request[Any, Any, Any], receipt: int) -> Answer:
        """Put a receipt right, or take it back, by the button that was pressed."""
        await self._door.enter(request)
        w, now = self._pages.words(request), self._door.now()
        parts = await read_form(request, most_bytes=64_000, most_parts=40, plain=True)
        guest = await self._door.enter(request)
        typed = typed_of(parts)
        registry = await self._door.registry()
        if not guest.sent(typed["csrf"]):
            fault = {"": w("kitchen_fault_again")}
            return await self._entry(request, guest, receipt, typed, fault, 403)
        asked = asked_of(request)
        reading = Reading(typed, civil_date(civil_day(now)), w)
        try:
            entry = await own_entry(registry, guest.kitchen, receipt)
            if typed["do"] == "back":
                reason = words_of("vi", "kitchen")("kitchen_reason_back")
                await take_back(registry, guest.kitchen, receipt, reason=reason, now=now)
                return Answer.see_other(asked.href(PATH, done="back"))
            was = entry.receipt.item
            reading = Reading(typed, entry.receipt.day, w)
            item = reading.item(was.product, typed["unit"] or was.unit)
            if item is None:
                return await self._entry(request, guest, receipt, typed, reading.faults, 422)
            reason = words_of("vi", "kitchen")("kitchen_reason_right")
            await put_right(registry, guest.kitchen, receipt, item, reason=reason, now=now)
        except (AccessDenied, InvalidRequest, Conflict) as error:
            if error.code == "receipt_ended":  # the second tap of two
                return Answer.see_other(asked.href(PATH, done="ended"))
            reading.tell(error)
            return await self._entry(request, guest, receipt, typed, reading.faults, 422)
        return Answer.see_other(asked.href(PATH, done="right"))

    async def _allow(self, registry: Registry, code: str, purpose: str = _PURPOSE) -> None:
        now = self._door.now()
        await allow(registry, code=code, network="", now=now, purpose=purpose, rules=_RULES)

    async def _main(
        self,
        request: Request[Any, Any, Any],
        guest: Guest,
        typed: Typed,
        faults: dict[str, str] | None = None,
        status: int = 200,
        said: str = "",
    ) -> Answer:
        registry, now = await self._door.registry(), self._door.now()
        return self._pages.main(
            request,
            guest,
            usual=await usual_goods(registry, guest.kitchen, now=now, keep=typed.lines()[:60]),
            entries=await recorded_lately(registry, guest.kitchen, now=now),
            suppliers=await known_suppliers(registry, guest.kitchen),
            typed=typed,
            faults=faults or {},
            status=status,
            said=said,
            cookie=self._door.renewed(request),
        )

    async def _entry(
        self,
        request: Request[Any, Any, Any],
        guest: Guest,
        receipt: int,
        typed: Typed | None = None,
        faults: dict[str, str] | None = None,
        status: int = 200,
    ) -> Answer:
        registry = await self._door.registry()
        entry = await own_entry(registry, guest.kitchen, receipt)
        return self._pages.entry(request, guest, entry, typed or Typed(), faults or {}, status)
