"""Event hash ids against the implementation of the standard's authors, and against what must make no difference."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from typing import Any

import pytest
from epcis.events import AT, GTIN, LOT, made, received, shipped
from epcis.gs1_files import examples
from epcis_event_hash_generator.dl_normaliser import normaliser
from epcis_event_hash_generator.hash_generator import (
    derive_prehashes_from_events,
    epcis_hashes_from_events,
)
from epcis_event_hash_generator.json_to_py import event_list_from_epcis_document_json
from foodtrace.epcis import CONTEXT, NAMESPACES, canonical, event_hash, pre_hash
from hypothesis import given, settings
from hypothesis import strategies as st

# The reference reads its files in a way that the standard library gives up.
pytestmark = pytest.mark.filterwarnings("ignore:open_text is deprecated")
SPACES = {"ex": "https://ns.example.com/epcis/", "other": "http://other.example/"}


def judged(*events: dict[str, Any]) -> list[tuple[str, str]]:
    """Pre-hash string and id of each event, by the reference."""
    document = {
        "@context": [CONTEXT, SPACES],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": AT,
        "epcisBody": {"eventList": copy.deepcopy(list(events))},
    }
    found = event_list_from_epcis_document_json(document)
    return list(
        zip(derive_prehashes_from_events(found), epcis_hashes_from_events(found), strict=True)
    )


def ours(event: dict[str, Any]) -> tuple[str, str]:
    exact = json.loads(json.dumps(event), parse_float=Decimal)
    spaces = NAMESPACES | SPACES
    return pre_hash(exact, spaces), event_hash(exact, spaces)


def test_the_examples_of_gs1_have_the_ids_of_the_reference() -> None:
    for path in examples():
        for event in json.loads(path.read_text("utf-8"))["epcisBody"]["eventList"]:
            event = {name.replace("example:", "ex:"): value for name, value in event.items()}
            event["ilmd"] = {"ex:batch": "XYZ", "ex:best": "2014-12-10"}
            assert [ours(event)] == judged(event)


HERE = "urn:epc:id:sgln:9501101.02010.0"
EVENTS: list[dict[str, Any]] = [
    received(HERE),
    shipped(HERE, "https://qr.example.vn/c/00RS-KAC7", sourceList=[]),
    made(HERE),
    received(HERE, readPoint={"id": "urn:epc:id:sgln:9501101.02010.dock"}),
    received(HERE, eventTime="2026-11-21T07:00:00.1235+07:00"),
    received(HERE, eventTime="2026-11-20T23:59:59Z", eventTimeZoneOffset="-05:00"),
    received(HERE, bizStep="https://ref.gs1.org/cbv/BizStep-receiving", disposition="in_progress"),
    received(HERE, bizStep="https://ns.example.com/steps/weighing"),
    received(HERE, persistentDisposition={"set": ["completeness_verified", "active"]}),
    received(
        HERE,
        bizTransactionList=[
            {"type": "inv", "bizTransaction": "urn:epc:id:gdti:9501101.00001.17"},
            {"type": "desadv", "bizTransaction": "urn:epcglobal:cbv:bt:9501101020016:1152"},
        ],
        sourceList=[
            {"type": "possessing_party", "source": "urn:epc:id:pgln:9501101.02001"},
            {"type": "owning_party", "source": "https://id.gs1.org/417/9501101020016"},
        ],
    ),
    received(
        HERE,
        quantityList=[
            {"epcClass": f"urn:epc:class:lgtin:9501101.053000.{lot}", "quantity": quantity}
            for lot, quantity in (("B", 10), ("A", 2.5), ("A", 0.125), ("C", 1e3))
        ],
    ),
    received(HERE, **{"ex:a": "2", "ex:b": {"ex:d": "x", "ex:c": ["3", "1", "2.50"]}, "other:z": 7}),
    {
        "type": "AggregationEvent",
        "action": "ADD",
        "eventTime": AT,
        "eventTimeZoneOffset": "+07:00",
        "parentID": "urn:epc:id:sscc:9501101.0000000001",
        "childEPCs": [f"https://id.gs1.org/01/{GTIN}/21/{n}" for n in ("10", "9", "a")],
        "childQuantityList": [{"epcClass": LOT, "quantity": 3}],
        "bizStep": "packing",
    },
]  # fmt: skip


@pytest.mark.parametrize("event", EVENTS, ids=range(len(EVENTS)))
def test_an_event_has_the_id_of_the_reference(event: dict[str, Any]) -> None:
    assert [ours(event)] == judged(event)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "ex:one": st.from_regex(r"[A-Za-z][A-Za-z ]{0,8}[A-Za-z]", fullmatch=True),
            "ex:two": st.lists(st.integers(0, 10**9).map(str), min_size=1, max_size=4),
            "other:deep": st.fixed_dictionaries({"ex:x": st.integers(-9, 9), "ex:y": st.just("y")}),
            "disposition": st.sampled_from(["in_transit", "sellable_accessible", "expired"]),
            "quantityList": st.lists(
                st.fixed_dictionaries(
                    {
                        "epcClass": st.from_regex(
                            r"urn:epc:class:lgtin:9501101\.[0-9]{6}\.[A-Z0-9_\-]{1,12}",
                            fullmatch=True,
                        ),
                        "quantity": st.decimals(0, 10**6, places=3).map(float),
                    },
                    optional={"uom": st.sampled_from(["KGM", "LTR", "H87"])},
                ),
                min_size=1,
                max_size=4,
            ),
        },
    )
)
@settings(max_examples=60, deadline=None)
def test_any_event_has_the_id_of_the_reference(more: dict[str, Any]) -> None:
    event = received(HERE) | more
    assert [ours(event)] == judged(event)


# What the authors of the method print beside these events (their README, 2025).
PRINTED = [
    (
        {
            "type": "ObjectEvent",
            "eventTime": "2020-03-04T11:00:30.000+01:00",
            "eventTimeZoneOffset": "+01:00",
            "recordTime": "2020-03-04T11:00:30.999+01:00",
            "epcList": [f"urn:epc:id:sscc:4012345.0000000{n}" for n in (333, 111, 222)],
            "action": "OBSERVE",
            "bizStep": "departing",
            "readPoint": {"id": "urn:epc:id:sgln:4012345.00011.987"},
            "ex:myField1": {"ex:mySubField1": "2", "ex:mySubField2": "5"},
            "ex:myField2": "0",
            "ex:myField3": {"ex:mySubField3": ["3", "1"]},
        },
        "6ae96341e0acc6d7a261364751f60e68278a81cdf51da0abb6b4e617014e39d7",
    ),
    (
        {
            "type": "ObjectEvent",
            "eventTime": "2020-04-01T15:00:00+01:00",
            "eventTimeZoneOffset": "+01:00",
            "epcList": ["urn:epc:id:sgtin:4012345.011111.9876"],
            "action": "OBSERVE",
            "bizStep": "inspecting",
            "readPoint": {"id": "urn:epc:id:sgln:4012345.00005.0"},
            "sensorElementList": [
                {
                    "sensorMetadata": {
                        "deviceID": "urn:epc:id:giai:4000001.111",
                        "deviceMetadata": "https://id.gs1.org/8004/4000001111",
                    },
                    "sensorReport": [
                        {"type": "Temperature", "value": 26, "sDev": 0.1, "uom": "CEL"},
                        {"type": "AbsoluteHumidity", "value": 12.1, "uom": "A93"},
                        {
                            "type": "Dimensionless",
                            "microorganism": "https://www.ncbi.nlm.nih.gov/taxonomy/1126011",
                            "value": 0.05,
                            "uom": "C35",
                        },
                        {
                            "type": "Dimensionless",
                            "chemicalSubstance": "https://identifiers.org/inchikey:"
                            "CZMRCDWAGMRECN-UGDNZRGBSA-N",
                            "value": 0.18,
                            "uom": "C35",
                        },
                    ],
                }
            ],
        },
        "271565c346ae2fb28c4583c4dca4ab4772d465eb4e0b6e548d77d8b49377d95c",
    ),
    (
        {
            "type": "ObjectEvent",
            "eventTime": "2020-03-04T11:00:30+01:00",
            "eventTimeZoneOffset": "+01:00",
            "epcList": ["urn:epc:id:sgtin:0614141.011111.987"],
            "action": "OBSERVE",
            "bizStep": "departing",
            "disposition": "in_transit",
            "readPoint": {"id": "urn:epc:id:sgln:4012345.00011.0", "ex:myField1": "AB-12"},
            "bizTransactionList": [
                {"type": "po", "bizTransaction": "urn:epc:id:gdti:4012345.11111.123"}
            ],
            "sourceList": [{"type": "owning_party", "source": "urn:epc:id:pgln:4012345.00000"}],
            "destinationList": [
                {"type": "owning_party", "destination": "urn:epc:id:pgln:0614141.00000"}
            ],
            "ex:userExt": "CD-34",
        },
        "3ae14c02c4bdc220cc31942cf804f6845eb8dec96ba6483391c92a9b165f9329",
    ),
]


@pytest.mark.parametrize(("event", "digest"), PRINTED)
def test_an_event_has_the_id_that_is_printed_beside_it(event: dict[str, Any], digest: str) -> None:
    assert ours(event)[1] == f"ni:///sha-256;{digest}?ver=CBV2.0"


URIS = [
    "urn:epc:id:sgtin:9501101.053000.A%2F1",
    "urn:epc:id:sgtin:950110153000.1.7",
    "urn:epc:id:sscc:9501101.0000000001",
    "urn:epc:id:sgln:9501101.02010.0",
    "urn:epc:id:sgln:9501101.02010.dock-1",
    "urn:epc:id:sgln:950110102010..0",
    "urn:epc:id:pgln:9501101.02001",
    "urn:epc:id:gdti:9501101.00001.17",
    "urn:epc:id:giai:9501101.1234",
    "urn:epc:id:grai:9501101.00001.5",
    "urn:epc:id:gsrn:9501101.0000010253",
    "urn:epc:id:gsin:9501101.000001025",
    "urn:epc:id:itip:9501101.053000.01.02.7",
    "urn:epc:id:upui:9501101.053000.7",
    "urn:epc:id:cpi:9501101.5PQ7.12",
    "urn:epc:class:lgtin:9501101.053000.AB-123",
    "urn:epc:idpat:sgtin:9501101.053000.*",
    "https://id.gs1.org/01/09501101530003/10/AB-123",
    "https://example.com/some/shop/01/09501101530003/10/AB-123?17=261130",
    "https://example.com/01/09501101530003/22/2A/10/AB/21/7",
    "https://example.com/01/9501101530003",
    "https://id.gs1.org/414/9501101020108/254/dock",
    "https://id.gs1.org/417/9501101020016",
    "https://id.gs1.org/00/095011010000000010",
    "https://qr.example.vn/c/00RS-KAC7",
    "https://qr.example.vn/epcis/product/7/lot/X",
    "urn:epc:id:sgtin:9501101.05300.7",
    "urn:uuid:1b4e28ba-2fa1-11d2-883f-0016d3cca427",
]


@pytest.mark.parametrize("uri", URIS)
def test_an_identifier_has_the_canonical_form_of_the_reference(uri: str) -> None:
    assert canonical(uri) == normaliser(uri)


def test_what_two_records_of_one_event_differ_in_makes_no_difference() -> None:
    event = received(HERE)
    for more in (
        {"eventID": "urn:x:1"},
        {"recordTime": AT},
        {"certificationInfo": "https://example.org/certificate/7"},
        {"errorDeclaration": {"declarationTime": AT}},
        {"@context": {"foo": "urn:x:"}},
    ):
        assert ours(event | more) == ours(event)
    assert ours(event | {"action": "ADD"}) != ours(event)


def test_a_prefix_stands_for_its_namespace() -> None:
    exact = json.loads(
        '{"type":"ObjectEvent","a:x":true,"a:n":0.10000000000000000001}', parse_float=Decimal
    )
    other = {name.replace("a:", "b:"): value for name, value in exact.items()}
    space = {"a": "urn:a:", "b": "urn:a:"}
    assert pre_hash(exact, space) == pre_hash(other, space)
    assert pre_hash(exact, space).endswith("{urn:a:}n=0.10000000000000000001{urn:a:}x=true")


@pytest.mark.parametrize("sign", ["\u00b2", "\u0663"])
def test_a_digit_of_another_script_makes_no_key(sign: str) -> None:
    assert canonical(f"urn:epc:id:sgtin:9501101.{sign}53000.1") is None
    assert canonical(f"urn:epc:class:lgtin:9501101.0{sign}3000.L1") is None
