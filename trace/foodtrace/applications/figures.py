"""What the city watches: the share of late dossiers, and those whose deadline is close."""

from __future__ import annotations

import datetime as dt

import msgspec

from foodtrace.access import Who
from foodtrace.applications.board_calendar import read_calendar
from foodtrace.applications.clocks import LATE, Step
from foodtrace.applications.reading import covering, list_dossiers
from foodtrace.applications.shapes import Dossier
from foodtrace.applications.states import OPEN, Move
from foodtrace.applications.stored import held_dossiers
from foodtrace.registry import Registry
from foodtrace.registry.applications_schema import application
from foodtrace.working_time import moment_of

__all__ = ["LateShare", "late_share", "near_deadline"]


class LateShare(msgspec.Struct, frozen=True):
    """Dossiers of a time: `decided` in it, of them `late`; `overdue`, past their deadline and undecided.

    The share is of the decided and the overdue together, so that a late dossier does not better it by
    lying on.
    """

    decided: int
    late: int
    overdue: int

    @property
    def tenths(self) -> int:
        """The share in tenths of a per cent, rounded half up; but 0 only where there is none."""
        whole, part = self.decided + self.overdue, self.late + self.overdue
        if not part:
            return 0
        return max(1, (2000 * part + whole) // (2 * whole))


async def late_share(
    registry: Registry, from_day: dt.date, to_day: dt.date, *, now: int, who: Who | None = None
) -> LateShare:
    """The share of late dossiers of the days from `from_day` to `to_day`, both included."""
    start, end = moment_of(from_day), moment_of(to_day + dt.timedelta(days=1))
    async with registry.reading() as connection:
        board = await read_calendar(connection)
        held = await held_dossiers(connection, application.c.received_at < end, covering(who))
    decided = late = overdue = 0
    for dossier in held:
        steps = [step for step in dossier.steps if step.at < end]
        ends = [s.at for s in steps if s.kind in (Move.APPROVE, Move.REFUSE)]
        reopened = [s.at for s in steps if s.kind == Move.REOPEN]
        is_decided = bool(ends) and (not reopened or reopened[-1] < ends[-1])
        ran_out = _ran_out(steps, dossier.clocks(board, now)[1].over)
        if is_decided:
            if ends[-1] >= start:
                decided += 1
                late += ran_out is not None and ran_out < ends[-1]
        elif ran_out is not None and ran_out < min(end, now) and not _is_gone(steps):
            overdue += 1
    return LateShare(decided, late, overdue)


async def near_deadline(registry: Registry, *, now: int, who: Who | None = None) -> list[Dossier]:
    """Open dossiers of which a clock is near its end, the nearest first."""
    found = await list_dossiers(registry, now=now, who=who, states=tuple(OPEN))
    return [dossier for dossier in found if dossier.near]


def _is_gone(steps: list[Step]) -> bool:
    return any(step.kind == Move.WITHDRAW for step in steps)


def _ran_out(steps: list[Step], over: int | None) -> int | None:
    """When the decision's clock ran out: as it was marked, else as it is reckoned."""
    for step in steps:
        if step.kind == LATE and step.detail["clock"] == "decision":
            return int(step.detail["due_at"])
    return over
