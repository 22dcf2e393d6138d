"""A sticker's life on paper: printed, reported damaged or found sound, taken down from the door.

None of it changes what a phone says of the sticker, so these events name the sticker in their detail and
make no status list due.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Row, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.issuing.changing import Change, conflict, current_of, stickers_of, this_sticker
from foodtrace.registry import Event, Registry, establishment_not_found, record_events
from foodtrace.registry.reasons import check_actor, check_reason
from foodtrace.registry.schema import REPLACED, REVOKED, establishment, sticker

__all__ = ["mark_damaged", "mark_printed", "mark_sound", "mark_taken_down"]

_CHUNK: Final = 300


async def mark_printed(
    registry: Registry,
    stickers: Sequence[tuple[bytes, int]],
    *,
    since: int,
    now: int,
    actor: str,
) -> int:
    """Record that the stickers (kid, idx) were printed; gives how many were marked now.

    Those printed at `since` (when the printing was ordered) or later are left alone, so that a job
    which is run again after a kill marks nothing twice. A sticker that was damaged starts anew: it is
    whole again and waits to be put up.
    """
    actor = check_actor(actor)
    number = tuple_(sticker.c.kid, sticker.c.idx)
    marked = 0
    async with registry.writing() as connection:
        for start in range(0, len(stickers), _CHUNK):
            query = select(*_COLUMNS).where(
                number.in_(list(stickers[start : start + _CHUNK])),
                or_(sticker.c.printed_at.is_(None), sticker.c.printed_at < since),
            )
            for row in (await connection.execute(query)).all():
                after: dict[str, Any] = {"printed_at": now}
                if row.damaged_at is not None:
                    after |= {"damaged_at": None, "put_up_at": None}
                await _mark(connection, row, "printed", after, None, actor, now)
                marked += 1
    return marked


async def mark_damaged(registry: Registry, id: int, *, reason: str, actor: str, now: int) -> Change:
    """Record that the current sticker is torn or cannot be read. Raises NotFound, Conflict (already_damaged)."""
    reason, actor = check_reason(reason), check_actor(actor)
    async with registry.writing() as connection:
        row = await _current(connection, id)
        if row.damaged_at is not None:
            raise conflict(id, "has its sticker reported as damaged already", "already_damaged")
        return await _mark(connection, row, "damaged", {"damaged_at": now}, reason, actor, now)


async def mark_sound(registry: Registry, id: int, *, reason: str, actor: str, now: int) -> Change:
    """Record that the sticker reported as damaged is sound after all. Raises NotFound, Conflict (not_damaged)."""
    reason, actor = check_reason(reason), check_actor(actor)
    async with registry.writing() as connection:
        row = await _current(connection, id)
        if row.damaged_at is None:
            raise conflict(id, "has no sticker reported as damaged", "not_damaged")
        return await _mark(connection, row, "found_sound", {"damaged_at": None}, reason, actor, now)


async def mark_taken_down(
    registry: Registry, id: int, *, reason: str, actor: str, now: int
) -> Change:
    """Record that what no longer counts is off the door: every revoked or replaced sticker that hung there.

    A closed establishment's too. Raises NotFound, Conflict (nothing_to_take_down).
    """
    reason, actor = check_reason(reason), check_actor(actor)
    async with registry.writing() as connection:
        known = select(establishment.c.id).where(establishment.c.id == id)
        if not 1 <= id < 2**32 or (await connection.execute(known)).first() is None:
            raise establishment_not_found(id)
        query = select(*_COLUMNS).where(
            sticker.c.establishment_id == id,
            sticker.c.state.in_((REVOKED, REPLACED)),
            sticker.c.put_up_at.is_not(None),
            sticker.c.taken_down_at.is_(None),
        )
        rows = (await connection.execute(query)).all()
        if not rows:
            raise conflict(id, "has no sticker that is to come down", "nothing_to_take_down")
        for row in rows:
            await _mark(connection, row, "taken_down", {"taken_down_at": now}, reason, actor, now)
    return Change(id, "taken_down", tuple((row.kid, row.idx, row.state) for row in rows))


_COLUMNS: Final = (
    sticker.c.kid,
    sticker.c.idx,
    sticker.c.establishment_id,
    sticker.c.state,
    sticker.c.printed_at,
    sticker.c.put_up_at,
    sticker.c.damaged_at,
    sticker.c.taken_down_at,
)


async def _current(connection: AsyncConnection, id: int) -> Row[*tuple[Any, ...]]:
    current = current_of(id, await stickers_of(connection, id))
    return (await connection.execute(select(*_COLUMNS).where(this_sticker(current)))).one()


async def _mark(
    connection: AsyncConnection,
    row: Row[*tuple[Any, ...]],
    kind: str,
    after: dict[str, Any],
    reason: str | None,
    actor: str,
    now: int,
) -> Change:
    await connection.execute(update(sticker).where(this_sticker(row)).values(after))
    which = {"kid": row.kid.hex(), "idx": row.idx}
    event = Event(
        at=now,
        actor=actor,
        kind=kind,
        establishment_id=row.establishment_id,
        reason=reason,
        before=which | {name: getattr(row, name) for name in after},
        after=which | after,
    )
    await record_events(connection, [event])
    return Change(row.establishment_id, kind, ((row.kid, row.idx, row.state),))
