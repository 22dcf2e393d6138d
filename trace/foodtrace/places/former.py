"""From an establishment's address to the units it lay in before July 2025, where they can be known."""

from __future__ import annotations

from functools import cache, lru_cache

import msgspec

from foodtrace.places.addresses import split_address
from foodtrace.places.units import (
    OLD,
    OldDistrict,
    Unit,
    former_provinces,
    old_district_of,
    successors,
    units_of_province,
)

__all__ = ["Former", "former_units"]


class Former(msgspec.Struct, frozen=True):
    """The old ward and the old district; None where the address and the ward of today do not tell.

    `district_code` is the statistics office's three digits.
    """

    ward: Unit | None = None
    district: str | None = None
    district_code: str | None = None


@lru_cache(maxsize=262_144)
def former_units(registered_address: str, ward: int, province: str) -> Former:
    """What an address as registered says of the time before, given the ward in force it lies in.

    An old ward is one that the address names, or the only one whose land the ward of today has. The
    district may be known without it: every old ward of today's Hải Châu lay in the old Quận Hải Châu.
    """
    old = split_address(registered_address, province).ward.old
    if old is not None and ward in [unit.code for unit in successors(old.code)]:
        return _former(old, old_district_of(old.code))
    before = _predecessors(province).get(ward, ())
    if len(before) == 1:
        return _former(before[0], old_district_of(before[0].code))
    districts = {old_district_of(unit.code) for unit in before}
    return _former(None, districts.pop()) if len(districts) == 1 else Former()


def _former(ward: Unit | None, district: OldDistrict) -> Former:
    return Former(ward, f"{district.kind} {district.name}", district.code)


@cache
def _predecessors(province: str) -> dict[int, tuple[Unit, ...]]:
    """Old wards by the ward in force that has their land, or a part of it."""
    found: dict[int, tuple[Unit, ...]] = {}
    for former in former_provinces(province):
        for unit in units_of_province(former.code, OLD):
            for now in successors(unit.code):
                found[now.code] = (*found.get(now.code, ()), unit)
    return found
