"""A process that issues in small batches and writes a pack, so that a kill meets many commits.

python run_issue.py REGISTRY OUT BATCH NOW
"""

from __future__ import annotations

import asyncio
import hashlib
import sys
from pathlib import Path

from foodtrace.errors import FoodtraceError
from foodtrace.issuing import Selection, issue, live_stickers, resign_status_lists
from foodtrace.registry import Registry
from foodtrace.symbol import Issuer, write_pack
from foodtrace.trust import kid_of, public_of


def _seed(name: str) -> bytes:
    return hashlib.sha256(f"foodtrace test key {name}".encode()).digest()


async def main(folder: Path, out: Path, batch: int, now: int) -> None:
    """Issue, sign the list, write the files; each step where a kill may end it."""
    status = _seed("status")
    async with await Registry.open(folder) as registry:
        every = Selection(all=True)
        await issue(
            registry, every, sticker_seed=_seed("sticker"), now=now, actor="test", batch=batch
        )
        await resign_status_lists(
            registry, status_seeds={kid_of(public_of(status)): status}, now=now
        )
        live = await live_stickers(registry, every)
    write_pack(out, live, ["png"], issuer=Issuer("Demo board", None, True))


if __name__ == "__main__":
    try:
        asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])))
    except FoodtraceError as error:  # another run writes the same pack: a clear line, no traceback
        sys.exit(f"{error.code}: {error}")
