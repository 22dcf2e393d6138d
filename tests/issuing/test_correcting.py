"""The register is corrected; a sticker keeps saying what was signed, and is marked to be replaced."""

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from foodtrace.errors import Conflict, NotFound
from foodtrace.intake import BasisRow, GoodRow, Private
from foodtrace.issuing import (
    Corrected,
    Selection,
    close_establishment,
    correct_establishment,
    correct_particulars,
    create_zone,
    issue,
    live_stickers,
    move_to_zone,
    read_particulars,
    rename_zone,
    replace,
)
from foodtrace.publication import public_establishment, search
from foodtrace.registry import Event, Registry, events_of
from foodtrace.registry.schema import establishment, sticker, zone
from registry.board import ACTOR, NOW, STICKER, ZONE, made_rows
from sqlalchemy import select

WHO: dict[str, Any] = {"actor": "user 7", "now": NOW + 60}


async def _first(board: Registry) -> tuple[int, GoodRow]:
    """The third row of the list: it has a certificate."""
    async with board.reading() as connection:
        query = select(establishment.c.id).where(establishment.c.intake_row == 3)
        return (await connection.execute(query)).scalar_one(), made_rows(3)[2]


async def _correct(board: Registry, id: int, row: GoodRow, seen: int = 0, **more: Any) -> Corrected:
    return await correct_establishment(board, id, row, seen=seen, reason="as seen", **WHO, **more)


def _last(events: Sequence[Event]) -> Event:
    return events[-1]


async def test_an_address_is_corrected_with_before_and_after(board: Registry) -> None:
    door, row = await _first(board)
    new = msgspec.structs.replace(row, registered_address="3 Hùng Vương, P. Thạch Thang")
    assert await _correct(board, door, new) == Corrected(("registered_address",), 1)
    event = _last(await events_of(board, door))
    assert (event.kind, event.actor, event.reason) == ("corrected", "user 7", "as seen")
    assert event.before == {"registered_address": row.registered_address}
    assert event.after == {"registered_address": new.registered_address}


async def test_nothing_that_is_the_same_makes_an_event(board: Registry) -> None:
    door, row = await _first(board)
    before = await events_of(board, door)
    assert await _correct(board, door, row) == Corrected((), 0)
    assert await events_of(board, door) == before


async def test_what_a_sticker_says_changes_only_together_with_its_replacement(
    board: Registry,
) -> None:
    door, row = await _first(board)
    await issue(board, Selection(all=True), sticker_seed=STICKER, now=NOW, actor=ACTOR)
    new = msgspec.structs.replace(row, name="Quán Bún Số Ba", street="33 Hùng Vương", category=4)
    with pytest.raises(Conflict) as told:
        await _correct(board, door, new)
    assert told.value.code == "signed_on_sticker"
    assert told.value.fields["fields"] == ["name", "street", "category"]
    assert not await _outdated(board, door)

    await _correct(board, door, new, replacement=True)
    (live,) = await live_stickers(board, Selection(ids=(door,)))
    assert (live.name, live.street) == (row.name, row.street), "the wall says what was signed"
    public = await public_establishment(board, door, NOW + 61)
    assert public is not None
    assert (public.name, public.street) == (new.name, new.street)
    assert (await search(board, "quan bun so ba", now=NOW)).items[0].id == door
    assert await _outdated(board, door)

    await replace(
        board, door, sticker_seed=STICKER, reason="corrected", actor="user 7", now=NOW + 90
    )
    (live,) = await live_stickers(board, Selection(ids=(door,)))
    assert live.name == new.name
    assert not await _outdated(board, door)


async def _outdated(board: Registry, id: int) -> bool:
    query = select(sticker.c.outdated_at)
    current = sticker.c.establishment_id == id, sticker.c.superseded_at.is_(None)
    async with board.reading() as connection:
        return (await connection.execute(query.where(*current))).scalar_one() is not None


async def test_two_officers_who_correct_one_record_do_not_overwrite_each_other(
    board: Registry,
) -> None:
    door, row = await _first(board)
    await _correct(board, door, msgspec.structs.replace(row, registered_address="one"))
    with pytest.raises(Conflict) as late:
        await _correct(board, door, msgspec.structs.replace(row, registered_address="two"))
    assert late.value.code == "changed_meanwhile"
    await _correct(board, door, msgspec.structs.replace(row, registered_address="two"), seen=1)


async def test_two_places_never_become_the_same_door(board: Registry) -> None:
    door, _ = await _first(board)
    with pytest.raises(Conflict) as same:
        await _correct(board, door, made_rows(1)[0])
    assert same.value.code == "same_place"


async def test_a_basis_comes_changes_and_goes(board: Registry) -> None:
    door, row = await _first(board)
    for seen, new in enumerate((BasisRow("exemption", ground="ISO 22000"), None, row.basis)):
        done = await _correct(board, door, msgspec.structs.replace(row, basis=new), seen=seen)
        assert done.fields == ("basis",)
        public = await public_establishment(board, door, NOW)
        assert public is not None
        assert (public.basis.kind if public.basis else None) == (new.kind if new else None)
    assert _last(await events_of(board, door)).before == {"basis": None}


async def test_a_closed_or_unknown_place_is_not_corrected(board: Registry) -> None:
    door, row = await _first(board)
    await close_establishment(board, door, reason="empty", **WHO)
    with pytest.raises(Conflict) as closed:
        await _correct(board, door, row)
    assert closed.value.code == "closed"
    for unknown in (0, 7, 2**40):
        with pytest.raises(NotFound):
            await _correct(board, unknown, row)


async def test_reading_particulars_is_an_event_and_correcting_them_says_only_which(
    board: Registry,
) -> None:
    door, row = await _first(board)
    found = await read_particulars(board, door, **WHO)
    assert found.owner_name == "PRIVATE-OWNER-3"
    typed = msgspec.structs.replace(
        row,
        private=Private(owner_name="PRIVATE-OWNER-NEW", phones=("0905000111",)),
        tax_code="048000333444",
    )
    done = await correct_particulars(board, door, typed, seen=found.version, **WHO)
    assert done.fields == ("owner_name", "phones", "tax_code")
    events = await events_of(board, door)
    assert [event.kind for event in events[-2:]] == ["particulars_read", "particulars_corrected"]
    assert "PRIVATE" not in repr(events)
    assert "0905000111" not in repr(events)
    with pytest.raises(Conflict):
        await correct_particulars(board, door, typed, seen=found.version, **WHO)


async def test_a_companys_tax_code_is_public_and_a_persons_is_not(board: Registry) -> None:
    door, row = await _first(board)
    for seen, code, shown in ((0, "0400123456", "0400123456"), (1, "048000333444", None)):
        typed = msgspec.structs.replace(row, tax_code=code)
        await correct_particulars(board, door, typed, seen=seen, **WHO)
        public = await public_establishment(board, door, NOW)
        assert public is not None
        assert public.company_tax_code == shown
        assert (await read_particulars(board, door, **WHO)).tax_code == code


async def test_zones_are_made_renamed_and_filled(board: Registry) -> None:
    door, _ = await _first(board)
    new = await create_zone(board, "Chợ  Hàn", **WHO)
    with pytest.raises(Conflict) as exists:
        await create_zone(board, "chợ hàn", **WHO)
    assert exists.value.code == "zone_exists"
    assert await move_to_zone(board, [door], new, reason="redrawn", **WHO) == 1
    assert await move_to_zone(board, [door], new, reason="redrawn", **WHO) == 0
    event = _last(await events_of(board, door))
    assert event.before is not None
    assert event.after is not None
    assert (event.before["name"], event.after["name"]) == (ZONE, "Chợ Hàn")
    await rename_zone(board, new, "Chợ Hàn mới", seen="Chợ Hàn", **WHO)
    with pytest.raises(Conflict) as late:
        await rename_zone(board, new, "Chợ Hàn cũ", seen="Chợ Hàn", **WHO)
    assert late.value.code == "changed_meanwhile"
    with pytest.raises(Conflict):
        await rename_zone(board, new, ZONE, seen="Chợ Hàn mới", **WHO)
    async with board.reading() as connection:
        names = set((await connection.execute(select(zone.c.name))).scalars())
    assert names == {ZONE, "Chợ Hàn mới"}


async def test_a_move_of_many_happens_whole_or_not_at_all(board: Registry) -> None:
    door, _ = await _first(board)
    new = await create_zone(board, "Chợ Hàn", **WHO)
    with pytest.raises(NotFound):
        await move_to_zone(board, [door, 5], new, reason="redrawn", **WHO)
    with pytest.raises(NotFound):
        await move_to_zone(board, [door], 999, reason="redrawn", **WHO)
    async with board.reading() as connection:
        query = select(establishment.c.zone_id).where(establishment.c.id == door)
        assert (await connection.execute(query)).scalar_one() != new
