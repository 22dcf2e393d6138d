"""Fixtures that open a board on every store that is to pass the same tests."""

from __future__ import annotations

import os
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from foodtrace.registry import Registry
from registry.board import NOW, stocked_board
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

# For example postgresql+asyncpg://localhost/foodtrace_test; everything in it is dropped.
POSTGRES = os.environ.get("FOODTRACE_TEST_POSTGRES")

OpenBoard = Callable[..., Awaitable[Registry]]


@pytest.fixture(params=["sqlite", "postgresql"])
async def open_board(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[OpenBoard]:
    """Call with a number of establishments; registries are closed at the end of the test."""
    url: str | None = None
    if request.param == "postgresql":
        if POSTGRES is None:
            pytest.skip("FOODTRACE_TEST_POSTGRES names no database")
        url = POSTGRES
        await _empty(url)
    opened: list[Registry] = []

    async def open_one(count: int = 0, now: int = NOW) -> Registry:
        registry = await stocked_board(tmp_path / "R", count, now, url=url)
        opened.append(registry)
        return registry

    yield open_one
    for registry in opened:
        await registry.aclose()


async def _empty(url: str) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text("DROP SCHEMA public CASCADE"))
        await connection.execute(text("CREATE SCHEMA public"))
    await engine.dispose()


@pytest.fixture
async def board(open_board: OpenBoard) -> Registry:
    """A board that has taken in seven establishments and issued nothing."""
    return await open_board(7)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes of its own."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)
