"""Each cause is raised once, however often and by however many one looks."""

from __future__ import annotations

import asyncio
import datetime

import msgspec
import pytest
from foodtrace.access import RIGHTS, Role, Who
from foodtrace.alerts import Alert, alerts_of, finish_alert, line_of, raise_alerts
from foodtrace.applications import receive_application, set_until
from foodtrace.errors import InvalidRequest, NotFound
from foodtrace.feedback import record_report
from foodtrace.inspection import add_inspector, list_inspectors, record_visit
from foodtrace.issuing import (
    Selection,
    close_establishment,
    current_trust,
    draft_next_trust_list,
    issue,
    publish_trust_file,
    reinstate,
    renew,
    resign_status_lists,
    revoke,
    suspend,
)
from foodtrace.registry import Registry, events_of
from foodtrace.registry.schema import establishment, sticker
from foodtrace.trust import encode_trust_payload, sign_trust_payload
from inspection.test_visits import VISIT
from registry.board import ACTOR, AUTHORITY, DAY, NOW, ROOT, STATUS_SEEDS, STICKER, made_rows
from registry.stores import OpenBoard
from sqlalchemy import select


async def places(board: Registry) -> list[int]:
    async with board.reading() as connection:
        query = select(establishment.c.id).order_by(establishment.c.intake_row)
        return list((await connection.execute(query)).scalars())


async def give_stickers(board: Registry, now: int = NOW, **chosen: object) -> None:
    selection = Selection(**chosen) if chosen else Selection(all=True)  # type: ignore[arg-type]
    await issue(board, selection, sticker_seed=STICKER, now=now, actor=ACTOR, years=1)


async def publish_next_list(board: Registry, now: int) -> None:
    trusted = await current_trust(board)
    assert trusted is not None
    draft = draft_next_trust_list(trusted.trust, AUTHORITY, now=now)
    payload = encode_trust_payload(draft)
    await publish_trust_file(board, sign_trust_payload(payload, ROOT), now, actor=ACTOR)


async def raised_at(board: Registry, now: int) -> list[Alert]:
    """What is raised, without the calendar: an office's first one ends within the year."""
    return [each for each in await raise_alerts(board, now) if each.kind != "calendar_ending"]


async def end_of(board: Registry, place: int) -> int:
    async with board.reading() as connection:
        query = select(sticker.c.exp).where(
            sticker.c.establishment_id == place, sticker.c.superseded_at.is_(None)
        )
        return int((await connection.execute(query)).scalar_one())


async def report(board: Registry, place: int, now: int, kind: str = "another_place") -> None:
    await record_report(
        board,
        establishment_id=place,
        code_text="",
        kind=kind,
        category=None,
        text="",
        contact=None,
        photo=None,
        now=now,
    )


@pytest.mark.slow
async def test_a_simulated_year_misses_no_expiring_sticker_and_repeats_none(
    open_board: OpenBoard,
) -> None:
    board = await open_board(16)
    ids = await places(board)
    # One door a week gets its sticker; all are valid for a year.
    for week, place in enumerate(ids):
        now = NOW + week * 7 * DAY
        if week % 6 == 5:
            await publish_next_list(board, now)
        await give_stickers(board, now, ids=(place,))
    ends = {place: await end_of(board, place) for place in ids}
    await suspend(board, ids[0], reason="closed kitchen", actor=ACTOR, now=NOW + 110 * DAY)
    await revoke(board, ids[1], reason="gone", actor=ACTOR, now=NOW + 110 * DAY)
    await close_establishment(board, ids[2], reason="closed", actor=ACTOR, now=NOW + 110 * DAY)
    start = NOW + 120 * DAY
    reinstated = ends[ids[0]] - 20 * DAY
    back: list[str] = []
    expected: set[str] = set()
    # Every day, but for a week in which nobody looked.
    for day in range(365):
        now = start + day * DAY
        if 100 <= day < 107:
            continue
        if reinstated <= now < reinstated + DAY:
            await reinstate(board, ids[0], reason="clean", actor=ACTOR, now=now)
        # The same, counted by hand: door by door, day by day.
        for place in ids:
            left = ends[place] - now
            hidden = place in ids[1:3] or (place == ids[0] and now < reinstated)
            if hidden or left <= 0 or left > 90 * DAY:
                continue
            stage = 7 if left <= 7 * DAY else 30 if left <= 30 * DAY else 90
            expected.add(f"{stage} {place}")
        raised = await raise_alerts(board, now)
        back += [
            f"{each.key.split(':')[1]} {each.establishment_id}"
            for each in raised
            if each.kind == "sticker_expiring"
        ]
    assert len(back) == len(set(back))
    assert set(back) == expected
    # Every door that stayed in force was told of three times, the one that came back late twice.
    counted = {place: sum(each.endswith(f" {place}") for each in back) for place in ids}
    assert [counted[place] for place in ids[:3]] == [2, 0, 0]
    assert all(counted[place] == 3 for place in ids[3:])


async def test_four_that_look_at_once_raise_a_cause_once(board: Registry) -> None:
    await give_stickers(board)
    now = await end_of(board, (await places(board))[0]) - 5 * DAY
    rounds = await asyncio.gather(*(raise_alerts(board, now) for _ in range(4)))
    kinds = [[each.kind for each in raised] for raised in rounds]
    assert sorted(each.count("sticker_expiring") for each in kinds) == [0, 0, 0, 7]
    assert len(await alerts_of(board, kind="sticker_expiring")) == 7


async def test_a_renewed_sticker_is_not_told_of_again(board: Registry) -> None:
    await give_stickers(board)
    place = (await places(board))[0]
    now = await end_of(board, place) - 80 * DAY
    await publish_next_list(board, now - DAY)
    await resign_status_lists(board, status_seeds=STATUS_SEEDS, now=now)
    assert len([each for each in await raise_alerts(board, now) if "expiring" in each.kind]) == 7
    await renew(board, place, sticker_seed=STICKER, reason="ends soon", now=now, actor=ACTOR)
    assert {each.establishment_id for each in await raise_alerts(board, now + 55 * DAY)} >= set(
        (await places(board))[1:]
    )
    assert place not in {
        each.establishment_id for each in await raise_alerts(board, now + 75 * DAY)
    }


async def test_lists_about_to_end_are_told_of_and_a_new_list_ends_it(board: Registry) -> None:
    await give_stickers(board)
    await resign_status_lists(board, status_seeds=STATUS_SEEDS, now=NOW)
    assert await raised_at(board, NOW) == []
    soon = NOW + 6 * DAY
    (status,) = await raised_at(board, soon)
    assert status.facts["sort"] == "status"
    assert await raised_at(board, soon + 60) == []
    await resign_status_lists(board, status_seeds=STATUS_SEEDS, now=soon)
    assert await raised_at(board, soon + 120) == []


async def test_a_calendar_about_to_end_is_told_of_until_it_reaches_on(board: Registry) -> None:
    (first,) = await raise_alerts(board, NOW + 10 * DAY)
    assert first.kind == "calendar_ending"
    assert await raise_alerts(board, NOW + 11 * DAY) == []
    await set_until(board, datetime.date(2027, 12, 31), actor=ACTOR, now=NOW + 11 * DAY)
    assert await raise_alerts(board, NOW + 12 * DAY) == []
    again = await raise_alerts(board, NOW + 380 * DAY)
    assert [each.facts["last_day"] for each in again if each.kind == first.kind] == ["2027-12-31"]


async def test_a_dossier_is_told_of_before_its_deadline_and_once_when_late(board: Registry) -> None:
    friday = int(datetime.datetime(2026, 11, 27, 1, tzinfo=datetime.UTC).timestamp())  # 08:00 there
    (row,) = made_rows(1, first=50)
    received = await receive_application(
        board, row, (), sending=bytes(32), language="vi", now=friday
    )
    seen: list[tuple[str, str]] = []
    for hour in range(4 * 24):
        for each in await raised_at(board, friday + hour * 3600):
            seen.append((each.kind, each.facts["sort"]))
            assert each.facts["number"] == received.number
            assert each.ward == row.ward
    assert seen == [("dossier_near_deadline", "pickup"), ("dossier_late", "pickup")]
    outsider = Who(9, "-", RIGHTS[Role.VIEWER], wards=frozenset({20209}))
    insider = Who(9, "-", RIGHTS[Role.VIEWER], wards=frozenset({row.ward}))
    assert await alerts_of(board, who=outsider) == []
    assert len(await alerts_of(board, who=insider)) == 2


async def test_three_reports_of_another_place_are_one_cluster_and_three_more_the_next(
    board: Registry,
) -> None:
    one, two = (await places(board))[:2]
    for at in (0, 1):
        await report(board, one, NOW + at * DAY)
        await report(board, two, NOW + (at - 1) * 20 * DAY)
    await report(board, one, NOW + DAY, kind="damaged")
    assert await raised_at(board, NOW + 2 * DAY) == []
    await report(board, one, NOW + 2 * DAY)
    await report(board, two, NOW + 2 * DAY)
    (cluster,) = await raised_at(board, NOW + 2 * DAY)
    assert (cluster.establishment_id, cluster.facts["reports"]) == (one, 3)
    for at in (3, 4):
        await report(board, one, NOW + at * DAY)
        assert await raised_at(board, NOW + at * DAY) == []
    await report(board, one, NOW + 5 * DAY)
    (again,) = await raised_at(board, NOW + 5 * DAY)
    assert again.facts["reports"] == 3


async def test_a_code_scanned_where_it_cannot_be_is_told_of_once(board: Registry) -> None:
    await give_stickers(board)
    one, two = (await places(board))[:2]
    await add_inspector(board, "Team 1", random=bytes(32), actor=ACTOR, now=NOW)
    (who,) = await list_inspectors(board)
    async with board.reading() as connection:
        query = select(sticker).where(sticker.c.establishment_id == one)
        hung = (await connection.execute(query)).one()
    right = msgspec.structs.replace(
        VISIT,
        establishment_id=one,
        typed_code=None,
        kid=hung.kid.hex(),
        idx=hung.idx,
        token_sha256=hung.token_sha256.hex(),
    )
    elsewhere = msgspec.structs.replace(right, establishment_id=two)
    unknown = msgspec.structs.replace(right, token_sha256="00" * 32)
    for key, record in (("a", right), ("b", elsewhere), ("c", unknown)):
        await record_visit(board, who.id, key=key, record=record, now=NOW)
    raised = await raised_at(board, NOW)
    sorts = [each.facts["sort"] for each in raised]
    assert sorts == ["establishment_differs", "sticker_not_registered"]
    assert await raised_at(board, NOW + 1) == []


async def test_an_alert_that_was_seen_to_leaves_the_list_and_an_event(board: Registry) -> None:
    await give_stickers(board)
    place = (await places(board))[0]
    await raise_alerts(board, await end_of(board, place) - 5 * DAY)
    (first,) = [
        each
        for each in await alerts_of(board, kind="sticker_expiring")
        if each.establishment_id == place
    ]
    done = await finish_alert(board, first.id, actor="user 3", now=NOW)
    assert await finish_alert(board, first.id, actor="user 4", now=NOW + 9) == done
    assert first.id not in {each.id for each in await alerts_of(board)}
    assert first.id in {each.id for each in await alerts_of(board, open_only=False)}
    last = (await events_of(board, place))[-1]
    assert (last.kind, last.actor) == ("alert_done", "user 3")
    with pytest.raises(NotFound):
        await finish_alert(board, 999, actor="user 3", now=NOW)
    with pytest.raises(InvalidRequest, match="sticker_expiring"):
        await alerts_of(board, kind="everything")


async def test_every_line_reads_as_a_sentence_in_both_languages(board: Registry) -> None:
    await give_stickers(board)
    end = await end_of(board, (await places(board))[0])
    alert = next(each for each in await raise_alerts(board, end - 5 * DAY) if each.establishment_id)
    last = datetime.date(1970, 1, 1) + datetime.timedelta((end - 1 + 7 * 3600) // DAY)
    assert alert.kind == "sticker_expiring"
    assert f"{last:%d/%m/%Y}" in line_of(alert, "vi")
    assert f"{last.day} {last:%b %Y}" in line_of(alert, "en")
    assert "{" not in line_of(alert, "vi") + line_of(alert, "en")
