"""What an invoice that replaces or adjusts another leaves in force: lines, the day of the goods, receipts that end.

The goods came when the first invoice says, whatever day a later one was written on; and they are of the lot that
was on record, where the later one does not repeat it.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import Connection, or_, select

from foodtrace.errors import Conflict
from foodtrace.places import fold
from foodtrace.registry.supply_schema import lot, product, product_gtin, receipt, supply_document
from foodtrace.sticker import civil_date
from foodtrace.supply.checking import lot_key
from foodtrace.supply.goods import correction_key
from foodtrace.supply.invoices import Invoice, InvoiceLine
from foodtrace.supply.shelves import chunks

__all__ = ["Standing", "standing_after"]


class Standing(msgspec.Struct, frozen=True):
    """`lines` are what the invoice says of goods that came on `day`; receipts of `ends` no longer count."""

    lines: tuple[InvoiceLine, ...]
    day: datetime.date
    ends: tuple[int, ...] = ()


class _Kept(msgspec.Struct, frozen=True):
    """A receipt in force of the invoice that is changed, or of one that changed it before."""

    id: int
    product_id: int
    line: InvoiceLine
    day: datetime.date


def standing_after(connection: Connection, invoice: Invoice, place: int, filename: str) -> Standing:
    """What stands at `place` once the invoice counts. Raises Conflict (adjusts_unknown)."""
    if invoice.changes_key is None:
        return Standing(invoice.lines, invoice.day)
    kept = _kept(connection, invoice.changes_key, place)
    day = invoice.changed_day if kept == [] else min(one.day for one in kept)
    day = invoice.day if day is None else min(day, invoice.day)
    coded = _products_of(connection, [line.gtin for line in invoice.lines if line.gtin])
    lines: list[InvoiceLine] = []
    ends: list[int] = [] if invoice.change == "adjusts" else [one.id for one in kept]
    lessened: dict[int, list[InvoiceLine]] = {}
    for line in invoice.lines:
        mine = [
            one
            for one in kept
            if one.product_id == coded.get(line.gtin) or fold(one.line.name) == fold(line.name)
        ]
        ends += [one.id for one in mine]
        if line.quantity > 0:
            lines.append(_of_one_lot(line, [one.line for one in mine]))
            continue
        before = [one.line for one in mine]
        number = mine[0].product_id if mine else 0
        left = _less(lessened.get(number, before), line)
        if left is None:
            raise Conflict(
                f"{filename}, line {line.number}: takes {-line.quantity} {line.unit} off goods that are "
                "not on record; take in the invoice that it adjusts first",
                code="adjusts_unknown",
            )
        lessened[number] = left
    lines += [line for left in lessened.values() for line in left]
    return Standing(tuple(lines), day, tuple(dict.fromkeys(ends)))


def _less(before: Sequence[InvoiceLine], line: InvoiceLine) -> list[InvoiceLine] | None:
    """`before` without what `line` (a quantity below 0) takes off; None where there is not so much.

    Of the lot that the line names, else of all: which of several lots went back nobody knows, so what is
    left is of none.
    """
    named = [one for one in before if _same_lot(one.lot, line.lot)]
    chosen = named or before
    left = sum((one.quantity for one in chosen), line.quantity)
    if not chosen or left < 0:
        return None
    rest = [one for one in before if one not in chosen]
    if not left:
        return rest
    lots, days = {one.lot for one in chosen}, [one.use_by for one in chosen if one.use_by]
    return [
        *rest,
        msgspec.structs.replace(
            chosen[0],
            number=line.number,
            quantity=left,
            lot=chosen[0].lot if len(lots) == 1 else None,
            use_by=max(days) if len(days) == len(chosen) else None,
            gtin=line.gtin,
        ),
    ]


def _of_one_lot(line: InvoiceLine, before: Sequence[InvoiceLine]) -> InvoiceLine:
    """A line that states goods anew, of the lot on record unless it names one."""
    if line.lot or len({one.lot for one in before}) != 1:
        return line
    use_by = line.use_by or max((one.use_by for one in before if one.use_by), default=None)
    return msgspec.structs.replace(line, lot=before[0].lot, use_by=use_by)


def _same_lot(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and lot_key(one) == lot_key(other)


def _kept(connection: Connection, key: str, place: int) -> list[_Kept]:
    numbers = _numbers(connection, key, place)
    query = (
        select(
            *(receipt.c.id, receipt.c.product_id, receipt.c.line, receipt.c.day),
            *(receipt.c.quantity, receipt.c.unit, receipt.c.use_by_day),
            *(product.c.name, lot.c.code),
        )
        .join(product, product.c.id == receipt.c.product_id)
        .outerjoin(lot, lot.c.id == receipt.c.lot_id)
    )
    rows: list[Any] = []
    for some in chunks(numbers):
        standing = query.where(receipt.c.id.in_(some), receipt.c.ended_at.is_(None))
        rows += connection.execute(standing.order_by(receipt.c.id))
    return [
        _Kept(
            row.id,
            row.product_id,
            InvoiceLine(
                row.line,
                row.name,
                row.unit,
                Decimal(row.quantity),
                row.code,
                None if row.use_by_day is None else civil_date(row.use_by_day),
            ),
            civil_date(row.day),
        )
        for row in rows
    ]


def _numbers(connection: Connection, key: str, place: int) -> list[int]:
    """Receipts of the invoice, of those that changed it, and of whoever put one of these right."""
    papers = supply_document.c
    of_papers = select(receipt.c.id).join(
        supply_document, supply_document.c.id == receipt.c.document_id
    )
    mine = of_papers.where(
        or_(papers.key == key, papers.changes_key == key), receipt.c.establishment_id == place
    )
    numbers = found = list(connection.execute(mine).scalars())
    while found:
        keys = [correction_key(number) for number in found]
        found = []
        for some in chunks(keys):
            right = of_papers.where(papers.key.in_(some))
            found += connection.execute(right).scalars()
        numbers = numbers + found
    return numbers


def _products_of(connection: Connection, gtins: list[str]) -> dict[str | None, int]:
    query = select(product_gtin.c.gtin, product_gtin.c.product_id).where(
        product_gtin.c.gtin.in_(gtins)
    )
    return {row.gtin: row.product_id for row in connection.execute(query)}
