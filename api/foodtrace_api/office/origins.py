"""/office/establishments/{code}/origins: what diners may see of where food comes from, on the owner's written word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from foodtrace.access import Right
from foodtrace.errors import Conflict, InvalidRequest
from foodtrace.supply import read_consent, set_consent
from litestar import Request
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.facts import origins_of
from foodtrace_api.office.acting import done_words
from foodtrace_api.office.establishment import path_of, record_of
from foodtrace_api.office.guard import office_get, office_post, who_of
from foodtrace_api.office.lines import WORDS

if TYPE_CHECKING:
    from foodtrace.doors import DoorRecord
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office

__all__ = ["handlers"]

_WORDS: Final = (WORDS, "office_origins")


def handlers(office: Office) -> list[BaseRouteHandler]:
    """The page, and its one change either way."""

    async def page(
        request: Request[Any, Any, Any], record: DoorRecord, *, fault: str = "", status: int = 200
    ) -> Answer:
        registry, who = await office.registry(), who_of(request)
        consent = await read_consent(registry, record.door.id, office.now())
        w = office.words(request, _WORDS)
        return office.page(
            request,
            "office/origins.html",
            words=_WORDS,
            status=status,
            record=record,
            path_here=f"{path_of(record)}/origins",
            back=f"{path_of(record)}/goods",
            consent=consent,
            since="" if consent.given_at is None else w.moment(consent.given_at),
            origins=origins_of(consent.shown, w),
            may_set=who.may(Right.EDIT_ESTABLISHMENTS)
            and (consent.given or record.door.closed_at is None),
            fault=fault,
            done=done_words(request, w),
        )

    @office_get("/establishments/{code:str}/origins", Right.READ_GOODS)
    async def origins(request: Request[Any, Any, Any], code: FromPath[str]) -> Answer:
        return await page(request, await record_of(office, request, code))

    @office_post("/establishments/{code:str}/origins", Right.EDIT_ESTABLISHMENTS)
    async def agree(request: Request[Any, Any, Any], code: FromPath[str]) -> Answer:
        form, who = await office.form(request), who_of(request)
        record = await record_of(office, request, code)
        given = form.text("given") == "1"
        w = office.words(request, _WORDS)
        try:
            await set_consent(
                await office.registry(),
                record.door.id,
                given=given,
                by="office",
                reason=form.text("reason"),
                actor=who.actor,
                now=office.now(),
            )
        except InvalidRequest:
            return await page(request, record, fault=w("act_reason"), status=422)
        except Conflict:
            return await page(request, record, fault=w("cause_closed"), status=409)
        done = "origins_agreed" if given else "origins_withdrawn"
        return office.see_other(f"{path_of(record)}/origins", done=done)

    return [origins, agree]
