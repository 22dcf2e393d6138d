"""Units by (scheme date, code): what codes meant, what they mean, what became of the old ones."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
from foodtrace.errors import InvalidRequest, NotFound
from foodtrace.places import (
    IN_FORCE,
    OLD,
    fold,
    former_provinces,
    province,
    provinces,
    successors,
    unit,
    units_of_province,
    wards_for_trust_list,
)

REAL = Path(
    os.environ.get("FOODTRACE_REAL_DATA")
    or Path(__file__).resolve().parents[2].parent / "shared" / "data"
)


def test_a_code_means_nothing_without_its_scheme() -> None:
    old, now = unit(OLD, 20242), unit(IN_FORCE, 20242)
    assert old is not None
    assert now is not None
    assert (old.full_name, old.district) == ("Phường Phước Ninh", "Quận Hải Châu")
    assert (now.full_name, now.district) == ("Phường Hải Châu", None)
    assert unit(IN_FORCE, 1) is None
    with pytest.raises(InvalidRequest, match="scheme"):
        unit("2030-01-01", 20242)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (20242, [20242]),  # Phước Ninh: Hải Châu
        (20257, [20257]),  # Hòa Cường Nam: Hòa Cường
        (20209, [20209]),
        (20296, [20194, 20197]),  # Hòa Liên was split: Hải Vân, Liên Chiểu
    ],
)
def test_old_wards_lead_to_every_unit_that_took_their_land(old: int, new: list[int]) -> None:
    assert [u.code for u in successors(old)] == new
    assert all(u.scheme == IN_FORCE for u in successors(old))


def test_the_whole_country_is_there() -> None:
    assert len(provinces()) == 34
    assert len(provinces(OLD)) == 63
    now = [u for p in provinces() for u in units_of_province(p.code)]
    old = [u for p in provinces(OLD) for u in units_of_province(p.code, OLD)]
    assert len({u.code for u in now}) == len(now) == 3321
    assert len({u.code for u in old}) == len(old) == 10035
    assert all(successors(u.code) for u in old)
    assert {u.province for u in now} == {p.code for p in provinces()}
    # nobody's land went to another province than the one its own became part of
    became = {old.code: new.code for new in provinces() for old in former_provinces(new.code)}
    assert all(s.province == became[u.province] for u in old for s in successors(u.code))


def test_every_unit_in_force_took_land_from_an_old_ward_but_the_island_zones() -> None:
    taken = {
        s.code
        for p in provinces(OLD)
        for u in units_of_province(p.code, OLD)
        for s in successors(u.code)
    }
    without = [u for p in provinces() for u in units_of_province(p.code) if u.code not in taken]
    assert {u.full_name for u in without} == {
        "Đặc khu Bạch Long Vĩ",
        "Đặc khu Cồn Cỏ",
        "Đặc khu Hoàng Sa",
        "Đặc khu Lý Sơn",
        "Đặc khu Côn Đảo",
    }


def test_da_nang_has_94_units_with_quang_nam_in_it() -> None:
    assert [p.name for p in former_provinces("48")] == ["Đà Nẵng", "Quảng Nam"]
    listed = wards_for_trust_list("48")
    assert len(listed) == 94
    assert (20242, 20270, None, "Hải Châu", "Đà Nẵng") in listed
    assert province("48").name == "Đà Nẵng"
    with pytest.raises(NotFound, match="use 48"):
        province("49")


def test_names_in_a_trust_list_are_unique_within_their_province() -> None:
    for one in provinces():
        names = [name for _, _, _, name, _ in wards_for_trust_list(one.code)]
        assert len(names) == len(set(names)), one.name
        assert not any(name[0].isdigit() for name in names)


def _rows(name: str) -> list[dict[str, str]]:
    path = REAL / "admin_units" / name
    if not path.exists():
        pytest.skip("the other source's tables are not here")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_another_source_agrees_on_the_units_in_force_but_for_known_differences() -> None:
    theirs = {int(r["ward_code"]): r for r in _rows("new_2025_units_thanglequoc.csv")}
    ours = {u.code: u for p in provinces() for u in units_of_province(p.code)}
    assert theirs.keys() - ours.keys() == {6978}  # Xã Ba Chẽ, 06970 here
    assert ours.keys() - theirs.keys() == {6970}
    differ = {
        c for c in theirs.keys() & ours.keys() if fold(theirs[c]["ward"]) != fold(ours[c].full_name)
    }
    # Đồng Nai's towns became wards after July 2025, when it became a city; the rest is one letter.
    assert {theirs[c]["province"] for c in differ if theirs[c]["ward"].startswith("Phường ")} <= {
        "Thành phố Đồng Nai"
    }
    assert len(differ) < 25


def test_another_source_agrees_on_the_old_units_but_for_spellings() -> None:
    theirs = {int(r["ward_code"]): r for r in _rows("old_63_units_thanglequoc_v2.4.1.csv")}
    ours = {u.code: u for p in provinces(OLD) for u in units_of_province(p.code, OLD)}
    assert theirs.keys() == ours.keys()
    differ = {c for c in theirs if fold(theirs[c]["ward"]) != fold(ours[c].full_name)}
    assert len(differ) < 90
    assert not {c for c in theirs if theirs[c]["province_code"] != ours[c].province}


def test_the_successors_are_those_of_the_packages_own_map() -> None:
    theirs: dict[int, set[int]] = {}
    for row in _rows("old_to_new_ward_map.csv"):
        if row["old_ward_code"]:
            theirs.setdefault(int(row["old_ward_code"]), set()).add(int(row["new_ward_code"]))
    ours = {
        u.code: {s.code for s in successors(u.code)}
        for p in provinces(OLD)
        for u in units_of_province(p.code, OLD)
    }
    assert {c for c in ours if ours[c] != theirs.get(c)} == set()
    assert sum(len(s) > 1 for s in ours.values()) == 471
