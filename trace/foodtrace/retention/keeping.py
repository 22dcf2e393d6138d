"""Retention times as the board sets them, and the run that removes what is past them."""

from __future__ import annotations

from typing import Final

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import InvalidRequest
from foodtrace.registry import Event, Registry, record_events
from foodtrace.registry.reasons import check_actor
from foodtrace.registry.retention_schema import retention_time
from foodtrace.retention.items import ITEMS

__all__ = ["LONGEST_DAYS", "Removed", "Time", "retain", "retention_times", "set_retention_time"]

LONGEST_DAYS: Final = 36_500
_DAY: Final = 86_400


class Time(msgspec.Struct, frozen=True):
    """How many days one item is kept; `usual` unless the board set another number."""

    item: str
    days: int
    usual: int
    vi: str
    en: str


class Removed(msgspec.Struct, frozen=True):
    """How many of one item were removed, being older than `days`."""

    item: str
    days: int
    count: int


class _Undone(Exception):
    """Ends a rehearsal: the transaction is undone."""


async def retention_times(registry: Registry) -> list[Time]:
    """Every item and for how long it is kept."""
    async with registry.reading() as connection:
        return await _times(connection)


async def set_retention_time(
    registry: Registry, item: str, days: int, *, actor: str, now: int
) -> Time:
    """Keep `item` for so many days from now on. Raises InvalidRequest (retention_item, retention_days)."""
    actor = check_actor(actor)
    names = [each.name for each in ITEMS]
    if item not in names:
        raise InvalidRequest(
            f"expected one of {', '.join(names)}, got {item[:40]!r}", code="retention_item"
        )
    if not 1 <= days <= LONGEST_DAYS:
        raise InvalidRequest(
            f"expected 1 to {LONGEST_DAYS} days, got {days}", code="retention_days"
        )
    async with registry.writing() as connection:
        before = next(each for each in await _times(connection) if each.item == item)
        row = {"item": item, "days": days, "set_at": now, "actor": actor}
        await connection.execute(insert(retention_time).values(row))
        event = Event(
            at=now,
            actor=actor,
            kind="retention_time_set",
            before={"item": item, "days": before.days},
            after={"item": item, "days": days},
        )
        await record_events(connection, [event])
    return msgspec.structs.replace(before, days=days)


async def retain(
    registry: Registry, *, actor: str, now: int, rehearse: bool = False
) -> list[Removed]:
    """Remove what is past its time, all of it or nothing; says how many of each item there were.

    A rehearsal does the same and undoes it. The public record and the events stay whole; an event
    keeps the numbers. Afterwards the bytes are gone from the files too. Raises RegistryUnavailable.
    """
    actor = check_actor(actor)
    removed: list[Removed] = []
    try:
        async with registry.writing() as connection:
            days = {each.item: each.days for each in await _times(connection)}
            for item in ITEMS:
                before = now - days[item.name] * _DAY
                count = await item.remove(connection, before, now)
                removed.append(Removed(item.name, days[item.name], count))
            counts = {each.item: each.count for each in removed if each.count}
            if rehearse:
                raise _Undone
            if counts:
                event = Event(at=now, actor=actor, kind="private_data_removed", after=counts)
                await record_events(connection, [event])
    except _Undone:
        return removed
    if counts:
        await registry.settle()
    return removed


async def _times(connection: AsyncConnection) -> list[Time]:
    query = select(retention_time.c.item, retention_time.c.days).order_by(retention_time.c.seq)
    chosen = {row.item: row.days for row in await connection.execute(query)}
    return [
        Time(each.name, chosen.get(each.name, each.days), each.days, each.vi, each.en)
        for each in ITEMS
    ]
