"""The chores of a worker: what comes due by itself, in the order it is looked at."""

from __future__ import annotations

from typing import Final

from foodtrace.jobs import Chore, Context, remove_old_results
from foodtrace.registry import Registry

from foodtrace_cli.dumping import dump_once_a_day

_HOUR: Final = 3600


async def _results(registry: Registry, now: int, _context: Context) -> None:
    await remove_old_results(registry, now)


CHORES: Final[tuple[Chore, ...]] = (
    Chore("results", _results, every=_HOUR),
    Chore("dumps", dump_once_a_day, every=_HOUR),
)
