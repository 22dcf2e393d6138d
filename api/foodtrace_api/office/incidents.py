"""/office/incidents: samples, complaints and illnesses; each with its results, its history, its recalls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from foodtrace.access import Right, names_of_actors
from foodtrace.errors import Conflict, InvalidRequest, NotFound
from foodtrace.incidents import (
    SORTS,
    STATES,
    VERDICTS,
    Draft,
    IncidentRecord,
    add_result,
    close_incident,
    incident_counts,
    incident_record,
    list_incidents,
    note_incident,
    open_incident,
    tie_incident,
)
from foodtrace.sticker import encode_typed_code
from litestar import Request
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.office.acting import done_words
from foodtrace_api.office.form import whole_number
from foodtrace_api.office.guard import office_get, office_post, who_of
from foodtrace_api.office.incident_form import WORDS, draft_of, fault_words, in_address, typed_ties
from foodtrace_api.office.said import measured, supplier_in_words
from foodtrace_api.words import civil_moment

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office

__all__ = ["PATH", "handlers"]

PATH: Final = "/office/incidents"
_ON_A_PAGE: Final = 50
# What can be done to an incident, and what its page says afterwards.
_STEPS: Final = {
    "ties": "incident_ties",
    "results": "incident_results",
    "notes": "incident_notes",
    "close": "incident_close",
}
# Refusals by their code, in words.
_REFUSED: Final = {
    "note": "incident_note_missing",
    "recall_stands": "incident_recall_stands",
    "changed_meanwhile": "incident_changed_meanwhile",
}


def handlers(office: Office) -> list[BaseRouteHandler]:
    """The list, a new one, one of them, and what is done to it."""

    @office_get("/incidents", Right.READ_INCIDENTS)
    async def listed(request: Request[Any, Any, Any]) -> Answer:
        asked, who, registry = request.query_params, who_of(request), await office.registry()
        state = asked.get("state", "") if asked.get("state", "") in STATES else ""
        before = whole_number(asked.get("before", ""))
        found = await list_incidents(
            registry, who, state=state or None, before=before, limit=_ON_A_PAGE + 1
        )
        shown = found[:_ON_A_PAGE]
        here = f"{PATH}?{urlencode({'state': state})}" if state else PATH
        more = f"{here}{'&' if state else '?'}before={shown[-1].id}" if shown else ""
        return office.page(
            request,
            "office/incidents.html",
            words=WORDS,
            incidents=shown,
            counts=await incident_counts(registry, who),
            state=state,
            before=here if before is not None else "",
            after=more if len(found) > _ON_A_PAGE else "",
        )

    def form_page(
        request: Request[Any, Any, Any],
        draft: Draft,
        faults: dict[str, str] | None = None,
        *,
        status: int = 200,
    ) -> Answer:
        return office.page(
            request,
            "office/incident_new.html",
            status=status,
            words=WORDS,
            typed=draft,
            # What led here, while the kind of incident is chosen.
            kept=in_address(draft),
            faults=faults or {},
            sorts=SORTS,
            verdicts=VERDICTS,
            today=civil_moment(office.now()).date().isoformat(),
        )

    @office_get("/incidents/new", Right.RECORD_INCIDENTS)
    async def new(request: Request[Any, Any, Any]) -> Answer:
        asked = request.query_params
        return form_page(request, draft_of(lambda name: asked.get(name, ""), in_address=True))

    @office_post("/incidents/new", Right.RECORD_INCIDENTS)
    async def take(request: Request[Any, Any, Any]) -> Answer:
        form = await office.form(request)
        draft = draft_of(form.exact)
        try:
            number = await open_incident(
                await office.registry(), draft, who_of(request), now=office.now()
            )
        except (InvalidRequest, NotFound) as error:
            faults = fault_words(error, office.words(request, WORDS))
            if not faults:
                raise
            return form_page(request, draft, faults, status=422)
        return office.see_other(f"{PATH}/{number}")

    async def one_page(
        request: Request[Any, Any, Any],
        record: IncidentRecord,
        *,
        status: int = 200,
        ties: Draft | None = None,
        result: Draft | None = None,
        typed: dict[str, str] | None = None,
        faults: dict[str, str] | None = None,
        at_fault: str = "",
    ) -> Answer:
        w, who = office.words(request, WORDS), who_of(request)
        place = record.incident.ties.establishment_id
        return office.page(
            request,
            "office/incident.html",
            status=status,
            words=WORDS,
            record=record,
            incident=record.incident,
            code="" if place is None else encode_typed_code(place),
            supplier=await supplier_in_words(
                await office.registry(), record.incident.ties.supplier
            ),
            measured=measured,
            ties=ties or typed_ties(record.incident.ties),
            result=result or _next_result(record),
            typed=typed or {},
            faults=faults or {},
            at_fault=at_fault,
            names=await names_of_actors(await office.registry()),
            verdicts=VERDICTS,
            today=civil_moment(office.now()).date().isoformat(),
            may_record=who.may(Right.RECORD_INCIDENTS) and record.incident.state != "closed",
            may_recall=who.may(Right.ORDER_RECALLS) and record.incident.state != "closed",
            done=done_words(request, w),
        )

    @office_get("/incidents/{number:int}", Right.READ_INCIDENTS)
    async def one(request: Request[Any, Any, Any], number: FromPath[int]) -> Answer:
        registry = await office.registry()
        return await one_page(request, await incident_record(registry, number, who_of(request)))

    @office_post("/incidents/{number:int}/{step:str}", Right.RECORD_INCIDENTS)
    async def change(
        request: Request[Any, Any, Any], number: FromPath[int], step: FromPath[str]
    ) -> Answer:
        form, who, registry = await office.form(request), who_of(request), await office.registry()
        if step not in _STEPS:
            raise NotFound("an incident has no such step; see its page", code="step_not_found")
        draft, note, now = draft_of(form.exact), form.text("note"), office.now()
        try:
            if step == "ties":
                seen = form.number("seen")
                seen = -1 if seen is None else seen
                await tie_incident(registry, number, draft, who, seen=seen, now=now)
            elif step == "results":
                await add_result(registry, number, draft, who, now=now)
            elif step == "notes":
                await note_incident(registry, number, note, who, now=now)
            else:
                await close_incident(registry, number, note, who, now=now)
        except (InvalidRequest, NotFound, Conflict) as error:
            w = office.words(request, WORDS)
            faults = fault_words(error, w)
            if error.code in _REFUSED:
                field = "note" if step in ("notes", "close") else ""
                faults = {field: w(_REFUSED[error.code])}
            if not faults:
                raise
            return await one_page(
                request,
                await incident_record(registry, number, who),
                status=409 if isinstance(error, Conflict) else 422,
                ties=draft if step == "ties" else None,
                result=draft if step == "results" else None,
                typed={step: note},
                faults=faults,
                at_fault=step,
            )
        return office.see_other(f"{PATH}/{number}", done=_STEPS[step])

    return [listed, new, take, one, change]


def _next_result(record: IncidentRecord) -> Draft:
    """A result that is still awaited is the next to come in."""
    for each in record.results:
        if each.verdict == "pending":
            return Draft(
                sample=each.sample,
                taken_on=each.taken_on.isoformat(),
                taken_at=each.taken_at,
                laboratory=each.laboratory,
                test=each.test,
                most=each.most,
                unit=each.unit,
                report_number=each.report_number,
            )
    return Draft()
