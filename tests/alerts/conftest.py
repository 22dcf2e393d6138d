"""The boards these tests work on, and who receives what they raise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alerts import receivers
from alerts.receivers import PostOffice, Receiver
from registry.stores import board, open_board

__all__ = ["board", "hook", "open_board", "post"]


@pytest.fixture
def post() -> Iterator[PostOffice]:
    with receivers.post_office() as office:
        yield office


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receivers.receiver() as kept:
        yield kept
