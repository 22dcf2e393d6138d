"""Recall: which goods a question means, where they went or came from, told by establishment."""

from __future__ import annotations

import functools
from collections import defaultdict

from sqlalchemy import ColumnElement, Connection, Integer, and_, collate, or_, select

from foodtrace.errors import InvalidRequest, NotFound
from foodtrace.places import fold
from foodtrace.registry import Registry, establishment_not_found
from foodtrace.registry.listed import among, listed, rows_of
from foodtrace.registry.schema import establishment
from foodtrace.registry.supply_schema import lot, product, receipt, supplier, transformation_item
from foodtrace.sticker import day_number
from foodtrace.supply.answers import Recall, RecallQuestion
from foodtrace.supply.checking import lot_key, tax_code
from foodtrace.supply.holding import Days
from foodtrace.supply.parcels import LOT, PRODUCT_AND_DAY, SUPPLIER_AND_DAY, Parcel, Reached
from foodtrace.supply.shelves import Shelves
from foodtrace.supply.telling import tell
from foodtrace.supply.walking import walk_back, walk_on

__all__ = ["recall", "served_at"]

_e, _r, _i = establishment.c, receipt.c, transformation_item.c


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
    return await registry.read(functools.partial(_recall, question=question, now=now))


async def served_at(registry: Registry, question: RecallQuestion, now: int) -> Recall:
    """Everything that could be in what was served at a place on a day, and where it came from.

    Raises InvalidRequest (question), NotFound (establishment_not_found).
    """
    if question.served_at is None or question.on is None:
        raise InvalidRequest("expected a place and a day, got one of them only", code="question")
    return await registry.read(functools.partial(_served_at, question=question, now=now))


def _recall(connection: Connection, question: RecallQuestion, now: int) -> Recall:
    reached = Reached()
    _Seeds(connection, Shelves(connection), question).sow(reached)
    return tell(connection, question, reached, now)


def _served_at(connection: Connection, question: RecallQuestion, now: int) -> Recall:
    assert question.on is not None
    place, day = question.served_at, day_number(question.on)
    if connection.execute(select(_e.id).where(_e.id == place)).first() is None:
        raise establishment_not_found(place or 0)
    shelves, reached = Shelves(connection), Reached()
    here = shelves.receipts(_r.establishment_id == place, _r.day <= day)
    here += shelves.outputs(_i.establishment_id == place, _i.day <= day)
    for goods in here:
        if goods.until >= day:
            reached.add(goods, LOT if goods.lot is not None else PRODUCT_AND_DAY, 0)
    walk_back(shelves, reached)
    return tell(connection, question, reached, now)


_sellers = rows_of("sellers", supplier=Integer, last=Integer)


class _Seeds:
    """The goods that the question itself means, before any step is taken."""

    def __init__(self, connection: Connection, shelves: Shelves, question: RecallQuestion) -> None:
        self._connection = connection
        self._shelves = shelves
        self._question = question
        self._suppliers: list[int] | None = None
        self._products: list[int] | None = None
        self._lots: list[int] | None = None

    def sow(self, reached: Reached) -> None:
        """Reach the goods that are meant, and all that they went into."""
        asked = self._question
        if asked.supplier:
            self._suppliers = self._find_suppliers(asked.supplier)
        if asked.product:
            self._products = self._find_products(asked.product)
        if asked.lot:
            self._lots = self._find_lots(asked.lot)
        rank = LOT if asked.lot else PRODUCT_AND_DAY if asked.product else SUPPLIER_AND_DAY
        meant = self._receipts()
        entered = [one for one in meant if self._suppliers is not None or one.sender is None]
        reached.add_new(entered, rank, 1)
        if asked.lot:
            reached.add_new(self._without_lot(meant), PRODUCT_AND_DAY, 1)
        walk_on(self._shelves, reached)
        if self._suppliers is not None:
            return
        reached.add_new(self._outputs(), rank, 0)
        walk_on(self._shelves, reached)
        reached.add_new(meant, rank, 1)
        walk_on(self._shelves, reached)

    def _days(self, day: ColumnElement[int]) -> list[ColumnElement[bool]]:
        wanted: list[ColumnElement[bool]] = []
        if self._question.since:
            wanted.append(day >= day_number(self._question.since))
        if self._question.until:
            wanted.append(day <= day_number(self._question.until))
        return wanted

    def _receipts(self) -> list[Parcel]:
        wanted = self._days(_r.day)
        given: dict[str, str] = {}
        if self._lots is not None:
            wanted.append(among(_r.lot_id, "lots"))
            given["lots"] = listed(self._lots)
        # A lot has few receipts: with + 0 no other index is taken for the way to them.
        for column, name, numbers in (
            (_r.supplier_id, "suppliers", self._suppliers),
            (_r.product_id, "products", self._products),
        ):
            if numbers is not None:
                wanted.append(among(column if self._lots is None else column + 0, name))
                given[name] = listed(numbers)
        return self._shelves.receipts(*wanted, **given)

    def _outputs(self) -> list[Parcel]:
        wanted = self._days(_i.day)
        given: dict[str, str] = {}
        for column, name, numbers in (
            (_i.lot_id, "lots", self._lots),
            (_i.product_id, "products", self._products),
        ):
            if numbers is not None:
                wanted.append(among(column, name))
                given[name] = listed(numbers)
        return self._shelves.outputs(*wanted, **given)

    def _without_lot(self, meant: list[Parcel]) -> list[Parcel]:
        """Goods of the same supplier and product with no lot on record that may be of the lot: they were
        at hand on a day on which goods of the lot were, or came in the days that were asked for."""
        at_hand: dict[tuple[int, int], Days] = defaultdict(Days)
        for one in meant:
            if one.supplier is not None:
                at_hand[one.supplier, one.product].add(one.day, one.until)
        asked = self._question
        if asked.since and asked.until:
            for seller in self._suppliers or ():
                for what in self._products or ():
                    at_hand[seller, what].add(day_number(asked.since), day_number(asked.until))
        last: dict[int, int] = {}
        for (seller, _), days in at_hand.items():
            last[seller] = max(days.last, last.get(seller, 0))
        if not last:
            return []
        rows = self._shelves.receipts(
            _r.supplier_id == _sellers.c.supplier,
            _r.day <= _sellers.c.last,
            among(_r.product_id, "products"),
            _r.lot_id.is_(None),
            *self._days(_r.day),
            sellers=listed(last.items()),
            products=listed({what for _, what in at_hand}),
        )
        return [
            one
            for one in rows
            if (shelf := (one.supplier or 0, one.product)) in at_hand
            and at_hand[shelf].meet(one.day, one.until)
        ]

    def _find_suppliers(self, text: str) -> list[int]:
        named: ColumnElement[bool]
        try:
            code = tax_code(text)
            key: ColumnElement[str] = supplier.c.key
            if self._connection.dialect.name == "postgresql":
                # The order of a language passes over the hyphen.
                key = collate(key, "C")
            # A firm's branches are the firm.
            named = or_(
                supplier.c.tax_code == code, and_(key > f"mst:{code}-", key < f"mst:{code}.")
            )
        except InvalidRequest:
            named = supplier.c.name_folded == fold(text)
        found = list(self._connection.execute(select(supplier.c.id).where(named)).scalars())
        if not found:
            raise NotFound(
                f"no receipt names a supplier {text[:40]!r}; compare the tax code with an invoice",
                code="supplier_not_found",
            )
        return found

    def _find_products(self, text: str) -> list[int]:
        wanted = fold(text)
        if not wanted:
            raise InvalidRequest(f"expected a product in words, got {text[:40]!r}", code="product")
        # Whole words: "tom" finds "tom su", never "tomato".
        names = self._connection.execute(
            select(product.c.id, product.c.name_folded).where(
                product.c.name_folded.contains(wanted)
            )
        )
        return [number for number, name in names if f" {wanted} " in f" {name} "]

    def _find_lots(self, text: str) -> list[int]:
        wanted = lot_key(text)
        if not wanted:
            raise InvalidRequest(
                f"expected a lot as on the label, got {text[:40]!r}; give its code", code="lot"
            )
        query = select(lot.c.id).where(lot.c.code_key == wanted)
        return list(self._connection.execute(query).scalars())
