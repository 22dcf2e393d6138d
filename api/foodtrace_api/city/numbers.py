"""Numbers as the city's page writes them: figures, percentages, months, and the table of scans."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import msgspec
from babel.numbers import format_percent

from foodtrace_api.facts import ward_name

if TYPE_CHECKING:
    from foodtrace.publication import Picture

    from foodtrace_api.words import Words

# A number and its sign stay on one line.
_PERCENT: Final = {"vi": ("vi_VN", "#,##0.0\u00a0%"), "en": ("en_GB", "#,##0.0%")}
_OTHERS: Final = ("en_GB", "#,##0.0%")
_MONTHS: Final = {"en": "{month} {year}", "ko": "{year}. {number}.", "vi": "{number:02}/{year}"}
_CHINESE_MONTH: Final = "{year}年{number}月"


class Figure(msgspec.Struct, frozen=True):
    """One of the large numbers at the top."""

    number: str
    words: str


class ScanDay(msgspec.Struct, frozen=True):
    """A day or a ward with its scans; `parts` is the share of the largest, for the bar."""

    name: str
    scans: str
    parts: float


class ScanTable(msgspec.Struct, frozen=True):
    """The scans of the last whole week, and the totals of the weeks before."""

    week: str
    total: str
    days: tuple[ScanDay, ...]
    wards: tuple[ScanDay, ...]
    not_confirmed: str
    weeks: tuple[ScanDay, ...]


def percent(part: int, whole: int, w: Words) -> str:
    """A share of a whole to one decimal, as the language writes it."""
    locale, pattern = _PERCENT.get(w.language, _OTHERS)
    share = part / whole if whole else 0.0
    # All and none are said only of all and none.
    if 0 < part < whole:
        share = min(max(share, 0.001), 0.999)
    return format_percent(share, pattern, locale=locale)


def month(key: str, w: Words) -> str:
    """The month 2029-11 as the language writes it."""
    day = dt.date.fromisoformat(f"{key}-01")
    pattern = _MONTHS.get(w.language, _CHINESE_MONTH)
    return pattern.format(month=day.strftime("%b"), number=day.month, year=day.year)


def figures_of(picture: Picture, w: Words) -> tuple[Figure, ...]:
    """How many, in force, of which end soon, not in force: the first is the sum of second and fourth."""
    total = picture.stats.total
    whole, not_in_force = total.establishments, total.establishments - total.in_force
    share = percent(total.in_force, whole, w)
    return (
        Figure(w.number(whole), w("city_establishments")),
        Figure(w.number(total.in_force), w("city_in_force_share", share=share)),
        Figure(w.number(total.soon), w("city_of_which_soon")),
        Figure(w.number(not_in_force), w("city_not_in_force")),
    )


def late_lines(picture: Picture, w: Words) -> tuple[str, ...]:
    """A sentence for each year that had enough applications."""
    lines = []
    for year in picture.late:
        whole, late = year.decided + year.overdue, year.late + year.overdue
        numbers = {"late": w.number(late), "all": w.number(whole)}
        share = percent(round(year.share * 10), 1000, w)
        lines.append(w("city_late_text", year=year.key, share=share, **numbers))
    return tuple(lines)


def scan_table(picture: Picture, w: Words) -> ScanTable | None:
    """None until the first week with a scan is over."""
    if not picture.scans:
        return None
    last = picture.scans[0]
    days = [(w.date(last.monday + dt.timedelta(at)), scans) for at, scans in enumerate(last.days)]
    wards = [(ward_name(code), scans) for code, scans in last.wards]
    wards.sort(key=lambda each: -(each[1] or 0))
    weeks = [(_week(week.monday, w), week.total) for week in picture.scans]
    return ScanTable(
        week=_week(last.monday, w),
        total=_scans(last.total, w),
        days=_bars(days, w),
        wards=_bars(wards, w),
        not_confirmed=_scans(last.not_confirmed, w),
        weeks=_bars(weeks, w) if len(weeks) > 1 else (),
    )


def _week(monday: dt.date, w: Words) -> str:
    sunday = monday + dt.timedelta(6)
    return w("city_week", first=w.date(monday), last=w.date(sunday))


def _bars(rows: list[tuple[str, int | None]], w: Words) -> tuple[ScanDay, ...]:
    most = max((scans or 0 for _, scans in rows), default=0) or 1
    return tuple(
        ScanDay(name, _scans(scans, w), round(100 * (scans or 0) / most, 1)) for name, scans in rows
    )


def _scans(scans: int | None, w: Words) -> str:
    return w("city_hidden") if scans is None else w.number(scans)
