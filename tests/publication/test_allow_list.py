"""What may be public is a list of names; everything else is out of reach, not filtered."""

from __future__ import annotations

import ast
import datetime
from pathlib import Path
from typing import Any

import foodtrace.publication
import msgspec
import pytest
from foodtrace.errors import RegistryUnavailable
from foodtrace.intake import BasisRow, GoodRow, Private
from foodtrace.issuing import Selection, issue, record_intake, revoke
from foodtrace.publication import (
    PublicBasis,
    PublicEstablishment,
    PublicInspection,
    PublicOrigin,
    PublicSticker,
    each_public_establishment,
    public_establishment,
    read_public_establishment,
    search,
    stats,
)
from foodtrace.publication import inspections as inspections_module
from foodtrace.publication import projection as projection_module
from foodtrace.registry import HotReader, Registry, private_schema, schema
from foodtrace.registry.private_schema import private_particulars
from registry.board import ACTOR, NOW, STICKER, ZONE, made_rows
from sqlalchemy import Select, TableClause, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.visitors import iterate

CANARY = "CANARY-7f3a"
# A field joins this list only with a decision: see docs, what becomes public.
ALLOWED = {
    "establishment": {
        "id",
        "typed_code",
        "name",
        "street",
        "ward",
        "ward_name",
        "province_name",
        "registered_address",
        "zone",
        "category",
        "basis",
        "company_tax_code",
        "standing",
        "stickers",
        "as_of",
        "closed_on",
        "moved_to",
        "last_inspection",
        "inspection_pending",
        "check_book_until",
        "origins",
    },
    "inspection": {
        "visited_on",
        "outcome",
        "outcome_name",
        "grade",
        "grade_name",
        "published_on",
        "reply",
        "under_appeal",
        "basis",
    },
    "basis": {"kind", "number", "issuer", "issued_on", "expires_on", "ground"},
    "sticker": {"kid", "idx", "iat", "exp", "standing", "is_current"},
    "origin": {"food_group", "supplier", "place", "last_delivery"},
}
PUBLIC_TABLES = {"establishment", "basis", "zone", "sticker", "book_kept", "public_origin"}
# Of these, only what `foodtrace.publication.rules` lets through is shown.
RESULT_TABLES = {"result_entry", "public_reply", "publication_rules"}


def test_the_public_fields_are_exactly_the_allowed_ones() -> None:
    fields = {
        "establishment": set(PublicEstablishment.__struct_fields__),
        "basis": set(PublicBasis.__struct_fields__),
        "inspection": set(PublicInspection.__struct_fields__),
        "sticker": set(PublicSticker.__struct_fields__),
        "origin": set(PublicOrigin.__struct_fields__),
    }
    assert fields == ALLOWED


def _tables(statement: Select[Any]) -> set[str]:
    return {str(element.name) for element in iterate(statement) if isinstance(element, TableClause)}


def test_the_statements_touch_public_tables_only() -> None:
    statements = [value for value in vars(projection_module).values() if isinstance(value, Select)]
    assert len(statements) == 5
    assert set().union(*(_tables(statement) for statement in statements)) == PUBLIC_TABLES
    of_results = [v for v in vars(inspections_module).values() if isinstance(v, Select)]
    assert set().union(*(_tables(each) for each in of_results)) == RESULT_TABLES


def test_no_module_of_publication_can_name_the_private_table() -> None:
    folder = Path(foodtrace.publication.__file__).parent
    sources = sorted(folder.rglob("*.py"))
    assert len(sources) > 4
    for path in sources:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.Attribute):
                names = [node.attr]
                assert node.attr not in ("reading", "writing", "_engine"), path.name
            assert not any("private" in name for name in names), path.name


@pytest.mark.parametrize(
    "table",
    [
        *(getattr(private_schema, name) for name in private_schema.__all__),
        schema.event,
        schema.intake_file,
    ],
    ids=lambda t: str(t.name),
)
async def test_the_database_itself_refuses_a_public_reader(board: Registry, table: Any) -> None:
    async with board.reading() as connection:
        if connection.dialect.name != "sqlite":
            pytest.skip("on PostgreSQL the public role has no grant; that is the deployment's")
    with pytest.raises((RegistryUnavailable, DBAPIError)):
        async with board.reading_public() as connection:
            await connection.execute(select(table))


async def _planted(registry: Registry) -> int:
    """An establishment with a mark in every private field there is."""
    row: GoodRow = msgspec.structs.replace(
        made_rows(1, first=500)[0],
        private=Private(
            owner_name=f"{CANARY} owner",
            phones=(f"{CANARY} phone",),
            id_number=f"{CANARY} number",
            email=f"{CANARY}@example.vn",
        ),
        basis=BasisRow(
            "certificate",
            "12/2026",
            "Demo board",
            datetime.date(2026, 1, 2),
            datetime.date(2029, 1, 1),
        ),
        tax_code="048000000001",
    )
    (its,) = (
        await record_intake(
            registry, [row], zone=ZONE, actor=f"{CANARY} actor", now=NOW, filename=CANARY
        )
    ).ids
    await issue(
        registry, Selection(all=True), sticker_seed=STICKER, now=NOW, actor=f"{CANARY} actor"
    )
    await revoke(registry, its, reason=f"{CANARY} reason", actor=ACTOR, now=NOW)
    return its


async def test_a_mark_in_every_private_field_never_comes_out(
    board: Registry, tmp_path: Path
) -> None:
    its = await _planted(board)
    answers: list[object] = [
        await public_establishment(board, its, NOW),
        await search(board, now=NOW, limit=100),
        await search(board, "canary", now=NOW),
        await stats(board, NOW),
        [each async for each in each_public_establishment(board, now=NOW)],
    ]
    if (tmp_path / "R" / "registry.sqlite").exists():
        with HotReader(tmp_path / "R") as reader:
            answers.append(read_public_establishment(reader, its, NOW))
    said = msgspec.json.encode(answers).decode()
    assert "Quán Bún 500" in said
    for secret in ("CANARY", "canary", "048000000001", "PRIVATE-OWNER"):
        assert secret not in said
    async with board.reading() as connection:
        kept = (await connection.execute(select(private_particulars))).all()
    assert CANARY in str(kept), "the marks are there to be found"


async def test_what_is_public_is_the_whole_record_and_dated(board: Registry) -> None:
    its = await _planted(board)
    shown = await public_establishment(board, its, NOW + 5)
    assert shown is not None
    assert shown.as_of == NOW + 5
    assert (shown.ward, shown.ward_name, shown.province_name) == (
        20242,
        "Phường Hải Châu",
        "Đà Nẵng",
    )
    assert "P. Phước Ninh" in shown.registered_address
    assert shown.standing == "revoked"
    assert [each.standing for each in shown.stickers] == ["revoked"]
    assert shown.basis == PublicBasis(
        "certificate",
        "12/2026",
        "Demo board",
        datetime.date(2026, 1, 2),
        datetime.date(2029, 1, 1),
        None,
    )


async def test_both_readers_say_the_same(board: Registry, tmp_path: Path) -> None:
    its = await _planted(board)
    if not (tmp_path / "R" / "registry.sqlite").exists():
        pytest.skip("the hot path's reader is for SQLite")
    with HotReader(tmp_path / "R") as reader:
        assert read_public_establishment(reader, its, NOW) == await public_establishment(
            board, its, NOW
        )
        assert read_public_establishment(reader, 5, NOW) is None
    assert await public_establishment(board, 5, NOW) is None


async def test_a_company_shows_its_tax_code_and_a_person_does_not(board: Registry) -> None:
    codes = ["0400101395", "8012345678"]
    rows = [
        msgspec.structs.replace(row, tax_code=code)
        for row, code in zip(made_rows(2, first=70), codes, strict=True)
    ]
    ids = (await record_intake(board, rows, zone=ZONE, actor=ACTOR, now=NOW)).ids
    shown = [await public_establishment(board, each, NOW) for each in ids]
    assert [each.company_tax_code for each in shown if each] == ["0400101395", None]
