"""Documents of strangers: what is wrong is told by its place, and nothing takes the reader down."""

from __future__ import annotations

import json
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from epcis.events import LOT, made, received, written
from epcis.gs1_files import faults
from foodtrace.epcis import Fault, parse_document
from foodtrace.errors import FoodtraceError, InvalidRequest
from hypothesis import given, settings
from hypothesis import strategies as st

HERE = "urn:epc:id:sgln:9501101.02010.0"
WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"eventTime": "2026-11-21 07:00"}, ".eventTime", "a moment such as"),
    ({"eventTime": 7}, ".eventTime", "expected `str`, got `int`"),
    ({"eventTimeZoneOffset": "+7"}, ".eventTimeZoneOffset", "an offset such as +07:00"),
    ({"eventTimeZoneOffset": "+15:00"}, ".eventTimeZoneOffset", "an offset such as +07:00"),
    ({"action": "TAKE"}, ".action", "ADD, OBSERVE or DELETE"),
    ({"bizStep": "recieving"}, ".bizStep", "receiving"),
    ({"bizStep": "urn:epcglobal:cbv:bizstep:receiving"}, ".bizStep", "the short form 'receiving'"),
    ({"disposition": "fresh"}, ".disposition", "in_progress"),
    ({"bizLocation": {"id": "here"}}, ".bizLocation.id", "a URI"),
    ({"bizLocation": "urn:x:y"}, ".bizLocation", "expected `object`, got `str`"),
    ({"quantityList": [{"epcClass": LOT, "uom": "kilo"}]}, ".quantityList[0].uom", "KGM"),
    ({"quantityList": [{"epcClass": LOT, "quantity": "12"}]}, ".quantityList[0].quantity", "a number from 0, got '12'"),
    ({"quantityList": [{"epcClass": LOT, "quantity": -1}]}, ".quantityList[0].quantity", "a number from 0, got -1"),
    ({"quantityList": [{"quantity": 1}]}, ".quantityList[0]", "missing required field `epcClass`"),
    ({"quantityList": []}, "", "goods in epcList or quantityList"),
    ({"epcList": [7], "quantityList": []}, ".epcList[0]", "expected `str`"),
    ({"color": "red"}, "", "unknown field `color`"),
    ({"inputQuantityList": []}, "", "unknown field `inputQuantityList`"),
    ({"type": "DanceEvent"}, ".type", "expected one of ObjectEvent"),
    ({"errorDeclaration": {}}, ".errorDeclaration", "declarationTime"),
    ({"ilmd": {"x:y": 1}}, ".ilmd", "the action ADD alone"),
    ({"sourceList": [{"type": "seller", "source": LOT}]}, ".sourceList[0].type", "location"),
    ({"bizTransactionList": [{"type": "bill", "bizTransaction": LOT}]}, ".bizTransactionList[0].type", "inv"),
    ({"persistentDisposition": {"set": ["fresh"]}}, ".persistentDisposition.set[0]", "in_progress"),
    (
        {"errorDeclaration": {"declarationTime": "2026-11-21T07:00:00Z", "reason": "oops"}},
        ".errorDeclaration.reason",
        "did_not_occur",
    ),
    ({"recordTime": None}, ".recordTime", "leave the field out"),
    ({"sourceList": [{"source": LOT}]}, ".sourceList[0]", "`type`"),
]  # fmt: skip


def faults_of(error: FoodtraceError) -> tuple[Fault, ...]:
    found: Any = error.fields["faults"]
    return tuple(found)


@pytest.mark.parametrize(("given", "where", "said"), WRONG)
def test_a_fault_is_told_by_its_place(given: dict[str, Any], where: str, said: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse_document(written(received(HERE), received(HERE, **given)))
    (fault,) = faults_of(refused.value)
    assert fault.path == f"$.epcisBody.eventList[1]{where}"
    assert said in fault.message
    assert "\n" not in fault.message


def test_every_faulty_event_is_told() -> None:
    with pytest.raises(InvalidRequest, match=r"\(and 1 more\)") as refused:
        parse_document(written(received(HERE, action=1), received(HERE), made(HERE, bizStep="x")))
    assert len(faults_of(refused.value)) == 2


def test_what_others_add_is_theirs_and_stays_exact() -> None:
    raw = written(
        received(
            HERE,
            **{
                "shop:deep": {"any": [{"thing": None}], "n": 1},
                "@context": {"shop": "urn:shop:"},
                "bizLocation": {"id": HERE, "shop:door": "7"},
                "rdfs:comment": "fresh",
            },
        )
    ).replace(b"12.5", b"0.10000000000000000001")
    (event,) = parse_document(raw).events
    assert event.raw["quantityList"][0]["quantity"] == Decimal("0.10000000000000000001")
    assert event.namespaces["shop"] == "urn:shop:"
    assert event.own("urn:shop:", "deep") == {"any": [{"thing": None}], "n": 1}


def test_master_data_that_is_not_well_formed_names_nothing() -> None:
    headers: list[Any] = [
        1,
        [],
        {"epcisMasterData": {"vocabularyList": [{"vocabularyElementList": 7}]}},
    ]
    for header in headers:
        assert parse_document(written(received(HERE), epcisHeader=header)).said == {}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
FIELDS = sorted({*received(HERE), *made(HERE), "ilmd", "sensorElementList", "epcList", "parentID", "@context", "x:y"})  # fmt: skip


@given(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=4), st.booleans())
@settings(max_examples=150, deadline=None)
def test_any_field_of_any_form_is_read_or_refused(more: dict[str, Any], makes: bool) -> None:
    event = (made(HERE) if makes else received(HERE)) | more
    # Whatever it is: one of our own errors, or none.
    with suppress(FoodtraceError):
        assert parse_document(written(event)).events[0].hash_id.startswith("ni:///sha-256;")


WORDS = st.sampled_from(
    [
        "receiving",
        "in_transit",
        "owning_party",
        "urn:x:y",
        "https://e.example/a",
        "+07:00",
        "KGM",
        "",
        "é:x",
        7,
    ]
)
MORE = st.fixed_dictionaries(
    {},
    optional={
        "bizStep": WORDS,
        "disposition": WORDS,
        "eventTimeZoneOffset": WORDS,
        "eventID": WORDS,
        "certificationInfo": WORDS | st.lists(WORDS, max_size=2),
        "epcList": st.lists(WORDS, max_size=2),
        "quantityList": st.lists(
            st.fixed_dictionaries(
                {"epcClass": WORDS},
                optional={"quantity": st.integers() | st.floats(0, 9), "uom": WORDS},
            ),
            max_size=2,
        ),
        "bizLocation": st.fixed_dictionaries({"id": WORDS}, optional={"x:y": WORDS, "z": WORDS}),
        "sourceList": st.lists(st.fixed_dictionaries({"type": WORDS, "source": WORDS}), max_size=2),
        "bizTransactionList": st.lists(
            st.fixed_dictionaries({"bizTransaction": WORDS}, optional={"type": WORDS}), max_size=2
        ),
        "errorDeclaration": st.fixed_dictionaries(
            {"declarationTime": st.just("2026-11-21T07:00:00Z")},
            optional={"reason": WORDS, "correctiveEventIDs": st.lists(WORDS, max_size=2)},
        ),
        "persistentDisposition": st.dictionaries(
            st.sampled_from(["set", "unset"]), st.lists(WORDS, max_size=2), max_size=2
        ),
        "x:y": WORDS,
        "thịt:y": WORDS,
        "ilmd": st.dictionaries(st.sampled_from(["x:y", "y", "é:z"]), WORDS, max_size=2),
        "action": st.sampled_from(["ADD", "OBSERVE", "DELETE"]),
    },
)


@given(MORE)
@settings(max_examples=300, deadline=None)
def test_what_is_read_is_valid_by_the_schema_of_gs1(more: dict[str, Any]) -> None:
    raw = written(received(HERE) | more)
    try:
        parse_document(raw)
    except FoodtraceError:
        return
    assert faults(json.loads(raw)) == []


@given(st.binary(max_size=200) | JSON.map(lambda tree: json.dumps(tree).encode()))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    with pytest.raises(FoodtraceError):
        parse_document(raw)
