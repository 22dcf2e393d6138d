"""The picture of the city: all that /city/ shows, counted in one go."""

from __future__ import annotations

import asyncio
from typing import Final

import msgspec
from sqlalchemy import select

from foodtrace.places import former_units
from foodtrace.publication.grid import Door, Map, gather
from foodtrace.publication.scan_weeks import ScanWeek, scan_weeks
from foodtrace.publication.stats import (
    CURRENT,
    Count,
    Counted,
    Stats,
    count_up,
    standing_and_soon,
    stats,
)
from foodtrace.registry import Registry
from foodtrace.registry.schema import establishment, sticker

__all__ = ["LateYear", "Picture", "city_picture"]

# So many rows are read between two breaths, in which a server answers whoever waits.
_ROWS: Final = 500


class LateYear(msgspec.Struct, frozen=True):
    """Applications of one calendar year (`key`): decided, of these late, and overdue without a decision.

    `share` is the percentage of late and overdue ones, to one decimal.
    """

    key: str
    decided: int
    late: int
    overdue: int
    share: float


class Picture(msgspec.Struct, frozen=True):
    """`stats`, the same by the units before July 2025, the map, and the scans of past weeks.

    A unit with the key "" is that of the establishments whose old unit is not known. `without_place` have
    no place on record. `late` is counted by whoever handles applications and may be empty.
    """

    stats: Stats
    by_old_ward: tuple[Count, ...]
    by_old_district: tuple[Count, ...]
    map: Map
    without_place: int
    scans: tuple[ScanWeek, ...]
    late: tuple[LateYear, ...] = ()


async def city_picture(registry: Registry, now: int) -> Picture:
    """The picture at `now`, from the public tables alone."""
    columns = (
        establishment.c.ward,
        establishment.c.registered_address,
        establishment.c.place,
        *standing_and_soon(now),
    )
    query = select(*columns).select_from(establishment).outerjoin(sticker, CURRENT)
    wards: list[Counted] = []
    districts: list[Counted] = []
    doors: list[Door] = []
    without_place = 0
    province = registry.authority.province
    async with registry.reading_public() as connection:
        rows = await connection.stream(query)
        async for some in rows.partitions(_ROWS):
            for ward, address, place, stands, ends in some:
                old = former_units(address, ward, province)
                if old.ward is None:
                    wards.append(("", "", stands, ends, 1))
                else:
                    key, name = f"{old.ward.code:05}", f"{old.ward.full_name}, {old.district}"
                    wards.append((key, name, stands, ends, 1))
                code = old.district_code or ""
                districts.append((code, old.district or "", stands, ends, 1))
                if place is None:
                    without_place += stands != "closed"
                elif stands != "closed":
                    doors.append((bytes(place), stands == "in force", bool(ends), ward))
            await asyncio.sleep(0)
    # Beside the loop: a server goes on answering while a large city is added up.
    return Picture(
        stats=await stats(registry, now),
        by_old_ward=await asyncio.to_thread(count_up, wards),
        by_old_district=await asyncio.to_thread(count_up, districts),
        map=await asyncio.to_thread(gather, doors),
        without_place=without_place,
        scans=await scan_weeks(registry, now),
    )
