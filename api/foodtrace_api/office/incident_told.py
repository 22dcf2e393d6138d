"""/office/incidents/{n}/recalls/{r}: who was told, who is to be phoned, what they answered; and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from foodtrace.access import Right, names_of_actors
from foodtrace.errors import Conflict, InvalidRequest, NotFound
from foodtrace.incidents import (
    ANSWERS,
    PLACE_STATES,
    follow_recall,
    lift_recall,
    mark_called,
    phones_of,
    publish_notice,
    run_recall,
    send_again,
    widen_recall,
    withdraw_notice,
)
from foodtrace.supply import CERTAINTIES, Contact
from litestar import Request
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.office.acting import done_words
from foodtrace_api.office.asking import establishment_id
from foodtrace_api.office.form import Form, whole_number
from foodtrace_api.office.guard import office_get, office_post, who_of
from foodtrace_api.office.incident_form import WORDS, fault_words
from foodtrace_api.office.incidents import PATH
from foodtrace_api.office.recall_asking import Asked
from foodtrace_api.office.said import supplier_in_words

if TYPE_CHECKING:
    from foodtrace.incidents import Progress
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office

__all__ = ["handlers"]

_ON_A_PAGE: Final = 100
_UNTRIED_SECONDS: Final = 900
# What an officer can do to a recall, and what its page says afterwards.
_STEPS: Final = {
    "again": "recall_again",
    "send": "recall_send",
    "widen": "recall_widen",
    "notice": "recall_notice",
    "withdraw": "recall_withdraw",
    "lift": "recall_lift",
}


def handlers(office: Office) -> list[BaseRouteHandler]:
    """The page of a recall that was started, and what is done from it."""

    async def page(
        request: Request[Any, Any, Any],
        number: int,
        recall: int,
        *,
        phones: dict[int, Contact] | None = None,
        form: Form | None = None,
        faults: dict[str, str] | None = None,
        status: int = 200,
    ) -> Answer:
        registry, who, w = await office.registry(), who_of(request), office.words(request, WORDS)
        progress = await _of(registry, number, recall, who)
        asked = request.query_params
        state = asked.get("state", "") if asked.get("state", "") in PLACE_STATES else ""
        state = "to_phone" if phones is not None else state
        wanted = [one for one in progress.places if not state or one.state == state]
        shown_page = max(1, whole_number(asked.get("page", "")) or 1)
        start = (shown_page - 1) * _ON_A_PAGE
        here = f"{PATH}/{number}/recalls/{recall}"

        def href(state: str, page: int = 1) -> str:
            chosen = {"state": state} if state else {}
            chosen |= {"page": str(page)} if page > 1 else {}
            return f"{here}?{urlencode(chosen)}" if chosen else here

        more = start + _ON_A_PAGE < len(wanted) and phones is None
        line = progress.recall
        names = ("reason_vi", "reason_en", "words_vi", "words_en")
        kept = {name: getattr(line, name, "") for name in names}
        return office.page(
            request,
            "office/incident_told.html",
            status=status,
            words=WORDS,
            number=number,
            path_here=here,
            progress=progress,
            recall=line,
            question=_in_words(
                progress, await supplier_in_words(registry, line.question.supplier), w
            ),
            whole=Asked(
                line.question.supplier or "",
                line.question.product or "",
                line.question.lot or "",
                line.question.since.isoformat() if line.question.since else "",
                line.question.until.isoformat() if line.question.until else "",
            ).href(),
            counts=[
                (each, progress.count(each), href(each), each == state) for each in PLACE_STATES
            ],
            everything=(len(progress.places), href(""), not state),
            answers=[(each, progress.answers(each)) for each in ANSWERS],
            # A message that has not been tried for so long has no server to go to.
            stuck=any(
                one.untried
                and office.now() - (line.lifted_at or one.told_at or 0) > _UNTRIED_SECONDS
                for one in progress.places
            ),
            failed=sum(one.failed for one in progress.places),
            places=wanted if phones is not None else wanted[start : start + _ON_A_PAGE],
            phones=phones or {},
            with_phones=phones is not None,
            more_certainties=[
                (each, each.replace(" ", "_"))
                for each in CERTAINTIES
                if each not in line.certainties
                and any(one.certainty == each for one in progress.places)
            ],
            before=href(state, shown_page - 1) if shown_page > 1 else "",
            after=href(state, shown_page + 1) if more else "",
            typed={name: form.text(name) for name in names} if form else kept,
            faults=faults or {},
            names=await names_of_actors(registry),
            done=done_words(request, w),
        )

    @office_get("/incidents/{number:int}/recalls/{recall:int}", Right.READ_INCIDENTS)
    async def show(
        request: Request[Any, Any, Any], number: FromPath[int], recall: FromPath[int]
    ) -> Answer:
        return await page(request, number, recall)

    @office_post("/incidents/{number:int}/recalls/{recall:int}/called", Right.RECORD_INCIDENTS)
    async def called(
        request: Request[Any, Any, Any], number: FromPath[int], recall: FromPath[int]
    ) -> Answer:
        form, who, registry = await office.form(request), who_of(request), await office.registry()
        await _of(registry, number, recall, who)
        place = establishment_id(form.text("code"))
        await mark_called(registry, recall, place, who, now=office.now())
        return office.see_other(f"{PATH}/{number}/recalls/{recall}", state="to_phone")

    @office_post("/incidents/{number:int}/recalls/{recall:int}/phones", Right.READ_PARTICULARS)
    async def phones(
        request: Request[Any, Any, Any], number: FromPath[int], recall: FromPath[int]
    ) -> Answer:
        """A form, for it reads particulars: a link that is guessed ahead reads nobody's."""
        await office.form(request)
        who, registry = who_of(request), await office.registry()
        who.demand(Right.READ_INCIDENTS)
        await _of(registry, number, recall, who)
        found = await phones_of(registry, recall, who, now=office.now())
        return await page(request, number, recall, phones=found)

    @office_post("/incidents/{number:int}/recalls/{recall:int}/{step:str}", Right.ORDER_RECALLS)
    async def change(
        request: Request[Any, Any, Any],
        number: FromPath[int],
        recall: FromPath[int],
        step: FromPath[str],
    ) -> Answer:
        form, who, registry = await office.form(request), who_of(request), await office.registry()
        await _of(registry, number, recall, who)
        if step not in _STEPS:
            raise NotFound("a recall has no such step; see its page", code="step_not_found")
        now, told = office.now(), 0
        try:
            if step == "again":
                told = await run_recall(registry, recall, actor=who.actor, now=now)
            elif step == "send":
                told = await send_again(registry, recall, who, now=now)
            elif step == "widen":
                told = await widen_recall(registry, recall, form.texts("certainty"), who, now=now)
            elif step == "notice":
                reasons = {name: form.text(name) for name in ("reason_vi", "reason_en")}
                await publish_notice(registry, recall, who, now=now, **reasons)
            elif step == "withdraw":
                await withdraw_notice(registry, recall, who, now=now)
            else:
                words = {name: form.text(name) for name in ("words_vi", "words_en")}
                told = await lift_recall(registry, recall, who, now=now, **words)
        except InvalidRequest as error:
            w = office.words(request, WORDS)
            faults = fault_words(error, w)
            if error.code == "certainty":
                faults = {"certainty": w("incident_fault_certainty")}
            if not faults:
                raise
            return await page(request, number, recall, form=form, faults=faults, status=422)
        except Conflict:
            # Somebody else was faster: the page says how it stands.
            return office.see_other(f"{PATH}/{number}/recalls/{recall}")
        return office.see_other(f"{PATH}/{number}/recalls/{recall}", done=_STEPS[step], n=str(told))

    return [show, called, phones, change]


async def _of(registry: Any, number: int, recall: int, who: Any) -> Progress:
    """The recall of this incident. Raises NotFound for one of another."""
    progress = await follow_recall(registry, recall, who)
    if progress.recall.incident_id != number:
        raise NotFound(f"incident {number} has no recall {recall}", code="recall_not_found")
    return progress


def _in_words(progress: Progress, supplier: str, w: Any) -> list[tuple[str, str]]:
    """What was asked, as (what, which)."""
    asked = progress.recall.question
    said = [
        (w("goods_supplier"), supplier),
        (w("goods_product"), asked.product),
        (w("goods_lot"), asked.lot),
        (w("recall_from"), asked.since and w.date(asked.since)),
        (w("recall_to"), asked.until and w.date(asked.until)),
    ]
    return [(what, which) for what, which in said if which]
