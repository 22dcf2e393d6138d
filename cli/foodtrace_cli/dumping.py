"""`foodtrace dumps`: the open data as files that the server offers at /data/."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import rich_click as click

from foodtrace_cli import screen
from foodtrace_cli.options import Session, shared

if TYPE_CHECKING:
    from foodtrace.jobs import Context
    from foodtrace.registry import Registry

_KEEP_DAYS: Final = 30


@click.command()
@click.option(
    "--keep-days",
    type=click.IntRange(1, 3650),
    default=_KEEP_DAYS,
    show_default=True,
    help="Remove dumps older than this; the newest always stays.",
)
@shared()
def dumps(session: Session, keep_days: int) -> None:
    """Write every public record as open data for /data/: CSV, JSON lines and a LIVES feed, with checksums.

    `foodtrace work` does the same by itself once a day. Nothing private is in it.

    \b
    Example:
      foodtrace dumps
    """
    asyncio.run(_dumps(session, keep_days))


async def _dumps(session: Session, keep_days: int) -> None:
    from foodtrace.publication.open_data import make_dump

    from foodtrace_cli.opening import open_registry

    async with await open_registry(session) as registry:
        with screen.waiting(session.say("dumping")):
            dump = await make_dump(registry, session.now(), keep_days=keep_days)
        folder = registry.folder / "dumps" / dump.name
    counts = {"establishments": dump.establishments, "inspections": dump.inspections}
    answer = {"folder": str(folder), "as_of": dump.as_of, **counts, "files": dump.files}
    session.tell(answer, session.say("dumped", folder=folder, **counts))


async def dump_once_a_day(registry: Registry, now: int, _context: Context) -> int:
    """The chore: a dump unless this civil day has one; when it is next due."""
    from foodtrace.publication.open_data import dump_due, make_dump, next_dump_at

    if await asyncio.to_thread(dump_due, registry.folder, now):
        await make_dump(registry, now, keep_days=_KEEP_DAYS)
    return next_dump_at(now)
