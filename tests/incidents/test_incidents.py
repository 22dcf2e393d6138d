"""An incident as the office keeps it: what it may say, what a receipt fills in, its history, its end."""

from __future__ import annotations

import pytest
from foodtrace.access import RIGHTS, Role, Who
from foodtrace.errors import AccessDenied, Conflict, InvalidRequest, NotFound
from foodtrace.feedback import record_report
from foodtrace.incidents import (
    Draft,
    add_result,
    close_incident,
    incident_counts,
    incident_record,
    lift_recall,
    list_incidents,
    note_incident,
    open_incident,
    start_recall,
    tie_incident,
)
from foodtrace.registry import Registry, events_of
from foodtrace.sticker import encode_typed_code
from foodtrace.supply import receipts_of
from incidents.prawns import (
    INSPECTOR,
    LOT,
    OFFICER,
    ORDER,
    OTHER,
    deliver,
    eateries,
    opened,
    sample,
)
from registry.board import NOW
from supply.deliveries import day

BOUNDED = Who(5, "Of another ward", RIGHTS[Role.INSPECTOR], wards=frozenset({20260}))
VIEWER = Who(6, "Viewer", RIGHTS[Role.VIEWER], role=Role.VIEWER)


async def faults_of(board: Registry, draft: Draft) -> dict[str, str]:
    with pytest.raises(InvalidRequest) as refused:
        await open_incident(board, draft, OFFICER, now=NOW)
    assert refused.value.code == "incident"
    faults = refused.value.fields["faults"]
    assert isinstance(faults, dict)
    return faults


async def test_a_sample_is_kept_as_the_laboratory_wrote_it(board: Registry) -> None:
    number = await opened(board)
    record = await incident_record(board, number, OFFICER)
    (result,) = record.results
    assert (result.value, result.most, result.unit) == ("0.35", "0.1", "mg/kg")
    assert (result.verdict, result.report_number) == ("exceeds", "KN-2026/118")
    assert record.incident.ties.lot == LOT
    assert [step.kind for step in record.steps] == ["opened", "result"]


async def test_every_fault_of_a_draft_is_told_at_once(board: Registry) -> None:
    wrong = sample(
        subject=" ", value="1,234", verdict="", taken_on=day(-1).isoformat(), laboratory="",
        since="2026-11-20", until="2026-11-02", lot="x" * 61,
    )  # fmt: skip
    assert await faults_of(board, wrong) == {
        "subject": "missing",
        "until": "order",
        "lot": "long",
        "verdict": "missing",
        "value": "decimal",
        "taken_on": "ahead",
        "laboratory": "missing",
    }
    assert await list_incidents(board, OFFICER) == []


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        ({"verdict": "within"}, {"verdict": "disagrees"}),
        ({"value": "0.05"}, {"verdict": "disagrees"}),
        ({"unit": ""}, {"unit": "missing"}),
        ({"value": "", "unit": ""}, {"value": "missing"}),
        ({"sort": "other"}, {"sort": "missing"}),
        ({"people_ill": "mười"}, {"people_ill": "number"}),
        ({"code": "00RS-KAC8"}, {"code": "code", "served_on": "missing"}),
        ({"served_on": "2026-11-20"}, {"code": "missing"}),
        ({"since": "20/11"}, {"since": "day"}),
    ],
)
async def test_what_does_not_fit_is_refused(
    board: Registry, given: dict[str, str], faults: dict[str, str]
) -> None:
    assert await faults_of(board, sample(**given)) == faults


async def test_a_result_in_words_and_one_that_is_awaited_are_taken(board: Registry) -> None:
    found = sample(test="Salmonella", value="phát hiện", most="không phát hiện", unit="25 g")
    number = await opened(board, found)
    await add_result(
        board, number, sample(test="Listeria", value="", unit="", verdict="pending"), OTHER, now=NOW
    )
    await add_result(
        board, number,
        sample(test="Listeria", value="không phát hiện", most="", unit="25 g", verdict="within"),
        OTHER, now=NOW + 9,
    )  # fmt: skip
    results = (await incident_record(board, number, OFFICER)).results
    assert {each.test: each.verdict for each in results} == {
        "Salmonella": "exceeds",
        "Listeria": "within",
    }


async def test_an_illness_needs_the_place_and_the_day_and_counts_people_only(
    board: Registry,
) -> None:
    ids = await eateries(board)
    ill = Draft(sort="illness", subject="Nhiều người đau bụng", people_ill="12")
    assert await faults_of(board, ill) == {"code": "missing", "served_on": "missing"}
    code = encode_typed_code(ids[0])
    told = Draft(
        sort="illness", subject="Nhiều người đau bụng", people_ill="12", code=code,
        served_on=day(1).isoformat(),
    )  # fmt: skip
    record = await incident_record(board, await opened(board, told), OFFICER)
    assert record.incident.people_ill == 12
    assert record.incident.ties.forward is None
    backward = record.incident.ties.backward
    assert backward is not None
    assert (backward.served_at, backward.on) == (ids[0], day(1))


async def test_a_receipt_fills_in_the_goods_that_nobody_typed(board: Registry) -> None:
    ids = await eateries(board)
    await deliver(board, (ids[0], LOT), (ids[1], None))
    with_lot, without = [(await receipts_of(board, place))[0].id for place in ids[:2]]
    empty = {"supplier": "", "product": "", "lot": ""}
    first = await opened(board, sample(**empty, receipt=str(with_lot)))
    ties = (await incident_record(board, first, OFFICER)).incident.ties
    assert (ties.supplier, ties.product, ties.lot) == ("0400000017", "Tôm sú", LOT)
    assert (ties.since, ties.until) == (None, None)
    second = await opened(board, sample(**empty, receipt=str(without)))
    ties = (await incident_record(board, second, OFFICER)).incident.ties
    assert (ties.lot, ties.since, ties.until) == ("", day(1), day(1))
    with pytest.raises(NotFound):
        await opened(board, sample(receipt="999"))


async def test_a_complaint_names_a_report_of_the_inbox_within_reach(board: Registry) -> None:
    ids = await eateries(board)
    report = await record_report(
        board, establishment_id=ids[0], code_text="", kind="other", category="food", text="mùi lạ",
        contact=None, photo=None, now=NOW,
    )  # fmt: skip
    told = Draft(sort="complaint", subject="Tôm có mùi lạ", report=str(report))
    number = await opened(board, told)
    assert (await incident_record(board, number, OFFICER)).incident.report_id == report
    with pytest.raises(NotFound):
        await opened(board, told, BOUNDED)


async def test_what_it_is_about_can_be_said_anew_and_the_old_words_stay_in_its_history(
    board: Registry,
) -> None:
    number = await opened(board)
    await tie_incident(board, number, Draft(product="Tôm thẻ"), INSPECTOR, seen=0, now=NOW + 5)
    record = await incident_record(board, number, OFFICER)
    assert (record.incident.ties.product, record.incident.ties.lot) == ("Tôm thẻ", "")
    detail = record.steps[-1].detail
    assert (detail["before"]["lot"], detail["after"]["product"]) == (LOT, "Tôm thẻ")
    with pytest.raises(Conflict):
        await tie_incident(board, number, Draft(product="Cá"), OFFICER, seen=0, now=NOW + 6)


async def test_within_bounds_one_sees_ones_own_and_those_at_ones_places(board: Registry) -> None:
    ids = await eateries(board)
    theirs = await opened(board)
    mine = await opened(board, Draft(sort="complaint", subject="Cá có mùi lạ"), BOUNDED)
    assert [each.id for each in await list_incidents(board, BOUNDED)] == [mine]
    assert (await incident_counts(board, BOUNDED))["open"] == 1
    with pytest.raises(NotFound):
        await incident_record(board, theirs, BOUNDED)
    code = encode_typed_code(ids[0])
    outside = Draft(sort="complaint", subject="Cá", code=code, served_on=day(1).isoformat())
    with pytest.raises(NotFound):
        await opened(board, outside, BOUNDED)
    everywhere = Who(8, "All", frozenset(RIGHTS[Role.ISSUING]), wards=frozenset({20242}))
    with pytest.raises(AccessDenied):
        await start_recall(board, theirs, ORDER, everywhere, now=NOW)


async def test_it_is_closed_with_a_note_once_no_recall_stands(board: Registry) -> None:
    ids = await eateries(board)
    await deliver(board, (ids[0], LOT))
    number = await opened(board)
    await note_incident(board, number, "Đã gọi phòng xét nghiệm.", INSPECTOR, now=NOW)
    recall = await start_recall(board, number, ORDER, OFFICER, now=NOW)
    with pytest.raises(Conflict) as refused:
        await close_incident(board, number, "xong", OFFICER, now=NOW)
    assert refused.value.code == "recall_stands"
    words = {"words_vi": "Hàng đã được thu gom.", "words_en": "All was collected."}
    await lift_recall(board, recall, OFFICER, now=NOW, **words)
    with pytest.raises(InvalidRequest):
        await close_incident(board, number, " ", OFFICER, now=NOW)
    await close_incident(board, number, "Lô hàng đã được thu gom hết.", OFFICER, now=NOW)
    for change in (
        note_incident(board, number, "thêm", OFFICER, now=NOW),
        start_recall(board, number, ORDER, OFFICER, now=NOW),
    ):
        with pytest.raises(Conflict) as closed:
            await change
        assert closed.value.code == "incident_closed"
    record = await incident_record(board, number, VIEWER)
    kinds = [step.kind for step in record.steps]
    assert kinds == ["opened", "result", "noted", "recalled", "lifted", "closed"]
    told = [event.kind for event in await events_of(board, ids[0])]
    assert "recall_told" in told
