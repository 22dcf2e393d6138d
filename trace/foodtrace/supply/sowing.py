"""Where a recall begins: the goods that a question itself means, before any step is taken."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import ColumnElement, Connection, Select, Text, bindparam, collate, or_, select

from foodtrace.errors import InvalidRequest, NotFound
from foodtrace.places import fold
from foodtrace.registry.prepared import Prepared
from foodtrace.registry.supply_schema import lot, product, supplier
from foodtrace.sticker import day_number
from foodtrace.supply.answers import RecallQuestion
from foodtrace.supply.checking import lot_key, tax_code
from foodtrace.supply.holding import Days
from foodtrace.supply.parcels import LOT, PRODUCT_AND_DAY, SUPPLIER_AND_DAY, Parcel, Reached
from foodtrace.supply.shelves import Shelves
from foodtrace.supply.walking import walk_on

__all__ = ["Seeds"]

_ALWAYS = (0, 2**31 - 1)


class Seeds:
    """The goods of a question, and the surest and shortest way to each of them."""

    def __init__(self, connection: Connection, shelves: Shelves, asked: RecallQuestion) -> None:
        self._connection = connection
        self._shelves = shelves
        self._asked = asked
        self._days = (
            day_number(asked.since) if asked.since else _ALWAYS[0],
            day_number(asked.until) if asked.until else _ALWAYS[1],
        )
        self._of: dict[str, list[int]] = {}

    def sow(self, reached: Reached) -> None:
        """Reach the goods that are meant, and all that they went into."""
        asked, of = self._asked, self._of
        if asked.supplier:
            of["suppliers"] = self._find_suppliers(asked.supplier)
        if asked.product:
            of["products"] = self._find_products(asked.product)
        if asked.lot:
            of["lots"] = self._find_lots(asked.lot)
        rank = LOT if asked.lot else PRODUCT_AND_DAY if asked.product else SUPPLIER_AND_DAY
        meant = self._shelves.receipts(self._days, **of)
        reached.add_new((one for one in meant if asked.supplier or one.sender is None), rank, 1)
        if asked.lot:
            reached.add_new(self._without_lot(meant), PRODUCT_AND_DAY, 1)
        walk_on(self._shelves, reached)
        if asked.supplier:
            return
        reached.add_new(self._shelves.outputs(self._days, **of), rank, 0)
        walk_on(self._shelves, reached)
        reached.add_new(meant, rank, 1)
        walk_on(self._shelves, reached)

    def _without_lot(self, meant: list[Parcel]) -> list[Parcel]:
        """Goods of the same supplier and product with no lot on record that may be of the lot: they were
        at hand on a day on which goods of the lot were, or came in the days that were asked for."""
        at_hand: dict[tuple[int, int], Days] = defaultdict(Days)
        for one in meant:
            if one.supplier is not None:
                at_hand[one.supplier, one.product].add(one.day, one.until)
        if self._asked.since and self._asked.until:
            for seller in self._of.get("suppliers", ()):
                for what in self._of.get("products", ()):
                    at_hand[seller, what].add(*self._days)
        return self._shelves.without_lot(self._days, at_hand)

    def _find_suppliers(self, text: str) -> list[int]:
        try:
            code = tax_code(text)
        except InvalidRequest:
            rows = _NAMED.all(self._connection, {"name": fold(text)})
        else:
            # A firm's branches are the firm.
            keys = {"key": f"mst:{code}", "after": f"mst:{code}-", "before": f"mst:{code}."}
            query = _CODED_C if self._connection.dialect.name == "postgresql" else _CODED
            rows = query.all(self._connection, keys)
        if not rows:
            raise NotFound(
                f"no receipt names a supplier {text[:40]!r}; compare the tax code with an invoice",
                code="supplier_not_found",
            )
        return [number for (number,) in rows]

    def _find_products(self, text: str) -> list[int]:
        wanted = fold(text)
        if not wanted:
            raise InvalidRequest(f"expected a product in words, got {text[:40]!r}", code="product")
        # Whole words: "tom" finds "tom su", never "tomato".
        names = _PRODUCTS.all(self._connection, {"part": wanted})
        return [number for number, name in names if f" {wanted} " in f" {name} "]

    def _find_lots(self, text: str) -> list[int]:
        wanted = lot_key(text)
        if not wanted:
            raise InvalidRequest(
                f"expected a lot as on the label, got {text[:40]!r}; give its code", code="lot"
            )
        return [number for (number,) in _LOTS.all(self._connection, {"key": wanted})]


def _text(name: str) -> ColumnElement[str]:
    return bindparam(name, type_=Text)


def _coded(key: ColumnElement[str]) -> Select[tuple[int]]:
    branches = (key > _text("after")) & (key < _text("before"))
    return select(supplier.c.id).where(or_(supplier.c.key == _text("key"), branches))


_CODED = Prepared(_coded(supplier.c.key))
# The order of a language, as PostgreSQL may have it, passes over the hyphen.
_CODED_C = Prepared(_coded(collate(supplier.c.key, "C")))
_NAMED = Prepared(select(supplier.c.id).where(supplier.c.name_folded == _text("name")))
_PRODUCTS = Prepared(
    select(product.c.id, product.c.name_folded).where(product.c.name_folded.contains(_text("part")))
)
_LOTS = Prepared(select(lot.c.id).where(lot.c.code_key == _text("key")))
