"""What can be done to chosen stickers: the verbs, who may, and how each is carried out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec
from foodtrace.access import Right, Who
from foodtrace.errors import InvalidRequest
from foodtrace.issuing import (
    Change,
    mark_damaged,
    mark_sound,
    mark_taken_down,
    put_up,
    reinstate,
    revoke,
    suspend,
)
from foodtrace.jobs import IssueTask, PrintTask, RenewTask, ReplaceTask, Task

if TYPE_CHECKING:
    from foodtrace.doors import Door
    from litestar import Request

    from foodtrace_api.words import Words

__all__ = ["ACTS", "Act", "acts_for", "bulk_acts", "done_words", "task_for"]

_AT_ONCE: Final = 500


class Act(msgspec.Struct, frozen=True):
    """One verb. `change` is done here and now, door by door; without it a worker does it.

    `why` says whether the officer gives a reason, `grave` that it cannot be undone; `most` is how many
    doors it may be about.
    """

    verb: str
    right: Right
    why: bool = True
    grave: bool = False
    change: Callable[..., Awaitable[Change]] | None = None
    most: int = _AT_ONCE


ACTS: Final[dict[str, Act]] = {
    act.verb: act
    for act in (
        Act("renew", Right.ISSUE, most=10_000),
        Act("print", Right.PRINT, why=False, most=10_000),
        Act("issue", Right.ISSUE, why=False, most=10_000),
        Act("replace", Right.ISSUE, most=10_000),
        Act("put-up", Right.MARK_STICKERS, why=False, change=put_up),
        Act("damaged", Right.MARK_STICKERS, change=mark_damaged),
        Act("sound", Right.MARK_STICKERS, change=mark_sound),
        Act("taken-down", Right.MARK_STICKERS, why=False, change=mark_taken_down),
        Act("suspend", Right.CHANGE_STANDING, change=suspend),
        Act("reinstate", Right.CHANGE_STANDING, change=reinstate),
        Act("revoke", Right.CHANGE_STANDING, grave=True, change=revoke),
    )
}
# What stands in the bar over a list; the rest is on the page of one establishment.
_IN_THE_BAR: Final = ("renew", "print", "put-up", "damaged", "taken-down", "suspend", "revoke")


def bulk_acts(who: Who) -> list[Act]:
    """The verbs of the bar over a list that `who` has the right to."""
    return [ACTS[verb] for verb in _IN_THE_BAR if who.may(ACTS[verb].right)]


def acts_for(door: Door, who: Who) -> list[Act]:
    """The verbs that fit the state of one door and the rights of `who`."""
    fitting: set[str] = set()
    if door.closed_at is None:
        if door.standing == "none":
            fitting.add("issue")
        if door.standing in ("in force", "expired"):
            fitting.add("renew")
        if door.standing in ("in force", "suspended"):
            fitting.add("print")
            fitting.add("sound" if door.life == "damaged" else "damaged")
            if door.life in ("to print", "printed"):
                fitting.add("put-up")
        if door.standing == "in force":
            fitting |= {"replace", "suspend", "revoke"}
        if door.standing == "suspended":
            fitting |= {"reinstate", "revoke"}
    if door.life == "to take down":
        fitting.add("taken-down")
    return [act for verb, act in ACTS.items() if verb in fitting and who.may(act.right)]


def task_for(verb: str, doors: Sequence[Door], *, reason: str, years: int, layout: Any) -> Task:
    """The work that a worker does for these doors. Raises InvalidRequest (nothing_to_do) if it has none."""
    zones = {door.zone_id for door in doors}
    zone = zones.pop() if len(zones) == 1 else None
    ids = tuple(door.id for door in doors)
    if verb == "print":
        return PrintTask(ids=ids, layout=layout)
    if verb == "issue":
        return IssueTask(ids=ids, years=years, layout=layout)
    stickers = tuple(
        (door.id, door.kid.hex(), door.idx)
        for door in doors
        if door.kid is not None and door.idx is not None
    )
    if not stickers:
        raise InvalidRequest("none of them has a sticker; issue first", code="nothing_to_do")
    if verb == "renew":
        return RenewTask(stickers=stickers, reason=reason, years=years, zone=zone)
    return ReplaceTask(stickers=stickers, reason=reason, zone=zone)


def done_words(request: Request[Any, Any, Any], w: Words) -> str:
    """What was just done, from the address that a change led to; "" for anything else."""
    done = request.query_params.get("done", "")
    count = request.query_params.get("n", "")
    if not (count.isascii() and count.isdecimal() and len(count) < 7):
        count = ""
    key = f"done_{done.replace('-', '_')}"
    if not done or key not in w.catalog:
        return ""
    return w(key, n=count)
