"""How many codes, where, and which of them end when."""

from __future__ import annotations

import msgspec
from sqlalchemy import and_, case, func, select

from foodtrace.places import IN_FORCE as SCHEME
from foodtrace.places import unit
from foodtrace.registry import Registry
from foodtrace.registry.schema import (
    IN_FORCE,
    REVOKED,
    SUSPENDED,
    establishment,
    sticker,
    zone,
)
from foodtrace.sticker import shown_last_day

__all__ = ["Count", "Stats", "stats"]

STANDINGS = ("in force", "suspended", "revoked", "expired", "none", "closed")


class Count(msgspec.Struct, frozen=True):
    """Establishments of one ward or zone by the standing of their current sticker.

    Closed ones count in `establishments` and `closed` and under no standing.
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


class Stats(msgspec.Struct, frozen=True):
    """Counts at `as_of`: `expiring` maps the month of the last valid day (2029-11) to stickers in force."""

    total: Count
    by_ward: tuple[Count, ...]
    by_zone: tuple[Count, ...]
    stickers_issued: int
    expiring: dict[str, int]
    as_of: int


async def stats(registry: Registry, now: int) -> Stats:
    """Counts by ward, zone, standing and last month, from the public tables alone."""
    standing = case(
        (establishment.c.closed_at.is_not(None), "closed"),
        (sticker.c.idx.is_(None), "none"),
        (sticker.c.state == REVOKED, "revoked"),
        (sticker.c.exp <= now, "expired"),
        (sticker.c.state == SUSPENDED, "suspended"),
        else_="in force",
    ).label("standing")
    current = and_(
        sticker.c.establishment_id == establishment.c.id, sticker.c.superseded_at.is_(None)
    )
    counted = (
        select(establishment.c.ward, zone.c.name, standing, func.count())
        .join_from(establishment, zone, zone.c.id == establishment.c.zone_id)
        .outerjoin(sticker, current)
        .group_by(establishment.c.ward, zone.c.id, zone.c.name, standing)
    )
    # Ends are midnights: at most one group a day, whatever the number of stickers.
    ends = (
        select(sticker.c.exp, func.count())
        .where(sticker.c.superseded_at.is_(None), sticker.c.state == IN_FORCE, sticker.c.exp > now)
        .group_by(sticker.c.exp)
        .order_by(sticker.c.exp)
    )
    async with registry.reading_public() as connection:
        rows = [(row[0], row[1], row[2], row[3]) for row in await connection.execute(counted)]
        issued = (await connection.execute(select(func.count()).select_from(sticker))).scalar_one()
        expiring: dict[str, int] = {}
        for exp, count in await connection.execute(ends):
            month = shown_last_day(exp).strftime("%Y-%m")
            expiring[month] = expiring.get(month, 0) + count
    wards = [(f"{ward:05}", _ward_name(ward), standing, n) for ward, _, standing, n in rows]
    zones = [(name, name, standing, n) for _, name, standing, n in rows]
    return Stats(
        total=_counts([("", "", standing, n) for *_, standing, n in rows] or [("", "", "none", 0)])[
            0
        ],
        by_ward=_counts(wards),
        by_zone=_counts(zones),
        stickers_issued=issued,
        expiring=expiring,
        as_of=now,
    )


def _counts(rows: list[tuple[str, str, str, int]]) -> tuple[Count, ...]:
    """Sum up (key, name, standing, count), ordered by key."""
    sums: dict[tuple[str, str], dict[str, int]] = {}
    for key, name, standing, count in rows:
        of = sums.setdefault((key, name), dict.fromkeys(STANDINGS, 0))
        of[standing] += count
    return tuple(
        Count(key, name, sum(of.values()), *(of[standing] for standing in STANDINGS))
        for (key, name), of in sorted(sums.items())
    )


def _ward_name(ward: int) -> str:
    place = unit(SCHEME, ward)
    return place.full_name if place else f"{ward:05}"
