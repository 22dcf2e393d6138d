"""The shapes of what a label says; shapes only."""

from __future__ import annotations

import datetime
from decimal import Decimal

import msgspec

__all__ = ["Element", "Measure", "Scanned"]

#: An application identifier and what follows it, as they stand on the label.
Element = tuple[str, str]


class Measure(msgspec.Struct, frozen=True):
    """How much of the goods is inside; exact and never a float."""

    quantity: Decimal
    #: kg, lb, oz, ozt, l or m3.
    unit: str


class Scanned(msgspec.Struct, frozen=True):
    """What a label says of goods, a parcel or a place, all of it checked; None is "it does not say".

    `gtin` has 14 digits. Days are days as they stand on the label; a day 00 is the last of its month.
    `contained`: the GTIN is of what is inside of a parcel (02), not of what bears the label (01).
    """

    gtin: str | None = None
    contained: bool = False
    lot: str | None = None
    serial: str | None = None
    sscc: str | None = None
    produced_on: datetime.date | None = None
    packed_on: datetime.date | None = None
    best_before_on: datetime.date | None = None
    sell_by_on: datetime.date | None = None
    expires_on: datetime.date | None = None
    net: Measure | None = None
    count: int | None = None
    #: By application identifier: 410 ship to, 412 purchased from, 414 a place, 416 where it was made.
    glns: dict[str, str] = {}
    #: All of it in the order of the label, what has no field of its own too.
    elements: tuple[Element, ...] = ()
