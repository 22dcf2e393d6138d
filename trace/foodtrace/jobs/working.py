"""A worker's day: lease, work with signs of life, end; and the chores that come due meanwhile."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final

import msgspec

from foodtrace.errors import FoodtraceError, InvalidRequest, RegistryUnavailable
from foodtrace.jobs.chores import Chore, Context, finish_chore, lease_chore
from foodtrace.jobs.leasing import (
    LEASE_SECONDS,
    fail,
    finish,
    give_back,
    lease,
    report_progress,
)
from foodtrace.jobs.performing import one_line, perform
from foodtrace.jobs.queue import KINDS, Job
from foodtrace.jobs.tracking import Outcome, Stopped, Tracker
from foodtrace.registry import Registry

__all__ = ["Log", "Worker"]

_AFTER_CHORE_TROUBLE: Final = 300


Log = Callable[[str], None]
"""Where a worker says what it did: one line for each job, and for each chore that went wrong."""


class Worker(msgspec.Struct, frozen=True):
    """One process's share of the work. `keys` are sticker seeds by kid; without one it only prints.

    `after_signing` runs when stickers were issued, so that the status lists can follow at once.
    """

    registry: Registry
    holder: str
    clock: Callable[[], int]
    stop: asyncio.Event
    log: Log
    keys: Mapping[bytes, bytes] = {}
    after_signing: Callable[[], Awaitable[None]] | None = None
    pulse_seconds: float = 1.0
    lease_seconds: int = LEASE_SECONDS
    # Stickers to a commit: what a kill can lose, and how soon a stop is heard.
    batch: int = 200

    async def work_on_next(self) -> bool:
        """Do one job; False if none waits. Raises RegistryUnavailable, the job being given back or left
        to its lease."""
        kinds = KINDS if self.keys else ("print",)
        job = await lease(
            self.registry, self.holder, self.clock(), kinds=kinds, seconds=self.lease_seconds
        )
        if job is None:
            return False
        began = self.clock()
        ending = await self._work_on(job)
        self.log(f"job {job.id} {job.kind}: {ending} ({self.clock() - began} s)")
        return True

    async def _work_on(self, job: Job) -> str:
        tracker = Tracker()
        pulse = asyncio.create_task(self._pulse(job, tracker))
        try:
            outcome = await perform(
                self.registry,
                job,
                self.holder,
                tracker,
                keys=self.keys,
                clock=self.clock,
                batch=self.batch,
            )
        except Stopped as stopped:
            if stopped.why != "stopping":
                return stopped.why
            await give_back(self.registry, job.id, self.holder)
            return "given back"
        except RegistryUnavailable:
            # Busy, full, or gone for now: another attempt goes on where this one stopped.
            with suppress(RegistryUnavailable):
                await give_back(self.registry, job.id, self.holder)
            raise
        except FoodtraceError as error:
            return await self._fail(job, _code(error), one_line(error))
        except OSError as error:
            code = "disk_full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "files"
            reason = error.strerror or type(error).__name__
            line = f"its files cannot be written ({reason}); make room and ask again"
            return await self._fail(job, code, line)
        except Exception as error:  # one job that meets a fault must not end the others
            line = f"a fault of foodtrace itself ({type(error).__name__}); please report it"
            return await self._fail(job, "bug", line)
        finally:
            pulse.cancel()
            with suppress(asyncio.CancelledError):
                await pulse
        return await self._finish(job, outcome)

    async def _finish(self, job: Job, outcome: Outcome) -> str:
        held = await finish(
            self.registry,
            job.id,
            self.holder,
            self.clock(),
            outcome=outcome.counts,
            results=outcome.results,
        )
        if self.after_signing is not None and outcome.counts.keys() - {"printed"}:
            try:
                await self.after_signing()
            except FoodtraceError as error:  # the server signs them a moment later
                self.log(f"status lists not signed: {one_line(error)}")
        told = ", ".join(f"{name} {count}" for name, count in outcome.counts.items())
        return f"done, {told}" if held else "ended by others meanwhile"

    async def _fail(self, job: Job, code: str, line: str) -> str:
        await fail(self.registry, job.id, self.holder, self.clock(), code=code, line=line)
        return f"failed ({code}): {line}"

    async def _pulse(self, job: Job, tracker: Tracker) -> None:
        """Tell how far it is and keep the lease, until the work ends or is not to go on."""
        told: tuple[object, ...] = ()
        told_at = self.clock()
        while tracker.stop is None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.stop.wait(), self.pulse_seconds)
            if self.stop.is_set():
                tracker.stop = "stopping"
                return
            state = (tracker.step, tracker.done, tracker.total)
            now = self.clock()
            if state == told and abs(now - told_at) < self.lease_seconds // 4:
                continue
            with suppress(RegistryUnavailable):  # the lease lasts over many of these
                held = await report_progress(
                    self.registry,
                    job.id,
                    self.holder,
                    now,
                    step=tracker.step,
                    done=tracker.done,
                    total=tracker.total,
                    seconds=self.lease_seconds,
                )
                if not held:
                    tracker.stop = "cancelled or another's by now"
                told, told_at = state, now

    async def do_chores(self, chores: Sequence[Chore], context: Context) -> int:
        """Run each chore that is due; how many ran. Raises RegistryUnavailable."""
        ran = 0
        for chore in chores:
            if self.stop.is_set():
                break
            now = self.clock()
            if not await lease_chore(self.registry, chore.name, self.holder, now):
                continue
            ran += 1
            due_at, trouble = now + _AFTER_CHORE_TROUBLE, None
            try:
                due_at = await chore.run(self.registry, now, context) or now + chore.every
            except FoodtraceError as error:
                trouble = one_line(error)
            except Exception as error:  # a chore that meets a fault must not end the others
                trouble = f"a fault of foodtrace itself ({type(error).__name__})"
            if trouble is not None:
                self.log(f"chore {chore.name}: {trouble}")
            await finish_chore(
                self.registry, chore.name, self.holder, now, due_at=due_at, error=trouble
            )
        return ran


def _code(error: FoodtraceError) -> str:
    full = isinstance(error, InvalidRequest) and error.code == "output_unwritable"
    return "files" if full else error.code
