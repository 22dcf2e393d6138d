"""The office of a small street, and people signed in to it by their roles."""

from __future__ import annotations

import asyncio
import itertools
import shutil
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import httpx
import msgspec
import pytest
from api.street import NOW, Street, build_street
from foodtrace_api.app import create_app
from office.kitchens import deliver
from office.season import Season, build_season
from office.signed_in import BASE, Officer, sign_in_as

_NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Street:
    return asyncio.run(build_street(tmp_path_factory.mktemp("street") / "registry"))


@pytest.fixture
def street(built: Street, tmp_path: Path) -> Street:
    """A copy that the test may change."""
    shutil.copytree(built.folder, tmp_path / "registry")
    return msgspec.structs.replace(built, folder=tmp_path / "registry")


@pytest.fixture(scope="session")
def season(built: Street, tmp_path_factory: pytest.TempPathFactory) -> Season:
    """A street whose office has worked; tests look at it and change nothing."""
    folder = tmp_path_factory.mktemp("season") / "registry"
    shutil.copytree(built.folder, folder)
    return asyncio.run(build_season(msgspec.structs.replace(built, folder=folder)))


@pytest.fixture(scope="session")
def delivered(built: Street, tmp_path_factory: pytest.TempPathFactory) -> Street:
    """A street with goods on it; tests look at it and change nothing."""
    folder = tmp_path_factory.mktemp("goods") / "registry"
    shutil.copytree(built.folder, folder)
    street = msgspec.structs.replace(built, folder=folder)
    asyncio.run(deliver(street))
    return street


Enter = Callable[..., AbstractAsyncContextManager[Officer]]
Looking = Callable[[], AbstractAsyncContextManager[Officer]]


@pytest.fixture
def enter() -> Enter:
    """`async with enter(folder, role="issuing", zones=[1]) as officer`: somebody signed in, in process.

    `role=None` is a browser that is not signed in.
    """

    @asynccontextmanager
    async def entered(
        folder: Path,
        *,
        role: str | None = "administrator",
        zones: Iterable[int] = (),
        wards: Iterable[int] = (),
        now: int = NOW,
        clock: Callable[[], int] | None = None,
        name: str | None = None,
        env: dict[str, str] | None = None,
    ) -> AsyncIterator[Officer]:
        app = create_app(folder, clock=clock or (lambda: now), env=env or {})
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]
        async with app.lifespan(), Officer(transport=transport, base_url=BASE) as officer:
            if role is not None:
                await sign_in_as(
                    officer, folder, role, zones=zones, wards=wards, now=now, name=name
                )
            yield officer

    return entered


@pytest.fixture
def looking(delivered: Street, enter: Enter) -> Looking:
    """An administrator at the street with goods, under a name of her own, who changes nothing."""
    return lambda: enter(delivered.folder, name=f"Người xem {next(_NUMBERS)}")
