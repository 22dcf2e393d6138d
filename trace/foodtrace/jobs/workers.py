"""Which workers there are: each says now and then that it lives and whether it can sign."""

from __future__ import annotations

from typing import Final, Literal

import msgspec
from sqlalchemy import delete, insert, select, update

from foodtrace.registry import Registry
from foodtrace.registry.work_schema import worker

__all__ = ["ALIVE_SECONDS", "KeyState", "Workers", "announce", "take_leave", "workers_seen"]

# A worker tells every few seconds; one that was silent so long counts as gone.
ALIVE_SECONDS: Final = 60
_FORGET_SECONDS: Final = 7 * 86_400

KeyState = Literal["held", "absent", "refused"]
"""Whether a worker has the sticker key: absent without a passphrase, refused when it did not open."""


class Workers(msgspec.Struct, frozen=True):
    """How many workers live, what those know of the sticker key, and when any was last seen."""

    alive: int
    sticker_key: KeyState
    last_seen_at: int | None

    @property
    def can_sign(self) -> bool:
        """Whether a living worker holds the sticker key."""
        return self.sticker_key == "held"


async def announce(registry: Registry, holder: str, now: int, *, sticker_key: KeyState) -> None:
    """Say that this worker lives; long gone ones are forgotten."""
    async with registry.writing() as connection:
        values = {"seen_at": now, "stopped_at": None, "sticker_key": sticker_key}
        mine = worker.c.holder == holder
        changed = await connection.execute(update(worker).where(mine).values(**values))
        if not changed.rowcount:
            await connection.execute(insert(worker).values(holder=holder, started_at=now, **values))
            gone = worker.c.seen_at < now - _FORGET_SECONDS
            await connection.execute(delete(worker).where(gone))


async def take_leave(registry: Registry, holder: str, now: int) -> None:
    """Say that this worker stopped by itself."""
    async with registry.writing() as connection:
        values = {"seen_at": now, "stopped_at": now}
        await connection.execute(update(worker).where(worker.c.holder == holder).values(**values))


async def workers_seen(registry: Registry, now: int) -> Workers:
    """What the console says about workers."""
    async with registry.reading() as connection:
        rows = (await connection.execute(select(worker).order_by(worker.c.seen_at.desc()))).all()
    alive = [
        row for row in rows if row.stopped_at is None and abs(now - row.seen_at) <= ALIVE_SECONDS
    ]
    states = {row.sticker_key for row in alive}
    key: KeyState = "held" if "held" in states else "refused" if "refused" in states else "absent"
    return Workers(len(alive), key, rows[0].seen_at if rows else None)
