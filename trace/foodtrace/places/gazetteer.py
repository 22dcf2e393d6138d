"""The names of one province's units, old and new, ready to be looked up by folded key."""

from __future__ import annotations

import unicodedata
from functools import cache

import msgspec

from foodtrace.places.folding import place_key
from foodtrace.places.units import (
    IN_FORCE,
    OldDistrict,
    Province,
    Unit,
    former_provinces,
    old_district_of,
    old_districts_of,
    old_names_of,
    provinces,
    successors,
    units_of_province,
)
from foodtrace.places.units import OLD as OLD_SCHEME
from foodtrace.places.units import province as province_in_force

# Short and foreign names that clerks write; every other name comes from the tables.
_PROVINCE_SHORT = {
    "hcm": "79",
    "tphcm": "79",
    "hcmc": "79",
    "saigon": "79",
    "sg": "79",
    "hochiminhcity": "79",
    "hn": "01",
    "dn": "48",
    "danangcity": "48",
    "hanoicity": "01",
    "thuathienhue": "46",
    "brvt": "79",
    "vungtau": "79",
}


class Entry(msgspec.Struct, frozen=True):
    """One meaning of a name: a unit, the units in force it leads to, and whether the name is an earlier one.

    `district` is the code of the old district, None for a unit in force.
    """

    unit: Unit
    targets: tuple[Unit, ...]
    district: str | None
    earlier: bool


class Gazetteer(msgspec.Struct, frozen=True):
    """Names of a province in force; keys are `place_key`s, loose ones have i for y as well.

    `districts_of` are the old districts whose land a unit in force has. `former` are the provinces that
    merged into this one and gave up their name; `provinces` are the codes in force that any province's name
    in the country leads to.
    """

    wards: dict[str, list[Entry]]
    loose_wards: dict[str, list[Entry]]
    districts: dict[str, list[OldDistrict]]
    districts_of: dict[int, frozenset[str]]
    former: dict[str, str]
    provinces: dict[str, str]


def loose(key: str) -> str:
    """The key with i for y: Quí and Quý, Sĩ and Sỹ are written both ways."""
    return key.replace("y", "i")


def marks(name: str) -> tuple[str, ...]:
    """Each word's letters and marks in an order that does not depend on where the tone mark stands."""
    return tuple(
        "".join(sorted(unicodedata.normalize("NFD", word.casefold())))
        for word in name.replace("-", " ").split()
    )


@cache
def gazetteer(province: str) -> Gazetteer:
    """Every name in a province in force (a code such as "48")."""
    wards: dict[str, list[Entry]] = {}
    districts_of: dict[int, set[str]] = {}
    for unit in units_of_province(province):
        wards.setdefault(place_key(unit.name), []).append(Entry(unit, (unit,), None, False))
    districts: dict[str, list[OldDistrict]] = {}
    former = former_provinces(province)
    own = place_key(province_in_force(province).name)
    for old_province in former:
        for district in old_districts_of(old_province.code):
            for key in (place_key(district.name), *district.earlier):
                districts.setdefault(key, []).append(district)
        for unit in units_of_province(old_province.code, OLD_SCHEME):
            district = old_district_of(unit.code)
            targets = successors(unit.code)
            for target in targets:
                districts_of.setdefault(target.code, set()).add(district.code)
            current = Entry(unit, targets, district.code, False)
            wards.setdefault(place_key(unit.name), []).append(current)
            for key in old_names_of(unit.code):
                wards.setdefault(key, []).append(Entry(unit, targets, district.code, True))
    loose_wards: dict[str, list[Entry]] = {}
    for key, entries in wards.items():
        loose_wards.setdefault(loose(key), []).extend(entries)
    return Gazetteer(
        wards=wards,
        loose_wards=loose_wards,
        districts=districts,
        districts_of={code: frozenset(found) for code, found in districts_of.items()},
        former={place_key(p.name): p.code for p in former if place_key(p.name) != own},
        provinces=_province_names(),
    )


@cache
def _province_names() -> dict[str, str]:
    names = dict(_PROVINCE_SHORT)
    for now in provinces(IN_FORCE):
        old: Province
        for old in former_provinces(now.code):
            names[place_key(old.name)] = now.code
    names |= {place_key(now.name): now.code for now in provinces(IN_FORCE)}
    return names
