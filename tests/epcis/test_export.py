"""A recall as an EPCIS document: valid by GS1's schema, read by JSON-LD's own rules, hashed as others hash."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import msgspec
from epcis.gs1_files import faults
from foodtrace.epcis import epcis_document
from foodtrace.registry import Registry
from foodtrace.supply import (
    Dispatch,
    Item,
    Product,
    RecallQuestion,
    Transformation,
    recall,
    record_goods,
)
from registry.board import ACTOR, NOW
from supply.deliveries import SEAFOOD, day, delivery, item, papers, places


async def chain(board: Registry) -> list[int]:
    """Prawns from a supplier to one place, made there into portions, some of them sent to another."""
    ids = await places(board)
    raw = Item(Product("Tôm sú", "09501101530003"), Decimal("12.5"), "kg", "AB-123", day(-20))
    portions = Item(Product("Tôm hấp"), Decimal("40"), "phần", "Lô Đỏ 7", day(-2))
    async with board.writing() as connection:
        await record_goods(
            connection,
            papers("invoice:1", kind="invoice", number="C26TAA 17"),
            receipts=[delivery(ids[0], raw), delivery(ids[2], item("Rau muống", "3", "bó"))],
            transformations=[
                Transformation(
                    ids[0], day(1), (msgspec.structs.replace(raw, use_by=None),), (portions,)
                )
            ],
            actor=ACTOR,
            now=NOW,
        )
        await record_goods(
            connection,
            papers("phone:2", kind="phone"),
            dispatches=[Dispatch(ids[0], ids[1], portions, day(0), NOW - 60)],
            actor=ACTOR,
            now=NOW,
        )
    return ids


async def exported(board: Registry, **asked: Any) -> dict[str, Any]:
    found = await recall(board, RecallQuestion(**asked), NOW)
    document: dict[str, Any] = json.loads(await epcis_document(board, found, now=NOW))
    return document


async def test_a_recall_is_valid_by_the_schema_of_gs1(board: Registry) -> None:
    await chain(board)
    document = await exported(board, supplier=SEAFOOD.tax_code)
    assert faults(document) == []
    events = document["epcisBody"]["eventList"]
    assert [(event["type"], event["bizStep"]) for event in events] == [
        ("ObjectEvent", "receiving"),
        ("ObjectEvent", "receiving"),
        ("TransformationEvent", "commissioning"),
        ("ObjectEvent", "shipping"),
        ("ObjectEvent", "receiving"),
    ]
