"""Every past page is reproduced as it stood: the record of each day equals what is rebuilt afterwards."""

from __future__ import annotations

import datetime as dt

import msgspec
from foodtrace.inspection import (
    check_reply,
    decide_appeal,
    file_appeal,
    file_reply,
    past_establishment,
    set_rules,
)
from foodtrace.intake import BasisRow
from foodtrace.issuing import (
    Selection,
    close_establishment,
    correct_establishment,
    issue,
    move_to_zone,
    reinstate,
    rename_zone,
    renew,
    suspend,
)
from foodtrace.publication import PublicEstablishment, public_establishment, search
from foodtrace.registry import Registry
from foodtrace.registry.schema import establishment, zone
from inspection.results import RULES, book, civil, declared, rule
from registry.board import ACTOR, DAY, NOW, STICKER, made_rows
from sqlalchemy import insert, select


async def test_every_day_of_an_eventful_year_is_rebuilt_as_it_was(board: Registry) -> None:
    place = (await search(board, now=NOW)).items[-1].id
    recorded: dict[int, PublicEstablishment | None] = {}
    moment = NOW

    async def a_day_passes(days: int = 1) -> None:
        nonlocal moment
        recorded[moment] = await public_establishment(board, place, moment)
        moment += days * DAY

    await a_day_passes()
    await issue(board, Selection(all=True), sticker_seed=STICKER, now=moment, actor=ACTOR)
    await a_day_passes()
    await set_rules(board, RULES, actor=ACTOR, now=moment)
    visit = await declared(board, place, "not_met", at=moment, grade="c")
    await a_day_passes(3)
    words = {"by_owner": True, "filed_on": civil(moment), "actor": "owner", "now": moment}
    await file_reply(board, visit, "We mended the sink.", **words)  # type: ignore[arg-type]
    await check_reply(board, visit, hold_back=None, actor=ACTOR, now=moment)
    await file_appeal(board, visit, "We disagree.", **words)  # type: ignore[arg-type]
    await a_day_passes(9)
    change = {"reason": "heard", "actor": ACTOR, "now": moment}
    await decide_appeal(board, visit, "changed", outcome="met", grade="b", **change)  # type: ignore[arg-type]
    await a_day_passes()
    await suspend(board, place, reason="r", actor=ACTOR, now=moment)
    await a_day_passes()
    await reinstate(board, place, reason="r", actor=ACTOR, now=moment)
    later = rule("later", civil(moment).isoformat(), publish=["date"])
    until = (civil(moment) - dt.timedelta(1)).isoformat()
    await set_rules(board, book(rule("open", "2018-02-02", until), later), actor=ACTOR, now=moment)
    await a_day_passes()
    await _correct(board, place, moment)
    await a_day_passes()
    await renew(board, place, sticker_seed=STICKER, reason="r", actor=ACTOR, now=moment)
    await a_day_passes()
    await _move(board, place, moment)
    await a_day_passes()
    await close_establishment(board, place, reason="r", actor=ACTOR, now=moment)
    await a_day_passes()
    await a_day_passes(4000)

    assert len({repr(record) for record in recorded.values()}) == len(recorded) > 10
    for then, record in recorded.items():
        assert await past_establishment(board, place, at=then) == record
    assert await past_establishment(board, place, at=NOW - 400 * DAY) is None
    assert await past_establishment(board, 4_000_000_000, at=moment) is None


async def _correct(board: Registry, place: int, now: int) -> None:
    async with board.reading() as connection:
        query = select(establishment).where(establishment.c.id == place)
        row = (await connection.execute(query)).one()
    facts = msgspec.structs.replace(
        made_rows(1, first=row.intake_row)[0],
        name="Quán Bún Đã Đổi Tên",
        basis=BasisRow("certificate", "9/2027/ATTP", "Demo board", dt.date(2026, 12, 1)),
    )
    await correct_establishment(
        board,
        place,
        facts,
        seen=row.version,
        reason="r",
        actor=ACTOR,
        now=now,
        replacement=True,
    )


async def _move(board: Registry, place: int, now: int) -> None:
    async with board.writing() as connection:
        values = {"name": "Chợ Mới", "key": "cho moi", "created_at": now}
        made = await connection.execute(insert(zone).values(values).returning(zone.c.id))
        number = made.scalar_one()
    await move_to_zone(board, [place], number, reason="r", actor=ACTOR, now=now)
    await rename_zone(board, number, "Chợ Mới Hơn", seen="Chợ Mới", actor=ACTOR, now=now)


async def test_what_is_known_since_can_be_asked_of_a_past_day(board: Registry) -> None:
    place = (await search(board, now=NOW)).items[0].id
    visit = await declared(board, place, "not_met")
    after, told = NOW + 9 * DAY, NOW + 12 * DAY
    # Sent by post within the hold, opened at the office days after its end.
    await file_appeal(board, visit, "x", by_owner=False, filed_on=civil(NOW), actor=ACTOR, now=told)
    then = await past_establishment(board, place, at=after)
    since = await past_establishment(board, place, at=after, known_at=told)
    assert then is not None
    assert since is not None
    assert then.last_inspection is not None
    assert since.last_inspection is None
    assert since.inspection_pending
