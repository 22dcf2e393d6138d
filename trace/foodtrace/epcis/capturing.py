"""Documents of events into the record: all that one says or nothing, and the same event once."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.access import Who
from foodtrace.epcis.naming import Names
from foodtrace.epcis.parsing import Fault, ParsedDocument
from foodtrace.epcis.taking import Refused, Taking
from foodtrace.errors import NotFound
from foodtrace.registry import Registry
from foodtrace.registry.epcis_schema import epcis_capture

__all__ = ["Capture", "capture", "read_capture"]


class Capture(msgspec.Struct, frozen=True):
    """One document that came. With faults nothing of it was taken; `fresh` of its `events` were new."""

    id: int
    received_at: int
    events: int
    fresh: int
    faults: tuple[Fault, ...] = ()


async def capture(
    registry: Registry, document: ParsedDocument, content_sha256: bytes, who: Who, *, now: int
) -> Capture:
    """Take a document in one transaction; a refusal is kept with its faults, in one of its own.

    The same event again, by its hash id, changes nothing, in whatever document it comes. Raises
    RegistryUnavailable.
    """
    values = {
        "actor": who.actor,
        "received_at": now,
        "content_sha256": content_sha256,
        "events": len(document.events),
    }
    try:
        async with registry.writing() as connection:
            taking = Taking(connection, Names(registry.authority.host), who, now)
            fresh, meanings = await taking.judge(document)
            number = await _insert(connection, values | {"fresh": len(fresh), "errors": []})
            for event, meaning in zip(fresh, meanings, strict=True):
                await taking.take(event, meaning, number)
        return Capture(number, now, len(document.events), len(fresh))
    except Refused as refusal:
        errors = [msgspec.structs.asdict(fault) for fault in refusal.faults]
        async with registry.writing() as connection:
            number = await _insert(connection, values | {"fresh": 0, "errors": errors})
        return Capture(number, now, len(document.events), 0, tuple(refusal.faults))


async def read_capture(registry: Registry, number: int, who: Who) -> Capture:
    """A document that this key sent. Raises NotFound (capture_not_found)."""
    table = epcis_capture.c
    query = select(epcis_capture).where(table.id == number, table.actor == who.actor)
    async with registry.reading() as connection:
        row = (await connection.execute(query)).first()
    if row is None:
        raise NotFound(
            f"this key sent no document {number}; compare the Location that the capture gave",
            code="capture_not_found",
        )
    faults = tuple(msgspec.convert(each, Fault) for each in row.errors)
    return Capture(row.id, row.received_at, row.events, row.fresh, faults)


async def _insert(connection: AsyncConnection, values: dict[str, Any]) -> int:
    made = insert(epcis_capture).values(values).returning(epcis_capture.c.id)
    return int((await connection.execute(made)).scalar_one())
