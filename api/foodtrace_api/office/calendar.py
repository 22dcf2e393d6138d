"""The board's working calendar in the console: hours, days off, its end, and the deadlines' rule."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from foodtrace.access import Right, names_of_actors
from foodtrace.applications import (
    BoardCalendar,
    Clocks,
    board_calendar,
    calendar_end,
    calendar_entries,
    set_clocks,
    set_day,
    set_hours,
    set_until,
)
from foodtrace.errors import InvalidRequest
from foodtrace.working_time import Span, day_of, parse_hours
from litestar import Request

from foodtrace_api.answer import Answer
from foodtrace_api.apply.telling import hours_words, spans_words
from foodtrace_api.office.dossiers import WARN_DAYS, WORDS
from foodtrace_api.office.guard import office_get, office_post, who_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office
    from foodtrace_api.office.form import Form
    from foodtrace_api.words import Words

__all__ = ["handlers"]

_LONGEST_RUN: Final = 31
_SHOWN_BEFORE: Final = dt.timedelta(days=60)
_FAULTS: Final = {
    "calendar_day": "calendar_fault_day",
    "working_hours": "calendar_fault_hours",
    "clocks": "calendar_fault_clocks",
    "range": "calendar_fault_range",
}


def handlers(office: Office) -> list[BaseRouteHandler]:
    """/office/calendar and its four forms."""

    async def show(
        request: Request[Any, Any, Any], form: Form | None = None, fault: str = ""
    ) -> Answer:
        registry, now = await office.registry(), office.now()
        w = office.words(request, WORDS)
        board, today = await board_calendar(registry), day_of(now)
        names = w.weekdays()
        said = request.query_params.get("done", "") == "1" and not fault
        return office.page(
            request,
            "office/calendar.html",
            words=WORDS,
            status=422 if fault else 200,
            board=board,
            week=hours_words(board.calendar, today, w),
            hours=[
                (w.date(h.from_day), hours_words(board.calendar, h.from_day, w))
                for h in board.calendar.hours
            ],
            filled=[spans_words(spans) for spans in _week_on(board, today)],
            weekdays=names,
            days=_days(board, today, names, w),
            every_year=[
                f"{day:02d}/{month:02d} {name}"
                for (month, day), name in sorted(board.calendar.yearly.items())
            ],
            end=await calendar_end(registry, now=now),
            warn_days=WARN_DAYS,
            rule=board.rule_on(today),
            entries=list(reversed(await calendar_entries(registry)))[:50],
            names=await names_of_actors(registry),
            typed=form,
            fault=w(fault) if fault else "",
            done=w("calendar_done") if said else "",
        )

    async def take(
        request: Request[Any, Any, Any], change: Callable[[Form, str, int], Awaitable[None]]
    ) -> Answer:
        form = await office.form(request)
        try:
            await change(form, who_of(request).actor, office.now())
        except InvalidRequest as error:
            if error.code not in _FAULTS:
                raise
            return await show(request, form, _FAULTS[error.code])
        return office.see_other("/office/calendar", done="1")

    @office_get("/calendar", Right.MANAGE_RULES)
    async def index(request: Request[Any, Any, Any]) -> Answer:
        return await show(request)

    @office_post("/calendar/day", Right.MANAGE_RULES)
    async def day(request: Request[Any, Any, Any]) -> Answer:
        async def change(form: Form, actor: str, now: int) -> None:
            kind = form.text("kind")
            as_day = int(kind) if kind in {"0", "1", "2", "3", "4", "5", "6"} else None
            registry, name = await office.registry(), form.text("name")
            for each in _run_of(form):
                await set_day(
                    registry,
                    each,
                    name=name,
                    works_as=as_day,
                    plain=kind == "plain",
                    actor=actor,
                    now=now,
                )

        return await take(request, change)

    @office_post("/calendar/hours", Right.MANAGE_RULES)
    async def hours(request: Request[Any, Any, Any]) -> Answer:
        async def change(form: Form, actor: str, now: int) -> None:
            week = [parse_hours(form.text(f"hours-{day}")) for day in range(7)]
            from_day = _day(form.text("from_day"))
            await set_hours(await office.registry(), from_day, week, actor=actor, now=now)

        return await take(request, change)

    @office_post("/calendar/until", Right.MANAGE_RULES)
    async def until(request: Request[Any, Any, Any]) -> Answer:
        async def change(form: Form, actor: str, now: int) -> None:
            last = _day(form.text("until"))
            await set_until(await office.registry(), last, actor=actor, now=now)

        return await take(request, change)

    @office_post("/calendar/clocks", Right.MANAGE_RULES)
    async def clocks(request: Request[Any, Any, Any]) -> Answer:
        async def change(form: Form, actor: str, now: int) -> None:
            figures = {
                name: -1 if (number := form.number(name)) is None else number
                for name in Clocks.__struct_fields__[1:]
            }
            rule = Clocks(_day(form.text("clocks_from")), **figures)
            await set_clocks(await office.registry(), rule, actor=actor, now=now)

        return await take(request, change)

    return [index, day, hours, until, clocks]


def _days(
    board: BoardCalendar, today: dt.date, names: tuple[str, ...], w: Words
) -> list[tuple[str, str, str, str]]:
    """Date, weekday, what it is, and its name: from two months ago on."""
    told = []
    for day, rule in sorted(board.calendar.days.items()):
        if day < today - _SHOWN_BEFORE:
            continue
        kind = w("calendar_off")
        if rule.works_as is not None:
            kind = w("calendar_works_as", day=names[rule.works_as])
        told.append((w.date(day), names[day.weekday()], kind, rule.name))
    return told


def _week_on(board: BoardCalendar, today: dt.date) -> tuple[tuple[Span, ...], ...]:
    weeks = [hours.week for hours in board.calendar.hours if hours.from_day <= today]
    return weeks[-1] if weeks else board.calendar.hours[0].week


def _run_of(form: Form) -> list[dt.date]:
    """The days of the form. Raises InvalidRequest: calendar_day, range."""
    first = _day(form.text("day"))
    last = _day(form.text("last_day")) if form.text("last_day") else first
    count = (last - first).days + 1
    if not 1 <= count <= _LONGEST_RUN:
        raise InvalidRequest(
            f"expected a run of 1 to {_LONGEST_RUN} days, got {count}", code="range"
        )
    return [first + dt.timedelta(days=each) for each in range(count)]


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InvalidRequest(
            f"expected a day such as 2027-02-05, got {text[:20]!r}", code="calendar_day"
        ) from None
