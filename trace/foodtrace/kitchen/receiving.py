"""A delivery as a kitchen records it: once, however often it is sent, with photos of its note."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy import Connection, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import InvalidRequest, NotFound
from foodtrace.kitchen.links import Kitchen
from foodtrace.kitchen.moments import Received
from foodtrace.pictures import redraw_photo_aside
from foodtrace.registry import Registry
from foodtrace.registry.kitchen_schema import kitchen_photo
from foodtrace.registry.supply_schema import supply_document
from foodtrace.supply import Dispatch, Item, Papers, Receipt, Recorded, Supplier, write_goods

__all__ = [
    "MAX_GOODS",
    "MAX_PHOTOS",
    "Goods",
    "count_photos",
    "delivery_photo",
    "delivery_photos",
    "record_delivery",
]

#: Lines of one delivery, and pages of its note.
MAX_GOODS: Final = 60
MAX_PHOTOS: Final = 3
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")


class Goods(msgspec.Struct, frozen=True):
    """One thing that came: from a supplier, or from another establishment of the register."""

    item: Item
    supplier: Supplier | None = None
    sender_id: int | None = None


async def record_delivery(
    registry: Registry,
    kitchen: Kitchen,
    *,
    key: str,
    typed_sha256: bytes,
    goods: Sequence[Goods],
    received: Received,
    photos: Sequence[bytes] = (),
    now: int,
) -> Recorded:
    """Record what came. `key` was drawn for this sending and `typed_sha256` is of what was typed: both again
    change nothing and answer what they brought then, however long after.

    Raises InvalidRequest (delivery_key, goods, photos, what is wrong with a line, photo_...),
    Conflict (papers_differ: the key with something else), NotFound.
    """
    if not _KEY.fullmatch(key):
        raise InvalidRequest(
            "expected a key of 16 to 64 letters and digits, drawn for this delivery alone",
            code="delivery_key",
        )
    if not 1 <= len(goods) <= MAX_GOODS:
        raise InvalidRequest(
            f"expected 1 to {MAX_GOODS} things that came, got {len(goods)}", code="goods"
        )
    if len(photos) > MAX_PHOTOS:
        raise InvalidRequest(
            f"expected at most {MAX_PHOTOS} photos, got {len(photos)}", code="photos"
        )
    papers = Papers(
        key=f"phone:{kitchen.establishment_id}:{key}",
        kind="phone",
        content_sha256=typed_sha256,
        detail={"link": kitchen.link_id, "photos": len(photos)},
    )
    receipts, dispatches = _lines(kitchen, goods, received)
    redrawn = (
        []
        if await _is_known(registry, papers.key)
        else [await redraw_photo_aside(each) for each in photos]
    )

    def write(connection: Connection) -> Recorded:
        made = write_goods(
            connection,
            papers,
            receipts=receipts,
            dispatches=dispatches,
            actor=kitchen.actor,
            now=now,
        )
        if redrawn and not made.known:
            rows = [
                {"document_id": made.document_id, "number": number, "received_at": now}
                | msgspec.structs.asdict(photo)
                for number, photo in enumerate(redrawn, start=1)
            ]
            connection.execute(insert(kitchen_photo), rows)
        return made

    return await registry.write(write)


def _lines(
    kitchen: Kitchen, goods: Sequence[Goods], received: Received
) -> tuple[list[Receipt], list[Dispatch]]:
    place, day, at = kitchen.establishment_id, received.day, received.at
    receipts, dispatches = [], []
    for line, one in enumerate(goods, start=1):
        if one.supplier is not None:
            receipts.append(Receipt(place, one.supplier, one.item, day, at, line))
        elif one.sender_id is not None:
            dispatches.append(Dispatch(one.sender_id, place, one.item, day, at, line))
        else:
            raise InvalidRequest("expected who brought it, got nobody", code="supplier")
    return receipts, dispatches


async def _is_known(registry: Registry, key: str) -> bool:
    async with registry.reading() as connection:
        query = select(supply_document.c.id).where(supply_document.c.key == key)
        return (await connection.execute(query)).first() is not None


async def delivery_photos(connection: AsyncConnection, documents: Sequence[int]) -> dict[int, int]:
    """How many photos each of these papers has; papers without any are left out."""
    table = kitchen_photo.c
    query = select(table.document_id).where(table.document_id.in_(documents))
    found: dict[int, int] = {}
    for number in (await connection.execute(query)).scalars():
        found[number] = found.get(number, 0) + 1
    return found


async def count_photos(registry: Registry, document_id: int) -> int:
    """How many photos of its note these papers still have."""
    async with registry.reading() as connection:
        return (await delivery_photos(connection, [document_id])).get(document_id, 0)


async def delivery_photo(
    registry: Registry, establishment_id: int, document_id: int, number: int
) -> bytes:
    """A photo of a delivery note as JPEG. Raises NotFound (photo_not_found), also once its time is over."""
    table = kitchen_photo.c
    query = (
        select(table.jpeg)
        .join_from(kitchen_photo, supply_document, supply_document.c.id == table.document_id)
        .where(
            table.document_id == document_id,
            table.number == number,
            supply_document.c.establishment_id == establishment_id,
        )
    )
    jpeg = None
    if 1 <= document_id < 2**63 and 1 <= number <= MAX_PHOTOS:
        async with registry.reading() as connection:
            jpeg = (await connection.execute(query)).scalar()
    if jpeg is None:
        raise NotFound(f"papers {document_id} have no photo {number}", code="photo_not_found")
    return bytes(jpeg)
