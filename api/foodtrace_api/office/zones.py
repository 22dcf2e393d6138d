"""/office/zones: the zones, each as a list of its doors; made and renamed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from foodtrace.access import Right, Who
from foodtrace.doors import (
    STANDINGS,
    TASKS,
    count_doors,
    list_doors,
    wards_of_zone,
    zone_lines,
    zone_named,
)
from foodtrace.errors import AccessDenied, Conflict, InvalidRequest
from foodtrace.issuing import create_zone, rename_zone
from litestar import Request
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.facts import ward_name
from foodtrace_api.office.acting import bulk_acts, done_words
from foodtrace_api.office.asking import Query, zone_query
from foodtrace_api.office.establishments import ON_A_PAGE
from foodtrace_api.office.guard import office_get, office_post, who_of
from foodtrace_api.office.lines import STANDING_MARKS, WORDS, lines_of

if TYPE_CHECKING:
    from foodtrace.doors import Counts
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office
    from foodtrace_api.words import Words

__all__ = ["handlers"]

_PATH: Final = "/office/zones"


def handlers(office: Office) -> list[BaseRouteHandler]:
    """The list of zones, a zone, and the two forms."""

    async def page_of_zones(
        request: Request[Any, Any, Any], *, name: str = "", fault: str = "", status: int = 200
    ) -> Answer:
        who, now = who_of(request), office.now()
        w = office.words(request, WORDS)
        lines = await zone_lines(await office.registry(), who, now=now)
        return office.page(
            request,
            "office/zones.html",
            words=WORDS,
            status=status,
            zones=[(line, ", ".join(map(ward_name, line.wards[:4]))) for line in lines],
            may_make=who.may(Right.EDIT_ESTABLISHMENTS) and who.everywhere,
            name=name,
            faults={"name": fault} if fault else {},
            done=done_words(request, w),
        )

    @office_get("/zones", Right.READ_ESTABLISHMENTS)
    async def zones(request: Request[Any, Any, Any]) -> Answer:
        return await page_of_zones(request)

    @office_post("/zones", Right.EDIT_ESTABLISHMENTS)
    async def make(request: Request[Any, Any, Any]) -> Answer:
        form, who = await office.form(request), who_of(request)
        _demand_everywhere(who)
        name = form.text("name")
        w = office.words(request, WORDS)
        try:
            made = await create_zone(
                await office.registry(), name, actor=who.actor, now=office.now()
            )
        except (Conflict, InvalidRequest) as error:
            fault = _name_fault(error, w)
            status = 409 if isinstance(error, Conflict) else 422
            return await page_of_zones(request, name=name, fault=fault, status=status)
        return office.see_other(f"{_PATH}/{made}", done="zone_made")

    @office_get("/zones/{zone:int}", Right.READ_ESTABLISHMENTS)
    async def one(request: Request[Any, Any, Any], zone: FromPath[int]) -> Answer:
        who, now = who_of(request), office.now()
        w = office.words(request, WORDS)
        registry = await office.registry()
        name = await zone_named(registry, zone, who)
        query = zone_query(request, zone, who)
        after = request.query_params.get("after", "")[:20]
        page = await list_doors(
            registry, who, query.wanted(), now=now, after=after or None, limit=ON_A_PAGE
        )
        counts = await count_doors(registry, who, now=now, zone_id=zone)
        path = f"{_PATH}/{zone}"
        inner = Query(q=query.q, standing=query.standing, task=query.task)
        wards = await wards_of_zone(registry, zone, who)
        return office.page(
            request,
            "office/zone.html",
            words=WORDS,
            zone=zone,
            name=name,
            wards=", ".join(map(ward_name, wards)),
            query=query,
            path_here=path,
            cells=_cells(counts, inner, path, w),
            tasks=_tasks(counts, inner, path, w, who),
            counts=counts,
            lines=lines_of(page.items, w, office.lookup.held, now),
            acts=bulk_acts(who),
            back=inner.href(path),
            first=inner.href(path) if after else "",
            more=inner.href(path, after=page.next) if page.next else "",
            export=inner.href(f"{path}/export/xlsx"),
            export_csv=inner.href(f"{path}/export/csv"),
            may_rename=who.may(Right.EDIT_ESTABLISHMENTS) and (who.everywhere or zone in who.zones),
            at=w.moment(now),
            done=done_words(request, w),
        )

    @office_get("/zones/{zone:int}/rename", Right.EDIT_ESTABLISHMENTS)
    async def rename_form(request: Request[Any, Any, Any], zone: FromPath[int]) -> Answer:
        name = await zone_named(await office.registry(), zone, who_of(request))
        return _rename_page(office, request, zone, seen=name, typed=name)

    @office_post("/zones/{zone:int}/rename", Right.EDIT_ESTABLISHMENTS)
    async def rename(request: Request[Any, Any, Any], zone: FromPath[int]) -> Answer:
        form, who, registry = await office.form(request), who_of(request), await office.registry()
        name = await zone_named(registry, zone, who)
        if not (who.everywhere or zone in who.zones):
            _demand_everywhere(who)
        typed = form.text("name")
        w = office.words(request, WORDS)
        try:
            await rename_zone(
                registry,
                zone,
                typed,
                seen=form.text("seen"),
                actor=who.actor,
                now=office.now(),
            )
        except InvalidRequest as error:
            return _rename_page(
                office,
                request,
                zone,
                seen=name,
                typed=typed,
                fault=_name_fault(error, w),
                status=422,
            )
        except Conflict as error:
            stale = error.code == "changed_meanwhile"
            return _rename_page(
                office,
                request,
                zone,
                seen=name,
                typed=typed,
                fault="" if stale else _name_fault(error, w),
                stale=stale,
                status=409,
            )
        return office.see_other(f"{_PATH}/{zone}", done="zone_renamed")

    return [zones, make, one, rename_form, rename]


def _cells(counts: Counts, query: Query, path: str, w: Words) -> list[dict[str, Any]]:
    """The head of a zone: every door once by its standing, so that the numbers add up."""
    cells: list[dict[str, Any]] = [
        {
            "n": counts.total,
            "words": w("doors_in_zone"),
            "href": query.href(path, standing="", task=""),
            "here": not query.standing and not query.task,
            "mark": "",
        }
    ]
    for each in STANDINGS:
        mark, word = STANDING_MARKS[each]
        cells.append(
            {
                "n": counts.standings[each],
                "words": w(word),
                "href": query.href(path, standing=each, task=""),
                "here": query.standing == each,
                "mark": mark,
            }
        )
        if each == "in force":
            cells.append(
                {
                    "n": counts.tasks["expiring"],
                    "words": w("of_which_expiring"),
                    "href": query.href(path, standing="", task="expiring"),
                    "here": query.task == "expiring",
                    "mark": "",
                }
            )
    return cells


def _tasks(counts: Counts, query: Query, path: str, w: Words, who: Who) -> list[dict[str, Any]]:
    """What is to be done in the zone, as links to the doors; nothing that is nobody's."""
    found = [
        {
            "n": counts.tasks[each],
            "words": w(f"task_{each.replace(' ', '_')}"),
            "href": query.href(path, standing="", task=each),
            "here": query.task == each,
        }
        for each in TASKS
        if each != "expiring"
        and (counts.tasks[each] or query.task == each)
        and (each != "reported" or who.may(Right.READ_FEEDBACK))
    ]
    if counts.closed:
        found.append(
            {
                "n": counts.closed,
                "words": w("door_closed"),
                "href": query.href(path, standing="closed", task=""),
                "here": query.standing == "closed",
            }
        )
    return found


def _rename_page(
    office: Office,
    request: Request[Any, Any, Any],
    zone: int,
    *,
    seen: str,
    typed: str,
    fault: str = "",
    stale: bool = False,
    status: int = 200,
) -> Answer:
    return office.page(
        request,
        "office/zone_rename.html",
        words=WORDS,
        status=status,
        zone=zone,
        seen=seen,
        typed=typed,
        faults={"name": fault} if fault else {},
        stale=stale,
    )


def _name_fault(error: Conflict | InvalidRequest, w: Words) -> str:
    return w("cause_zone_exists" if error.code == "zone_exists" else "cause_zone_name")


def _demand_everywhere(who: Who) -> None:
    if not who.everywhere:
        raise AccessDenied(
            "this is for those whose rights have no bounds; ask an administrator",
            code="out_of_bounds",
        )
