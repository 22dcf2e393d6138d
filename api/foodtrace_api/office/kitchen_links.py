"""/office/establishments/{code}/kitchen: the links by which an eatery records what comes; made, listed, revoked."""

from __future__ import annotations

import secrets
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from foodtrace.access import Right
from foodtrace.errors import Conflict, InvalidRequest
from foodtrace.kitchen import (
    TOKEN_RANDOM_BYTES,
    delivery_photo,
    kitchen_links,
    make_kitchen_link,
    revoke_kitchen_link,
)
from litestar import Request
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.office.establishment import path_of, record_of
from foodtrace_api.office.form import Form, typed_day
from foodtrace_api.office.guard import office_get, office_post, who_of
from foodtrace_api.office.lines import WORDS
from foodtrace_api.render import drawn_address

if TYPE_CHECKING:
    from foodtrace.doors import DoorRecord
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office

__all__ = ["handlers"]

_WORDS: Final = (WORDS, "office_kitchen")
_QR_MM: Final = 52
_DONE: Final = ("revoked",)


def handlers(office: Office) -> list[BaseRouteHandler]:
    """The list with its form, the one page that shows a new link, the end of one, and photos of notes."""

    async def page(
        request: Request[Any, Any, Any],
        record: DoorRecord,
        *,
        typed: Form | None = None,
        fault: str = "",
        status: int = 200,
    ) -> Answer:
        registry, now = await office.registry(), office.now()
        done = request.query_params.get("done", "")
        return office.page(
            request,
            "office/kitchen_links.html",
            words=_WORDS,
            status=status,
            record=record,
            path_here=f"{path_of(record)}/kitchen",
            back=path_of(record),
            links=await kitchen_links(registry, record.door.id, now=now),
            may_make=record.door.closed_at is None,
            typed=typed or Form(),
            fault=fault,
            done=done if done in _DONE else "",
        )

    @office_get("/establishments/{code:str}/kitchen", Right.RECORD_GOODS)
    async def links(request: Request[Any, Any, Any], code: FromPath[str]) -> Answer:
        return await page(request, await record_of(office, request, code))

    @office_post("/establishments/{code:str}/kitchen", Right.RECORD_GOODS)
    async def make(request: Request[Any, Any, Any], code: FromPath[str]) -> Answer:
        """The link is on this page and on no other: it is printed or handed over now."""
        form, who = await office.form(request), who_of(request)
        record = await record_of(office, request, code)
        registry, last_day = await office.registry(), typed_day(form.text("last_day"))
        if last_day is None and form.text("last_day"):
            fault = office.words(request, _WORDS)("kitchen_error_last_day")
            return await page(request, record, typed=form, fault=fault, status=422)
        try:
            token = await make_kitchen_link(
                registry,
                record.door.id,
                random=secrets.token_bytes(TOKEN_RANDOM_BYTES),
                last_day=last_day,
                actor=who.actor,
                now=office.now(),
            )
        except (Conflict, InvalidRequest) as error:
            w = office.words(request, _WORDS)
            fault = w.catalog.get(f"kitchen_error_{error.code}", error.message)
            status = 409 if isinstance(error, Conflict) else 422
            return await page(request, record, typed=form, fault=fault, status=status)
        address = f"https://{registry.authority.host}/kitchen/in/{token}"
        return office.page(
            request,
            "office/kitchen_link.html",
            words=_WORDS,
            record=record,
            address=address,
            last_day=last_day,
            symbol=drawn_address(address, _QR_MM),
            back=f"{path_of(record)}/kitchen",
        )

    @office_post("/establishments/{code:str}/kitchen/{link:int}/revoke", Right.RECORD_GOODS)
    async def revoke(
        request: Request[Any, Any, Any], code: FromPath[str], link: FromPath[int]
    ) -> Answer:
        await office.form(request)
        record, who = await record_of(office, request, code), who_of(request)
        registry = await office.registry()
        # Two officers, or two taps: it has ended either way.
        with suppress(Conflict):
            await revoke_kitchen_link(
                registry, record.door.id, link, actor=who.actor, now=office.now()
            )
        return office.see_other(f"{path_of(record)}/kitchen", done="revoked")

    @office_get(
        "/establishments/{code:str}/delivery-notes/{document:int}/{number:int}", Right.READ_GOODS
    )
    async def photo(
        request: Request[Any, Any, Any],
        code: FromPath[str],
        document: FromPath[int],
        number: FromPath[int],
    ) -> Answer:
        record = await record_of(office, request, code)
        jpeg = await delivery_photo(await office.registry(), record.door.id, document, number)
        return Answer.of(200, "image/jpeg", jpeg, {"cache-control": "no-store"})

    return [links, make, revoke, photo]
