"""A real server on a free port inside the test's own event loop, and a browser that may talk to it alone."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from api.street import NOW, PASSPHRASE
from foodtrace_api.app import create_app
from litestar import Litestar
from playwright.async_api import Browser, async_playwright

CHROMIUM = Path("/usr/bin/chromium")
_SHELL = Path("/usr/bin/chromium-headless-shell")
# The same engine without the windows of a desktop, at two thirds of the work; for whatever needs no camera.
HEADLESS = _SHELL if _SHELL.exists() else CHROMIUM
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
]


def app_of(folder: Path, now: int = NOW, *, with_key: bool = True) -> Litestar:
    """The application of a street at a fixed moment."""
    env = {"FOODTRACE_STATUS_PASSPHRASE": PASSPHRASE} if with_key else {}
    return create_app(folder, clock=lambda: now, env=env)


@asynccontextmanager
async def serving(app: Litestar) -> AsyncIterator[str]:
    """The base address of a running uvicorn."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on"))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        if task.done():
            await task
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listener.close()


@asynccontextmanager
async def browsing() -> AsyncIterator[Browser]:
    """Debian's chromium, made to be without a window."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=str(HEADLESS), args=ARGUMENTS, headless=True
        )
        try:
            yield browser
        finally:
            await browser.close()
