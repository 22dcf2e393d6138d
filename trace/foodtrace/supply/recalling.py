"""Recall: which goods a question means, where they went or came from, told by establishment."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import InvalidRequest, NotFound
from foodtrace.places import fold
from foodtrace.registry import Registry, establishment_not_found
from foodtrace.registry.schema import establishment
from foodtrace.registry.supply_schema import lot, product, receipt, supplier, transformation_item
from foodtrace.sticker import day_number
from foodtrace.supply.answers import Recall, RecallQuestion
from foodtrace.supply.checking import lot_key, tax_code
from foodtrace.supply.parcels import LOT, PRODUCT_AND_DAY, SUPPLIER_AND_DAY, Parcel, Reached
from foodtrace.supply.shelves import Shelves, chunks
from foodtrace.supply.telling import tell
from foodtrace.supply.walking import walk_back, walk_on

__all__ = ["recall", "served_at"]

_r, _i = receipt.c, transformation_item.c


async def recall(registry: Registry, question: RecallQuestion, now: int) -> Recall:
    """Every establishment that received what is asked for, directly or through any number of steps.

    Without a supplier, goods with no sender come first, so that `steps` counts from where they entered
    the record. Raises InvalidRequest (question), NotFound (supplier_not_found).
    """
    if question.served_at is not None:
        return await served_at(registry, question, now)
    if not (question.supplier or question.product or question.lot):
        raise InvalidRequest(
            "expected a supplier, a product or a lot to recall, got none; name at least one",
            code="question",
        )
    if question.since and question.until and question.since > question.until:
        raise InvalidRequest(
            f"expected a first day up to the last, got {question.since} to {question.until}",
            code="question",
        )
    async with registry.reading() as connection:
        shelves = await Shelves.open(connection)
        reached = Reached()
        await _Seeds(connection, shelves, question).sow(reached)
        return await tell(connection, question, reached, now)


async def served_at(registry: Registry, question: RecallQuestion, now: int) -> Recall:
    """Everything that could be in what was served at a place on a day, and where it came from.

    Raises InvalidRequest (question), NotFound (establishment_not_found).
    """
    if question.served_at is None or question.on is None:
        raise InvalidRequest("expected a place and a day, got one of them only", code="question")
    day = day_number(question.on)
    async with registry.reading() as connection:
        place = select(establishment.c.id).where(establishment.c.id == question.served_at)
        if (await connection.execute(place)).first() is None:
            raise establishment_not_found(question.served_at)
        shelves = await Shelves.open(connection)
        reached = Reached()
        here = await shelves.receipts(_r.establishment_id == question.served_at, _r.day <= day)
        here += await shelves.outputs(_i.establishment_id == question.served_at, _i.day <= day)
        for goods in here:
            if goods.until >= day:
                reached.add(goods, LOT if goods.lot is not None else PRODUCT_AND_DAY, 0)
        await walk_back(shelves, reached)
        return await tell(connection, question, reached, now)


class _Seeds:
    """The goods that the question itself means, before any step is taken."""

    def __init__(
        self, connection: AsyncConnection, shelves: Shelves, question: RecallQuestion
    ) -> None:
        self._connection = connection
        self._shelves = shelves
        self._question = question
        self._suppliers: list[int] | None = None
        self._products: list[int] | None = None
        self._lots: list[int] | None = None

    async def sow(self, reached: Reached) -> None:
        """Reach the goods that are meant, and all that they went into."""
        asked = self._question
        if asked.supplier:
            self._suppliers = await self._find_suppliers(asked.supplier)
        if asked.product:
            self._products = await self._find_products(asked.product)
        if asked.lot:
            self._lots = await self._find_lots(asked.lot)
        rank = LOT if asked.lot else PRODUCT_AND_DAY if asked.product else SUPPLIER_AND_DAY
        meant = await self._receipts()
        entered = [one for one in meant if self._suppliers is not None or one.sender is None]
        for goods in entered:
            reached.add(goods, rank, 1)
        if asked.lot:
            for goods in await self._without_lot(meant):
                reached.add(goods, PRODUCT_AND_DAY, 1)
        await walk_on(self._shelves, reached)
        if self._suppliers is not None:
            return
        for goods in await self._outputs():
            if not reached.holds(goods):
                reached.add(goods, rank, 0)
        await walk_on(self._shelves, reached)
        for goods in meant:
            if not reached.holds(goods):
                reached.add(goods, rank, 1)
        await walk_on(self._shelves, reached)

    def _days(self, day: ColumnElement[int]) -> list[ColumnElement[bool]]:
        wanted: list[ColumnElement[bool]] = []
        if self._question.since:
            wanted.append(day >= day_number(self._question.since))
        if self._question.until:
            wanted.append(day <= day_number(self._question.until))
        return wanted

    async def _receipts(self) -> list[Parcel]:
        wanted = self._days(_r.day)
        if self._suppliers is not None:
            wanted.append(_r.supplier_id.in_(self._suppliers))
        if self._lots is not None:
            if self._products is not None:
                wanted.append(_r.product_id.in_(self._products))
            found: list[Parcel] = []
            for some in chunks(self._lots):
                found += await self._shelves.receipts(_r.lot_id.in_(some), *wanted)
            return found
        if self._products is None:
            return await self._shelves.receipts(*wanted)
        found = []
        for some in chunks(self._products):
            found += await self._shelves.receipts(_r.product_id.in_(some), *wanted)
        return found

    async def _outputs(self) -> list[Parcel]:
        wanted = self._days(_i.day)
        column, numbers = (
            (_i.lot_id, self._lots) if self._lots is not None else (_i.product_id, self._products)
        )
        if self._lots is not None and self._products is not None:
            wanted.append(_i.product_id.in_(self._products))
        found: list[Parcel] = []
        for some in chunks(numbers or ()):
            found += await self._shelves.outputs(column.in_(some), *wanted)
        return found

    async def _without_lot(self, meant: list[Parcel]) -> list[Parcel]:
        """Goods of the same supplier and product with no lot on record that may be of the lot: they were
        at hand on a day on which goods of the lot were, or came in the days that were asked for."""
        spans: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for one in meant:
            if one.supplier is not None:
                spans.setdefault((one.supplier, one.product), []).append((one.day, one.until))
        asked = self._question
        if asked.since and asked.until and self._suppliers and self._products:
            days = (day_number(asked.since), day_number(asked.until))
            for seller in self._suppliers:
                for what in self._products:
                    spans.setdefault((seller, what), []).append(days)
        found: list[Parcel] = []
        # Each pair is a condition of its own: SQLite nests them, to 1,000 at most.
        for some in chunks(spans, 200):
            last = max(end for key in some for _, end in spans[key])
            pairs = or_(*(and_(_r.supplier_id == s, _r.product_id == p) for s, p in some))
            rows = await self._shelves.receipts(
                pairs, _r.lot_id.is_(None), _r.day <= last, *self._days(_r.day)
            )
            found += [
                one
                for one in rows
                if any(
                    one.day <= end and first <= one.until
                    for first, end in spans[one.supplier or 0, one.product]
                )
            ]
        return found

    async def _find_suppliers(self, text: str) -> list[int]:
        named: ColumnElement[bool]
        try:
            code = tax_code(text)
            # A firm's branches are the firm.
            named = or_(
                supplier.c.tax_code == code,
                and_(supplier.c.key > f"mst:{code}-", supplier.c.key < f"mst:{code}."),
            )
        except InvalidRequest:
            named = supplier.c.name_folded == fold(text)
        found = list((await self._connection.execute(select(supplier.c.id).where(named))).scalars())
        if not found:
            raise NotFound(
                f"no receipt names a supplier {text[:40]!r}; compare the tax code with an invoice",
                code="supplier_not_found",
            )
        return found

    async def _find_products(self, text: str) -> list[int]:
        wanted = fold(text)
        if not wanted:
            raise InvalidRequest(f"expected a product in words, got {text[:40]!r}", code="product")
        # Whole words: "tom" finds "tom su", never "tomato".
        names = await self._connection.execute(
            select(product.c.id, product.c.name_folded).where(
                product.c.name_folded.contains(wanted)
            )
        )
        return [number for number, name in names if f" {wanted} " in f" {name} "]

    async def _find_lots(self, text: str) -> list[int]:
        query = select(lot.c.id).where(lot.c.code_key == lot_key(text))
        return list((await self._connection.execute(query)).scalars())
