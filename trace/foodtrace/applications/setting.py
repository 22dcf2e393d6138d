"""Changing the board's calendar: every change is an entry with its event, and takes no late mark back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import insert

from foodtrace.applications.board_calendar import Clocks, read_calendar
from foodtrace.applications.stored import mark_late
from foodtrace.errors import InvalidRequest
from foodtrace.registry import Event, Registry, record_events
from foodtrace.registry.applications_schema import calendar_entry
from foodtrace.registry.reasons import check_actor
from foodtrace.working_time import Hours, Span, calendar_of

__all__ = ["set_clocks", "set_day", "set_hours", "set_until"]

_LONGEST_NAME: Final = 100
_FIRST_YEAR, _LAST_YEAR = 2020, 2100


async def set_hours(
    registry: Registry, from_day: dt.date, week: Sequence[Sequence[Span]], *, actor: str, now: int
) -> None:
    """Weekly hours from a day on: the spans of Monday to Sunday. Raises InvalidRequest (working_hours)."""
    kept = tuple(tuple(spans) for spans in week)
    calendar_of([Hours(from_day, kept)], {}, from_day)
    await _set(registry, "hours", from_day, {"week": kept}, actor, now)


async def set_day(
    registry: Registry,
    day: dt.date,
    *,
    name: str = "",
    works_as: int | None = None,
    plain: bool = False,
    actor: str,
    now: int,
) -> None:
    """A day off, a day that keeps the hours of the weekday `works_as`, or a `plain` one, as the week says.

    Raises InvalidRequest (calendar_day).
    """
    name = " ".join(name.split())
    if len(name) > _LONGEST_NAME or not name.isprintable():
        raise InvalidRequest(
            f"expected a name of at most {_LONGEST_NAME} printable characters", code="calendar_day"
        )
    if works_as is not None and not 0 <= works_as <= 6:
        raise InvalidRequest(
            f"expected a weekday from 0 (Monday) to 6, got {works_as}", code="calendar_day"
        )
    detail: dict[str, Any] = {"plain": True} if plain else {"works_as": works_as, "name": name}
    await _set(registry, "day", day, detail, actor, now)


async def set_until(registry: Registry, day: dt.date, *, actor: str, now: int) -> None:
    """The last day whose holidays are all entered."""
    await _set(registry, "until", day, {}, actor, now)


async def set_clocks(registry: Registry, rule: Clocks, *, actor: str, now: int) -> None:
    """The rule of the clocks for dossiers that come from a day on. Raises InvalidRequest (clocks)."""
    figures = {
        "pickup_hours": rule.pickup_hours,
        "decide_days": rule.decide_days,
        "warn_pickup_hours": rule.warn_pickup_hours,
        "warn_decide_days": rule.warn_decide_days,
    }
    if (
        min(figures.values()) < 0
        or not 1 <= rule.pickup_hours <= 200
        or not 1 <= rule.decide_days <= 250
    ):
        raise InvalidRequest(
            "expected 1 to 200 hours until picked up and 1 to 250 working days until decided",
            code="clocks",
        )
    if rule.warn_pickup_hours > rule.pickup_hours or rule.warn_decide_days > rule.decide_days:
        raise InvalidRequest("a warning cannot come before the dossier does", code="clocks")
    await _set(registry, "clocks", rule.from_day, figures, actor, now)


async def _set(
    registry: Registry, kind: str, day: dt.date, detail: dict[str, Any], actor: str, now: int
) -> None:
    actor = check_actor(actor)
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise InvalidRequest(
            f"expected a day from {_FIRST_YEAR} to {_LAST_YEAR}, got {day}", code="calendar_day"
        )
    async with registry.writing() as connection:
        # What ran out under the calendar of this moment is late, whatever the calendar says later.
        await mark_late(connection, await read_calendar(connection), now)
        await connection.execute(
            insert(calendar_entry).values(
                kind=kind, day=day, detail=detail, set_at=now, actor=actor
            )
        )
        event = Event(
            at=now,
            actor=actor,
            kind="calendar_set",
            after={"entry": kind, "day": day.isoformat(), **detail},
        )
        await record_events(connection, [event])
