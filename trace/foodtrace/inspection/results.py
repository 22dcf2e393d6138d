"""Results of visits: declared with a hold, corrected by a further line, withdrawn with a reason."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from foodtrace.errors import Conflict, InvalidRequest
from foodtrace.inspection.result_journal import append, checked_day, open_result
from foodtrace.publication import Rulebook, Scheme, known_rules, rule_versions
from foodtrace.registry import Registry
from foodtrace.registry.reasons import check_actor, check_reason
from foodtrace.sticker import civil_date, civil_day

__all__ = ["Works", "correct_result", "declare_result", "on_weekdays", "withdraw_result"]

Works = Callable[[datetime.date], bool]
"""Whether the office works on a day."""


def on_weekdays(day: datetime.date) -> bool:
    """Monday to Friday: for an office that has no calendar of its own."""
    return day.weekday() < 5


async def declare_result(
    registry: Registry,
    visit_id: int,
    *,
    outcome: str,
    grade: str | None = None,
    told_on: datetime.date,
    actor: str,
    now: int,
    works: Works = on_weekdays,
    seen: int | None = None,
) -> datetime.date:
    """Declare what a visit ended in, by the scheme that was valid on its day; gives the hold's last day.

    The hold begins the day after the owner was told, by the rule of that day. The day that is promised here stands,
    whatever rule comes later. Raises Conflict (result_declared, no_rule, changed_meanwhile, no_establishment),
    InvalidRequest (outcome, grade, day), NotFound.
    """
    actor = check_actor(actor)
    async with registry.writing() as connection:
        opened = await open_result(connection, visit_id, seen)
        if opened.state is not None and not opened.state.withdrawn:
            raise Conflict(
                f"visit {visit_id} has a result already; correct it instead", code="result_declared"
            )
        book = known_rules(await rule_versions(connection))
        rule = book.rule_on(civil_date(opened.visited_on)) if book else None
        if book is None or rule is None:
            raise Conflict(
                f"no rule was valid on {civil_date(opened.visited_on)}, the day of the visit; "
                "an administrator sets the rules of publication",
                code="no_rule",
            )
        _check_choice(_scheme(book, rule.scheme), outcome, grade)
        first = max(opened.visited_on, opened.state.declared_on if opened.state else 0)
        told = checked_day(told_on, first=first, now=now, what="the owner was told")
        hold = (book.rule_on(told_on) or rule).hold.last_day(told_on, works)
        await append(
            connection,
            opened,
            "declared",
            event="result_declared",
            day=told,
            actor=actor,
            now=now,
            visited_on=opened.visited_on,
            scheme=rule.scheme,
            outcome=outcome,
            grade=grade,
            hold_until=told + (hold - told_on).days,
        )
    return hold


async def correct_result(
    registry: Registry,
    visit_id: int,
    *,
    outcome: str,
    grade: str | None = None,
    told_on: datetime.date,
    reason: str,
    actor: str,
    now: int,
    works: Works = on_weekdays,
    seen: int | None = None,
) -> datetime.date | None:
    """Put another outcome in the place of a wrong one; the wrong one stays in the journal.

    What is worse for the eatery begins a hold of its own, whose last day is given; what is better or as good counts at
    once (None). Raises as `declare_result`, and Conflict (no_result, nothing_changed).
    """
    actor, reason = check_actor(actor), check_reason(reason)
    async with registry.writing() as connection:
        opened = await open_result(connection, visit_id, seen)
        state = opened.result()
        book = known_rules(await rule_versions(connection))
        if book is None:
            raise Conflict("no rules of publication are set", code="no_rule")
        scheme = _scheme(book, state.scheme)
        _check_choice(scheme, outcome, grade)
        if (outcome, grade) == (state.outcome, state.grade):
            raise Conflict("the result says this already", code="nothing_changed")
        told = checked_day(told_on, first=state.declared_on, now=now, what="the owner was told")
        hold = None
        if scheme.is_worse((outcome, grade), (state.outcome, state.grade)):
            rule = book.rule_on(told_on) or book.rule_on(civil_date(opened.visited_on))
            last = rule.hold.last_day(told_on, works) if rule else told_on
            hold = max(last, civil_date(state.hold_until))
        await append(
            connection,
            opened,
            "corrected",
            event="result_corrected",
            day=told,
            actor=actor,
            now=now,
            reason=reason,
            scheme=state.scheme,
            outcome=outcome,
            grade=grade,
            hold_until=None if hold is None else told + (hold - told_on).days,
        )
    return hold


async def withdraw_result(
    registry: Registry, visit_id: int, *, reason: str, actor: str, now: int, seen: int | None = None
) -> None:
    """Take a result back, as one of another eatery; what was public before the visit is public again.

    Raises Conflict (no_result, changed_meanwhile), InvalidRequest (reason), NotFound.
    """
    actor, reason = check_actor(actor), check_reason(reason)
    async with registry.writing() as connection:
        opened = await open_result(connection, visit_id, seen)
        opened.result()
        await append(
            connection,
            opened,
            "withdrawn",
            event="result_withdrawn",
            day=civil_day(now),
            actor=actor,
            now=now,
            reason=reason,
        )


def _scheme(book: Rulebook, key: str) -> Scheme:
    found = book.scheme(key)
    if found is None:
        raise Conflict(f"the rules have no scheme {key} any more", code="no_rule")
    return found


def _check_choice(scheme: Scheme, outcome: str, grade: str | None) -> None:
    if scheme.outcome(outcome) is None:
        expected = ", ".join(each.key for each in scheme.outcomes)
        raise InvalidRequest(f"expected one of {expected}, got {outcome[:40]!r}", code="outcome")
    if grade is not None and scheme.grade(grade) is None:
        expected = ", ".join(each.key for each in scheme.grades) or "no grade"
        raise InvalidRequest(f"expected one of {expected}, got {grade[:40]!r}", code="grade")
