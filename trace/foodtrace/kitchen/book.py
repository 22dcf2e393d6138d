"""What a kitchen sees of its own book: what usually comes, and what was recorded this week."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from contextlib import suppress
from typing import Final

import msgspec
from sqlalchemy import select

from foodtrace.errors import NotFound
from foodtrace.kitchen.links import Kitchen
from foodtrace.kitchen.receiving import Goods, delivery_photos
from foodtrace.registry import Registry
from foodtrace.registry.schema import establishment
from foodtrace.registry.supply_schema import supply_document
from foodtrace.sticker import civil_date, civil_day
from foodtrace.supply import Item, KeptReceipt, read_receipt, receipts_of

__all__ = ["Entry", "Usual", "own_entry", "recorded_lately", "same_again", "usual_goods"]

#: A kitchen that closes for a week still finds what it had before.
_USUAL_DAYS: Final = 14
_SHOWN_DAYS: Final = 7
_MOST_USUAL: Final = 40
_MOST_SHOWN: Final = 100


class Usual(msgspec.Struct, frozen=True):
    """Something that came lately, as it came the last time; `receipt_id` leads back to it."""

    receipt_id: int
    item: Item
    sender: str
    day: datetime.date
    times: int


class Entry(msgspec.Struct, frozen=True):
    """A receipt of the last days. `own`: recorded by a link of this kitchen, so its owner may put it right."""

    receipt: KeptReceipt
    sender: str
    own: bool
    photos: int


async def usual_goods(
    registry: Registry, kitchen: Kitchen, *, now: int, keep: Collection[int] = ()
) -> tuple[Usual, ...]:
    """What came in the last two weeks, each product of each sender once, what comes oftenest first.

    `keep` are numbers that a form which comes back names: they go on standing for their goods.
    """
    since = civil_date(civil_day(now) - _USUAL_DAYS)
    receipts = await receipts_of(registry, kitchen.establishment_id, since=since, limit=500)
    names = await _senders(registry, receipts)
    found: dict[tuple[object, ...], Usual] = {}
    for one in receipts:
        key = (_who(one), one.item.product.name, one.item.unit)
        known = found.get(key)
        if known is None:
            found[key] = Usual(one.id, one.item, names[one.id], one.day, 1)
        else:
            number = one.id if one.id in keep else known.receipt_id
            found[key] = msgspec.structs.replace(known, times=known.times + 1, receipt_id=number)
    ranked = sorted(found.values(), key=lambda one: (-one.times, -one.day.toordinal()))
    shown = {one.receipt_id for one in ranked[:_MOST_USUAL]}
    kept = [one for one in ranked[_MOST_USUAL:] if one.receipt_id in keep]
    for number in sorted(set(keep) - shown - {one.receipt_id for one in kept}):
        with suppress(NotFound):
            entry = await own_entry(registry, kitchen, number)
            was = entry.receipt
            kept.append(Usual(was.id, was.item, entry.sender, was.day, 0))
    return (*ranked[:_MOST_USUAL], *kept)


async def recorded_lately(registry: Registry, kitchen: Kitchen, *, now: int) -> tuple[Entry, ...]:
    """What counts of the last seven days, newest first."""
    since = civil_date(civil_day(now) - _SHOWN_DAYS + 1)
    receipts = await receipts_of(registry, kitchen.establishment_id, since=since, limit=_MOST_SHOWN)
    return await _entries(registry, receipts)


async def own_entry(registry: Registry, kitchen: Kitchen, receipt_id: int) -> Entry:
    """One receipt of this kitchen, in force or not. Raises NotFound (receipt_not_found)."""
    found = None
    if 1 <= receipt_id < 2**63:
        async with registry.reading() as connection:
            found = await read_receipt(connection, receipt_id)
    if found is None or found.establishment_id != kitchen.establishment_id:
        raise NotFound(f"this kitchen has no receipt {receipt_id}", code="receipt_not_found")
    (entry,) = await _entries(registry, [found])
    return entry


def same_again(entry: Entry, item: Item) -> Goods:
    """The same sender brought `item`."""
    return Goods(item, entry.receipt.supplier, entry.receipt.from_establishment_id)


async def _entries(registry: Registry, receipts: list[KeptReceipt]) -> tuple[Entry, ...]:
    names = await _senders(registry, receipts)
    documents = sorted({one.document_id for one in receipts})
    async with registry.reading() as connection:
        table = supply_document.c
        query = select(table.id, table.actor).where(table.id.in_(documents))
        by = {row.id: row.actor for row in await connection.execute(query)}
        photos = await delivery_photos(connection, documents)
    return tuple(
        Entry(
            one,
            names[one.id],
            by[one.document_id].startswith("kitchen link "),
            photos.get(one.document_id, 0),
        )
        for one in receipts
    )


async def _senders(registry: Registry, receipts: list[KeptReceipt]) -> dict[int, str]:
    """Who brought each: the supplier as it was named, else the establishment."""
    ids = {one.from_establishment_id for one in receipts if one.supplier is None}
    async with registry.reading() as connection:
        query = select(establishment.c.id, establishment.c.name)
        rows = await connection.execute(
            query.where(establishment.c.id.in_(sorted(filter(None, ids))))
        )
        names = {row.id: str(row.name) for row in rows}
    return {
        one.id: names.get(one.from_establishment_id or 0, "")
        if one.supplier is None
        else one.supplier.name
        for one in receipts
    }


def _who(one: KeptReceipt) -> object:
    if one.supplier is None:
        return one.from_establishment_id
    return one.supplier.tax_code or one.supplier.name
