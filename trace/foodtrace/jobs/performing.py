"""One piece of work from its lease to its end: what each kind does, with signs of life while it does it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import msgspec
from sqlalchemy import func, select

from foodtrace.errors import Conflict, FoodtraceError, InvalidRequest, KeyUnavailable, NotFound
from foodtrace.issuing import (
    LiveSticker,
    Selection,
    current_trust,
    issue,
    live_stickers,
    renew,
    replace,
    signing_kids,
)
from foodtrace.jobs.queue import Job, ResultFile
from foodtrace.jobs.results import attempt_folder, files_in
from foodtrace.jobs.tasks import IssueTask, Layout, PrintTask, RenewTask, ReplaceTask
from foodtrace.publication import each_public_establishment
from foodtrace.registry import Registry
from foodtrace.registry.schema import establishment, event, sticker, zone
from foodtrace.sticker import encode_typed_code
from foodtrace.symbol import Issuer, missing_glyphs, write_pack

__all__ = ["Outcome", "Stopped", "Tracker", "one_line", "perform"]

_FORMATS: Final[dict[Layout, tuple[str, ...]]] = {
    "a6x4": ("sheets",),
    "m45x8": ("sheets-m45",),
    "a6": ("a6",),
    "pack": ("svg", "sheets", "sheets-m45"),
}
_BATCH: Final = (
    200  # a commit for so many stickers: what a kill can lose, and how soon a stop is heard
)


class Stopped(Exception):
    """The work is to end here: `why` is cancelled, lost or stopping."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Tracker:
    """How far the work is, for whoever tells the registry; and whether it is to go on."""

    def __init__(self) -> None:
        self.step: str | None = None
        self.done = 0
        self.total = 0
        self.stop: str | None = None

    def begin(self, step: str) -> None:
        """The next part of the work."""
        self.step, self.done, self.total = step, 0, 0
        self.tell(0, 0)

    def tell(self, done: int, total: int) -> None:
        """So much is done. Raises Stopped when the work is not to go on."""
        self.done, self.total = done, total
        if self.stop is not None:
            raise Stopped(self.stop)


class Outcome(msgspec.Struct, frozen=True):
    """What was done in numbers, and the files there are."""

    counts: dict[str, int]
    results: tuple[ResultFile, ...] = ()


async def perform(
    registry: Registry,
    job: Job,
    holder: str,
    tracker: Tracker,
    *,
    keys: Mapping[bytes, bytes],
    clock: Callable[[], int],
    batch: int,
) -> Outcome:
    """Do the work, or what an earlier attempt left of it. `keys` are sticker seeds by kid; `batch` stickers
    are issued between two commits.

    Raises Stopped, FoodtraceError, OSError.
    """
    task = job.task
    if isinstance(task, PrintTask):
        chosen = await _selection(registry, task.zone, task.ids)
        return await _print(registry, job, holder, tracker, chosen, task.layout, clock())
    seed = await _seed(registry, keys, clock())
    if isinstance(task, IssueTask):
        return await _issue(registry, job, task, holder, tracker, seed, clock, batch)
    return await _follow(registry, job, task, tracker, seed, clock)


async def _issue(
    registry: Registry,
    job: Job,
    task: IssueTask,
    holder: str,
    tracker: Tracker,
    seed: bytes,
    clock: Callable[[], int],
    batch: int,
) -> Outcome:
    chosen = await _selection(registry, task.zone, task.ids)
    if task.layout is not None:
        await _check_glyphs(registry, chosen, clock())
    tracker.begin("issuing")
    now = clock()
    issued = await issue(
        registry,
        chosen,
        sticker_seed=seed,
        now=now,
        actor=job.asked_by,
        years=task.years,
        batch=batch,
        on_progress=tracker.tell,
    )
    if job.attempts > 1 or job.step is not None:  # an earlier attempt may have issued some
        issued = max(issued, await _issued_by(registry, job))
    counts = {"issued": issued}
    if task.layout is None:
        return Outcome(counts)
    printed = await _print(registry, job, holder, tracker, chosen, task.layout, clock())
    return Outcome(counts | printed.counts, printed.results)


async def _print(
    registry: Registry,
    job: Job,
    holder: str,
    tracker: Tracker,
    chosen: Selection,
    layout: Layout,
    now: int,
) -> Outcome:
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


async def _follow(
    registry: Registry,
    job: Job,
    task: RenewTask | ReplaceTask,
    tracker: Tracker,
    seed: bytes,
    clock: Callable[[], int],
) -> Outcome:
    kind = "renewed" if isinstance(task, RenewTask) else "replaced"
    counts = {kind: 0, "already": 0, "refused": 0}
    tracker.begin("renewing" if kind == "renewed" else "replacing")
    for number, (establishment_id, kid, idx) in enumerate(task.stickers, 1):
        expected = (bytes.fromhex(kid), idx)
        try:
            if isinstance(task, RenewTask):
                await renew(
                    registry,
                    establishment_id,
                    sticker_seed=seed,
                    reason=task.reason,
                    actor=job.asked_by,
                    now=clock(),
                    years=task.years,
                    expected=expected,
                )
            else:
                await replace(
                    registry,
                    establishment_id,
                    sticker_seed=seed,
                    reason=task.reason,
                    actor=job.asked_by,
                    now=clock(),
                    expected=expected,
                )
            counts[kind] += 1
        except Conflict as error:
            if error.code in _OF_THE_KEY:
                raise
            # What an earlier attempt did, or what an officer changed since it was asked for.
            counts["already" if error.code == "followed_already" else "refused"] += 1
        tracker.tell(number, len(task.stickers))
    return Outcome(counts)


# These will be the same for the next establishment: the whole work cannot go on.
_OF_THE_KEY: Final = frozenset(
    {
        *("no_trust_list", "trust_list_expired", "key_not_listed", "key_not_in_window"),
        *("clock_behind", "idx_exhausted"),
    }
)


async def _selection(registry: Registry, zone_id: int | None, ids: tuple[int, ...]) -> Selection:
    if zone_id is None:
        return Selection(ids=ids)
    async with registry.reading() as connection:
        name = (await connection.execute(select(zone.c.name).where(zone.c.id == zone_id))).scalar()
    if name is None:
        raise NotFound(f"there is no zone {zone_id}; choose another", code="zone_not_found")
    return Selection(zone=name)


async def _seed(registry: Registry, keys: Mapping[bytes, bytes], now: int) -> bytes:
    trust = (await current_trust(registry)).trust
    for kid in signing_kids(trust, now):
        if kid in keys:
            return keys[kid]
    raise KeyUnavailable(
        "no sticker key that may sign now is with the worker; bring the key file, or list a new key, "
        "and start the worker again",
        code="key_missing",
    )


async def _issued_by(registry: Registry, job: Job) -> int:
    """How many stickers this job issued, those of attempts that were killed too."""
    query = select(func.count()).where(
        event.c.kind == "issued",
        event.c.actor == job.asked_by,
        event.c.at >= (job.started_at or job.asked_at),
    )
    if job.zone_id is not None:
        query = query.join(establishment, establishment.c.id == event.c.establishment_id)
        query = query.where(establishment.c.zone_id == job.zone_id)
    async with registry.reading() as connection:
        return int((await connection.execute(query)).scalar_one())


async def _unprinted(registry: Registry, live: list[LiveSticker]) -> list[LiveSticker]:
    query = select(sticker.c.kid, sticker.c.idx).where(sticker.c.printed_at.is_not(None))
    query = query.where(sticker.c.superseded_at.is_(None))
    async with registry.reading() as connection:
        printed = {(row.kid, row.idx) for row in await connection.execute(query)}
    return [each for each in live if (each.kid, each.idx) not in printed]


async def _check_glyphs(registry: Registry, chosen: Selection, now: int) -> None:
    """Before anything is signed: afterwards a name could only be printed with a blank box."""
    wanted = set(chosen.ids)
    found = each_public_establishment(registry, now=now, zone=chosen.zone)
    async for each in found:
        if (wanted and each.id not in wanted) or not (
            missing := missing_glyphs(f"{each.name} {each.street}")
        ):
            continue
        raise InvalidRequest(
            f"{encode_typed_code(each.id)} {each.name!r} has characters that no font here can draw "
            f"({' '.join(missing)}): nothing was issued; install their font, or correct the name",
            code="missing_glyph",
        )


def one_line(error: FoodtraceError) -> str:
    """What went wrong, as it stands beside the job."""
    return " ".join(error.message.split())[:500]
