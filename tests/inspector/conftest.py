"""A street of today, built once, and a copy of it for each test that changes it."""

from __future__ import annotations

import asyncio
import shutil
import time
from pathlib import Path

import msgspec
import pytest
from api.conftest import ask, built, street
from api.street import Street, build_street

__all__ = ["ask", "built", "street"]


@pytest.fixture(scope="session")
def built_today(tmp_path_factory: pytest.TempPathFactory) -> Street:
    folder = tmp_path_factory.mktemp("today") / "registry"
    return asyncio.run(build_street(folder, today=int(time.time())))


@pytest.fixture
def today(built_today: Street, tmp_path: Path) -> Street:
    """Signed two hours ago; a copy that the test may change."""
    shutil.copytree(built_today.folder, tmp_path / "registry")
    return msgspec.structs.replace(built_today, folder=tmp_path / "registry")
