"""Issuing in bulk: a sticker for every establishment that has no live one, batch by batch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Row, and_, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import InvalidRequest
from foodtrace.issuing.minting import (
    CLAIM_COLUMNS,
    check_wards,
    expiry,
    open_mint,
)
from foodtrace.issuing.selection import ORDER, Selection, is_live, selected
from foodtrace.registry import Registry
from foodtrace.registry.reasons import check_actor
from foodtrace.registry.schema import establishment, sticker

__all__ = ["issue"]


async def issue(
    registry: Registry,
    selection: Selection,
    *,
    sticker_seed: bytes,
    now: int,
    actor: str,
    years: int = 3,
    batch: int = 500,
    on_progress: Callable[[int, int], None] | None = None,
) -> int:
    """Issue where no live sticker exists, none was revoked and none is closed; returns how many were made.

    Each batch is one transaction, so a kill at any moment loses at most an unfinished batch and a
    second run makes only what is missing; two runs at once never make two. `on_progress` gets
    (done, total). Everything is checked before the first signature. Raises InvalidRequest, NotFound,
    Conflict (see `open_mint`; idx_exhausted), RegistryUnavailable.
    """
    check_actor(actor)
    if batch < 1:
        raise InvalidRequest(f"expected a batch of at least 1, got {batch}")
    expiry(now, years)
    async with registry.reading() as connection:
        wanted = and_(await selected(connection, selection), _lacking(now))
        wards = select(establishment.c.ward, func.count()).where(wanted)
        counts = (await connection.execute(wards.group_by(establishment.c.ward))).all()
        total = sum(row[1] for row in counts)
        if not total:
            return 0  # also with a list past its end: a second run only completes its files
        mint = await open_mint(connection, registry, sticker_seed, now)
        check_wards(mint.trust, {row[0] for row in counts}, mint.iat)
    done = 0
    after: tuple[Any, ...] | None = None
    while done < total:
        page = select(*CLAIM_COLUMNS, *ORDER.clauses[:3]).where(wanted).order_by(*ORDER.clauses)
        if after is not None:
            page = page.where(after < ORDER)
        async with registry.writing() as connection:
            mint = await open_mint(connection, registry, sticker_seed, now)
            # The last numbers of a key are used up before the run ends in idx_exhausted.
            size = min(batch, mint.room) or 1
            places = (await connection.execute(page.limit(size))).all()
            if not places:
                break
            before = await _supersede(connection, places, now)
            await mint.make(
                connection,
                places,
                exp=expiry(mint.iat, years),
                kind="issued",
                actor=actor,
                now=now,
                before=before,
            )
        last = places[-1]
        after = (last.zone_id, last.created_at, last.intake_row, last.id)
        done += len(places)
        if on_progress is not None:
            on_progress(done, max(done, total))
    return done


def _lacking(now: int) -> Any:
    live = exists().where(sticker.c.establishment_id == establishment.c.id, is_live(now))
    return and_(establishment.c.revoked_at.is_(None), establishment.c.closed_at.is_(None), ~live)


async def _supersede(
    connection: AsyncConnection, places: Any, now: int
) -> dict[int, dict[str, Any]]:
    """Let the expired stickers of these establishments give way; what they were, by establishment."""
    ids = [row.id for row in places]
    current = and_(sticker.c.establishment_id.in_(ids), sticker.c.superseded_at.is_(None))
    query = select(sticker.c.establishment_id, sticker.c.kid, sticker.c.idx, sticker.c.state)
    expired: list[Row[*tuple[Any, ...]]] = list(
        (await connection.execute(query.where(current))).all()
    )
    if expired:
        await connection.execute(update(sticker).where(current).values(superseded_at=now))
    return {
        row.establishment_id: {"kid": row.kid.hex(), "idx": row.idx, "state": row.state}
        for row in expired
    }
