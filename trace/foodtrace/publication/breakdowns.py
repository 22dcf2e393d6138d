"""The picture's numbers as tables, one for each way of taking them apart: what a portal reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec

from foodtrace.errors import InvalidRequest
from foodtrace.places import IN_FORCE, OLD, unit
from foodtrace.publication.grid import Cell
from foodtrace.publication.picture import LateYear, Picture
from foodtrace.publication.scan_weeks import ScanWeek
from foodtrace.publication.stats import Count

__all__ = [
    "BREAKDOWNS",
    "SCHEMES",
    "Breakdown",
    "MonthCount",
    "ScanCount",
    "StandingCount",
    "breakdown",
]

#: What units are meant by: those in force, or those before July 2025.
SCHEMES: Final = {"2025": IN_FORCE, "old": OLD}


class StandingCount(msgspec.Struct, frozen=True):
    """Establishments of one standing; `share` is the percentage of all, to one decimal."""

    key: str
    establishments: int
    share: float


class MonthCount(msgspec.Struct, frozen=True):
    """Stickers by the month of their last day: `in_force` will end then, `renewed` no longer matter."""

    key: str
    in_force: int
    renewed: int


class ScanCount(msgspec.Struct, frozen=True):
    """Scans of one week's `part`: total, day (`key` is its date), ward (its code) or not_confirmed.

    `scans` is None where the count is too small to show, or would tell one that is.
    """

    week: str
    part: str
    key: str
    name: str
    scans: int | None


Item = Count | StandingCount | MonthCount | ScanCount | LateYear | Cell


class Breakdown(msgspec.Struct, frozen=True):
    """One table at `as_of` (unix seconds). `scheme` is the day from which its units were in force, if it has any.

    `total` counts establishments. An item of an old scheme with the key "" is what is not known.
    """

    by: str
    scheme: str | None
    as_of: int
    total: int
    items: tuple[Item, ...]


def breakdown(picture: Picture, by: str, scheme: str = "2025") -> Breakdown:
    """The table of this name. Raises InvalidRequest (by, scheme)."""
    if by not in BREAKDOWNS:
        raise InvalidRequest(f"expected by={'|'.join(BREAKDOWNS)}, got {by[:40]!r}", code="by")
    if scheme not in SCHEMES:
        raise InvalidRequest(
            f"expected scheme={'|'.join(SCHEMES)}, got {scheme[:40]!r}", code="scheme"
        )
    items = BREAKDOWNS[by](picture)
    of_units: str | None = None
    if by == "ward":
        of_units = SCHEMES[scheme]
        if scheme == "old":
            items = picture.by_old_ward
    elif by == "district":
        # Districts ended with the old scheme, so there is only that one to mean.
        of_units = OLD
    counted = picture.stats
    return Breakdown(by, of_units, counted.as_of, counted.total.establishments, items)


def _standings(picture: Picture) -> tuple[Item, ...]:
    total = picture.stats.total
    whole = total.establishments or 1
    names = ("in_force", "suspended", "revoked", "expired", "without_sticker", "closed")
    counts = [(name, int(getattr(total, name))) for name in names]
    return tuple(StandingCount(name, n, round(100 * n / whole, 1)) for name, n in counts)


def _months(picture: Picture) -> tuple[Item, ...]:
    expiring, renewed = picture.stats.expiring, picture.stats.renewed
    return tuple(
        MonthCount(month, expiring.get(month, 0), renewed.get(month, 0))
        for month in sorted({*expiring, *renewed})
    )


def _scans(picture: Picture) -> tuple[Item, ...]:
    return tuple(item for week in picture.scans for item in _scans_of(week))


def _scans_of(week: ScanWeek) -> list[ScanCount]:
    monday = week.monday.isoformat()
    items = [ScanCount(monday, "total", "", "", week.total)]
    for after, scans in enumerate(week.days):
        day = week.monday.fromordinal(week.monday.toordinal() + after)
        items.append(ScanCount(monday, "day", day.isoformat(), "", scans))
    for code, scans in week.wards:
        place = unit(IN_FORCE, code)
        name = place.full_name if place else ""
        items.append(ScanCount(monday, "ward", f"{code:05}", name, scans))
    items.append(ScanCount(monday, "not_confirmed", "", "", week.not_confirmed))
    return items


BREAKDOWNS: Final[dict[str, Callable[[Picture], tuple[Item, ...]]]] = {
    "ward": lambda picture: picture.stats.by_ward,
    "district": lambda picture: picture.by_old_district,
    "zone": lambda picture: picture.stats.by_zone,
    "category": lambda picture: picture.stats.by_category,
    "standing": _standings,
    "month": _months,
    "cell": lambda picture: picture.map.cells,
    "scans": _scans,
    "late": lambda picture: picture.late,
}
