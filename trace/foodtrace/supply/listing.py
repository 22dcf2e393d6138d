"""Papers as the office lists them: the last ones that were taken in, within somebody's bounds."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row, func, select

from foodtrace.access import Who, within
from foodtrace.registry import Registry
from foodtrace.registry.schema import establishment
from foodtrace.registry.supply_schema import receipt, supplier, supply_document

__all__ = ["KeptPapers", "list_papers"]


class KeptPapers(msgspec.Struct, frozen=True):
    """Papers of one establishment: `receipts` of them are in force, of `lines` that they brought.

    `file` is the name under which they were handed in, where they were a file.
    """

    id: int
    kind: str
    number: str
    signature: str
    change: str | None
    supplier: str | None
    establishment_id: int
    establishment: str
    actor: str
    recorded_at: int
    file: str
    receipts: int
    lines: int


async def list_papers(
    registry: Registry, who: Who, *, before: int | None = None, limit: int = 50
) -> list[KeptPapers]:
    """The papers recorded last come first; `before` is the number of the last one of the page before."""
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
        .join_from(supply_document, establishment, establishment.c.id == table.establishment_id)
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
    return [_kept(row, *counts.get(row.id, (0, 0))) for row in rows]


def _kept(row: Row[Any], lines: int, ended: int) -> KeptPapers:
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
    )
