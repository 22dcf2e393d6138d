"""The record read back: receipts of a place or of papers, as the office and the owner see them."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, false, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import NotFound
from foodtrace.places import fold
from foodtrace.registry import Registry
from foodtrace.registry.origins_schema import book_kept
from foodtrace.registry.supply_schema import (
    lot,
    product,
    product_gtin,
    receipt,
    supplier,
    supply_document,
)
from foodtrace.sticker import civil_date, day_number
from foodtrace.supply.checking import lot_key
from foodtrace.supply.goods import Item, KeptReceipt, Product, Supplier

__all__ = ["kept_until", "read_receipt", "read_receipts", "receipt_not_found", "receipts_of"]

_GTIN = (
    select(func.min(product_gtin.c.gtin))
    .where(product_gtin.c.product_id == receipt.c.product_id)
    .scalar_subquery()
)
_RECEIPTS: Select[Any] = (
    select(
        receipt,
        supplier.c.name.label("supplier_name"),
        supplier.c.tax_code,
        supplier.c.address,
        product.c.name.label("product_name"),
        _GTIN.label("gtin"),
        lot.c.code.label("lot_code"),
        supply_document.c.kind,
        supply_document.c.number,
        supply_document.c.signature,
    )
    .join_from(receipt, product, product.c.id == receipt.c.product_id)
    .join(supply_document, supply_document.c.id == receipt.c.document_id)
    .outerjoin(supplier, supplier.c.id == receipt.c.supplier_id)
    .outerjoin(lot, lot.c.id == receipt.c.lot_id)
)


async def receipts_of(
    registry: Registry,
    establishment_id: int,
    *,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    text: str = "",
    ended: bool = False,
    before: int | None = None,
    limit: int = 1000,
) -> list[KeptReceipt]:
    """Receipts of one establishment, newest day first; with `ended` those out of force too.

    `text` is words of a product or a supplier, or a lot; `before` is the last receipt of the page before.
    """
    query = _RECEIPTS.where(receipt.c.establishment_id == establishment_id)
    if since is not None:
        query = query.where(receipt.c.day >= day_number(since))
    if until is not None:
        query = query.where(receipt.c.day <= day_number(until))
    if not ended:
        query = query.where(receipt.c.ended_at.is_(None))
    if text.strip():
        query = query.where(_matching(text[:200]))
    if before is not None:
        last = select(receipt.c.day).where(receipt.c.id == before).scalar_subquery()
        query = query.where(tuple_(receipt.c.day, receipt.c.id) < tuple_(last, before))
    query = query.order_by(receipt.c.day.desc(), receipt.c.id.desc()).limit(limit)
    async with registry.reading() as connection:
        return [_kept(row) for row in await connection.execute(query)]


async def read_receipts(connection: AsyncConnection, ids: list[int]) -> list[KeptReceipt]:
    """These receipts inside the caller's transaction, by number; at most 500 at a time."""
    query = _RECEIPTS.where(receipt.c.id.in_(ids[:500])).order_by(receipt.c.id)
    return [_kept(row) for row in await connection.execute(query)]


async def read_receipt(connection: AsyncConnection, id: int) -> KeptReceipt:
    """One receipt. Raises NotFound (receipt_not_found)."""
    found = await read_receipts(connection, [id])
    if not found:
        raise receipt_not_found(id)
    return found[0]


def receipt_not_found(id: int) -> NotFound:
    """What is said of a receipt that is not there, or not for whoever asks."""
    return NotFound(
        f"the registry has no receipt {id}; list those of the establishment",
        code="receipt_not_found",
    )


async def kept_until(registry: Registry, establishment_id: int) -> datetime.date | None:
    """The last day of which the establishment's receiving book holds anything."""
    query = select(book_kept.c.day).where(book_kept.c.establishment_id == establishment_id)
    async with registry.reading() as connection:
        day = (await connection.execute(query)).scalar()
    return None if day is None else civil_date(day)


def _matching(text: str) -> ColumnElement[bool]:
    named = [
        or_(
            product.c.name_folded.contains(word, autoescape=True),
            supplier.c.name_folded.contains(word, autoescape=True),
        )
        for word in fold(text).split()[:8]
    ]
    code = lot_key(text)
    of_lot = lot.c.code_key.contains(code, autoescape=True) if code else false()
    return or_(and_(*named), of_lot) if named else of_lot


def _kept(row: Row[Any]) -> KeptReceipt:
    return KeptReceipt(
        id=row.id,
        establishment_id=row.establishment_id,
        supplier=None
        if row.supplier_id is None
        else Supplier(row.supplier_name, row.tax_code, row.address),
        from_establishment_id=row.from_establishment_id,
        item=Item(
            Product(row.product_name, row.gtin),
            Decimal(row.quantity),
            row.unit,
            row.lot_code,
            None if row.use_by_day is None else civil_date(row.use_by_day),
        ),
        day=civil_date(row.day),
        received_at=row.received_at,
        document_id=row.document_id,
        document_kind=row.kind,
        document_number=row.number,
        signature=row.signature,
        line=row.line,
        corrects=row.corrects,
        ended_at=row.ended_at,
    )
