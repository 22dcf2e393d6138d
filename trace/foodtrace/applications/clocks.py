"""The two clocks of a dossier, told from its steps and a calendar; pure.

The first runs from receipt until somebody picks the dossier up. The second runs from receipt to the
decision and stands still while the board waits for the owner. Either is over a moment after its due one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

import msgspec

from foodtrace.applications.states import Move
from foodtrace.working_time import Calendar, Due, add_working_time, working_time_between

__all__ = ["LATE", "Clock", "Promise", "Step", "clocks_of"]

LATE: Final = "late"
"""The kind of the step that marks a clock as over; it is never taken back."""

_STOPS: Final = (Move.ASK, Move.APPROVE, Move.REFUSE, Move.WITHDRAW)
_STARTS: Final = (Move.ANSWER, Move.STOP_WAITING, Move.REOPEN)


class Promise(msgspec.Struct, frozen=True):
    """What a dossier was promised on the day it came: working seconds."""

    pickup_seconds: int
    decide_seconds: int


class Step(msgspec.Struct, frozen=True):
    """One thing that was done. `kind` is one of Move, or LATE; `at` never lies before the step before it.

    `text` is what a person wrote. `detail` may hold `clock_was`: what the clock said, when it had been set
    back.
    """

    seq: int
    at: int
    actor: str
    kind: str
    text: str | None = None
    detail: dict[str, Any] = {}


class Clock(msgspec.Struct, frozen=True):
    """One clock as it stands. Times are working seconds.

    `due` is when it runs out if nothing stops it; None while it is paused or has stopped in time. `over`
    is when it ran out, for good, of a calendar that knew all holidays; `unsure` says that it would be
    over, if no holiday that is not known yet lies between. `marked` says that this was written down.
    """

    name: Literal["pickup", "decision"]
    running: bool
    promised: int
    used: int
    due: Due | None = None
    over: int | None = None
    unsure: bool = False
    marked: bool = False

    @property
    def late(self) -> bool:
        """Whether it is over, or once was."""
        return self.marked or self.over is not None

    @property
    def left(self) -> int:
        """What remains of the promise; 0 when it is used up."""
        return max(0, self.promised - self.used)


def clocks_of(
    steps: Sequence[Step], promise: Promise, calendar: Calendar, now: int
) -> tuple[Clock, Clock]:
    """Both clocks at `now`; a moment before the last step counts as that step's."""
    now = max([now, *(step.at for step in steps)])
    received = steps[0].at
    picked_up = next((s.at for s in steps if s.kind in (Move.PICK_UP, Move.WITHDRAW)), None)
    runs: list[tuple[int, int | None]] = []
    since: int | None = received
    for step in steps:
        if step.kind in _STOPS and since is not None:
            runs.append((since, step.at))
            since = None
        elif step.kind in _STARTS and since is None:
            since = step.at
    if since is not None:
        runs.append((since, None))
    marks = {step.detail.get("clock") for step in steps if step.kind == LATE}
    first = _clock("pickup", [(received, picked_up)], promise.pickup_seconds, calendar, now)
    second = _clock("decision", runs, promise.decide_seconds, calendar, now)
    return (
        msgspec.structs.replace(first, marked="pickup" in marks),
        msgspec.structs.replace(second, marked="decision" in marks),
    )


def _clock(
    name: Literal["pickup", "decision"],
    runs: Sequence[tuple[int, int | None]],
    promised: int,
    calendar: Calendar,
    now: int,
) -> Clock:
    used = 0
    over: Due | None = None
    due: Due | None = None
    running = False
    for start, end in runs:
        running = end is None
        ends = now if end is None else end
        if over is None:
            due = add_working_time(start, max(0, promised - used), calendar)
            if ends > due.at:
                over = due
        used += working_time_between(start, ends, calendar)
    return Clock(
        name=name,
        running=running,
        promised=promised,
        used=used,
        due=due if running or over is not None else None,
        over=over.at if over is not None and over.certain else None,
        unsure=over is not None and not over.certain,
    )
