"""The rules by which results become public: schemes of outcomes and dated rules, read and checked; pure."""

from __future__ import annotations

import datetime
import hashlib
import itertools
import re
from collections.abc import Callable, Iterable
from typing import Annotated, Any, Final, Literal

import msgspec

from foodtrace.errors import InvalidRequest

__all__ = [
    "PARTS",
    "Choice",
    "Hold",
    "Names",
    "Rule",
    "Rulebook",
    "Scheme",
    "parse_rulebook",
]

PARTS: Final = ("pending", "date", "outcome", "grade")
Part = Literal["pending", "date", "outcome", "grade"]

_KEY: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_MAX_FILE, _MAX_TEXT = 200_000, 400
# A calendar without working days must not hold a result back for ever.
_FARTHEST: Final = 1000


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What people read, in the five languages of the public pages."""

    vi: str
    en: str
    ko: str
    zh_hans: str = msgspec.field(name="zh-Hans")
    zh_hant: str = msgspec.field(name="zh-Hant")

    def within(self, language: str) -> str:
        """The words of vi, en, ko, zh-Hans or zh-Hant."""
        words: str = getattr(self, language.lower().replace("-", "_"))
        return words


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An outcome or a grade that a visit can end in."""

    key: str
    name: Names


class Scheme(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Outcomes and grades, each from the best to the worst."""

    key: str
    outcomes: tuple[Choice, ...]
    grades: tuple[Choice, ...] = ()

    def outcome(self, key: str | None) -> Choice | None:
        return next((each for each in self.outcomes if each.key == key), None)

    def grade(self, key: str | None) -> Choice | None:
        return next((each for each in self.grades if each.key == key), None)

    def is_worse(self, this: tuple[str, str | None], that: tuple[str, str | None]) -> bool:
        """Whether `this` outcome and grade are less good for the eatery than `that`."""
        outcomes = [each.key for each in self.outcomes]
        grades = [None, *(each.key for each in self.grades)]
        return (outcomes.index(this[0]), grades.index(this[1])) > (
            outcomes.index(that[0]),
            grades.index(that[1]),
        )


class Hold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long an owner has for a reply or an appeal, counted from the day after being told."""

    days: Annotated[int, msgspec.Meta(ge=0, le=366)]
    count: Literal["calendar", "working"] = "calendar"

    def last_day(
        self, told: datetime.date, works: Callable[[datetime.date], bool]
    ) -> datetime.date:
        """The last day of the hold; `works` says whether the office works on a day."""
        day, left = told, self.days
        while left:
            day += datetime.timedelta(1)
            if self.count == "calendar" or works(day) or (day - told).days > _FARTHEST:
                left -= 1
        return day


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """What held from one day to another, both inclusive; `basis` names the law or decision.

    `publish` lists what may be shown: "pending" (that a result is in its hold), "date", "outcome",
    "grade"; an empty list publishes nothing, as while a decree is suspended. `only` narrows it to these outcomes.
    """

    key: str
    basis: Names
    from_: datetime.date
    scheme: str
    hold: Hold
    publish: tuple[Part, ...]
    until: datetime.date | None = None
    only: tuple[str, ...] | None = None

    def holds_on(self, day: datetime.date) -> bool:
        return self.from_ <= day and (self.until is None or day <= self.until)

    def lets_through(self, outcome: str) -> bool:
        """Whether a result with this outcome may be shown at all."""
        return "date" in self.publish and (self.only is None or outcome in self.only)


class Rulebook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All schemes and all rules, past ones too; on a day that no rule covers nothing is published."""

    schemes: tuple[Scheme, ...]
    rules: tuple[Rule, ...]

    @property
    def version(self) -> str:
        """Names exactly this content."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:12]

    def rule_on(self, day: datetime.date) -> Rule | None:
        return next((rule for rule in self.rules if rule.holds_on(day)), None)

    def scheme(self, key: str | None) -> Scheme | None:
        return next((each for each in self.schemes if each.key == key), None)


def parse_rulebook(raw: bytes) -> Rulebook:
    """Read and check a rules file (JSON; see docs/reference/rules.md). Raises InvalidRequest (rules)."""
    if len(raw) > _MAX_FILE:
        raise _unfit(f"at most {_MAX_FILE // 1000} kB, got {len(raw)} bytes")
    try:
        book = msgspec.json.decode(raw, type=Rulebook)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _unfit(f"JSON of the documented shape: {error}") from error
    if not book.schemes or not book.rules:
        raise _unfit("at least one scheme and one rule")
    _check_keys("scheme", book.schemes)
    _check_keys("rule", book.rules)
    for scheme in book.schemes:
        if len(scheme.outcomes) < 2:
            raise _unfit(f"two or more outcomes in scheme {scheme.key}, from the best to the worst")
        _check_keys(f"outcome of {scheme.key}", scheme.outcomes)
        _check_keys(f"grade of {scheme.key}", scheme.grades)
    for rule in book.rules:
        _check_rule(rule, book)
    _check_days(book.rules)
    _check_texts(msgspec.to_builtins(book))
    return book


def _check_rule(rule: Rule, book: Rulebook) -> None:
    scheme = book.scheme(rule.scheme)
    if scheme is None:
        raise _unfit(f"the scheme of rule {rule.key} among the schemes, got {rule.scheme[:40]!r}")
    if rule.until is not None and rule.until < rule.from_:
        raise _unfit(f"rule {rule.key} to end on or after {rule.from_}, got {rule.until}")
    if len(set(rule.publish)) != len(rule.publish):
        raise _unfit(f"each part once in `publish` of rule {rule.key}")
    beyond = {"outcome", "grade"}.intersection(rule.publish)
    if beyond and "date" not in rule.publish:
        raise _unfit(f"`date` in `publish` of rule {rule.key}, where {min(beyond)} is published")
    if "grade" in rule.publish and not scheme.grades:
        raise _unfit(f"grades in scheme {scheme.key}, for rule {rule.key} publishes them")
    if rule.only is None:
        return
    for outcome in rule.only:
        if scheme.outcome(outcome) is None:
            raise _unfit(f"outcomes of {scheme.key} in `only` of rule {rule.key}, got {outcome!r}")
    if "pending" in rule.publish:
        # A pending line that ends in silence would tell what `only` keeps back.
        raise _unfit(f"no `pending` in rule {rule.key}, which publishes some outcomes only")


def _check_days(rules: tuple[Rule, ...]) -> None:
    for before, after in itertools.pairwise(rules):
        if before.until is None or after.from_ <= before.until:
            raise _unfit(
                f"rules in the order of their days, none of two on one day; {before.key} ends "
                f"{'never' if before.until is None else before.until} and {after.key} begins {after.from_}"
            )


def _check_keys(what: str, named: Iterable[Any]) -> None:
    keys = [each.key for each in named]
    for key in keys:
        if not _KEY.fullmatch(key):
            raise _unfit(f"each {what} named by a-z, 0-9, - and _, got {key[:40]!r}")
        if keys.count(key) > 1:
            raise _unfit(f"each {what} once, got {key!r} again")


def _check_texts(part: object) -> None:
    """Every text can be shown: printable, not empty, not endless."""
    if isinstance(part, dict):
        for each in part.values():
            _check_texts(each)
    elif isinstance(part, list | tuple):
        for each in part:
            _check_texts(each)
    elif isinstance(part, str) and not (0 < len(part.strip()) <= _MAX_TEXT and part.isprintable()):
        raise _unfit(f"texts of 1 to {_MAX_TEXT} printable characters, got {part[:40]!r}")


def _unfit(expected: str) -> InvalidRequest:
    return InvalidRequest(f"the rules need {expected}; correct the file", code="rules")
