"""Status lists: built from the register, signed when due, never dated back."""

from __future__ import annotations

from pathlib import Path

import pytest
from foodtrace.errors import Conflict, InvalidRequest
from foodtrace.issuing import (
    Selection,
    current_trust,
    draft_next_trust_list,
    issue,
    live_stickers,
    publish_trust_file,
    put_up,
    record_intake,
    renew,
    resign_status_lists,
    revoke,
    status_due,
    suspend,
)
from foodtrace.registry import Registry
from foodtrace.trust import encode_trust_payload, kid_of, public_of, sign_trust_payload
from foodtrace.verdict import check
from issuing.register import check_register, listed
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
    found_board,
    made_rows,
    seed_of,
    stocked_board,
)

ALL = Selection(all=True)


async def _sign(registry: Registry, now: int = NOW, **more: object) -> list[bytes]:
    arguments = {"status_seeds": STATUS_SEEDS, "now": now, **more}
    return await resign_status_lists(registry, **arguments)  # type: ignore[arg-type]


async def _issue(registry: Registry, now: int = NOW) -> None:
    await issue(registry, ALL, sticker_seed=STICKER, now=now, actor=ACTOR)


async def test_a_list_is_signed_when_due_and_left_alone_otherwise(board: Registry) -> None:
    assert await status_due(board, NOW)
    assert await _sign(board) == [STICKER_KID]
    assert not await status_due(board, NOW)
    assert await _sign(board) == []
    assert await _sign(board, only_due=False) == [STICKER_KID]


async def test_every_change_of_a_sticker_makes_its_list_due(board: Registry) -> None:
    await _issue(board)
    await _sign(board)
    for change in (suspend, revoke):
        first = (await live_stickers(board, ALL))[0]
        await change(board, first.id, reason="r", actor=ACTOR, now=NOW)
        assert await status_due(board, NOW)
        assert await _sign(board) == [STICKER_KID]
    await record_intake(board, made_rows(1, first=99), zone=ZONE, actor=ACTOR, now=NOW)
    assert not await status_due(board, NOW), "taking in changes no sticker"
    await _issue(board)
    assert await status_due(board, NOW)


async def test_a_list_near_its_end_is_due(board: Registry) -> None:
    await _sign(board)
    assert not await status_due(board, NOW + 4 * DAY)
    assert await status_due(board, NOW + 4 * DAY + 1)
    assert await status_due(board, NOW, days_left=8)


async def test_a_list_for_one_day_is_not_due_at_once(board: Registry) -> None:
    await _sign(board, days=1)
    assert await _sign(board, days=1) == []


async def test_the_date_of_a_list_always_rises(tmp_path: Path) -> None:
    async with await stocked_board(tmp_path / "R", 3) as registry:
        await _issue(registry)
        dates = []
        for now in (NOW + 500, NOW + 100, NOW - 400 * DAY, NOW + 501):
            await _sign(registry, now, only_due=False)
            iat, exp, _ = listed(tmp_path / "R")[STICKER_KID]
            dates.append(iat)
            assert exp - iat == 7 * DAY
        # An equal date would let the list before be replayed over the newer one.
        assert dates == [NOW + 500, NOW + 501, NOW + 502, NOW + 503]


async def test_a_list_never_precedes_a_sticker_it_speaks_of(tmp_path: Path) -> None:
    async with await stocked_board(tmp_path / "R", 3) as registry:
        await _sign(registry)
        await _issue(registry)
        await _sign(registry)
        (sticker, *_) = await live_stickers(registry, ALL)
        verdict = check(sticker.url, await current_trust(registry), NOW)
        assert (verdict.standing, verdict.green) == ("in force", True)
    check_register(tmp_path / "R", lists_are_current=True)


async def test_the_length_of_a_list_does_not_tell_how_many_stickers_there_are(
    tmp_path: Path,
) -> None:
    async with await found_board(tmp_path / "R") as registry:
        await _sign(registry)
        empty = listed(tmp_path / "R")[STICKER_KID][2]
        await record_intake(registry, made_rows(40), zone=ZONE, actor=ACTOR, now=NOW)
        await _issue(registry)
        await _sign(registry)
        stocked = listed(tmp_path / "R")[STICKER_KID][2]
    assert empty == [1] * 4096
    assert stocked == [0] * 40 + [1] * 4056


async def test_revoking_turns_a_green_verdict_and_the_published_list(tmp_path: Path) -> None:
    async with await stocked_board(tmp_path / "R", 5) as registry:
        await _issue(registry)
        await _sign(registry)
        sticker = (await live_stickers(registry, ALL))[2]
        assert check(sticker.url, await current_trust(registry), NOW).green
        await revoke(registry, sticker.id, reason="r", actor=ACTOR, now=NOW)
        await _sign(registry)
        verdict = check(sticker.url, await current_trust(registry), NOW)
        assert (verdict.genuine, verdict.standing, verdict.green) == ("yes", "revoked", False)
    assert listed(tmp_path / "R")[STICKER_KID][2][:5] == [0, 0, 1, 0, 0]


async def test_only_a_listed_status_key_can_sign(board: Registry) -> None:
    stranger = seed_of("stranger")
    for seed in (stranger, STICKER, ROOT):
        with pytest.raises(Conflict) as refused:
            await _sign(board, status_seeds={kid_of(public_of(seed)): seed})
        assert refused.value.code == "status_key_not_listed"
    with pytest.raises(Conflict):
        await _sign(board, status_seeds={})
    with pytest.raises(Conflict):
        await _sign(board, NOW + 4 * 366 * DAY)


async def test_the_listed_key_is_found_among_others(board: Registry) -> None:
    stranger = seed_of("stranger")
    seeds = {kid_of(public_of(stranger)): stranger, **STATUS_SEEDS}
    assert await _sign(board, status_seeds=seeds) == [STICKER_KID]


@pytest.mark.parametrize("days", [0, 32, -1])
async def test_a_life_the_format_does_not_allow_is_refused(board: Registry, days: int) -> None:
    with pytest.raises(InvalidRequest):
        await _sign(board, days=days)


async def test_a_revoked_status_key_makes_its_list_count_as_missing_and_due(
    board: Registry,
) -> None:
    await _issue(board)
    await _sign(board)
    trust = (await current_trust(board)).trust
    other = seed_of("second status")
    after = draft_next_trust_list(
        trust,
        AUTHORITY,
        now=NOW,
        status_keys=[public_of(other)],
        revoke=[kid_of(public_of(STATUS))],
    )
    raw = sign_trust_payload(encode_trust_payload(after), ROOT)
    await publish_trust_file(board, raw, NOW)
    trusted = await current_trust(board)
    assert trusted.statuses == {}
    (sticker, *_) = await live_stickers(board, ALL)
    assert check(sticker.url, trusted, NOW).freshness == "missing"
    assert await status_due(board, NOW)
    assert await _sign(board, status_seeds={kid_of(public_of(other)): other}) == [STICKER_KID]
    assert check(sticker.url, await current_trust(board), NOW).green


async def test_every_sticker_key_has_a_list_of_its_own(board: Registry) -> None:
    second = seed_of("second sticker")
    trust = draft_next_trust_list(
        (await current_trust(board)).trust, AUTHORITY, now=NOW, sticker_keys=[public_of(second)]
    )
    raw = sign_trust_payload(encode_trust_payload(trust), ROOT)
    await publish_trust_file(board, raw, NOW)
    assert sorted(await _sign(board)) == sorted([STICKER_KID, kid_of(public_of(second))])
    assert set((await current_trust(board)).statuses) == {STICKER_KID, kid_of(public_of(second))}


async def test_putting_up_a_renewed_sticker_replaces_the_old_one_in_the_list(
    tmp_path: Path,
) -> None:
    async with await stocked_board(tmp_path / "R", 1) as registry:
        await _issue(registry)
        (old,) = await live_stickers(registry, ALL)
        await renew(registry, old.id, sticker_seed=STICKER, reason="r", actor=ACTOR, now=NOW)
        await _sign(registry)
        assert listed(tmp_path / "R")[STICKER_KID][2][:3] == [0, 0, 1]
        await put_up(registry, old.id, reason="r", actor=ACTOR, now=NOW)
        await _sign(registry)
        assert listed(tmp_path / "R")[STICKER_KID][2][:3] == [3, 0, 1]
        assert check(old.url, await current_trust(registry), NOW).standing == "replaced"


async def test_without_a_trust_list_nothing_is_due_and_nothing_can_be_signed(
    tmp_path: Path,
) -> None:
    async with await Registry.create(tmp_path / "R", AUTHORITY, NOW) as registry:
        assert not await status_due(registry, NOW)
        with pytest.raises(Conflict) as refused:
            await current_trust(registry)
        assert refused.value.code == "no_trust_list"
