"""The stickers that the vectors are made of: the example, the shortest and the longest."""

from __future__ import annotations

from typing import Any

Case = dict[str, Any]

CLAIMS: Case = {
    "exp": 1814400000,
    "iat": 1782864000,
    "id": 26004812,
    "name": "Bún Chả Cá Bà Lữ",
    "street": "319 Hùng Vương",
    "ward": 20209,
    "category": 3,
    "idx": 4,
    "place": "e1b4fb4e29",
}
SMALLEST: Case = {
    "exp": 1782864001,
    "iat": 1782864000,
    "id": 1,
    "name": "A",
    "street": "1",
    "ward": 1,
    "category": 0,
    "idx": 0,
    "place": None,
}
LARGEST: Case = {
    "exp": 2**32 - 1,
    "iat": 2**32 - 1 - 4 * 366 * 86400,
    "id": 2**32 - 1,
    "name": "ữ" * 26 + "é",
    "street": "한" * 26 + "Đ",
    "ward": 99999,
    "category": 255,
    "idx": 2**20 - 1,
    "place": "ffffffffff",
}


def claims_with(**changes: Any) -> Case:
    """The example's claims with some of them changed."""
    return {**CLAIMS, **changes}
