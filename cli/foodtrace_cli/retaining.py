"""`foodtrace retain` and `foodtrace particulars`: private data end on time, or when their owner asks."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click

from foodtrace_cli import screen
from foodtrace_cli.opening import actor, open_registry
from foodtrace_cli.options import Session, shared

if TYPE_CHECKING:
    from foodtrace.retention import Removed, Time


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would be removed and remove nothing.")
@click.option("--show", is_flag=True, help="Show how long each kind of private data is kept.")
@click.option(
    "--set",
    "chosen",
    nargs=2,
    metavar="ITEM DAYS",
    help="Keep ITEM for DAYS days from now on; --show names the items.",
)
@shared()
def retain(session: Session, dry_run: bool, show: bool, chosen: tuple[str, str] | None) -> None:
    """Remove private data that are past their time, and say what was removed.

    Run it every day (`foodtrace work` does). The public record and the events stay whole.

    \b
    Example:
      foodtrace retain --dry-run
      foodtrace retain --set reports 365
    """
    if chosen is not None:
        item, days = chosen
        if not days.isascii() or not days.isdigit():
            raise click.BadParameter(f"expected a number of days, got {days[:20]!r}")
        time = asyncio.run(_set(session, item, int(days)))
        said = time.vi if session.lang == "vi" else time.en
        session.tell(_time(time), session.say("retention_set", item=said, days=time.days))
    elif show:
        _show(session, asyncio.run(_times(session)))
    else:
        _tell(session, asyncio.run(_retain(session, dry_run)), dry_run)


@click.group()
def particulars() -> None:
    """Private particulars of one establishment: handed out or erased when their owner asks.

    \b
    Example:
      foodtrace particulars export 00RS-KAC7 --out answer.json
    """


@particulars.command("export")
@click.argument("code", metavar="TYPED_CODE")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="File to write; it must not exist yet.",
)
@shared()
def export(session: Session, code: str, out: Path) -> None:
    """Write everything private that is held of an establishment's owner into a JSON file (mode 0600).

    \b
    Example:
      foodtrace particulars export 00RS-KAC7 --out answer.json
    """
    # Opened first: nothing is read, and no event written, for a file that cannot be.
    handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        found = asyncio.run(_export(session, _id_of(code)))
        with open(handle, "w", encoding="utf-8", closefd=False) as file:
            file.write(screen.json_text(found, indent=2) + "\n")
    except BaseException:
        out.unlink(missing_ok=True)
        raise
    finally:
        os.close(handle)
    session.tell(
        {"typed_code": found["typed_code"], "file": str(out)},
        session.say("particulars_written", code=found["typed_code"], file=out),
    )


@particulars.command("erase")
@click.argument("code", metavar="TYPED_CODE")
@click.option("--reason", required=True, help="Who asked, and on what ground; kept with the event.")
@shared()
def erase(session: Session, code: str, reason: str) -> None:
    """Erase everything private of an establishment's owner. The public record and the events stay.

    \b
    Example:
      foodtrace particulars erase 00RS-KAC7 --reason "request of 3 March"
    """
    gone = asyncio.run(_erase(session, _id_of(code), reason))
    key = "particulars_erased" if any(gone.values()) else "particulars_none"
    session.tell({"typed_code": code, "erased": gone}, session.say(key, code=code, **gone))


def _id_of(code: str) -> int:
    from foodtrace.sticker import parse_typed_code

    return parse_typed_code(code)


def _show(session: Session, times: list[Time]) -> None:
    if session.json:
        session.tell_json([_time(each) for each in times])
        return
    in_vietnamese = session.lang == "vi"
    headings = [session.say(f"column_{name}") for name in ("item", "data", "days", "usual")]
    rows = [
        (each.item, each.vi if in_vietnamese else each.en, str(each.days), str(each.usual))
        for each in times
    ]
    screen.table(headings, rows)


def _tell(session: Session, removed: list[Removed], dry_run: bool) -> None:
    total = sum(each.count for each in removed)
    if session.json:
        counts = {each.item: {"days": each.days, "count": each.count} for each in removed}
        session.tell_json({"dry_run": dry_run, "total": total, "items": counts})
        return
    if total:
        column = "column_would_remove" if dry_run else "column_removed"
        headings = [session.say("column_item"), session.say("column_days"), session.say(column)]
        rows = [(each.item, str(each.days), str(each.count)) for each in removed if each.count]
        screen.table(headings, rows)
    key = "retained_none" if not total else "retain_rehearsed" if dry_run else "retained"
    screen.line(session.say(key, count=total))


def _time(time: Time) -> dict[str, Any]:
    return {"item": time.item, "days": time.days, "usual": time.usual}


async def _times(session: Session) -> list[Time]:
    from foodtrace.retention import retention_times

    async with await open_registry(session) as registry:
        return await retention_times(registry)


async def _set(session: Session, item: str, days: int) -> Time:
    from foodtrace.retention import set_retention_time

    async with await open_registry(session) as registry:
        return await set_retention_time(
            registry, item, days, actor=actor(session), now=session.now()
        )


async def _retain(session: Session, dry_run: bool) -> list[Removed]:
    from foodtrace.retention import retain

    async with await open_registry(session) as registry:
        return await retain(registry, actor=actor(session), now=session.now(), rehearse=dry_run)


async def _export(session: Session, id: int) -> dict[str, Any]:
    from foodtrace.retention import export_particulars

    async with await open_registry(session) as registry:
        return await export_particulars(registry, id, actor=actor(session), now=session.now())


async def _erase(session: Session, id: int, reason: str) -> dict[str, int]:
    from foodtrace.retention import erase_particulars

    async with await open_registry(session) as registry:
        return await erase_particulars(
            registry, id, reason=reason, actor=actor(session), now=session.now()
        )
