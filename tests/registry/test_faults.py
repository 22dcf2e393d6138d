"""A full disk, a read-only disk, a commit whose answer is lost."""

from __future__ import annotations

import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest
from foodtrace.errors import RegistryUnavailable
from foodtrace.issuing import Selection, issue, live_stickers, record_intake
from foodtrace.registry import Registry, schema
from registry.board import ACTOR, NOW, STICKER, ZONE, found_board, made_rows, stocked_board
from sqlalchemy import Connection, event, func, select


async def _count(registry: Registry, table: Any) -> int:
    async with registry.reading() as connection:
        query = select(func.count()).select_from(table)
        return int((await connection.execute(query)).scalar_one())


async def _limit_pages(registry: Registry, pages: int) -> None:
    """From now on the database file may not grow beyond so many pages."""
    engine = registry._engine.sync_engine
    await registry._engine.dispose()

    def limit(dbapi_connection: Any, _: Any) -> None:
        dbapi_connection.cursor().execute(f"PRAGMA max_page_count = {pages}")

    event.listen(engine, "connect", limit)


async def test_a_full_disk_is_one_clear_line_and_writes_nothing(tmp_path: Path) -> None:
    async with await found_board(tmp_path / "R") as registry:
        await _limit_pages(registry, 60)
        before = await _count(registry, schema.event)
        with pytest.raises(RegistryUnavailable) as full:
            await record_intake(registry, made_rows(5000), zone=ZONE, actor=ACTOR, now=NOW)
        assert full.value.code == "disk_full"
        assert await _count(registry, schema.establishment) == 0
        assert await _count(registry, schema.event) == before
        recorded = await record_intake(registry, made_rows(5), zone=ZONE, actor=ACTOR, now=NOW)
        assert recorded.created == 5


async def test_issuing_goes_on_where_the_full_disk_stopped_it(tmp_path: Path) -> None:
    async with await stocked_board(tmp_path / "R", 600) as registry:
        path = tmp_path / "R" / "registry.sqlite"
        async with registry.writing() as connection:
            pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
        await _limit_pages(registry, pages + 40)
        with pytest.raises(RegistryUnavailable) as full:
            await issue(
                registry,
                Selection(all=True),
                sticker_seed=STICKER,
                now=NOW,
                actor=ACTOR,
                batch=50,
            )
        assert full.value.code == "disk_full"
        kept = await _count(registry, schema.sticker)
        assert 0 < kept < 600
        assert kept % 50 == 0
    async with await Registry.open(path.parent) as registry:
        made = await issue(
            registry, Selection(all=True), sticker_seed=STICKER, now=NOW, actor=ACTOR
        )
        assert made == 600 - kept
        numbers = sorted(s.idx for s in await live_stickers(registry, Selection(all=True)))
        assert numbers == list(range(600))


def _make_read_only(disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)


@pytest.mark.slow
async def test_a_really_full_disk_loses_nothing_that_was_there(small_disk: Path) -> None:
    async with await stocked_board(small_disk / "R", 50) as registry:
        with pytest.raises(RegistryUnavailable) as full:
            await record_intake(
                registry, made_rows(5000, first=100), zone=ZONE, actor=ACTOR, now=NOW
            )
        assert full.value.code == "disk_full"
    async with await Registry.open(small_disk / "R") as registry:
        assert await _count(registry, schema.establishment) == 50
        made = await issue(
            registry, Selection(all=True), sticker_seed=STICKER, now=NOW, actor=ACTOR
        )
        assert made == 50


@pytest.mark.slow
async def test_no_registry_is_made_on_a_full_disk(small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(b"x" * 2_000_000)
    with pytest.raises(RegistryUnavailable) as full:
        await found_board(small_disk / "R")
    assert full.value.code == "disk_full"
    assert list((small_disk / "R").iterdir()) == []


@pytest.mark.slow
async def test_a_read_only_disk_is_one_clear_line(small_disk: Path) -> None:
    await (await stocked_board(small_disk / "R", 3)).aclose()
    _make_read_only(small_disk)
    with pytest.raises(RegistryUnavailable) as refused:
        async with await Registry.open(small_disk / "R") as registry:
            await record_intake(registry, made_rows(9), zone=ZONE, actor=ACTOR, now=NOW)
    assert refused.value.code == "read_only"


def _lose_answers(registry: Registry, count: int) -> None:
    """The next `count` commits of a writer are kept, but it is told that they failed."""
    engine = registry._engine.sync_engine
    commit = engine.dialect.do_commit
    writing = False
    left = count

    def remember(connection: Connection) -> None:
        nonlocal writing
        writing = connection.get_execution_options().get("foodtrace_mode") == "write"

    def commit_and_lose(dbapi_connection: Any) -> None:
        nonlocal left
        commit(dbapi_connection)
        if writing and left:
            left -= 1
            raise sqlite3.OperationalError("disk I/O error")

    event.listen(engine, "commit", remember)
    engine.dialect.do_commit = commit_and_lose  # type: ignore[method-assign]


async def test_a_commit_that_was_kept_but_failed_is_not_done_twice(board: Registry) -> None:
    again = await record_intake(board, made_rows(9), zone=ZONE, actor=ACTOR, now=NOW)
    assert again.created == 2
    _lose_answers(board, 3)
    for _ in range(3):
        with pytest.raises(RegistryUnavailable):
            await issue(
                board,
                Selection(all=True),
                sticker_seed=STICKER,
                now=NOW,
                actor=ACTOR,
                batch=2,
            )
    made = await issue(
        board, Selection(all=True), sticker_seed=STICKER, now=NOW, actor=ACTOR, batch=2
    )
    assert made == 9 - 3 * 2
    stickers = await live_stickers(board, Selection(all=True))
    assert sorted(s.idx for s in stickers) == list(range(9))
    assert len({s.id for s in stickers}) == 9
