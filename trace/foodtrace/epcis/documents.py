"""The EPCIS document of a recall: its receipts and what was made on the way, read from the record."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.epcis.naming import Names
from foodtrace.epcis.parsing import Captured
from foodtrace.epcis.writing import (
    Goods,
    Movement,
    Processing,
    decode,
    document,
    encode,
    event_of,
    made_event,
)
from foodtrace.registry import Registry
from foodtrace.registry.epcis_schema import epcis_event
from foodtrace.registry.schema import establishment
from foodtrace.registry.supply_schema import (
    lot,
    product,
    product_gtin,
    receipt,
    supplier,
    supply_document,
    transformation,
    transformation_item,
)
from foodtrace.sticker import civil_date
from foodtrace.supply import Recall

__all__ = ["epcis_document", "known_as_ours"]

_CHUNK = 500
_r, _i = receipt.c, transformation_item.c


async def epcis_document(registry: Registry, found: Recall, *, now: int) -> bytes:
    """The EPCIS 2.0 document (JSON-LD) of all that a recall reached; holds only what the answer names.

    Receipts that were put right come with the event that they were an error. What came in as an event
    goes out as that event.
    """
    ids = sorted({one.id for place in found.establishments for one in place.receipts})
    names = Names(registry.authority.host)
    async with registry.reading() as connection:
        reader = _Reader(connection, names)
        events = await reader.movements(ids) + await reader.processings(found.transformations)
        # What came on a day was there before it was cooked: the order of the record stays.
        events.sort(key=lambda event: datetime.datetime.fromisoformat(event["eventTime"]))
        places = await reader.places()
    return await asyncio.to_thread(
        lambda: encode(document(events, names, now, goods=reader.goods, places=places))
    )


async def known_as_ours(connection: AsyncConnection, names: Names, event: Captured) -> bool:
    """Whether the event is one that this register itself wrote, come back: its goods are on record."""
    reader = _Reader(connection, names)
    number = event.own(names.namespace, "receipt")
    if isinstance(number, int) and 0 < number < 2**31:
        told = await reader.movements([number])
    else:
        made = getattr(event.shape, "transformation_id", None) or ""
        number = names.transformation_named(made)
        told = [] if number is None else await reader.processings([number])
    return any(each.get("eventID") == event.hash_id for each in told)


class _Reader:
    """Reads rows and remembers what they name."""

    def __init__(self, connection: AsyncConnection, names: Names) -> None:
        self._connection = connection
        self._names = names
        self.goods: set[Goods] = set()
        self._places: set[int] = set()
        self._suppliers: dict[str, dict[str, str]] = {}
        self._glns: dict[int, str | None] = {}

    async def movements(self, ids: Sequence[int]) -> list[dict[str, Any]]:
        """Events of receipts, and of those that they stand in place of."""
        rows: dict[int, Row[Any]] = {}
        wanted = list(ids)
        while wanted:
            some = [row for part in _parts(wanted) for row in await self._rows(part)]
            rows |= {row.id: row for row in some}
            wanted = [row.corrects for row in some if row.corrects and row.corrects not in rows]
        await self._know(
            {row.establishment_id for row in rows.values()}
            | {row.from_establishment_id for row in rows.values() if row.from_establishment_id}
        )
        # Beside the event loop: a recall may have reached a hundred thousand receipts.
        events = await asyncio.to_thread(self._told, rows)
        captured = sorted({row.document_id for row in rows.values() if row.kind == "epcis"})
        for part in _parts(captured):
            query = select(epcis_event.c.body).where(epcis_event.c.document_id.in_(part))
            bodies = (await self._connection.execute(query.order_by(epcis_event.c.seq))).scalars()
            events += [decode(body) for body in bodies]
        return events

    def _told(self, rows: dict[int, Row[Any]]) -> list[dict[str, Any]]:
        """The events of what did not come as one, in the order of the record."""
        told: list[list[dict[str, Any]]] = []
        corrected: dict[int, str] = {}
        for number in sorted(rows, reverse=True):
            row = rows[number]
            moved = self._movement(row)
            if row.kind == "epcis":
                continue
            made = event_of(moved, self._names, corrected_by=corrected.get(row.id))
            if row.corrects is not None:
                corrected[row.corrects] = made[-1]["eventID"]
            told.append(made)
        return [event for made in reversed(told) for event in made]

    async def processings(self, ids: Sequence[int]) -> list[dict[str, Any]]:
        """Events of transformations."""
        events: list[dict[str, Any]] = []
        for part in _parts(ids):
            query = (
                _named(
                    transformation_item,
                    transformation_item,
                    transformation.c.document_id,
                    supply_document.c.recorded_at,
                    supply_document.c.kind,
                )
                .join(transformation, transformation.c.id == _i.transformation_id)
                .join(supply_document, supply_document.c.id == transformation.c.document_id)
                .where(_i.transformation_id.in_(part))
                .order_by(_i.transformation_id, _i.id)
            )
            by_number: dict[int, list[Row[Any]]] = {}
            for row in await self._connection.execute(query):
                by_number.setdefault(row.transformation_id, []).append(row)
            await self._know({rows[0].establishment_id for rows in by_number.values()})
            for number, rows in by_number.items():
                if rows[0].kind == "epcis":
                    events += await self._captured(rows[0].document_id)
                    continue
                sides = [[self._goods(row) for row in rows if row.side == side] for side in (0, 1)]
                one = Processing(
                    number,
                    self._place(rows[0].establishment_id),
                    civil_date(rows[0].day),
                    rows[0].recorded_at,
                    *(tuple(side) for side in sides),
                )
                events.append(made_event(one, self._names))
        return events

    async def places(self) -> dict[str, dict[str, str]]:
        """Names and addresses of all places and suppliers that were read."""
        found = dict(self._suppliers)
        for part in _parts(sorted(self._places)):
            table = establishment.c
            query = select(table.id, table.name, table.registered_address)
            for row in await self._connection.execute(query.where(table.id.in_(part))):
                found[self._place(row.id)] = {
                    "name": row.name,
                    "streetAddressOne": row.registered_address,
                }
        return found

    async def _captured(self, document_id: int) -> list[dict[str, Any]]:
        query = select(epcis_event.c.body).where(epcis_event.c.document_id == document_id)
        bodies = (await self._connection.execute(query)).scalars()
        return [decode(body) for body in bodies]

    async def _rows(self, ids: Sequence[int]) -> Sequence[Row[Any]]:
        query = (
            _named(
                receipt,
                receipt,
                supplier.c.name.label("supplier_name"),
                supplier.c.address.label("supplier_address"),
                supplier.c.gln.label("supplier_gln"),
                supply_document.c.kind,
                supply_document.c.number,
                supply_document.c.recorded_at,
            )
            .join(supply_document, supply_document.c.id == _r.document_id)
            .outerjoin(supplier, supplier.c.id == _r.supplier_id)
            .where(_r.id.in_(ids))
        )
        return list(await self._connection.execute(query))

    async def _know(self, ids: Iterable[int]) -> None:
        wanted = sorted(set(ids) - set(self._glns))
        for part in _parts(wanted):
            query = select(establishment.c.id, establishment.c.gln)
            rows = await self._connection.execute(query.where(establishment.c.id.in_(part)))
            self._glns |= {row.id: row.gln for row in rows}

    def _place(self, id: int) -> str:
        self._places.add(id)
        return self._names.place(id, self._glns.get(id))

    def _movement(self, row: Row[Any]) -> Movement:
        seller = None
        if row.supplier_id is not None:
            seller = self._names.supplier(row.supplier_id, row.supplier_gln)
            said = {"name": row.supplier_name, "streetAddressOne": row.supplier_address}
            self._suppliers[seller] = {name: text for name, text in said.items() if text}
        sender = row.from_establishment_id
        return Movement(
            receipt_id=row.id,
            goods=self._goods(row),
            to=self._place(row.establishment_id),
            day=civil_date(row.day),
            recorded_at=row.recorded_at,
            papers=self._names.papers(row.document_id),
            papers_kind=row.kind,
            papers_number=row.number,
            supplier=seller,
            sender=None if sender is None else self._place(sender),
            at=row.received_at,
            ended_at=row.ended_at,
        )

    def _goods(self, row: Row[Any]) -> Goods:
        made = Goods(
            self._names.goods(row.product_id, row.gtin, row.lot_code),
            row.product_name,
            Decimal(row.quantity),
            row.unit,
            row.lot_code,
            None if row.use_by_day is None else civil_date(row.use_by_day),
        )
        self.goods.add(made)
        return made


def _named(table: Any, *columns: Any) -> Select[Any]:
    """Rows of goods with the names of product and lot, and the first GTIN."""
    gtin = (
        select(func.min(product_gtin.c.gtin))
        .where(product_gtin.c.product_id == table.c.product_id)
        .scalar_subquery()
        .label("gtin")
    )
    found: Select[Any] = (
        select(*columns, product.c.name.label("product_name"), lot.c.code.label("lot_code"), gtin)
        .join_from(table, product, product.c.id == table.c.product_id)
        .outerjoin(lot, lot.c.id == table.c.lot_id)
    )
    return found


def _parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))
