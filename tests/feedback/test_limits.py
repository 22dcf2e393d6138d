"""So many reports in a time and no more, counted together by every worker, without an address anywhere."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from foodtrace.errors import LimitReached
from foodtrace.feedback import allow
from foodtrace.registry import Registry, day_key, network_of
from foodtrace.registry.private_schema import report_count, report_secret
from registry.board import NOW
from registry.stores import OpenBoard
from sqlalchemy import func, select

HOUR, DAY = 3600, 86_400
# The first second of an hour and of a day, so that windows begin with the test.
START = NOW // DAY * DAY
CODE = "00RS-KAC7"


async def taken(registry: Registry, times: int, *, code: str, network: str, now: int) -> int:
    """How many of so many reports are let through."""
    refusals: list[LimitReached] = []
    for _ in range(times):
        try:
            await allow(registry, code=code, network=network, now=now)
        except LimitReached as reached:
            refusals.append(reached)
    assert {refusal.code for refusal in refusals} <= {"too_many_reports"}
    assert all(0 < int(str(refusal.fields["retry_after"])) <= DAY for refusal in refusals)
    return times - len(refusals)


async def counters(registry: Registry) -> int:
    async with registry.reading() as connection:
        query = select(func.count()).select_from(report_count)
        return int((await connection.execute(query)).scalar_one())


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("203.0.113.0/24", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("2001:db8:1::/48", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", "elsewhere"),
        ("unix:", "elsewhere"),
        ("203.0.113", "elsewhere"),
    ],
)
def test_an_address_counts_as_its_network(address: str, network: str) -> None:
    assert network_of(address) == network
    assert network_of(network) == network


async def test_one_network_gets_so_many_and_its_neighbour_is_not_held_back(
    board: Registry,
) -> None:
    codes = [f"CODE-{n:04}" for n in range(20)]
    through = [
        await taken(board, 1, code=code, network=f"203.0.113.{n}", now=START)
        for n, code in enumerate(codes)
    ]
    assert sum(through) == 12
    assert await taken(board, 1, code="OTHER", network="203.0.114.1", now=START) == 1
    assert await taken(board, 1, code="OTHER", network="2001:db8::1", now=START) == 1


async def test_one_code_gets_so_many_from_everywhere(board: Registry) -> None:
    spellings = [CODE, "00rs-kac7", " 00RSKAC7"]
    through = [
        await taken(board, 1, code=spellings[n % 3], network=f"10.0.{n}.1", now=START)
        for n in range(15)
    ]
    assert sum(through) == 10


async def test_a_full_window_ends_and_says_when(board: Registry) -> None:
    assert await taken(board, 20, code=CODE, network="10.0.0.1", now=START + 600) == 10
    with pytest.raises(LimitReached) as reached:
        await allow(board, code=CODE, network="10.0.0.1", now=START + 600)
    wait = reached.value.fields["retry_after"]
    assert wait == HOUR - 600
    assert await taken(board, 1, code=CODE, network="10.0.0.1", now=START + HOUR - 1) == 0
    assert await taken(board, 1, code=CODE, network="10.0.0.1", now=START + HOUR) == 1


async def test_a_day_has_an_end_of_its_own(board: Registry) -> None:
    through = [
        await taken(board, 12, code=CODE, network="10.0.0.1", now=START + hour * HOUR)
        for hour in range(6)
    ]
    assert through == [10, 10, 10, 10, 0, 0]
    assert await taken(board, 12, code=CODE, network="10.0.0.1", now=START + DAY) == 10


async def test_a_refusal_counts_nothing_and_writes_nothing(board: Registry) -> None:
    await taken(board, 10, code=CODE, network="10.0.0.1", now=START)
    before = await counters(board)
    await taken(board, 30, code=CODE, network="10.1.0.1", now=START)
    assert await counters(board) == before
    assert await taken(board, 12, code="OTHER", network="10.1.0.1", now=START) == 10


async def test_workers_count_together_and_a_restart_forgets_nothing(
    open_board: OpenBoard, tmp_path: Path
) -> None:
    board = await open_board(1)
    if not (tmp_path / "R" / "registry.sqlite").exists():
        pytest.skip("a second worker is opened by its folder")
    async with await Registry.open(tmp_path / "R") as other:
        through = await asyncio.gather(
            *(
                taken(each, 6, code=CODE, network="10.0.0.1", now=START)
                for each in (board, other, board)
            )
        )
    assert sum(through) == 10
    async with await Registry.open(tmp_path / "R") as restarted:
        assert await taken(restarted, 1, code=CODE, network="10.0.0.1", now=START) == 0


async def test_what_is_left_in_the_register_names_neither_address_nor_code(
    board: Registry,
) -> None:
    await allow(board, code=CODE, network="203.0.113.77", now=START)
    async with board.reading() as connection:
        rows = (await connection.execute(select(report_count))).all()
        secret = bytes((await connection.execute(select(report_secret.c.secret))).scalar_one())
    assert len(secret) == 32
    assert {len(bytes(row.bucket)) for row in rows} == {16}
    said = str(rows)
    for trace in ("203.0.113", "203", CODE, "00RSKAC7"):
        assert trace not in said.replace(str(START), "")


async def test_after_the_day_neither_counters_nor_the_secret_are_left(board: Registry) -> None:
    await allow(board, code=CODE, network="203.0.113.77", now=START)
    async with board.reading() as connection:
        first = bytes((await connection.execute(select(report_secret.c.secret))).scalar_one())
        old = {
            bytes(row)
            for row in (await connection.execute(select(report_count.c.bucket))).scalars()
        }
    await allow(board, code=CODE, network="203.0.113.77", now=START + DAY)
    async with board.reading() as connection:
        secrets = [
            bytes(row)
            for row in (await connection.execute(select(report_secret.c.secret))).scalars()
        ]
        new = {
            bytes(row)
            for row in (await connection.execute(select(report_count.c.bucket))).scalars()
        }
    assert len(secrets) == 1
    assert first not in secrets
    assert not old & new


async def test_a_clock_set_back_does_not_break_the_count(board: Registry) -> None:
    await allow(board, code=CODE, network="203.0.113.77", now=START + DAY)
    await allow(board, code=CODE, network="203.0.113.77", now=START)
    await allow(board, code=CODE, network="203.0.113.77", now=START + DAY)


async def test_a_key_of_the_day_is_one_for_all_workers_and_another_tomorrow(
    open_board: OpenBoard, tmp_path: Path
) -> None:
    board = await open_board()
    if not (tmp_path / "R" / "registry.sqlite").exists():
        pytest.skip("a second worker is opened by its folder")
    first = await day_key(board, "form", now=START)
    async with await Registry.open(tmp_path / "R") as worker:
        assert await day_key(worker, "form", now=START + DAY - 1) == first
        assert await day_key(worker, "other", now=START) != first
        assert await day_key(worker, "form", now=START + DAY) != first
    assert len(first) == 32
    async with board.reading() as connection:
        secrets = (await connection.execute(select(report_secret.c.secret))).scalars().all()
    assert len(secrets) == 1
    assert first not in [bytes(secret) for secret in secrets]


async def test_what_outlives_the_day_gets_the_key_of_the_day_it_ends_on(board: Registry) -> None:
    late = START - START % DAY + DAY - 60
    lasting = await day_key(board, "form", now=late, life=3600)
    assert lasting != await day_key(board, "form", now=late)
    assert lasting == await day_key(board, "form", now=late + 120)
    async with board.reading() as connection:
        days = (await connection.execute(select(report_secret.c.day))).scalars().all()
    assert days == [(late + 120) // DAY]
