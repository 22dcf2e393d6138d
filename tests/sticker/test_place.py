"""Places and civil days."""

from __future__ import annotations

import datetime

import pytest
from foodtrace.errors import MalformedSticker
from foodtrace.sticker import civil_day, encode_place, place_centre, shown_last_day
from hypothesis import given
from hypothesis import strategies as st

_GEOHASH = "0123456789bcdefghjkmnpqrstuvwxyz"


def _geohash(lat: float, lon: float) -> str:
    """The textbook bisection, independent of the code under test."""
    bounds = {"lat": [-90.0, 90.0], "lon": [-180.0, 180.0]}
    value = {"lat": lat, "lon": lon}
    letters, bits = "", ""
    for at in range(40):
        axis = "lon" if at % 2 == 0 else "lat"
        low, high = bounds[axis]
        middle = (low + high) / 2
        is_upper = value[axis] >= middle
        bounds[axis] = [middle, high] if is_upper else [low, middle]
        bits += "1" if is_upper else "0"
        if len(bits) == 5:
            letters += _GEOHASH[int(bits, 2)]
            bits = ""
    return letters


def _packed(geohash: str) -> bytes:
    bits = "".join(f"{_GEOHASH.index(letter):05b}" for letter in geohash)
    return int(bits, 2).to_bytes(5, "big")


def test_known_geohashes() -> None:
    assert encode_place(57.64911, 10.40744) == _packed("u4pruydq")  # the example everyone uses
    assert encode_place(16.0678, 108.2121) == bytes.fromhex("e1b4fb4e29")


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_places_are_geohashes_and_their_centre_lies_in_the_same_cell(
    lat: float, lon: float
) -> None:
    place = encode_place(lat, lon)
    if lat < 90 and lon < 180:
        # float rounding may put a point within 1e-12 of an edge into the neighbour
        centre_lat, centre_lon = place_centre(place)
        assert abs(centre_lat - lat) <= 90 / 2**20 + 1e-9
        assert abs(centre_lon - lon) <= 180 / 2**20 + 1e-9
    assert encode_place(*place_centre(place)) == place
    assert _packed(_geohash(*place_centre(place))) == place


@pytest.mark.parametrize(
    ("lat", "lon"), [(91.0, 0.0), (0.0, -180.1), (float("nan"), 0.0), (0.0, float("inf"))]
)
def test_a_point_off_the_globe_has_no_place(lat: float, lon: float) -> None:
    with pytest.raises(MalformedSticker) as refused:
        encode_place(lat, lon)
    assert refused.value.code == "claims_place"


def test_a_place_of_another_length_has_no_centre() -> None:
    with pytest.raises(MalformedSticker):
        place_centre(b"\x00" * 4)


def test_civil_days_turn_at_utc_plus_7() -> None:
    ho_chi_minh = datetime.timezone(datetime.timedelta(hours=7))
    for t in (0, 61_199, 61_200, 1_782_864_000, 1_814_399_999, 2**32 - 1):
        day = datetime.datetime.fromtimestamp(t, ho_chi_minh).date()
        assert datetime.date(1970, 1, 1) + datetime.timedelta(days=civil_day(t)) == day


def test_the_last_day_shown_is_the_last_day_valid() -> None:
    midnight = datetime.datetime.fromisoformat("2029-11-21T00:00:00+07:00")
    exp = int(midnight.timestamp())
    assert shown_last_day(exp) == datetime.date(2029, 11, 20)
    assert shown_last_day(exp + 1) == datetime.date(2029, 11, 21)
