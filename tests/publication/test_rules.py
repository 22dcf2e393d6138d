"""What is public when: golden cases before, while and after a rule was suspended, and two ways to one past."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from foodtrace.publication import Decision, Entry, Rulebook, RuleVersion, decide
from hypothesis import given, settings
from hypothesis import strategies as st
from inspection.results import book, rule

DAY = 86_400


def at(day: str, hour: int = 12) -> int:
    """An hour of a civil day as unix seconds."""
    there = dt.datetime.fromisoformat(f"{day}T{hour:02}:00:00+07:00")
    return int(there.timestamp())


def number(day: str) -> int:
    return (dt.date.fromisoformat(day) - dt.date(1970, 1, 1)).days


def entry(id: int, day: str, kind: str, *, recorded: str | None = None, **more: Any) -> Entry:
    """A line for visit 1; `recorded` is the day it was typed in, if that came later."""
    values = {"visit_id": 1, **more}
    return Entry(id=id, at=at(recorded or day), day=number(day), kind=kind, **values)


def declared(id: int, day: str, until: str, outcome: str = "not_met", *, visit: int = 1) -> Entry:
    return entry(
        id,
        day,
        "declared",
        visit_id=visit,
        visited_on=number(day),
        scheme="three",
        outcome=outcome,
        hold_until=number(until),
    )


def told(decision: Decision) -> str:
    """A decision as one line."""
    words = []
    if decision.last is not None:
        last = decision.last
        words.append(f"{last.visited_on} {last.outcome} by {last.basis.en.split()[2]}")
        words += [f'reply "{last.reply}"'] if last.reply else []
        words += ["under appeal"] if last.under_appeal else []
    if decision.pending:
        words.append("pending")
    return ", ".join(words) or "nothing"


# The rules as the board had them: the decree of 2018; from 26 January 2026 its replacement, which publishes the
# date alone; on 9 February it is suspended from the 10th, first with nothing in its place, and on 1 March the
# decree of 2018 is set in force again from the 16th of February.
OLD, NEW = rule("old", "2018-02-02"), rule("new", "2026-01-26", publish=["date"])
FIRST = RuleVersion(at("2025-06-01"), book(OLD))
REPLACED = RuleVersion(at("2026-01-20"), book({**OLD, "until": "2026-01-25"}, NEW))
SUSPENDED = RuleVersion(
    at("2026-02-09"), book({**OLD, "until": "2026-01-25"}, {**NEW, "until": "2026-02-09"})
)
RESTORED = RuleVersion(
    at("2026-03-01"),
    book(
        {**OLD, "until": "2026-01-25"},
        {**NEW, "until": "2026-02-09"},
        rule("old-again", "2026-02-16"),
    ),
)
VERSIONS = [FIRST, REPLACED, SUSPENDED, RESTORED]
JOURNAL = [
    declared(1, "2026-01-05", "2026-01-12", "met"),
    declared(2, "2026-01-30", "2026-02-06", "not_met", visit=2),
    declared(3, "2026-02-12", "2026-02-19", "met_after_correction", visit=3),
]


@pytest.mark.parametrize(
    ("day", "as_it_stood", "as_known_today"),
    [
        ("2026-01-04", "nothing", "nothing"),
        ("2026-01-05", "pending", "pending"),
        ("2026-01-12", "pending", "pending"),
        ("2026-01-13", "2026-01-05 met by old", "2026-01-05 met by old"),
        ("2026-01-25", "2026-01-05 met by old", "2026-01-05 met by old"),
        # The replacement shows the day alone, and no pending line.
        ("2026-01-26", "2026-01-05 None by new", "2026-01-05 None by new"),
        ("2026-02-06", "2026-01-05 None by new", "2026-01-05 None by new"),
        ("2026-02-07", "2026-01-30 None by new", "2026-01-30 None by new"),
        ("2026-02-09", "2026-01-30 None by new", "2026-01-30 None by new"),
        # Suspended: no rule, nothing public, whatever had been public before.
        ("2026-02-10", "nothing", "nothing"),
        ("2026-02-15", "nothing", "nothing"),
        # Known today, not then: the old decree was in force again on this day.
        ("2026-02-16", "nothing", "2026-01-30 not_met by old-again, pending"),
        ("2026-02-20", "nothing", "2026-02-12 met_after_correction by old-again"),
        ("2026-02-28", "nothing", "2026-02-12 met_after_correction by old-again"),
        (
            "2026-03-01",
            "2026-02-12 met_after_correction by old-again",
            "2026-02-12 met_after_correction by old-again",
        ),
    ],
)
def test_golden_before_while_and_after_a_rule_was_suspended(
    day: str, as_it_stood: str, as_known_today: str
) -> None:
    moment = at(day, 23)
    assert told(decide(JOURNAL, VERSIONS, at=moment, known_at=moment)) == as_it_stood
    today = at("2026-06-01")
    assert told(decide(JOURNAL, VERSIONS, at=moment, known_at=today)) == as_known_today


def test_the_first_public_day_is_by_the_rules_that_were_in_force() -> None:
    found = decide(JOURNAL, VERSIONS, at=at("2026-03-01"))
    assert found.last is not None
    # Ready on 20 February, and by then the decree was in force again.
    assert found.last.published_on == dt.date(2026, 2, 20)
    late = [FIRST, RuleVersion(at("2026-03-01"), book(rule("late", "2026-03-01")))]
    found = decide(JOURNAL, late, at=at("2026-03-05"))
    assert found.last is not None
    assert found.last.published_on == dt.date(2026, 3, 1)


HELD = declared(1, "2026-03-02", "2026-03-09")
OPEN = [RuleVersion(0, book(rule("open", "2018-02-02")))]
SHOWN = "2026-03-02 not_met by open"
REPLY: dict[str, Any] = {"statement_id": 7}


@pytest.mark.parametrize(
    ("lines", "on_the_10th", "on_the_20th"),
    [
        ([], SHOWN, SHOWN),
        # An appeal within the hold stops publication until it is decided.
        ([entry(2, "2026-03-09", "appealed")], "pending", "pending"),
        (
            [entry(2, "2026-03-09", "appealed"), entry(3, "2026-03-15", "decided")],
            "pending",
            SHOWN,
        ),
        (
            [
                entry(2, "2026-03-09", "appealed"),
                entry(3, "2026-03-15", "decided", scheme="three", outcome="met"),
            ],
            "pending",
            "2026-03-02 met by open",
        ),
        # Decided early, the hold goes on to its promised end.
        (
            [entry(2, "2026-03-04", "appealed"), entry(3, "2026-03-05", "decided")],
            SHOWN,
            SHOWN,
        ),
        # A later appeal leaves what is public, and says so.
        ([entry(2, "2026-03-12", "appealed")], SHOWN, f"{SHOWN}, under appeal"),
        # A reply within the hold keeps the result back until an officer has looked at it.
        ([entry(2, "2026-03-05", "replied", **REPLY)], "pending", "pending"),
        (
            [
                entry(2, "2026-03-05", "replied", **REPLY),
                entry(3, "2026-03-11", "reply_shown", reply="Mended.", **REPLY),
            ],
            "pending",
            f'{SHOWN}, reply "Mended."',
        ),
        (
            [
                entry(2, "2026-03-05", "replied", **REPLY),
                entry(3, "2026-03-06", "reply_held_back", **REPLY),
            ],
            SHOWN,
            SHOWN,
        ),
        # A later reply does not take a public result down.
        ([entry(2, "2026-03-12", "replied", **REPLY)], SHOWN, SHOWN),
        (
            [
                entry(2, "2026-03-05", "replied", **REPLY),
                entry(3, "2026-03-06", "reply_shown", reply="Mended.", **REPLY),
                entry(4, "2026-03-15", "reply_held_back", **REPLY),
            ],
            f'{SHOWN}, reply "Mended."',
            SHOWN,
        ),
        ([entry(2, "2026-03-15", "withdrawn")], SHOWN, "nothing"),
    ],
)
def test_golden_what_holds_a_result_back(
    lines: list[Entry], on_the_10th: str, on_the_20th: str
) -> None:
    for day, expected in (("2026-03-10", on_the_10th), ("2026-03-20", on_the_20th)):
        moment = at(day)
        assert told(decide([HELD, *lines], OPEN, at=moment, known_at=moment)) == expected


def test_an_appeal_on_paper_that_was_typed_in_late_was_not_known_and_counts_since() -> None:
    journal = [HELD, entry(2, "2026-03-09", "appealed", recorded="2026-03-12")]
    moment = at("2026-03-11")
    assert told(decide(journal, OPEN, at=moment, known_at=moment)) == SHOWN
    assert told(decide(journal, OPEN, at=moment, known_at=at("2026-03-13"))) == "pending"
    assert told(decide(journal, OPEN, at=at("2026-03-13"))) == "pending"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"publish": []}, "nothing"),
        ({"publish": ["pending"]}, "nothing"),
        ({"publish": ["date"]}, "2026-03-02 None by r"),
        ({"publish": ["date", "grade"]}, "2026-03-02 None by r"),
        ({"publish": ["date", "outcome"], "only": ["met"]}, "nothing"),
        ({"publish": ["date", "outcome"], "only": ["met", "not_met"]}, "2026-03-02 not_met by r"),
    ],
)
def test_a_rule_lets_through_what_it_names_and_nothing_else(
    more: dict[str, Any], expected: str
) -> None:
    versions = [RuleVersion(0, book(rule("r", "2018-02-02", **more)))]
    older = declared(0, "2026-01-02", "2026-01-09", "met", visit=9)
    moment = at("2026-03-20")
    # Where the last result is kept back, the one before it is not passed off as the last.
    assert told(decide([older, HELD], versions, at=moment)) == expected


KINDS = (
    "corrected",
    "appealed",
    "decided",
    "replied",
    "reply_shown",
    "reply_held_back",
    "withdrawn",
)
BOOKS: list[Rulebook] = [version.book for version in VERSIONS]


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[int, Entry | Rulebook]]:
    """What an office records over some weeks, in the order it does, each thing with its moment."""
    moment, number_of = at("2026-01-02"), 0
    history: list[tuple[int, Entry | Rulebook]] = [(moment, BOOKS[0])]
    for _ in range(draw(st.integers(1, 12))):
        moment += draw(st.integers(0, 6 * DAY))
        if draw(st.integers(0, 5)) == 0:
            history.append((moment, draw(st.sampled_from(BOOKS))))
            continue
        number_of += 1
        today = (moment + 25_200) // DAY
        day = today - draw(st.integers(0, 3))
        visit = draw(st.integers(1, 3))
        known = any(isinstance(e, Entry) and e.visit_id == visit for _, e in history)
        kind = draw(st.sampled_from(("declared", *KINDS))) if known else "declared"
        chooses = kind in ("declared", "corrected", "decided")
        held = kind == "declared" or (kind == "corrected" and draw(st.booleans()))
        line = Entry(
            id=number_of,
            at=moment,
            day=day,
            visit_id=visit,
            kind=kind,
            visited_on=day - 1 if kind == "declared" else None,
            scheme="three" if chooses else None,
            outcome=draw(st.sampled_from(["met", "not_met"])) if chooses else None,
            hold_until=day + draw(st.integers(0, 10)) if held else None,
            statement_id=number_of if "repl" in kind else None,
            reply=f"reply {number_of}" if kind == "reply_shown" else None,
        )
        history.append((moment, line))
    return history


@given(histories())
@settings(max_examples=40, deadline=None)
def test_what_was_shown_day_by_day_is_what_is_reproduced_afterwards(
    history: list[tuple[int, Entry | Rulebook]],
) -> None:
    def known(until: int) -> tuple[list[Entry], list[RuleVersion]]:
        lines = [what for when, what in history if when <= until and isinstance(what, Entry)]
        versions = [
            RuleVersion(when, what)
            for when, what in history
            if when <= until and isinstance(what, Rulebook)
        ]
        return lines, versions

    first, last = history[0][0], history[-1][0] + 20 * DAY
    moments = [*range(first, last, DAY // 2), *(when for when, _ in history)]
    shown = {moment: decide(*known(moment), at=moment) for moment in moments}
    everything = known(last)
    for moment, decision in shown.items():
        assert decide(*everything, at=moment, known_at=moment) == decision


@given(histories())
@settings(max_examples=40, deadline=None)
def test_no_history_shows_a_result_before_the_hold_that_was_promised_has_ended(
    history: list[tuple[int, Entry | Rulebook]],
) -> None:
    lines = [what for _, what in history if isinstance(what, Entry)]
    versions = [RuleVersion(when, what) for when, what in history if isinstance(what, Rulebook)]
    for moment in range(history[0][0], history[-1][0] + 20 * DAY, DAY):
        found = decide(lines, versions, at=moment, known_at=moment).last
        if found is None:
            continue
        today = (moment + 25_200) // DAY
        promised = [
            line.hold_until
            for line in lines
            if line.at <= moment
            and line.kind == "declared"
            and line.visited_on is not None
            and line.hold_until is not None
            and dt.date(1970, 1, 1) + dt.timedelta(line.visited_on) == found.visited_on
        ]
        assert min(promised) < today
