"""The door's place as a packed 8-character geohash: 5 bytes, 40 bits from the top, longitude first."""

from __future__ import annotations

import math

from foodtrace.errors import MalformedSticker

PLACE_BYTES = 5


def encode_place(lat: float, lon: float) -> bytes:
    """The cell that holds a point; lat -90..90, lon -180..180 degrees (WGS 84)."""
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
        raise MalformedSticker(
            f"latitude must be -90..90 and longitude -180..180, found {lat}, {lon}",
            code="claims_place",
        )
    x = min(int((lon + 180) / 360 * (1 << 20)), (1 << 20) - 1)
    y = min(int((lat + 90) / 180 * (1 << 20)), (1 << 20) - 1)
    bits = 0
    for shift in range(19, -1, -1):
        bits = bits << 2 | (x >> shift & 1) << 1 | (y >> shift & 1)
    return bits.to_bytes(PLACE_BYTES, "big")


def place_centre(place: bytes) -> tuple[float, float]:
    """Latitude and longitude of the centre of the cell (about 38 m by 19 m)."""
    if len(place) != PLACE_BYTES:
        raise MalformedSticker(
            f"a place has {PLACE_BYTES} bytes, found {len(place)}", code="claims_place"
        )
    bits = int.from_bytes(place, "big")
    x = y = 0
    for shift in range(38, -2, -2):
        x = x << 1 | bits >> shift + 1 & 1
        y = y << 1 | bits >> shift & 1
    return (y + 0.5) / (1 << 20) * 180 - 90, (x + 0.5) / (1 << 20) * 360 - 180
