"""Administrative units by (scheme date, code), and what became of the old ones."""

from __future__ import annotations

from functools import cache
from importlib import resources

import msgspec

from foodtrace.errors import InvalidRequest, NotFound

#: The scheme of provinces and wards in force since this day. Codes were reused with new meanings.
IN_FORCE = "2025-07-01"
#: The scheme before it (provinces, districts, wards; Decision 124/2004/QĐ-TTg), as it stood on its last day.
OLD = "2004-07-08"
#: Civil days since 1970 (UTC+7) on which the two schemes began.
FROM_DAY = {OLD: 12607, IN_FORCE: 20270}


class Unit(msgspec.Struct, frozen=True):
    """One ward, commune, township or special zone of one scheme.

    `name` is without its kind ("Hải Châu"), `kind` is "Phường", "Xã", "Thị trấn" or "Đặc khu". `province` is
    the two-digit code within the same scheme, `province_name` is without kind. `district` ("Quận Hải
    Châu") is None since districts ended.
    """

    scheme: str
    code: int
    kind: str
    name: str
    district: str | None
    province: str
    province_name: str

    @property
    def full_name(self) -> str:
        """Kind and name, as signs write it: "Phường Hải Châu"."""
        return f"{self.kind} {self.name}"


class Province(msgspec.Struct, frozen=True):
    """One province or city; `code` has two digits, `name` is without its kind."""

    scheme: str
    code: str
    kind: str
    name: str


class OldDistrict(msgspec.Struct, frozen=True):
    """A district of the old scheme; `earlier` are folded names it absorbed before 2025."""

    code: str
    province: str
    kind: str
    name: str
    earlier: tuple[str, ...]


class _OldWard(msgspec.Struct, frozen=True):
    unit: Unit
    district: OldDistrict
    successors: tuple[int, ...]
    earlier: tuple[str, ...]


def _rows(table: str) -> list[list[str]]:
    text = (resources.files("foodtrace.places") / "tables" / table).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()[1:]]


@cache
def _provinces() -> dict[tuple[str, str], Province]:
    found = {(IN_FORCE, r[0]): Province(IN_FORCE, *r) for r in _rows("provinces.tsv")}
    found |= {(OLD, r[0]): Province(OLD, *r[:3]) for r in _rows("old_provinces.tsv")}
    return found


@cache
def _successor_province() -> dict[str, str]:
    return {r[0]: r[3] for r in _rows("old_provinces.tsv")}


@cache
def _units_in_force() -> dict[int, Unit]:
    return {
        int(code): Unit(
            IN_FORCE, int(code), kind, name, None, province, _provinces()[IN_FORCE, province].name
        )
        for code, province, kind, name in _rows("wards.tsv")
    }


@cache
def _old_districts() -> dict[str, OldDistrict]:
    return {
        code: OldDistrict(code, province, kind, name, tuple(earlier.split()))
        for code, province, kind, name, earlier in _rows("old_districts.tsv")
    }


@cache
def _old_wards() -> dict[int, _OldWard]:
    found = {}
    for code, district_code, kind, name, successors, earlier in _rows("old_wards.tsv"):
        district = _old_districts()[district_code]
        unit = Unit(
            OLD,
            int(code),
            kind,
            name,
            f"{district.kind} {district.name}",
            district.province,
            _provinces()[OLD, district.province].name,
        )
        found[unit.code] = _OldWard(
            unit, district, tuple(map(int, successors.split())), tuple(earlier.split())
        )
    return found


def provinces(scheme: str = IN_FORCE) -> list[Province]:
    """Every province of a scheme, by code."""
    _check_scheme(scheme)
    return [p for (of, _), p in sorted(_provinces().items()) if of == scheme]


def province(code: str) -> Province:
    """The province in force with this code; NotFound says what a code looks like.

    The code of a province that was merged is refused with the name of the one it became part of.
    """
    found = _provinces().get((IN_FORCE, code))
    if found:
        return found
    if code in _successor_province():
        now = _provinces()[IN_FORCE, _successor_province()[code]]
        raise NotFound(
            f"province {code} ({_provinces()[OLD, code].name}) became part of {now.name} on {IN_FORCE}: "
            f"use {now.code}",
            code="province",
        )
    raise NotFound(
        f"expected the two-digit code of a province, such as 48 for Đà Nẵng, got {code[:20]!r}",
        code="province",
    )


def former_provinces(code: str) -> list[Province]:
    """The provinces of the old scheme that became the one in force with this code, itself included."""
    return [_provinces()[OLD, old] for old, new in _successor_province().items() if new == code]


def unit(scheme: str, code: int) -> Unit | None:
    """The unit that a code meant in a scheme. A code alone says nothing: 20242 was Phước Ninh, is Hải Châu."""
    _check_scheme(scheme)
    if scheme == IN_FORCE:
        return _units_in_force().get(code)
    old = _old_wards().get(code)
    return old.unit if old else None


def units_of_province(province: str, scheme: str = IN_FORCE) -> list[Unit]:
    """Units of a province, by code; `province` is a code of that scheme."""
    _check_scheme(scheme)
    units = (
        _units_in_force().values()
        if scheme == IN_FORCE
        else [old.unit for old in _old_wards().values()]
    )
    return [u for u in units if u.province == province]


def successors(old_code: int) -> tuple[Unit, ...]:
    """Units in force that took over an old ward's land: one, or several where it was split; () if unknown."""
    old = _old_wards().get(old_code)
    return tuple(_units_in_force()[code] for code in old.successors) if old else ()


def old_districts_of(old_province: str) -> list[OldDistrict]:
    """The districts of a province of the old scheme."""
    return [d for d in _old_districts().values() if d.province == old_province]


def old_district_of(old_code: int) -> OldDistrict:
    """The district of an old ward that is known to exist."""
    return _old_wards()[old_code].district


def old_names_of(old_code: int) -> tuple[str, ...]:
    """Keys of names that an old ward absorbed before 2025."""
    return _old_wards()[old_code].earlier


def wards_for_trust_list(province: str) -> list[tuple[int, int, int | None, str, str]]:
    """(code, from_day, until_day or None, name, province name) of a province's units in force.

    Days are civil days since 1970 in UTC+7. Names are without their kind, except where two units would
    share one or where it begins with a digit.
    """
    units = units_of_province(province)
    names = [u.name for u in units]
    return [
        (
            u.code,
            FROM_DAY[IN_FORCE],
            None,
            u.full_name if names.count(u.name) > 1 or u.name[0].isdigit() else u.name,
            u.province_name,
        )
        for u in units
    ]


def _check_scheme(scheme: str) -> None:
    if scheme not in FROM_DAY:
        raise InvalidRequest(
            f"expected the date of a scheme of units, {OLD} or {IN_FORCE}, got {scheme[:20]!r}",
            code="scheme",
        )
