"""Generates the demo's 2,600 eateries from a seed: the same seed gives the same doors everywhere."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

import msgspec
from foodtrace.places import fold

from foodtrace_cli.demo_names import draw_trade_name
from foodtrace_cli.demo_zones import ZONES, DemoZone, Part

SEED = 2600
# The last doors of the first zone: a kitchen that cooks for others, and two that it cooks for.
KITCHENS = (
    ("Bếp trung tâm Mẫu", 6),
    ("Bếp ăn Trường Tiểu học Mẫu Một", 7),
    ("Bếp ăn Trường Tiểu học Mẫu Hai", 7),
)
_FIRST_DAY = date(2024, 3, 1)


class DemoBasis(msgspec.Struct, frozen=True):
    """What lets a door operate: certificate, commitment or exemption (`ground` says which)."""

    kind: str
    number: str = ""
    issued: date | None = None
    until: date | None = None
    ground: str = ""


class Eatery(msgspec.Struct, frozen=True):
    """One door; lat, lon in degrees. `former` is the old ward and district where the office still
    writes those.
    """

    name: str
    street: str
    ward: int
    category: int
    basis: DemoBasis | None
    former: str | None
    lat: float
    lon: float


def generate_zones(seed: int = SEED) -> Iterator[tuple[DemoZone, tuple[Eatery, ...]]]:
    """All zones in order, each with its doors; names are new in the city, addresses new in the ward."""
    rng = random.Random(seed)  # noqa: S311  (a plausible street, not a secret)
    names: set[str] = set()
    addresses: set[tuple[int, str]] = set()
    for zone in ZONES:
        doors: list[Eatery] = []
        for part in zone.parts:
            wanted = len(doors) + part.doors
            while len(doors) < wanted:
                eatery = _eatery(rng, zone.taste, part)
                key = (eatery.ward, fold(eatery.street))
                if fold(eatery.name) in names or key in addresses:
                    continue
                names.add(fold(eatery.name))
                addresses.add(key)
                doors.append(eatery)
        if zone is ZONES[0]:
            doors[-len(KITCHENS) :] = [
                msgspec.structs.replace(door, name=name, category=category)
                for door, (name, category) in zip(doors[-len(KITCHENS) :], KITCHENS, strict=True)
            ]
        yield zone, tuple(doors)


def _eatery(rng: random.Random, taste: str, part: Part) -> Eatery:
    street = rng.choice(part.streets)
    trade = draw_trade_name(rng, taste, street)
    return Eatery(
        name=trade.text,
        street=f"{_house_number(rng, trade.category)} {street}",
        ward=part.ward,
        category=trade.category,
        basis=_basis(rng, trade.category),
        former=part.former,
        lat=round(part.centre[0] + rng.uniform(-0.0035, 0.0035), 6),
        lon=round(part.centre[1] + rng.uniform(-0.0035, 0.0035), 6),
    )


def _house_number(rng: random.Random, category: int) -> str:
    number = rng.randint(1, 320)
    if category == 8:
        return f"Quầy {number} Chợ Cồn,"
    shape = rng.choices(("plain", "letter", "alley", "two"), (80, 7, 10, 3))[0]
    if shape == "letter":
        return f"{number}{rng.choice('AB')}"
    if shape == "alley":
        return f"K{number}/{rng.randint(1, 40)}"
    return f"{number}-{number + 2}" if shape == "two" else str(number)


def _basis(rng: random.Random, category: int) -> DemoBasis | None:
    """Street food signs a commitment, larger houses hold a certificate, a few are exempt."""
    certified = {1: 86, 9: 80, 10: 84, 2: 46, 4: 38, 5: 44, 8: 20, 11: 52}.get(category, 0)
    exempt = 12 if category in (1, 9) else 1
    kind = rng.choices(
        ("certificate", "exemption", "commitment", None),
        (certified, exempt, max(0, 94 - certified - exempt), 6),
    )[0]
    if kind is None:
        return None
    issued = _FIRST_DAY + timedelta(days=rng.randint(0, 850))
    if kind == "certificate":
        number = f"{rng.randint(1, 9999):04d}/{issued.year}/ATTP-MẪU"
        return DemoBasis(
            kind, number, issued, issued.replace(year=issued.year + 3, day=min(issued.day, 28))
        )
    if kind == "exemption":
        return DemoBasis(kind, issued=issued, ground=rng.choice(("ISO 22000", "HACCP")))
    return DemoBasis(kind, number=f"{rng.randint(1, 9999):04d}/{issued.year}/CK-MẪU", issued=issued)
