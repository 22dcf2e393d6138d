"""Days and times as a person in Viet Nam reads and writes them: UTC+7, YYYY-MM-DD."""

from __future__ import annotations

import datetime
from typing import Final

import rich_click as click

ZONE: Final = datetime.timezone(datetime.timedelta(hours=7))
DAY: Final = 86_400


def shown_time(at: int) -> str:
    """`2026-11-22 06:05` in UTC+7."""
    return datetime.datetime.fromtimestamp(at, ZONE).strftime("%Y-%m-%d %H:%M")


def shown_day(at: int) -> str:
    """`2026-11-22`: the civil day in UTC+7 of unix seconds `at`."""
    return datetime.datetime.fromtimestamp(at, ZONE).strftime("%Y-%m-%d")


def shown_last_day(end: int) -> str:
    """The last day before `end`, the first second that no longer counts."""
    return shown_day(end - 1)


def day_option(text: str) -> int:
    """An option's YYYY-MM-DD as the unix seconds of its first moment in UTC+7."""
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"expected a day such as 2027-01-31, found {text!r}") from None
    return int(datetime.datetime.combine(day, datetime.time(), ZONE).timestamp())


def civil_day_option(
    _ctx: click.Context, _option: click.Parameter, text: str | None
) -> datetime.date | None:
    """The callback of an option that is a civil day, YYYY-MM-DD, or absent."""
    try:
        return None if text is None else datetime.date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"expected a day such as 2027-01-31, found {text!r}") from None
