"""Deliveries made up for tests; no supplier in them exists."""

from __future__ import annotations

import datetime
import hashlib
from decimal import Decimal

from foodtrace.registry import Registry
from foodtrace.registry.schema import establishment
from foodtrace.sticker import civil_date, civil_day
from foodtrace.supply import Item, Papers, Product, Receipt, Supplier
from registry.board import NOW
from sqlalchemy import select

TODAY = civil_date(civil_day(NOW))
SEAFOOD = Supplier("Hải sản Biển Xanh", "0400000017")
FARMER = Supplier("Bà con Hòa Vang")


def day(before: int = 0) -> datetime.date:
    """So many days before today."""
    return TODAY - datetime.timedelta(before)


def papers(key: str = "one", **given: object) -> Papers:
    digest = hashlib.sha256(key.encode()).digest()
    return Papers(**({"key": key, "kind": "file", "content_sha256": digest} | given))  # type: ignore[arg-type]


def item(
    name: str = "Tôm sú", quantity: str = "12.5", unit: str = "kg", lot: str | None = None
) -> Item:
    return Item(Product(name), Decimal(quantity), unit, lot)


def delivery(
    at: int, what: Item | None = None, *, by: Supplier = SEAFOOD, before: int = 1
) -> Receipt:
    return Receipt(at, by, what or item(), day(before))


async def places(registry: Registry) -> list[int]:
    async with registry.reading() as connection:
        query = select(establishment.c.id).order_by(establishment.c.intake_row)
        return list((await connection.execute(query)).scalars())
