"""Captures a document in the registry that is named and dies while the given event is taken; for tests."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from epcis.events import captured, page, received
from foodtrace.epcis import taking
from foodtrace.registry import Registry
from foodtrace.supply import record_goods
from supply.deliveries import places


async def main(folder: Path, dies_at: int) -> None:
    left = dies_at
    whole = record_goods

    async def dying(*given: Any, **named: Any) -> Any:
        nonlocal left
        left -= 1
        made = await whole(*given, **named)
        if left == 0:
            os._exit(9)
        return made

    vars(taking)["record_goods"] = dying
    async with await Registry.open(folder) as registry:
        at = page((await places(registry))[0])
        await captured(
            registry, *(received(at, eventTime=f"2026-11-20T0{n}:00:00Z") for n in range(5))
        )


asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
