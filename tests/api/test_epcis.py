"""EPCIS over HTTP: by key alone, whole documents, pages that miss nothing, and an answer to whatever comes."""

from __future__ import annotations

import json
import urllib.parse
from pathlib import Path
from typing import Any

import httpx
import pytest
from api.conftest import Ask
from api.street import NOW, Street
from epcis.events import GTIN, LOT, received, shipped, written
from epcis.gs1_files import faults
from foodtrace.access import Right, add_key
from foodtrace.registry import Registry
from foodtrace.sticker import encode_typed_code
from foodtrace.supply import receipts_of

EVERY = (Right.CAPTURE_EPCIS, Right.QUERY_EPCIS)
JSON = {"content-type": "application/json"}


async def key(
    folder: Path, *rights: Right, wards: tuple[int, ...] = (), **more: str
) -> dict[str, str]:
    async with await Registry.open(folder) as registry:
        _, token = await add_key(
            registry, "a firm's system", rights or EVERY, wards=wards, actor="test", now=NOW
        )
    return {"authorization": f"Bearer {token}", **JSON, **more}


def page(street: Street, name: str) -> str:
    return f"https://qr.example.vn/c/{encode_typed_code(street.ids[name])}"


def deliveries(street: Street, count: int, name: str = "green") -> list[dict[str, Any]]:
    return [
        received(page(street, name), eventTime=f"2026-11-20T{n // 60:02}:{n % 60:02}:00+07:00")
        for n in range(count)
    ]


async def events_of(client: httpx.AsyncClient, headers: dict[str, str], **asked: Any) -> Any:
    answer = await client.get("/epcis/events", params=asked, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]


async def test_a_document_is_taken_and_read_back(street: Street, ask: Ask) -> None:
    headers = await key(street.folder)
    async with ask(street.folder) as client:
        raw = written(*deliveries(street, 2))
        taken = await client.post("/epcis/capture", content=raw, headers=headers)
        assert (taken.status_code, taken.json()["newEventCount"]) == (202, 2)
        assert taken.headers["gs1-epcis-version"] == "2.0.0"
        job = await client.get(taken.headers["location"], headers=headers)
        assert {"running": False, "success": True, "errors": []}.items() <= job.json().items()
        again = await client.post(
            "/epcis/capture", content=raw, headers=headers | {"content-type": "application/ld+json"}
        )
        assert (again.status_code, again.json()["newEventCount"]) == (202, 0)

        answer = await client.get("/epcis/events", headers=headers)
        assert faults(answer.json()) == []
        events = await events_of(client, headers)
        assert [event["eventTime"][11:16] for event in events] == ["00:01", "00:00"]
        name = urllib.parse.quote(events[0]["eventID"], safe="")
        alone = await client.get(f"/epcis/events/{name}", headers=headers)
        assert alone.json()["eventID"] == events[0]["eventID"]
        assert faults(alone.json()) == []
        unescaped = await client.get(f"/epcis/events/{events[0]['eventID']}", headers=headers)
        assert unescaped.json() == alone.json()
        assert (await client.head("/epcis/events", headers=headers)).content == b""
    async with await Registry.open(street.folder) as registry:
        assert len(await receipts_of(registry, street.ids["green"])) == 2


async def test_a_refused_document_says_where_and_stays_to_be_read(street: Street, ask: Ask) -> None:
    headers = await key(street.folder)
    async with ask(street.folder) as client:
        raw = written(*deliveries(street, 1), received("https://example.com/nowhere"))
        refused = await client.post("/epcis/capture", content=raw, headers=headers)
        assert refused.status_code == 400
        assert refused.headers["content-type"] == "application/problem+json"
        problem = refused.json()
        assert problem["type"] == "epcisException:ValidationException"
        assert problem["errors"][0]["path"] == "$.epcisBody.eventList[1].bizLocation.id"
        job = (await client.get(refused.headers["location"], headers=headers)).json()
        assert (job["success"], job["errors"]) == (False, problem["errors"])
        assert await events_of(client, headers) == []
        other = await key(street.folder)
        gone = await client.get(refused.headers["location"], headers=other)
        assert (gone.status_code, gone.json()["type"]) == (
            404,
            "epcisException:NoSuchResourceException",
        )


HOSTILE: list[tuple[str, bytes, int]] = [
    ("nothing", b"", 400),
    ("no JSON", b"<epcis/>", 400),
    ("deep", b"[" * 100_000, 400),
    (
        "deep in an event",
        written({"type": "ObjectEvent", "x:y": json.loads("[" * 60 + "]" * 60)}),
        400,
    ),
    ("twice", b'{"type":"EPCISDocument","type":"EPCISDocument"}', 400),
    ("a huge number", written(received("urn:x:y")).replace(b"12.5", b"1e9999"), 400),
    ("a long number", written(received("urn:x:y")).replace(b"12.5", b"9" * 5000), 400),
    ("no number", written(received("urn:x:y")).replace(b"12.5", b"NaN"), 400),
    ("half a character", written(received("urn:x:y")).replace(b"AB-123", rb"\ud800"), 400),
    ("nul", written(received("urn:x:y")).replace(b"AB-123", rb"\u0000"), 400),
    ("other bytes", b"\xff\xfe\x00", 400),
    ("a list", b"[]", 400),
    ("no events", written(), 400),
    (
        "events of numbers",
        written().replace(b'"eventList": []', b'"eventList": [1, null, "x"]'),
        400,
    ),
    ("an old version", written(received("urn:x:y"), schemaVersion="1.2"), 400),
    ("another document", written(received("urn:x:y"), type="EPCISQueryDocument"), 400),
    ("an unknown field", written(received("urn:x:y", color="red")), 400),
    ("an unknown step", written(received("urn:x:y", bizStep="recieving")), 400),
    ("a local time", written(received("urn:x:y", eventTime="2026-11-21T07:00:00")), 400),
    ("no such day", written(received("urn:x:y", eventTime="2026-02-31T07:00:00Z")), 400),
    ("before all years", written(received("urn:x:y", eventTime="0001-01-01T00:00:00+14:00")), 400),
    ("a text as list", written(received("urn:x:y", quantityList="all")), 400),
    ("wrong extension", written(received("urn:x:y", sensorElementList=[{"sensorReport": 1}])), 400),
    ("too many", written(*(received("urn:x:y") for _ in range(501))), 413),
    ("too many lines", written(received("urn:x:y", quantityList=[{"epcClass": LOT}] * 5001)), 413),
    ("10 MB", written(received("urn:x:y", **{"x:y": "a" * 10_000_000})), 413),
]


async def test_whatever_comes_is_answered_and_leaves_nothing(street: Street, ask: Ask) -> None:
    headers = await key(street.folder)
    async with ask(street.folder) as client:
        for name, raw, status in HOSTILE:
            answer = await client.post("/epcis/capture", content=raw, headers=headers)
            assert answer.status_code == status, (name, answer.text)
            assert answer.headers["content-type"] == "application/problem+json", name
            assert answer.json()["detail"], name
        for kind in ("application/xml", "text/plain", ""):
            answer = await client.post(
                "/epcis/capture", content=b"{}", headers=headers | {"content-type": kind}
            )
            assert answer.status_code == 415
        for wanted, status in (
            ({"gs1-epcis-version": "1.2"}, 406),
            ({"gs1-epcis-min": "2.1"}, 406),
            ({"gs1-epcis-max": "1.2"}, 406),
            ({"gs1-cbv-version": "3.0"}, 406),
            ({"gs1-capture-error-behaviour": "proceed"}, 400),
        ):
            answer = await client.post("/epcis/capture", content=b"{}", headers=headers | wanted)
            assert answer.status_code == status, wanted
        assert await events_of(client, headers) == []


async def test_a_key_does_what_its_rights_give(street: Street, ask: Ask) -> None:
    raw = written(*deliveries(street, 1))
    async with ask(street.folder) as client:
        for method, path, right in (
            ("POST", "/epcis/capture", Right.CAPTURE_EPCIS),
            ("GET", "/epcis/capture/1", Right.CAPTURE_EPCIS),
            ("GET", "/epcis", Right.QUERY_EPCIS),
            ("GET", "/epcis/events", Right.QUERY_EPCIS),
            ("GET", "/epcis/events/urn:x:y", Right.QUERY_EPCIS),
            ("GET", "/epcis/eventTypes", Right.QUERY_EPCIS),
            ("GET", "/epcis/bizSteps", Right.QUERY_EPCIS),
            ("GET", "/epcis/epcs", Right.QUERY_EPCIS),
        ):
            bare = await client.request(method, path, content=raw, headers=JSON)
            assert bare.status_code == 401, path
            assert bare.json()["type"] == "epcisException:SecurityException"
            assert "www-authenticate" in bare.headers
            for each in (*EVERY, Right.READ_EVENTS):
                headers = await key(street.folder, each)
                answer = await client.request(method, path, content=raw, headers=headers)
                assert (answer.status_code == 403) == (each is not right), (path, each)
        for path in ("/epcis", "/epcis/capture", "/epcis/events"):
            answer = await client.options(path)
            assert (answer.status_code, answer.headers["gs1-cbv-version"]) == (204, "2.0.0")
        assert (await client.delete("/epcis/events")).status_code == 405


async def test_bounds_of_a_key_hold_both_ways(street: Street, ask: Ask) -> None:
    here = await key(street.folder, wards=(20209,))
    away = await key(street.folder, wards=(20305,))
    raw = written(*deliveries(street, 1))
    async with ask(street.folder) as client:
        refused = await client.post("/epcis/capture", content=raw, headers=away)
        assert refused.json()["code"] == "epcis_place"
        assert (await client.post("/epcis/capture", content=raw, headers=here)).status_code == 202
        (event,) = await events_of(client, here)
        assert await events_of(client, away) == []
        name = urllib.parse.quote(event["eventID"], safe="")
        assert (await client.get(f"/epcis/events/{name}", headers=away)).status_code == 404
        for path in ("eventTypes", "epcs", "bizLocations"):
            assert (await client.get(f"/epcis/{path}", headers=here)).json()["member"] != []
            assert (await client.get(f"/epcis/{path}", headers=away)).json()["member"] == []


async def test_each_parameter_chooses(street: Street, ask: Ask) -> None:
    headers = await key(street.folder)
    green, plain = page(street, "green"), page(street, "plain")
    events = [
        *deliveries(street, 2),
        shipped(green, plain, disposition="in_transit", readPoint={"id": green}),
        {
            "type": "AggregationEvent",
            "action": "ADD",
            "eventTime": "2026-11-20T05:00:00+07:00",
            "eventTimeZoneOffset": "+07:00",
            "parentID": "urn:epc:id:sscc:9501101.0000000001",
            "childEPCs": [f"https://id.gs1.org/01/{GTIN}/21/7"],
            "bizLocation": {"id": plain},
        },
    ]
    async with ask(street.folder) as client:
        taken = await client.post("/epcis/capture", content=written(*events), headers=headers)
        assert taken.status_code == 202, taken.text
        first = (await events_of(client, headers, orderDirection="ASC"))[0]
        for asked, count in (
            ({"eventType": "AggregationEvent"}, 1),
            ({"eventType": "ObjectEvent|AggregationEvent"}, 4),
            ({"EQ_bizStep": "shipping"}, 1),
            ({"EQ_bizStep": "https://ref.gs1.org/cbv/BizStep-receiving"}, 2),
            ({"EQ_disposition": "in_transit"}, 1),
            ({"EQ_action": "ADD"}, 1),
            ({"EQ_bizLocation": green}, 2),
            ({"EQ_readPoint": green}, 1),
            ({"MATCH_epc": "urn:epc:id:sgtin:9501101.053000.7"}, 1),
            ({"MATCH_anyEPC": f"https://example.com/01/{GTIN}/21/7?x=1"}, 1),
            ({"MATCH_parentID": "https://id.gs1.org/00/095011010000000016"}, 0),
            ({"MATCH_epcClass": LOT}, 3),
            ({"MATCH_anyEPCClass": "urn:epc:class:lgtin:9501101.053000.AB-123"}, 3),
            ({"MATCH_epc": LOT}, 0),
            ({"EQ_eventID": first["eventID"]}, 1),
            ({"GE_eventTime": "2026-11-20T00:01:00+07:00"}, 3),
            ({"LT_eventTime": "2026-11-19T17:01:00Z"}, 1),
            ({"GE_recordTime": "2026-11-21T07:00:00+07:00"}, 4),
            ({"LT_recordTime": "2026-11-21T07:00:00+07:00"}, 0),
            ({"eventCountLimit": 3, "perPage": 2}, 2),
            ({"EQ_bizStep": "shipping", "MATCH_epcClass": LOT, "EQ_readPoint": green}, 1),
        ):
            assert len(await events_of(client, headers, **asked)) == count, asked
        listed = (await client.get("/epcis/bizSteps", headers=headers)).json()
        assert (listed["type"], listed["member"]) == ("Collection", ["receiving", "shipping"])
        for wrong in (
            {"EQ_colour": "red"},
            {"GE_eventTime": "yesterday"},
            {"GE_eventTime": "2026-11-20T00:00:00"},
            {"perPage": "0"},
            {"perPage": "x"},
            {"perPage": "1".zfill(20) + "9" * 5000},
            {"eventCountLimit": "1".zfill(20) + "9" * 30},
            {"orderBy": "colour"},
            {"eventType": "DanceEvent"},
            {"nextPageToken": "x"},
            {"nextPageToken": "WzEsMiwzLG51bGwsNF0"},
            {"EQ_bizStep": ""},
            {"EQ_eventID": "\0"},
        ):
            answer = await client.get("/epcis/events", params=wrong, headers=headers)
            assert answer.status_code == 400, wrong
            assert answer.json()["type"] == "epcisException:QueryParameterException"
        for query in ("EQ_action=%ff", "EQ_action=ADD&EQ_action=ADD"):
            assert (await client.get(f"/epcis/events?{query}", headers=headers)).status_code == 400


@pytest.mark.parametrize("order", ["eventTime", "recordTime"])
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
async def test_pages_give_each_event_once_while_others_come(
    street: Street, ask: Ask, order: str, direction: str
) -> None:
    headers = await key(street.folder)
    every = deliveries(street, 34)
    async with ask(street.folder) as client:
        await client.post("/epcis/capture", content=written(*every[::2]), headers=headers)
        there = {each["eventID"] for each in await events_of(client, headers, perPage=100)}
        assert len(there) == 17
        query = urllib.parse.urlencode(
            {"perPage": 4, "orderBy": order, "orderDirection": direction}
        )
        address: str | None = f"/epcis/events?{query}"
        seen: list[str] = []
        pages = 0
        while address is not None:
            answer = await client.get(address, headers=headers)
            body = answer.json()["epcisBody"]["queryResults"]["resultsBody"]
            seen += [each["eventID"] for each in body["eventList"]]
            late = every[2 * pages + 1]
            await client.post("/epcis/capture", content=written(late), headers=headers)
            pages += 1
            link = answer.headers.get("link")
            address = None if link is None else link.partition("<")[2].partition(">")[0]
        assert len(seen) == len(set(seen)) == 17
        assert set(seen) == there
        assert len(await events_of(client, headers, perPage=100)) == 17 + pages
        await client.post("/epcis/capture", content=written(*every), headers=headers)
        assert len(await events_of(client, headers)) == 30
