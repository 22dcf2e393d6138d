"""From what a walk reached to what people read: names for numbers, receipts under their establishments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.registry.schema import establishment
from foodtrace.registry.supply_schema import lot, product, supplier, supply_document
from foodtrace.sticker import civil_date, encode_typed_code
from foodtrace.supply.answers import (
    CERTAINTIES,
    Recall,
    RecallQuestion,
    TracedEstablishment,
    TracedReceipt,
    TracedSupplier,
)
from foodtrace.supply.parcels import Parcel, Reached
from foodtrace.supply.shelves import chunks

__all__ = ["tell"]


async def tell(
    connection: AsyncConnection, question: RecallQuestion, reached: Reached, now: int
) -> Recall:
    """The answer: establishments by certainty, then steps, then name; receipts by day."""
    receipts = sorted(reached.receipts.values(), key=lambda one: (one.day, one.id))
    outputs = reached.outputs.values()
    by_place: dict[int, list[Parcel]] = {}
    for one in (*receipts, *outputs):
        by_place.setdefault(one.place, []).append(one)
    names = await _named(connection, establishment.c.id, [establishment.c.name], by_place)
    sold = await _named(
        connection,
        supplier.c.id,
        [supplier.c.tax_code, supplier.c.name],
        _numbers(receipts, "supplier"),
    )
    words = _Words(
        await _named(connection, product.c.id, [product.c.name], _numbers(receipts, "product")),
        await _named(connection, lot.c.id, [lot.c.code], _numbers(receipts, "lot")),
        {number: code or name for number, (code, name) in sold.items()},
        await _named(
            connection,
            supply_document.c.id,
            [supply_document.c.number],
            _numbers(receipts, "document"),
        ),
    )
    establishments = []
    for place, parcels in by_place.items():
        ways = [reached.best(one) for one in parcels]
        establishments.append(
            TracedEstablishment(
                place,
                encode_typed_code(place),
                names[place][0],
                CERTAINTIES[min(rank for rank, _ in ways)],
                min(steps for _, steps in ways),
                tuple(
                    words.receipt(one, way)
                    for one, way in zip(parcels, ways, strict=True)
                    if not one.made
                ),
            )
        )
    establishments.sort(
        key=lambda one: (CERTAINTIES.index(one.certainty), one.steps, one.name, one.id)
    )
    return Recall(
        question,
        now,
        tuple(establishments),
        _suppliers(receipts, reached, sold),
        tuple(sorted({one.made for one in outputs})),
    )


class _Words:
    """Names by number, each row a tuple as it was read; days and codes are written once each."""

    def __init__(
        self,
        products: dict[int, tuple[Any, ...]],
        lots: dict[int, tuple[Any, ...]],
        suppliers: dict[int, str],
        documents: dict[int, tuple[Any, ...]],
    ) -> None:
        self._products, self._lots = products, lots
        self._suppliers, self._documents = suppliers, documents
        self._days: dict[int, Any] = {}
        self._codes: dict[int, str] = {}

    def receipt(self, one: Parcel, way: tuple[int, int]) -> TracedReceipt:
        day = self._days.get(one.day)
        if day is None:
            day = self._days[one.day] = civil_date(one.day)
        sender = None
        if one.sender is not None:
            sender = self._codes.get(one.sender)
            if sender is None:
                sender = self._codes[one.sender] = encode_typed_code(one.sender)
        return TracedReceipt(
            one.id,
            day,
            self._products[one.product][0],
            None if one.lot is None else self._lots[one.lot][0],
            one.quantity,
            one.unit,
            None if one.supplier is None else self._suppliers[one.supplier],
            sender,
            self._documents[one.document][0],
            CERTAINTIES[way[0]],
            way[1],
        )


def _numbers(parcels: Iterable[Parcel], field: str) -> set[int]:
    return {number for one in parcels if (number := getattr(one, field)) is not None}


async def _named(
    connection: AsyncConnection, id: Any, columns: list[Any], numbers: Iterable[int]
) -> dict[int, tuple[Any, ...]]:
    found: dict[int, tuple[Any, ...]] = {}
    for some in chunks(sorted(numbers)):
        query: Select[Any] = select(id, *columns).where(id.in_(some))
        found.update((row[0], tuple(row[1:])) for row in (await connection.execute(query)).all())
    return found


def _suppliers(
    receipts: list[Parcel], reached: Reached, sold: dict[int, tuple[Any, ...]]
) -> tuple[TracedSupplier, ...]:
    mine: dict[int, list[Parcel]] = {}
    for one in receipts:
        if one.supplier is not None:
            mine.setdefault(one.supplier, []).append(one)
    told = []
    for number, parcels in mine.items():
        ways = [reached.best(one) for one in parcels]
        code, name = sold[number]
        told.append(
            TracedSupplier(
                code,
                name,
                CERTAINTIES[min(rank for rank, _ in ways)],
                min(steps for _, steps in ways),
                tuple(one.id for one in parcels),
            )
        )
    return tuple(
        sorted(told, key=lambda one: (CERTAINTIES.index(one.certainty), one.steps, one.name))
    )
