"""Visits as the office reads them again; every reader of this must have the right to."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row, Select, func, select

from foodtrace.errors import NotFound
from foodtrace.inspection.records import VisitRecord, VisitVerdict
from foodtrace.registry import Registry
from foodtrace.registry.private_schema import inspector, visit
from foodtrace.registry.private_schema import visit_photo as photo_table

__all__ = ["Visit", "list_visits", "visit_photo"]


class Visit(msgspec.Struct, frozen=True):
    """One visit as the office sees it; `record` is what the phone sent, `inspector` a name."""

    id: int
    inspector: str
    received_at: int
    establishment_id: int | None
    form_version: str
    flags: tuple[str, ...]
    photos: int
    record: VisitRecord


async def list_visits(
    registry: Registry,
    *,
    establishment_id: int | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Visit]:
    """Visits for the office, newest first; `before` is the id of the last one of the page before."""
    query = visits_query().limit(limit)
    if establishment_id is not None:
        query = query.where(visit.c.establishment_id == establishment_id)
    if before is not None:
        query = query.where(visit.c.id < before)
    async with registry.reading() as connection:
        return [visit_of_row(row) for row in await connection.execute(query)]


def visits_query() -> Select[*tuple[Any, ...]]:
    """What `visit_of_row` reads, newest first; others may join and narrow it."""
    counted = select(func.count()).where(photo_table.c.visit_id == visit.c.id).scalar_subquery()
    return (
        select(visit, inspector.c.name.label("inspector"), counted.label("photos"))
        .join(inspector, inspector.c.id == visit.c.inspector_id)
        .order_by(visit.c.id.desc())
    )


async def visit_photo(registry: Registry, id: int, number: int) -> bytes:
    """A photo of a visit as JPEG, for the office; `number` from 1. Raises NotFound."""
    table = photo_table.c
    query = select(table.jpeg).where(table.visit_id == id, table.number == number)
    async with registry.reading() as connection:
        jpeg = (await connection.execute(query)).scalar()
    if jpeg is None:
        raise NotFound(f"visit {id} has no photo {number}", code="photo_not_found")
    return bytes(jpeg)


def visit_of_row(row: Row[*tuple[Any, ...]]) -> Visit:
    """From a row of `visits_query`."""
    record = VisitRecord(
        verdict=VisitVerdict(row.genuine, row.standing, row.freshness),
        visited_at=row.visited_at,
        results=row.results,
        notes=row.notes,
        kid=row.kid.hex() if row.kid else None,
        idx=row.idx,
        establishment_id=row.claimed_id,
        token_sha256=row.token_sha256.hex() if row.token_sha256 else None,
        typed_code=row.typed_code,
    )
    return Visit(
        id=row.id,
        inspector=row.inspector,
        received_at=row.received_at,
        establishment_id=row.establishment_id,
        form_version=row.form_version,
        flags=tuple(row.flags),
        photos=row.photos,
        record=record,
    )
