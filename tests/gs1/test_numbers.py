"""GLNs in the register: from a list, by an officer; one number, one place."""

from pathlib import Path

import pytest
from foodtrace.errors import Conflict, InvalidRequest, NotFound
from foodtrace.intake import GoodRow, parse_table, read_rows
from foodtrace.issuing import gln_of, record_intake, set_gln
from foodtrace.registry import events_of
from foodtrace.resolver import known_place
from registry.board import ACTOR, NOW, ZONE, stocked_board

# Of GS1's own examples.
GLN, OTHER = "9501101020917", "5412345000013"
HEAD = "Tên quán,Số nhà đường,Phường,Mã GLN\n"


def _read(*numbers: str) -> tuple[list[GoodRow], list[tuple[str, str]]]:
    lines = [f"Quán {n},{n} Hùng Vương,Hải Châu,{gln}\n" for n, gln in enumerate(numbers, 1)]
    result = parse_table(read_rows((HEAD + "".join(lines)).encode(), "list.csv"), "48")
    return result.rows, [(fault.field, fault.code) for fault in result.faults]


def test_a_list_may_have_a_column_of_glns() -> None:
    rows, faults = _read(GLN, "", "541 2345 00001 3")
    assert ([row.gln for row in rows], faults) == ([GLN, None, OTHER], [])


@pytest.mark.parametrize("wrong", ["9501101020918", "95011010209", "abc", "9.501E+12"])
def test_a_wrong_gln_is_a_fault_of_its_row(wrong: str) -> None:
    rows, faults = _read(wrong, OTHER)
    assert [row.gln for row in rows] == [OTHER]
    assert [field for field, _ in faults] == ["gln"]


def test_one_gln_in_two_rows_is_a_fault() -> None:
    rows, faults = _read(GLN, GLN)
    assert (len(rows), faults) == (1, [("gln", "same_gln")])


async def test_what_a_list_brings_is_kept_and_resolves(tmp_path: Path) -> None:
    async with await stocked_board(tmp_path / "R", 1) as registry:
        rows, _ = _read(GLN)
        made = await record_intake(registry, rows, zone=ZONE, actor=ACTOR, now=NOW)
        assert (await gln_of(registry, made.ids[0])).gln == GLN
        assert (await known_place(registry, GLN)).name == "Quán 1"
        other = GoodRow(2, "Quán B", "9 Hùng Vương", 20242, "9 Hùng Vương", gln=GLN)
        with pytest.raises(InvalidRequest, match="row 2") as refused:
            await record_intake(registry, [other], zone=ZONE, actor=ACTOR, now=NOW)
        assert refused.value.code == "gln_taken"


async def test_every_change_says_who_when_before_and_after(tmp_path: Path) -> None:
    async with await stocked_board(tmp_path / "R", 2) as registry:
        rows, _ = _read("", "")
        one, two = (await record_intake(registry, rows, zone=ZONE, actor=ACTOR, now=NOW)).ids
        await set_gln(registry, one, GLN, seen=0, reason="GS1", actor="user 1", now=NOW + 1)
        same = await set_gln(registry, one, GLN, seen=1, reason="GS1", actor="user 1", now=NOW + 2)
        assert same.fields == ()
        with pytest.raises(Conflict) as taken:
            await set_gln(registry, two, GLN, seen=0, reason="GS1", actor="user 1", now=NOW)
        assert taken.value.code == "gln_taken"
        await set_gln(registry, one, OTHER, seen=1, reason="moved", actor="user 2", now=NOW + 3)
        events = [event for event in await events_of(registry, one) if event.kind == "corrected"]
        assert [(e.at, e.actor, e.reason, e.before, e.after) for e in events] == [
            (NOW + 1, "user 1", "GS1", {"gln": None}, {"gln": GLN}),
            (NOW + 3, "user 2", "moved", {"gln": GLN}, {"gln": OTHER}),
        ]
        with pytest.raises(NotFound):
            await known_place(registry, GLN)
