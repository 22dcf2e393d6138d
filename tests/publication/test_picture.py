"""The picture's parts: months, old units, cells of the map, weeks of scans."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from foodtrace.errors import InvalidRequest
from foodtrace.issuing import Selection, issue, live_stickers, record_intake, renew, revoke
from foodtrace.places import former_units
from foodtrace.publication import (
    BREAKDOWNS,
    LEAST,
    Count,
    MonthCount,
    StandingCount,
    breakdown,
    city_picture,
)
from foodtrace.publication.grid import gather
from foodtrace.registry import CITY, Registry, add_scans
from foodtrace.sticker import civil_day, encode_place, place_centre
from hypothesis import given
from hypothesis import strategies as st
from registry.board import ACTOR, DAY, NOW, STICKER, ZONE, made_rows

MONDAY = (
    civil_day(NOW) - dt.date.fromordinal(dt.date(1970, 1, 1).toordinal() + civil_day(NOW)).weekday()
)


@pytest.mark.parametrize(
    ("address", "ward", "old_ward", "district"),
    [
        ("1 A, P. Phước Ninh, Q. Hải Châu, Đà Nẵng", 20242, "Phường Phước Ninh", "Quận Hải Châu"),
        # The ward of today names no old one, but all of it lay in one district.
        ("1 A, Phường Hải Châu, Đà Nẵng", 20242, None, "Quận Hải Châu"),
        # An Khê of today has land of two districts.
        ("1 A, Phường An Khê, Đà Nẵng", 20305, None, None),
        ("1 A, phường An Khê, quận Thanh Khê", 20305, "Phường An Khê", "Quận Thanh Khê"),
        # An address that names a ward elsewhere says nothing of this one.
        ("1 A, P. Phước Ninh, Q. Hải Châu, Đà Nẵng", 20257, None, "Quận Hải Châu"),
        ("", 20410, None, "Thành phố Hội An"),
        ("?", 99999, None, None),
    ],
)
def test_the_units_of_before_2025_are_told_where_they_can_be_known(
    address: str, ward: int, old_ward: str | None, district: str | None
) -> None:
    found = former_units(address, ward, "48")
    assert (found.ward.full_name if found.ward else None, found.district) == (old_ward, district)


async def test_counts_by_old_units_add_up_to_all(board: Registry) -> None:
    rows = [
        msgspec.structs.replace(row, registered_address=f"{row.street}, Phường An Khê")
        for row in made_rows(3, first=50, ward=20305)
    ]
    await record_intake(board, rows, zone="Chợ", actor=ACTOR, now=NOW)
    picture = await city_picture(board, NOW)
    assert [(c.key, c.name, c.establishments, c.share) for c in picture.by_old_ward] == [
        ("", "", 3, 30.0),
        ("20242", "Phường Phước Ninh, Quận Hải Châu", 7, 70.0),
    ]
    assert [(c.key, c.name, c.establishments) for c in picture.by_old_district] == [
        ("", "", 3),
        ("492", "Quận Hải Châu", 7),
    ]


async def test_what_ends_soon_is_counted_among_those_in_force_and_by_month(board: Registry) -> None:
    zone = Selection(zone=ZONE)
    await issue(board, zone, sticker_seed=STICKER, now=NOW, actor=ACTOR, years=1)
    first, second, *_ = await live_stickers(board, zone)
    await renew(board, first.id, sticker_seed=STICKER, reason="r", actor=ACTOR, now=NOW + DAY)
    await revoke(board, second.id, reason="r", actor=ACTOR, now=NOW + DAY)
    near_the_end = NOW + 350 * DAY
    found = (await city_picture(board, near_the_end)).stats
    assert (found.total.in_force, found.total.soon, found.total.revoked) == (6, 5, 1)
    assert found.expiring == {"2027-11": 5, "2029-11": 1}
    assert found.renewed == {"2027-11": 1}
    assert [c.establishments for c in found.by_category] == [1] * 7
    months = breakdown(await city_picture(board, near_the_end), "month").items
    assert months == (MonthCount("2027-11", 5, 1), MonthCount("2029-11", 1, 0))


async def test_every_breakdown_counts_the_same_establishments(board: Registry) -> None:
    await issue(board, Selection(all=True), sticker_seed=STICKER, now=NOW, actor=ACTOR)
    picture = await city_picture(board, NOW)
    for by in ("ward", "district", "zone", "category", "standing"):
        table = breakdown(picture, by)
        counts = [
            item.establishments for item in table.items if isinstance(item, Count | StandingCount)
        ]
        assert len(counts) == len(table.items)
        assert sum(counts) == 7 == table.total
    assert breakdown(picture, "ward", "old").scheme == "2004-07-08"
    assert set(BREAKDOWNS) >= {"ward", "zone", "category", "standing", "month"}
    for by, scheme in (("street", "2025"), ("ward", "1975")):
        with pytest.raises(InvalidRequest):
            breakdown(picture, by, scheme)


doors = st.lists(
    st.tuples(
        st.builds(encode_place, st.floats(15.9, 16.1), st.floats(108.1, 108.3)),
        st.booleans(),
        st.booleans(),
        st.sampled_from([20242, 20257]),
    ),
    max_size=80,
)


@given(doors)
def test_no_mark_of_the_map_stands_for_fewer_than_five(
    doors: list[tuple[bytes, bool, bool, int]],
) -> None:
    found = gather(doors)
    assert all(cell.establishments >= LEAST for cell in found.cells)
    assert sum(cell.establishments for cell in found.cells) + found.not_drawn == len(doors)
    exact = {place_centre(place) for place, *_ in doors}
    for cell in found.cells:
        assert min(abs(cell.lat - lat) for lat, _ in exact) <= cell.degrees / 2 + 1e-9
        assert round(cell.lat / cell.degrees - 0.5) == pytest.approx(cell.lat / cell.degrees - 0.5)
    for label in found.labels:
        assert sum(ward == label.ward for *_, ward in doors) >= LEAST


async def test_a_week_of_scans_is_shown_once_it_is_over(board: Registry) -> None:
    week = range(MONDAY - 7, MONDAY)
    await add_scans(board, {(day, 20242, "in force"): 20 for day in week})
    await add_scans(board, {(week[0], 20242, "in force"): 1, (week[0], 20257, "not in force"): 2})
    await add_scans(board, {(week[1], CITY, "not confirmed"): 9, (MONDAY, 20242, "in force"): 50})
    (shown,) = (await city_picture(board, NOW)).scans
    assert civil_day(NOW) < MONDAY + 7, "this week is not over"
    assert shown.total == 7 * 20 + 1 + 2 + 9
    assert shown.days == (23, 29, 20, 20, 20, 20, 20)
    # Two scans in one ward: hidden, and with them the next smallest count, which stands for no ward.
    assert shown.wards == ((20242, 141), (20257, None))
    assert shown.not_confirmed is None
    assert (await city_picture(board, NOW - 7 * DAY)).scans == ()


async def test_workers_add_to_the_same_count(board: Registry) -> None:
    key = (MONDAY - 1, 20242, "in force")
    for _ in range(3):
        await add_scans(board, {key: 4})
    await add_scans(board, {})
    (shown,) = (await city_picture(board, NOW)).scans
    assert shown.total == 12
