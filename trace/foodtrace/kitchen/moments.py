"""When goods came, by a phone's clock that may be wrong and a sending that may be days late; pure."""

from __future__ import annotations

import datetime
from typing import Final

import msgspec

from foodtrace.errors import InvalidRequest
from foodtrace.sticker import civil_date, civil_day
from foodtrace.supply import MAX_AHEAD_S

__all__ = ["MAX_DAYS_AGO", "MAX_WAIT_S", "PhoneTimes", "Received", "received"]

#: What came before the day before yesterday is typed from papers at the office.
MAX_DAYS_AGO: Final = 2
#: How long a phone may keep a delivery before it finds a network.
MAX_WAIT_S: Final = 60 * 86_400


class PhoneTimes(msgspec.Struct, frozen=True):
    """By the phone's own clock: when the button was pressed, and when this was sent."""

    pressed_at: int
    sent_at: int


class Received(msgspec.Struct, frozen=True):
    """The day and, where it is today's delivery, the moment; `skew_s`: how far the phone is ahead (+) or behind,
    0 within what is allowed."""

    day: datetime.date
    at: int | None
    skew_s: int = 0


def received(times: PhoneTimes | None, days_ago: int, now: int) -> Received:
    """By this server's clock, whatever the phone's clock says.

    How long a delivery waited is the difference of two readings of one clock, so a clock that is wrong by
    hours still tells it right. Raises InvalidRequest: days_ago, clock (the phone's clock was set
    while the delivery waited, so that nobody knows the day).
    """
    if not 0 <= days_ago <= MAX_DAYS_AGO:
        raise InvalidRequest(
            f"expected today or up to {MAX_DAYS_AGO} days ago, got {days_ago}", code="days_ago"
        )
    waited, skew = 0, 0
    if times is not None:
        waited, skew = times.sent_at - times.pressed_at, times.sent_at - now
        if not -MAX_AHEAD_S <= waited <= MAX_WAIT_S:
            raise InvalidRequest(
                "the phone's clock was set while this waited, so the day it came is not known; "
                "set the clock right and record it anew",
                code="clock",
            )
    at = now - max(0, waited)
    day = civil_date(civil_day(at) - days_ago)
    return Received(day, None if days_ago else at, skew if abs(skew) > MAX_AHEAD_S else 0)
