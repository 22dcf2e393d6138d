"""Applications for tests: made-up places, officers, and the steps that lead somewhere."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from foodtrace.access import RIGHTS, Right, Role, Who
from foodtrace.applications import (
    Dossier,
    Move,
    Paper,
    move_dossier,
    read_dossier,
    receive_application,
)
from foodtrace.intake import BasisRow, GoodRow
from foodtrace.intake.forms import parse_form
from foodtrace.registry import Registry

ZONE = dt.timezone(dt.timedelta(hours=7))
OFFICER = Who(7, "Officer", frozenset(Right))
VIEWER = Who(8, "Viewer", RIGHTS[Role.VIEWER])
PDF = Paper("pdf", "giấy.pdf", b"%PDF-1.7\n%%EOF")
# Planted in what is private: no public answer may ever hold one of them.
PRIVATE = {"owner": "CANARYOWNER Hoàng Yến", "phone": "0911000999", "email": "canary@example.com"}


def at(text: str) -> int:
    """ "2026-02-13 16:00" in UTC+7 as unix seconds."""
    return int(dt.datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp())


def facts(number: int = 1, ward: str = "Hải Châu") -> GoodRow:
    """A place as an owner's form gives it."""
    row, faults = parse_form(
        {"name": f"Quán Mới {number}", "street": f"{number} Lê Lợi", "ward": ward, **PRIVATE}, "48"
    )
    assert row is not None, faults
    basis = BasisRow("certificate", number=f"{number}/2026/ATTP")
    return msgspec.structs.replace(row, category=2, basis=basis)


async def received(
    registry: Registry, now: int, number: int = 1, papers: tuple[Paper, ...] = (PDF,)
) -> str:
    """The number of a new application."""
    made = await receive_application(
        registry,
        facts(number),
        papers,
        sending=number.to_bytes(32, "big"),
        language="vi",
        now=now,
    )
    return made.number


async def moved(registry: Registry, number: str, move: Move, now: int, **options: Any) -> Dossier:
    """What becomes of a dossier when an officer who sees it takes this step."""
    seen = (await read_dossier(registry, number, now=now)).version
    if move in (Move.SCHEDULE_VISIT, Move.RECORD_VISIT):
        options.setdefault("visit_on", dt.date(2026, 11, 25))
    elif move != Move.PICK_UP:
        options.setdefault("text", f"words of {move}")
    await move_dossier(registry, number, move, who=OFFICER, seen=seen, now=now, **options)
    return await read_dossier(registry, number, now=now)
