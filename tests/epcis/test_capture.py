"""Events become receipts, dispatches and transformations: all of a document or nothing, each event once."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from epcis.events import (
    AT,
    GTIN,
    LOT,
    SENDER,
    captured,
    made,
    page,
    received,
    shipped,
    with_gln,
    written,
)
from epcis.gs1_files import examples
from foodtrace.access import Right, Who
from foodtrace.epcis import capture, epcis_document, parse_document, read_capture, read_event
from foodtrace.errors import InvalidRequest, NotFound
from foodtrace.registry import Registry, events_of
from foodtrace.registry.epcis_schema import epcis_event
from foodtrace.registry.supply_schema import receipt, supply_document, transformation
from foodtrace.supply import RecallQuestion, recall, receipts_of
from registry.board import NOW, stocked_board
from sqlalchemy import func, select
from supply.deliveries import places


async def count(board: Registry, table: Any) -> int:
    async with board.reading() as connection:
        return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())


async def test_what_is_received_stands_in_the_receiving_book(board: Registry) -> None:
    at = await with_gln(board, 0, "9501101020108")
    event = received(
        "urn:epc:id:sgln:9501101.02010.0", **{"cbvmda:itemExpirationDate": "2026-11-30"}
    )
    done = await captured(board, event)
    assert (done.events, done.fresh, done.faults) == (1, 1, ())
    (kept,) = await receipts_of(board, at)
    assert (kept.item.product.gtin, kept.item.lot, str(kept.item.quantity)) == (
        GTIN,
        "AB-123",
        "12.5",
    )
    assert kept.item.unit == "kg"
    assert str(kept.item.use_by) == "2026-11-30"
    assert kept.supplier is not None
    assert kept.supplier.name == "Hải sản Biển Xanh"
    assert kept.document_kind == "epcis"
    assert kept.received_at == 1_795_219_200
    assert [each.kind for each in await events_of(board, at)][-1] == "goods_recorded"


async def test_a_supplier_is_known_by_its_gln_from_then_on(board: Registry) -> None:
    at = (await places(board))[0]
    await captured(board, received(page(at)))
    later = received(page(at), eventTime="2026-11-21T08:00:00+07:00")
    await captured(board, later, epcisHeader={})
    names = {each.supplier.name for each in await receipts_of(board, at) if each.supplier}
    assert names == {"Hải sản Biển Xanh"}


async def test_an_event_that_names_no_sender_leaves_a_gap_that_is_seen(board: Registry) -> None:
    at = (await places(board))[0]
    event = received(page(at))
    del event["sourceList"]
    await captured(board, event)
    (kept,) = await receipts_of(board, at)
    assert kept.supplier is not None
    assert kept.supplier.name == "Bên gửi không được nêu"


async def test_the_same_event_changes_nothing_in_whatever_spelling_it_comes(
    board: Registry,
) -> None:
    at = await with_gln(board, 0, "9501101020108")
    first = received("https://qr.example.vn/414/9501101020108")
    again = dict(reversed(list(received("urn:epc:id:sgln:9501101.02010.0").items()))) | {
        "eventTime": "2026-11-21T00:00:00Z",
        "bizStep": "https://ref.gs1.org/cbv/BizStep-receiving",
        "quantityList": [
            {
                "uom": "KGM",
                "quantity": 12.50,
                "epcClass": "urn:epc:class:lgtin:9501101.053000.AB-123",
            }
        ],
        "recordTime": "2026-11-21T07:00:01Z",
    }
    assert (await captured(board, first)).fresh == 1
    assert (await captured(board, again)).fresh == 0
    assert (await captured(board, first, again)).fresh == 0
    assert len(await receipts_of(board, at)) == 1


async def test_the_same_event_sent_at_once_is_taken_once(board: Registry) -> None:
    at = (await places(board))[0]
    done = await asyncio.gather(*(captured(board, received(page(at))) for _ in range(6)))
    assert sum(each.fresh for each in done) == 1
    assert len(await receipts_of(board, at)) == 1


async def test_goods_sent_and_received_are_one_receipt_in_either_order(board: Registry) -> None:
    a, b, c, *_ = await places(board)
    came = {
        "sourceList": [{"type": "location", "source": page(a)}],
        "eventTime": "2026-11-21T09:00:00+07:00",
    }
    await captured(board, shipped(page(a), page(b)))
    assert [each.from_establishment_id for each in await receipts_of(board, b)] == [a]
    await captured(board, received(page(b), **came))
    (kept,) = await receipts_of(board, b)
    assert kept.from_establishment_id == a
    assert kept.received_at is not None
    await captured(board, received(page(c), **came))
    await captured(board, shipped(page(a), page(c)))
    assert len(await receipts_of(board, c)) == 1


async def test_a_lot_is_followed_through_a_kitchen(board: Registry) -> None:
    a, b, *_ = await places(board)
    out = [{"epcClass": f"https://id.gs1.org/01/{GTIN}/10/OUT-1", "quantity": 5}]
    await captured(
        board, received(page(a)), made(page(a)), shipped(page(a), page(b), quantityList=out)
    )
    found = await recall(board, RecallQuestion(lot="AB-123"), NOW)
    assert {(one.id, one.steps) for one in found.establishments} == {(a, 1), (b, 2)}
    document = json.loads(await epcis_document(board, found, now=NOW))
    assert [event["type"] for event in document["epcisBody"]["eventList"]].count(
        "TransformationEvent"
    ) == 1


async def test_an_error_is_declared_before_or_after_the_event(board: Registry) -> None:
    a, b, *_ = await places(board)
    wrong = {"declarationTime": AT, "reason": "did_not_occur"}
    await captured(board, received(page(a)), made(page(a)))
    done = await captured(
        board,
        received(page(a), errorDeclaration=wrong),
        made(page(a), errorDeclaration=wrong),
        received(page(b), errorDeclaration=wrong),
    )
    assert (done.fresh, done.faults) == (3, ())
    assert await receipts_of(board, a) == []
    await captured(board, received(page(b)))
    assert await receipts_of(board, b) == []
    async with board.reading() as connection:
        ended = (await connection.execute(select(transformation.c.ended_at))).scalars().all()
    assert ended == [NOW]
    found = parse_document(written(received(page(a)))).events[0]
    told = json.loads(await read_event(board, found.hash_id, SENDER))
    assert told["errorDeclaration"]["reason"] == "did_not_occur"


FAULTY: list[tuple[dict[str, Any], str, str]] = [
    ({"bizLocation": {"id": "urn:epc:id:sgln:9501101.99999.0"}}, ".bizLocation.id", "epcis_place"),
    ({"eventTime": "2026-11-22T09:00:00Z"}, ".eventTime", "event_time"),
    ({"quantityList": [{"epcClass": LOT, "quantity": 0}]}, ".quantityList[0]", "quantity"),
    ({"quantityList": [{"epcClass": LOT, "quantity": 1e9}]}, ".quantityList[0]", "quantity"),
    ({"quantityList": [{"epcClass": LOT}]}, ".quantityList[0]", "quantity"),
    (
        {"quantityList": [{"epcClass": "https://id.gs1.org/01/09501101530004", "quantity": 1}]},
        ".quantityList[0].epcClass",
        "gtin",
    ),
    (
        {
            "quantityList": [
                {"epcClass": "urn:uuid:1b4e28ba-2fa1-11d2-883f-0016d3cca427", "quantity": 1}
            ]
        },
        ".quantityList[0].epcClass",
        "product",
    ),
    (
        {"quantityList": [{"epcClass": f"https://id.gs1.org/01/{GTIN}/10/L%C3%B4", "quantity": 1}]},
        ".quantityList[0].epcClass",
        "gs1_lot",
    ),
    ({"quantityList": [{"epcClass": LOT, "quantity": 1e-9}]}, ".quantityList[0]", "quantity"),
    ({"eventTime": "2006-11-21T09:00:00Z"}, "", "day"),
    ({"action": "ADD", "ilmd": {"cbvmda:itemExpirationDate": "soon"}}, ".ilmd", "use_by"),
]


@pytest.mark.parametrize(("given", "where", "code"), FAULTY)
async def test_nothing_of_a_document_is_taken_when_one_event_cannot_be(
    board: Registry, given: dict[str, Any], where: str, code: str
) -> None:
    a, *_ = await places(board)
    good = [received(page(a), eventTime=f"2026-11-21T0{hour}:00:00+07:00") for hour in range(3)]
    done = await captured(board, *good, received(page(a), **given))
    assert done.fresh == 0
    (fault,) = done.faults
    assert (fault.path, fault.code) == (f"$.epcisBody.eventList[3]{where}", code)
    assert "expected" in fault.message
    assert [await count(board, table) for table in (receipt, supply_document, epcis_event)] == [
        0,
        0,
        0,
    ]
    assert (await read_capture(board, done.id, SENDER)).faults == (fault,)
    with pytest.raises(NotFound):
        await read_capture(board, done.id, Who(2, "another", frozenset(Right), by_key=True))


async def test_goods_from_an_establishment_to_itself_are_a_loop(board: Registry) -> None:
    a, *_ = await places(board)
    own = {"sourceList": [{"type": "location", "source": page(a)}]}
    done = await captured(board, received(page(a), **own))
    assert [(fault.path[-11:], fault.code) for fault in done.faults] == [(".sourceList", "loop")]
    lots = [{"epcClass": LOT, "quantity": 1}]
    done = await captured(board, made(page(a), inputQuantityList=lots, outputQuantityList=lots))
    assert [fault.code for fault in done.faults] == ["loop"]


async def test_a_lot_that_gs1_does_not_allow_is_a_local_lot(board: Registry) -> None:
    a, *_ = await places(board)
    bare = [{"epcClass": f"https://id.gs1.org/01/{GTIN}", "quantity": 1, "uom": "KGM"}]
    event = received(page(a), quantityList=bare, action="ADD", ilmd={"cbvmda:lotNumber": "Lô Đỏ 7"})
    assert (await captured(board, event)).faults == ()
    assert [each.item.lot for each in await receipts_of(board, a)] == ["Lô Đỏ 7"]


async def test_every_fault_of_a_document_is_told(board: Registry) -> None:
    a, *_ = await places(board)
    done = await captured(
        board,
        received(page(a), eventTime="2027-01-01T00:00:00Z"),
        received(page(a)),
        received("https://example.com/nowhere"),
    )
    assert [(fault.path.split(".")[2], fault.code) for fault in done.faults] == [
        ("eventList[0]", "event_time"),
        ("eventList[2]", "epcis_place"),
    ]


async def test_one_name_cannot_say_two_things(board: Registry) -> None:
    a, *_ = await places(board)
    name = {"eventID": "urn:uuid:1b4e28ba-2fa1-11d2-883f-0016d3cca427"}
    await captured(board, received(page(a), **name))
    done = await captured(board, received(page(a), **name, disposition="in_progress"))
    assert [fault.code for fault in done.faults] == ["event_differs"]
    both = await captured(
        board,
        received(page(a), eventID="urn:x:1", eventTime="2026-11-20T09:00:00Z"),
        received(page(a), eventID="urn:x:1", eventTime="2026-11-20T10:00:00Z"),
    )
    assert [fault.code for fault in both.faults] == ["event_differs"]


async def test_within_bounds_a_key_tells_of_its_own_places_alone(board: Registry) -> None:
    a, *_ = await places(board)
    inside = Who(3, "bounded", frozenset(Right), wards=frozenset({20242}), by_key=True)
    outside = msgspec.structs.replace(inside, wards=frozenset({20305}))
    done = await captured(board, received(page(a)), who=outside)
    assert [fault.code for fault in done.faults] == ["epcis_place"]
    assert (await captured(board, received(page(a)), who=inside)).fresh == 1


async def test_what_went_out_and_comes_back_is_no_second_receipt(board: Registry) -> None:
    from epcis.test_export import chain

    ids = await chain(board)
    before = await count(board, receipt)
    found = await recall(board, RecallQuestion(supplier="0400000017"), NOW)
    raw = await epcis_document(board, found, now=NOW)
    done = await capture(board, parse_document(raw), b"\0" * 32, SENDER, now=NOW)
    assert (done.faults, done.fresh) == ((), 5)
    assert await count(board, receipt) == before
    assert await count(board, transformation) == 1
    # A document of our own that says something else is a stranger's.
    changed = json.loads(raw)
    for event in changed["epcisBody"]["eventList"]:
        event["eventTime"] = event["eventTime"].replace("T00:00:00", "T01:00:00")
    done = await capture(
        board, parse_document(json.dumps(changed).encode()), b"\0" * 32, SENDER, now=NOW
    )
    assert {fault.code for fault in done.faults} == {"event_differs"}
    assert len(await receipts_of(board, ids[2])) == 1


async def test_the_examples_of_gs1_are_taken(open_board: Any) -> None:
    # The year in which they would be news.
    then = 1_390_000_000
    board = await open_board(3, then)
    await with_gln(board, 0, "0614141073467")
    await with_gln(board, 1, "0012345111112")
    await with_gln(board, 2, "4012345000016")
    for path in examples():
        document = parse_document(path.read_bytes())
        done = await capture(board, document, b"\0" * 32, SENDER, now=then)
        assert (done.faults, done.fresh) == ((), len(document.events)), path.name
    ids = await places(board)
    kept = await receipts_of(board, ids[1])
    assert {(each.item.product.gtin, each.item.quantity) for each in kept} == {
        ("10614141073464", Decimal(1)),
        ("70614141123451", Decimal(1)),
    }
    assert await count(board, transformation) == 1


@pytest.mark.slow
async def test_of_a_document_that_was_being_taken_in_a_kill_nothing_is_left(tmp_path: Path) -> None:
    folder = tmp_path / "R"
    async with await stocked_board(folder, 2) as board:
        at = (await places(board))[0]
    script = Path(__file__).with_name("run_dying_capture.py")
    for dies_at, status, expected in ((1, 9, 0), (5, 9, 0), (9, 0, 5)):
        ended = await asyncio.create_subprocess_exec(
            sys.executable,
            str(script),
            str(folder),
            str(dies_at),
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert await ended.wait() == status
        async with await Registry.open(folder) as board:
            assert len(await receipts_of(board, at)) == expected
            assert await count(board, epcis_event) == expected
            assert await count(board, supply_document) == expected


def test_a_document_is_parsed_without_a_registry() -> None:
    with pytest.raises(InvalidRequest, match=r"\$\.type: expected EPCISDocument"):
        parse_document(b"{}")
