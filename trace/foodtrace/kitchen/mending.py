"""A kitchen puts right what it recorded itself: another row is added, the first one stays to be read."""

from __future__ import annotations

from foodtrace.errors import AccessDenied, Conflict
from foodtrace.kitchen.book import Entry, own_entry
from foodtrace.kitchen.links import Kitchen
from foodtrace.registry import Registry
from foodtrace.supply import Item, Receipt, Recorded, correct_receipt, withdraw_receipt

__all__ = ["put_right", "take_back"]


async def put_right(
    registry: Registry, kitchen: Kitchen, receipt_id: int, right: Item, *, reason: str, now: int
) -> Recorded:
    """The same delivery with other words: how much, which lot, until when.

    Raises NotFound, AccessDenied (not_own: the office or an invoice recorded it), Conflict
    (receipt_ended; from_kitchen: what another establishment sent is taken back and recorded anew),
    InvalidRequest.
    """
    was = (await _own(registry, kitchen, receipt_id)).receipt
    if was.supplier is None:
        raise Conflict(
            "what another establishment sent is not changed; take it back and record it anew",
            code="from_kitchen",
        )
    receipt = Receipt(
        kitchen.establishment_id, was.supplier, right, was.day, was.received_at, was.line
    )
    return await correct_receipt(
        registry, receipt_id, receipt, reason=reason, actor=kitchen.actor, now=now
    )


async def take_back(
    registry: Registry, kitchen: Kitchen, receipt_id: int, *, reason: str, now: int
) -> Recorded:
    """It never came, or all of it went back. Raises NotFound, AccessDenied (not_own), Conflict (receipt_ended)."""
    await _own(registry, kitchen, receipt_id)
    return await withdraw_receipt(registry, receipt_id, reason=reason, actor=kitchen.actor, now=now)


async def _own(registry: Registry, kitchen: Kitchen, receipt_id: int) -> Entry:
    entry = await own_entry(registry, kitchen, receipt_id)
    if not entry.own:
        raise AccessDenied(
            "this came from an invoice or from the office; ask the office to put it right",
            code="not_own",
        )
    return entry
