"""The statements of a recall: parcels read in batches by the indexes that were made for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.registry.schema import establishment
from foodtrace.registry.supply_schema import (
    product,
    receipt,
    transformation,
    transformation_item,
)
from foodtrace.supply.answers import DEFAULT_SHELF_LIFE_DAYS
from foodtrace.supply.parcels import Parcel

__all__ = ["Shelves", "chunks"]

# Few round trips; SQLite and PostgreSQL both take some 32,000 values in a statement.
_CHUNK = 4000
_r, _i = receipt.c, transformation_item.c
_RECEIPTS: Select[Any] = select(
    _r.id,
    _r.establishment_id,
    _r.product_id,
    _r.lot_id,
    _r.day,
    _r.use_by_day,
    _r.supplier_id,
    _r.from_establishment_id,
    _r.quantity,
    _r.unit,
    _r.document_id,
).where(_r.ended_at.is_(None))
_ITEMS: Select[Any] = (
    select(
        _i.id,
        _i.transformation_id,
        _i.establishment_id,
        _i.product_id,
        _i.lot_id,
        _i.day,
        _i.use_by_day,
    )
    .join(transformation, transformation.c.id == _i.transformation_id)
    .where(transformation.c.ended_at.is_(None))
)
_IN, _OUT = 0, 1


def chunks(values: Iterable[Any], size: int = _CHUNK) -> Iterator[list[Any]]:
    """The values in lists that a statement may carry."""
    every = list(values)
    for start in range(0, len(every), size):
        yield every[start : start + size]


class Shelves:
    """Parcels of one consistent view of the registry."""

    def __init__(self, connection: AsyncConnection, shelf_lives: dict[int, int]) -> None:
        """Use `open`."""
        self._connection = connection
        self._shelf_lives = shelf_lives

    @classmethod
    async def open(cls, connection: AsyncConnection) -> Shelves:
        """Reads the shelf lives that were set; they are few."""
        query = select(product.c.id, product.c.shelf_life_days).where(
            product.c.shelf_life_days.is_not(None)
        )
        return cls(connection, {row[0]: row[1] for row in await connection.execute(query)})

    async def receipts(self, *wanted: ColumnElement[bool]) -> list[Parcel]:
        """Receipts in force that meet the conditions."""
        lives = self._shelf_lives
        return [
            Parcel(
                number, 0, place, what, lot, day,
                use_by if use_by is not None else day + lives.get(what, DEFAULT_SHELF_LIFE_DAYS),
                supplier, sender, quantity, unit, document,
            )
            for number, place, what, lot, day, use_by, supplier, sender, quantity, unit, document
            in (await self._connection.execute(_RECEIPTS.where(*wanted))).all()
        ]  # fmt: skip

    async def outputs(self, *wanted: ColumnElement[bool]) -> list[Parcel]:
        """What came out of transformations, where it meets the conditions."""
        return await self._items(_OUT, *wanted)

    async def inputs(self, *wanted: ColumnElement[bool]) -> list[Parcel]:
        """What went into transformations, where it meets the conditions."""
        return await self._items(_IN, *wanted)

    async def senders(self, places: Iterable[int]) -> list[int]:
        """Those of the places from which anything was ever sent on."""
        return await self._having(
            places, exists().where(_r.from_establishment_id == establishment.c.id)
        )

    async def makers(self, places: Iterable[int]) -> list[int]:
        """Those of the places where anything was ever made of something."""
        made = exists().where(and_(_i.establishment_id == establishment.c.id, _i.side == _IN))
        return await self._having(places, made)

    async def sent_from(self, places: Sequence[int], goods: Sequence[Parcel]) -> list[Parcel]:
        """Receipts elsewhere that may have come of these goods; more than did, never fewer."""
        found: dict[int, Parcel] = {}
        for some in chunks(places):
            here = set(some)
            held = [one for one in goods if one.place in here]
            for window in _windows(held, _r.product_id, _r.day):
                more = await self.receipts(_r.from_establishment_id.in_(some), window)
                found |= {one.id: one for one in more}
        for lots in chunks({one.lot for one in goods if one.lot is not None}):
            more = await self.receipts(_r.lot_id.in_(lots), _r.from_establishment_id.is_not(None))
            found |= {one.id: one for one in more}
        return list(found.values())

    async def made_from(self, places: Sequence[int], goods: Sequence[Parcel]) -> list[Parcel]:
        """What went into transformations and may be of these goods; more than is, never less."""
        found: dict[int, Parcel] = {}
        for some in chunks(places):
            here = set(some)
            held = [one for one in goods if one.place in here]
            for window in _windows(held, _i.product_id, _i.day):
                more = await self.inputs(_i.establishment_id.in_(some), window)
                found |= {one.id: one for one in more}
        for lots in chunks({one.lot for one in goods if one.lot is not None}):
            found |= {one.id: one for one in await self.inputs(_i.lot_id.in_(lots))}
        return list(found.values())

    async def held_at(self, wanted: Sequence[tuple[int, int, int]]) -> list[Parcel]:
        """Goods at (place, product) that came by the day: receipts and what was made there."""
        found: list[Parcel] = []
        last = max((day for _, _, day in wanted), default=0)
        products = sorted({what for _, what, _ in wanted})
        for places in chunks(sorted({place for place, _, _ in wanted})):
            for some in chunks(products):
                found += await self.receipts(
                    _r.establishment_id.in_(places), _r.product_id.in_(some), _r.day <= last
                )
                found += await self.outputs(
                    _i.establishment_id.in_(places), _i.product_id.in_(some), _i.day <= last
                )
        return found

    async def _having(self, places: Iterable[int], wanted: ColumnElement[bool]) -> list[int]:
        found: list[int] = []
        for some in chunks(sorted(set(places))):
            query = select(establishment.c.id).where(establishment.c.id.in_(some), wanted)
            found += (await self._connection.execute(query)).scalars()
        return found

    async def _items(self, side: int, *wanted: ColumnElement[bool]) -> list[Parcel]:
        lives = self._shelf_lives
        rows = (await self._connection.execute(_ITEMS.where(_i.side == side, *wanted))).all()
        return [
            Parcel(
                number, made, place, what, lot, day,
                use_by if use_by is not None else day + lives.get(what, DEFAULT_SHELF_LIFE_DAYS),
            )
            for number, made, place, what, lot, day, use_by in rows
        ]  # fmt: skip


def _windows(goods: Sequence[Parcel], what: Any, day: Any) -> Iterator[ColumnElement[bool]]:
    """The days between the first and the last on which any of the goods was at hand."""
    if not goods:
        return
    first, last = min(one.day for one in goods), max(one.until for one in goods)
    for some in chunks(sorted({one.product for one in goods})):
        yield and_(what.in_(some), day >= first, day <= last)
