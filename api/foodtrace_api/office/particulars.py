"""The private particulars of one establishment: shown on request, which is kept, and corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foodtrace.access import Right
from foodtrace.doors import DoorRecord
from foodtrace.errors import Conflict
from foodtrace.issuing import correct_particulars, read_particulars
from litestar import Request
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.office.establishment import path_of, record_of
from foodtrace_api.office.guard import office_post, who_of
from foodtrace_api.office.lines import WORDS
from foodtrace_api.office.place_form import (
    PRIVATE_FIELDS,
    filled_privately,
    read_private,
    typed_in,
)

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office

__all__ = ["handlers"]


def handlers(office: Office) -> list[BaseRouteHandler]:
    """Both are forms: a link that is followed, or guessed ahead, reads nobody's particulars."""

    async def page(
        request: Request[Any, Any, Any],
        record: DoorRecord,
        typed: dict[str, str] | None = None,
        faults: dict[str, str] | None = None,
        *,
        stale: bool = False,
        seen: int | None = None,
        status: int = 200,
    ) -> Answer:
        who = who_of(request)
        kept = await read_particulars(
            await office.registry(), record.door.id, actor=who.actor, now=office.now()
        )
        now = filled_privately(kept)
        shown = now if typed is None else typed
        return office.page(
            request,
            "office/particulars.html",
            words=WORDS,
            status=status,
            record=record,
            path_here=path_of(record),
            typed=shown,
            now_there={name: now[name] for name in now if stale and now[name] != shown[name]},
            seen=kept.version if seen is None else seen,
            faults=faults or {},
            stale=stale,
            may_edit=who.may(Right.EDIT_ESTABLISHMENTS) and record.door.closed_at is None,
        )

    @office_post("/establishments/{code:str}/particulars", Right.READ_PARTICULARS)
    async def show(request: Request[Any, Any, Any], code: FromPath[str]) -> Answer:
        await office.form(request)
        return await page(request, await record_of(office, request, code))

    @office_post("/establishments/{code:str}/particulars/correct", Right.EDIT_ESTABLISHMENTS)
    async def correct(request: Request[Any, Any, Any], code: FromPath[str]) -> Answer:
        form, who = await office.form(request), who_of(request)
        who.demand(Right.READ_PARTICULARS)
        record = await record_of(office, request, code)
        w = office.words(request, WORDS)
        typed = typed_in(form, PRIVATE_FIELDS)
        authority = office.lookup.authority
        province = authority.province if authority is not None else ""
        seen = form.number("seen")
        row, faults = read_private(typed, record, w, province)
        if row is None:
            return await page(request, record, typed, faults, seen=seen, status=422)
        try:
            done = await correct_particulars(
                await office.registry(),
                record.door.id,
                row,
                seen=-1 if seen is None else seen,
                actor=who.actor,
                now=office.now(),
            )
        except Conflict as error:
            if error.code == "changed_meanwhile":
                return await page(request, record, typed, stale=True, status=409)
            return await page(request, record, typed, {"": w("cause_closed")}, status=409)
        return office.see_other(path_of(record), done="corrected" if done.fields else "unchanged")

    return [show, correct]
