"""Made-up rules, visits and results for tests; no person in them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from foodtrace.inspection import (
    VisitRecord,
    VisitVerdict,
    add_inspector,
    declare_result,
    record_visit,
    set_rules,
)
from foodtrace.publication import Rulebook, parse_rulebook
from foodtrace.registry import Registry
from registry.board import ACTOR, DAY, NOW


def civil(at: int) -> dt.date:
    return dt.date(1970, 1, 1) + dt.timedelta((at + 25_200) // DAY)


TODAY = civil(NOW)
NAMES = ("vi", "en", "ko", "zh-Hans", "zh-Hant")


def names(words: str) -> dict[str, str]:
    return {language: f"{words} ({language})" for language in NAMES}


SCHEME: dict[str, Any] = {
    "key": "three",
    "outcomes": [
        {"key": key, "name": names(key)} for key in ("met", "met_after_correction", "not_met")
    ],
    "grades": [{"key": key, "name": names(key)} for key in ("a", "b", "c")],
}


def rule(key: str, since: str, until: str | None = None, **more: Any) -> dict[str, Any]:
    """A rule that publishes everything after seven calendar days, unless `more` says otherwise."""
    return {
        "key": key,
        "basis": names(f"basis of {key}"),
        "from": since,
        "until": until,
        "scheme": "three",
        "hold": {"days": 7, "count": "calendar"},
        "publish": ["pending", "date", "outcome", "grade"],
        **more,
    }


def book(*rules: dict[str, Any], schemes: tuple[dict[str, Any], ...] = (SCHEME,)) -> Rulebook:
    """Read as a file would be."""
    return parse_rulebook(msgspec.json.encode({"schemes": schemes, "rules": rules}))


RULES = book(rule("open", "2018-02-02"))


async def visited(
    registry: Registry, establishment_id: int | None, *, at: int = NOW, notes: str = ""
) -> int:
    """A visit by an inspector of the tests, received when it was made."""
    from foodtrace.inspection import list_inspectors

    known = {each.name: each.id for each in await list_inspectors(registry)}
    if "Team 1" not in known:
        await add_inspector(registry, "Team 1", random=bytes(32), actor=ACTOR, now=at)
        known = {each.name: each.id for each in await list_inspectors(registry)}
    record = VisitRecord(
        verdict=VisitVerdict("not checked", "unknown", "missing"),
        visited_at=at,
        results={"samples_24h": "not_met"},
        notes=notes,
        establishment_id=establishment_id,
    )
    key = f"{establishment_id}-{at}"
    made = await record_visit(registry, known["Team 1"], key=key, record=record, now=at)
    return made.id


async def declared(
    registry: Registry,
    establishment_id: int,
    outcome: str = "met",
    *,
    at: int = NOW,
    grade: str | None = None,
) -> int:
    """A visit with its result, told to the owner on the same day; the rules are set when there are none."""
    from foodtrace.inspection import current_rules

    if await current_rules(registry) is None:
        await set_rules(registry, RULES, actor=ACTOR, now=at)
    visit = await visited(registry, establishment_id, at=at)
    await declare_result(
        registry, visit, outcome=outcome, grade=grade, told_on=civil(at), actor=ACTOR, now=at
    )
    return visit
