"""Goods as they lie on shelves: all that a step of the walk needs is read at once, of one view of the registry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from foodtrace.registry.listed import listed
from foodtrace.registry.prepared import Prepared
from foodtrace.supply import statements
from foodtrace.supply.holding import Days, Held, Wanted
from foodtrace.supply.parcels import Parcel

__all__ = ["Shelves", "chunks"]

_CHUNK = 4000
_Shelf = tuple[int, int]
_Span = tuple[int, int]


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

    def receipts(self, days: _Span, **of: Iterable[int]) -> list[Parcel]:
        """Receipts of the `lots`, `suppliers` and `products` that are given, delivered on these days."""
        given = {name: listed(numbers) for name, numbers in of.items()}
        return self._parcels(statements.receipts_meant(*of), **given, **_within(days))

    def outputs(self, days: _Span, **of: Iterable[int]) -> list[Parcel]:
        """What came out of transformations on these days, of the `lots` and `products` that are given."""
        given = {name: listed(numbers) for name, numbers in of.items()}
        return self._parcels(statements.outputs_meant(*of), **given, **_within(days))

    def without_lot(self, days: _Span, at_hand: Mapping[tuple[int, int], Days]) -> list[Parcel]:
        """Receipts without a lot, by supplier and product, that were at hand on one of its days."""
        if not at_hand:
            return []
        goods = listed((*key, each.first, each.last) for key, each in at_hand.items())
        found = self._parcels(statements.WITHOUT_LOT, goods=goods, **_within(days))
        return [
            one for one in found if at_hand[one.supplier or 0, one.product].meet(one.day, one.until)
        ]

    def at_hand(self, place: int, day: int) -> list[Parcel]:
        """All that was at hand at the place on the day."""
        given = {"place": place, "day": day}
        return self._parcels(statements.RECEIVED_AT, **given) + self._parcels(
            statements.MADE_AT, **given
        )

    def relaying(self, goods: list[Parcel]) -> list[Parcel]:
        """Those at places from which anything was ever sent on, or where anything was ever made of something."""
        fresh = {one.place for one in goods} - self._asked
        if fresh:
            self._asked |= fresh
            rows = listed([place] for place in fresh)
            for place, sends, makes in statements.RELAYS.all(self._connection, {"relays": rows}):
                if sends:
                    self._senders.add(place)
                if makes:
                    self._makers.add(place)
        relays = self._senders | self._makers
        return [one for one in goods if one.place in relays]

    def sent_from(self, held: Mapping[_Shelf, Held]) -> list[Parcel]:
        """Receipts elsewhere that may have come of what is held; more than did, never fewer."""
        return self._left(held, self._senders, statements.SENT)

    def put_into(self, held: Mapping[_Shelf, Held]) -> list[Parcel]:
        """What went into transformations and may be of what is held; more than is, never less."""
        return self._left(held, self._makers, statements.PUT_INTO)

    def made_in(self, transformations: Iterable[int]) -> list[Parcel]:
        """What came out of these transformations."""
        numbers = list(transformations)
        return self._parcels(statements.MADE, made=listed(numbers)) if numbers else []

    def needed_for(self, transformations: Iterable[int]) -> list[Parcel]:
        """What went into these transformations."""
        numbers = list(transformations)
        return self._parcels(statements.NEEDED, made=listed(numbers)) if numbers else []

    def held_at(self, wanted: Mapping[_Shelf, Wanted]) -> list[Parcel]:
        """Goods that were on these shelves when something left them: receipts, and what was made there;
        more than were, never fewer."""
        if not wanted:
            return []
        days: dict[int, tuple[int, int]] = {}
        for (place, _), each in wanted.items():
            first, last = days.get(place, (each.first, each.last))
            days[place] = (min(first, each.first), max(last, each.last))
        given = {
            "places": listed((place, *span) for place, span in days.items()),
            "products": listed({what for _, what in wanted}),
            "lots": listed(
                (*shelf, lot, each.last) for shelf, each in wanted.items() for lot in each.lots
            ),
        }
        found = self._parcels(statements.RECEIVED_THERE, **given)
        found += self._parcels(statements.MADE_THERE, **given)
        return [one for one in found if (one.place, one.product) in wanted]

    def _left(
        self, held: Mapping[_Shelf, Held], places: set[int], statement: Prepared
    ) -> list[Parcel]:
        here = [(shelf, each) for shelf, each in held.items() if shelf[0] in places]
        if not here:
            return []
        return self._parcels(
            statement,
            spans=listed((*shelf, *span) for shelf, each in here for span in each.spans()),
            since=listed((*shelf, min(each.lots.values())) for shelf, each in here if each.lots),
            lots=listed({lot for _, each in here for lot in each.lots}),
        )

    def _parcels(self, statement: Prepared, **given: Any) -> list[Parcel]:
        return [Parcel(*row) for row in statement.all(self._connection, given)]


def _within(days: tuple[int, int]) -> dict[str, int]:
    return {"first": days[0], "last": days[1]}
