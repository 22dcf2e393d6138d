"""The steps of a dossier as the console tells them: when, who, what, and what is to be known about it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from foodtrace.applications import LATE

from foodtrace_api.office.actors import actor_words

if TYPE_CHECKING:
    from foodtrace.applications import Dossier

    from foodtrace_api.words import Words

__all__ = ["step_lines"]


def step_lines(
    dossier: Dossier, names: dict[str, str], w: Words, *, private: bool
) -> list[dict[str, Any]]:
    """Oldest first; `private` is whether what was written may be read."""
    told = []
    for step in dossier.steps:
        detail = step.detail
        notes = []
        if "visit_on" in detail:
            notes.append(w.date(dt.date.fromisoformat(detail["visit_on"])))
        if step.kind == LATE:
            clock = w(f"dossier_clock_{detail['clock']}")
            notes.append(w("dossier_late_since", clock=clock, at=w.moment(detail["due_at"])))
        if "clock_was" in detail:
            notes.append(w("dossier_clock_back", at=w.moment(detail["clock_was"])))
        for field in detail.get("corrected", {}):
            notes.append(w("dossier_corrected", field=w(f"dossier_fact_{field}")))
        told.append(
            {
                "at": w.moment(step.at),
                "who": actor_words(step.actor, names, w),
                "words": w(f"dossier_step_{step.kind}"),
                "notes": notes,
                "text": (step.text or "") if private else "",
                "hidden": bool(step.text) and not private,
                "files": [f for f in dossier.files if f.step_seq == step.seq],
            }
        )
    return told
