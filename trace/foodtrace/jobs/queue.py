"""The queue of work in the registry: asked for, seen, cancelled and asked for again."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from sqlalchemy import Row, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.access import Who
from foodtrace.errors import Conflict, NotFound
from foodtrace.jobs.tasks import Task, check_task
from foodtrace.registry import Event, Registry, record_events
from foodtrace.registry.reasons import check_actor
from foodtrace.registry.work_schema import job

__all__ = [
    "KINDS",
    "SIGNING_KINDS",
    "Job",
    "ResultFile",
    "ask_again",
    "cancel",
    "ended",
    "enqueue",
    "find_job",
    "job_of",
    "jobs_of",
]

SIGNING_KINDS: Final = ("issue", "renew", "replace")
KINDS: Final = (*SIGNING_KINDS, "print")
_ENDED: Final = ("done", "failed", "cancelled")


class ResultFile(msgspec.Struct, frozen=True):
    """A file that a job left: `folder` is the attempt that wrote it, beneath the job's own folder."""

    name: str
    folder: str
    size: int


class Job(msgspec.Struct, frozen=True):
    """One piece of work. `state`: queued, running, done, failed, cancelled; times are unix seconds.

    `outcome` counts what was done: issued, printed, renewed, replaced, already.
    """

    id: int
    task: Task
    state: str
    asked_by: str
    asked_at: int
    zone_id: int | None = None
    step: str | None = None
    done: int = 0
    total: int = 0
    started_at: int | None = None
    ended_at: int | None = None
    holder: str | None = None
    lease_until: int | None = None
    attempts: int = 0
    error_code: str | None = None
    error_line: str | None = None
    outcome: dict[str, int] = {}
    results: tuple[ResultFile, ...] = ()

    @property
    def kind(self) -> str:
        """What sort of work this is, one of KINDS."""
        return str(type(self.task).__struct_config__.tag)

    @property
    def is_open(self) -> bool:
        """Whether anything is still to come of it."""
        return self.state not in _ENDED


async def enqueue(registry: Registry, task: Task, *, actor: str, now: int) -> Job:
    """Ask for work; the same that is asked for already and not ended is given back, not doubled.

    Raises InvalidRequest, RegistryUnavailable.
    """
    check_task(task)
    actor = check_actor(actor)
    arguments = msgspec.to_builtins(task)
    kind = str(arguments.pop("kind"))
    async with registry.writing() as connection:
        waiting = select(job).where(job.c.kind == kind, job.c.state.in_(("queued", "running")))
        for row in await connection.execute(waiting):
            present = job_of(row)
            # Work that is of no zone is seen by whoever asked for it alone: another asks for her own.
            if present.task == task and (task.zone is not None or present.asked_by == actor):
                return present
        values = {
            "kind": kind,
            "arguments": arguments,
            "zone_id": task.zone,
            "state": "queued",
            "asked_by": actor,
            "asked_at": now,
            "outcome": {},
            "results": [],
        }
        made = (await connection.execute(insert(job).values(**values).returning(job))).one()
        after = {"job": made.id, "kind": kind, "zone": task.zone}
        event = Event(at=now, actor=actor, kind="job_asked", after=after)
        await record_events(connection, [event])
        return job_of(made)


async def cancel(registry: Registry, id: int, *, actor: str, now: int) -> Job:
    """End it before it is done; what it issued until then stays issued. Raises NotFound, Conflict (job_ended)."""
    actor = check_actor(actor)
    async with registry.writing() as connection:
        found = await _find(connection, id)
        if not found.is_open:
            raise Conflict(f"job {id} has ended already ({found.state})", code="job_ended")
        return await _turn(connection, id, ended("cancelled", now), "job_cancelled", actor, now)


async def ask_again(registry: Registry, id: int, *, actor: str, now: int) -> Job:
    """Put work that failed or was cancelled into the queue again. Raises NotFound, Conflict (job_not_ended)."""
    actor = check_actor(actor)
    values = {
        "state": "queued",
        "step": None,
        "done": 0,
        "total": 0,
        "ended_at": None,
        "attempts": 0,
        "error_code": None,
        "error_line": None,
    }
    async with registry.writing() as connection:
        found = await _find(connection, id)
        if found.state not in ("failed", "cancelled"):
            raise Conflict(f"job {id} has not failed ({found.state})", code="job_not_ended")
        return await _turn(connection, id, values, "job_asked", actor, now)


async def find_job(registry: Registry, id: int, who: Who | None = None) -> Job:
    """Raises NotFound (job_not_found), also for one outside the bounds of `who`."""
    async with registry.reading() as connection:
        found = await _find(connection, id)
    if who is not None and not (
        who.everywhere or found.zone_id in who.zones or found.asked_by == who.actor
    ):
        raise _unknown(id)
    return found


async def jobs_of(registry: Registry, who: Who, *, limit: int = 50) -> list[Job]:
    """The newest jobs within the bounds of `who`: of its zones, or asked for by itself."""
    query = select(job).order_by(job.c.id.desc()).limit(limit)
    if not who.everywhere:
        query = query.where(or_(job.c.zone_id.in_(who.zones), job.c.asked_by == who.actor))
    async with registry.reading() as connection:
        return [job_of(row) for row in await connection.execute(query)]


def ended(state: str, now: int) -> dict[str, Any]:
    """The columns of a job that is over."""
    return {"state": state, "ended_at": now, "holder": None, "lease_until": None}


async def _turn(
    connection: AsyncConnection, id: int, values: dict[str, Any], kind: str, actor: str, now: int
) -> Job:
    changed = update(job).where(job.c.id == id).values(**values).returning(job)
    row = (await connection.execute(changed)).one()
    after = {"job": id, "kind": row.kind, "zone": row.zone_id}
    await record_events(connection, [Event(at=now, actor=actor, kind=kind, after=after)])
    return job_of(row)


async def _find(connection: AsyncConnection, id: int) -> Job:
    found = None
    if 1 <= id < 2**31:
        found = (await connection.execute(select(job).where(job.c.id == id))).first()
    if found is None:
        raise _unknown(id)
    return job_of(found)


def _unknown(id: int) -> NotFound:
    return NotFound(f"there is no job {id}; see the list of jobs", code="job_not_found")


def job_of(row: Row[*tuple[Any, ...]]) -> Job:
    """A row of the table as what it means."""
    return Job(
        id=row.id,
        task=msgspec.convert({**row.arguments, "kind": row.kind}, Task),
        zone_id=row.zone_id,
        state=row.state,
        step=row.step,
        done=row.done,
        total=row.total,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        holder=row.holder,
        lease_until=row.lease_until,
        attempts=row.attempts,
        error_code=row.error_code,
        error_line=row.error_line,
        outcome=row.outcome,
        results=msgspec.convert(row.results, tuple[ResultFile, ...]),
    )
