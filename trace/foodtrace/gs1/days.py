"""The six digits of a day on a label, YYMMDD, as a date; the year of reading is an argument."""

from __future__ import annotations

import calendar
import datetime

from foodtrace.errors import InvalidRequest

__all__ = ["read_day"]


def read_day(digits: str, ai: str, year: int) -> datetime.date:
    """The date of YYMMDD as read in `year`; day 00 is the last of the month. InvalidRequest (gs1_date).

    GS1 General Specifications, 7.12: the year is within 49 years past and 50 years ahead.
    """
    short, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    ahead = (short - year % 100) % 100
    full = year + ahead - (100 if ahead > 50 else 0)
    try:
        last = calendar.monthrange(full, month)[1]
        return datetime.date(full, month, day or last)
    except ValueError:
        raise InvalidRequest(
            f"expected a day as YYMMDD after ({ai}), got {digits}; read the label again or type the "
            "day that is printed",
            code="gs1_date",
        ) from None
