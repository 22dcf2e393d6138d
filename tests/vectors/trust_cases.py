"""The trust lists that the vectors are made of, and what a ward code in one of them means on a day."""

from __future__ import annotations

from typing import Any

from oracle import belief, lists, writer

Case = dict[str, Any]

DAY = 86400
IAT = 1795132800
URI = "https://qr.example.vn/.well-known/foodtrace/status/873e646a"
CLASH = (
    "clash106363",
    "clash170469",
)  # two seeds whose keys share the kid 251a7240: found by trying
ROOTS = ("root1", "root2", "root3")


def sticker_key(name: str = "sticker", **changes: Any) -> list[Any]:
    """A row of the keys of a trust list: role 0."""
    row = {
        "nbf": 1780272000,
        "naf": 1814400000,
        "revoked": None,
        "uri": URI,
        "issued": None,
        **changes,
    }
    public = row.get("public", writer.public(name))
    role = row.get("role", 0)
    return [role, public, row["nbf"], row["naf"], row["revoked"], row["uri"], row["issued"]]


def status_key(name: str = "status", **changes: Any) -> list[Any]:
    """A row of the keys of a trust list: role 1."""
    return sticker_key(name, **{"role": 1, "naf": 1845936000, "uri": None, **changes})


def body(**changes: Any) -> Case:
    """What the example's trust list says, with some of it changed."""
    return {
        "issuer": "Demo food-safety board",
        "exp": 1802995200,
        "iat": IAT,
        "seq": 7,
        "threshold": 2,
        "roots": [writer.public(name) for name in ROOTS],
        "hosts": [["qr.example.vn", None]],
        "keys": [sticker_key(), status_key()],
        "wards": [
            [20242, 20270, None, "Hải Châu", "Đà Nẵng"],
            [20209, 20270, None, "Thanh Khê", "Đà Nẵng"],
        ],
        "categories": [
            [1, {"en": "Restaurant", "vi": "Nhà hàng"}],
            [3, {"en": "Noodle shop", "vi": "Quán bún"}],
        ],
        **changes,
    }


def signed(signers: tuple[str, ...] = ("root1", "root3"), **changes: Any) -> bytes:
    """A trust list with some of its values changed, under these roots."""
    return writer.trust_file(writer.trust_payload(body(**changes)), signers)


def ward_cases() -> Case:
    """What a ward code meant on the day of iat; name null: the code is shown as five digits."""
    changed = 20270  # 2025-07-01, when codes came back with new meanings
    raw = signed(
        wards=[
            [20194, 14245, changed, "Hải Châu I", "Đà Nẵng"],
            [20194, changed, None, "Hải Vân", "Đà Nẵng"],
            [20242, changed, None, "Hải Châu", "Đà Nẵng"],
            [20243, 14245, changed, "Bình Thuận", "Đà Nẵng"],
            [99, changed, None, "Ba Đình", "Hà Nội"],
        ]
    )
    midnight = changed * DAY - 25200
    asked = [
        ("the old meaning in its last second", 20194, midnight - 1),
        ("the new meaning from midnight in Viet Nam", 20194, midnight),
        ("midnight UTC is seven hours later", 20194, changed * DAY),
        ("on the old row's first day", 20194, 14245 * DAY - 25200),
        ("a second before the old row's first day", 20194, 14245 * DAY - 25201),
        ("a ward that has ended, while it was", 20243, midnight - 1),
        ("a ward that has ended, after", 20243, midnight),
        ("a ward before it was", 20242, midnight - 1),
        ("a ward today", 20242, IAT),
        ("a number of two digits", 99, IAT),
        ("a code that the list lacks", 12345, IAT),
    ]
    trust = lists.read_trust(raw)
    told = []
    for name, code, iat in asked:
        found = belief.ward_at(trust, code, iat) or (None, None)
        told.append(
            {"name": name, "ward": code, "iat": iat, "ward_name": found[0], "province": found[1]}
        )
    return {"trust": raw.hex(), "cases": told}
