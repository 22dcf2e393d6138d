"""Counts scans in memory and adds them to the register about once a minute; a count and nothing else."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from foodtrace.errors import FoodtraceError
from foodtrace.registry import CITY, add_scans
from foodtrace.sticker import civil_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from foodtrace.registry import ScanKey

    from foodtrace_api.facts import Case
    from foodtrace_api.keeper import Keeper

_LOG = logging.getLogger("foodtrace.api")
_EVERY_SECONDS: Final = 60

#: (ward in force or CITY, outcome): all that is ever counted of one answer.
Tally = tuple[int, str]
NOT_CONFIRMED: Final[Tally] = (CITY, "not confirmed")


def tally_of(case: Case) -> Tally:
    """What an answer counts as; only a known sticker counts in its ward."""
    verdict, record = case.verdict, case.record
    if verdict.genuine != "yes" or record is None or verdict.standing == "unknown":
        return NOT_CONFIRMED
    return record.ward, "in force" if verdict.standing == "in force" else "not in force"


class Scans:
    """The counts of one worker; whoever kills it loses at most the last minute's."""

    def __init__(self, keeper: Keeper, clock: Callable[[], int]) -> None:
        self._keeper = keeper
        self._clock = clock
        self._counted: dict[ScanKey, int] = {}
        self._stopping = asyncio.Event()

    def count(self, tally: Tally) -> None:
        """One scan of today."""
        key = (civil_day(self._clock()), *tally)
        self._counted[key] = self._counted.get(key, 0) + 1

    async def run(self) -> None:
        """Until `stop`, then once more."""
        while not self._stopping.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), _EVERY_SECONDS)
            await self.flush()
        # Also of a server that stopped before its first round began.
        await self.flush()

    def stop(self) -> None:
        self._stopping.set()

    async def flush(self) -> None:
        """Add what was counted; what cannot be written now is kept for the next time."""
        counted, self._counted = self._counted, {}
        if not counted:
            return
        try:
            await add_scans(await self._keeper.open_registry(), counted)
        except FoodtraceError as error:
            _LOG.warning("scans are not counted for now: %s", error.code)
            for key, scans in counted.items():
                self._counted[key] = self._counted.get(key, 0) + scans
