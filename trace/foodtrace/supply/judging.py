"""Whole papers judged before anything is written: each line with clean texts, no goods from a place to itself; pure."""

from __future__ import annotations

from collections.abc import Sequence

from foodtrace.errors import InvalidRequest
from foodtrace.supply.checking import check_day, check_item, check_moment, check_supplier, lot_key
from foodtrace.supply.goods import (
    DOCUMENT_KINDS,
    SIGNATURES,
    Dispatch,
    Item,
    Papers,
    Receipt,
    Transformation,
)

__all__ = ["judged"]


def judged(
    papers: Papers,
    receipts: Sequence[Receipt],
    dispatches: Sequence[Dispatch],
    transformations: Sequence[Transformation],
    now: int,
) -> tuple[list[Receipt], list[Dispatch], list[Transformation]]:
    """The same with clean texts. Raises InvalidRequest."""
    if papers.kind not in DOCUMENT_KINDS or papers.signature not in SIGNATURES or not papers.key:
        raise InvalidRequest(
            f"expected papers with a key, of a kind of {', '.join(DOCUMENT_KINDS)}", code="papers"
        )
    kept: list[Receipt] = []
    for one in receipts:
        item = _dated(one.item, one, now)
        supplier = check_supplier(one.supplier)
        kept.append(
            Receipt(one.establishment_id, supplier, item, one.day, one.received_at, one.line)
        )
    sent: list[Dispatch] = []
    for each in dispatches:
        if each.from_id == each.to_id:
            raise InvalidRequest(
                "goods that go from an establishment to itself are no dispatch; name two",
                code="loop",
            )
        item = _dated(each.item, each, now)
        sent.append(Dispatch(each.from_id, each.to_id, item, each.day, each.received_at, each.line))
    return kept, sent, [_judged_transformation(one, now) for one in transformations]


def _dated(item: Item, one: Receipt | Dispatch, now: int) -> Item:
    check_day(one.day, now)
    if one.received_at is not None:
        check_moment(one.received_at, one.day, now)
    return check_item(item, one.day)


def _judged_transformation(one: Transformation, now: int) -> Transformation:
    if not one.inputs or not one.outputs:
        raise InvalidRequest(
            "expected what went in and what came out of a transformation, got one of them only",
            code="transformation",
        )
    check_day(one.day, now)
    inputs = tuple(check_item(item, one.day) for item in one.inputs)
    outputs = tuple(check_item(item, one.day) for item in one.outputs)
    taken = {(item.product.name, lot_key(item.lot)) for item in inputs if item.lot}
    if any((item.product.name, lot_key(item.lot)) in taken for item in outputs if item.lot):
        raise InvalidRequest(
            "a lot cannot be made of itself; give what came out a lot of its own", code="loop"
        )
    return Transformation(one.establishment_id, one.day, inputs, outputs)
