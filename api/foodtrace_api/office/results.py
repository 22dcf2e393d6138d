"""One visit and its result: declared, answered, appealed, corrected, withdrawn, each by a form of its own."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING, Any, Final

from foodtrace.access import Right
from foodtrace.doors import door_record
from foodtrace.errors import Conflict, FoodtraceError, InvalidRequest, LimitReached, NotFound
from foodtrace.inspection import (
    HOLD_BACK_REASONS,
    MAX_STATEMENT,
    TOKEN_RANDOM_BYTES,
    VisitFile,
    current_rules,
    make_reply_link,
    open_visit_file,
    owners_view,
    place_visit,
)
from foodtrace.publication import Decision, Rule, Rulebook, published_result
from foodtrace.sticker import civil_date, civil_day
from litestar import Request
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.office.asking import establishment_id
from foodtrace_api.office.form import Form
from foodtrace_api.office.guard import office_get, office_post, who_of
from foodtrace_api.office.result_steps import STEPS, Call
from foodtrace_api.office.visit_lines import (
    WORDS,
    outcome_words,
    points_of,
    public_words,
    state_words,
    steps_of,
    visited_on,
)
from foodtrace_api.render import drawn_address

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office

__all__ = ["handlers"]

_QR_MM: Final = 34.0


def handlers(office: Office) -> list[BaseRouteHandler]:
    """/office/visits/{id} and what is done there."""

    async def page(
        request: Request[Any, Any, Any],
        visit_id: int,
        *,
        status: int = 200,
        typed: Form | None = None,
        step: str = "",
        fault: str = "",
        done: str = "",
    ) -> Answer:
        registry, now, who = await office.registry(), office.now(), who_of(request)
        opened = await open_visit_file(registry, who, visit_id)
        book = await current_rules(registry)
        place = opened.visit.establishment_id
        view = None if opened.state is None else await owners_view(registry, visit_id, now=now)
        public = Decision() if place is None else await published_result(registry, place, at=now)
        w = office.words(request, WORDS)
        day = visited_on(opened.visit.record.visited_at, opened.visit.received_at)
        rule, scheme = _by_which(opened, book, day)
        return office.page(
            request,
            "office/visit.html",
            status=status,
            words=WORDS,
            opened=opened,
            day=day,
            points=points_of(opened, w),
            notes_shown=who.may(Right.READ_PARTICULARS),
            state=state_words(opened.state, w, now),
            outcome=outcome_words(opened.state, book, w),
            standing=opened.state is not None and not opened.state.withdrawn,
            steps=steps_of(opened.journal, book, w),
            statements=view.statements if view else (),
            reply_shown=opened.state is not None and opened.state.reply_id is not None,
            public=public_words(public, w) if place is not None else [],
            rule=rule,
            scheme=scheme,
            seen=opened.state.last_entry if opened.state else 0,
            today=civil_date(civil_day(now)).isoformat(),
            max_statement=MAX_STATEMENT,
            hold_back_reasons=HOLD_BACK_REASONS,
            typed=typed or Form(),
            step=step,
            fault=fault,
            done=done,
        )

    @office_get("/visits/{id:int}", Right.READ_VISITS)
    async def one(request: Request[Any, Any, Any], id: FromPath[int]) -> Answer:
        done = request.query_params.get("done", "")
        return await page(request, id, done=done if done in (*STEPS, "recorded", "place") else "")

    async def change(request: Request[Any, Any, Any], visit_id: int, step: str) -> Answer:
        form = await office.form(request)
        registry, who = await office.registry(), who_of(request)
        await open_visit_file(registry, who, visit_id)
        call = Call(registry, visit_id, form, who.actor, office.now(), form.number("seen"))
        try:
            await STEPS[step](call)
        except (InvalidRequest, Conflict, LimitReached) as error:
            w = office.words(request, WORDS)
            return await page(
                request,
                visit_id,
                status=409 if isinstance(error, Conflict) else 422,
                typed=form,
                step=step,
                fault=_fault_words(error, w.catalog),
            )
        return office.see_other(f"/office/visits/{visit_id}", done=step)

    def change_route(step: str) -> BaseRouteHandler:
        @office_post(f"/visits/{{id:int}}/{step}", Right.PUBLISH_RESULTS)
        async def changed(request: Request[Any, Any, Any], id: FromPath[int]) -> Answer:
            return await change(request, id, step)

        return changed

    @office_post("/visits/{id:int}/place", Right.PUBLISH_RESULTS)
    async def place(request: Request[Any, Any, Any], id: FromPath[int]) -> Answer:
        """Which eatery a visit was to; asked for where none of its codes led to one."""
        form = await office.form(request)
        registry, who, now = await office.registry(), who_of(request), office.now()
        await open_visit_file(registry, who, id)
        try:
            found = establishment_id(form.text("code"))
            await door_record(registry, found, who, now=now)
            await place_visit(registry, id, found, actor=who.actor, now=now)
        except (NotFound, Conflict) as error:
            w = office.words(request, WORDS)
            key = "visit_fault_code" if isinstance(error, NotFound) else "visit_error_placed"
            status = 422 if isinstance(error, NotFound) else 409
            return await page(request, id, status=status, typed=form, step="place", fault=w(key))
        return office.see_other(f"/office/visits/{id}", done="place")

    @office_post("/visits/{id:int}/link", Right.PUBLISH_RESULTS)
    async def link(request: Request[Any, Any, Any], id: FromPath[int]) -> Answer:
        """The link is on this page and on no other: it is printed or handed over now."""
        await office.form(request)
        registry, who, now = await office.registry(), who_of(request), office.now()
        await open_visit_file(registry, who, id)
        try:
            token = await make_reply_link(
                registry,
                id,
                random=secrets.token_bytes(TOKEN_RANDOM_BYTES),
                actor=who.actor,
                now=now,
            )
        except Conflict as error:
            w = office.words(request, WORDS)
            return await page(request, id, status=409, fault=_fault_words(error, w.catalog))
        path = f"/reply/{token}"
        address = f"https://{registry.authority.host}{path}"
        return office.page(
            request,
            "office/reply_link.html",
            words=WORDS,
            view=await owners_view(registry, id, now=now),
            address=address,
            path=path,
            symbol=drawn_address(address, _QR_MM),
        )

    return [one, place, link, *(change_route(step) for step in STEPS)]


def _by_which(opened: VisitFile, book: Rulebook | None, day: dt.date) -> tuple[Rule | None, Any]:
    """The rule of the visit's day, and the scheme that its result has or will have."""
    if book is None:
        return None, None
    rule = book.rule_on(day)
    if opened.state is not None and not opened.state.withdrawn:
        return rule, book.scheme(opened.state.scheme)
    return rule, book.scheme(rule.scheme) if rule else None


def _fault_words(error: FoodtraceError, catalog: dict[str, str]) -> str:
    """Our own words for a refusal; the error's sentence where there are none."""
    return catalog.get(f"visit_error_{error.code}", error.message)
