"""The Global Location Number of an establishment: given, changed or taken away, and who did it when."""

from __future__ import annotations

import msgspec
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import Conflict
from foodtrace.gs1 import check_gln
from foodtrace.issuing.correcting import Corrected, open_for_change
from foodtrace.registry import Event, Registry, establishment_not_found, record_events
from foodtrace.registry.reasons import check_actor, check_reason
from foodtrace.registry.schema import establishment
from foodtrace.sticker import encode_typed_code

__all__ = ["Numbered", "gln_of", "set_gln"]


class Numbered(msgspec.Struct, frozen=True):
    """The GLN of an establishment, if it has one, and the version of its record."""

    gln: str | None
    version: int


async def gln_of(registry: Registry, id: int) -> Numbered:
    """The number of an establishment. Raises NotFound."""
    query = select(establishment.c.gln, establishment.c.version).where(establishment.c.id == id)
    async with registry.reading() as connection:
        row = (await connection.execute(query)).first()
    if row is None:
        raise establishment_not_found(id)
    return Numbered(row.gln, row.version)


async def set_gln(
    registry: Registry, id: int, gln: str | None, *, seen: int, reason: str, actor: str, now: int
) -> Corrected:
    """Let an open establishment have this number, or none. The same again makes no event.

    A closed one gives its number up to the one that asks for it, which is an event of both. `seen` is the version that the officer saw. Raises InvalidRequest (gln), NotFound; Conflict:
    changed_meanwhile, closed, gln_taken (its field `other` is the typed code of who has it).
    """
    reason, actor = check_reason(reason), check_actor(actor)
    wanted = None if gln is None else check_gln("".join(gln.split()))
    async with registry.writing() as connection:
        row = await open_for_change(connection, id, seen)
        if row.gln == wanted:
            return Corrected((), row.version)
        changes = [(id, row.gln, wanted)]
        if wanted is not None and (holder := await _closed_holder(connection, wanted)) is not None:
            changes.insert(0, (holder, wanted, None))
        for each, _, number in changes:
            values = {"gln": number, "version": establishment.c.version + 1}
            this = establishment.c.id == each
            await connection.execute(update(establishment).where(this).values(values))
        events = [
            Event(
                at=now,
                actor=actor,
                kind="corrected",
                establishment_id=each,
                reason=reason,
                before={"gln": before},
                after={"gln": after},
            )
            for each, before, after in changes
        ]
        await record_events(connection, events)
    return Corrected(("gln",), row.version + 1)


async def _closed_holder(connection: AsyncConnection, gln: str) -> int | None:
    """The closed establishment that has this number. Raises Conflict (gln_taken) for an open one."""
    query = select(establishment.c.id, establishment.c.closed_at).where(establishment.c.gln == gln)
    holder = (await connection.execute(query)).first()
    if holder is None:
        return None
    if holder.closed_at is None:
        code = encode_typed_code(holder.id)
        raise Conflict(
            f"{code} has the GLN {gln}, which stands for one place only; take it away there first, or "
            "compare the number; nothing was changed",
            code="gln_taken",
            other=code,
        )
    return int(holder.id)
