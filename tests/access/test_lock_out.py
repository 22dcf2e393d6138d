"""Guesses are slowed, wherever they come from; a person at her own browser is not slowed by strangers."""

from __future__ import annotations

import asyncio

import pytest
from foodtrace.access import (
    Role,
    add_account,
    attempt_of,
    check_wait,
    forget_failures,
    know_browser,
)
from foodtrace.errors import LimitReached
from foodtrace.registry import Registry
from foodtrace.registry.access_schema import sign_in_count
from registry.board import ACTOR, NOW
from sqlalchemy import select

NAME = "Lê Thị Mai CANARYNAME"
HOME = "203.0.113.7"


async def wait_of(
    board: Registry, name: str, network: str, *, browser: str = "", now: int = NOW
) -> int:
    """Try once; gives the seconds that are asked for, 0 when the try was let through and counted."""
    attempt = await attempt_of(board, name, network, browser=browser, now=now)
    try:
        await check_wait(board, attempt, now=now)
    except LimitReached as error:
        wait = error.fields["retry_after"]
        assert isinstance(wait, int)
        return wait
    return 0


async def person(board: Registry) -> int:
    return await add_account(board, NAME, Role.VIEWER, actor=ACTOR, now=NOW)


async def test_a_name_nobody_has_is_slowed_just_as_one_that_is_there(board: Registry) -> None:
    await person(board)
    for name in (NAME, "nobody"):
        waits = [await wait_of(board, name, HOME) for _ in range(7)]
        assert waits == [0, 0, 0, 0, 0, 1, 1]


async def test_another_spelling_of_the_name_is_the_same_counter(board: Registry) -> None:
    for _ in range(5):
        await wait_of(board, "Lê Thị Mai", HOME)
    assert await wait_of(board, "  lê  thị MAI ", "203.0.113.99") > 0, "the same /24 too"
    assert await wait_of(board, "Lê Thị Mai", "198.51.100.1") == 0


async def test_many_guesses_at_once_count_as_many(board: Registry) -> None:
    waits = await asyncio.gather(*(wait_of(board, NAME, HOME) for _ in range(12)))
    assert sum(wait == 0 for wait in waits) == 5


async def test_the_wait_grows_to_a_quarter_of_an_hour_and_is_forgotten_after_a_day(
    board: Registry,
) -> None:
    now, longest = NOW, 0
    for _ in range(20):
        wait = await wait_of(board, NAME, HOME, now=now)
        assert longest <= wait
        now, longest = now + wait, wait
        assert wait == 0 or await wait_of(board, NAME, HOME, now=now) == 0
    assert longest == 15 * 60
    later = now + 86_400
    assert await wait_of(board, NAME, HOME, now=later) == 0


async def test_guessing_from_everywhere_makes_a_new_browser_wait_a_minute_at_most(
    board: Registry,
) -> None:
    number = await person(board)
    known = await know_browser(board, number, "", now=NOW)
    for network in range(80):
        await wait_of(board, NAME, f"10.{network}.0.1", now=NOW + 61 * network)
    end = NOW + 61 * 79 + 1
    assert 0 < await wait_of(board, NAME, "192.0.2.1", now=end) <= 60
    assert await wait_of(board, NAME, "192.0.2.1", browser=known, now=end) == 0


async def test_a_known_browser_that_was_taken_is_slowed_by_itself(board: Registry) -> None:
    known = await know_browser(board, await person(board), "", now=NOW)
    waits = [await wait_of(board, NAME, HOME, browser=known) for _ in range(6)]
    assert waits == [0, 0, 0, 0, 0, 1]
    assert await wait_of(board, NAME, HOME) == 0, "and slows nobody else"


async def test_a_browser_is_known_for_ninety_days_from_its_last_use(board: Registry) -> None:
    number = await person(board)
    known = await know_browser(board, number, "made up by a stranger", now=NOW)
    assert known.startswith("ftb_"), "what a stranger made up is not taken over"
    later = NOW + 80 * 86_400
    assert await know_browser(board, number, known, now=later) == known
    assert await know_browser(board, number, known, now=later + 91 * 86_400) != known


async def test_ones_own_account_does_not_clear_the_network_for_guessing_at_others(
    board: Registry,
) -> None:
    for other in range(29):
        assert await wait_of(board, f"officer {other}", HOME) == 0
    mine = await attempt_of(board, "my own", HOME, now=NOW)
    await check_wait(board, mine, now=NOW)
    await forget_failures(board, mine)
    assert await wait_of(board, "officer 30", HOME) == 0
    assert await wait_of(board, "officer 31", HOME) > 0


async def test_a_clock_set_back_makes_nobody_wait_longer(board: Registry) -> None:
    for _ in range(5):
        await wait_of(board, NAME, HOME)
    assert await wait_of(board, NAME, HOME, now=NOW - 7200) == 1


async def test_no_name_and_no_address_is_in_the_counters(board: Registry) -> None:
    await wait_of(board, "CANARYTRIED", "203.0.113.7")
    async with board.reading() as connection:
        rows = (await connection.execute(select(sign_in_count))).all()
    assert len(rows) == 3
    for row in rows:
        assert len(row.bucket) == 16
        assert "CANARYTRIED" not in str(row)
        assert "203.0.113" not in str(row)


@pytest.mark.parametrize("name", ["", "\0", "\ud800", "a" * 10_000, "'; drop table account"])
async def test_any_name_can_be_tried(board: Registry, name: str) -> None:
    assert await wait_of(board, name, "no address") == 0
