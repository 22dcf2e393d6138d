"""Two workers of a real server that stop, and that are killed: what was added to the register stays."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import httpx
import pytest
from api.serving import held_port
from api.street import Street
from foodtrace.registry import Registry
from foodtrace.registry.scan_counts import scan_count
from sqlalchemy import func, select

pytestmark = pytest.mark.slow


async def _scans_kept(folder: Path) -> int:
    async with await Registry.open(folder) as registry, registry.reading() as connection:
        total = select(func.coalesce(func.sum(scan_count.c.scans), 0))
        return int((await connection.execute(total)).scalar_one())


async def _scanned_then(end: int, port: int, folder: Path, path: str, times: int) -> None:
    """So many scans spread over the workers, then a signal to all of them."""
    command = [
        sys.executable,
        "-m",
        "foodtrace_cli",
        "serve",
        "--workers",
        "2",
        "--port",
        str(port),
    ]
    server = await asyncio.create_subprocess_exec(
        *command,
        env={**os.environ, "FOODTRACE_REGISTRY": str(folder)},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        async with _calling(port) as client:
            await _answering(client)
        for _ in range(times):
            # A connection of its own each time, so that either worker may take it.
            async with _calling(port) as client:
                assert (await client.get(path)).status_code == 200
        os.killpg(server.pid, end)
        await asyncio.wait_for(server.wait(), 120)
    finally:
        if server.returncode is None:
            os.killpg(server.pid, signal.SIGKILL)
            await server.wait()


def _calling(port: int) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60)


async def _answering(client: httpx.AsyncClient) -> None:
    for _ in range(1200):
        try:
            await client.get("/healthz")
        except httpx.TransportError:
            await asyncio.sleep(0.1)
        else:
            return
    raise AssertionError("the server does not answer")


async def test_a_stop_keeps_every_scan_and_a_kill_loses_no_more_than_the_last_minute(
    street: Street,
) -> None:
    # Other tests may have scanned the street that this one was copied from.
    before = await _scans_kept(street.folder)
    with held_port() as port:
        await _scanned_then(signal.SIGTERM, port, street.folder, street.path("green"), 9)
        assert await _scans_kept(street.folder) - before == 9
        await _scanned_then(signal.SIGKILL, port, street.folder, street.path("green"), 5)
    assert await _scans_kept(street.folder) - before == 9, (
        "the five of the last minute are gone, no more"
    )
