"""Drawing stickers for paper as background work: chosen, checked, written into the attempt's own folder."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

from sqlalchemy import select

from foodtrace.errors import InvalidRequest, NotFound
from foodtrace.issuing import LiveSticker, Selection, current_trust, live_stickers
from foodtrace.issuing.selection import selected
from foodtrace.jobs.queue import Job, ResultFile
from foodtrace.jobs.results import attempt_folder, files_in
from foodtrace.jobs.tasks import Layout, PrintTask
from foodtrace.jobs.tracking import Outcome, Tracker
from foodtrace.registry import Registry
from foodtrace.registry.schema import establishment, sticker
from foodtrace.sticker import encode_typed_code
from foodtrace.symbol import Issuer, missing_glyphs, write_pack

__all__ = ["check_glyphs", "print_stickers"]

_FORMATS: Final[dict[Layout, tuple[str, ...]]] = {
    "a6x4": ("sheets",),
    "m45x8": ("sheets-m45",),
    "a6": ("a6",),
    "pack": ("svg", "sheets", "sheets-m45"),
}


async def print_stickers(
    registry: Registry,
    job: Job,
    holder: str,
    tracker: Tracker,
    chosen: Selection,
    layout: Layout,
    now: int,
) -> Outcome:
    """Write the files for the live stickers that are chosen. Raises NotFound (nothing_live), Stopped."""
    tracker.begin("printing")
    live = await live_stickers(registry, chosen, now=now)
    if isinstance(job.task, PrintTask) and job.task.unprinted:
        live = await _unprinted(registry, live)
    if not live:
        raise NotFound(
            "there is no live sticker to print here; issue stickers first", code="nothing_live"
        )
    authority, trust = registry.authority, (await current_trust(registry)).trust
    issuer = Issuer(authority.name, authority.name_en, trust.is_specimen)
    # Drawing takes a core for itself; beside it the loop goes on giving signs of life.
    results = await asyncio.to_thread(
        _draw, attempt_folder(registry, job.id, holder), live, layout, issuer, tracker
    )
    return Outcome({"printed": len(live)}, results)


def _draw(
    folder: Path, live: list[LiveSticker], layout: Layout, issuer: Issuer, tracker: Tracker
) -> tuple[ResultFile, ...]:
    out = folder / "stickers.zip" if layout == "pack" else folder
    write_pack(out, live, _FORMATS[layout], issuer=issuer, on_progress=tracker.tell)
    return files_in(folder)


async def _unprinted(registry: Registry, live: list[LiveSticker]) -> list[LiveSticker]:
    query = select(sticker.c.kid, sticker.c.idx).where(sticker.c.printed_at.is_not(None))
    query = query.where(sticker.c.superseded_at.is_(None))
    async with registry.reading() as connection:
        printed = {(row.kid, row.idx) for row in await connection.execute(query)}
    return [each for each in live if (each.kid, each.idx) not in printed]


async def check_glyphs(registry: Registry, chosen: Selection) -> None:
    """Before anything is signed: afterwards a name could only be printed with a blank box."""
    table = establishment.c
    query = select(table.id, table.name, table.street).order_by(table.name_folded, table.id)
    async with registry.reading() as connection:
        wanted = await selected(connection, chosen)
        for number, name, street in await connection.execute(query.where(wanted)):
            if missing := missing_glyphs(f"{name} {street}"):
                raise InvalidRequest(
                    f"{encode_typed_code(number)} {name!r} has characters that no font here can draw "
                    f"({' '.join(missing)}): nothing was issued; install their font, or correct the "
                    "name",
                    code="missing_glyph",
                )
