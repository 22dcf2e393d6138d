"""What can be asked of a worker: the kinds of work with their arguments; shapes only, nothing private."""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

from foodtrace.errors import InvalidRequest
from foodtrace.issuing import MAX_IDS

__all__ = [
    "LAYOUTS",
    "IssueTask",
    "Layout",
    "PrintTask",
    "RenewTask",
    "ReplaceTask",
    "Task",
    "check_task",
]

Layout = Literal["a6x4", "m45x8", "a6", "pack"]
"""a6x4, m45x8, a6: a PDF to print. pack: one zip with sheets, single symbols and the manifest."""

LAYOUTS: tuple[Layout, ...] = get_args(Layout)


class IssueTask(msgspec.Struct, frozen=True, tag_field="kind", tag="issue"):
    """Issue where no live sticker is, in a zone (its id) or to some establishments; with `layout` print too."""

    zone: int | None = None
    ids: tuple[int, ...] = ()
    years: int = 3
    layout: Layout | None = None


class PrintTask(msgspec.Struct, frozen=True, tag_field="kind", tag="print"):
    """Draw the live stickers of a zone or of some establishments; `unprinted` leaves out those printed before."""

    zone: int | None = None
    ids: tuple[int, ...] = ()
    layout: Layout = "a6x4"
    unprinted: bool = False


class RenewTask(msgspec.Struct, frozen=True, tag_field="kind", tag="renew"):
    """Renew establishments: (id, hex kid and idx of the sticker that hangs there now) of each.

    The sticker is named so that a second run finds it followed already and does nothing.
    """

    stickers: tuple[tuple[int, str, int], ...]
    reason: str
    years: int = 3
    zone: int | None = None


class ReplaceTask(msgspec.Struct, frozen=True, tag_field="kind", tag="replace"):
    """Replace lost or torn stickers; as RenewTask, and the old end stays."""

    stickers: tuple[tuple[int, str, int], ...]
    reason: str
    zone: int | None = None


Task = IssueTask | PrintTask | RenewTask | ReplaceTask


def check_task(task: Task) -> Task:
    """The task, if it says which establishments in one way and not too many. Raises InvalidRequest."""
    if isinstance(task, RenewTask | ReplaceTask):
        count = len(task.stickers)
        if not 1 <= count <= MAX_IDS:
            raise InvalidRequest(f"expected 1 to {MAX_IDS} stickers, got {count}; choose others")
        return task
    if (task.zone is None) == (not task.ids):
        raise InvalidRequest("say which establishments: one zone or some ids", code="selection")
    if len(task.ids) > MAX_IDS:
        raise InvalidRequest(
            f"expected at most {MAX_IDS} ids at once, got {len(task.ids)}; select the zone instead"
        )
    if isinstance(task, IssueTask) and not 1 <= task.years <= 4:
        raise InvalidRequest(f"expected a life of 1 to 4 years, got {task.years}", code="years")
    if task.layout is not None and task.layout not in LAYOUTS:
        raise InvalidRequest(
            f"expected a layout of {', '.join(LAYOUTS)}, got {task.layout!r}", code="sheet_layout"
        )
    return task
