"""Standing, life and tasks of a door, each said once, as SQL over `establishment` and its current sticker."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, or_, select

from foodtrace.publication import SOON_DAYS
from foodtrace.registry import private_schema as private
from foodtrace.registry.schema import (
    IN_FORCE,
    REPLACED,
    REVOKED,
    SUSPENDED,
    establishment,
    sticker,
)

__all__ = ["LIFE", "columns", "is_open", "stands", "task", "task_is_of_the_closed_too"]

_DAY: Final = 86_400
_TABLE = sticker.c
_ENDED = _TABLE.state.in_((REVOKED, REPLACED))
_HANGS = and_(_TABLE.put_up_at.is_not(None), _TABLE.taken_down_at.is_(None))

# A table of its own inside: the index alone answers, no sticker is read.
_OTHER = sticker.alias()
_HAS_NONE = ~(
    select(_OTHER.c.establishment_id)
    .where(_OTHER.c.establishment_id == establishment.c.id, _OTHER.c.superseded_at.is_(None))
    .exists()
)

LIFE: ColumnElement[str] = case(
    (_TABLE.idx.is_(None), "none"),
    (and_(_ENDED, _HANGS), "to take down"),
    (_ENDED, "off"),
    (_TABLE.damaged_at.is_not(None), "damaged"),
    (_TABLE.put_up_at.is_not(None), "put up"),
    (_TABLE.printed_at.is_not(None), "printed"),
    else_="to print",
)


def is_open() -> ColumnElement[bool]:
    """Whether the establishment is not closed."""
    return establishment.c.closed_at.is_(None)


def stands(name: str, now: int) -> ColumnElement[bool]:
    """What `publication.stats.standing` says, as a condition said plainly so that an index can serve it."""
    conditions: dict[str, ColumnElement[bool]] = {
        "in force": and_(_TABLE.state == IN_FORCE, _TABLE.exp > now),
        "expired": and_(_TABLE.state.in_((IN_FORCE, SUSPENDED)), _TABLE.exp <= now),
        "suspended": and_(_TABLE.state == SUSPENDED, _TABLE.exp > now),
        "revoked": _ENDED,
        "none": _HAS_NONE,
    }
    return and_(is_open(), conditions[name])


def task(name: str, now: int) -> ColumnElement[bool]:
    """Whether the door is one of this task, one of TASKS; of `establishment` joined with CURRENT.

    Each says plainly which rows of `ix_sticker_life` it wants, so that none reads them all.
    """
    live = and_(_TABLE.state.in_((IN_FORCE, SUSPENDED)), _TABLE.exp > now)
    sound = _TABLE.damaged_at.is_(None)
    conditions: dict[str, ColumnElement[bool]] = {
        "expiring": and_(
            _TABLE.state == IN_FORCE, _TABLE.exp > now, _TABLE.exp <= now + SOON_DAYS * _DAY
        ),
        "to issue": and_(_HAS_NONE, establishment.c.revoked_at.is_(None)),
        "to print": and_(live, _TABLE.printed_at.is_(None), _TABLE.put_up_at.is_(None), sound),
        "to put up": and_(live, _TABLE.printed_at.is_not(None), _TABLE.put_up_at.is_(None), sound),
        "to replace": and_(
            live, or_(_TABLE.damaged_at.is_not(None), _TABLE.outdated_at.is_not(None))
        ),
        "to take down": and_(_ENDED, _HANGS),
        "reported": establishment.c.id.in_(
            select(private.report.c.establishment_id).where(
                private.report.c.state == "new", private.report.c.establishment_id.is_not(None)
            )
        ),
    }
    return conditions[name]


def task_is_of_the_closed_too(name: str | None) -> bool:
    """A sticker is taken down from a closed door, too; everything else is for open ones."""
    return name == "to take down"


def columns() -> tuple[ColumnElement[Any], ...]:
    """What a line of a list is made of, besides standing and life."""
    table = establishment.c
    return (
        table.id,
        table.name,
        table.street,
        table.ward,
        table.zone_id,
        table.category,
        table.closed_at,
        _TABLE.exp,
        _TABLE.kid,
        _TABLE.idx,
        _TABLE.outdated_at,
    )
