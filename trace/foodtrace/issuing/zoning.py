"""Zones as an office draws them: made, renamed, and which establishment lies in which."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import Conflict, NotFound
from foodtrace.issuing.changing import conflict
from foodtrace.issuing.recording import checked_zone_name, make_zone
from foodtrace.plain_text import name_key
from foodtrace.registry import Event, Registry, establishment_not_found, record_events
from foodtrace.registry.reasons import check_actor, check_reason
from foodtrace.registry.schema import establishment, zone

__all__ = ["create_zone", "move_to_zone", "rename_zone"]


async def create_zone(registry: Registry, name: str, *, actor: str, now: int) -> int:
    """Make an empty zone; gives its id. Raises InvalidRequest (zone_name), Conflict (zone_exists)."""
    actor, shown = check_actor(actor), checked_zone_name(name)
    async with registry.writing() as connection:
        await _check_free(connection, shown, None)
        return await make_zone(connection, shown, actor, now)


async def rename_zone(
    registry: Registry, id: int, name: str, *, seen: str, actor: str, now: int
) -> None:
    """Give a zone another name; `seen` is the one the officer saw.

    Raises InvalidRequest (zone_name), NotFound (zone_not_found), Conflict (zone_exists, changed_meanwhile).
    """
    actor, shown = check_actor(actor), checked_zone_name(name)
    async with registry.writing() as connection:
        before = await _name(connection, id)
        if before != seen:
            raise Conflict(
                f"the zone was renamed to {before!r} by somebody else meanwhile; nothing was changed",
                code="changed_meanwhile",
            )
        if before == shown:
            return
        await _check_free(connection, shown, id)
        change = update(zone).where(zone.c.id == id).values(name=shown, key=name_key(shown))
        await connection.execute(change)
        event = Event(
            at=now,
            actor=actor,
            kind="zone_renamed",
            before={"zone": id, "name": before},
            after={"zone": id, "name": shown},
        )
        await record_events(connection, [event])


async def move_to_zone(
    registry: Registry, ids: Sequence[int], zone_id: int, *, reason: str, actor: str, now: int
) -> int:
    """Let open establishments lie in another zone, all or none; gives how many moved.

    A sticker names no zone, so none is touched. Raises NotFound, Conflict (closed).
    """
    reason, actor = check_reason(reason), check_actor(actor)
    moved = 0
    async with registry.writing() as connection:
        names = {zone_id: await _name(connection, zone_id)}
        for each in ids:
            query = select(establishment).where(establishment.c.id == each)
            row = (await connection.execute(query)).first()
            if row is None:
                raise establishment_not_found(each)
            if row.closed_at is not None:
                raise conflict(each, "is closed, which is for good", "closed")
            if row.zone_id == zone_id:
                continue
            if row.zone_id not in names:
                names[row.zone_id] = await _name(connection, row.zone_id)
            change = {"zone_id": zone_id, "version": row.version + 1}
            this = establishment.c.id == each
            await connection.execute(update(establishment).where(this).values(change))
            event = Event(
                at=now,
                actor=actor,
                kind="moved_zone",
                establishment_id=each,
                reason=reason,
                before={"zone": row.zone_id, "name": names[row.zone_id]},
                after={"zone": zone_id, "name": names[zone_id]},
            )
            await record_events(connection, [event])
            moved += 1
    return moved


async def _name(connection: AsyncConnection, id: int) -> str:
    name = (await connection.execute(select(zone.c.name).where(zone.c.id == id))).scalar()
    if name is None:
        raise NotFound(f"no zone has the number {id}", code="zone_not_found")
    return str(name)


async def _check_free(connection: AsyncConnection, name: str, but: int | None) -> None:
    query = select(zone.c.id).where(zone.c.key == name_key(name), zone.c.id != (but or 0))
    if (await connection.execute(query)).first() is not None:
        raise Conflict(f"there is a zone named {name!r} already", code="zone_exists")
