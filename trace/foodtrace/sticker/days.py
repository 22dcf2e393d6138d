"""Civil days of stickers, which are days in UTC+7 whatever the device's zone."""

from __future__ import annotations

import datetime

_EPOCH = datetime.date(1970, 1, 1)


def civil_day(t: int) -> int:
    """The UTC+7 day, counted from 1970-01-01, of unix second t."""
    return (t + 25_200) // 86_400


def civil_date(day: int) -> datetime.date:
    """A civil day number (days since 1970-01-01) as a date."""
    return _EPOCH + datetime.timedelta(days=day)


def shown_last_day(exp: int) -> datetime.date:
    """The last valid day that a person is shown: the day of exp - 1."""
    return civil_date(civil_day(exp - 1))
