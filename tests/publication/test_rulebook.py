"""A rules file is read strictly: what it gets wrong is named, and nothing ambiguous is taken."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

import msgspec
import pytest
from foodtrace.errors import InvalidRequest
from foodtrace.inspection import example_rules
from foodtrace.publication import parse_rulebook
from hypothesis import given, settings
from hypothesis import strategies as st
from inspection.results import SCHEME, rule

GOOD: dict[str, Any] = {
    "schemes": [SCHEME],
    "rules": [rule("a", "2018-02-02", "2026-01-25"), rule("b", "2026-02-10")],
}


def changed(*path: Any, to: Any) -> dict[str, Any]:
    """GOOD with one place in it changed; `...` as value takes the place away."""
    whole = copy.deepcopy(GOOD)
    place: Any = whole
    for step in path[:-1]:
        place = place[step]
    if to is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return whole


def test_a_good_file_and_the_example_are_read_and_read_again_the_same() -> None:
    for raw in (msgspec.json.encode(GOOD), example_rules()):
        book = parse_rulebook(raw)
        assert parse_rulebook(msgspec.json.encode(book)) == book
        assert len(book.version) == 12


@pytest.mark.parametrize(
    ("file", "named"),
    [
        ({}, "schemes"),
        ([], "object"),
        (changed("schemes", to=[]), "at least one scheme"),
        (changed("rules", to=[]), "one rule"),
        (changed("rules", 0, "extra", to=1), "extra"),
        (changed("rules", 0, "key", to="Decree 15"), "Decree 15"),
        (changed("rules", 1, "key", to="a"), "rule once"),
        (changed("rules", 0, "scheme", to="four"), "four"),
        (changed("rules", 0, "until", to="2017-01-01"), "end on or after"),
        (changed("rules", 0, "until", to=None), "ends never"),
        (changed("rules", 0, "until", to="2026-02-10"), "none of two on one day"),
        (changed("rules", 0, "from", to="2026-02-30"), "rules[0].from"),
        (changed("rules", 0, "hold", "days", to=-1), "rules[0].hold.days"),
        (changed("rules", 0, "hold", "count", to="weeks"), "weeks"),
        (changed("rules", 0, "publish", to=["names"]), "names"),
        (changed("rules", 0, "publish", to=["outcome"]), "`date`"),
        (changed("rules", 0, "publish", to=["date", "date"]), "each part once"),
        (changed("rules", 0, "only", to=["met"]), "no `pending`"),
        (changed("rules", 0, "only", to=["splendid"]), "splendid"),
        (changed("rules", 0, "basis", "ko", to=...), "ko"),
        (changed("rules", 0, "basis", "vi", to="  "), "printable"),
        (changed("rules", 0, "basis", "vi", to="a\u0000b"), "printable"),
        (changed("schemes", 0, "grades", to=[]), "grades in scheme three"),
        (changed("schemes", 0, "outcomes", to=SCHEME["outcomes"][:1]), "two or more"),
        (changed("schemes", 0, "outcomes", 1, "key", to="met"), "once"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_what_a_file_gets_wrong_is_named(file: Any, named: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse_rulebook(msgspec.json.encode(file))
    assert refused.value.code == "rules"
    assert named in refused.value.message
    assert "\n" not in refused.value.message


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[" * 5000, b" " * 300_000])
def test_what_is_no_file_is_refused(raw: bytes) -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse_rulebook(raw)
    assert refused.value.code == "rules"


def test_a_hold_in_working_days_leaves_out_weekends_and_holidays() -> None:
    book = parse_rulebook(
        msgspec.json.encode(changed("rules", 0, "hold", to={"days": 5, "count": "working"}))
    )
    hold = book.rules[0].hold
    friday = dt.date(2026, 2, 13)
    tet = {dt.date(2026, 2, day) for day in range(16, 21)}
    assert hold.last_day(friday, lambda day: day.weekday() < 5) == dt.date(2026, 2, 20)
    works = hold.last_day(friday, lambda day: day.weekday() < 5 and day not in tet)
    assert works == dt.date(2026, 2, 27)
    # A calendar in which nobody ever works must not hold a result back for ever.
    assert hold.last_day(friday, lambda _: False) < dt.date(2029, 1, 1)


@given(st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)), st.integers(0, 60))
@settings(max_examples=60, deadline=None)
def test_a_hold_of_working_days_has_exactly_so_many_of_them(told: dt.date, days: int) -> None:
    raw = changed("rules", 0, "hold", to={"days": days, "count": "working"})
    hold = parse_rulebook(msgspec.json.encode(raw)).rules[0].hold
    last = hold.last_day(told, lambda day: day.weekday() < 5)
    within = [told + dt.timedelta(n) for n in range(1, (last - told).days + 1)]
    assert sum(day.weekday() < 5 for day in within) == days
    assert not within or within[-1].weekday() < 5
