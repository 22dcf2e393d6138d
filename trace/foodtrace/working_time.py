"""Working hours: which seconds of which days count, and how far some of them reach; no clock.

Days are civil days in UTC+7, which knows no summer time. Sums are of whole seconds: nothing is rounded.
A calendar says up to which day its holidays are known; what reaches beyond it is reckoned by the weekly
hours and the holidays of every year, and says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from foodtrace.errors import InvalidRequest
from foodtrace.sticker import civil_date, civil_day, day_number, day_start

__all__ = [
    "DAY_SECONDS",
    "Calendar",
    "DayRule",
    "Due",
    "Hours",
    "Span",
    "add_working_time",
    "calendar_of",
    "day_of",
    "full_day_seconds",
    "moment_of",
    "parse_hours",
    "working_spans",
    "working_time_between",
]

DAY_SECONDS: Final = 86_400
# Beyond this many days nobody is promised anything; a calendar without working time ends the search here.
_FARTHEST_DAYS: Final = 3660

Span = tuple[int, int]
"""From and until, in seconds since midnight: (27000, 41400) is 07:30 to 11:30."""


class Hours(msgspec.Struct, frozen=True):
    """Weekly hours from a day on, until the next such: `week` has the spans of Monday to Sunday."""

    from_day: dt.date
    week: tuple[tuple[Span, ...], ...]


class DayRule(msgspec.Struct, frozen=True):
    """One day that is not as the week says.

    `works_as` is the weekday (0 is Monday) whose hours it keeps, as a Saturday worked in place of another
    day does; None is a day off. `name` is what people call it.
    """

    works_as: int | None = None
    name: str = ""


class Calendar(msgspec.Struct, frozen=True):
    """Hours in the order of their days, days apart, and `until`: the last day whose holidays are known.

    `yearly` are (month, day) pairs off in every year; a day of its own in `days` goes before them.
    """

    hours: tuple[Hours, ...]
    days: Mapping[dt.date, DayRule]
    until: dt.date
    yearly: Mapping[tuple[int, int], str] = {}

    def covers(self, first: dt.date, last: dt.date) -> bool:
        """Whether everything about these days and those between is known."""
        return bool(self.hours) and self.hours[0].from_day <= first and last <= self.until


class Due(msgspec.Struct, frozen=True):
    """A moment in unix seconds; `certain` is false where a holiday not yet known may still move it."""

    at: int
    certain: bool


def calendar_of(
    hours: Iterable[Hours],
    days: Mapping[dt.date, DayRule],
    until: dt.date,
    yearly: Mapping[tuple[int, int], str] | None = None,
) -> Calendar:
    """A calendar that can be reckoned with. Raises InvalidRequest (working_hours) if one cannot."""
    ordered = tuple(sorted(hours, key=lambda each: each.from_day))
    if not ordered:
        raise InvalidRequest("a calendar needs weekly hours from some day on", code="working_hours")
    for each in ordered:
        _check_week(each.week)
    return Calendar(ordered, dict(days), until, dict(yearly or {}))


def parse_hours(text: str) -> tuple[Span, ...]:
    """ "07:30-11:30, 13:30-17:00" as spans; nothing or "-" is a day without any.

    Raises InvalidRequest (working_hours): not such a text, spans out of order or over one another.
    """
    spans = []
    for part in text.replace("–", "-").replace(";", ",").split(","):
        if part.strip() in ("", "-"):
            continue
        try:
            start, end = (_seconds(each) for each in part.split("-"))
        except ValueError:
            raise InvalidRequest(
                f"expected hours such as 07:30-11:30, 13:30-17:00, got {text[:60]!r}",
                code="working_hours",
            ) from None
        spans.append((start, end))
    _check_spans(spans)
    return tuple(spans)


def day_of(at: int) -> dt.date:
    """The civil day of a moment."""
    return civil_date(civil_day(at))


def moment_of(day: dt.date, seconds: int = 0) -> int:
    """Unix seconds of a civil day at so many seconds after its midnight."""
    return day_start(day_number(day)) + seconds


def working_spans(calendar: Calendar, day: dt.date) -> tuple[Span, ...]:
    """When work is done on a day, in order; () on a day off and before the first hours."""
    week = None
    for hours in calendar.hours:
        if hours.from_day <= day:
            week = hours.week
    if week is None:
        return ()
    rule = calendar.days.get(day)
    if rule is not None:
        return () if rule.works_as is None else week[rule.works_as]
    if (day.month, day.day) in calendar.yearly:
        return ()
    return week[day.weekday()]


def full_day_seconds(calendar: Calendar, day: dt.date) -> int:
    """The working time of a full day in the week of `day`: its longest weekday."""
    weeks = [hours.week for hours in calendar.hours if hours.from_day <= day]
    week = weeks[-1] if weeks else calendar.hours[0].week
    return max(sum(end - start for start, end in spans) for spans in week)


def add_working_time(start: int, seconds: int, calendar: Calendar) -> Due:
    """The moment at which `seconds` of working time have passed since `start`; `start` itself for 0.

    Raises InvalidRequest: working_seconds (negative), no_working_time (ten years hold too little).
    """
    if seconds < 0:
        raise InvalidRequest(
            f"expected a working time of 0 seconds or more, got {seconds}", code="working_seconds"
        )
    first = day = day_of(start)
    left, at = seconds, start
    while left > 0:
        if (day - first).days > _FARTHEST_DAYS:
            raise InvalidRequest(
                "the calendar has no working time within ten years; correct its hours",
                code="no_working_time",
            )
        for begins, ends in _moments(calendar, day):
            begins = max(begins, start)
            if ends <= begins:
                continue
            if ends - begins >= left:
                at, left = begins + left, 0
                break
            left -= ends - begins
        if left > 0:
            day += dt.timedelta(days=1)
    return Due(at, calendar.covers(first, day))


def working_time_between(start: int, end: int, calendar: Calendar) -> int:
    """Seconds of working time from `start` to `end`; 0 if `end` is not later."""
    total = 0
    day, last = day_of(start), day_of(end)
    while day <= last:
        for begins, ends in _moments(calendar, day):
            total += max(0, min(ends, end) - max(begins, start))
        day += dt.timedelta(days=1)
    return total


def _moments(calendar: Calendar, day: dt.date) -> list[tuple[int, int]]:
    midnight = moment_of(day)
    return [(midnight + start, midnight + end) for start, end in working_spans(calendar, day)]


def _check_week(week: tuple[tuple[Span, ...], ...]) -> None:
    if len(week) != 7 or not any(week):
        raise InvalidRequest(
            "expected the hours of seven weekdays, some of them worked", code="working_hours"
        )
    for spans in week:
        _check_spans(spans)


def _check_spans(spans: Iterable[Span]) -> None:
    before = 0
    for start, end in spans:
        if not before <= start < end <= DAY_SECONDS:
            raise InvalidRequest(
                "expected hours in the order of the day, each from earlier to later",
                code="working_hours",
            )
        before = end


def _seconds(text: str) -> int:
    hours, _, minutes = text.strip().partition(":")
    if not (hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2):
        raise ValueError(text)
    if int(hours) > 24 or int(minutes) > 59:
        raise ValueError(text)
    return int(hours) * 3600 + int(minutes) * 60
