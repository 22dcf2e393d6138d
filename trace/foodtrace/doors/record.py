"""One establishment as the office sees it: its public record, its stickers' lives, its history."""

from __future__ import annotations

from sqlalchemy import select

from foodtrace.access import Who, within
from foodtrace.doors.conditions import LIFE
from foodtrace.doors.listing import doors_of
from foodtrace.doors.shapes import DoorRecord, StickerLife
from foodtrace.publication import public_establishment
from foodtrace.registry import Registry, establishment_not_found
from foodtrace.registry.schema import establishment, sticker

__all__ = ["door_record"]


async def door_record(registry: Registry, id: int, who: Who, *, now: int) -> DoorRecord:
    """Raises NotFound (establishment_not_found), also outside the bounds of `who`."""
    table = establishment.c
    kept = select(table.version, table.place, table.revoked_at, table.created_at)
    lives = select(
        sticker.c.kid,
        sticker.c.idx,
        sticker.c.printed_at,
        sticker.c.put_up_at,
        sticker.c.damaged_at,
        sticker.c.taken_down_at,
        sticker.c.outdated_at,
        LIFE.label("life"),
    ).where(sticker.c.establishment_id == id)
    async with registry.reading() as connection:
        row = None
        if 1 <= id < 2**32:
            row = (await connection.execute(kept.where(table.id == id, within(who)))).first()
        if row is None:
            raise establishment_not_found(id)
        (door,) = await doors_of(connection, [id], who, now)
        found = {(each.kid.hex(), each.idx): each for each in await connection.execute(lives)}
    # Read after the version: what changes in between makes the form stale, never silently overwritten.
    facts = await public_establishment(registry, id, now)
    if facts is None:
        raise establishment_not_found(id)
    stickers = tuple(
        StickerLife(
            kid=each.kid,
            idx=each.idx,
            iat=each.iat,
            exp=each.exp,
            standing=each.standing,
            is_current=each.is_current,
            life=life.life,
            printed_at=life.printed_at,
            put_up_at=life.put_up_at,
            damaged_at=life.damaged_at,
            taken_down_at=life.taken_down_at,
            outdated_at=life.outdated_at,
        )
        for each in facts.stickers
        if (life := found.get((each.kid, each.idx))) is not None
    )
    return DoorRecord(
        door=door,
        facts=facts,
        place=row.place,
        version=row.version,
        revoked_at=row.revoked_at,
        created_at=row.created_at,
        stickers=stickers,
    )
