"""Papers, receipts and transformations as rows: written inside the caller's transaction, judged before."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, select

from foodtrace.registry.prepared import Prepared, inserted
from foodtrace.registry.supply_schema import (
    receipt,
    supply_document,
    transformation,
    transformation_item,
)
from foodtrace.sticker import day_number
from foodtrace.supply.checking import exact, lot_key
from foodtrace.supply.goods import Dispatch, Item, Papers, Product, Receipt, Transformation

__all__ = ["Said", "receipt_row", "write_document", "write_receipts", "write_transformation"]


_DOCUMENT = inserted(supply_document)
_RECEIPT = inserted(receipt, "ended_at")
_TRANSFORMATION = inserted(transformation, "ended_at")
_ITEM = inserted(transformation_item)
_BROUGHT = Prepared(
    select(receipt.c.id)
    .where(receipt.c.document_id == bindparam("document"))
    .order_by(receipt.c.id)
)


class Said(msgspec.Struct, frozen=True):
    """What all rows of some papers share: the numbers of what they name, and their own."""

    products: dict[Product, int]
    lots: dict[tuple[int, str], int]
    document: int
    corrects: int | None

    def lot_of(self, item: Item) -> int | None:
        """The number of the item's lot."""
        return (
            None if item.lot is None else self.lots[self.products[item.product], lot_key(item.lot)]
        )


def receipt_row(
    said: Said, one: Receipt | Dispatch, to: int, supplier: int | None, sender: int | None
) -> dict[str, Any]:
    """One receipt as its row."""
    item = one.item
    return {
        "establishment_id": to,
        "supplier_id": supplier,
        "from_establishment_id": sender,
        "product_id": said.products[item.product],
        "lot_id": said.lot_of(item),
        "day": day_number(one.day),
        "received_at": one.received_at,
        "use_by_day": None if item.use_by is None else day_number(item.use_by),
        "quantity": exact(item.quantity),
        "unit": item.unit,
        "document_id": said.document,
        "line": one.line,
        "corrects": said.corrects,
    }


def write_document(
    connection: Connection,
    papers: Papers,
    place: int | None,
    seller: int | None,
    actor: str,
    now: int,
) -> int:
    """The papers themselves; gives their number."""
    values = {
        "key": papers.key,
        "kind": papers.kind,
        "establishment_id": place,
        "supplier_id": seller,
        "content_sha256": papers.content_sha256,
        "number": papers.number,
        "signature": papers.signature,
        "changes_key": papers.changes_key,
        "change": papers.change,
        "actor": actor,
        "recorded_at": now,
        "detail": papers.detail,
    }
    return _DOCUMENT.insert(connection, values)


def write_receipts(connection: Connection, rows: list[dict[str, Any]]) -> list[int]:
    """Receipts of one document; gives their numbers."""
    if not rows:
        return []
    if len(rows) == 1:
        return [_RECEIPT.insert(connection, rows[0])]
    _RECEIPT.run(connection, rows)
    brought = _BROUGHT.all(connection, {"document": rows[0]["document_id"]})
    return [number for (number,) in brought]


def write_transformation(connection: Connection, said: Said, one: Transformation) -> int:
    """What was made of what; gives its number."""
    shared: dict[str, Any] = {
        "establishment_id": one.establishment_id,
        "day": day_number(one.day),
    }
    number = _TRANSFORMATION.insert(connection, shared | {"document_id": said.document})
    rows = [
        shared
        | {
            "transformation_id": number,
            "side": side,
            "product_id": said.products[item.product],
            "lot_id": said.lot_of(item),
            "use_by_day": None if item.use_by is None else day_number(item.use_by),
            "quantity": exact(item.quantity),
            "unit": item.unit,
        }
        for side, items in ((0, one.inputs), (1, one.outputs))
        for item in items
    ]
    _ITEM.run(connection, rows)
    return number
