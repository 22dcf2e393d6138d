"""Taking rows into the registry: all or none, and nothing twice."""

from __future__ import annotations

import itertools
from pathlib import Path

import msgspec
import pytest
from foodtrace.errors import InvalidRequest
from foodtrace.intake import GoodRow, Private
from foodtrace.issuing import is_company_tax_code, known_establishments, record_intake
from foodtrace.registry import Registry
from foodtrace.registry.private_schema import private_particulars
from foodtrace.registry.schema import basis, establishment, zone
from issuing.register import rows as straight
from registry.board import ACTOR, NOW, ZONE, made_rows, stocked_board
from sqlalchemy import select


def _row(**changes: object) -> GoodRow:
    return msgspec.structs.replace(made_rows(1, first=900)[0], **changes)


async def test_the_same_file_twice_creates_nothing(board: Registry) -> None:
    again = await record_intake(
        board, made_rows(7), zone=ZONE, actor=ACTOR, now=NOW + 9, file_sha256=b"f" * 32
    )
    assert (again.created, again.skipped_existing, again.ids) == (0, 7, ())
    assert len(await known_establishments(board)) == 7


async def test_another_spelling_of_the_same_name_and_street_is_the_same_place(
    board: Registry,
) -> None:
    spelled = _row(name="QUÁN BÚN 1", street="1, Hùng  Vương".replace("  ", " "))
    assert (await record_intake(board, [spelled], zone=ZONE, actor=ACTOR, now=NOW)).created == 0
    decomposed = _row(name="Quan Bun 1", street="1 Hung Vuong")
    assert (await record_intake(board, [decomposed], zone="x", actor=ACTOR, now=NOW)).created == 0


async def test_the_same_name_and_street_in_another_ward_is_another_place(board: Registry) -> None:
    other = _row(name="Quán Bún 1", street="1 Hùng Vương", ward=20257)
    assert (await record_intake(board, [other], zone=ZONE, actor=ACTOR, now=NOW)).created == 1


async def test_a_row_that_comes_twice_in_one_file_is_taken_once(board: Registry) -> None:
    twice = [_row(), _row(row=901)]
    recorded = await record_intake(board, twice, zone=ZONE, actor=ACTOR, now=NOW)
    assert (recorded.created, recorded.skipped_existing) == (1, 1)


async def test_a_zone_is_made_once_whatever_its_case(board: Registry) -> None:
    for name in (ZONE.upper(), f"  {ZONE} ", "Chợ Hàn"):
        await record_intake(board, [], zone=name, actor=ACTOR, now=NOW)
    async with board.reading() as connection:
        names = (await connection.execute(select(zone.c.name).order_by(zone.c.id))).scalars().all()
    assert names == [ZONE, "Chợ Hàn"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\nb\x00"])
async def test_a_zone_needs_a_name(board: Registry, name: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        await record_intake(board, [], zone=name, actor=ACTOR, now=NOW)
    assert refused.value.code == "zone_name"


async def test_ids_that_clash_are_drawn_again(board: Registry) -> None:
    taken = next(iter((await known_establishments(board)).values()))
    draws = itertools.chain([taken, taken, 77, 77, 77, 78], itertools.count(1000))
    recorded = await record_intake(
        board,
        made_rows(2, first=50),
        zone=ZONE,
        actor=ACTOR,
        now=NOW,
        random_id=lambda: next(draws),
    )
    assert recorded.ids == (77, 78)


async def test_the_largest_id_is_kept(board: Registry) -> None:
    recorded = await record_intake(
        board, [_row()], zone=ZONE, actor=ACTOR, now=NOW, random_id=lambda: 2**32 - 1
    )
    assert recorded.ids == (2**32 - 1,)
    assert 2**32 - 1 in (await known_establishments(board)).values()


@pytest.mark.parametrize(
    "bad", [{"name": "x" * 81}, {"street": "Пушкина 1"}, {"name": " x"}, {"name": ""}], ids=str
)
async def test_one_row_that_could_not_be_signed_keeps_all_out(
    board: Registry, bad: dict[str, str]
) -> None:
    with pytest.raises(InvalidRequest, match="row 900"):
        await record_intake(
            board, [*made_rows(3, first=60), _row(**bad)], zone="new", actor=ACTOR, now=NOW
        )
    assert len(await known_establishments(board)) == 7


async def test_private_particulars_go_to_a_table_of_their_own(board: Registry) -> None:
    private = Private("Họ Và Tên", ("0905000001", "0905000002"), "048000000001", "a@example.vn")
    person = _row(private=private, tax_code="048000000001")
    (its,) = (await record_intake(board, [person], zone=ZONE, actor=ACTOR, now=NOW)).ids
    async with board.reading() as connection:
        query = select(private_particulars).where(private_particulars.c.establishment_id == its)
        kept = (await connection.execute(query)).one()
        public = select(establishment).where(establishment.c.id == its)
        shown = (await connection.execute(public)).one()
    assert kept.phones == ["0905000001", "0905000002"]
    assert (kept.owner_name, kept.tax_code) == ("Họ Và Tên", "048000000001")
    assert shown.company_tax_code is None


@pytest.mark.parametrize(
    ("code", "is_company"),
    [
        ("0400101395", True),
        ("0400101395-001", True),
        ("8012345678", False),
        ("048000000001", False),
        ("0400101395-1", False),
        ("٠٤٠٠١٠١٣٩٥", False),
        ("", False),
        (None, False),
    ],
)
def test_only_an_enterprise_has_a_public_tax_code(code: str | None, is_company: bool) -> None:
    assert is_company_tax_code(code) is is_company


async def test_basis_and_order_of_the_file_are_kept(tmp_path: Path) -> None:
    async with (
        await stocked_board(tmp_path / "R", 30) as registry,
        registry.reading() as connection,
    ):
        kinds = (await connection.execute(select(basis.c.kind, basis.c.number))).all()
        assert sorted(row.number for row in kinds)[:2] == ["12/2026/ATTP", "15/2026/ATTP"]
    names = straight(tmp_path / "R", "SELECT name FROM establishment ORDER BY intake_row")
    assert [name for (name,) in names] == [row.name for row in made_rows(30)]


async def test_every_created_establishment_has_its_event(board: Registry, tmp_path: Path) -> None:
    async with board.reading() as connection:
        found = await connection.exec_driver_sql(
            "SELECT count(*) FROM event WHERE kind = 'taken_in'"
        )
        assert found.scalar_one() == 7


@pytest.mark.parametrize("actor", ["", "  "])
async def test_nobody_records_anonymously(board: Registry, actor: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        await record_intake(board, made_rows(1), zone=ZONE, actor=actor, now=NOW)
    assert refused.value.code == "actor"
