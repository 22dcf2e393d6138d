"""A visit and its result as words and days for an officer; nothing is decided here."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import msgspec
from foodtrace.sticker import civil_date, civil_day

from foodtrace_api.facts import result_names
from foodtrace_api.words import civil_moment

if TYPE_CHECKING:
    from foodtrace.inspection import ListedVisit, VisitFile
    from foodtrace.publication import Decision, Entry, ResultState, Rulebook

    from foodtrace_api.words import Words

__all__ = ["WORDS", "Line", "Point", "Step", "line_of", "points_of", "public_words", "steps_of"]

#: The catalog of these pages, beside the office's own.
WORDS: Final = "office_visits"

#: The tone of an answer to its mark in the page's grammar.
_MARKS: Final = {"yes": "yes", "no": "no", "none": "none"}


class Line(msgspec.Struct, frozen=True):
    """One visit in a list; `mark` and `state` say where its result stands."""

    href: str
    number: int
    name: str
    code: str
    day: str
    inspector: str
    flags: tuple[str, ...]
    outcome: str
    mark: str
    state: str


class Point(msgspec.Struct, frozen=True):
    """One point of the visit's form with its answer."""

    label: str
    mark: str
    answer: str


class Step(msgspec.Struct, frozen=True):
    """One line of the journal."""

    at: str
    day: str
    words: str
    detail: str


def line_of(listed: ListedVisit, book: Rulebook | None, w: Words, now: int) -> Line:
    visit = listed.visit
    mark, state = state_words(listed.state, w, now)
    return Line(
        href=f"/office/visits/{visit.id}",
        number=visit.id,
        name=listed.name or w("visit_place_unknown"),
        code=listed.code or visit.record.typed_code or "",
        day=w.date(visited_on(visit.record.visited_at, visit.received_at)),
        inspector=visit.inspector,
        flags=tuple(w(f"visit_flag_{flag}") for flag in visit.flags),
        outcome=outcome_words(listed.state, book, w),
        mark=mark,
        state=state,
    )


def visited_on(visited_at: int, received_at: int) -> dt.date:
    """The civil day of a visit; by a phone whose clock runs ahead it was when it came in at the latest."""
    return civil_date(civil_day(min(visited_at, received_at)))


def state_words(state: ResultState | None, w: Words, now: int) -> tuple[str, str]:
    """The mark and the words for where a result stands."""
    if state is None:
        return "ask", w("visit_state_none")
    if state.withdrawn:
        return "none", w("visit_state_withdrawn")
    held_by = state.held_by(civil_day(now))
    if held_by == "hold":
        return "time", w("visit_state_hold", date=w.date(civil_date(state.hold_until)))
    if held_by:
        return "time", w(f"visit_state_{held_by}")
    if state.unchecked is not None:
        return "time", w("visit_state_late_reply")
    if state.appealed_on is not None:
        return "time", w("visit_state_late_appeal")
    # No tick: that a result can be seen does not say that it is a good one.
    return "none", w("visit_state_ready", date=w.date(civil_date(state.ready_on)))


def outcome_words(state: ResultState | None, book: Rulebook | None, w: Words) -> str:
    """The outcome and the grade by their names; "" without a result that stands."""
    if state is None or state.withdrawn:
        return ""
    return choice_words(state.scheme, state.outcome, state.grade, book, w)


def choice_words(
    scheme_key: str | None, outcome: str | None, grade: str | None, book: Rulebook | None, w: Words
) -> str:
    scheme = book.scheme(scheme_key) if book else None
    if scheme is None:
        return ", ".join(key for key in (outcome, grade) if key)
    found = (scheme.outcome(outcome), scheme.grade(grade))
    return ", ".join(each.name.within(w.language) for each in found if each)


def points_of(opened: VisitFile, w: Words) -> list[Point]:
    """Every point that was looked at, in the order of the form."""
    results = opened.visit.record.results
    points = []
    for item in opened.form.items if opened.form else ():
        option = next((each for each in item.options if each.key == results.get(item.key)), None)
        if option is not None:
            label, answer = (
                (item.label.vi, option.label.vi)
                if w.language == "vi"
                else (item.label.en, option.label.en)
            )
            points.append(Point(label, _MARKS[option.tone], answer))
    if opened.form is None:
        return [Point(key, "none", answer) for key, answer in results.items()]
    return points


def steps_of(journal: tuple[Entry, ...], book: Rulebook | None, w: Words) -> list[Step]:
    """The journal, newest first."""
    return [_step(entry, book, w) for entry in reversed(journal)]


def _step(entry: Entry, book: Rulebook | None, w: Words) -> Step:
    details = [choice_words(entry.scheme, entry.outcome, entry.grade, book, w)]
    if entry.hold_until is not None:
        details.append(w("visit_hold_until", date=w.date(civil_date(entry.hold_until))))
    recorded = civil_moment(entry.at).date()
    day = civil_date(entry.day)
    return Step(
        at=w.moment(entry.at),
        # Most things are recorded on their day; only another one is worth its words.
        day="" if day == recorded else w("visit_step_day", date=w.date(day)),
        words=w(f"visit_step_{entry.kind}"),
        detail=", ".join(each for each in details if each),
    )


def public_words(decision: Decision, w: Words) -> list[str]:
    """What the public page of the place says now, line by line."""
    last, lines = decision.last, []
    if last is not None:
        shown = result_names(last.outcome_name, last.grade_name, w) or w("inspection_took_place")
        lines.append(w("visit_public_last", date=w.date(last.visited_on), result=shown))
        if last.reply is not None:
            lines.append(w("visit_public_reply"))
        if last.under_appeal:
            lines.append(w("inspection_appeal"))
    if decision.pending:
        lines.append(w("inspection_newer") if last else w("inspection_pending"))
    return lines or [w("visit_public_nothing")]
