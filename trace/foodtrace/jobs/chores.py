"""Chores: work that comes due by itself and is done by one worker at a time."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import msgspec
from sqlalchemy import and_, exists, insert, or_, select, update

from foodtrace.jobs.workers import ALIVE_SECONDS
from foodtrace.registry import Registry
from foodtrace.registry.work_schema import chore as chore_table
from foodtrace.registry.work_schema import worker

__all__ = ["Chore", "Context", "finish_chore", "lease_chore"]

# A chore is short; one that has been held so long lost its worker.
_LEASE_SECONDS: Final = 900
# A worker that was killed says nothing any more: what it held need not wait for its lease.
_SILENT_SECONDS: Final = 2 * ALIVE_SECONDS


class Context(msgspec.Struct, frozen=True):
    """What a chore may take from outside: the environment and randomness."""

    env: Mapping[str, str]
    random: Callable[[int], bytes] = secrets.token_bytes


class Chore(msgspec.Struct, frozen=True):
    """`run(registry, now, context)` gives the moment it is next due, or None for `every` seconds later.

    It may be run again after a kill, so what it does must bear a second run.
    """

    name: str
    run: Callable[[Registry, int, Context], Awaitable[int | None]]
    every: int = 300


async def lease_chore(registry: Registry, name: str, holder: str, now: int) -> bool:
    """Whether it is due and nobody is at it; if so, it is `holder`'s."""
    table = chore_table.c
    # The last two: the clock was set back, and nothing is to wait until it is there again.
    due = or_(
        table.due_at <= now,
        table.due_at > now + 40 * 86_400,
        table.ran_at > now + _SILENT_SECONDS,
    )
    silent = or_(
        worker.c.stopped_at.is_not(None),
        worker.c.seen_at < now - _SILENT_SECONDS,
        worker.c.seen_at > now + _SILENT_SECONDS,
    )
    over = or_(
        table.lease_until <= now,
        table.lease_until > now + 10 * _LEASE_SECONDS,
        exists().where(worker.c.holder == table.holder, silent),
    )
    free = and_(table.name == name, due, or_(table.holder.is_(None), over))
    async with registry.reading() as connection:
        known = (await connection.execute(select(table.name).where(table.name == name))).first()
        if known and (await connection.execute(select(table.name).where(free))).first() is None:
            return False
    values = {"holder": holder, "lease_until": now + _LEASE_SECONDS}
    async with registry.writing() as connection:
        known = (await connection.execute(select(table.name).where(table.name == name))).first()
        if known is None:
            await connection.execute(insert(chore_table).values(name=name, due_at=now, **values))
            return True
        changed = await connection.execute(update(chore_table).where(free).values(**values))
        return changed.rowcount == 1


async def finish_chore(
    registry: Registry, name: str, holder: str, now: int, *, due_at: int, error: str | None = None
) -> None:
    """It ran, well or with one line of what went wrong; it is due again at `due_at`."""
    values = {
        "ran_at": now,
        "due_at": due_at,
        "error_line": error,
        "holder": None,
        "lease_until": None,
    }
    mine = and_(chore_table.c.name == name, chore_table.c.holder == holder)
    async with registry.writing() as connection:
        await connection.execute(update(chore_table).where(mine).values(**values))
