"""One writer at a time, by the database's own lock, between processes too."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from foodtrace.errors import RegistryUnavailable
from foodtrace.registry import DATABASE_FILE, Registry, schema
from registry.board import NOW, stocked_board
from registry.stores import OpenBoard
from sqlalchemy import func, select


async def test_a_writer_that_waits_too_long_is_told_so(tmp_path: Path) -> None:
    await (await stocked_board(tmp_path / "R", 1)).aclose()
    async with (
        await Registry.open(tmp_path / "R", busy_seconds=0.05) as first,
        await Registry.open(tmp_path / "R", busy_seconds=0.05) as second,
        first.writing(),
    ):
        with pytest.raises(RegistryUnavailable) as busy:
            async with second.writing():
                pass
    assert busy.value.code == "busy"
    assert "try again" in busy.value.message
    assert "\n" not in busy.value.message


async def test_another_program_that_holds_the_lock_is_waited_for_and_then_reported(
    tmp_path: Path,
) -> None:
    await (await stocked_board(tmp_path / "R", 1)).aclose()
    other = sqlite3.connect(tmp_path / "R" / DATABASE_FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    async with await Registry.open(tmp_path / "R", busy_seconds=0.05) as registry:
        with pytest.raises(RegistryUnavailable) as busy:
            async with registry.writing():
                pass
        assert busy.value.code == "busy"
        other.execute("ROLLBACK")
        async with registry.writing():
            pass
    other.close()


async def test_a_reader_sees_the_state_before_while_a_writer_works(board: Registry) -> None:
    count = select(func.count()).select_from(schema.zone)
    async with board.reading() as connection:
        before = (await connection.execute(count)).scalar_one()
    async with board.writing() as writing:
        await writing.execute(schema.zone.insert().values(name="n", key="n", created_at=NOW))
        async with board.reading() as reading:
            assert (await reading.execute(count)).scalar_one() == before
    async with board.reading() as connection:
        assert (await connection.execute(count)).scalar_one() == before + 1


async def test_many_writers_at_once_lose_nothing(open_board: OpenBoard) -> None:
    registry = await open_board()

    async def add(number: int) -> None:
        async with registry.writing() as connection:
            query = select(func.count()).select_from(schema.zone)
            seen = (await connection.execute(query)).scalar_one()
            values = {"name": f"{number}", "key": f"{number}", "created_at": seen}
            await connection.execute(schema.zone.insert().values(**values))

    async with registry.reading() as connection:
        start = (
            await connection.execute(select(func.count()).select_from(schema.zone))
        ).scalar_one()
    await asyncio.gather(*(add(number) for number in range(12)))
    async with registry.reading() as connection:
        query = select(schema.zone.c.created_at).order_by(schema.zone.c.id)
        seen = (await connection.execute(query)).scalars().all()[start:]
    # Each saw the work of all before it: none read what another was about to change.
    assert seen == list(range(start, start + 12))
