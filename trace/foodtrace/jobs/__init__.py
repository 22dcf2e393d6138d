"""Background work: a queue in the registry, workers that lease from it, chores that come due by themselves.

    job = await enqueue(registry, IssueTask(zone=3, layout="a6x4"), actor=who.actor, now=now)

A worker may die at any moment: its lease runs out and another goes on, and no effect happens twice.
"""

from foodtrace.jobs.chores import Chore, Context
from foodtrace.jobs.leasing import (
    LEASE_SECONDS,
    fail,
    finish,
    give_back,
    lease,
    report_progress,
)
from foodtrace.jobs.queue import (
    KINDS,
    SIGNING_KINDS,
    Job,
    ResultFile,
    ask_again,
    cancel,
    enqueue,
    find_job,
    jobs_of,
)
from foodtrace.jobs.results import KEEP_DAYS, printed_stickers, remove_old_results, result_path
from foodtrace.jobs.tasks import (
    LAYOUTS,
    IssueTask,
    Layout,
    PrintTask,
    RenewTask,
    ReplaceTask,
    Task,
)
from foodtrace.jobs.workers import (
    ALIVE_SECONDS,
    KeyState,
    Workers,
    announce,
    take_leave,
    workers_seen,
)
from foodtrace.jobs.working import Worker

__all__ = [
    "ALIVE_SECONDS",
    "KEEP_DAYS",
    "KINDS",
    "LAYOUTS",
    "LEASE_SECONDS",
    "SIGNING_KINDS",
    "Chore",
    "Context",
    "IssueTask",
    "Job",
    "KeyState",
    "Layout",
    "PrintTask",
    "RenewTask",
    "ReplaceTask",
    "ResultFile",
    "Task",
    "Worker",
    "Workers",
    "announce",
    "ask_again",
    "cancel",
    "enqueue",
    "fail",
    "find_job",
    "finish",
    "give_back",
    "jobs_of",
    "lease",
    "printed_stickers",
    "remove_old_results",
    "report_progress",
    "result_path",
    "take_leave",
    "workers_seen",
]
