"""Working time is exact: compared with a walker that goes minute by minute, and with Tet as it was announced."""

from __future__ import annotations

import datetime as dt

import pytest
from foodtrace.applications.first_calendar import FIRST_DAYS, FIRST_HOURS, FIRST_UNTIL, YEARLY
from foodtrace.errors import InvalidRequest
from foodtrace.working_time import (
    Calendar,
    DayRule,
    Due,
    Hours,
    Span,
    add_working_time,
    calendar_of,
    day_of,
    full_day_seconds,
    moment_of,
    parse_hours,
    working_spans,
    working_time_between,
)
from hypothesis import given, settings
from hypothesis import strategies as st

BOARD = calendar_of([FIRST_HOURS], FIRST_DAYS, FIRST_UNTIL, YEARLY)
HOUR = 3600
_ZONE = dt.timezone(dt.timedelta(hours=7))


def at(text: str) -> int:
    """ "2026-02-13 16:00" in UTC+7 as unix seconds, by the standard library."""
    return int(dt.datetime.fromisoformat(text).replace(tzinfo=_ZONE).timestamp())


def said(moment: int) -> str:
    return dt.datetime.fromtimestamp(moment, _ZONE).strftime("%Y-%m-%d %H:%M")


def walked(start: int, end: int, calendar: Calendar) -> int:
    """Working seconds by asking of every minute whether it is worked: slow, and of another making."""
    count = 0
    for minute in range(start // 60, end // 60):
        there = dt.datetime.fromtimestamp(minute * 60, _ZONE)
        count += is_worked(there, calendar)
    return count * 60


def is_worked(there: dt.datetime, calendar: Calendar) -> bool:
    day, clock = there.date(), there.strftime("%H:%M")
    valid = [hours for hours in calendar.hours if hours.from_day.isoformat() <= day.isoformat()]
    if not valid:
        return False
    weekday = day.isoweekday() - 1
    if day in calendar.days:
        weekday = -1 if (kept := calendar.days[day].works_as) is None else kept
    elif (day.month, day.day) in calendar.yearly:
        weekday = -1
    if weekday < 0:
        return False
    return any(
        f"{start // 3600:02}:{start % 3600 // 60:02}"
        <= clock
        < f"{end // 3600:02}:{end % 3600 // 60:02}"
        for start, end in valid[-1].week[weekday]
    )


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-03-04 08:00", 4, "2026-03-04 14:00"),
        ("2026-03-04 07:30", 4, "2026-03-04 11:30"),
        ("2026-03-04 12:00", 4, "2026-03-05 08:00"),
        ("2026-03-06 16:59", 4, "2026-03-09 11:29"),
        # Friday afternoon before Tet: nine days off, 14 to 22 February 2026.
        ("2026-02-13 16:00", 4, "2026-02-23 10:30"),
        ("2026-02-17 10:00", 4, "2026-02-23 11:30"),
        # Saturday 10 January is worked in place of Friday the 2nd.
        ("2025-12-31 18:00", 4, "2026-01-05 11:30"),
        ("2026-01-09 16:00", 4, "2026-01-10 10:30"),
        # Hung Kings' day fell on a Sunday: Monday 27 April off, then 30 April and 1 May.
        ("2026-04-24 16:00", 4, "2026-04-28 10:30"),
        ("2026-04-29 16:30", 4, "2026-05-04 11:00"),
        # 29 August to 2 September off, Saturday 22 August worked.
        ("2026-08-21 16:00", 4, "2026-08-22 10:30"),
        ("2026-08-28 15:00", 4, "2026-09-03 09:30"),
    ],
)
def test_four_working_hours_end_when_the_city_works(start: str, hours: int, due: str) -> None:
    reckoned = add_working_time(at(start), hours * HOUR, BOARD)
    assert said(reckoned.at) == due
    assert walked(at(start), reckoned.at, BOARD) == hours * HOUR


def test_what_reaches_beyond_the_calendar_says_so() -> None:
    assert add_working_time(at("2026-12-31 08:00"), 7 * HOUR, BOARD).certain
    beyond = add_working_time(at("2026-12-31 16:00"), 2 * HOUR, BOARD)
    # New Year's Day is off in every year; Tet of 2027 is not known here, and so nothing is promised.
    assert beyond == Due(at("2027-01-04 08:30"), certain=False)
    assert not add_working_time(at("2027-02-05 16:00"), 4 * HOUR, BOARD).certain
    assert not add_working_time(at("2025-12-31 18:00"), HOUR, BOARD).certain


def test_a_board_that_enters_tet_of_2027_is_told_the_truth() -> None:
    """Given days, as a board would enter them once they are announced."""
    tet = {dt.date(2027, 2, day): DayRule(None, "Tết Nguyên đán") for day in range(5, 12)}
    board = calendar_of([FIRST_HOURS], FIRST_DAYS | tet, dt.date(2027, 12, 31), YEARLY)
    due = add_working_time(at("2027-02-04 16:00"), 4 * HOUR, board)
    assert (said(due.at), due.certain) == ("2027-02-12 10:30", True)


def test_a_day_of_its_own_goes_before_the_holiday_of_every_year() -> None:
    worked = calendar_of([FIRST_HOURS], {dt.date(2026, 4, 30): DayRule(0)}, FIRST_UNTIL, YEARLY)
    assert working_spans(worked, dt.date(2026, 4, 30)) == FIRST_HOURS.week[0]
    assert working_spans(BOARD, dt.date(2026, 4, 30)) == ()


def test_no_working_time_ends_in_words_and_not_in_a_loop() -> None:
    with pytest.raises(InvalidRequest) as refused:
        add_working_time(0, 10**9, BOARD)
    assert refused.value.code == "no_working_time"
    with pytest.raises(InvalidRequest):
        add_working_time(0, -1, BOARD)
    with pytest.raises(InvalidRequest):
        calendar_of([Hours(dt.date(2026, 1, 1), ((),) * 7)], {}, FIRST_UNTIL)
    with pytest.raises(InvalidRequest):
        calendar_of([], {}, FIRST_UNTIL)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("07:30-11:30, 13:30-17:00", ((27000, 41400), (48600, 61200))),
        ("7:30–11:30;13:30–17:00", ((27000, 41400), (48600, 61200))),
        ("00:00-24:00", ((0, 86400),)),
        ("", ()),
        ("-", ()),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, spans: tuple[Span, ...]) -> None:
    assert parse_hours(text) == spans


@pytest.mark.parametrize(
    "text", ["7", "07:30", "07:30-", "11:30-07:30", "08:00-10:00, 09:00-11:00", "25:00-26:00", "07:60-08:00", "a-b", "0７:30-11:30-12:00"]
)  # fmt: skip
def test_hours_that_mean_nothing_are_refused(text: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse_hours(text)
    assert refused.value.code == "working_hours"


_DAYS = st.dates(dt.date(2026, 1, 20), dt.date(2026, 3, 10))
_MINUTES = st.integers(0, 24 * 60)


@st.composite
def spans(draw: st.DrawFn) -> tuple[Span, ...]:
    edges = sorted(draw(st.sets(_MINUTES, min_size=0, max_size=4)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return tuple((start * 60, end * 60) for start, end in pairs)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    weeks = draw(
        st.lists(st.tuples(*[spans() for _ in range(7)]).filter(any), min_size=1, max_size=2)
    )
    days = draw(
        st.dictionaries(
            _DAYS, st.builds(DayRule, st.none() | st.integers(0, 6), st.just("")), max_size=12
        )
    )
    firsts = [dt.date(2026, 1, 1), dt.date(2026, 2, 9)]
    hours = [Hours(first, week) for first, week in zip(firsts, weeks, strict=False)]
    return calendar_of(hours, days, FIRST_UNTIL, {(2, 14): "a day of every year"})


@settings(max_examples=60, deadline=None)
@given(calendars(), _DAYS, _MINUTES, st.integers(0, 9 * 24 * 60))
def test_time_between_is_what_the_walker_counts(
    calendar: Calendar, day: dt.date, minute: int, length: int
) -> None:
    start = moment_of(day, minute * 60)
    assert working_time_between(start, start + length * 60, calendar) == walked(
        start, start + length * 60, calendar
    )


@settings(max_examples=60, deadline=None)
@given(calendars(), _DAYS, st.integers(0, 86_399), st.integers(1, 20 * HOUR))
def test_a_due_moment_is_the_first_at_which_the_time_has_passed(
    calendar: Calendar, day: dt.date, second: int, wanted: int
) -> None:
    start = moment_of(day, second)
    try:
        due = add_working_time(start, wanted, calendar)
    except InvalidRequest as refused:
        # A week whose only worked weekday may be off for long, but never for ten years.
        assert refused.code == "no_working_time"  # noqa: PT017
        return
    assert working_time_between(start, due.at, calendar) == wanted
    assert working_time_between(start, due.at - 1, calendar) == wanted - 1
    assert due.certain == (due.at <= moment_of(FIRST_UNTIL + dt.timedelta(days=1)))


@settings(max_examples=60, deadline=None)
@given(calendars(), _DAYS, st.lists(st.integers(0, 10 * 86_400), min_size=3, max_size=3))
def test_time_adds_up_whatever_lies_between(
    calendar: Calendar, day: dt.date, after: list[int]
) -> None:
    first, second, third = (moment_of(day) + each for each in sorted(after))
    whole = working_time_between(first, third, calendar)
    parts = (
        working_time_between(first, second, calendar),
        working_time_between(second, third, calendar),
    )
    assert whole == sum(parts)
    assert working_time_between(third, first, calendar) == 0 or first == third


def test_days_are_civil_days_of_utc_plus_seven() -> None:
    assert day_of(at("2026-02-17 00:00")) == dt.date(2026, 2, 17)
    assert day_of(at("2026-02-17 00:00") - 1) == dt.date(2026, 2, 16)
    assert moment_of(dt.date(2026, 2, 17), 9 * HOUR) == at("2026-02-17 09:00")
    assert full_day_seconds(BOARD, dt.date(2026, 5, 1)) == 7 * HOUR + HOUR // 2
