"""Issuing: where no live sticker exists, numbered once, checked before it is signed."""

from __future__ import annotations

import asyncio
import datetime
from pathlib import Path

import msgspec
import pytest
from foodtrace.errors import Conflict, FoodtraceError, InvalidRequest, NotFound
from foodtrace.issuing import (
    Selection,
    draft_next_trust_list,
    each_live_sticker,
    issue,
    live_stickers,
    publish_trust_file,
    record_intake,
    resign_status_lists,
    revoke,
    suspend,
)
from foodtrace.issuing.minting import MAX_IDX, expiry
from foodtrace.issuing.trust_files import current_trust_list
from foodtrace.registry import Registry
from foodtrace.registry.schema import sticker_key
from foodtrace.sticker import parse_sticker, parse_typed_code
from foodtrace.trust import TrustList, encode_trust_payload, public_of, sign_trust_payload
from issuing.register import check_register
from registry.board import (
    ACTOR,
    AUTHORITY,
    DAY,
    NOW,
    ROOT,
    STATUS,
    STATUS_SEEDS,
    STICKER,
    STICKER_KID,
    ZONE,
    made_rows,
    seed_of,
    stocked_board,
)
from sqlalchemy import update

ALL = Selection(all=True)


async def _issue(registry: Registry, now: int = NOW, **more: object) -> int:
    arguments = {"sticker_seed": STICKER, "actor": ACTOR, "now": now, **more}
    return await issue(registry, ALL, **arguments)  # type: ignore[arg-type]


async def _publish(registry: Registry, trust: TrustList, now: int = NOW) -> None:
    raw = sign_trust_payload(encode_trust_payload(trust), ROOT)
    await publish_trust_file(registry, raw, now)


async def _trust(registry: Registry) -> TrustList:
    async with registry.reading() as connection:
        return (await current_trust_list(connection, registry))[0]


async def test_every_establishment_gets_one_sticker_and_a_second_run_none(board: Registry) -> None:
    assert await _issue(board) == 7
    assert await _issue(board) == 0
    stickers = await live_stickers(board, ALL)
    assert [s.name for s in stickers] == [row.name for row in made_rows(7)]
    assert [s.idx for s in stickers] == list(range(7))


async def test_the_link_holds_exactly_the_registered_token(board: Registry) -> None:
    await _issue(board)
    for s in await live_stickers(board, ALL):
        token = parse_sticker(s.url, {"qr.example.vn"})
        assert token.raw == s.token
        assert parse_typed_code(s.typed_code) == s.id
        assert (s.zone, s.state, s.kid) == (ZONE, 0, STICKER_KID)


async def test_only_the_selection_is_issued(board: Registry) -> None:
    recorded = await record_intake(
        board, made_rows(3, first=20), zone="Chợ Hàn", actor=ACTOR, now=NOW
    )
    chosen = Selection(zone="cho han")
    assert await issue(board, chosen, sticker_seed=STICKER, now=NOW, actor=ACTOR) == 3
    one = Selection(ids=recorded.ids[:1])
    assert [s.id for s in await live_stickers(board, one)] == [recorded.ids[0]]
    assert len(await live_stickers(board, ALL)) == 3


@pytest.mark.parametrize(
    ("selection", "error", "code"),
    [
        (Selection(), InvalidRequest, "invalid_request"),
        (Selection(zone="x", all=True), InvalidRequest, "invalid_request"),
        (Selection(zone="Nowhere"), NotFound, "zone_not_found"),
        (Selection(ids=(5,)), NotFound, "establishment_not_found"),
        (Selection(ids=tuple(range(1, 10_002))), InvalidRequest, "invalid_request"),
    ],
)
async def test_a_selection_that_means_nothing_is_refused(
    board: Registry, selection: Selection, error: type[FoodtraceError], code: str
) -> None:
    with pytest.raises(error) as refused:
        await issue(board, selection, sticker_seed=STICKER, now=NOW, actor=ACTOR)
    assert refused.value.code == code


async def test_progress_is_told_batch_by_batch(board: Registry) -> None:
    told: list[tuple[int, int]] = []
    await _issue(board, batch=3, on_progress=lambda done, total: told.append((done, total)))
    assert told == [(3, 7), (6, 7), (7, 7)]


@pytest.mark.parametrize("years", [1, 2, 3, 4])
def test_a_life_ends_at_a_midnight_of_the_same_day_of_the_year(years: int) -> None:
    exp = expiry(NOW, years)
    zone = datetime.timezone(datetime.timedelta(hours=7))
    first = datetime.datetime.fromtimestamp(NOW, zone)
    end = datetime.datetime.fromtimestamp(exp, zone)
    assert (end.hour, end.minute, end.second) == (0, 0, 0)
    last = end - datetime.timedelta(seconds=1)
    assert (last.year - first.year, last.month, last.day) == (years, first.month, first.day)
    assert exp <= NOW + 4 * 366 * DAY


def test_the_29th_of_february_ends_on_the_28th() -> None:
    leap_day = int(datetime.datetime(2028, 2, 29, 5, tzinfo=datetime.UTC).timestamp())
    end = datetime.datetime.fromtimestamp(expiry(leap_day, 3) + 25_200 - 1, datetime.UTC)
    assert (end.year, end.month, end.day) == (2031, 2, 28)


@pytest.mark.parametrize("years", [0, -1, 5])
async def test_a_life_the_format_does_not_allow_is_refused(board: Registry, years: int) -> None:
    with pytest.raises(InvalidRequest):
        await _issue(board, years=years)


async def test_the_last_second_before_midnight_counts_as_that_day(board: Registry) -> None:
    midnight = expiry(NOW, 1)
    assert expiry(midnight - 1, 1) + DAY == expiry(midnight, 1)


async def test_an_expired_sticker_gives_way_to_a_new_one(board: Registry) -> None:
    await _issue(board, years=1)
    old = {s.id: s for s in await live_stickers(board, ALL)}
    later = old[next(iter(old))].exp
    assert await _issue(board, now=later - 1) == 0
    assert await live_stickers(board, ALL, now=later) == []
    await _publish(board, draft_next_trust_list(await _trust(board), AUTHORITY, now=later), later)
    assert await _issue(board, now=later) == 7
    new = await live_stickers(board, ALL, now=later)
    assert {s.id for s in new} == set(old)
    assert {s.idx for s in new} == set(range(7, 14))


async def test_a_revoked_or_suspended_place_is_never_given_another_by_a_bulk_run(
    board: Registry,
) -> None:
    await _issue(board, years=1)
    first, second, *_ = stickers = await live_stickers(board, ALL)
    await revoke(board, first.id, reason="r", actor=ACTOR, now=NOW)
    await suspend(board, second.id, reason="r", actor=ACTOR, now=NOW)
    assert await _issue(board) == 0
    later = second.exp + DAY
    await _publish(board, draft_next_trust_list(await _trust(board), AUTHORITY, now=later), later)
    assert await _issue(board, now=later) == 5
    live = {s.id: s.state for s in await live_stickers(board, ALL, now=later)}
    assert first.id not in live
    assert live[second.id] == 2
    assert len(live) == len(stickers) - 1


async def test_no_number_is_given_beyond_the_last(board: Registry) -> None:
    async with board.writing() as connection:
        await connection.execute(update(sticker_key).values(next_idx=MAX_IDX - 4))
    with pytest.raises(Conflict) as full:
        await _issue(board, batch=3)
    assert full.value.code == "idx_exhausted"
    assert [s.idx for s in await live_stickers(board, ALL)] == list(range(MAX_IDX - 4, MAX_IDX))


async def test_an_unknown_ward_stops_the_run_before_anything_is_signed(board: Registry) -> None:
    await record_intake(board, made_rows(1, first=50, ward=99_999), zone=ZONE, actor=ACTOR, now=NOW)
    with pytest.raises(InvalidRequest) as refused:
        await _issue(board, batch=1)
    assert refused.value.code == "ward_unknown"
    assert "99999" in refused.value.message
    assert await live_stickers(board, ALL) == []


async def test_a_key_that_is_not_listed_signs_nothing(board: Registry) -> None:
    for seed in (seed_of("stranger"), STATUS, ROOT):
        with pytest.raises(Conflict) as refused:
            await _issue(board, sticker_seed=seed)
        assert refused.value.code == "key_not_listed"


async def test_a_key_outside_its_window_signs_nothing(board: Registry) -> None:
    trust = await _trust(board)
    shut = tuple(msgspec.structs.replace(key, naf=NOW + 10) for key in trust.keys)
    await _publish(board, msgspec.structs.replace(trust, seq=2, keys=shut))
    assert await _issue(board, now=NOW + 9) == 7
    await record_intake(board, made_rows(1, first=50), zone=ZONE, actor=ACTOR, now=NOW)
    for late in (NOW - 1, NOW + 10):
        with pytest.raises(Conflict) as refused:
            await _issue(board, now=late)
        assert refused.value.code == "key_not_in_window"


async def test_a_revoked_key_signs_nothing(board: Registry) -> None:
    trust = draft_next_trust_list(await _trust(board), AUTHORITY, now=NOW, revoke=[STICKER_KID])
    await _publish(board, trust)
    with pytest.raises(Conflict) as refused:
        await _issue(board)
    assert refused.value.code == "key_not_in_window"


async def test_nothing_is_signed_under_a_trust_list_past_its_end(board: Registry) -> None:
    end = (await _trust(board)).exp
    with pytest.raises(Conflict) as refused:
        await _issue(board, now=end)
    assert refused.value.code == "trust_list_expired"


async def test_a_second_key_numbers_from_nought(board: Registry) -> None:
    other = seed_of("second sticker")
    trust = draft_next_trust_list(
        await _trust(board), AUTHORITY, now=NOW, sticker_keys=[public_of(other)]
    )
    await _publish(board, trust)
    await _issue(board)
    (new,) = (
        await record_intake(board, made_rows(1, first=50), zone=ZONE, actor=ACTOR, now=NOW)
    ).ids
    assert await _issue(board, sticker_seed=other) == 1
    (made,) = await live_stickers(board, Selection(ids=(new,)))
    assert made.idx == 0
    assert made.kid != STICKER_KID


async def test_a_sticker_is_dated_after_every_list_that_could_not_know_it(board: Registry) -> None:
    await resign_status_lists(board, status_seeds=STATUS_SEEDS, now=NOW)
    await _issue(board)
    assert {s.iat for s in await live_stickers(board, ALL)} == {NOW + 1}


async def test_a_clock_far_behind_the_last_list_signs_nothing(board: Registry) -> None:
    await resign_status_lists(board, status_seeds=STATUS_SEEDS, now=NOW + 3 * DAY)
    with pytest.raises(Conflict) as refused:
        await _issue(board, now=NOW)
    assert refused.value.code == "clock_behind"


async def test_two_runs_at_once_never_issue_twice(tmp_path: Path) -> None:
    async with (
        await stocked_board(tmp_path / "R", 60) as first,
        await Registry.open(tmp_path / "R") as second,
    ):
        made = await asyncio.gather(_issue(first, batch=7), _issue(second, batch=5))
        assert sum(made) == 60
        await resign_status_lists(first, status_seeds=STATUS_SEEDS, now=NOW)
    check_register(tmp_path / "R", lists_are_current=True)


async def test_live_stickers_come_page_by_page_in_one_order(board: Registry) -> None:
    await record_intake(board, made_rows(4, first=40), zone="Chợ Hàn", actor=ACTOR, now=NOW - 5)
    await _issue(board)
    whole = await live_stickers(board, ALL)
    for page in (1, 2, 5, 11):
        assert [s async for s in each_live_sticker(board, ALL, page=page)] == whole
