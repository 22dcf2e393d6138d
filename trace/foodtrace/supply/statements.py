"""The statements of a recall: an index alone says which goods are meant, then those are read in the order they lie."""

from __future__ import annotations

import functools
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    bindparam,
    exists,
    func,
    literal_column,
    select,
    union_all,
)

from foodtrace.registry.listed import among, rows_of
from foodtrace.registry.prepared import Prepared
from foodtrace.registry.supply_schema import (
    product,
    receipt,
    supply_document,
    transformation,
    transformation_item,
)
from foodtrace.supply.answers import DEFAULT_SHELF_LIFE_DAYS

__all__ = [
    "MADE",
    "MADE_AT",
    "MADE_THERE",
    "NEEDED",
    "PUT_INTO",
    "RECEIVED_AT",
    "RECEIVED_THERE",
    "RELAYS",
    "SENT",
    "WITHOUT_LOT",
    "outputs_meant",
    "receipts_meant",
]

_Numbers = Select[Any] | CompoundSelect[Any]
_r, _i, _papers = receipt.c, transformation_item.c, supply_document.c
# The same tables as those from which numbers alone are read.
_f, _m = receipt.alias("found").c, transformation_item.alias("moved").c
_NOTHING: ColumnElement[int] = literal_column("0")
_DEFAULT: ColumnElement[int] = literal_column(str(DEFAULT_SHELF_LIFE_DAYS))
_went_in, _came_out = _m.side == literal_column("0"), _m.side == literal_column("1")


def _until(of: Any) -> ColumnElement[int]:
    life = select(product.c.shelf_life_days).where(product.c.id == of.product_id)
    return func.coalesce(of.use_by_day, of.day + func.coalesce(life.scalar_subquery(), _DEFAULT))


# The columns of a Parcel, in its order.
_RECEIPTS: Select[Any] = select(
    _r.id,
    literal_column("0"),
    _r.establishment_id,
    _r.product_id,
    _r.lot_id,
    _r.day,
    _until(_r),
    _r.supplier_id,
    _r.from_establishment_id,
    _r.quantity,
    _r.unit,
    select(_papers.number).where(_papers.id == _r.document_id).scalar_subquery(),
).where(_r.ended_at.is_(None))
_ITEMS: Select[Any] = (
    select(
        -_i.id,
        _i.transformation_id,
        _i.establishment_id,
        _i.product_id,
        _i.lot_id,
        _i.day,
        _until(_i),
    )
    .join(transformation, transformation.c.id == _i.transformation_id)
    .where(transformation.c.ended_at.is_(None))
)


def _receipts(numbers: _Numbers) -> Prepared:
    return Prepared(_RECEIPTS.where(_r.id.in_(numbers)))


def _items(numbers: _Numbers) -> Prepared:
    return Prepared(_ITEMS.where(_i.id.in_(numbers)))


def _kept(name: str, **columns: Any) -> Any:
    # Read from JSON once, and not again for each row that is compared with it.
    return select(rows_of(name, **columns)).cte(name).prefix_with("MATERIALIZED").c


_spans = rows_of("spans", place=BigInteger, product=Integer, first=Integer, last=Integer).c
_since = rows_of("since", place=BigInteger, product=Integer, first=Integer).c


def _left(of: Any, place: ColumnElement[int], *also: ColumnElement[bool]) -> _Numbers:
    """What left shelves in spans of days, or under a lot that lay there, however much later."""
    return union_all(
        select(of.id).where(
            place == _spans.place,
            of.product_id == _spans.product,
            of.day.between(_spans.first, _spans.last),
            *also,
        ),
        select(of.id).where(
            place == _since.place,
            of.product_id == _since.product,
            of.day >= _since.first,
            # With + 0 the shelf leads to the lot: a lot may lie in thousands of other places.
            among(of.lot_id + _NOTHING, "lots"),
            *also,
        ),
    )


SENT = _receipts(_left(_f, _f.from_establishment_id))
PUT_INTO = _items(_left(_m, _m.establishment_id, _went_in))

_places = _kept("places", place=BigInteger, first=Integer, last=Integer)
_longest = (
    select(func.max(func.coalesce(product.c.shelf_life_days, _DEFAULT)))
    .where(among(product.c.id, "products"))
    .scalar_subquery()
)
_lots = rows_of("lots", place=BigInteger, product=Integer, lot=Integer, last=Integer).c


def _at_hand(of: Any, *also: ColumnElement[bool]) -> _Numbers:
    """Goods of some products at places while anything left: by the shelf life of their product, by a use-by
    day of their own however long ago they came, or by a lot that left."""
    there = (of.establishment_id == _places.place, of.day <= _places.last)
    meant = (among(of.product_id, "products"), *also)
    return union_all(
        select(of.id).where(
            *there,
            of.day >= _places.first - _longest,
            _until(of) >= _places.first,
            *meant,
        ),
        select(of.id).where(*there, of.use_by_day >= _places.first, *meant),
        select(of.id).where(
            of.establishment_id == _lots.place,
            of.product_id == _lots.product,
            of.lot_id == _lots.lot,
            of.day <= _lots.last,
            *also,
        ),
    )


RECEIVED_THERE = _receipts(_at_hand(_f))
MADE_THERE = _items(_at_hand(_m, _came_out))


def _on_the_day(of: Any, *also: ColumnElement[bool]) -> _Numbers:
    day = bindparam("day", type_=Integer)
    place = bindparam("place", type_=BigInteger)
    return select(of.id).where(
        of.establishment_id == place, of.day <= day, _until(of) >= day, *also
    )


RECEIVED_AT = _receipts(_on_the_day(_f))
MADE_AT = _items(_on_the_day(_m, _came_out))
MADE = _items(select(_m.id).where(among(_m.transformation_id, "made"), _came_out))
NEEDED = _items(select(_m.id).where(among(_m.transformation_id, "made"), _went_in))

_asked = rows_of("relays", place=BigInteger).c
RELAYS = Prepared(
    select(
        _asked.place,
        exists().where(_r.from_establishment_id == _asked.place),
        exists().where(_i.establishment_id == _asked.place, _i.side == literal_column("0")),
    )
)


def _on_days(of: Any) -> ColumnElement[bool]:
    first, last = bindparam("first", type_=Integer), bindparam("last", type_=Integer)
    within: ColumnElement[bool] = of.day.between(first, last)
    return within


_goods = _kept("goods", supplier=Integer, product=Integer, first=Integer, last=Integer)
WITHOUT_LOT = _receipts(
    select(_f.id).where(
        _f.supplier_id == _goods.supplier,
        _f.product_id == _goods.product,
        _f.day <= _goods.last,
        _f.lot_id.is_(None),
        _until(_f) >= _goods.first,
        _on_days(_f),
    )
)


@functools.cache
def receipts_meant(*names: str) -> Prepared:
    """Receipts of the lots, suppliers and products that are given, delivered on some days."""
    # A lot has few receipts: with + 0 no other index is taken for the way to them.
    columns: dict[str, ColumnElement[Any]]
    columns = {"lots": _f.lot_id, "suppliers": _f.supplier_id, "products": _f.product_id}
    if "lots" in names:
        columns |= {name: columns[name] + _NOTHING for name in ("suppliers", "products")}
    wanted = [among(columns[name], name) for name in names]
    return _receipts(select(_f.id).where(*wanted, _on_days(_f)))


@functools.cache
def outputs_meant(*names: str) -> Prepared:
    """What came out of transformations on some days, of the lots and products that are given."""
    columns = {"lots": _m.lot_id, "products": _m.product_id}
    wanted = [among(columns[name], name) for name in names]
    return _items(select(_m.id).where(*wanted, _came_out, _on_days(_m)))
