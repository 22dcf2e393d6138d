"""Renewing, replacing and putting up: one sticker of an establishment after another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.issuing.changing import (
    Change,
    conflict,
    current_of,
    hangs_on,
    refuse_if_revoked,
    refuse_if_suspended,
    stickers_of,
    this_sticker,
    turn,
)
from foodtrace.issuing.minting import CLAIM_COLUMNS, expiry, open_mint
from foodtrace.registry import Event, Registry, record_events
from foodtrace.registry.reasons import check_actor, check_reason
from foodtrace.registry.schema import IN_FORCE, REPLACED, establishment, sticker

__all__ = ["put_up", "renew", "replace"]


async def put_up(registry: Registry, id: int, *, reason: str, actor: str, now: int) -> Change:
    """Record that the current sticker hangs on the door; a renewed older one then becomes replaced.

    Raises NotFound, Conflict (revoked, no_live_sticker, already_put_up).
    """
    reason, actor = check_reason(reason), check_actor(actor)
    async with registry.writing() as connection:
        stickers = await stickers_of(connection, id)
        refuse_if_revoked(id, stickers)
        current = current_of(id, stickers)
        if current.put_up_at is not None:
            raise conflict(id, "has put up its current sticker already", "already_put_up")
        # Whoever put it up saw it: a damage reported before was mended or never there.
        values = {"put_up_at": now, "damaged_at": None}
        await connection.execute(update(sticker).where(this_sticker(current)).values(values))
        event = Event(
            at=now,
            actor=actor,
            kind="put_up",
            establishment_id=id,
            kid=current.kid,
            idx=current.idx,
            reason=reason,
            before={"put_up_at": None},
            after={"put_up_at": now},
        )
        await record_events(connection, [event])
        older = [row for row in stickers if hangs_on(row)]
        if not older:
            return Change(id, "put_up", ())
        return await turn(connection, id, "put_up", older, REPLACED, reason, actor, now)


async def renew(
    registry: Registry,
    id: int,
    *,
    sticker_seed: bytes,
    reason: str,
    actor: str,
    now: int,
    years: int = 3,
    expected: tuple[bytes, int] | None = None,
) -> Change:
    """Issue the next sticker; the old one stays in force until its end or until the new one is put up.

    With `expected` (kid, idx) only that sticker is followed: Conflict (followed_already) if another is
    current, so that a run that was killed can be repeated. Raises NotFound, Conflict: revoked, suspended, no_live_sticker, renewal_pending (the last renewal is
    not recorded as put up and the sticker before it is still in force), and those of `open_mint`.
    """
    reason, actor = check_reason(reason), check_actor(actor)
    expiry(now, years)
    async with registry.writing() as connection:
        stickers = await stickers_of(connection, id)
        refuse_if_revoked(id, stickers)
        refuse_if_suspended(id, stickers)
        current = _expected_of(id, stickers, expected)
        if any(hangs_on(row) and row.exp > now for row in stickers):
            raise conflict(
                id, "was renewed and the new sticker is not recorded as put up", "renewal_pending"
            )
        return await _follow(
            connection, registry, current, "renewed", sticker_seed, reason, actor, now, years
        )


async def replace(
    registry: Registry,
    id: int,
    *,
    sticker_seed: bytes,
    reason: str,
    actor: str,
    now: int,
    years: int | None = None,
    expected: tuple[bytes, int] | None = None,
) -> Change:
    """Issue a new sticker for a lost or torn one; the old one is replaced at once.

    The new one keeps the old one's end unless `years` is given; `expected` as for `renew`. Raises NotFound, Conflict: revoked,
    suspended, no_live_sticker (an expired one is renewed, not replaced), and those of `open_mint`.
    """
    reason, actor = check_reason(reason), check_actor(actor)
    if years is not None:
        expiry(now, years)
    async with registry.writing() as connection:
        stickers = await stickers_of(connection, id)
        refuse_if_revoked(id, stickers)
        refuse_if_suspended(id, stickers)
        current = _expected_of(id, stickers, expected)
        if current.exp <= now:
            raise conflict(id, "has an expired sticker; renew it instead", "no_live_sticker")
        made = await _follow(
            connection, registry, current, "replaced", sticker_seed, reason, actor, now, years
        )
        old = [row for row in stickers if row.state == IN_FORCE]
        turned = await turn(connection, id, "replaced", old, REPLACED, reason, actor, now)
        return Change(id, "replaced", turned.changed + made.changed)


def _expected_of(
    id: int, stickers: Sequence[Row[*tuple[Any, ...]]], expected: tuple[bytes, int] | None
) -> Row[*tuple[Any, ...]]:
    current = current_of(id, stickers)
    if expected is not None and (current.kid, current.idx) != expected:
        raise conflict(id, "has another sticker by now", "followed_already")
    return current


async def _follow(
    connection: AsyncConnection,
    registry: Registry,
    current: Row[*tuple[Any, ...]],
    kind: str,
    seed: bytes,
    reason: str,
    actor: str,
    now: int,
    years: int | None,
) -> Change:
    this = current.establishment_id
    mint = await open_mint(connection, registry, seed, now)
    place = (
        await connection.execute(select(*CLAIM_COLUMNS).where(establishment.c.id == this))
    ).all()
    await connection.execute(update(sticker).where(this_sticker(current)).values(superseded_at=now))
    before = {"kid": current.kid.hex(), "idx": current.idx, "state": current.state}
    made = await mint.make(
        connection,
        place,
        exp=current.exp if years is None else expiry(mint.iat, years),
        kind=kind,
        actor=actor,
        now=now,
        reason=reason,
        before={this: before},
    )
    return Change(this, kind, tuple((mint.kid, idx, IN_FORCE) for _, idx in made))
