"""The statements of a recall: parcels read by the indexes that were made for them, all of a kind at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    Select,
    Subquery,
    and_,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from foodtrace.registry.listed import among, listed, rows_of
from foodtrace.registry.supply_schema import (
    product,
    receipt,
    supply_document,
    transformation,
    transformation_item,
)
from foodtrace.supply.answers import DEFAULT_SHELF_LIFE_DAYS
from foodtrace.supply.holding import Held, Wanted
from foodtrace.supply.parcels import Parcel

__all__ = ["Shelves", "chunks"]

_CHUNK = 4000
_r, _i, _papers = receipt.c, transformation_item.c, supply_document.c
_IN, _OUT = 0, 1


def _until(of: Any) -> ColumnElement[int]:
    life = select(product.c.shelf_life_days).where(product.c.id == of.product_id)
    usual = func.coalesce(life.scalar_subquery(), DEFAULT_SHELF_LIFE_DAYS)
    return func.coalesce(of.use_by_day, of.day + usual)


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


def _items(side: int) -> Select[Any]:
    of = transformation
    return (
        select(
            -_i.id,
            _i.transformation_id,
            _i.establishment_id,
            _i.product_id,
            _i.lot_id,
            _i.day,
            _until(_i),
        )
        .join(of, of.c.id == _i.transformation_id)
        .where(_i.side == side, of.c.ended_at.is_(None))
    )


def _joined(goods: Select[Any], rows: Subquery, *on: ColumnElement[bool]) -> Select[Any]:
    return goods.join(rows, and_(*on))


_spans = rows_of("spans", place=BigInteger, product=Integer, first=Integer, last=Integer)
_since = rows_of("since", place=BigInteger, product=Integer, first=Integer)
_SENT = _joined(
    _RECEIPTS,
    _spans,
    _r.from_establishment_id == _spans.c.place,
    _r.product_id == _spans.c.product,
    _r.day.between(_spans.c.first, _spans.c.last),
)
# With + 0 the shelf leads to the lot: a lot may lie in thousands of other places.
_SENT_OF_LOT = _joined(
    _RECEIPTS.where(among(_r.lot_id + 0, "lots")),
    _since,
    _r.from_establishment_id == _since.c.place,
    _r.product_id == _since.c.product,
    _r.day >= _since.c.first,
)
_PUT_INTO = _joined(
    _items(_IN),
    _spans,
    _i.establishment_id == _spans.c.place,
    _i.product_id == _spans.c.product,
    _i.day.between(_spans.c.first, _spans.c.last),
)
_PUT_INTO_OF_LOT = _joined(
    _items(_IN).where(among(_i.lot_id + 0, "lots")),
    _since,
    _i.establishment_id == _since.c.place,
    _i.product_id == _since.c.product,
    _i.day >= _since.c.first,
)
_MADE = _items(_OUT).where(among(_i.transformation_id, "made"))
_NEEDED = _items(_IN).where(among(_i.transformation_id, "made"))
_wanted = rows_of("places", place=BigInteger, first=Integer, last=Integer)


def _at_hand(goods: Select[Any], of: Any) -> Select[Any]:
    """Goods of some products at the places while anything left, or of a lot that left, however old."""
    while_left = _until(of) >= _wanted.c.first
    return _joined(
        goods.where(among(of.product_id, "products"), or_(while_left, among(of.lot_id, "lots"))),
        _wanted,
        of.establishment_id == _wanted.c.place,
        of.day <= _wanted.c.last,
    )


_CAME = _at_hand(_RECEIPTS, _r)
_CAME_OUT = _at_hand(_items(_OUT), _i)
_asked = rows_of("relays", place=BigInteger)
_RELAYS = select(
    _asked.c.place,
    exists().where(_r.from_establishment_id == _asked.c.place),
    exists().where(_i.establishment_id == _asked.c.place, _i.side == _IN),
)

_Shelf = tuple[int, int]


def chunks(values: Iterable[Any], size: int = _CHUNK) -> Iterator[list[Any]]:
    """The values in lists that a statement may carry."""
    every = list(values)
    for start in range(0, len(every), size):
        yield every[start : start + size]


class Shelves:
    """Parcels of one consistent view of the registry."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._asked: set[int] = set()
        self._senders: set[int] = set()
        self._makers: set[int] = set()

    def receipts(self, *wanted: ColumnElement[bool], **given: Any) -> list[Parcel]:
        """Receipts in force that meet the conditions."""
        return self._parcels(_RECEIPTS.where(*wanted), **given)

    def outputs(self, *wanted: ColumnElement[bool], **given: Any) -> list[Parcel]:
        """What came out of transformations, where it meets the conditions."""
        return self._parcels(_items(_OUT).where(*wanted), **given)

    def relaying(self, goods: list[Parcel]) -> list[Parcel]:
        """Those at places from which anything was ever sent on, or where anything was ever made of something."""
        fresh = {one.place for one in goods} - self._asked
        if fresh:
            self._asked |= fresh
            rows = listed([place] for place in fresh)
            for place, sends, makes in self._connection.execute(_RELAYS, {"relays": rows}).all():
                if sends:
                    self._senders.add(place)
                if makes:
                    self._makers.add(place)
        relays = self._senders | self._makers
        return [one for one in goods if one.place in relays]

    def sent_from(self, held: Mapping[_Shelf, Held]) -> Iterable[Parcel]:
        """Receipts elsewhere that may have come of what is held; more than did, never fewer."""
        return self._left(held, self._senders, _SENT, _SENT_OF_LOT)

    def put_into(self, held: Mapping[_Shelf, Held]) -> Iterable[Parcel]:
        """What went into transformations and may be of what is held; more than is, never less."""
        return self._left(held, self._makers, _PUT_INTO, _PUT_INTO_OF_LOT)

    def made_in(self, transformations: Iterable[int]) -> list[Parcel]:
        """What came out of these transformations."""
        numbers = list(transformations)
        return self._parcels(_MADE, made=listed(numbers)) if numbers else []

    def needed_for(self, transformations: Iterable[int]) -> list[Parcel]:
        """What went into these transformations."""
        numbers = list(transformations)
        return self._parcels(_NEEDED, made=listed(numbers)) if numbers else []

    def held_at(self, wanted: Mapping[_Shelf, Wanted]) -> list[Parcel]:
        """Goods on these shelves that came before the last day on which anything left: receipts, and
        what was made there."""
        if not wanted:
            return []
        days: dict[int, tuple[int, int]] = {}
        for (place, _), each in wanted.items():
            first, last = days.get(place, (each.days.first, each.days.last))
            days[place] = (min(first, each.days.first), max(last, each.days.last))
        given = {
            "places": listed((place, *span) for place, span in days.items()),
            "products": listed({what for _, what in wanted}),
            "lots": listed({lot for each in wanted.values() for lot in each.lots}),
        }
        found = self._parcels(_CAME, **given) + self._parcels(_CAME_OUT, **given)
        return [one for one in found if (one.place, one.product) in wanted]

    def _left(
        self,
        held: Mapping[_Shelf, Held],
        places: set[int],
        by_day: Select[Any],
        by_lot: Select[Any],
    ) -> Iterable[Parcel]:
        here = [(shelf, each) for shelf, each in held.items() if shelf[0] in places]
        if not here:
            return ()
        spans = listed((*shelf, *span) for shelf, each in here for span in each.days.spans())
        found = {one.id: one for one in self._parcels(by_day, spans=spans)}
        lots = {lot for _, each in here for lot in each.lots}
        if lots:
            since = listed((*shelf, min(each.lots.values())) for shelf, each in here if each.lots)
            of_lots = self._parcels(by_lot, since=since, lots=listed(lots))
            found |= {one.id: one for one in of_lots}
        return found.values()

    def _parcels(self, query: Select[Any], **given: Any) -> list[Parcel]:
        rows = self._connection.execute(query, given)
        return [Parcel(*row) for some in rows.partitions(_CHUNK) for row in some]
