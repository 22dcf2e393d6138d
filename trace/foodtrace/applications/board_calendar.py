"""The board's calendar as it stands: what the program brought, under what the board has set since."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.applications.clocks import Promise
from foodtrace.applications.first_calendar import (
    FIRST_CLOCKS,
    FIRST_DAYS,
    FIRST_HOURS,
    FIRST_UNTIL,
    YEARLY,
)
from foodtrace.registry import Registry
from foodtrace.registry.applications_schema import calendar_entry
from foodtrace.working_time import Calendar, DayRule, Hours, calendar_of, day_of, full_day_seconds

__all__ = [
    "BoardCalendar",
    "CalendarEntry",
    "Clocks",
    "board_calendar",
    "calendar_entries",
    "read_calendar",
]

_HOUR: Final = 3600


class Clocks(msgspec.Struct, frozen=True):
    """The rule of the clocks from a day on: hours until picked up, working days until decided, and when
    to warn before each.
    """

    from_day: dt.date
    pickup_hours: int
    decide_days: int
    warn_pickup_hours: int
    warn_decide_days: int


class BoardCalendar(msgspec.Struct, frozen=True):
    """The calendar and the rules of the clocks, in the order of their days."""

    calendar: Calendar
    clocks: tuple[Clocks, ...]

    def rule_on(self, day: dt.date) -> Clocks:
        """The rule in force on a day; before the first, the first."""
        return next((c for c in reversed(self.clocks) if c.from_day <= day), self.clocks[0])

    def promise_at(self, at: int) -> Promise:
        """What a dossier that comes at this moment is promised."""
        day = day_of(at)
        rule = self.rule_on(day)
        decide = rule.decide_days * full_day_seconds(self.calendar, day)
        return Promise(rule.pickup_hours * _HOUR, decide)

    def warn_seconds(self, clock: str, now: int) -> int:
        """The working time before a clock's end from which it is near."""
        day = day_of(now)
        rule = self.rule_on(day)
        if clock == "pickup":
            return rule.warn_pickup_hours * _HOUR
        return rule.warn_decide_days * full_day_seconds(self.calendar, day)


class CalendarEntry(msgspec.Struct, frozen=True):
    """One entry as the board made it. `kind`: hours, day, until or clocks."""

    seq: int
    kind: str
    day: dt.date
    detail: dict[str, Any]
    set_at: int
    actor: str


async def read_calendar(connection: AsyncConnection) -> BoardCalendar:
    """The calendar as it stands now."""
    hours = {FIRST_HOURS.from_day: FIRST_HOURS}
    days: dict[dt.date, DayRule] = dict(FIRST_DAYS)
    until = FIRST_UNTIL
    rules = {FIRST_HOURS.from_day: Clocks(FIRST_HOURS.from_day, **FIRST_CLOCKS)}
    for entry in await _entries(connection):
        if entry.kind == "hours":
            week = tuple(tuple((a, b) for a, b in spans) for spans in entry.detail["week"])
            hours[entry.day] = Hours(entry.day, week)
        elif entry.kind == "clocks":
            rules[entry.day] = Clocks(entry.day, **entry.detail)
        elif entry.kind == "until":
            until = entry.day
        elif entry.detail.get("plain"):
            days.pop(entry.day, None)
        else:
            days[entry.day] = DayRule(entry.detail["works_as"], entry.detail["name"])
    calendar = calendar_of(hours.values(), days, until, YEARLY)
    return BoardCalendar(calendar, tuple(rules[day] for day in sorted(rules)))


async def board_calendar(registry: Registry) -> BoardCalendar:
    """`read_calendar` for whoever has no transaction open."""
    async with registry.reading() as connection:
        return await read_calendar(connection)


async def calendar_entries(registry: Registry) -> list[CalendarEntry]:
    """Every entry, oldest first."""
    async with registry.reading() as connection:
        return await _entries(connection)


async def _entries(connection: AsyncConnection) -> list[CalendarEntry]:
    query = select(calendar_entry).order_by(calendar_entry.c.seq)
    rows = (await connection.execute(query)).mappings()
    return [CalendarEntry(**row) for row in rows]
