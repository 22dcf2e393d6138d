"""A street built once, copies of it to change, and a client that talks to the application in process."""

from __future__ import annotations

import asyncio
import itertools
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from api.endings import Ending, build_endings, by_place
from api.street import NOW, PASSPHRASE, Street, build_street
from foodtrace_api.app import create_app
from foodtrace_api.keeper import Keeper
from foodtrace_api.words import LANGUAGES
from litestar import Litestar

BASE = "http://qr.example.vn"
HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


class Client(httpx.AsyncClient):
    """Talks to the application inside the test's own event loop; the framework's client takes a thread."""

    app: Litestar


Ask = Callable[..., AbstractAsyncContextManager[Client]]
Read = Callable[[Ending, str], Awaitable[httpx.Response]]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Street:
    return asyncio.run(build_street(tmp_path_factory.mktemp("street") / "registry"))


@pytest.fixture
def street(built: Street, tmp_path: Path) -> Street:
    """A copy that the test may change."""
    shutil.copytree(built.folder, tmp_path / "registry")
    return msgspec.structs.replace(built, folder=tmp_path / "registry")


@pytest.fixture(scope="session")
def endings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ending]:
    found = asyncio.run(build_endings(tmp_path_factory.mktemp("endings")))
    return {ending.name: ending for ending in found}


@asynccontextmanager
async def client_of(
    folder: Path, *, now: int = NOW, with_key: bool = False, **options: Any
) -> AsyncIterator[Client]:
    """The application of a folder at a fixed moment."""
    options.setdefault("env", {"FOODTRACE_PASSPHRASE": PASSPHRASE} if with_key else {})
    options.setdefault("clock", lambda: now)
    app = create_app(folder, **options)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with app.lifespan(), Client(transport=transport, base_url=BASE) as opened:
        opened.app = app
        yield opened


@pytest.fixture
def ask() -> Ask:
    """`async with ask(folder, now=..., with_key=...) as client`: the application at a fixed moment."""
    return client_of


@pytest.fixture(scope="session")
def pages_read() -> dict[tuple[str, str], httpx.Response]:
    """Every page of an ending that a test has read: nothing about it changes, so it is asked for once."""
    return {}


@pytest.fixture
def read(
    ask: Ask, endings: dict[str, Ending], pages_read: dict[tuple[str, str], httpx.Response]
) -> Read:
    """`await read(ending, language)`: the page of an ending as a browser gets it."""

    async def page(ending: Ending, language: str) -> httpx.Response:
        if (ending.name, language) not in pages_read:
            (together,) = (each for each in by_place(endings.values()) if ending in each)
            async with ask(ending.folder, now=ending.now, with_key=ending.with_key) as client:
                for each, other in itertools.product(together, LANGUAGES):
                    answer = await client.get(each.address(other), headers=HTML)
                    pages_read[each.name, other] = answer
        return pages_read[ending.name, language]

    return page


def keeper_of(client: Client) -> Keeper:
    found: Keeper = client.app.state["foodtrace_keeper"]
    return found


async def ready(client: Client) -> tuple[int, Any]:
    answer = await client.get("/readyz")
    return answer.status_code, answer.json()


async def keys_taken(client: Client) -> None:
    """Opening the key takes its time in a thread of its own."""
    await asyncio.wait_for(keeper_of(client).keys_taken.wait(), 120)


async def sign_what_is_due(client: Client) -> None:
    await keys_taken(client)
    await keeper_of(client).look()
