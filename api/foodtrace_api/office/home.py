"""The first page of the office: what needs doing now, by right, each with a link to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from foodtrace.access import Right, Who
from foodtrace.alerts import open_alerts
from foodtrace.applications import near_deadline
from foodtrace.doors import TASKS, count_tasks
from foodtrace.feedback import new_reports
from foodtrace.incidents import incident_counts
from litestar import Request

from foodtrace_api.answer import Answer
from foodtrace_api.health import WITHOUT_KEY, list_states
from foodtrace_api.office.guard import office_get, who_of
from foodtrace_api.office.lines import WORDS, day_of

if TYPE_CHECKING:
    from foodtrace.registry import Registry
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office
    from foodtrace_api.words import Words

__all__ = ["handlers"]

# Whose work each task is; a task that is nobody's here is not shown.
_RIGHT_OF = {
    "expiring": Right.ISSUE,
    "to issue": Right.ISSUE,
    "to print": Right.PRINT,
    "to put up": Right.MARK_STICKERS,
    "to replace": Right.ISSUE,
    "to take down": Right.MARK_STICKERS,
}


class _Task(msgspec.Struct, frozen=True):
    """A number with where it leads."""

    n: int
    words: str
    href: str


def handlers(office: Office) -> list[BaseRouteHandler]:
    """/office/ alone."""

    @office_get("/", Right.OWN_ACCOUNT)
    async def home(request: Request[Any, Any, Any]) -> Answer:
        who, now, registry = who_of(request), office.now(), await office.registry()
        w = office.words(request, WORDS)
        return office.page(
            request,
            "office/home.html",
            words=WORDS,
            tasks=await _tasks(registry, who, now, w),
            lists=_lists(office, now, w) if who.may(Right.ISSUE) or who.role is None else [],
            no_status_key=who.may(Right.CHANGE_STANDING)
            and office.keeper.status_key in WITHOUT_KEY,
        )

    return [home]


async def _tasks(registry: Registry, who: Who, now: int, w: Words) -> list[_Task]:
    found: list[_Task] = []
    if who.may(Right.READ_ESTABLISHMENTS):
        mine = [each for each in TASKS if each != "reported" and who.may(_RIGHT_OF[each])]
        counts = await count_tasks(registry, who, now=now, tasks=mine)
        found += [
            _Task(
                counts[each],
                w(f"task_{each.replace(' ', '_')}"),
                f"/office/establishments?task={each.replace(' ', '%20')}",
            )
            for each in mine
        ]
    if who.may(Right.READ_INCIDENTS):
        states = await incident_counts(registry, who)
        going_on = states["open"] + states["recalling"]
        found.append(_Task(going_on, w("home_incidents"), "/office/incidents"))
    if who.may(Right.READ_FEEDBACK):
        count = await new_reports(registry, who)
        found.append(_Task(count, w("home_reports"), "/office/feedback?state=new"))
    if who.may(Right.READ_APPLICATIONS):
        near = await near_deadline(registry, now=now, who=who)
        found.append(_Task(len(near), w("home_dossiers"), "/office/dossiers"))
    if who.may(Right.READ_ALERTS):
        alerts = sum((await open_alerts(registry, who)).values())
        found.append(_Task(alerts, w("home_alerts"), "/office/alerts"))
    return [task for task in found if task.n]


def _lists(office: Office, now: int, w: Words) -> list[tuple[str, str]]:
    """Every signed list with its state and a sentence on how long it holds."""
    lines: list[tuple[str, str]] = []
    for each in list_states(office.lookup.held, now):
        name = w("home_list_trust" if each.name.startswith("trust/") else "home_list_status")
        key = {"ok": "ok", "near_end": "near"}.get(each.state, each.state)
        date = "" if each.exp is None else w.date(day_of(each.exp - 1))
        lines.append((each.state, w(f"home_list_{key}", name=name, date=date)))
    return lines
