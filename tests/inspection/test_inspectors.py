"""Tokens are shown once, kept as a hash, and end when they are revoked."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from foodtrace.errors import AccessDenied, Conflict, InvalidRequest, NotFound
from foodtrace.inspection import (
    add_inspector,
    list_inspectors,
    recognise_inspector,
    revoke_inspector,
)
from foodtrace.registry import Registry, schema
from foodtrace.registry import private_schema as private
from registry.board import ACTOR, NOW
from sqlalchemy import select


async def add(registry: Registry, name: str, seed: int = 1) -> str:
    _, token = await add_inspector(registry, name, random=bytes([seed]) * 32, actor=ACTOR, now=NOW)
    return token


async def test_a_token_is_recognised_and_kept_as_a_hash_only(
    board: Registry, tmp_path: Path
) -> None:
    token = await add(board, "Tổ kiểm tra 1")
    assert token.startswith("fti_")
    assert len(token) == 4 + 43
    assert (await recognise_inspector(board, token)).name == "Tổ kiểm tra 1"
    async with board.reading() as connection:
        row = (await connection.execute(select(private.inspector))).one()
    assert bytes(row.token_sha256) == hashlib.sha256(token.encode()).digest()
    for path in (tmp_path / "R").glob("registry.sqlite*"):
        assert token.encode() not in path.read_bytes()
        assert token[4:].encode() not in path.read_bytes()


@pytest.mark.parametrize("token", ["", "fti_", "x", "fti_" + "A" * 43, "\ud800", "x" * 100_000])
async def test_any_other_text_is_nobody(board: Registry, token: str) -> None:
    await add(board, "Team 1", seed=7)
    with pytest.raises(AccessDenied) as denied:
        await recognise_inspector(board, token)
    assert denied.value.code == "token_unknown"
    if len(token) > 4:
        assert token not in denied.value.message


async def test_a_name_is_one_person_however_it_is_spelled(board: Registry) -> None:
    await add(board, "  Tổ kiểm   tra 1 ")
    with pytest.raises(Conflict) as conflict:
        await add(board, "TỔ KIỂM TRA 1", seed=2)
    assert conflict.value.code == "inspector_exists"
    await add(board, "To kiem tra 1", seed=3)
    assert [each.name for each in await list_inspectors(board)] == [
        "To kiem tra 1",
        "Tổ kiểm tra 1",
    ]


async def test_revoked_and_added_again_is_the_same_person_with_another_token(
    board: Registry,
) -> None:
    old = await add(board, "Team 1")
    before = await recognise_inspector(board, old)
    await revoke_inspector(board, "team 1", actor=ACTOR, now=NOW + 5)
    with pytest.raises(AccessDenied) as denied:
        await recognise_inspector(board, old)
    assert denied.value.code == "token_revoked"
    with pytest.raises(Conflict):
        await revoke_inspector(board, "team 1", actor=ACTOR, now=NOW + 6)
    new = await add(board, "Team 1", seed=2)
    assert (await recognise_inspector(board, new)).id == before.id
    with pytest.raises(AccessDenied):
        await recognise_inspector(board, old)


async def test_nobody_is_revoked_who_is_not_there(board: Registry) -> None:
    with pytest.raises(NotFound) as missing:
        await revoke_inspector(board, "Team 1", actor=ACTOR, now=NOW)
    assert missing.value.code == "inspector_not_found"


@pytest.mark.parametrize("name", ["", "  ", "a\x1b[31m", "x" * 101, "a\u202eb"])
async def test_a_name_that_cannot_be_shown_is_refused(board: Registry, name: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        await add(board, name)
    assert refused.value.code == "inspector_name"
    assert await list_inspectors(board) == []


async def test_who_added_and_revoked_is_recorded_without_the_name(board: Registry) -> None:
    await add(board, "CANARYNAME")
    await revoke_inspector(board, "CANARYNAME", actor="chief", now=NOW + 9)
    table = schema.event.c
    async with board.reading() as connection:
        query = select(table.at, table.actor, table.kind, table.detail)
        rows = (await connection.execute(query.order_by(table.seq.desc()).limit(2))).all()
    assert [tuple(row[:3]) for row in rows] == [
        (NOW + 9, "chief", "inspector_revoked"),
        (NOW, ACTOR, "inspector_added"),
    ]
    assert "CANARYNAME" not in str(rows)
