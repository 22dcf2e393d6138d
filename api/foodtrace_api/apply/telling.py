"""Where a dossier stands, in words: its state, what comes next and by when, and what the hours are."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import TYPE_CHECKING, Final

import msgspec
from foodtrace.applications import LATE, Move, State
from foodtrace.working_time import Calendar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from foodtrace.applications import BoardCalendar, Dossier
    from foodtrace.working_time import Span

    from foodtrace_api.words import Words

__all__ = ["STATE_WORDS", "STEP_WORDS", "Standing", "hours_words", "spans_words", "standing_of"]

STATE_WORDS: Final = {
    State.RECEIVED: "office_received",
    State.PICKED_UP: "apply_picked_up",
    State.WAITING: "office_more_info",
    State.ANSWERED: "apply_answered",
    State.VISIT_SCHEDULED: "office_visit",
    State.VISITED: "apply_visited",
    State.APPROVED: "office_approved",
    State.REFUSED: "office_refused",
    State.WITHDRAWN: "apply_withdrawn",
    State.ISSUED: "apply_issued",
}
# What the owner may see of the steps; notes and late marks are the board's own.
STEP_WORDS: Final = {
    Move.RECEIVE: "office_received",
    Move.PICK_UP: "apply_picked_up",
    Move.ASK: "office_more_info",
    Move.ANSWER: "apply_answered",
    Move.STOP_WAITING: "apply_picked_up",
    Move.SCHEDULE_VISIT: "office_visit",
    Move.RECORD_VISIT: "apply_visited",
    Move.APPROVE: "office_approved",
    Move.REFUSE: "office_refused",
    Move.REOPEN: "apply_reopened",
    Move.WITHDRAW: "apply_withdrawn",
    Move.ISSUE: "apply_issued",
    Move.ADD: "apply_added",
}
_NEXT: Final = {
    State.RECEIVED: "apply_next_received",
    State.PICKED_UP: "apply_next_decision",
    State.ANSWERED: "apply_next_decision",
    State.VISIT_SCHEDULED: "apply_next_visit",
    State.VISITED: "apply_next_decision",
    State.APPROVED: "apply_next_approved",
    State.REFUSED: "apply_next_refused",
    State.WITHDRAWN: "apply_next_withdrawn",
    State.ISSUED: "apply_next_issued",
}


class Standing(msgspec.Struct, frozen=True):
    """What a page says: the state, what comes next, whether the board is late, and the steps with their moments."""

    state: str
    next: str
    late: str
    unsure: str
    steps: tuple[tuple[str, str], ...]


def standing_of(
    dossier: Dossier, board: BoardCalendar, w: Words, now: int, *, own: bool
) -> Standing:
    """A dossier as its page tells it; `own` is the page behind the owner's own link."""
    state = dossier.stands
    clock = dossier.pickup if state == State.RECEIVED else dossier.decision
    if state == State.WAITING:
        words = w("apply_next_waiting_own" if own else "apply_next_waiting")
    else:
        # Told only where the board owes something; a decision that was made has no deadline.
        at = w.moment(clock.due.at) if clock.due is not None else ""
        visit = w.date(_visit_day(dossier)) if state == State.VISIT_SCHEDULED else ""
        words = w(_NEXT[state], at=at, visit=visit)
    owes = clock.running and clock.due is not None
    return Standing(
        state=w(STATE_WORDS[state]),
        next=words,
        late=w("apply_late") if owes and (clock.late or (clock.due and clock.due.at < now)) else "",
        unsure=w("apply_unsure", until=w.date(board.calendar.until))
        if owes and clock.due is not None and not clock.due.certain
        else "",
        steps=tuple(
            (w.moment(step.at), w(STEP_WORDS[Move(step.kind)]))
            for step in dossier.steps
            if step.kind != LATE and Move(step.kind) in STEP_WORDS
        ),
    )


def hours_words(calendar: Calendar, today: dt.date, w: Words) -> str:
    """ "Mon–Fri 07:30–11:30, 13:30–17:00": the week in force, days with the same hours together."""
    weeks = [hours for hours in calendar.hours if hours.from_day <= today] or list(calendar.hours)
    names = w.weekdays("abbreviated")
    told = []
    for spans, days in groupby(range(7), key=lambda day: weeks[-1].week[day]):
        if not spans:
            continue
        run = list(days)
        first, last = names[run[0]], names[run[-1]]
        times = spans_words(spans).replace("-", "–")
        told.append(f"{first if first == last else f'{first} – {last}'} {times}")
    return "; ".join(told)


def spans_words(spans: Sequence[Span]) -> str:
    """As `parse_hours` reads them: 07:30-11:30, 13:30-17:00."""
    return ", ".join(f"{_clock(start)}-{_clock(end)}" for start, end in spans)


def _clock(seconds: int) -> str:
    minutes = seconds // 60
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _visit_day(dossier: Dossier) -> dt.date:
    days = [s.detail["visit_on"] for s in dossier.steps if s.kind == Move.SCHEDULE_VISIT]
    return dt.date.fromisoformat(days[-1])
