"""Suspending, reinstating and revoking: what an office decides about an establishment's stickers."""

from __future__ import annotations

from sqlalchemy import update

from foodtrace.issuing.changing import (
    Change,
    conflict,
    refuse_if_revoked,
    stickers_of,
    turn,
)
from foodtrace.registry import Registry
from foodtrace.registry.reasons import check_actor, check_reason
from foodtrace.registry.schema import IN_FORCE, REVOKED, SUSPENDED, establishment

__all__ = ["reinstate", "revoke", "suspend"]


async def suspend(registry: Registry, id: int, *, reason: str, actor: str, now: int) -> Change:
    """Suspend every sticker of the establishment that is in force. Raises NotFound, Conflict."""
    reason, actor = check_reason(reason), check_actor(actor)
    async with registry.writing() as connection:
        stickers = await stickers_of(connection, id)
        refuse_if_revoked(id, stickers)
        if any(row.state == SUSPENDED for row in stickers):
            raise conflict(id, "is suspended already", "already_suspended")
        chosen = [row for row in stickers if row.state == IN_FORCE and row.exp > now]
        if not chosen:
            raise conflict(id, "has no sticker in force to suspend", "no_live_sticker")
        return await turn(connection, id, "suspended", chosen, SUSPENDED, reason, actor, now)


async def reinstate(registry: Registry, id: int, *, reason: str, actor: str, now: int) -> Change:
    """Put the suspended stickers in force again. Raises NotFound, Conflict (not_suspended, revoked)."""
    reason, actor = check_reason(reason), check_actor(actor)
    async with registry.writing() as connection:
        stickers = await stickers_of(connection, id)
        refuse_if_revoked(id, stickers)
        chosen = [row for row in stickers if row.state == SUSPENDED]
        if not chosen:
            raise conflict(id, "is not suspended", "not_suspended")
        return await turn(connection, id, "reinstated", chosen, IN_FORCE, reason, actor, now)


async def revoke(registry: Registry, id: int, *, reason: str, actor: str, now: int) -> Change:
    """Revoke every live sticker of the establishment, for good: no bulk run gives it another.

    Raises NotFound, Conflict (revoked, no_live_sticker).
    """
    reason, actor = check_reason(reason), check_actor(actor)
    async with registry.writing() as connection:
        stickers = await stickers_of(connection, id)
        refuse_if_revoked(id, stickers)
        chosen = [
            row
            for row in stickers
            if row.state == SUSPENDED or (row.state == IN_FORCE and row.exp > now)
        ]
        if not chosen:
            raise conflict(id, "has no live sticker to revoke", "no_live_sticker")
        this = establishment.c.id == id
        await connection.execute(update(establishment).where(this).values(revoked_at=now))
        return await turn(connection, id, "revoked", chosen, REVOKED, reason, actor, now)
