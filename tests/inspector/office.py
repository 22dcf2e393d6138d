"""The authority's server as the phone meets it: a street in a registry, served on one port, stopped and started."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from api.serving import held_port
from api.street import DAY, Street
from foodtrace.inspection import VisitRecord, VisitVerdict, add_inspector, record_visit
from foodtrace.registry import Registry
from foodtrace_api.app import create_app

TRACE = Path(__file__).resolve().parents[2]


async def token_of(street: Street) -> str:
    """A token of a new inspector, Tổ phường 1."""
    async with await Registry.open(street.folder) as registry:
        _, token = await add_inspector(
            registry, "Tổ phường 1", actor="test", now=int(time.time()), random=bytes(range(32))
        )
    return token


async def visited(street: Street, name: str, key: str, **results: str) -> None:
    """By a colleague with another phone, yesterday."""
    now = int(time.time())
    async with await Registry.open(street.folder) as registry:
        if key == "first":
            await add_inspector(
                registry, "Tổ phường 2", actor="test", now=now, random=bytes(range(1, 33))
            )
        record = VisitRecord(
            VisitVerdict("yes", "in force", "fresh"),
            visited_at=now - DAY,
            results=results,
            notes="Tủ mát để lẫn thịt sống",
            establishment_id=street.ids[name],
        )
        await record_visit(registry, 2, key=key, record=record, now=now)


class ServerProcess:
    """`foodtrace serve` in a process of its own, so that it can die; it keeps its address when it comes back."""

    def __init__(self, folder: Path) -> None:
        self._held = ExitStack()
        self.port = self._held.enter_context(held_port())
        self.address = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        path = os.pathsep.join(str(TRACE / part) for part in ("trace", "api", "cli"))
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "foodtrace_cli", "--registry", str(self._folder)),
            *("serve", "--host", "127.0.0.1", "--port", str(self.port)),
            env={**os.environ, "PYTHONPATH": path},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        async with httpx.AsyncClient() as client:
            while self._process.returncode is None:
                with suppress(httpx.TransportError):
                    await client.get(f"{self.address}/healthz")
                    return
                await asyncio.sleep(0.1)
        raise ChildProcessError("the server ended before it answered")

    async def kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGKILL)
            await self._process.wait()

    async def __aenter__(self) -> ServerProcess:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.kill()
        self._held.close()


class Server:
    """The application inside the test's own event loop; it keeps its address when it comes back."""

    def __init__(self, street: Street, around: Callable[[Any], Any] | None = None) -> None:
        self._held = ExitStack()
        self.port = self._held.enter_context(held_port())
        self.address = f"http://127.0.0.1:{self.port}"
        self._folder = street.folder
        self._around = around
        self._server: uvicorn.Server | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        app: Any = create_app(self._folder, env={})
        if self._around is not None:
            app = self._around(app)
        config = uvicorn.Config(app, port=self.port, log_level="warning", lifespan="on")
        self._server = uvicorn.Server(config)
        self._task = asyncio.create_task(self._server.serve())
        while not self._server.started:
            if self._task.done():
                await self._task
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        if self._server is not None and self._task is not None:
            self._server.should_exit = True
            await self._task
            self._server = None

    async def __aenter__(self) -> Server:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()
        self._held.close()
