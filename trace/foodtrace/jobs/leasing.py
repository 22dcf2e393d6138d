"""Leases: one worker at a time is responsible for a piece of work, until it ends it or gives no sign of life."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, FromClause, and_, not_, or_, select, update

from foodtrace.jobs.queue import KINDS, Job, ResultFile, ended, job_of
from foodtrace.registry import Registry
from foodtrace.registry.work_schema import job

__all__ = ["LEASE_SECONDS", "fail", "finish", "give_back", "lease", "report_progress"]

LEASE_SECONDS: Final = 60
# A worker that died this often over one job is not the accident of a moment.
_MOST_ATTEMPTS: Final = 5


async def lease(
    registry: Registry,
    holder: str,
    now: int,
    *,
    kinds: Collection[str] = KINDS,
    seconds: int = LEASE_SECONDS,
) -> Job | None:
    """The oldest work that waits, or whose worker gave no sign of life; None if there is none.

    One work of a zone at a time: what is asked for after an issuing prints what that issued. Work whose
    worker died too often ends as failed instead of being tried for ever.
    """
    free = or_(job.c.state == "queued", and_(job.c.state == "running", _is_over(job, now, seconds)))
    other = job.alias()
    is_worked_on = (
        select(other.c.id)
        .where(
            other.c.zone_id == job.c.zone_id,
            other.c.id != job.c.id,
            other.c.state == "running",
            not_(_is_over(other, now, seconds)),
        )
        .exists()
    )
    query = (
        select(job)
        .where(free, job.c.kind.in_(kinds), not_(is_worked_on))
        .order_by(job.c.id)
        .limit(1)
    )
    async with registry.reading() as connection:  # an idle worker writes nothing
        if (await connection.execute(query)).first() is None:
            return None
    async with registry.writing() as connection:
        while (row := (await connection.execute(query)).first()) is not None:
            if row.attempts < _MOST_ATTEMPTS:
                values = {
                    "state": "running",
                    "holder": holder,
                    "lease_until": now + seconds,
                    "attempts": row.attempts + 1,
                    "started_at": row.started_at or now,
                }
                changed = update(job).where(job.c.id == row.id).values(**values).returning(job)
                return job_of((await connection.execute(changed)).one())
            line = f"the worker ended {row.attempts} times during this work; see its log"
            values = ended("failed", now) | {"error_code": "gave_up", "error_line": line}
            await connection.execute(update(job).where(job.c.id == row.id).values(**values))
    return None


def _is_over(table: FromClause, now: int, seconds: int) -> ColumnElement[bool]:
    # One that lasts far longer than any is given comes from before the clock was set back.
    return or_(table.c.lease_until <= now, table.c.lease_until > now + 10 * seconds)


async def report_progress(
    registry: Registry,
    id: int,
    holder: str,
    now: int,
    *,
    step: str | None,
    done: int,
    total: int,
    seconds: int = LEASE_SECONDS,
) -> bool:
    """Say how far it is and keep the lease; False if the work was cancelled or is another's by now."""
    values = {"step": step, "done": done, "total": total, "lease_until": now + seconds}
    return await _while_held(registry, id, holder, values)


async def finish(
    registry: Registry,
    id: int,
    holder: str,
    now: int,
    *,
    outcome: dict[str, int],
    results: tuple[ResultFile, ...] = (),
) -> bool:
    """End it as done; False if the work was cancelled or is another's by now, and nothing is changed."""
    values = ended("done", now) | {
        "outcome": outcome,
        "results": msgspec.to_builtins(results),
        "error_code": None,
        "error_line": None,
    }
    return await _while_held(registry, id, holder, values)


async def fail(registry: Registry, id: int, holder: str, now: int, *, code: str, line: str) -> bool:
    """End it as failed, with a code and one line for the officer who asked."""
    values = ended("failed", now) | {"error_code": code, "error_line": line}
    return await _while_held(registry, id, holder, values)


async def give_back(registry: Registry, id: int, holder: str) -> bool:
    """Let another worker go on with it: this one was told to stop, or the registry is busy."""
    values = {
        "state": "queued",
        "holder": None,
        "lease_until": None,
        "attempts": job.c.attempts - 1,
    }
    return await _while_held(registry, id, holder, values)


async def _while_held(registry: Registry, id: int, holder: str, values: dict[str, Any]) -> bool:
    mine = and_(job.c.id == id, job.c.holder == holder, job.c.state == "running")
    async with registry.writing() as connection:
        changed = await connection.execute(update(job).where(mine).values(**values))
        return changed.rowcount == 1
