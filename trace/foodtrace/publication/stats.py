"""How many codes, where, and which of them end when: every count that is shown anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.places import IN_FORCE as SCHEME
from foodtrace.places import unit
from foodtrace.registry import Registry
from foodtrace.registry.schema import (
    IN_FORCE,
    REPLACED,
    REVOKED,
    SUSPENDED,
    establishment,
    sticker,
    zone,
)
from foodtrace.sticker import shown_last_day

__all__ = [
    "SOON_DAYS",
    "Count",
    "Counted",
    "Stats",
    "count_up",
    "standing",
    "standing_and_soon",
    "stats",
]

#: A sticker in force ends "soon" when it ends within so many days.
SOON_DAYS = 30
_DAY = 86_400
STANDINGS = ("in force", "suspended", "revoked", "expired", "none", "closed")

#: (key, name, standing, ends soon, how many)
Counted = tuple[str, str, str, bool, int]

#: Joins the current sticker of an establishment, if it has one.
CURRENT: ColumnElement[bool] = and_(
    sticker.c.establishment_id == establishment.c.id, sticker.c.superseded_at.is_(None)
)


class Count(msgspec.Struct, frozen=True):
    """Establishments of one ward, zone or category by the standing of their current sticker.

    Closed ones count in `establishments` and `closed` and under no standing. `soon` are those of
    `in_force` that end within SOON_DAYS. `share` is the percentage of all establishments, to one decimal.
    """

    key: str
    name: str
    establishments: int
    in_force: int
    suspended: int
    revoked: int
    expired: int
    without_sticker: int
    closed: int
    soon: int = 0
    share: float = 0.0


class Stats(msgspec.Struct, frozen=True):
    """Counts at `as_of`: `expiring` maps the month of the last valid day (2029-11) to stickers in force.

    `renewed` counts by the same months the stickers that a longer one has already followed.
    """

    total: Count
    by_ward: tuple[Count, ...]
    by_zone: tuple[Count, ...]
    by_category: tuple[Count, ...]
    stickers_issued: int
    expiring: dict[str, int]
    renewed: dict[str, int]
    as_of: int


async def stats(registry: Registry, now: int) -> Stats:
    """Counts by ward, zone, category, standing and last month, from the public tables alone."""
    groups = (
        establishment.c.ward,
        zone.c.name,
        establishment.c.category,
        *standing_and_soon(now),
    )
    counted = (
        select(*groups, func.count())
        .join_from(establishment, zone, zone.c.id == establishment.c.zone_id)
        .outerjoin(sticker, CURRENT)
        .group_by(zone.c.id, *groups)
    )
    async with registry.reading_public() as connection:
        rows: list[Any] = [tuple(row) for row in await connection.execute(counted)]
        issued = (await connection.execute(select(func.count()).select_from(sticker))).scalar_one()
        expiring, renewed = await _by_month(connection, now)
    total = count_up(("", "", *row[3:]) for row in rows)
    return Stats(
        total=total[0] if total else Count("", "", 0, 0, 0, 0, 0, 0, 0),
        by_ward=count_up((f"{row[0]:05}", _ward_name(row[0]), *row[3:]) for row in rows),
        by_zone=count_up((row[1], row[1], *row[3:]) for row in rows),
        by_category=count_up((f"{row[2]:02}", "", *row[3:]) for row in rows),
        stickers_issued=issued,
        expiring=expiring,
        renewed=renewed,
        as_of=now,
    )


def standing(now: int) -> ColumnElement[str]:
    """One of STANDINGS, of an establishment beside its CURRENT sticker."""
    return case(
        (establishment.c.closed_at.is_not(None), "closed"),
        (sticker.c.idx.is_(None), "none"),
        (sticker.c.state.in_((REVOKED, REPLACED)), "revoked"),
        (sticker.c.exp <= now, "expired"),
        (sticker.c.state == SUSPENDED, "suspended"),
        else_="in force",
    )


def standing_and_soon(now: int) -> tuple[ColumnElement[str], ColumnElement[bool]]:
    """The same, and whether the sticker ends soon."""
    is_in_force = and_(
        establishment.c.closed_at.is_(None), sticker.c.state == IN_FORCE, sticker.c.exp > now
    )
    soon = case((and_(is_in_force, sticker.c.exp <= now + SOON_DAYS * _DAY), 1), else_=0)
    return standing(now), soon


async def _by_month(connection: AsyncConnection, now: int) -> tuple[dict[str, int], dict[str, int]]:
    """Stickers by the month of their last day: those in force, and those already followed by a longer one."""
    # Ends are midnights: at most one group a day, whatever the number of stickers.
    ends = (
        select(sticker.c.exp, func.count())
        .where(sticker.c.superseded_at.is_(None), sticker.c.state == IN_FORCE, sticker.c.exp > now)
        .group_by(sticker.c.exp)
        .order_by(sticker.c.exp)
    )
    later = sticker.alias()
    followed = (
        select(sticker.c.exp, func.count())
        .join(
            later,
            and_(
                later.c.establishment_id == sticker.c.establishment_id,
                later.c.superseded_at.is_(None),
                later.c.state == IN_FORCE,
                later.c.exp > sticker.c.exp,
            ),
        )
        .where(sticker.c.superseded_at.is_not(None), sticker.c.exp > now)
        .where(sticker.c.state != REVOKED)
        .group_by(sticker.c.exp)
        .order_by(sticker.c.exp)
    )
    return _months(await connection.execute(ends)), _months(await connection.execute(followed))


def _months(rows: Iterable[Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for exp, count in rows:
        month = shown_last_day(exp).strftime("%Y-%m")
        found[month] = found.get(month, 0) + count
    return found


def count_up(rows: Iterable[Counted]) -> tuple[Count, ...]:
    """Sums by key and name, in the order of the keys."""
    sums: dict[tuple[str, str], dict[str, int]] = {}
    for key, name, stands, soon, count in rows:
        of = sums.setdefault((key, name), dict.fromkeys((*STANDINGS, "soon"), 0))
        of[stands] += count
        of["soon"] += count if soon else 0
    whole = sum(of[each] for of in sums.values() for each in STANDINGS)
    found = []
    for (key, name), of in sorted(sums.items()):
        in_all = sum(of[each] for each in STANDINGS)
        found.append(
            Count(
                key=key,
                name=name,
                establishments=in_all,
                in_force=of["in force"],
                suspended=of["suspended"],
                revoked=of["revoked"],
                expired=of["expired"],
                without_sticker=of["none"],
                closed=of["closed"],
                soon=of["soon"],
                share=round(100 * in_all / whole, 1),
            )
        )
    return tuple(found)


def _ward_name(ward: int) -> str:
    place = unit(SCHEME, ward)
    return place.full_name if place else f"{ward:05}"
