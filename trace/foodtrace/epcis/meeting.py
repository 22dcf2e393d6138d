"""One delivery told twice: by whoever sent it and by whoever received it; it is one receipt, the receiver's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.places import fold
from foodtrace.registry.epcis_schema import epcis_event
from foodtrace.registry.supply_schema import lot, product, receipt
from foodtrace.sticker import day_number
from foodtrace.supply import Dispatch, Item, exact, lot_key

__all__ = ["not_yet_received", "sent_before"]

# Goods are on the way for so many days at most: what comes later was sent again.
_ON_THE_WAY: Final = 7
_Key = tuple[str, str, str, str]


async def sent_before(connection: AsyncConnection, received: Sequence[Dispatch]) -> list[int]:
    """Receipts that events of shipping brought and that these deliveries take the place of."""
    ended: list[int] = []
    if received:
        last = day_number(received[0].day)
        held = await _held(
            connection, received[0], "shipping", receipt.c.day.between(last - _ON_THE_WAY, last)
        )
        for one in received:
            if numbers := held.get(_key(one.item)):
                ended.append(numbers.pop(0))
    return ended


async def not_yet_received(
    connection: AsyncConnection, sent: Sequence[Dispatch]
) -> tuple[Dispatch, ...]:
    """Those of the goods sent whose arrival no event has told."""
    first = day_number(sent[0].day)
    held = await _held(
        connection, sent[0], "receiving", receipt.c.day.between(first, first + _ON_THE_WAY)
    )
    left = []
    for one in sent:
        numbers = held.get(_key(one.item))
        if numbers:
            numbers.pop(0)
        else:
            left.append(one)
    return tuple(left)


async def _held(
    connection: AsyncConnection, one: Dispatch, step: str, days: ColumnElement[bool]
) -> dict[_Key, list[int]]:
    query = (
        select(
            receipt.c.id,
            product.c.name_folded,
            lot.c.code_key,
            receipt.c.quantity,
            receipt.c.unit,
        )
        .join(product, product.c.id == receipt.c.product_id)
        .join(epcis_event, epcis_event.c.document_id == receipt.c.document_id)
        .outerjoin(lot, lot.c.id == receipt.c.lot_id)
        .where(
            receipt.c.from_establishment_id == one.from_id,
            receipt.c.establishment_id == one.to_id,
            receipt.c.ended_at.is_(None),
            epcis_event.c.biz_step == step,
            days,
        )
        .order_by(receipt.c.id)
    )
    found: dict[_Key, list[int]] = {}
    for row in await connection.execute(query):
        key = (row.name_folded, row.code_key or "", row.quantity, row.unit)
        found.setdefault(key, []).append(row.id)
    return found


def _key(item: Item) -> _Key:
    return (
        fold(item.product.name),
        lot_key(item.lot) if item.lot else "",
        exact(item.quantity),
        item.unit,
    )
