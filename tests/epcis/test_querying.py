"""Events asked for on every store: by what they are about, page by page, within bounds."""

from __future__ import annotations

import json

import msgspec
import pytest
from epcis.events import GTIN, LOT, SENDER, captured, made, page, received, shipped
from foodtrace.epcis import parse_query, query_events, read_event, values_of
from foodtrace.errors import InvalidRequest, NotFound
from foodtrace.registry import Registry
from supply.deliveries import places


async def asked(board: Registry, **given: str) -> list[str]:
    """The eventIDs of all pages, one after the other."""
    found: list[str] = []
    token: dict[str, str] = {}
    while True:
        query = parse_query([*given.items(), *token.items()])
        answer = await query_events(board, query, SENDER)
        found += [json.loads(body)["eventID"] for body in answer.bodies]
        if answer.token is None:
            return found
        token = {"nextPageToken": answer.token}


async def test_events_are_found_by_what_they_are_about(board: Registry) -> None:
    a, b, *_ = await places(board)
    await captured(
        board,
        *(received(page(a), eventTime=f"2026-11-20T0{n}:00:00+07:00") for n in range(5)),
        shipped(page(a), page(b)),
        made(page(a)),
    )
    every = await asked(board)
    assert len(every) == len(set(every)) == 7
    for order in ("eventTime", "recordTime"):
        rising = await asked(board, perPage="2", orderBy=order, orderDirection="ASC")
        falling = await asked(board, perPage="3", orderBy=order, orderDirection="DESC")
        assert rising == falling[::-1]
        assert set(rising) == set(every)
    assert len(await asked(board, MATCH_epcClass=LOT)) == 6
    assert len(await asked(board, MATCH_anyEPCClass=LOT, perPage="2")) == 7
    assert len(await asked(board, MATCH_inputEPCClass=LOT)) == 1
    assert len(await asked(board, EQ_bizLocation=page(a), perPage="4")) == 6
    assert len(await asked(board, eventCountLimit="5", perPage="2")) == 5
    out = f"https://id.gs1.org/01/{GTIN}/10/OUT-1"
    assert await values_of(board, "epcs", SENDER) == [LOT, out]
    assert await values_of(board, "epcs", SENDER, after=LOT) == [out]
    assert await values_of(board, "dispositions", SENDER) == []
    elsewhere = msgspec.structs.replace(SENDER, wards=frozenset({1}))
    assert (await query_events(board, parse_query([]), elsewhere)).bodies == ()
    with pytest.raises(NotFound):
        await read_event(board, every[0], elsewhere)
    with pytest.raises(NotFound):
        await values_of(board, "colours", SENDER)


async def test_a_token_answers_its_own_question_alone(board: Registry) -> None:
    a, *_ = await places(board)
    await captured(
        board, *(received(page(a), eventTime=f"2026-11-20T0{n}:00:00+07:00") for n in range(3))
    )
    first = await query_events(board, parse_query([("perPage", "1")]), SENDER)
    assert first.token is not None
    other = parse_query([("EQ_action", "OBSERVE"), ("nextPageToken", first.token)])
    with pytest.raises(InvalidRequest, match="this very question"):
        await query_events(board, other, SENDER)
    # The size of a page is no part of the question.
    rest = parse_query([("perPage", "9"), ("nextPageToken", first.token)])
    assert len((await query_events(board, rest, SENDER)).bodies) == 2
