"""A receipt put right or withdrawn: another row is added, the first one ends, both stay to be read."""

from __future__ import annotations

import hashlib

import msgspec

from foodtrace.errors import Conflict
from foodtrace.registry import Event, Registry, record_events
from foodtrace.registry.reasons import check_actor, check_reason
from foodtrace.supply.goods import KeptReceipt, Papers, Receipt, Recorded, correction_key
from foodtrace.supply.reading import read_receipt
from foodtrace.supply.recording import record_goods

__all__ = ["correct_receipt", "withdraw_receipt"]


async def correct_receipt(
    registry: Registry, id: int, right: Receipt, *, reason: str, actor: str, now: int
) -> Recorded:
    """Record `right` in place of receipt `id`, of the same establishment.

    Raises NotFound, Conflict (receipt_ended), InvalidRequest.
    """
    return await _end(registry, id, right, reason, actor, now)


async def withdraw_receipt(
    registry: Registry, id: int, *, reason: str, actor: str, now: int
) -> Recorded:
    """Take receipt `id` out of force: the goods never came, or all went back."""
    return await _end(registry, id, None, reason, actor, now)


async def _end(
    registry: Registry, id: int, right: Receipt | None, reason: str, actor: str, now: int
) -> Recorded:
    actor, reason = check_actor(actor), check_reason(reason)
    async with registry.writing() as connection:
        was = await read_receipt(connection, id)
        if was.ended_at is not None:
            raise Conflict(
                f"receipt {id} is out of force already; correct the one that took its place",
                code="receipt_ended",
            )
        if right is not None and right.establishment_id != was.establishment_id:
            raise Conflict(
                "a correction keeps the establishment; withdraw the receipt and record it at the other",
                code="papers_elsewhere",
            )
        papers = Papers(
            key=correction_key(id),
            kind="correction",
            content_sha256=hashlib.sha256(msgspec.json.encode([id, right, reason])).digest(),
            number=was.document_number,
            detail={"reason": reason, "corrects": id},
        )
        made = await record_goods(
            connection,
            papers,
            receipts=() if right is None else (right,),
            corrects=id,
            ends=(id,),
            actor=actor,
            now=now,
        )
        event = Event(
            at=now,
            actor=actor,
            kind="receipt_corrected" if right is not None else "receipt_withdrawn",
            establishment_id=was.establishment_id,
            reason=reason,
            before=_told(was),
        )
        await record_events(connection, [event])
    return made


def _told(was: KeptReceipt) -> dict[str, object]:
    return {
        "receipt": was.id,
        "day": was.day.isoformat(),
        "product": was.item.product.name,
        "quantity": f"{was.item.quantity:f}",
        "unit": was.item.unit,
    }
