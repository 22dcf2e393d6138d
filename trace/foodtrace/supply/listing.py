"""Papers and receipts as the office opens them: the last papers that came, one receipt with its own; within bounds."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row, func, select

from foodtrace.access import Who, within
from foodtrace.registry import Registry
from foodtrace.registry.schema import establishment
from foodtrace.registry.supply_schema import (
    receipt,
    supplier,
    supply_document,
    transformation,
)
from foodtrace.sticker import encode_typed_code
from foodtrace.supply.goods import KeptReceipt
from foodtrace.supply.reading import read_receipt, receipt_not_found

__all__ = ["KeptPapers", "OpenReceipt", "list_papers", "open_receipt"]


class KeptPapers(msgspec.Struct, frozen=True):
    """Papers, of one establishment or (`establishment_id` is None) of several: `receipts` of them are in force, of `lines` that they brought;
    `made` is how many transformations they tell of.

    `file` is the name under which they were handed in, where they were a file.
    """

    id: int
    kind: str
    number: str
    signature: str
    change: str | None
    supplier: str | None
    establishment_id: int | None
    establishment: str | None
    actor: str
    recorded_at: int
    file: str
    receipts: int
    lines: int
    made: int


class OpenReceipt(msgspec.Struct, frozen=True):
    """A receipt with what an officer wants to know of it: where it is, who recorded it, what took its place.

    `sender` is the name and the typed code of the establishment that the goods came from.
    """

    receipt: KeptReceipt
    establishment: str
    typed_code: str
    sender: tuple[str, str] | None
    actor: str
    recorded_at: int
    file: str
    reason: str
    corrected_by: int | None


async def list_papers(
    registry: Registry, who: Who, *, before: int | None = None, limit: int = 50
) -> list[KeptPapers]:
    """The papers recorded last come first; `before` is the number of the last one of the page before.

    Those of several establishments are shown to whoever has no bounds.
    """
    table = supply_document.c
    query: Any = (
        select(
            table.id,
            table.kind,
            table.number,
            table.signature,
            table.change,
            supplier.c.name.label("supplier"),
            table.establishment_id,
            establishment.c.name.label("establishment"),
            table.actor,
            table.recorded_at,
            table.detail,
        )
        .outerjoin_from(
            supply_document, establishment, establishment.c.id == table.establishment_id
        )
        .outerjoin(supplier, supplier.c.id == table.supplier_id)
        .where(within(who))
        .order_by(table.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(table.id < before)
    async with registry.reading() as connection:
        rows = (await connection.execute(query)).all()
        lines = (
            select(receipt.c.document_id, func.count(), func.count(receipt.c.ended_at))
            .where(receipt.c.document_id.in_([row.id for row in rows]))
            .group_by(receipt.c.document_id)
        )
        counts = {row[0]: (row[1], row[2]) for row in await connection.execute(lines)}
        done = (
            select(transformation.c.document_id, func.count())
            .where(transformation.c.document_id.in_([row.id for row in rows]))
            .group_by(transformation.c.document_id)
        )
        made = {row[0]: row[1] for row in await connection.execute(done)}
    return [_kept(row, *counts.get(row.id, (0, 0)), made.get(row.id, 0)) for row in rows]


async def open_receipt(registry: Registry, who: Who, id: int) -> OpenReceipt:
    """Raises NotFound (receipt_not_found), also outside the bounds of `who`."""
    later = select(receipt.c.id).where(receipt.c.corrects == id).limit(1)
    async with registry.reading() as connection:
        kept = await read_receipt(connection, id)
        places = select(establishment.c.id, establishment.c.name)
        here = places.where(establishment.c.id == kept.establishment_id, within(who))
        place = (await connection.execute(here)).first()
        if place is None:
            raise receipt_not_found(id)
        sender = None
        if kept.from_establishment_id is not None:
            there = places.where(establishment.c.id == kept.from_establishment_id)
            sender = (await connection.execute(there)).one()
        table = supply_document.c
        papers = select(table.actor, table.recorded_at, table.detail)
        made = (await connection.execute(papers.where(table.id == kept.document_id))).one()
        corrected_by = (await connection.execute(later)).scalar()
    return OpenReceipt(
        receipt=kept,
        establishment=place.name,
        typed_code=encode_typed_code(place.id),
        sender=None if sender is None else (sender.name, encode_typed_code(sender.id)),
        actor=made.actor,
        recorded_at=made.recorded_at,
        file=str(made.detail.get("file", "")),
        reason=str(made.detail.get("reason", "")),
        corrected_by=corrected_by,
    )


def _kept(row: Row[Any], lines: int, ended: int, made: int) -> KeptPapers:
    return KeptPapers(
        id=row.id,
        kind=row.kind,
        number=row.number,
        signature=row.signature,
        change=row.change,
        supplier=row.supplier,
        establishment_id=row.establishment_id,
        establishment=row.establishment,
        actor=row.actor,
        recorded_at=row.recorded_at,
        file=str(row.detail.get("file", "")),
        receipts=lines - ended,
        lines=lines,
        made=made,
    )
