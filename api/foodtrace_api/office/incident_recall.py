"""/office/incidents/{n}/recall: who would be told and how, seen before anybody is; then one action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from foodtrace.access import Right
from foodtrace.errors import Conflict, FoodtraceError, InvalidRequest, NotFound
from foodtrace.incidents import (
    TOLD_FIRST,
    Draft,
    IncidentRecord,
    Order,
    Preview,
    incident_record,
    preview_recall,
    publish_notice,
    start_recall,
)
from foodtrace.supply import CERTAINTIES, Recall, left_out, recall
from litestar import Request
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.office.guard import office_get, office_post, who_of
from foodtrace_api.office.incident_form import (
    WORDS,
    draft_of,
    fault_words,
    question_of,
    typed_ties,
)
from foodtrace_api.office.incidents import PATH
from foodtrace_api.office.meal_goods import MealGoods, goods_of
from foodtrace_api.office.recall_asking import Asked
from foodtrace_api.office.said import supplier_in_words

if TYPE_CHECKING:
    from foodtrace.registry import Registry
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office
    from foodtrace_api.office.form import Form

__all__ = ["handlers"]

_WAYS: Final = ("webhook", "email", "phone")


def handlers(office: Office) -> list[BaseRouteHandler]:
    """The page that looks ahead, and the one button."""

    async def page(
        request: Request[Any, Any, Any],
        number: int,
        draft: Draft,
        *,
        form: Form | None = None,
        faults: dict[str, str] | None = None,
        status: int = 200,
    ) -> Answer:
        registry, who, w = await office.registry(), who_of(request), office.words(request, WORDS)
        record = await incident_record(registry, number, who)
        faults, preview, beside = dict(faults or {}), None, None
        goods: tuple[MealGoods, ...] = ()
        if draft.supplier or draft.product or draft.lot:
            try:
                preview = await preview_recall(registry, question_of(draft), who, office.now())
                beside = await left_out(registry, preview.answer, office.now())
            except (InvalidRequest, NotFound) as error:
                found = fault_words(error, w) or {"supplier": w("recall_fault_nothing")}
                faults, status = {**found, **faults}, 422
        else:
            goods = await _in_the_meal(registry, record, office.now())
        return office.page(
            request,
            "office/incident_recall.html",
            status=status,
            words=WORDS,
            incident=record.incident,
            standing=[each for each in record.recalls if each.stands],
            asked=draft,
            supplier=await supplier_in_words(registry, draft.supplier),
            typed=_typed(form, preview, draft),
            faults=faults,
            preview=preview,
            beside=beside,
            table=_table(preview) if preview else [],
            ways=_WAYS,
            whole=Asked(draft.supplier, draft.product, draft.lot, draft.since, draft.until).href(),
            goods=goods,
        )

    @office_get("/incidents/{number:int}/recall", Right.ORDER_RECALLS)
    async def ahead(request: Request[Any, Any, Any], number: FromPath[int]) -> Answer:
        asked = request.query_params
        draft = draft_of(lambda name: asked.get(name, ""), in_address=True)
        if draft == Draft():
            record = await incident_record(await office.registry(), number, who_of(request))
            draft = typed_ties(record.incident.ties)
        return await page(request, number, draft)

    @office_post("/incidents/{number:int}/recall", Right.ORDER_RECALLS)
    async def start(request: Request[Any, Any, Any], number: FromPath[int]) -> Answer:
        form, who, registry = await office.form(request), who_of(request), await office.registry()
        draft, w = draft_of(form.exact), office.words(request, WORDS)
        reasons = {name: form.text(name) for name in ("reason_vi", "reason_en")}
        publish = form.has("publish") and bool(draft.lot)
        order = Order(
            question_of(draft),
            form.text("shown"),
            **reasons,
            certainties=tuple(form.texts("certainty")),
        )
        faults: dict[str, str] = {}
        if publish:
            # Nobody is told before what everybody is to read has been written.
            faults = {
                name: w("incident_fault_missing") for name, text in reasons.items() if not text
            }
        if not order.certainties:
            faults["certainty"] = w("incident_fault_certainty")
        try:
            if not faults:
                started = await start_recall(registry, number, order, who, now=office.now())
                if publish:
                    await publish_notice(registry, started, who, now=office.now(), **reasons)
                return office.see_other(f"{PATH}/{number}/recalls/{started}", done="recall_begun")
        except (InvalidRequest, NotFound, Conflict) as error:
            faults = _start_faults(error, w)
        return await page(request, number, draft, form=form, faults=faults, status=422)

    return [ahead, start]


def _start_faults(error: FoodtraceError, w: Any) -> dict[str, str]:
    faults = fault_words(error, w)
    if error.code == "question":
        faults = {"supplier": w("recall_fault_nothing")}
    if not faults:
        raise error
    return faults


def _typed(form: Form | None, preview: Preview | None, draft: Draft) -> dict[str, Any]:
    """What stands in the form: as it was typed, else what the record calls the goods."""
    if form is not None:
        names = ("shown", "reason_vi", "reason_en")
        typed: dict[str, Any] = {name: form.text(name) for name in names}
        return typed | {
            "certainty": form.texts("certainty"),
            "publish": form.has("publish"),
        }
    shown = draft.product or (_called(preview.answer) if preview else "")
    return {
        "shown": shown,
        "reason_vi": "",
        "reason_en": "",
        "certainty": list(TOLD_FIRST),
        "publish": False,
    }


def _called(answer: Recall) -> str:
    names = {each.product for one in answer.establishments for each in one.receipts}
    return next(iter(names)) if len(names) == 1 else ""


def _table(preview: Preview) -> list[tuple[str, str, list[int], int]]:
    """Certainty, its key among the words, how many by each way, and in all."""
    rows = []
    for certainty in CERTAINTIES:
        counts = [preview.count(certainty, way) for way in _WAYS]
        rows.append((certainty, certainty.replace(" ", "_"), counts, sum(counts)))
    return rows


async def _in_the_meal(
    registry: Registry, record: IncidentRecord, now: int
) -> tuple[MealGoods, ...]:
    """What was in the meal that an incident names."""
    question = record.incident.ties.backward
    if question is None:
        return ()
    answer = await recall(registry, question, now)
    return goods_of(answer, f"{PATH}/{record.incident.id}/recall")
