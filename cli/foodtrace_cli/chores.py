"""The chores of a worker: what comes due by itself, in the order it is looked at."""

from __future__ import annotations

from typing import Final

from foodtrace.access import office_origin
from foodtrace.alerts import deliver_due, mail_server_of, raise_alerts
from foodtrace.applications import sweep
from foodtrace.incidents import run_standing
from foodtrace.jobs import Chore, Context, remove_old_results
from foodtrace.registry import Registry
from foodtrace.retention import retain

from foodtrace_cli.dumping import dump_once_a_day

_MINUTE: Final = 60
_HOUR: Final = 3600
_ACTOR: Final = "foodtrace work"


async def _results(registry: Registry, now: int, _context: Context) -> None:
    await remove_old_results(registry, now)


async def _dossiers(registry: Registry, now: int, _context: Context) -> None:
    await sweep(registry, now=now)


async def _alerts(registry: Registry, now: int, _context: Context) -> None:
    await raise_alerts(registry, now)


async def _recalls(registry: Registry, now: int, _context: Context) -> None:
    await run_standing(registry, now, actor=_ACTOR)


async def _messages(registry: Registry, now: int, context: Context) -> None:
    office = office_origin(context.env, registry.authority.host)
    await deliver_due(registry, now, mail=mail_server_of(context.env), office=office)


async def _retention(registry: Registry, now: int, _context: Context) -> None:
    await retain(registry, actor=_ACTOR, now=now)


CHORES: Final[tuple[Chore, ...]] = (
    Chore("dossiers", _dossiers, every=5 * _MINUTE),
    Chore("alerts", _alerts, every=5 * _MINUTE),
    Chore("recalls", _recalls, every=5 * _MINUTE),
    Chore("messages", _messages, every=_MINUTE),
    Chore("retention", _retention, every=24 * _HOUR),
    Chore("results", _results, every=_HOUR),
    Chore("dumps", dump_once_a_day, every=_HOUR),
)
