"""Finding establishments by what the public may search for, page by page; also the way to export all."""

from __future__ import annotations

import base64
import binascii
from collections.abc import AsyncIterator
from contextlib import suppress

import msgspec
from sqlalchemy import or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import InvalidRequest, MalformedSticker
from foodtrace.places import fold
from foodtrace.publication.inspections import decisions_of
from foodtrace.publication.projection import ESTABLISHMENTS, STICKERS, AnySelect, to_public
from foodtrace.publication.rules import Decision
from foodtrace.publication.shapes import PublicEstablishment
from foodtrace.registry import Registry, find_zone
from foodtrace.registry.schema import establishment, sticker
from foodtrace.registry.schema import zone as zones
from foodtrace.sticker import parse_typed_code

__all__ = ["MAX_LIMIT", "Page", "each_public_establishment", "search", "zone_names"]

MAX_LIMIT = 500
_LONGEST_TEXT = 200
_ORDER = tuple_(establishment.c.name_folded, establishment.c.id)


class Page(msgspec.Struct, frozen=True):
    """Some establishments in the order of their folded names; `next` continues, None ends."""

    items: tuple[PublicEstablishment, ...]
    next: str | None


async def search(
    registry: Registry,
    text: str = "",
    *,
    now: int,
    ward: int | None = None,
    zone: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """Establishments whose name contains `text`, with or without tone marks, or whose typed code it is.

    `ward` is a code of the unit in force, `zone` a zone's name, `after` the `next` of the page before: pages
    stay right while rows are added. Raises InvalidRequest (limit, text, cursor), NotFound
    (zone_not_found).
    """
    if not 1 <= limit <= MAX_LIMIT:
        raise InvalidRequest(f"expected a limit of 1 to {MAX_LIMIT}, got {limit}", code="limit")
    if len(text) > _LONGEST_TEXT:
        raise InvalidRequest(
            f"expected at most {_LONGEST_TEXT} characters to search for, got {len(text)}",
            code="text",
        )
    query = _matching(text)
    if query is None:
        return Page((), None)
    if ward is not None:
        query = query.where(establishment.c.ward == ward)
    async with registry.reading_public() as connection:
        if zone is not None:
            query = query.where(establishment.c.zone_id == await find_zone(connection, zone))
        return await _page(connection, query, after, limit, now)


async def _page(
    connection: AsyncConnection, query: AnySelect, after: str | None, limit: int, now: int
) -> Page:
    """The next records of a statement made of ESTABLISHMENTS."""
    if after is not None:
        query = query.where(_parse_cursor(after) < _ORDER)
    query = query.add_columns(establishment.c.name_folded).order_by(*_ORDER.clauses)
    rows = (await connection.execute(query.limit(limit + 1))).all()
    more = len(rows) > limit
    rows = rows[:limit]
    ids = [row[0] for row in rows]
    query = STICKERS.where(sticker.c.establishment_id.in_(ids))
    stickers: dict[int, list[object]] = {}
    for each in await connection.execute(query):
        stickers.setdefault(each[0], []).append(each)
    decisions = await decisions_of(connection, ids, now)
    items = tuple(
        to_public(row[:-1], stickers.get(row[0], []), decisions.get(row[0], Decision()), now)
        for row in rows
    )
    return Page(items, _encode_cursor(rows[-1][-1], rows[-1][0]) if more else None)


def _matching(text: str) -> AnySelect | None:
    """The statement for a text; None if nothing can match it."""
    if not text.strip():
        return ESTABLISHMENTS
    folded = fold(text)
    # A name can look like a typed code by chance, so the one never hides the other.
    matches = [establishment.c.name_folded.contains(folded, autoescape=True)] if folded else []
    with suppress(MalformedSticker):
        matches.append(establishment.c.id == parse_typed_code(text.strip()))
    return ESTABLISHMENTS.where(or_(*matches)) if matches else None


async def zone_names(registry: Registry) -> tuple[str, ...]:
    """The names of all zones, as a list for the public would order them."""
    async with registry.reading_public() as connection:
        names = (await connection.execute(select(zones.c.name))).scalars().all()
    return tuple(sorted(names, key=lambda name: (fold(name), name)))


async def each_public_establishment(
    registry: Registry, *, now: int, zone: str | None = None
) -> AsyncIterator[PublicEstablishment]:
    """Every public record (of a zone) in one consistent view, page by page so that memory stays flat."""
    query, after = ESTABLISHMENTS, None
    async with registry.reading_public() as connection:
        if zone is not None:
            query = query.where(establishment.c.zone_id == await find_zone(connection, zone))
        while True:
            page = await _page(connection, query, after, MAX_LIMIT, now)
            for item in page.items:
                yield item
            after = page.next
            if after is None:
                return


def _encode_cursor(name_folded: str, id: int) -> str:
    raw = msgspec.json.encode((name_folded, id))
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _parse_cursor(cursor: str) -> tuple[str, int]:
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True)
        name, id_ = msgspec.json.decode(raw, type=tuple[str, int])
    except (ValueError, binascii.Error, msgspec.DecodeError):
        raise InvalidRequest(
            "expected the `next` of the page before as cursor, got something else; start without one",
            code="cursor",
        ) from None
    if not 0 <= id_ < 2**32:
        raise InvalidRequest("the cursor names no establishment; start without one", code="cursor")
    return name, id_
