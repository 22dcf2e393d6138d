"""A real server on a port of its own inside the test's own event loop, and a browser that may talk to it alone."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import uvicorn
from api.street import NOW, PASSPHRASE
from foodtrace_api.app import create_app
from litestar import Litestar
from playwright.async_api import Browser, async_playwright, expect

# What is waited for always comes; a slow machine that does eight other things needs so many milliseconds.
PATIENCE = 120_000
expect.set_options(timeout=PATIENCE)

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


@contextmanager
def held_port() -> Iterator[int]:
    """A port for a server that starts later, or again: nobody else is given it while it is held."""
    with socket.socket() as holder:
        # Bound and never listened at: whoever asks for this very port gets it all the same.
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]


@asynccontextmanager
async def serving(app: Litestar) -> AsyncIterator[str]:
    """The base address of a running uvicorn."""
    # Named as TCP, or asyncio would let each answer on a kept connection wait for an acknowledgement.
    listener = socket.socket(proto=socket.IPPROTO_TCP)
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
            executable_path=str(HEADLESS), args=ARGUMENTS, headless=True, timeout=PATIENCE
        )
        browser.on("context", lambda context: context.set_default_timeout(PATIENCE))
        try:
            yield browser
        finally:
            await browser.close()
