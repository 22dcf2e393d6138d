"""The only statements behind a GS1 key; all of them through the public reader's eyes.

Of goods there is their name and the recalls that stand. Who sold, received or cooked them is in tables
that the public reader cannot open, so asking for every lot there is tells nothing of anybody.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec
from sqlalchemy import select

from foodtrace.errors import NotFound
from foodtrace.incidents import PublicNotice, public_notices
from foodtrace.registry import Registry
from foodtrace.registry.schema import establishment
from foodtrace.registry.supply_schema import public_lot, public_product
from foodtrace.sticker import encode_typed_code
from foodtrace.supply import lot_key

__all__ = ["KnownGoods", "KnownPlace", "known_goods", "known_place"]

# Kitchens name goods in words of their own: one that holds what could call somebody up is not shown.
_CALLS_SOMEBODY: Final = re.compile(r"(?:[0-9][ .\-]?){8}|@")


class KnownPlace(msgspec.Struct, frozen=True):
    """The establishment that a GLN stands for."""

    gln: str
    typed_code: str
    name: str


class KnownGoods(msgspec.Struct, frozen=True):
    """A product, or a lot of it by the code that was asked for, and the recalls that stand.

    `name` is empty where the record has none that may be shown.
    """

    gtin: str
    lot: str | None
    name: str
    recalls: tuple[PublicNotice, ...]


async def known_place(registry: Registry, gln: str) -> KnownPlace:
    """The establishment with this GLN, closed or not. Raises NotFound (gln_not_found)."""
    query = select(establishment.c.id, establishment.c.name).where(establishment.c.gln == gln)
    async with registry.reading_public() as connection:
        row = (await connection.execute(query)).first()
    if row is None:
        raise NotFound(
            f"No establishment of this register has the GLN {gln}; ask whoever gave you the number.",
            code="gln_not_found",
        )
    return KnownPlace(gln, encode_typed_code(row.id), row.name)


async def known_goods(registry: Registry, gtin: str, lot: str | None) -> KnownGoods:
    """A product of this GTIN, or one lot of it. Raises NotFound (goods_not_found).

    Known is what stands in the record, or what a recall names: that may come first.
    """
    async with registry.reading_public() as connection:
        if lot is None:
            query = select(public_product.c.name).where(public_product.c.gtin == gtin)
        else:
            query = select(public_lot.c.name).where(
                public_lot.c.gtin == gtin, public_lot.c.code_key == lot_key(lot)
            )
        name = (await connection.execute(query)).scalar()
        recalls = await public_notices(connection, gtin=gtin, product=name, lot=lot)
    if name is None and not recalls:
        what = "product" if lot is None else "lot of a product"
        raise NotFound(
            f"The record holds no {what} with these numbers; compare them with the label.",
            code="goods_not_found",
        )
    shown = name or recalls[0].product
    return KnownGoods(gtin, lot, "" if _CALLS_SOMEBODY.search(shown) else shown, recalls)
