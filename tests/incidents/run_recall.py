"""A process that starts a recall, lifts it if asked to, and carries the messages: to be killed at any moment."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from foodtrace.alerts import MailServer, deliver_due
from foodtrace.errors import Conflict
from foodtrace.incidents import lift_recall, start_recall, telling
from foodtrace.registry import Registry
from incidents.prawns import OFFICER, ORDER

# A few owners to a transaction, so that a kill finds some told and others not.
vars(telling)["_TOGETHER"] = 4


async def run(folder: Path, port: int, now: int, lift: bool) -> None:
    mail = MailServer("127.0.0.1", port, "none", "board@example.vn")
    async with await Registry.open(folder) as registry:
        if lift:
            try:
                await lift_recall(
                    registry, 1, OFFICER, now=now,
                    words_vi="Hàng đã được thu gom.", words_en="All was collected.",
                )  # fmt: skip
            except Conflict:
                await telling.tell_lifted(registry, 1, now=now)
        else:
            await start_recall(registry, 1, ORDER, OFFICER, now=now)
        await deliver_due(registry, now, mail=mail)


if __name__ == "__main__":
    _, folder, port, now, lift = sys.argv
    asyncio.run(run(Path(folder), int(port), int(now), lift == "lift"))
