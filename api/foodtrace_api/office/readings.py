"""Lists that integrators read by key: alerts, applications, visits; by allow-list, and nothing of any person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from foodtrace.access import Right
from foodtrace.alerts import alerts_of, line_of
from foodtrace.applications import list_dossiers
from foodtrace.inspection import list_visit_files
from foodtrace.sticker import civil_date, civil_day, encode_typed_code
from litestar import Request

from foodtrace_api.answer import Answer
from foodtrace_api.office.api import api_get, json_answer, reader_of
from foodtrace_api.office.form import whole_number

if TYPE_CHECKING:
    from foodtrace.publication import ResultState
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office

__all__ = ["api_handlers"]

_ON_A_PAGE: Final = 200


class ReadAlert(msgspec.Struct, frozen=True):
    """`text` is the sentence of the console in English; times are unix seconds."""

    id: int
    kind: str
    raised_at: int
    done_at: int | None
    code: str | None
    ward: int | None
    text: str


class ReadApplication(msgspec.Struct, frozen=True):
    """Where an application stands; `due_at` is when the board owes something next."""

    number: str
    state: str
    received_at: int
    due_at: int | None
    late: bool
    ward: int | None
    code: str | None


class ReadVisit(msgspec.Struct, frozen=True):
    """A visit by its day (YYYY-MM-DD), without who made it; `result` is declared, held, withdrawn or None."""

    id: int
    code: str | None
    day: str
    result: str | None


def api_handlers(office: Office) -> list[BaseRouteHandler]:
    """/api/v1/office/alerts, /applications and /visits."""

    @api_get("/alerts", Right.READ_ALERTS, summary="Alerts, the newest first")
    async def alerts(request: Request[Any, Any, Any]) -> Answer:
        registry = await office.registry()
        found = await alerts_of(
            registry,
            who=reader_of(request),
            open_only=request.query_params.get("all", "") != "1",
            before=whole_number(request.query_params.get("before", "")),
            limit=_ON_A_PAGE,
        )
        shown = [
            ReadAlert(
                each.id,
                each.kind,
                each.raised_at,
                each.done_at,
                _code(each.establishment_id),
                each.ward,
                line_of(each, "en"),
            )
            for each in found
        ]
        return json_answer({"alerts": shown, "before": _following(found, "id")})

    @api_get("/applications", Right.READ_APPLICATIONS, summary="Applications that are not closed")
    async def applications(request: Request[Any, Any, Any]) -> Answer:
        registry = await office.registry()
        found = await list_dossiers(registry, now=office.now(), who=reader_of(request))
        shown = [
            ReadApplication(
                each.number,
                str(each.stands),
                each.received_at,
                each.due,
                each.late,
                each.facts.ward,
                _code(each.establishment_id),
            )
            for each in found
        ]
        return json_answer({"applications": shown})

    @api_get("/visits", Right.READ_VISITS, summary="Visits, the newest first")
    async def visits(request: Request[Any, Any, Any]) -> Answer:
        registry = await office.registry()
        found = await list_visit_files(
            registry,
            reader_of(request),
            before=whole_number(request.query_params.get("before", "")),
            limit=_ON_A_PAGE,
        )
        shown = [
            ReadVisit(
                each.visit.id,
                each.code,
                civil_date(civil_day(each.visit.record.visited_at)).isoformat(),
                _result(each.state, civil_day(office.now())),
            )
            for each in found
        ]
        return json_answer({"visits": shown, "before": _following(shown, "id")})

    return [alerts, applications, visits]


def _result(state: ResultState | None, day: int) -> str | None:
    """Where a result stands, not what it says: that is public when the rules make it so."""
    if state is None:
        return None
    if state.withdrawn:
        return "withdrawn"
    return "held" if state.held_by(day) else "declared"


def _following(found: list[Any], key: str) -> int | None:
    """What to give as `before` for the next page; None at the end."""
    return int(getattr(found[-1], key)) if len(found) == _ON_A_PAGE else None


def _code(establishment_id: int | None) -> str | None:
    return None if establishment_id is None else encode_typed_code(establishment_id)
