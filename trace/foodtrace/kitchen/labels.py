"""What a code that a kitchen scanned says of the goods: a supplier's label, or another eatery's sticker."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Final

import msgspec
from sqlalchemy import select

from foodtrace.errors import InvalidRequest
from foodtrace.gs1 import Scanned, read_scan
from foodtrace.kitchen.links import Kitchen
from foodtrace.registry import Registry
from foodtrace.registry.schema import establishment
from foodtrace.registry.supply_schema import product, product_gtin
from foodtrace.verdict import Verdict

__all__ = ["Label", "label_of", "sender_name", "sticker_text"]

# A scanner says that it read a QR code; what follows is its text.
_PLAIN_QR: Final = re.compile(r"\]Q[0-2]")
_UNITS: Final = {"l": "lít"}


class Label(msgspec.Struct, frozen=True):
    """What can be filled in from it; "" and None where the label does not say.

    `sender_id` is another establishment, whose sticker this is; `standing` is its sticker's.
    """

    product: str = ""
    gtin: str = ""
    lot: str = ""
    use_by: datetime.date | None = None
    quantity: Decimal | None = None
    unit: str = ""
    sender_id: int | None = None
    sender: str = ""
    standing: str = ""


def sticker_text(text: str) -> str:
    """The text of a scanner as the reader of stickers wants it."""
    return _PLAIN_QR.sub("", text.strip(), count=1)


async def label_of(
    registry: Registry, kitchen: Kitchen, text: str, verdict: Verdict, *, now: int
) -> Label:
    """The label of `text`; `verdict` is on `sticker_text` of it, by lists and register.

    Raises InvalidRequest: sticker_forged, sticker_own, sticker_unknown, and the codes of `foodtrace.gs1.read_scan`.
    """
    bare = sticker_text(text)
    if not bare.isdigit():  # a barcode of eight digits is none of our codes
        if verdict.genuine in ("no", "key revoked"):
            raise InvalidRequest(
                "the sticker is not genuine; type who brought the goods", code="sticker_forged"
            )
        number = verdict.claims.id if verdict.claims is not None else verdict.id
        if number is not None:
            name = await sender_name(registry, kitchen, number)
            return Label(sender_id=number, sender=name, standing=verdict.standing)
    return await _goods(registry, read_scan(text, now))


async def sender_name(registry: Registry, kitchen: Kitchen, number: int) -> str:
    """The name of another establishment. Raises InvalidRequest: sticker_own, sticker_unknown."""
    if number == kitchen.establishment_id:
        raise InvalidRequest(
            "this is the kitchen's own sticker; scan that of whoever brought the goods",
            code="sticker_own",
        )
    query = select(establishment.c.name).where(establishment.c.id == number)
    async with registry.reading() as connection:
        name = (await connection.execute(query)).scalar()
    if name is None:
        raise InvalidRequest(
            "no establishment has this code; compare it with the sticker", code="sticker_unknown"
        )
    return str(name)


async def _goods(registry: Registry, scanned: Scanned) -> Label:
    name = None
    if scanned.gtin is not None:
        query = (
            select(product.c.name)
            .join_from(product_gtin, product, product.c.id == product_gtin.c.product_id)
            .where(product_gtin.c.gtin == scanned.gtin)
        )
        async with registry.reading() as connection:
            name = (await connection.execute(query)).scalar()
    net = scanned.net
    return Label(
        product=str(name or ""),
        gtin=scanned.gtin or "",
        lot=scanned.lot or "",
        use_by=scanned.expires_on or scanned.best_before_on,
        quantity=None if net is None else net.quantity,
        unit="" if net is None else _UNITS.get(net.unit, net.unit),
    )
