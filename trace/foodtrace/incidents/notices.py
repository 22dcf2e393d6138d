"""What everybody may read of a recall: the notices that an officer approved, found by the goods' own names."""

from __future__ import annotations

import datetime

import msgspec
from sqlalchemy import select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.places import fold
from foodtrace.registry.incidents_schema import recall_notice, recall_notice_name
from foodtrace.sticker import civil_date, civil_day
from foodtrace.supply import lot_key

__all__ = ["PublicNotice", "name_of_gtin", "name_of_product", "public_notices"]


class PublicNotice(msgspec.Struct, frozen=True):
    """A recall of food that stands: `since` is the civil day on which it was published.

    The reasons are one sentence each, as an officer approved them.
    """

    product: str
    lot: str
    since: datetime.date
    reason_vi: str
    reason_en: str


async def public_notices(
    connection: AsyncConnection,
    *,
    lot: str | None,
    gtin: str | None = None,
    product: str | None = None,
) -> tuple[PublicNotice, ...]:
    """The notices that stand for this lot, newest first; the goods are named by GTIN, product or both.

    A notice without a lot is of every lot; asked without one, all notices of the goods are given.
    `connection` may be a public reader's. A code in another case or with spaces is the same lot.
    """
    names = [name_of_gtin(gtin)] if gtin else []
    names += [name_of_product(product)] if product else []
    if not names or (lot is not None and not lot_key(lot)):
        return ()
    notice, name = recall_notice.c, recall_notice_name.c
    these = true() if lot is None else notice.lot_key.in_((lot_key(lot), ""))
    query = (
        select(notice.product, notice.lot, notice.published_at, notice.reason_vi, notice.reason_en)
        .where(
            these,
            notice.ended_at.is_(None),
            notice.id.in_(select(name.notice_id).where(name.name.in_(names))),
        )
        .order_by(notice.id.desc())
    )
    return tuple(
        PublicNotice(
            row.product,
            row.lot,
            civil_date(civil_day(row.published_at)),
            row.reason_vi,
            row.reason_en,
        )
        for row in await connection.execute(query)
    )


def name_of_gtin(gtin: str) -> str:
    """By GTIN, in 14 digits however many were written."""
    return f"gtin:{gtin.strip().zfill(14)}"


def name_of_product(name: str) -> str:
    """By the product's name, whatever its case and marks."""
    return f"product:{fold(name)}"
