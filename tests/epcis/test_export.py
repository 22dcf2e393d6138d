"""A recall as an EPCIS document: valid by GS1's schema, read by JSON-LD's own rules, hashed as others hash."""

from __future__ import annotations

import json
from decimal import Decimal
from importlib import resources
from typing import Any

import msgspec
from epcis.events import captured, page, received
from epcis.gs1_files import faults
from epcis.test_querying import asked
from foodtrace.epcis import CONTEXT, NAMESPACES, epcis_document, event_hash
from foodtrace.epcis.units import code_of, unit_of
from foodtrace.epcis.writing import iso
from foodtrace.registry import Registry
from foodtrace.supply import (
    Dispatch,
    Item,
    Product,
    RecallQuestion,
    Transformation,
    correct_receipt,
    recall,
    record_goods,
    record_receipts,
)
from rdflib import RDF, Graph, Namespace, URIRef
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


async def test_what_was_put_right_is_told_as_an_error(board: Registry) -> None:
    ids = await places(board)
    made = await record_receipts(board, papers(), [delivery(ids[0])], actor=ACTOR, now=NOW - 9)
    right = delivery(ids[0], item(quantity="13"))
    await correct_receipt(board, made.receipt_ids[0], right, reason="weighed", actor=ACTOR, now=NOW)
    wrong, corrected = (await exported(board, product="tôm"))["epcisBody"]["eventList"]
    assert faults(await exported(board, product="tôm")) == []
    assert wrong["errorDeclaration"] == {
        "declarationTime": iso(NOW),
        "reason": "incorrect_data",
        "correctiveEventIDs": [corrected["eventID"]],
    }
    assert [each["quantityList"][0]["quantity"] for each in (wrong, corrected)] == [12.5, 13]


async def test_what_the_standard_has_no_word_for_is_said_apart(board: Registry) -> None:
    await chain(board)
    document = await exported(board, supplier=SEAFOOD.tax_code)
    told = {
        event["foodtrace:goods"][-1]["foodtrace:product"]: event
        for event in document["epcisBody"]["eventList"]
    }
    prawns, greens, portions = told["Tôm sú"], told["Rau muống"], told["Tôm hấp"]
    assert prawns["quantityList"] == [
        {
            "epcClass": "https://qr.example.vn/01/09501101530003/10/AB-123",
            "quantity": 12.5,
            "uom": "KGM",
        }
    ]
    assert prawns["bizTransactionList"][0]["type"] == "inv"
    assert (prawns["foodtrace:papers"], prawns["foodtrace:dayOnly"]) == ("C26TAA 17", True)
    # A bunch is no unit of Recommendation 20: its number alone would count something else.
    assert set(greens["quantityList"][0]) == {"epcClass"}
    assert greens["foodtrace:goods"][0]["foodtrace:quantity"] == 3
    assert greens["foodtrace:goods"][0]["foodtrace:unit"] == "bó"
    assert portions["eventTime"].endswith("+07:00")
    assert "foodtrace:dayOnly" not in portions
    assert portions["bizTransactionList"][0]["type"] == "desadv"
    assert portions["quantityList"][0]["epcClass"].endswith("/lot/L%C3%B4%20%C4%90%E1%BB%8F%207")
    names = document["epcisHeader"]["epcisMasterData"]["vocabularyList"]
    said = {
        each["id"]: {one["id"]: one["attribute"] for one in each["attributes"]}
        for vocabulary in names
        for each in vocabulary["vocabularyElementList"]
    }
    assert said[prawns["quantityList"][0]["epcClass"]]["cbvmda:descriptionShort"] == "Tôm sú"
    assert said[prawns["bizLocation"]["id"]]["cbvmda:name"] == "Quán Bún 1"
    assert "PRIVATE-OWNER" not in json.dumps(document)


async def test_what_came_as_an_event_goes_out_as_that_event(board: Registry) -> None:
    at = (await places(board))[0]
    extra: dict[str, Any] = {"action": "ADD", "shop:crate": "7", "ilmd": {"shop:grade": "A"}}
    event = received(page(at), **extra)
    spaces: dict[str, Any] = {"@context": [CONTEXT, {"shop": "https://shop.example/ns#"}]}
    await captured(board, event, **spaces)
    document = await exported(board, lot="AB-123")
    assert faults(document) == []
    (told,) = document["epcisBody"]["eventList"]
    assert told["@context"] == {"shop": "https://shop.example/ns#"}
    assert event.items() <= told.items()
    assert told["eventID"] == (await asked(board))[0]


async def test_each_event_is_named_by_what_it_says(board: Registry) -> None:
    await chain(board)
    document = await exported(board, supplier=SEAFOOD.tax_code)
    spaces = NAMESPACES | document["@context"][1]
    events = json.loads(json.dumps(document["epcisBody"]["eventList"]), parse_float=Decimal)
    assert [event_hash(event, spaces) for event in events] == [event["eventID"] for event in events]
    assert len({event["eventID"] for event in events}) == len(events)


async def test_the_document_means_the_same_to_a_reader_of_json_ld(board: Registry) -> None:
    await chain(board)
    document = await exported(board, supplier=SEAFOOD.tax_code)
    # GS1's context as another package carries it: nothing is fetched.
    packaged = resources.files("epcis_event_hash_generator")
    (context,) = (
        json.loads(each.read_text("utf-8"))["@context"]
        for each in packaged.iterdir()
        if each.name.startswith("e532647e")
    )
    document["@context"][0] = context
    graph = Graph().parse(data=json.dumps(document), format="json-ld")
    epcis = Namespace("https://ref.gs1.org/epcis/")
    read = {str(event): event for event in graph.subjects(RDF.type, epcis.ObjectEvent)}
    events = document["epcisBody"]["eventList"]
    assert set(read) == {each["eventID"] for each in events if each["type"] == "ObjectEvent"}
    prawns = URIRef(next(each["eventID"] for each in events if each["bizStep"] == "receiving"))
    assert graph.value(prawns, epcis.bizStep) == URIRef("https://ref.gs1.org/cbv/BizStep-receiving")
    quantity = graph.value(prawns, epcis.quantityList)
    assert str(graph.value(quantity, epcis.epcClass)) == events[0]["quantityList"][0]["epcClass"]
    assert str(graph.value(prawns, URIRef("https://qr.example.vn/epcis#papers"))) == "C26TAA 17"


def test_units_are_told_apart_by_their_marks() -> None:
    codes = {"kg": "KGM", "KG": "KGM", " lít ": "LTR", "tá": "DZN", "tạ": "DTN", "tấn": "TNE"}
    assert {unit: code_of(unit) for unit in codes} == codes
    assert [code_of(unit) for unit in ("thùng", "bó", "phần", "")] == [None] * 4
    assert [unit_of(code) for code in ("KGM", "LTR", "H87", None, "XXX")] == [
        *("kg", "l", "cái", "cái", "XXX"),
    ]
    for unit in ("kg", "g", "tấn", "tạ", "l", "ml", "cái", "tá", "đôi", "bộ"):
        assert unit_of(code_of(unit)) == unit
