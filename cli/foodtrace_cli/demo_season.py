"""The demo's season at the doors: stickers put up, visits with results, reports of diners, scans."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from foodtrace_cli.days import DAY

if TYPE_CHECKING:
    from foodtrace.access import Who
    from foodtrace.inspection import VisitRecord
    from foodtrace.registry import Registry
    from foodtrace.registry.scan_counts import ScanKey

    from foodtrace_cli.demo_office import Door

_VISITS: Final = 60
_SCAN_DAYS: Final = 35
_REPLY: Final = "Quán đã lắp thêm bồn rửa tay và mời kiểm tra lại (dữ liệu mẫu)."
_SATURDAY: Final = 5
# One of every so many scans names no known sticker.
_NOT_CONFIRMED: Final = 40

# Which door of the register, the kind, the category and what was written.
_REPORTS: Final[tuple[tuple[int, str, str | None, str], ...]] = (
    (0, "another_place", None, "Tem này dán ở quán khác (dữ liệu mẫu)"),
    (0, "another_place", None, ""),
    (0, "another_place", None, "Không phải quán ghi trên tem (dữ liệu mẫu)"),
    (9, "damaged", None, "Tem rách một góc (dữ liệu mẫu)"),
    (14, "other", "hygiene", "Bàn chưa lau, có ruồi (dữ liệu mẫu)"),
    (22, "other", "papers", "Không thấy giấy cam kết treo ở quán (dữ liệu mẫu)"),
    (35, "damaged", None, ""),
)


async def hang_up_stickers(registry: Registry, printed: Sequence[int], who: Who, now: int) -> None:
    """Most of the printed stickers hang on their doors; one is torn already."""
    from foodtrace.issuing import mark_damaged, put_up

    for number in printed[: 2 * len(printed) // 3]:
        await put_up(registry, number, reason="đã dán (mẫu)", actor=who.actor, now=now)
    if printed:
        await mark_damaged(registry, printed[0], reason="rách góc (mẫu)", actor=who.actor, now=now)


async def record_visits(
    registry: Registry,
    doors: Sequence[Door],
    inspector: str,
    who: Who,
    rng: random.Random,
    now: int,
) -> int:
    """Visits of the last months: most public by now, the latest in their hold or without a result."""
    from foodtrace.inspection import (
        add_inspector,
        check_reply,
        current_form,
        declare_result,
        example_rules,
        file_reply,
        list_inspectors,
        record_visit,
        set_rules,
    )
    from foodtrace.publication import parse_rulebook
    from foodtrace.sticker import civil_date, civil_day

    began = now - 100 * DAY
    await set_rules(registry, parse_rulebook(example_rules()), actor=who.actor, now=began)
    token = hashlib.sha256(rng.randbytes(32)).digest()
    await add_inspector(registry, inspector, random=token, actor=who.actor, now=began)
    (person,) = await list_inspectors(registry)
    items = [item.key for item in (await current_form(registry)).items]
    for number in range(_VISITS):
        door = doors[(number * 53 + 7) % len(doors)]
        at = began + round(number * 99 * DAY / _VISITS)
        missed = rng.choices((0, 1, 3), (70, 22, 8))[0]
        made = await record_visit(
            registry,
            person.id,
            key=f"demo-{number}",
            record=_visit(door, at, items, set(rng.sample(items, missed))),
            now=at + 600,
        )
        if number >= _VISITS - 4:
            continue  # nobody has looked at these yet
        day = civil_date(civil_day(at))
        outcome = {0: "met", 1: "met_after_correction", 3: "not_met"}[missed]
        await declare_result(
            registry, made.id, outcome=outcome, told_on=day, actor=who.actor, now=at + 3600
        )
        if outcome == "not_met":
            then = at + DAY
            await file_reply(
                registry,
                made.id,
                _REPLY,
                by_owner=True,
                filed_on=civil_date(civil_day(then)),
                actor="owner",
                now=then,
            )
            # The latest waits for an officer to look at it.
            if number < _VISITS - 15:
                await check_reply(
                    registry, made.id, hold_back=None, actor=who.actor, now=then + 3600
                )
    return _VISITS


def _visit(door: Door, at: int, items: Sequence[str], missed: set[str]) -> VisitRecord:
    from foodtrace.inspection import VisitRecord, VisitVerdict

    return VisitRecord(
        VisitVerdict("yes", "in force", "fresh"),
        visited_at=at,
        results={item: "not_met" if item in missed else "met" for item in items},
        notes="Ghi chú mẫu, không có người thật." if missed else "",
        establishment_id=door.id,
    )


async def record_reports(registry: Registry, doors: Sequence[Door], who: Who, now: int) -> int:
    """What diners wrote; one report is done with."""
    from foodtrace.feedback import handle_report, record_report
    from foodtrace.sticker import encode_typed_code

    for count, (number, kind, category, text) in enumerate(_REPORTS):
        door = doors[number % len(doors)]
        made = await record_report(
            registry,
            establishment_id=door.id,
            code_text=encode_typed_code(door.id),
            kind=kind,
            category=category,
            text=text,
            contact="nguoi-bao@example.com" if category else None,
            photo=None,
            now=now - (len(_REPORTS) - count) * 5 * 3600,
        )
        if kind == "other" and category == "hygiene":
            await handle_report(
                registry,
                made,
                who,
                state="done",
                assigned_to=None,
                establishment_id=door.id,
                note="Đã nhắc quán (mẫu)",
                seen=0,
                now=now - 3600,
            )
    return len(_REPORTS)


async def record_scans(
    registry: Registry, doors: Sequence[Door], rng: random.Random, now: int
) -> int:
    """Five weeks of scans as the server counts them: more on Saturdays and Sundays."""
    from foodtrace.registry.scan_counts import CITY, add_scans
    from foodtrace.sticker import civil_date, civil_day

    in_ward: dict[int, int] = {}
    for door in doors:
        in_ward[door.ward] = in_ward.get(door.ward, 0) + 1
    counted: dict[ScanKey, int] = {}
    today = civil_day(now)
    for day in range(today - _SCAN_DAYS, today):
        weekend = civil_date(day).weekday() >= _SATURDAY
        for ward, stickers in sorted(in_ward.items()):
            scans = round(stickers * rng.uniform(0.2, 0.5) * (1.8 if weekend else 1))
            counted[day, ward, "in force"] = scans
            counted[day, CITY, "not confirmed"] = (
                counted.get((day, CITY, "not confirmed"), 0) + scans // _NOT_CONFIRMED
            )
    await add_scans(registry, {key: scans for key, scans in counted.items() if scans})
    return sum(counted.values())
