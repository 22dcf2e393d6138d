"""`foodtrace bundle` and `export`: what leaves the registry in a file, all of it public."""

from __future__ import annotations

import asyncio
import csv
import io
from pathlib import Path

import msgspec
import rich_click as click
from foodtrace.errors import InvalidRequest

from foodtrace_cli import screen
from foodtrace_cli.options import Session, shared
from foodtrace_cli.outputs import replacing, write_output

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("file", type=_FILE, metavar="FILE.zip")
@shared()
def bundle(session: Session, file: Path) -> None:
    """Write the trust and status lists into one file, for offline checkers.

    Signs the status list again first, when it is due and the status key can be opened.

    \b
    Example:
      foodtrace bundle lists.zip
    """
    asyncio.run(_bundle(session, file))


@click.command()
@click.argument("file", type=_FILE, metavar="FILE.csv|FILE.json")
@click.option("--zone", metavar="NAME", help="Only this zone.")
@shared()
def export(session: Session, file: Path, zone: str | None) -> None:
    """Write every public record, as CSV for a spreadsheet or as JSON lines; never anything private.

    \b
    Example:
      foodtrace export eateries.csv
    """
    if file.suffix.lower() not in (".csv", ".json", ".jsonl"):
        raise InvalidRequest(f"Expected a name that ends in .csv, .json or .jsonl, found {file}.")
    count = asyncio.run(_export(session, file, zone))
    answer = {"file": str(file), "establishments": count}
    session.tell(answer, session.say("exported", count=count, file=file))


async def _bundle(session: Session, file: Path) -> None:
    from foodtrace.issuing import current_trust, published_bundle, status_due

    from foodtrace_cli.days import shown_time
    from foodtrace_cli.opening import open_registry, resign, warn_of_ends

    async with await open_registry(session) as registry:
        signed = True
        if await status_due(registry, session.now()):
            signed = await resign(session, registry)
        raw = await published_bundle(registry)
        trusted = await current_trust(registry)
    write_output(file, raw)
    warn_of_ends(session, trusted.trust)
    ends = [status.exp for status in trusted.statuses.values()]
    until = min([trusted.trust.exp, *ends])
    answer = {
        "file": str(file),
        "bytes": len(raw),
        "trust_seq": trusted.trust.seq,
        "fresh_until": until,
        "status_list_signed": signed,
    }
    session.tell(answer, session.say("bundled", file=file, bytes=len(raw), until=shown_time(until)))


async def _export(session: Session, file: Path, zone: str | None) -> int:
    from foodtrace.publication import each_public_establishment
    from foodtrace.publication.open_data import ESTABLISHMENT_COLUMNS, establishment_row

    from foodtrace_cli.opening import open_registry

    count = 0
    is_csv = file.suffix.lower() == ".csv"
    async with await open_registry(session) as registry:
        with replacing(file) as raw, screen.waiting(session.say("exporting")):
            out = io.TextIOWrapper(raw, encoding="utf-8", newline="", write_through=True)
            # Excel reads UTF-8 only with its mark.
            writer = csv.writer(out)
            if is_csv:
                out.write("\ufeff")
                writer.writerow(ESTABLISHMENT_COLUMNS)
            async for each in each_public_establishment(registry, now=session.now(), zone=zone):
                if is_csv:
                    writer.writerow(establishment_row(each))
                else:
                    out.write(msgspec.json.encode(each).decode() + "\n")
                count += 1
            out.flush()
            out.detach()
    return count
