"""One piece of work from its lease to its end: what each kind does, with signs of life while it does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy import func, select

from foodtrace.errors import Conflict, FoodtraceError, KeyUnavailable, NotFound
from foodtrace.issuing import Selection, current_trust, issue, renew, replace, signing_kids
from foodtrace.jobs.printing import check_glyphs, print_stickers
from foodtrace.jobs.queue import Job
from foodtrace.jobs.tasks import IssueTask, PrintTask, RenewTask, ReplaceTask
from foodtrace.jobs.tracking import Outcome, Tracker
from foodtrace.registry import Registry
from foodtrace.registry.schema import establishment, event, zone

__all__ = ["one_line", "perform"]


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
        return await print_stickers(registry, job, holder, tracker, chosen, task.layout, clock())
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
        await check_glyphs(registry, chosen)
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
    printed = await print_stickers(registry, job, holder, tracker, chosen, task.layout, clock())
    return Outcome(counts | printed.counts, printed.results)


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


def one_line(error: FoodtraceError) -> str:
    """What went wrong, as it stands beside the job."""
    return " ".join(error.message.split())[:500]
