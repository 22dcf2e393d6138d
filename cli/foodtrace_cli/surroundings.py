"""What a run of the command takes from outside: clock, randomness, environment and the price of a key."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from foodtrace.keystore import Kdf


class Surroundings(msgspec.Struct, frozen=True):
    """Injected by tests and by the demo through `main`; never through a variable or an option, because
    a clock that the environment can turn back would make an expired sticker green.

    `now` gives unix seconds; `random` n bytes; `kdf` None means the key store's own price.
    """

    now: Callable[[], int]
    random: Callable[[int], bytes]
    env: Mapping[str, str]
    kdf: Kdf | None = None


def real_surroundings() -> Surroundings:
    """The machine's clock, its randomness and its environment."""
    return Surroundings(now=lambda: int(time.time()), random=secrets.token_bytes, env=os.environ)
