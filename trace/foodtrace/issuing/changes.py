"""What becomes of an establishment's stickers after they are issued; each change with reason and event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import Conflict
from foodtrace.issuing.minting import CLAIM_COLUMNS, expiry, open_mint
from foodtrace.issuing.reasons import check_actor, check_reason
from foodtrace.issuing.selection import not_found
from foodtrace.registry import Event, Registry, record_events
from foodtrace.registry.schema import (
    IN_FORCE,
    REPLACED,
    REVOKED,
    SUSPENDED,
    establishment,
    sticker,
)
from foodtrace.sticker import encode_typed_code

__all__ = ["Change", "put_up", "reinstate", "renew", "replace", "revoke", "suspend"]


class Change(msgspec.Struct, frozen=True):
    """What was done: `changed` are (kid, idx, new state) of every sticker it touched, new ones included."""

    id: int
    kind: str
    changed: tuple[tuple[bytes, int, int], ...]


async def suspend(registry: Registry, id: int, *, reason: str, actor: str, now: int) -> Change:
    """Suspend every sticker of the establishment that is in force. Raises NotFound, Conflict."""
    reason, actor = check_reason(reason), check_actor(actor)
    async with registry.writing() as connection:
        stickers = await _stickers(connection, id)
        _refuse_if_revoked(id, stickers)
        if any(row.state == SUSPENDED for row in stickers):
            raise _conflict(id, "is suspended already", "already_suspended")
        chosen = [row for row in stickers if row.state == IN_FORCE and row.exp > now]
        if not chosen:
            raise _conflict(id, "has no sticker in force to suspend", "no_live_sticker")
        return await _turn(connection, id, "suspended", chosen, SUSPENDED, reason, actor, now)


async def reinstate(registry: Registry, id: int, *, reason: str, actor: str, now: int) -> Change:
    """Put the suspended stickers in force again. Raises NotFound, Conflict (not_suspended, revoked)."""
    reason, actor = check_reason(reason), check_actor(actor)
    async with registry.writing() as connection:
        stickers = await _stickers(connection, id)
        _refuse_if_revoked(id, stickers)
        chosen = [row for row in stickers if row.state == SUSPENDED]
        if not chosen:
            raise _conflict(id, "is not suspended", "not_suspended")
        return await _turn(connection, id, "reinstated", chosen, IN_FORCE, reason, actor, now)


async def revoke(registry: Registry, id: int, *, reason: str, actor: str, now: int) -> Change:
    """Revoke every live sticker of the establishment, for good: no bulk run gives it another.

    Raises NotFound, Conflict (revoked, no_live_sticker).
    """
    reason, actor = check_reason(reason), check_actor(actor)
    async with registry.writing() as connection:
        stickers = await _stickers(connection, id)
        _refuse_if_revoked(id, stickers)
        chosen = [
            row
            for row in stickers
            if row.state == SUSPENDED or (row.state == IN_FORCE and row.exp > now)
        ]
        if not chosen:
            raise _conflict(id, "has no live sticker to revoke", "no_live_sticker")
        this = establishment.c.id == id
        await connection.execute(update(establishment).where(this).values(revoked_at=now))
        return await _turn(connection, id, "revoked", chosen, REVOKED, reason, actor, now)


async def put_up(registry: Registry, id: int, *, reason: str, actor: str, now: int) -> Change:
    """Record that the current sticker hangs on the door; a renewed older one then becomes replaced.

    Raises NotFound, Conflict (revoked, no_live_sticker, already_put_up).
    """
    reason, actor = check_reason(reason), check_actor(actor)
    async with registry.writing() as connection:
        stickers = await _stickers(connection, id)
        _refuse_if_revoked(id, stickers)
        current = _current(id, stickers)
        if current.put_up_at is not None:
            raise _conflict(id, "has put up its current sticker already", "already_put_up")
        await connection.execute(update(sticker).where(_is(current)).values(put_up_at=now))
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
        older = [row for row in stickers if _hangs_on(row)]
        if not older:
            return Change(id, "put_up", ())
        return await _turn(connection, id, "put_up", older, REPLACED, reason, actor, now)


async def renew(
    registry: Registry,
    id: int,
    *,
    sticker_seed: bytes,
    reason: str,
    actor: str,
    now: int,
    years: int = 3,
) -> Change:
    """Issue the next sticker; the old one stays in force until its end or until the new one is put up.

    Raises NotFound, Conflict: revoked, suspended, no_live_sticker, renewal_pending (the last renewal is
    not recorded as put up and the sticker before it is still in force), and those of `open_mint`.
    """
    reason, actor = check_reason(reason), check_actor(actor)
    expiry(now, years)
    async with registry.writing() as connection:
        stickers = await _stickers(connection, id)
        _refuse_if_revoked(id, stickers)
        _refuse_if_suspended(id, stickers)
        current = _current(id, stickers)
        if any(_hangs_on(row) and row.exp > now for row in stickers):
            raise _conflict(
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
) -> Change:
    """Issue a new sticker for a lost or torn one; the old one is replaced at once.

    The new one keeps the old one's end unless `years` is given. Raises NotFound, Conflict: revoked,
    suspended, no_live_sticker (an expired one is renewed, not replaced), and those of `open_mint`.
    """
    reason, actor = check_reason(reason), check_actor(actor)
    if years is not None:
        expiry(now, years)
    async with registry.writing() as connection:
        stickers = await _stickers(connection, id)
        _refuse_if_revoked(id, stickers)
        _refuse_if_suspended(id, stickers)
        current = _current(id, stickers)
        if current.exp <= now:
            raise _conflict(id, "has an expired sticker; renew it instead", "no_live_sticker")
        made = await _follow(
            connection, registry, current, "replaced", sticker_seed, reason, actor, now, years
        )
        old = [row for row in stickers if row.state == IN_FORCE]
        turned = await _turn(connection, id, "replaced", old, REPLACED, reason, actor, now)
        return Change(id, "replaced", turned.changed + made.changed)


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
    await connection.execute(update(sticker).where(_is(current)).values(superseded_at=now))
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


async def _turn(
    connection: AsyncConnection,
    id: int,
    kind: str,
    rows: Sequence[Row[*tuple[Any, ...]]],
    state: int,
    reason: str,
    actor: str,
    now: int,
) -> Change:
    """Give the stickers a new state, with an event for each."""
    for row in rows:
        await connection.execute(update(sticker).where(_is(row)).values(state=state))
    events = [
        Event(
            at=now,
            actor=actor,
            kind=kind,
            establishment_id=id,
            kid=row.kid,
            idx=row.idx,
            reason=reason,
            before={"state": row.state},
            after={"state": state},
        )
        for row in rows
    ]
    await record_events(connection, events)
    return Change(id, kind, tuple((row.kid, row.idx, state) for row in rows))


def _is(row: Row[*tuple[Any, ...]]) -> Any:
    return (sticker.c.kid == row.kid) & (sticker.c.idx == row.idx)


async def _stickers(connection: AsyncConnection, id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    known = select(establishment.c.id).where(establishment.c.id == id)
    if not 1 <= id < 2**32 or (await connection.execute(known)).first() is None:
        raise not_found(id)
    query = select(
        sticker.c.kid,
        sticker.c.idx,
        sticker.c.establishment_id,
        sticker.c.exp,
        sticker.c.state,
        sticker.c.put_up_at,
        sticker.c.superseded_at,
    ).where(sticker.c.establishment_id == id)
    return (await connection.execute(query.order_by(sticker.c.iat, sticker.c.idx))).all()


def _hangs_on(row: Row[*tuple[Any, ...]]) -> bool:
    """A renewed sticker that still counts: superseded, but not yet replaced."""
    return row.superseded_at is not None and row.state in (IN_FORCE, SUSPENDED)


def _current(id: int, stickers: Sequence[Row[*tuple[Any, ...]]]) -> Row[*tuple[Any, ...]]:
    for row in stickers:
        if row.superseded_at is None:
            return row
    raise _conflict(id, "has no sticker yet; issue one first", "no_live_sticker")


def _refuse_if_revoked(id: int, stickers: Sequence[Row[*tuple[Any, ...]]]) -> None:
    if any(row.state == REVOKED for row in stickers):
        raise _conflict(id, "is revoked, which is for good", "revoked")


def _refuse_if_suspended(id: int, stickers: Sequence[Row[*tuple[Any, ...]]]) -> None:
    if any(row.state == SUSPENDED for row in stickers):
        raise _conflict(id, "is suspended; reinstate it first", "suspended")


def _conflict(id: int, what: str, code: str) -> Conflict:
    return Conflict(f"{encode_typed_code(id)} {what}; nothing was changed", code=code, id=id)
