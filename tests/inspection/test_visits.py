"""A visit is kept exactly once, as it was sent, whatever fails around it."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest
from foodtrace.errors import AccessDenied, Conflict, InvalidRequest, RegistryUnavailable
from foodtrace.inspection import (
    VisitRecord,
    VisitVerdict,
    add_inspector,
    current_form,
    list_visits,
    parse_form,
    parse_visit,
    record_visit,
    revoke_inspector,
    set_form,
    visit_photo,
)
from foodtrace.issuing import Selection, issue, live_stickers
from foodtrace.registry import Registry, events_of, schema
from foodtrace.registry import private_schema as private
from pictures.made import encoded, half_and_half
from registry.board import ACTOR, NOW, STICKER
from registry.test_faults import _lose_answers
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError

VISIT = VisitRecord(
    verdict=VisitVerdict("yes", "in force", "fresh"),
    visited_at=NOW - 60,
    results={"samples_24h": "met"},
    notes="three samples",
)


async def inspector(registry: Registry, name: str = "Team 1", seed: int = 1) -> int:
    """Adds one and gives its number."""
    await add_inspector(registry, name, random=bytes([seed]) * 32, actor=ACTOR, now=NOW)
    async with registry.reading() as connection:
        query = select(private.inspector.c.id).where(private.inspector.c.name == name)
        return int((await connection.execute(query)).scalar_one())


async def count(registry: Registry, table: Any) -> int:
    async with registry.reading() as connection:
        query = select(func.count()).select_from(table)
        return int((await connection.execute(query)).scalar_one())


async def test_tasks_at_once_keep_one_visit_with_its_photos(board: Registry) -> None:
    who = await inspector(board)
    photos = [encoded(half_and_half(60, 40)), encoded(half_and_half(40, 60))]
    done = await asyncio.gather(
        *(record_visit(board, who, key="k", record=VISIT, photos=photos, now=NOW) for _ in range(8))
    )
    assert sorted(each.created for each in done) == [False] * 7 + [True]
    assert len({each.id for each in done}) == 1
    assert (await count(board, private.visit), await count(board, private.visit_photo)) == (1, 2)
    assert (await visit_photo(board, done[0].id, 2)).startswith(b"\xff\xd8\xff")


async def test_a_commit_that_was_kept_but_failed_is_told_as_kept(board: Registry) -> None:
    who = await inspector(board)
    async with board.reading() as connection:
        if connection.dialect.name != "sqlite":
            pytest.skip("the fault is made in SQLite's driver")
    _lose_answers(board, 1)
    with pytest.raises(RegistryUnavailable):
        await record_visit(board, who, key="k", record=VISIT, now=NOW)
    again = await record_visit(board, who, key="k", record=VISIT, now=NOW)
    assert not again.created
    assert [each.id for each in await list_visits(board)] == [again.id]


async def test_a_bad_photo_leaves_nothing_behind(board: Registry) -> None:
    who = await inspector(board)
    events = await count(board, schema.event)
    for photos in ([encoded(half_and_half(9, 9)), b"nothing"], [encoded(half_and_half(9, 9))] * 4):
        with pytest.raises(InvalidRequest):
            await record_visit(board, who, key="k", record=VISIT, photos=photos, now=NOW)
    assert await count(board, private.visit) == 0
    assert await count(board, schema.event) == events


async def test_the_order_and_the_bytes_of_photos_are_part_of_the_visit(board: Registry) -> None:
    who = await inspector(board)
    one, two = encoded(half_and_half(60, 40)), encoded(half_and_half(40, 60))
    await record_visit(board, who, key="k", record=VISIT, photos=[one, two], now=NOW)
    for other in ([two, one], [one], [one, two, two]):
        with pytest.raises(Conflict) as conflict:
            await record_visit(board, who, key="k", record=VISIT, photos=other, now=NOW)
        assert conflict.value.code == "idempotency_key_reused"


async def test_what_was_sent_can_be_changed_by_nobody(board: Registry) -> None:
    who = await inspector(board)
    await record_visit(board, who, key="k", record=VISIT, now=NOW)
    table = private.visit
    for change in (
        update(table).values(results={}),
        update(table).values(visited_at=1),
        update(table).values(inspector_id=1),
        delete(table),
        update(schema.visit_form).values(items=[]),
        delete(schema.visit_form),
    ):
        with pytest.raises(DBAPIError, match="append-only"):
            async with board.writing() as connection:
                await connection.execute(change)
    # An officer can find the place, and notes can be erased.
    async with board.writing() as connection:
        await connection.execute(update(table).values(notes="", flags=[]))


async def test_a_scanned_sticker_leads_to_its_establishment(board: Registry) -> None:
    who = await inspector(board)
    await issue(board, Selection(all=True), sticker_seed=STICKER, now=NOW, actor=ACTOR)
    first, second, *_ = await live_stickers(board, Selection(all=True))
    async with board.reading() as connection:
        query = select(schema.sticker.c.token_sha256).where(schema.sticker.c.idx == first.idx)
        digest = bytes((await connection.execute(query)).scalar_one()).hex()
    scanned = msgspec.structs.replace(
        VISIT, kid=first.kid.hex(), idx=first.idx, token_sha256=digest, establishment_id=first.id
    )
    moved = msgspec.structs.replace(scanned, establishment_id=second.id)
    forged = msgspec.structs.replace(scanned, token_sha256="00" * 32)
    for number, record in enumerate((scanned, moved, forged)):
        await record_visit(board, who, key=str(number), record=record, now=NOW)
    found = list(reversed(await list_visits(board)))
    assert [(each.establishment_id, each.flags) for each in found] == [
        (first.id, ()),
        (first.id, ("establishment_differs",)),
        (first.id, ("sticker_not_registered",)),
    ]
    assert [each.id for each in await list_visits(board, establishment_id=first.id, limit=2)] == [
        found[2].id,
        found[1].id,
    ]
    assert [each.id for each in await list_visits(board, before=found[1].id)] == [found[0].id]


async def test_a_visit_is_an_event_of_its_establishment_that_names_nobody(board: Registry) -> None:
    who = await inspector(board, "CANARYNAME")
    async with board.reading() as connection:
        query = select(schema.establishment.c.id).limit(1)
        place = int((await connection.execute(query)).scalar_one())
    record = msgspec.structs.replace(VISIT, establishment_id=place)
    made = await record_visit(board, who, key="k", record=record, now=NOW)
    event = (await events_of(board, place))[-1]
    assert (event.kind, event.actor) == ("visit_recorded", f"inspector {who}")
    assert event.after == {"visit": made.id, "flags": []}
    async with board.reading() as connection:
        assert "CANARYNAME" not in str((await connection.execute(select(schema.event))).all())


async def test_a_token_revoked_while_the_visit_was_under_way_keeps_nothing(
    board: Registry,
) -> None:
    who = await inspector(board)
    await revoke_inspector(board, "Team 1", actor=ACTOR, now=NOW)
    with pytest.raises(AccessDenied) as denied:
        await record_visit(board, who, key="k", record=VISIT, now=NOW)
    assert denied.value.code == "token_revoked"
    assert await list_visits(board) == []


async def test_a_visit_keeps_the_form_it_was_written_with(board: Registry) -> None:
    who = await inspector(board)
    old = await current_form(board)
    items = msgspec.to_builtins(old.items)
    items[2]["key"] = "samples_48h"
    new = parse_form(msgspec.json.encode({"items": items}))
    await set_form(board, new, actor=ACTOR, now=NOW)
    late = VISIT
    fresh = msgspec.structs.replace(VISIT, results={"samples_48h": "not_met"})
    both = msgspec.structs.replace(VISIT, results={"samples_24h": "met", "samples_48h": "met"})
    for number, record in enumerate((late, fresh)):
        await record_visit(board, who, key=str(number), record=record, now=NOW)
    versions = [each.form_version for each in await list_visits(board)]
    assert versions == [new.version, old.version]
    with pytest.raises(InvalidRequest) as refused:
        await record_visit(board, who, key="both", record=both, now=NOW)
    assert refused.value.code == "results"


def test_notes_lose_what_controls_a_screen_and_nothing_else() -> None:
    raw = msgspec.json.encode(
        msgspec.structs.replace(VISIT, notes=" Mẫu\u0000 lưu\r\n\u001b[31mthiếu \u202e ")
    )
    assert parse_visit(raw).notes == "Mẫu lưu\n[31mthiếu"
