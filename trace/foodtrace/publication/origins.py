"""Where food comes from, as the diner may read it: the statement, the window of days, and the end of consent.

The rows are made by `foodtrace.supply`, and of establishments alone whose owner agrees; no table of goods is read here.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, and_, bindparam, delete, select
from sqlalchemy.dialects import sqlite

from foodtrace.registry import Event, append_events
from foodtrace.registry.origins_schema import book_kept, origin_consent, public_origin
from foodtrace.sticker import civil_date, civil_day

__all__ = [
    "BOOK_DAYS",
    "FOOD_GROUPS",
    "ORIGIN_DAYS",
    "ORIGIN_LINES",
    "PublicOrigin",
    "end_consent",
]

#: The groups that are shown, in the order in which a kitchen would name what it cooks with.
FOOD_GROUPS: Final = (
    "meat",
    "poultry",
    "seafood",
    "eggs",
    "vegetables",
    "noodles",
    "dairy",
    "drinks",
    "spices",
)
#: A delivery of the last so many days, today among them, still tells of today's kitchen.
ORIGIN_DAYS: Final = 14
ORIGIN_LINES: Final = 6
#: For how long the last day of a receiving book is shown: an older one would only accuse a kitchen that went back to paper.
BOOK_DAYS: Final = 30


class PublicOrigin(msgspec.Struct, frozen=True):
    """The last delivery of one of FOOD_GROUPS. `supplier` is None for one that is not named, `place` where none is known."""

    food_group: str
    supplier: str | None
    place: str | None
    last_delivery: datetime.date


class Provenance(msgspec.Struct, frozen=True):
    """How far the receiving book goes and where food came from; both empty where nothing may be shown."""

    book_until: datetime.date | None = None
    origins: tuple[PublicOrigin, ...] = ()


PROVENANCE: Final = (
    select(
        book_kept.c.day,
        public_origin.c.food_group,
        public_origin.c.supplier,
        public_origin.c.place,
        public_origin.c.day,
    )
    .join_from(
        book_kept,
        public_origin,
        and_(
            public_origin.c.establishment_id == book_kept.c.establishment_id,
            public_origin.c.day > bindparam("after"),
        ),
        isouter=True,
    )
    .where(book_kept.c.establishment_id == bindparam("id"))
)
PROVENANCE_TEXT: Final = str(PROVENANCE.compile(dialect=sqlite.dialect(paramstyle="named")))


def asked(id: int, now: int) -> dict[str, int]:
    """What the statement is asked with."""
    return {"id": id, "after": civil_day(now) - ORIGIN_DAYS}


def provenance_of(rows: Sequence[Any], now: int) -> Provenance:
    """From the rows of PROVENANCE."""
    kept = rows[0][0] if rows else None
    if kept is None:
        return Provenance()
    origins = [
        PublicOrigin(group, supplier or None, place or None, civil_date(day))
        for _, group, supplier, place, day in rows
        if group in FOOD_GROUPS
    ]
    origins.sort(key=lambda each: FOOD_GROUPS.index(each.food_group))
    recent = kept > civil_day(now) - BOOK_DAYS
    return Provenance(civil_date(kept) if recent else None, tuple(origins[:ORIGIN_LINES]))


def end_consent(
    connection: Connection,
    establishment_id: int,
    *,
    by: str,
    actor: str,
    now: int,
    reason: str | None = None,
) -> bool:
    """Take consent and all that was shown under it out, inside the caller's write transaction; whether there was any."""
    mine = origin_consent.c.establishment_id == establishment_id
    if not connection.execute(delete(origin_consent).where(mine)).rowcount:
        return False
    shown = public_origin.c.establishment_id == establishment_id
    connection.execute(delete(public_origin).where(shown))
    event = Event(
        at=now,
        actor=actor,
        kind="origins_withdrawn",
        establishment_id=establishment_id,
        reason=reason,
        after={"by": by},
    )
    append_events(connection, [event])
    return True
