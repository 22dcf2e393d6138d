"""What of an eatery's inspections is public when: one decision from a journal and the dated rules; pure.

Two times meet here. A page is looked at on a day, and it is made from what had been recorded by a moment.
Nothing else in the program decides whether a result is shown.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

import msgspec

from foodtrace.publication.rulebook import Names, Rulebook
from foodtrace.sticker import civil_date, civil_day

__all__ = [
    "Decision",
    "Entry",
    "PublicInspection",
    "ResultState",
    "RuleVersion",
    "decide",
    "known_rules",
    "result_states",
]


class Entry(msgspec.Struct, frozen=True):
    """One line of the journal: recorded `at` (unix seconds), in effect from civil day `day` on.

    `kind`: declared, corrected, withdrawn, appealed, decided, replied, reply_shown, reply_held_back. `reply` is the
    text that an officer let stand, or None.
    """

    id: int
    at: int
    day: int
    visit_id: int
    kind: str
    visited_on: int | None = None
    scheme: str | None = None
    outcome: str | None = None
    grade: str | None = None
    hold_until: int | None = None
    statement_id: int | None = None
    reply: str | None = None


class RuleVersion(msgspec.Struct, frozen=True):
    """The rules as they were known from `set_at` (unix seconds) on."""

    set_at: int
    book: Rulebook


class PublicInspection(msgspec.Struct, frozen=True):
    """The last inspection as the public sees it; what the rule of the day does not publish is None.

    `outcome` and `grade` are keys, their names stand beside them in five languages. `published_on` is the first day
    on which the result could be seen. `under_appeal`: an appeal that came after the hold is not decided.
    """

    visited_on: datetime.date
    outcome: str | None
    outcome_name: Names | None
    grade: str | None
    grade_name: Names | None
    published_on: datetime.date
    reply: str | None
    under_appeal: bool
    basis: Names


class Decision(msgspec.Struct, frozen=True):
    """What a page may say: the last published result, and that a newer one is in its hold."""

    last: PublicInspection | None = None
    pending: bool = False


class ResultState(msgspec.Struct, frozen=True):
    """Where one visit's result stands; days are civil days, `unchecked` is a reply no officer has looked at."""

    visit_id: int
    visited_on: int
    scheme: str
    outcome: str
    grade: str | None
    hold_until: int
    ready_on: int
    declared_on: int
    last_entry: int
    withdrawn: bool = False
    appealed_on: int | None = None
    unchecked: int | None = None
    unchecked_since: int = 0
    reply: str | None = None
    reply_id: int | None = None
    # Seen by the public before a correction put it on hold again.
    was_public: bool = False

    def held_by(self, day: int) -> str:
        """What keeps the result from the public on this day: appeal, hold, reply; "" when nothing does."""
        if self.appealed_on is not None and self.appealed_on <= self.hold_until:
            return "appeal"
        if day <= self.hold_until:
            return "hold"
        if self.unchecked is not None and self.unchecked_since <= self.hold_until:
            return "reply"
        return ""


def decide(
    entries: Iterable[Entry],
    versions: Sequence[RuleVersion],
    *,
    at: int,
    known_at: int | None = None,
) -> Decision:
    """What may be shown at unix second `at` of one eatery, from what had been recorded by `known_at`.

    Without `known_at` everything counts that is recorded, whatever a clock that was set back says.
    """
    if known_at is None:
        known = list(entries)
        # What was recorded has happened: a clock behind it must not take a withdrawal back.
        day = max([civil_day(at), *(entry.day for entry in known)])
    else:
        known = [entry for entry in entries if entry.at <= known_at]
        day = civil_day(at)
    book = known_rules(versions, known_at)
    rule = book.rule_on(civil_date(day)) if book is not None else None
    if book is None or rule is None:
        return Decision()
    states = result_states(entry for entry in known if entry.day <= day)
    pending = False
    for state in sorted(states, key=lambda each: (each.visited_on, each.visit_id), reverse=True):
        if state.withdrawn:
            continue
        if not state.held_by(day):
            # The newest result is the last one, also where the rule keeps it back: an older one is not.
            shown = _shown(state, book, day) if rule.lets_through(state.outcome) else None
            return Decision(shown, pending)
        pending = "pending" in rule.publish
        if state.was_public:
            break
    return Decision(None, pending)


def known_rules(versions: Sequence[RuleVersion], known_at: int | None = None) -> Rulebook | None:
    """The rules as they were known at a moment: the version set last."""
    known = [each for each in versions if known_at is None or each.set_at <= known_at]
    return known[-1].book if known else None


def result_states(entries: Iterable[Entry]) -> list[ResultState]:
    """Where each visit's result stands after these entries, in the order they were recorded."""
    states: dict[int, ResultState] = {}
    for entry in entries:
        before = states.get(entry.visit_id)
        after = _declared(entry) if entry.kind == "declared" else _after(before, entry)
        if after is not None:
            states[entry.visit_id] = after
    return list(states.values())


def _declared(entry: Entry) -> ResultState:
    if None in (entry.visited_on, entry.scheme, entry.outcome, entry.hold_until):
        raise ValueError(f"entry {entry.id} declares no whole result")
    hold_until = entry.hold_until or 0
    return ResultState(
        visit_id=entry.visit_id,
        visited_on=entry.visited_on or 0,
        scheme=entry.scheme or "",
        outcome=entry.outcome or "",
        grade=entry.grade,
        hold_until=hold_until,
        ready_on=hold_until + 1,
        declared_on=entry.day,
        last_entry=entry.id,
    )


def _after(before: ResultState | None, entry: Entry) -> ResultState | None:
    if before is None:
        return None
    state = msgspec.structs.replace(before, last_entry=entry.id)
    replace = msgspec.structs.replace
    if entry.kind == "withdrawn":
        return replace(state, withdrawn=True)
    if entry.kind == "corrected":
        state = replace(state, outcome=entry.outcome or state.outcome, grade=entry.grade)
        if entry.hold_until is None:
            return state
        return replace(
            state,
            was_public=state.was_public or not before.held_by(entry.day),
            # What was promised to the owner is never shortened.
            hold_until=max(state.hold_until, entry.hold_until),
            ready_on=max(state.hold_until, entry.hold_until) + 1,
        )
    if entry.kind == "appealed":
        return replace(state, appealed_on=entry.day)
    if entry.kind == "replied":
        return replace(state, unchecked=entry.statement_id, unchecked_since=entry.day)
    # What follows ends a wait; a result that waited is ready from that day on.
    if before.held_by(entry.day):
        state = replace(state, ready_on=max(state.ready_on, entry.day))
    if entry.kind == "decided":
        outcome = entry.outcome or state.outcome
        grade = entry.grade if entry.outcome else state.grade
        return replace(state, appealed_on=None, outcome=outcome, grade=grade)
    if entry.kind == "reply_held_back" and entry.statement_id == state.reply_id:
        return replace(state, reply=None, reply_id=None)
    state = replace(state, unchecked=None)
    if entry.kind == "reply_shown":
        return replace(state, reply=entry.reply, reply_id=entry.statement_id)
    return state


def _shown(state: ResultState, book: Rulebook, day: int) -> PublicInspection | None:
    """The result by the rule of the day; names come from the scheme that the visit was judged by."""
    rule, scheme = book.rule_on(civil_date(day)), book.scheme(state.scheme)
    if rule is None:
        return None
    outcome = scheme.outcome(state.outcome) if scheme and "outcome" in rule.publish else None
    grade = scheme.grade(state.grade) if scheme and "grade" in rule.publish else None
    return PublicInspection(
        visited_on=civil_date(state.visited_on),
        outcome=outcome.key if outcome else None,
        outcome_name=outcome.name if outcome else None,
        grade=grade.key if grade else None,
        grade_name=grade.name if grade else None,
        published_on=_first_day(state, book, day),
        # The owner answers to what is shown; without an outcome there is nothing to answer.
        reply=state.reply if outcome or grade else None,
        under_appeal=state.appealed_on is not None,
        basis=rule.basis,
    )


def _first_day(state: ResultState, book: Rulebook, day: int) -> datetime.date:
    ready, today = civil_date(state.ready_on), civil_date(day)
    days = (
        max(rule.from_, ready)
        for rule in book.rules
        if rule.lets_through(state.outcome)
        and rule.from_ <= today
        and (rule.until is None or ready <= rule.until)
    )
    return min(days, default=today)
