"""/office/feedback: what diners reported, who has it in hand, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from foodtrace.access import RIGHTS, Right, list_accounts, names_of_actors
from foodtrace.errors import Conflict, InvalidRequest, NotFound
from foodtrace.feedback import (
    KINDS,
    STATES,
    ReportRecord,
    handle_report,
    inbox,
    photo_within,
    report_record,
)
from foodtrace.sticker import encode_typed_code
from litestar import Request
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.office.acting import done_words
from foodtrace_api.office.establishment import record_of
from foodtrace_api.office.form import whole_number
from foodtrace_api.office.guard import office_get, office_post, who_of
from foodtrace_api.office.lines import WORDS, day_of

if TYPE_CHECKING:
    from foodtrace.registry import Registry
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office

__all__ = ["handlers"]

_PATH: Final = "/office/feedback"
_ON_A_PAGE: Final = 50


def handlers(office: Office) -> list[BaseRouteHandler]:
    """The inbox, one report, its photo."""

    @office_get("/feedback", Right.READ_FEEDBACK)
    async def listed(request: Request[Any, Any, Any]) -> Answer:
        asked = request.query_params
        state = asked.get("state", "") if asked.get("state", "") in STATES else ""
        kind = asked.get("kind", "") if asked.get("kind", "") in KINDS else ""
        number = whole_number(asked.get("before", ""))
        registry = await office.registry()
        w = office.words(request, WORDS)
        page = await inbox(
            registry,
            who_of(request),
            state=state or None,
            kind=kind or None,
            before=number,
            limit=_ON_A_PAGE,
        )

        def href(**other: str) -> str:
            given = {"state": state, "kind": kind, **other}
            chosen = {name: value for name, value in given.items() if value}
            return f"{_PATH}?{urlencode(chosen)}" if chosen else _PATH

        return office.page(
            request,
            "office/feedback.html",
            words=WORDS,
            items=page.items,
            names=await names_of_actors(registry),
            states=[
                (each, w(f"report_{each}"), page.counts[each], href(state=each), state == each)
                for each in STATES
            ],
            everything=(sum(page.counts.values()), href(state=""), not state),
            kinds=[(w("any"), href(kind=""), not kind)]
            + [(w(f"report_kind_{each}"), href(kind=each), kind == each) for each in KINDS],
            moment=w.moment,
            first=href() if number is not None else "",
            more=href(before=str(page.next)) if page.next is not None else "",
        )

    @office_get("/feedback/{number:int}", Right.READ_FEEDBACK)
    async def one(request: Request[Any, Any, Any], number: FromPath[int]) -> Answer:
        record = await report_record(await office.registry(), number, who_of(request))
        return await _page(office, request, record)

    @office_post("/feedback/{number:int}", Right.ANSWER_FEEDBACK)
    async def handle(request: Request[Any, Any, Any], number: FromPath[int]) -> Answer:
        form, who, registry = await office.form(request), who_of(request), await office.registry()
        record = await report_record(registry, number, who)
        w = office.words(request, WORDS)
        typed = {name: form.text(name)[:2100] for name in ("state", "assigned_to", "code", "note")}
        faults: dict[str, str] = {}
        place = await _place(office, request, typed["code"])
        if typed["code"] and place is None:
            faults["code"] = w("fault_code")
        if typed["state"] not in STATES:
            faults["state"] = w("fault_state")
        if typed["state"] == "done" and not typed["note"]:
            faults["note"] = w("fault_note")
        assigned = form.number("assigned_to")
        if assigned is not None and assigned not in await _assignable(registry):
            faults["assigned_to"] = w("fault_state")
        seen = form.number("seen")
        if faults:
            return await _page(office, request, record, typed, faults, seen=seen, status=422)
        try:
            await handle_report(
                registry,
                number,
                who,
                state=typed["state"],
                assigned_to=assigned,
                establishment_id=place,
                note=typed["note"],
                seen=-1 if seen is None else seen,
                now=office.now(),
            )
        except InvalidRequest:
            faults = {"note": w("fault_note_long")}
            return await _page(office, request, record, typed, faults, seen=seen, status=422)
        except Conflict:
            fresh = await report_record(registry, number, who)
            return await _page(office, request, fresh, typed, stale=True, status=409)
        return office.see_other(f"{_PATH}/{number}", done="corrected")

    @office_get("/feedback/{number:int}/photo", Right.READ_FEEDBACK)
    async def photo(request: Request[Any, Any, Any], number: FromPath[int]) -> Answer:
        jpeg = await photo_within(await office.registry(), number, who_of(request))
        headers = {
            "cache-control": "no-store",
            "content-disposition": f'inline; filename="report-{number}.jpg"',
        }
        return Answer.of(200, "image/jpeg", jpeg, headers)

    return [listed, one, handle, photo]


async def _page(
    office: Office,
    request: Request[Any, Any, Any],
    record: ReportRecord,
    typed: dict[str, str] | None = None,
    faults: dict[str, str] | None = None,
    *,
    stale: bool = False,
    seen: int | None = None,
    status: int = 200,
) -> Answer:
    registry, who, line = await office.registry(), who_of(request), record.line
    w = office.words(request, WORDS)
    place = line.establishment_id
    code = "" if place is None else encode_typed_code(place)
    assigned = "" if line.assigned_to is None else str(line.assigned_to)
    may_answer = who.may(Right.ANSWER_FEEDBACK)
    people = await _assignable(registry) if may_answer else {}
    return office.page(
        request,
        "office/report.html",
        words=WORDS,
        status=status,
        report=line,
        contact=record.contact,
        steps=record.steps,
        code=code,
        path_here=f"{_PATH}/{line.number}",
        typed=typed or {"state": line.state, "assigned_to": assigned, "code": code, "note": ""},
        faults=faults or {},
        stale=stale,
        seen=line.version if seen is None else seen,
        may_answer=may_answer,
        may_mark=who.may(Right.MARK_STICKERS) and line.kind == "damaged" and place is not None,
        states=[(each, w(f"report_{each}")) for each in STATES],
        people=[("", w("nobody")), *((str(key), name) for key, name in people.items())],
        names=await names_of_actors(registry),
        moment=w.moment,
        contact_until=w.date(day_of(line.contact_until)),
        keep_until=w.date(day_of(line.keep_until)),
        done=done_words(request, w),
    )


async def _place(office: Office, request: Request[Any, Any, Any], code: str) -> int | None:
    """The establishment of a typed code within bounds; None for no code and for one nobody has."""
    if not code:
        return None
    try:
        return (await record_of(office, request, code[:20])).door.id
    except NotFound:
        return None


async def _assignable(registry: Registry) -> dict[int, str]:
    """Who can have a report in hand: everybody whose account may answer one."""
    accounts = await list_accounts(registry)
    return {
        each.id: each.name
        for each in accounts
        if each.revoked_at is None and Right.ANSWER_FEEDBACK in RIGHTS[each.role]
    }
