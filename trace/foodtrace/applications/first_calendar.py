"""The calendar that the program brings: usual office hours, and the holidays known when it was made.

A board changes any of it on its calendar page. Lunar holidays and days that are moved are announced
year by year: only what was announced stands here, and the calendar ends where that ends.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from foodtrace.working_time import DayRule, Hours, parse_hours

__all__ = ["FIRST_CLOCKS", "FIRST_DAYS", "FIRST_HOURS", "FIRST_UNTIL", "YEARLY"]

_DAY: Final = parse_hours("07:30-11:30, 13:30-17:00")
FIRST_HOURS: Final = Hours(dt.date(2026, 1, 1), (_DAY, _DAY, _DAY, _DAY, _DAY, (), ()))
FIRST_UNTIL: Final = dt.date(2026, 12, 31)
# Hours until a dossier is picked up, working days until it is decided, hours and days before that to warn.
FIRST_CLOCKS: Final = {
    "pickup_hours": 4,
    "decide_days": 10,
    "warn_pickup_hours": 1,
    "warn_decide_days": 2,
}
# Labour Code 2019, article 112: the days of the solar calendar that are off in every year.
YEARLY: Final = {
    (1, 1): "Tết Dương lịch",
    (4, 30): "Ngày Chiến thắng",
    (5, 1): "Ngày Quốc tế lao động",
    (9, 2): "Quốc khánh",
}
_MONDAY, _FRIDAY = 0, 4
FIRST_DAYS: Final = {
    dt.date(2026, 1, 2): DayRule(None, "Tết Dương lịch (làm bù 10/01)"),
    dt.date(2026, 1, 10): DayRule(_FRIDAY, "Làm bù cho 02/01"),
    **{dt.date(2026, 2, day): DayRule(None, "Tết Nguyên đán") for day in range(16, 21)},
    dt.date(2026, 4, 27): DayRule(None, "Giỗ Tổ Hùng Vương (nghỉ bù)"),
    dt.date(2026, 8, 22): DayRule(_MONDAY, "Làm bù cho 31/08"),
    dt.date(2026, 8, 31): DayRule(None, "Quốc khánh (làm bù 22/08)"),
    dt.date(2026, 9, 1): DayRule(None, "Quốc khánh"),
}
