"""Beside a recall of a lot: receipts of the same goods that name no lot, and that the recall does not count."""

from __future__ import annotations

import datetime
import functools

import msgspec
from sqlalchemy import Connection, Integer, select

from foodtrace.registry import Registry
from foodtrace.registry.listed import among, listed, rows_of
from foodtrace.registry.supply_schema import receipt
from foodtrace.sticker import civil_date, day_number
from foodtrace.supply.answers import Recall, RecallQuestion, TracedReceipt
from foodtrace.supply.checking import lot_key
from foodtrace.supply.recalling import recall

__all__ = ["LeftOut", "left_out"]


class LeftOut(msgspec.Struct, frozen=True):
    """How many receipts, and the days of the first and the last of them."""

    receipts: int
    first: datetime.date
    last: datetime.date


async def left_out(registry: Registry, answer: Recall, now: int) -> LeftOut | None:
    """Receipts without a lot, of a supplier and product of which the lot came, that are not in the answer.

    They may be of the lot: no day says so. Asked with supplier, product and both days, those days are
    in the answer whole. None if there are none, or if no lot was asked for.
    """
    asked = answer.question
    if not asked.lot:
        return None
    wanted = lot_key(asked.lot)
    found = {each.id: each for one in answer.establishments for each in one.receipts}
    codes = {each.lot for each in found.values() if each.lot}
    spelt = {code for code in codes if lot_key(code) == wanted}
    of_lot = [each.id for each in found.values() if each.lot in spelt and each.supplier]
    if of_lot:
        days = await registry.read(functools.partial(_beside, asked=asked, of_lot=of_lot))
    elif asked.supplier and asked.product:
        # Nobody wrote this lot down: all that came is of no lot, or of another.
        whole = await recall(registry, msgspec.structs.replace(asked, lot=None), now)
        days = {
            each.id: each.day
            for one in whole.establishments
            for each in one.receipts
            if _without_lot(each)
        }
    else:
        return None
    missing = [day for number, day in days.items() if number not in found]
    return LeftOut(len(missing), min(missing), max(missing)) if missing else None


def _without_lot(each: TracedReceipt) -> bool:
    return each.lot is None and each.supplier is not None and each.steps == 1


_r = receipt.c
_goods = rows_of("goods", supplier=Integer, product=Integer)
_GOODS_OF = (
    select(_r.supplier_id, _r.product_id)
    .where(among(_r.id, "receipts"), _r.supplier_id.is_not(None))
    .distinct()
)
_BESIDE = (
    select(_r.id, _r.day)
    .join(_goods, (_r.supplier_id == _goods.c.supplier) & (_r.product_id == _goods.c.product))
    .where(_r.lot_id.is_(None), _r.ended_at.is_(None))
)


def _beside(
    connection: Connection, asked: RecallQuestion, of_lot: list[int]
) -> dict[int, datetime.date]:
    goods = connection.execute(_GOODS_OF, {"receipts": listed(of_lot)}).all()
    query = _BESIDE
    if asked.since:
        query = query.where(_r.day >= day_number(asked.since))
    if asked.until:
        query = query.where(_r.day <= day_number(asked.until))
    rows = connection.execute(query, {"goods": listed(tuple(each) for each in goods)})
    return {row.id: civil_date(row.day) for row in rows}
