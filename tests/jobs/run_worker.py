"""A worker in a process of its own, with a commit for every second sticker, so that a kill meets many.

python run_worker.py REGISTRY NOW
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import sys
import time
from pathlib import Path

from foodtrace.errors import RegistryUnavailable
from foodtrace.jobs import Worker
from foodtrace.registry import Registry
from foodtrace.trust import kid_of, public_of

STICKER = hashlib.sha256(b"foodtrace test key sticker").digest()


async def main(folder: Path, begin: int) -> None:
    """Everything that waits, from the moment `begin` on."""
    started = time.monotonic()
    async with await Registry.open(folder) as registry:
        worker = Worker(
            registry=registry,
            holder=secrets.token_hex(8),
            clock=lambda: begin + int(time.monotonic() - started),
            stop=asyncio.Event(),
            log=print,
            keys={kid_of(public_of(STICKER)): STICKER},
            pulse_seconds=0.02,
            batch=2,
        )
        while await worker.work_on_next():
            pass


if __name__ == "__main__":
    try:
        asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
    except RegistryUnavailable as error:  # another writes: a clear line, no traceback
        sys.exit(f"{error.code}: {error}")
