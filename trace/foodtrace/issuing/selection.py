"""Which establishments a run is about, and the live stickers that they have."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
from sqlalchemy import ColumnElement, and_, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import InvalidRequest
from foodtrace.registry import Registry, establishment_not_found, find_zone
from foodtrace.registry.schema import IN_FORCE, SUSPENDED, establishment, sticker, zone
from foodtrace.sticker import encode_link, encode_typed_code, parse_claims, parse_token

__all__ = [
    "MAX_IDS",
    "LiveSticker",
    "Selection",
    "each_live_sticker",
    "is_live",
    "live_stickers",
    "selected",
]

#: How many establishments one action may name by their ids.
MAX_IDS = 10_000

# Zone by zone, file by file, in the clerk's own order; also the key that pages continue from.
ORDER = tuple_(
    establishment.c.zone_id,
    establishment.c.created_at,
    establishment.c.intake_row,
    establishment.c.id,
)


class Selection(msgspec.Struct, frozen=True):
    """Exactly one of: a zone by name, establishments by id, or all of them."""

    zone: str | None = None
    ids: tuple[int, ...] = ()
    all: bool = False


class LiveSticker(msgspec.Struct, frozen=True):
    """A sticker that hangs on a door: what it says is what was signed, not what the register says now.

    `state` is 0 (in force) or 2 (suspended); times are unix seconds.
    """

    id: int
    kid: bytes
    idx: int
    name: str
    street: str
    ward: int
    category: int
    zone: str
    token: bytes
    exp: int
    iat: int
    state: int
    host: str

    @property
    def typed_code(self) -> str:
        """The code printed under the symbol."""
        return encode_typed_code(self.id)

    @property
    def url(self) -> str:
        """The exact text of the symbol."""
        return encode_link(self.host, self.token)


async def selected(connection: AsyncConnection, selection: Selection) -> ColumnElement[bool]:
    """The condition on `establishment` that the selection means. Raises InvalidRequest, NotFound."""
    given = (selection.zone is not None) + bool(selection.ids) + selection.all
    if given != 1:
        raise InvalidRequest("say which establishments: one zone, some ids, or all of them")
    if selection.zone is not None:
        return establishment.c.zone_id == await find_zone(connection, selection.zone)
    if selection.all:
        return establishment.c.id >= 1
    ids = sorted(set(selection.ids))
    if len(ids) > MAX_IDS:
        raise InvalidRequest(
            f"expected at most {MAX_IDS} ids at once, got {len(ids)}; select the zone instead"
        )
    chosen = establishment.c.id.in_(ids)
    found = set((await connection.execute(select(establishment.c.id).where(chosen))).scalars())
    for missing in (each for each in ids if each not in found):
        raise establishment_not_found(missing)
    return chosen


def is_live(now: int | None) -> ColumnElement[bool]:
    """The condition on `sticker`: current, and in force at `now` or suspended (expired or not).

    A suspended sticker stays live after its end, so that no bulk run slips a new one past the
    suspension. With `now` None nothing counts as expired.
    """
    in_force = sticker.c.state == IN_FORCE
    if now is not None:
        in_force = and_(in_force, sticker.c.exp > now)
    return and_(sticker.c.superseded_at.is_(None), or_(in_force, sticker.c.state == SUSPENDED))


async def each_live_sticker(
    registry: Registry, selection: Selection, *, now: int | None = None, page: int = 500
) -> AsyncIterator[LiveSticker]:
    """The live stickers of the selection in the order of zones and of the files taken in.

    One per establishment: of a renewed pair the new one. Read page by page, each in a transaction
    of its own, so memory stays flat. With `now`, expired ones are left out.
    """
    query = (
        select(
            establishment.c.id,
            establishment.c.zone_id,
            establishment.c.created_at,
            establishment.c.intake_row,
            sticker.c.kid,
            sticker.c.idx,
            sticker.c.token,
            sticker.c.state,
            zone.c.name.label("zone"),
        )
        .join_from(establishment, sticker, sticker.c.establishment_id == establishment.c.id)
        .join(zone, zone.c.id == establishment.c.zone_id)
        .where(is_live(now))
        .order_by(*ORDER.clauses)
        .limit(page)
    )
    async with registry.reading() as connection:
        query = query.where(await selected(connection, selection))
    after: tuple[int, int, int, int] | None = None
    while True:
        paged = query if after is None else query.where(after < ORDER)
        async with registry.reading() as connection:
            rows = (await connection.execute(paged)).all()
        for row in rows:
            claims = parse_claims(parse_token(row.token).payload)
            yield LiveSticker(
                id=row.id,
                kid=row.kid,
                idx=row.idx,
                name=claims.name,
                street=claims.street,
                ward=claims.ward,
                category=claims.category,
                zone=row.zone,
                token=row.token,
                exp=claims.exp,
                iat=claims.iat,
                state=row.state,
                host=registry.authority.host,
            )
        if len(rows) < page:
            return
        last = rows[-1]
        after = (last.zone_id, last.created_at, last.intake_row, last.id)


async def live_stickers(
    registry: Registry, selection: Selection, *, now: int | None = None
) -> list[LiveSticker]:
    """All of `each_live_sticker` in one list (about half a kilobyte each)."""
    return [found async for found in each_live_sticker(registry, selection, now=now)]
