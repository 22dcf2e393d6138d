"""Searching as people type, paging that stays right, and counts that add up."""

from __future__ import annotations

import msgspec
import pytest
from foodtrace.errors import InvalidRequest, NotFound
from foodtrace.issuing import (
    Selection,
    issue,
    live_stickers,
    record_intake,
    renew,
    revoke,
    suspend,
)
from foodtrace.publication import each_public_establishment, search, stats, zone_names
from foodtrace.registry import Registry
from registry.board import ACTOR, DAY, NOW, STICKER, ZONE, made_rows

NAMES = ("Hoà Bình", "Hòa Bình 2", "Bánh Mì Đậu", "100% Chay", "A_B", "@fifi", "麵館 7")


@pytest.fixture
async def street(board: Registry) -> Registry:
    """The seven of `board`, and seven with telling names in another zone."""
    rows = [
        msgspec.structs.replace(row, name=name)
        for row, name in zip(made_rows(7, first=300, ward=20257), NAMES, strict=True)
    ]
    await record_intake(board, rows, zone="Chợ Hàn", actor=ACTOR, now=NOW)
    return board


async def _names(registry: Registry, text: str, **more: object) -> list[str]:
    page = await search(registry, text, now=NOW, **more)  # type: ignore[arg-type]
    return [item.name for item in page.items]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("hoa binh", ["Hoà Bình", "Hòa Bình 2"]),
        ("HÒA  BÌNH", ["Hoà Bình", "Hòa Bình 2"]),
        ("Hoa\u0300 Bi\u0300nh", ["Hoà Bình", "Hòa Bình 2"]),
        ("banh mi dau", ["Bánh Mì Đậu"]),
        ("đậu", ["Bánh Mì Đậu"]),
        ("100%", ["100% Chay"]),
        ("%", []),
        ("_", []),
        ("@fifi", ["@fifi"]),
        ("麵館", ["麵館 7"]),
        ("nothing like it", []),
        ("'; DROP TABLE zone; --", []),
    ],
)
async def test_names_are_found_as_people_type_them(
    street: Registry, text: str, found: list[str]
) -> None:
    assert await _names(street, text) == found


async def test_ward_and_zone_narrow_the_search(street: Registry) -> None:
    assert len(await _names(street, "", ward=20257)) == 7
    assert len(await _names(street, "", zone="cho han")) == 7
    assert await _names(street, "", ward=20242, zone="Chợ Hàn") == []
    assert len(await _names(street, "   ")) == 14
    with pytest.raises(NotFound):
        await search(street, now=NOW, zone="Nowhere")


async def test_a_typed_code_finds_its_establishment(street: Registry) -> None:
    wanted = (await search(street, "fifi", now=NOW)).items[0]
    for typed in (wanted.typed_code, wanted.typed_code.lower().replace("-", " ")):
        assert await _names(street, typed) == ["@fifi"]


@pytest.mark.parametrize("limit", [1, 2, 3, 13, 14, 15])
async def test_pages_show_everything_once_in_one_order(street: Registry, limit: int) -> None:
    whole = await _names(street, "", limit=100)
    paged: list[str] = []
    after = None
    while True:
        page = await search(street, now=NOW, after=after, limit=limit)
        paged += [item.name for item in page.items]
        after = page.next
        if after is None:
            break
        assert len(page.items) == limit
    assert paged == whole
    assert len(set(whole)) == 14


async def test_a_row_that_comes_in_between_does_not_shift_the_pages(street: Registry) -> None:
    first = await search(street, now=NOW, limit=5)
    await record_intake(
        street,
        [msgspec.structs.replace(made_rows(1, first=800)[0], name="AAA")],
        zone=ZONE,
        actor=ACTOR,
        now=NOW,
    )
    rest = await search(street, now=NOW, limit=100, after=first.next)
    names = [item.name for item in (*first.items, *rest.items)]
    assert len(names) == len(set(names)) == 14


@pytest.mark.parametrize(
    "cursor", ["", "x", "WyJhIiwiYiJd", "WyJhIiwtMV0", "é", "a" * 5000, "===="]
)
async def test_a_made_up_cursor_is_refused(street: Registry, cursor: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        await search(street, now=NOW, after=cursor)
    assert refused.value.code == "cursor"


@pytest.mark.parametrize(("limit", "text"), [(0, ""), (501, ""), (-1, ""), (10, "x" * 201)])
async def test_too_much_at_once_is_refused(street: Registry, limit: int, text: str) -> None:
    with pytest.raises(InvalidRequest):
        await search(street, text, now=NOW, limit=limit)


async def test_an_export_has_every_record_of_its_zone(street: Registry) -> None:
    every = [item async for item in each_public_establishment(street, now=NOW)]
    assert len({item.id for item in every}) == 14
    zone = [item.name async for item in each_public_establishment(street, now=NOW, zone="Chợ Hàn")]
    assert sorted(zone) == sorted(NAMES)


async def test_counts_add_up_by_ward_zone_standing_and_month(street: Registry) -> None:
    zone = Selection(zone=ZONE)
    await issue(street, zone, sticker_seed=STICKER, now=NOW, actor=ACTOR, years=2)
    first, second, third, *_ = await live_stickers(street, zone)
    await revoke(street, first.id, reason="r", actor=ACTOR, now=NOW)
    await suspend(street, second.id, reason="r", actor=ACTOR, now=NOW)
    await renew(street, third.id, sticker_seed=STICKER, reason="r", actor=ACTOR, now=NOW)
    counted = await stats(street, NOW)
    total = counted.total
    assert (total.establishments, total.in_force, total.suspended, total.revoked) == (14, 5, 1, 1)
    assert (total.expired, total.without_sticker) == (0, 7)
    assert [(c.key, c.name, c.establishments) for c in counted.by_ward] == [
        ("20242", "Phường Hải Châu", 7),
        ("20257", "Phường Hòa Cường", 7),
    ]
    assert {c.name: c.in_force for c in counted.by_zone} == {ZONE: 5, "Chợ Hàn": 0}
    assert counted.expiring == {"2028-11": 4, "2029-11": 1}
    assert counted.stickers_issued == 8
    later = await stats(street, NOW + 3 * 366 * DAY)
    assert (later.total.expired, later.total.revoked, later.expiring) == (6, 1, {})


async def test_an_empty_registry_counts_nothing(open_board: object) -> None:
    assert callable(open_board)
    registry = await open_board(0)
    counted = await stats(registry, NOW)
    assert counted.total.establishments == 0
    assert (counted.by_ward, counted.by_zone, counted.expiring) == ((), (), {})


async def test_a_chain_with_one_name_at_many_doors_is_paged_through_whole(board: Registry) -> None:
    rows = [msgspec.structs.replace(row, name="Cà Phê Một Tên") for row in made_rows(9, first=400)]
    ids = (await record_intake(board, rows, zone=ZONE, actor=ACTOR, now=NOW)).ids
    found: list[int] = []
    after = None
    for _ in range(5):
        page = await search(board, "ca phe", now=NOW, after=after, limit=2)
        found += [item.id for item in page.items]
        after = page.next
    assert after is None
    assert found == sorted(ids)


async def test_the_zones_stand_in_the_order_of_their_folded_names(street: Registry) -> None:
    await record_intake(street, made_rows(1, first=900), zone="Ăn Vặt", actor=ACTOR, now=NOW)
    names = await zone_names(street)
    assert names[:2] == ("Ăn Vặt", "Chợ Hàn")
    assert set(names) == {"Ăn Vặt", "Chợ Hàn", ZONE}
