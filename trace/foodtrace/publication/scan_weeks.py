"""Scans as the public may see them: by day and by ward, week by week, once a week is over."""

from __future__ import annotations

import datetime
from typing import Final

import msgspec
from sqlalchemy import select

from foodtrace.publication.suppression import suppress
from foodtrace.registry import CITY, Registry
from foodtrace.registry.scan_counts import scan_count
from foodtrace.sticker import civil_date, civil_day

__all__ = ["ScanWeek", "scan_weeks"]

_WEEKS: Final = 8
# Day 4 was a Monday: 1970 began on a Thursday.
_MONDAY: Final = 4


class ScanWeek(msgspec.Struct, frozen=True):
    """One week that is over, in UTC+7; None is a count too small to show, or one that would tell it.

    `days` are the seven from `monday` on, `wards` pairs of a ward in force and its scans of known
    stickers, `not_confirmed` what named no known sticker. Days alone, and wards with `not_confirmed`,
    add up to `total`. A week of too few scans is not shown at all.
    """

    monday: datetime.date
    total: int | None
    days: tuple[int | None, ...]
    wards: tuple[tuple[int, int | None], ...]
    not_confirmed: int | None


async def scan_weeks(registry: Registry, now: int) -> tuple[ScanWeek, ...]:
    """The last weeks that are over, newest first; none from before the first scan was counted.

    A week is published at once and never again: two looks at an unfinished one would differ by the few
    scans between them. Days and wards share nothing but their total.
    """
    this_monday = _monday(civil_day(now))
    query = select(scan_count.c.day, scan_count.c.ward, scan_count.c.scans).where(
        scan_count.c.day >= this_monday - 7 * _WEEKS, scan_count.c.day < this_monday
    )
    weeks: dict[int, list[tuple[int, int, int]]] = {}
    async with registry.reading_public() as connection:
        for day, ward, scans in await connection.execute(query):
            weeks.setdefault(_monday(day), []).append((day - _monday(day), ward, scans))
    first = min(weeks, default=this_monday)
    return tuple(
        _week(monday, weeks.get(monday, [])) for monday in range(this_monday - 7, first - 1, -7)
    )


def _monday(day: int) -> int:
    return day - (day - _MONDAY) % 7


def _week(monday: int, rows: list[tuple[int, int, int]]) -> ScanWeek:
    days = [0] * 7
    wards = {CITY: 0}
    for day, ward, scans in rows:
        days[day] += scans
        wards[ward] = wards.get(ward, 0) + scans
    by_day, by_ward = suppress(days), suppress([wards[ward] for ward in sorted(wards)])
    first = civil_date(monday)
    if by_day.total is None or by_ward.total is None:
        # What one table must not tell, the sum of the other would.
        return ScanWeek(first, None, (None,) * 7, (), None)
    not_confirmed, *rest = by_ward.cells
    return ScanWeek(
        monday=first,
        total=by_day.total,
        days=by_day.cells,
        wards=tuple(zip(sorted(wards)[1:], rest, strict=True)),
        not_confirmed=not_confirmed,
    )
