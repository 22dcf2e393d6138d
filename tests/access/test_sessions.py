"""Sessions end: unused, after their longest time, when they are ended, and when the clock cannot be true."""

from __future__ import annotations

import asyncio

import pytest
from foodtrace.access import (
    Limits,
    Role,
    account_of,
    add_account,
    add_key,
    end_session,
    find_session,
    make_link,
    read_link,
    recognise_key,
    sessions_of,
    start_session,
    use_link,
)
from foodtrace.access.rights import RIGHTS, Right
from foodtrace.access.tokens import form_token
from foodtrace.errors import AccessDenied, Conflict, InvalidRequest
from foodtrace.registry import Registry
from foodtrace.registry.schema import event
from registry.board import ACTOR, NOW
from sqlalchemy import select

LIMITS = Limits()
MINUTE = 60


async def begun(board: Registry, name: str = "An", now: int = NOW) -> tuple[int, str]:
    number = await add_account(board, name, Role.ISSUING, actor=ACTOR, now=now)
    token = await start_session(board, number, browser="Firefox", language=None, now=now)
    return number, token


async def is_open(board: Registry, token: str, now: int) -> bool:
    return await find_session(board, token, limits=LIMITS, now=now) is not None


async def test_a_session_knows_who_and_what_she_may(board: Registry) -> None:
    number, token = await begun(board)
    found = await find_session(board, token, limits=LIMITS, now=NOW)
    assert found is not None
    assert (found.who.id, found.who.name, found.who.rights) == (number, "An", RIGHTS[Role.ISSUING])
    for other in ("", "fts_", token[:-1], token + "A", "\ud800", "'"):
        assert not await is_open(board, other, NOW)


async def test_it_ends_unused_and_at_its_longest(board: Registry) -> None:
    _, token = await begun(board)
    assert await is_open(board, token, NOW + 30 * MINUTE - 1)
    assert not await is_open(board, token, NOW + 60 * MINUTE)
    _, token = await begun(board, "Bình")
    minutes = 0
    while await is_open(board, token, NOW + minutes * MINUTE):
        minutes += 20
    assert minutes == 12 * 60


async def test_what_anybody_met_as_ended_stays_so_when_the_clock_is_set_back(
    board: Registry,
) -> None:
    _, left = await begun(board)
    _, other = await begun(board, "Bình", NOW + 29 * MINUTE)
    assert await is_open(board, other, NOW + 31 * MINUTE), "this request removes what is over"
    assert not await is_open(board, left, NOW + MINUTE)


async def test_a_session_used_in_the_future_is_over(board: Registry) -> None:
    _, token = await begun(board)
    assert await is_open(board, token, NOW - 60), "two workers' clocks differ a little"
    assert not await is_open(board, token, NOW - 3600)
    assert not await is_open(board, token, NOW), "and it does not come back"


async def test_a_little_step_back_does_not_lengthen_a_session(board: Registry) -> None:
    _, token = await begun(board)
    assert await is_open(board, token, NOW + 20 * MINUTE)
    assert await is_open(board, token, NOW + 19 * MINUTE)
    assert not await is_open(board, token, NOW + 50 * MINUTE)


async def test_one_ends_ones_own_session_by_its_number_and_nobody_elses(board: Registry) -> None:
    mine, token = await begun(board)
    hers, _ = await begun(board, "Bình")
    number = (await sessions_of(board, hers, limits=LIMITS, now=NOW))[0].number
    await end_session(board, mine, number, now=NOW)
    assert len(await sessions_of(board, hers, limits=LIMITS, now=NOW)) == 1
    number = (await sessions_of(board, mine, limits=LIMITS, now=NOW))[0].number
    await end_session(board, mine, number, now=NOW + 60)
    assert not await is_open(board, token, NOW)
    async with board.reading() as connection:
        rows = await connection.execute(select(event).where(event.c.kind.like("signed_%")))
        told = [(row.at, row.actor, row.kind) for row in rows]
    assert told == [
        (NOW, f"user {mine}", "signed_in"),
        (NOW, f"user {hers}", "signed_in"),
        (NOW + 60, f"user {mine}", "signed_out"),
    ]


async def test_a_session_that_follows_another_ends_it(board: Registry) -> None:
    number, first = await begun(board)
    second = await start_session(
        board, number, browser="", language=None, instead_of=first, now=NOW
    )
    assert not await is_open(board, first, NOW)
    assert await is_open(board, second, NOW)
    assert form_token(first) != form_token(second)


async def test_a_new_link_ends_the_one_before_and_using_it_begins_anew(board: Registry) -> None:
    number, token = await begun(board)
    first = await make_link(board, number, actor=ACTOR, now=NOW)
    second = await make_link(board, number, actor=ACTOR, now=NOW)
    with pytest.raises(AccessDenied) as over:
        await read_link(board, first, now=NOW)
    assert over.value.code == "link_over"
    assert await is_open(board, token, NOW), "nothing changes until it is used"
    with pytest.raises(InvalidRequest):
        await use_link(board, second, password=None, now=NOW)
    await use_link(board, second, password="$argon2id$made up", now=NOW)
    assert not await is_open(board, token, NOW)
    assert (await account_of(board, number)).has_password
    with pytest.raises(AccessDenied):
        await use_link(board, second, password="$argon2id$another", now=NOW)


async def test_of_two_who_use_one_link_at_once_one_does(board: Registry) -> None:
    number, _ = await begun(board)
    link = await make_link(board, number, actor=ACTOR, now=NOW)
    ended = await asyncio.gather(
        *(use_link(board, link, password=f"$made up {n}", now=NOW) for n in range(4)),
        return_exceptions=True,
    )
    assert sum(each == number for each in ended) == 1
    assert sum(isinstance(each, AccessDenied) for each in ended) == 3


@pytest.mark.parametrize("name", ["", "  ", "a\0b", "x" * 101, "a\u202eb"])
async def test_a_name_that_cannot_be_read_is_refused(board: Registry, name: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        await add_account(board, name, Role.VIEWER, actor=ACTOR, now=NOW)
    assert refused.value.code == "account_name"


async def test_a_name_is_one_persons_however_it_is_composed(board: Registry) -> None:
    await add_account(board, "Hòa", Role.VIEWER, actor=ACTOR, now=NOW)
    with pytest.raises(Conflict):
        await add_account(board, " ho\u0300a ", Role.VIEWER, actor=ACTOR, now=NOW)
    await add_account(board, "Hoa", Role.VIEWER, actor=ACTOR, now=NOW)


async def test_a_key_only_reads(board: Registry) -> None:
    for rights in ([], [Right.ISSUE], [Right.READ_EVENTS, Right.MANAGE_KEYS]):
        with pytest.raises(InvalidRequest) as refused:
            await add_key(board, "app", rights, actor=ACTOR, now=NOW)
        assert refused.value.code == "key_rights"
    _, token = await add_key(board, "app", [Right.READ_EVENTS], actor=ACTOR, now=NOW)
    who = await recognise_key(board, token, now=NOW)
    assert (who.actor, who.rights) == ("key 1", frozenset({Right.READ_EVENTS}))
    with pytest.raises(AccessDenied):
        await recognise_key(board, token, now=NOW - 3600)
