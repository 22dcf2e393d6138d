"""Goods on a street: one lot of prawns through a central kitchen to two schools, and two who wrote no lot down."""

from __future__ import annotations

import datetime
import hashlib
from decimal import Decimal
from pathlib import Path

from api.street import NOW, Street
from foodtrace.registry import Registry
from foodtrace.sticker import civil_date, civil_day
from foodtrace.supply import (
    Dispatch,
    Item,
    Papers,
    Product,
    Receipt,
    Supplier,
    Transformation,
    record_goods,
)

TODAY = civil_date(civil_day(NOW))
SEAFOOD = Supplier("Hải sản Biển Xanh", "0400000017", "1 Bến Cá")
LOT = "BX-7Đ"
QUESTION = f"supplier={SEAFOOD.tax_code}&lot=BX-7%C4%90"
#: Who is found, in the order of the answer: by lot first, then by steps.
BY_LOT, BY_DAY = ("green", "long", "plain"), ("suspended", "revoked")


def day(before: int = 0) -> datetime.date:
    """So many days before today."""
    return TODAY - datetime.timedelta(before)


def papers(key: str, kind: str = "file", **given: str) -> Papers:
    return Papers(key, kind, hashlib.sha256(key.encode()).digest(), **given)  # type: ignore[arg-type]


def prawns(quantity: str = "12.5", lot: str | None = None) -> Item:
    return Item(Product("Tôm sú"), Decimal(quantity), "kg", lot)


async def deliver(street: Street) -> None:
    """`green` cooks for `long` and `plain`; `suspended` and `revoked` bought the same prawns without a lot."""
    ids = street.ids
    dish = Item(Product("Tôm rim"), Decimal(80), "suất", "RIM-1")
    async with await Registry.open(street.folder) as registry, registry.writing() as connection:

        async def record(what: Papers, **goods: object) -> None:
            await record_goods(connection, what, actor="test", now=NOW, **goods)  # type: ignore[arg-type]

        for at, (name, item) in enumerate(
            (("green", prawns(lot=LOT)), ("suspended", prawns("3")), ("revoked", prawns("4.25")))
        ):
            made = papers(f"delivery {at}", "invoice", number=f"1C26TAA-{at}", signature="valid")
            receipt = Receipt(ids[name], SEAFOOD, item, day(4))
            await record(made, receipts=[receipt])
        pot = Transformation(ids["green"], day(3), (prawns("12", LOT),), (dish,))
        await record(papers("pot", "phone"), transformations=[pot])
        for name in ("long", "plain"):
            sent = Dispatch(ids["green"], ids[name], dish, day(3))
            await record(papers(f"sent to {name}", "phone"), dispatches=[sent])


async def kinds_of_events(folder: Path) -> list[tuple[str, int | None]]:
    """What the record says, as (kind, establishment), the oldest first."""
    from foodtrace.registry.schema import event
    from sqlalchemy import select

    async with await Registry.open(folder) as registry, registry.reading() as connection:
        query = select(event.c.kind, event.c.establishment_id).order_by(event.c.seq)
        return [(row.kind, row.establishment_id) for row in await connection.execute(query)]
