"""Papers that take the place of others: which receipts they end, in whichever order the papers come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, select, update

from foodtrace.errors import Conflict
from foodtrace.registry.supply_schema import receipt, supply_document
from foodtrace.supply.goods import Papers

__all__ = ["supersede"]

_CHUNK = 500
# Papers whose keys others know: those that replace them may come first.
_CHANGEABLE = ("invoice", "epcis")


def supersede(
    connection: Connection, papers: Papers, document: int, ends: Sequence[int], now: int
) -> list[int]:
    """End what these papers replace or adjust, and what papers that came before them already did to them.

    Papers that replace end every receipt of the others; papers that adjust end those of the products
    they name, the rest stays. Gives the numbers of all receipts that ended. Raises Conflict (papers_elsewhere).
    """
    ended = list(ends)
    if papers.changes_key is not None:
        query = select(supply_document).where(supply_document.c.key == papers.changes_key)
        target = connection.execute(query).one_or_none()
        if target is not None:
            _check_same_place(connection, document, target)
            ended += _touched(connection, target.id, document, papers.change)
    if papers.kind in _CHANGEABLE:
        later = select(supply_document.c.id, supply_document.c.change).where(
            supply_document.c.changes_key == papers.key
        )
        for number, change in connection.execute(later).all():
            ended += _touched(connection, document, number, change)
    ended = list(dict.fromkeys(ended))
    for start in range(0, len(ended), _CHUNK):
        connection.execute(
            update(receipt)
            .where(receipt.c.id.in_(ended[start : start + _CHUNK]), receipt.c.ended_at.is_(None))
            .values(ended_at=now)
        )
    return ended


def _touched(connection: Connection, earlier: int, later: int, change: str | None) -> list[int]:
    query: Select[Any] = select(receipt.c.id).where(
        receipt.c.document_id == earlier, receipt.c.ended_at.is_(None)
    )
    if change == "adjusts":
        named = select(receipt.c.product_id).where(receipt.c.document_id == later)
        query = query.where(receipt.c.product_id.in_(named))
    return list(connection.execute(query).scalars())


def _check_same_place(connection: Connection, document: int, target: Any) -> None:
    mine = select(supply_document.c.establishment_id).where(supply_document.c.id == document)
    place = connection.execute(mine).scalar_one()
    if target.establishment_id is not None and place not in (None, target.establishment_id):
        raise Conflict(
            f"{target.number or target.key}, which these papers change, was taken in at another "
            "establishment; compare the buyer",
            code="papers_elsewhere",
        )
