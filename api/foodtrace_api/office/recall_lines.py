"""A recall's establishments as lines of a table: certainty in words, the way of the goods, in a chosen order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import msgspec
from foodtrace.places import IN_FORCE, fold, unit
from foodtrace.supply import CERTAINTIES

from foodtrace_api.office.form import whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from foodtrace.supply import Recall, Spot, Stop, TracedEstablishment
    from litestar import Request

    from foodtrace_api.office.recall_asking import Asked

__all__ = ["COLUMNS", "Count", "Line", "Shown", "counts_of", "key_of", "lines_of"]

#: Columns that can be sorted by, in their order.
COLUMNS: Final = ("certainty", "name", "ward", "steps", "receipts")
_ON_A_PAGE: Final = 50


class Shown(msgspec.Struct, frozen=True):
    """Which part of an answer is shown, in which order: "-" before a column turns it round."""

    certainty: str = ""
    sort: str = ""
    page: int = 1

    @classmethod
    def of(cls, request: Request[Any, Any, Any]) -> Shown:
        """From the address; nonsense counts as not asked."""
        get = request.query_params.get
        certainty, sort = get("certainty", ""), get("sort", "")
        return cls(
            certainty if certainty in map(key_of, CERTAINTIES) else "",
            sort if sort.removeprefix("-") in COLUMNS else "",
            max(1, min(whole_number(get("page", "")) or 1, 100_000)),
        )

    def query(self, **changed: str) -> dict[str, str]:
        """The parts of an address that show this, with some changed."""
        page = str(self.page) if self.page > 1 else ""
        return {"certainty": self.certainty, "sort": self.sort, "page": page, **changed}

    def turned(self, column: str) -> str:
        """What the heading of a column asks for: its order, or the other way round."""
        return f"-{column}" if self.sort == column else column


class Count(msgspec.Struct, frozen=True):
    """How many establishments are how sure; `key` is "" for all of them."""

    key: str
    number: int


class Line(msgspec.Struct, frozen=True):
    """One establishment; `receipts` leads to its receiving book at what was found."""

    code: str
    name: str
    street: str
    ward: str
    certainty: str
    steps: int
    receipts: int
    book: str
    way: tuple[Stop, ...]
    closed: bool


def key_of(certainty: str) -> str:
    """A certainty as it stands in addresses and keys of words."""
    return certainty.replace(" ", "_")


def counts_of(recall: Recall) -> list[Count]:
    """All, then each certainty that the question can have; those add up to all."""
    found = [one.certainty for one in recall.establishments]
    each = [Count(key_of(kind), found.count(kind)) for kind in CERTAINTIES]
    return [Count("", len(found)), *(count for count in each if count.number)]


def lines_of(
    recall: Recall,
    spots: Mapping[int, Spot],
    ways: Mapping[int, tuple[Stop, ...]],
    shown: Shown,
    asked: Asked,
) -> tuple[list[Line], int, int]:
    """The page that is shown, its number, and how many pages there are."""
    some = [
        one
        for one in recall.establishments
        if not shown.certainty or key_of(one.certainty) == shown.certainty
    ]
    if column := shown.sort.removeprefix("-"):
        some.sort(key=lambda one: _order(one, spots[one.id], column), reverse=shown.sort[0] == "-")
    pages = max(1, -(-len(some) // _ON_A_PAGE))
    page = min(shown.page, pages)
    part = some[(page - 1) * _ON_A_PAGE : page * _ON_A_PAGE]
    return [_line(one, spots[one.id], ways[one.id], asked) for one in part], page, pages


def _order(one: TracedEstablishment, spot: Spot, column: str) -> tuple[object, ...]:
    name = fold(one.name)
    if column == "certainty":
        return CERTAINTIES.index(one.certainty), one.steps, name
    if column == "ward":
        return fold(_ward(spot.ward)), name
    if column == "steps":
        return one.steps, name
    if column == "receipts":
        return len(one.receipts), name
    return name, one.id


def _ward(code: int) -> str:
    """The name alone, as maps write it."""
    found = unit(IN_FORCE, code)
    return f"{code:05}" if found is None else found.name


def _line(one: TracedEstablishment, spot: Spot, way: tuple[Stop, ...], asked: Asked) -> Line:
    days = [each.day for each in one.receipts]
    # The book is opened at the days in which the goods came.
    span = {"from": min(days).isoformat(), "to": max(days).isoformat()} if days else {}
    if asked.product:
        span["q"] = asked.product
    elif asked.lot and all(each.lot for each in one.receipts):
        span["q"] = asked.lot
    return Line(
        code=one.typed_code,
        name=one.name,
        street=spot.street,
        ward=_ward(spot.ward),
        certainty=key_of(one.certainty),
        steps=one.steps,
        receipts=len(one.receipts),
        book=f"/office/establishments/{one.typed_code}/goods?{urlencode(span)}",
        way=way,
        closed=spot.closed,
    )
