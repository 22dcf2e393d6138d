"""What everybody may read of a recall: the notices that an officer approved, found by the goods' own names."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Row, Select, insert, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.places import fold
from foodtrace.registry.incidents_schema import recall_notice, recall_notice_name
from foodtrace.registry.supply_schema import product, product_gtin
from foodtrace.sticker import civil_date, civil_day
from foodtrace.supply import lot_key

__all__ = [
    "PublicNotice",
    "end_notices",
    "notice_gtins",
    "public_notices",
    "standing_notice",
    "write_notice",
]


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
    names = [_name_of_gtin(gtin)] if gtin else []
    names += [_name_of_product(product)] if product else []
    if not names or (lot is not None and not lot_key(lot)):
        return ()
    notice, name = recall_notice.c, recall_notice_name.c
    these = true() if lot is None else notice.lot_key.in_((lot_key(lot), ""))
    query: Select[Any] = (
        select(notice.product, notice.lot, notice.published_at, notice.reason_vi, notice.reason_en)
        .where(
            these,
            notice.ended_at.is_(None),
            notice.id.in_(select(name.notice_id).where(name.name.in_(names))),
        )
        .order_by(notice.id.desc())
    )
    return tuple(_notice(row) for row in await connection.execute(query))


async def standing_notice(connection: AsyncConnection, recall: int) -> PublicNotice | None:
    """The notice of a recall that is public now, for the office."""
    notice = recall_notice.c
    query = select(recall_notice).where(notice.recall_id == recall, notice.ended_at.is_(None))
    row = (await connection.execute(query.order_by(notice.id.desc()))).first()
    return None if row is None else _notice(row)


async def notice_gtins(connection: AsyncConnection, recall: int) -> tuple[str, ...]:
    """The GTINs under which everybody finds the notice of a recall; without one nobody does, for the office."""
    notice, name = recall_notice.c, recall_notice_name.c
    query = (
        select(name.name)
        .join(recall_notice, notice.id == name.notice_id)
        .where(notice.recall_id == recall, notice.ended_at.is_(None))
    )
    names = list((await connection.execute(query)).scalars())
    called = [each.removeprefix("product:") for each in names if each.startswith("product:")]
    coded = (
        select(product_gtin.c.gtin)
        .join(product, product.c.id == product_gtin.c.product_id)
        .where(product.c.name_folded.in_(called[:500]))
    )
    found = {each.removeprefix("gtin:") for each in names if each.startswith("gtin:")}
    return tuple(sorted(found | set((await connection.execute(coded)).scalars())))


async def write_notice(
    connection: AsyncConnection,
    recall: int,
    *,
    product: str,
    lot: str,
    products: Iterable[str],
    gtins: Iterable[str],
    reason_vi: str,
    reason_en: str,
    now: int,
) -> None:
    """Publish, in place of what was published of this recall before; the goods are found by all these names."""
    await end_notices(connection, recall, now)
    values = {
        "recall_id": recall,
        "product": product,
        "lot": lot,
        "lot_key": lot_key(lot),
        "reason_vi": reason_vi,
        "reason_en": reason_en,
        "published_at": now,
    }
    made = insert(recall_notice).values(values).returning(recall_notice.c.id)
    number = (await connection.execute(made)).scalar_one()
    names = {_name_of_product(each) for each in products} | {_name_of_gtin(each) for each in gtins}
    rows = [{"notice_id": number, "name": name} for name in sorted(names)]
    if rows:
        await connection.execute(insert(recall_notice_name), rows)


async def end_notices(connection: AsyncConnection, recall: int, now: int) -> int:
    """Publish nothing of this recall any more; gives how many notices ended."""
    notice = recall_notice.c
    these = update(recall_notice).where(notice.recall_id == recall, notice.ended_at.is_(None))
    return (await connection.execute(these.values(ended_at=now))).rowcount


def _notice(row: Row[Any]) -> PublicNotice:
    since = civil_date(civil_day(row.published_at))
    return PublicNotice(row.product, row.lot, since, row.reason_vi, row.reason_en)


def _name_of_gtin(gtin: str) -> str:
    # In 14 digits, however many were written.
    return f"gtin:{gtin.strip().zfill(14)}"


def _name_of_product(name: str) -> str:
    return f"product:{fold(name)}"
