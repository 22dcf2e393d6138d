"""Staged intake: a spreadsheet is corrected beside its faults, and nothing is saved until it is taken in.

draft, again = await add_draft(registry, raw, "phố Hùng Vương.xlsx", zone="...", who=who, now=now)
view = await readings.view(registry, draft, who)
await change_row(registry, draft.id, 16, seen=0, who=who, now=now, texts={"ward": "Phường Hải Vân"})
await take_in(registry, draft.id, seen=..., readings=readings, who=who, now=now)
"""

from foodtrace.staging.drafts import (
    LIMITS,
    Draft,
    TakenBefore,
    add_draft,
    drafts_of,
    find_draft,
    remove_draft,
    taken_before,
)
from foodtrace.staging.reading import DraftView, Readings, RowKind, RowView
from foodtrace.staging.rows import RowState, change_row
from foodtrace.staging.taking import take_in

__all__ = [
    "LIMITS",
    "Draft",
    "DraftView",
    "Readings",
    "RowKind",
    "RowState",
    "RowView",
    "TakenBefore",
    "add_draft",
    "change_row",
    "drafts_of",
    "find_draft",
    "remove_draft",
    "take_in",
    "taken_before",
]
