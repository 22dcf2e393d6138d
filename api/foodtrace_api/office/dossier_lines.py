"""Dossiers in the words of the console: their clocks, and the filters of the list."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import msgspec
from foodtrace.applications import LATE, Clock, Dossier, State
from foodtrace.working_time import working_time_between

from foodtrace_api.apply.telling import STATE_WORDS
from foodtrace_api.facts import ward_name

if TYPE_CHECKING:
    from foodtrace.applications import BoardCalendar

    from foodtrace_api.words import Words

__all__ = ["FILTERS", "ClockLine", "DossierLine", "clock_line", "line_of"]

#: What each filter of the list shows; their counts overlap where a dossier is late and new at once.
FILTERS: Final[dict[str, Callable[[Dossier], bool]]] = {
    "open": lambda each: each.stands != State.ISSUED and each.state != State.APPROVED,
    "new": lambda each: each.state == State.RECEIVED,
    "near": lambda each: each.near,
    "late": lambda each: any(c.running and c.late for c in (each.pickup, each.decision)),
    "waiting": lambda each: each.state == State.WAITING,
    "sticker": lambda each: each.stands == State.APPROVED,
}


class ClockLine(msgspec.Struct, frozen=True):
    """`mark` is the shape beside it, `words` what it says, `note` what is not certain of it."""

    mark: str
    words: str
    note: str = ""


class DossierLine(msgspec.Struct, frozen=True):
    """One line of the list."""

    dossier: Dossier
    state: str
    ward: str
    received: str
    clock: ClockLine | None


def line_of(dossier: Dossier, board: BoardCalendar, w: Words, now: int) -> DossierLine:
    """A dossier as the list shows it: with the one clock that runs out first."""
    running = [each for each in (dossier.pickup, dossier.decision) if each.running and each.due]
    first = min(running, key=lambda each: each.due.at if each.due else 0, default=None)
    clock = None if first is None else clock_line(first, dossier, board, w, now)
    if clock is None and dossier.state == State.WAITING:
        clock = clock_line(dossier.decision, dossier, board, w, now)
    return DossierLine(
        dossier,
        w(STATE_WORDS[dossier.stands]),
        ward_name(dossier.facts.ward),
        w.moment(dossier.received_at),
        clock,
    )


def clock_line(
    clock: Clock, dossier: Dossier, board: BoardCalendar, w: Words, now: int
) -> ClockLine:
    """One clock: over since when, or until when and how much is left, or that it stands still."""
    if clock.late:
        at = _ran_out(clock, dossier)
        return ClockLine("no", w("dossier_clock_late", at=w.moment(at)))
    if clock.running and clock.due is not None:
        left = working_time_between(now, clock.due.at, board.calendar)
        words = w("dossier_clock_until", at=w.moment(clock.due.at), left=_left(left, w))
        note = ""
        if not clock.due.certain:
            note = w("dossier_clock_unsure", until=w.date(board.calendar.until))
        if clock.unsure:
            words = w("dossier_clock_perhaps", at=w.moment(clock.due.at))
        return ClockLine("time" if dossier.near else "old", words, note)
    if dossier.state == State.WAITING and clock.name == "decision":
        return ClockLine("none", w("dossier_clock_paused", left=_left(clock.left, w)))
    return ClockLine("yes", w("dossier_clock_met"))


def _ran_out(clock: Clock, dossier: Dossier) -> int:
    for step in dossier.steps:
        if step.kind == LATE and step.detail["clock"] == clock.name:
            return int(step.detail["due_at"])
    return clock.over or 0


def _left(seconds: int, w: Words) -> str:
    hours, minutes = divmod(seconds // 60, 60)
    return w("dossier_left", hours=hours, minutes=f"{minutes:02d}")
