"""Alerts on the console: what the board should hear of, and who has seen to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from foodtrace.access import Right
from foodtrace.alerts import KINDS, Alert, alerts_of, finish_alert, heading_of, line_of, open_alerts
from foodtrace.sticker import encode_typed_code
from litestar import Request
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.office.form import whole_number
from foodtrace_api.office.guard import office_get, office_post, who_of

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office

__all__ = ["handlers"]

_ON_A_PAGE: Final = 50
_PATH: Final = "/office/alerts"


def handlers(office: Office) -> list[BaseRouteHandler]:
    """/office/alerts."""

    @office_get("/alerts", Right.READ_ALERTS)
    async def alerts(request: Request[Any, Any, Any]) -> Answer:
        asked, who = request.query_params, who_of(request)
        kind = asked.get("kind", "")
        kind = kind if kind in KINDS else ""
        every = asked.get("all", "") == "1"
        registry = await office.registry()
        found = await alerts_of(
            registry,
            who=who,
            open_only=not every,
            kind=kind or None,
            before=whole_number(asked.get("before", "")),
            limit=_ON_A_PAGE + 1,
        )
        counts = await open_alerts(registry, who)
        language = office.language(request)
        shown = found[:_ON_A_PAGE]
        return office.page(
            request,
            "office/alerts.html",
            words="office_alerts",
            kind=kind,
            every=every,
            total=sum(counts.values()),
            counts=[(each, heading_of(each, language), counts.get(each, 0)) for each in KINDS],
            alerts=[(each, line_of(each, language), _place(each)) for each in shown],
            after=str(shown[-1].id) if len(found) > _ON_A_PAGE else "",
        )

    @office_post("/alerts/{number:int}/done", Right.ANSWER_ALERTS)
    async def done(request: Request[Any, Any, Any], number: FromPath[int]) -> Answer:
        form = await office.form(request)
        who = who_of(request)
        registry = await office.registry()
        await finish_alert(registry, number, actor=who.actor, now=office.now(), who=who)
        kind = form.text("kind")
        return office.see_other(_PATH, **({"kind": kind} if kind in KINDS else {}))

    return [alerts, done]


def _place(alert: Alert) -> str:
    """Where the alert leads: the establishment, or the dossier that has none yet."""
    if alert.establishment_id is not None:
        return f"/office/establishments/{encode_typed_code(alert.establishment_id)}"
    if "number" in alert.facts:
        return f"/office/dossiers/{alert.facts['number']}"
    return ""
