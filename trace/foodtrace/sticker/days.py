"""Civil days of stickers, which are days in UTC+7 whatever the device's zone."""

from __future__ import annotations

import datetime

#: The one time zone of Viet Nam, which knows no summer time.
CIVIL_TIME = datetime.timezone(datetime.timedelta(hours=7))
_EPOCH = datetime.date(1970, 1, 1)
_DAY = 86_400
_SHIFT = 7 * 3600


def civil_day(t: int) -> int:
    """The UTC+7 day, counted from 1970-01-01, of unix second t."""
    return (t + _SHIFT) // _DAY


def day_start(day: int) -> int:
    """The unix second with which a civil day begins."""
    return day * _DAY - _SHIFT


def civil_date(day: int) -> datetime.date:
    """A civil day number (days since 1970-01-01) as a date."""
    return _EPOCH + datetime.timedelta(days=day)


def day_number(date: datetime.date) -> int:
    """A date as a civil day number, counted from 1970-01-01."""
    return date.toordinal() - _EPOCH.toordinal()


def shown_last_day(exp: int) -> datetime.date:
    """The last valid day that a person is shown: the day of exp - 1."""
    return civil_date(civil_day(exp - 1))
