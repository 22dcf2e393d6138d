"""A list lies in the registry as it came until its rows are corrected and taken in, each once."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import msgspec
import pytest
from foodtrace.access import RIGHTS, Role, Who
from foodtrace.errors import AccessDenied, Conflict, FoodtraceError, IntakeRefused, NotFound
from foodtrace.intake import parse_table, read_rows
from foodtrace.registry import DATABASE_FILE, Registry
from foodtrace.registry.schema import establishment
from foodtrace.registry.work_schema import intake_draft_row
from foodtrace.staging import (
    LIMITS,
    Draft,
    DraftView,
    Readings,
    RowKind,
    add_draft,
    change_row,
    drafts_of,
    find_draft,
    remove_draft,
    take_in,
    taken_before,
)
from registry.board import DAY, NOW, ZONE
from sqlalchemy import select

MAI = Who(1, "Mai", RIGHTS[Role.ISSUING])
LAN = Who(2, "Lan", RIGHTS[Role.ISSUING])
HELPER = Who(3, "Hà", RIGHTS[Role.HELPER], zones=frozenset({1}))
HEAD = ("STT", "Tên quán", "Số nhà, đường", "Phường", "Loại hình", "Chủ cơ sở", "Điện thoại")
ROWS = [
    HEAD,
    ("1", "Bún Bò Cô Lài", "12 Lê Đình Dương", "Hải Châu", "Quán ăn", "PRIVATE-A", "0905000001"),
    ("2", "Hải sản Bé Mặn 🦐", "8 Võ Nguyên Giáp", "An Hải", "Nhà hàng", "PRIVATE-B", ""),
    ("3", "Cơm Niêu Tư Hùng", "26 Quốc lộ 1A", "Hòa Liên", "Quán ăn", "PRIVATE-C", ""),
    ("4", "Mì Quảng Bà Vị", "", "Hải Châu", "Quán ăn", "PRIVATE-D", ""),
    ("5", "Bún Bò Cô Lài", "12 Lê Đình Dương", "Hải Châu", "Quán ăn", "PRIVATE-A", ""),
    ("6", "Chè Mợ Tôn", "5 Trần Bình Trọng", "Hoà Cường", "Bánh, chè", "PRIVATE-E", ""),
    ("", "Tổng cộng: 6", "", "", "", "", ""),
]


def a_csv(rows: Sequence[tuple[str, ...]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


RAW = a_csv(ROWS)


async def _added(registry: Registry, raw: bytes = RAW, name: str = "list.csv") -> Draft:
    return (await add_draft(registry, raw, name, zone=ZONE, who=MAI, now=NOW))[0]


async def _view(registry: Registry, id: int, who: Who = MAI) -> DraftView:
    return await Readings().view(registry, await find_draft(registry, id, who), who)


async def _names(registry: Registry) -> list[str]:
    async with registry.reading() as connection:
        query = select(establishment.c.name).order_by(
            establishment.c.created_at, establishment.c.id
        )
        return sorted((await connection.execute(query)).scalars())


async def test_every_row_is_in_one_class_and_the_counts_add_up(board: Registry) -> None:
    view = await _view(board, (await _added(board)).id)
    assert {each.row: each.kind.value for each in view.rows} == {
        2: "good",
        3: "faulty",
        4: "faulty",
        5: "faulty",
        6: "duplicate",
        7: "reread",
        8: "skipped",
    }
    assert sum(view.counts.values()) == len(view.rows) == 7
    assert (len(view.takeable), view.left) == (2, 4)
    assert view.rows[1].texts["name"] == "Hải sản Bé Mặn 🦐"
    assert not any("PRIVATE" in text for each in view.rows for text in each.texts.values())


async def test_a_correction_is_read_by_the_same_rules_and_keeps_the_row_numbers(
    board: Registry,
) -> None:
    draft = await _added(board)
    await change_row(board, draft.id, 4, seen=0, who=MAI, now=NOW, texts={"ward": "Phường Hải Vân"})
    await change_row(board, draft.id, 5, seen=0, who=MAI, now=NOW, texts={"street": "1 Lê Lợi"})
    await change_row(board, draft.id, 3, seen=0, who=MAI, now=NOW, texts={"name": "Bé Mặn"})
    await change_row(board, draft.id, 6, seen=0, who=MAI, now=NOW, set_aside=True)
    view = await _view(board, draft.id)
    kinds = {each.row: each.kind for each in view.rows}
    assert [kinds[row] for row in (3, 4, 5)] == [RowKind.GOOD] * 3
    assert kinds[6] == RowKind.SET_ASIDE
    corrected = [row for row in ROWS if row[0] != "5"]
    corrected[2] = ("2", "Bé Mặn", *ROWS[2][2:])
    corrected[3] = (*ROWS[3][:3], "Phường Hải Vân", *ROWS[3][4:])
    corrected[4] = (*ROWS[4][:2], "1 Lê Lợi", *ROWS[4][3:])
    by_hand = parse_table(read_rows(a_csv(corrected), "list.csv"), "48")
    assert [(r.name, r.street, r.ward, r.private) for r in view.takeable] == [
        (r.name, r.street, r.ward, r.private) for r in by_hand.rows
    ]


async def test_setting_the_first_of_two_alike_aside_frees_the_second(board: Registry) -> None:
    draft = await _added(board)
    await change_row(board, draft.id, 2, seen=0, who=MAI, now=NOW, set_aside=True)
    assert (await _view(board, draft.id)).row(6).kind == RowKind.GOOD  # type: ignore[union-attr]
    await change_row(board, draft.id, 2, seen=1, who=MAI, now=NOW, set_aside=False)
    assert (await _view(board, draft.id)).row(6).kind == RowKind.DUPLICATE  # type: ignore[union-attr]


async def test_a_ward_for_a_list_that_has_addresses_alone(board: Registry) -> None:
    raw = a_csv(
        [("Tên", "Địa chỉ"), ("A", "9 Hùng Vương, Hòa Liên, Đà Nẵng"), ("B", "1 Lê Lợi, An Hải")]
    )
    draft = await _added(board, raw)
    assert (await _view(board, draft.id)).counts[RowKind.FAULTY] == 1
    await change_row(board, draft.id, 2, seen=0, who=MAI, now=NOW, texts={"ward": "Phường Hải Vân"})
    view = await _view(board, draft.id)
    assert [row.name for row in view.takeable] == ["A", "B"]


async def test_good_rows_are_taken_in_once_and_the_others_stay(board: Registry) -> None:
    before = await _names(board)
    draft = await _added(board)
    readings = Readings()
    done = await take_in(board, draft.id, seen=0, readings=readings, who=MAI, now=NOW)
    assert done.created == 2
    assert sorted(set(await _names(board)) - set(before)) == ["Bún Bò Cô Lài", "Chè Mợ Tôn"]
    with pytest.raises(Conflict) as stale:
        await take_in(board, draft.id, seen=0, readings=readings, who=LAN, now=NOW)
    assert stale.value.code == "changed_meanwhile"
    with pytest.raises(FoodtraceError) as empty:
        await take_in(board, draft.id, seen=1, readings=readings, who=LAN, now=NOW)
    assert empty.value.code == "nothing_to_take"
    view = await _view(board, draft.id)
    assert (view.counts[RowKind.TAKEN], view.left, view.draft.taken) == (2, 4, 2)
    await change_row(board, draft.id, 5, seen=0, who=MAI, now=NOW, texts={"street": "1 Lê Lợi"})
    again = await take_in(board, draft.id, seen=2, readings=readings, who=MAI, now=NOW + DAY)
    assert again.created == 1
    with pytest.raises(Conflict) as taken:
        await change_row(board, draft.id, 5, seen=2, who=MAI, now=NOW, texts={"street": "2 Lê Lợi"})
    assert taken.value.code == "row_taken"
    assert [each.zone for each in await taken_before(board, draft.sha256)] == [ZONE]


async def test_a_place_that_is_registered_already_is_told_and_not_taken_again(
    board: Registry,
) -> None:
    raw = a_csv([HEAD, ("1", "Quán Bún 3", "3 Hùng Vương", "Hải Châu", "", "", "")])
    draft = await _added(board, raw)
    view = await _view(board, draft.id)
    assert view.rows[0].kind == RowKind.DUPLICATE
    assert "already_registered" in [note.code for note in view.rows[0].notes]
    assert view.takeable == ()


async def test_of_two_officers_the_second_is_told_and_nothing_is_lost(board: Registry) -> None:
    draft = await _added(board)
    first = await change_row(
        board, draft.id, 4, seen=0, who=MAI, now=NOW, texts={"ward": "Phường Hải Vân"}
    )
    with pytest.raises(Conflict) as told:
        await change_row(
            board, draft.id, 4, seen=0, who=LAN, now=NOW, texts={"ward": "Phường Liên Chiểu"}
        )
    assert told.value.code == "changed_meanwhile"
    state = (await _view(board, draft.id)).row(4).state  # type: ignore[union-attr]
    assert state == first
    # The same answer a second time is no quarrel, another row none either.
    same = {"ward": "Phường Hải Vân"}
    assert await change_row(board, draft.id, 4, seen=0, who=LAN, now=NOW, texts=same) == first
    await change_row(board, draft.id, 5, seen=0, who=LAN, now=NOW, texts={"street": "1 Lê Lợi"})
    second = {"ward": "Phường Liên Chiểu"}
    await change_row(board, draft.id, 4, seen=1, who=LAN, now=NOW, texts=second)
    assert (await _view(board, draft.id)).row(4).texts["ward"] == "Phường Liên Chiểu"  # type: ignore[union-attr]


async def test_counts_that_moved_are_not_agreed_to(board: Registry) -> None:
    draft = await _added(board)
    await change_row(board, draft.id, 5, seen=0, who=LAN, now=NOW, texts={"street": "1 Lê Lợi"})
    with pytest.raises(Conflict):
        await take_in(board, draft.id, seen=0, readings=Readings(), who=MAI, now=NOW)
    assert len(await _names(board)) == 7


async def test_the_same_file_for_the_same_zone_is_one_draft(board: Registry) -> None:
    first, again = await add_draft(board, RAW, "list.csv", zone=ZONE, who=MAI, now=NOW)
    assert not again
    second, again = await add_draft(board, RAW, "copy.csv", zone=ZONE.upper(), who=LAN, now=NOW)
    assert (second.id, again) == (first.id, True)
    other, again = await add_draft(board, RAW, "list.csv", zone="Another", who=MAI, now=NOW)
    assert (other.id != first.id, other.zone_id, again) == (True, None, False)


async def test_a_helper_takes_in_into_its_own_zones_alone(board: Registry) -> None:
    with pytest.raises(AccessDenied):
        await add_draft(board, RAW, "list.csv", zone="A new zone", who=HELPER, now=NOW)
    of_mai = (await add_draft(board, RAW, "list.csv", zone="Another", who=MAI, now=NOW))[0]
    with pytest.raises(NotFound):
        await find_draft(board, of_mai.id, HELPER)
    with pytest.raises(NotFound):
        await change_row(board, of_mai.id, 4, seen=0, who=HELPER, now=NOW, texts={"ward": "x"})
    mine = (await add_draft(board, RAW, "list.csv", zone=ZONE, who=HELPER, now=NOW))[0]
    assert [draft.id for draft in await drafts_of(board, HELPER)] == [mine.id]
    done = await take_in(board, mine.id, seen=0, readings=Readings(), who=HELPER, now=NOW)
    assert done.created == 2


async def test_rows_outside_the_wards_of_a_helper_stay(board: Registry) -> None:
    of_ward = msgspec.structs.replace(HELPER, zones=frozenset(), wards=frozenset({20242}))
    draft = (await add_draft(board, RAW, "list.csv", zone=ZONE, who=of_ward, now=NOW))[0]
    view = await _view(board, draft.id, of_ward)
    assert [row.name for row in view.takeable] == ["Bún Bò Cô Lài"]
    assert view.counts[RowKind.OUTSIDE] == 1


async def test_a_draft_is_removed_on_request_with_all_that_was_corrected(board: Registry) -> None:
    draft = await _added(board)
    await change_row(board, draft.id, 5, seen=0, who=MAI, now=NOW, texts={"street": "1 Lê Lợi"})
    await remove_draft(board, draft.id, who=MAI, now=NOW)
    with pytest.raises(NotFound):
        await find_draft(board, draft.id, MAI)
    async with board.reading() as connection:
        assert (await connection.execute(select(intake_draft_row))).all() == []
    assert await drafts_of(board, MAI) == []


async def test_what_lies_in_a_draft_is_closed_to_the_public(board: Registry) -> None:
    await _added(board)
    if (board.folder / DATABASE_FILE).exists():
        with pytest.raises(Exception, match="prohibited"):
            async with board.reading_public() as connection:
                await connection.exec_driver_sql("SELECT content FROM intake_draft")


@pytest.mark.parametrize(
    ("raw", "name", "code"),
    [
        (b"", "list.xlsx", "empty"),
        (b"a,b\n1,2\n", "list.csv", "no_headings"),
        (RAW, "list.xlsx", "other_kind"),
        (b"<html><table><tr><td>Name</td></tr></table></html>", "list.csv", "not_a_table"),
        (b"<html><table></table></html>", "list.xlsx", "other_kind"),
        (b"PK\x03\x04 and so on", "list.csv", "other_kind"),
        (b"PK\x03\x04 and so on", "list.xlsx", "workbook"),
        (b"%PDF-1.7", "list", "not_a_table"),
        (RAW + b"x" * LIMITS.file_bytes, "list.csv", "too_large"),
        (RAW + b",,a,,\n" * (LIMITS.rows + 1), "list.csv", "too_many_rows"),
    ],
)
async def test_a_file_that_is_no_list_is_refused_with_a_reason(
    raw: bytes, name: str, code: str, board: Registry
) -> None:
    with pytest.raises(IntakeRefused) as refused:
        await add_draft(board, raw, name, zone=ZONE, who=MAI, now=NOW)
    assert refused.value.code == code
    assert await drafts_of(board, MAI) == []


async def test_the_very_same_file_of_somebody_whose_draft_is_not_hers_is_a_draft_of_her_own(
    board: Registry,
) -> None:
    first, second = (
        Who(number, "-", RIGHTS[Role.HELPER], wards=frozenset({20242})) for number in (7, 8)
    )
    theirs, _ = await add_draft(board, RAW, "list.csv", zone=ZONE, who=first, now=NOW)
    hers, again = await add_draft(board, RAW, "list.csv", zone=ZONE, who=second, now=NOW)
    assert (hers.id != theirs.id, again) == (True, False)
    assert (await find_draft(board, hers.id, second)).id == hers.id
    with pytest.raises(NotFound):
        await find_draft(board, theirs.id, second)
