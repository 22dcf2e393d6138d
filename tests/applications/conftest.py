"""The boards these tests work on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from applications.dossiers import at
from foodtrace.registry import Registry
from registry.board import stocked_board

#: Monday morning, nothing off before New Year.
MONDAY = at("2026-11-16 08:00")


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Registry]:
    async with await stocked_board(tmp_path / "R", 2, at("2026-11-01 08:00")) as registry:
        yield registry
