"""The queue gives each piece of work to one worker at a time and ends it once."""

from __future__ import annotations

import asyncio

import pytest
from foodtrace.access import RIGHTS, Role, Who
from foodtrace.errors import Conflict, InvalidRequest, NotFound
from foodtrace.jobs import (
    LEASE_SECONDS,
    IssueTask,
    Job,
    PrintTask,
    RenewTask,
    ResultFile,
    ask_again,
    cancel,
    enqueue,
    fail,
    find_job,
    finish,
    give_back,
    jobs_of,
    lease,
    report_progress,
)
from foodtrace.registry import Registry
from registry.board import ACTOR, NOW

ISSUE = IssueTask(zone=1, layout="a6x4")
ADMINISTRATOR = Who(1, "An", RIGHTS[Role.ADMINISTRATOR])


async def _leased(registry: Registry, holder: str, now: int) -> Job:
    job = await lease(registry, holder, now)
    assert job is not None
    return job


async def test_what_was_asked_for_is_leased_worked_on_and_ended(board: Registry) -> None:
    asked = await enqueue(board, ISSUE, actor=ACTOR, now=NOW)
    assert (asked.state, asked.kind, asked.task, asked.zone_id) == ("queued", "issue", ISSUE, 1)
    job = await _leased(board, "one", NOW + 1)
    assert (job.id, job.holder, job.attempts) == (asked.id, "one", 1)
    assert await report_progress(board, job.id, "one", NOW + 2, step="issuing", done=3, total=7)
    seen = await find_job(board, job.id)
    assert (seen.step, seen.done, seen.total) == ("issuing", 3, 7)
    files = (ResultFile("sheets.pdf", "one", 10),)
    assert await finish(board, job.id, "one", NOW + 3, outcome={"issued": 7}, results=files)
    ended = await find_job(board, job.id)
    assert (ended.state, ended.outcome, ended.results) == ("done", {"issued": 7}, files)
    assert await lease(board, "one", NOW + 999) is None


async def test_the_same_work_asked_for_twice_is_one_job_until_it_ended(board: Registry) -> None:
    first = await enqueue(board, ISSUE, actor=ACTOR, now=NOW)
    assert (await enqueue(board, ISSUE, actor="another", now=NOW + 1)).id == first.id
    other = await enqueue(board, IssueTask(zone=1), actor=ACTOR, now=NOW)
    assert other.id != first.id
    job = await _leased(board, "one", NOW)
    assert (await enqueue(board, ISSUE, actor=ACTOR, now=NOW)).id == job.id
    await finish(board, job.id, "one", NOW, outcome={})
    assert (await enqueue(board, ISSUE, actor=ACTOR, now=NOW)).id not in (first.id, other.id)


async def test_two_workers_at_once_never_get_the_same_job(board: Registry) -> None:
    asked = {
        (await enqueue(board, PrintTask(ids=(number,)), actor=ACTOR, now=NOW)).id
        for number in range(1, 9)
    }
    got: list[int] = []

    async def work(holder: str) -> None:
        while job := await lease(board, holder, NOW):
            got.append(job.id)

    await asyncio.gather(*(work(f"worker {number}") for number in range(4)))
    assert sorted(got) == sorted(asked)


async def test_the_oldest_comes_first_and_a_worker_without_a_key_takes_none_to_sign(
    board: Registry,
) -> None:
    await enqueue(board, ISSUE, actor=ACTOR, now=NOW)
    printing = await enqueue(board, PrintTask(zone=1), actor=ACTOR, now=NOW)
    job = await lease(board, "keyless", NOW, kinds=("print",))
    assert job is not None
    assert job.id == printing.id
    assert await lease(board, "keyless", NOW, kinds=("print",)) is None
    await finish(board, job.id, "keyless", NOW, outcome={})
    assert (await _leased(board, "keeper", NOW)).kind == "issue"


async def test_one_work_of_a_zone_at_a_time_so_that_a_printing_finds_what_was_issued(
    board: Registry,
) -> None:
    issuing = await enqueue(board, ISSUE, actor=ACTOR, now=NOW)
    printing = await enqueue(board, PrintTask(zone=1), actor=ACTOR, now=NOW)
    of_some = await enqueue(board, PrintTask(ids=(5,)), actor=ACTOR, now=NOW)
    assert (await _leased(board, "one", NOW)).id == issuing.id
    assert (await _leased(board, "two", NOW)).id == of_some.id
    assert await lease(board, "three", NOW) is None
    await finish(board, issuing.id, "one", NOW, outcome={})
    assert (await _leased(board, "three", NOW)).id == printing.id


async def test_the_lease_of_a_dead_worker_runs_out_and_the_dead_one_changes_nothing_any_more(
    board: Registry,
) -> None:
    await enqueue(board, ISSUE, actor=ACTOR, now=NOW)
    job = await _leased(board, "dead", NOW)
    assert await lease(board, "next", NOW + LEASE_SECONDS - 1) is None
    again = await _leased(board, "next", NOW + LEASE_SECONDS)
    assert (again.id, again.attempts) == (job.id, 2)
    assert not await report_progress(board, job.id, "dead", NOW, step=None, done=1, total=1)
    assert not await finish(board, job.id, "dead", NOW, outcome={})
    assert not await fail(board, job.id, "dead", NOW, code="x", line="x")
    assert not await give_back(board, job.id, "dead")
    assert await finish(board, job.id, "next", NOW, outcome={"issued": 1})


async def test_a_sign_of_life_keeps_the_lease(board: Registry) -> None:
    await enqueue(board, ISSUE, actor=ACTOR, now=NOW)
    job = await _leased(board, "one", NOW)
    late = NOW + LEASE_SECONDS - 1
    assert await report_progress(board, job.id, "one", late, step=None, done=0, total=0)
    assert await lease(board, "two", late + LEASE_SECONDS - 1) is None
    assert await lease(board, "two", late + LEASE_SECONDS) is not None


async def test_a_clock_that_was_set_back_holds_no_job_for_ever(board: Registry) -> None:
    await enqueue(board, ISSUE, actor=ACTOR, now=NOW)
    await _leased(board, "dead", NOW)
    assert await lease(board, "next", NOW - 30 * 86_400) is not None


async def test_work_that_kills_its_worker_again_and_again_ends_as_failed(board: Registry) -> None:
    asked = await enqueue(board, ISSUE, actor=ACTOR, now=NOW)
    now = NOW
    while await lease(board, "dies", now) is not None:
        now += LEASE_SECONDS
        assert now < NOW + 20 * LEASE_SECONDS
    ended = await find_job(board, asked.id)
    assert (ended.state, ended.error_code, ended.attempts) == ("failed", "gave_up", 5)
    again = await ask_again(board, asked.id, actor=ACTOR, now=now)
    assert (again.state, again.attempts, again.error_code) == ("queued", 0, None)


async def test_work_given_back_waits_again_and_counts_no_attempt(board: Registry) -> None:
    asked = await enqueue(board, ISSUE, actor=ACTOR, now=NOW)
    await _leased(board, "one", NOW)
    assert await give_back(board, asked.id, "one")
    assert (await _leased(board, "two", NOW)).attempts == 1


async def test_cancelled_work_is_not_taken_up_and_its_worker_hears_of_it(board: Registry) -> None:
    asked = await enqueue(board, ISSUE, actor=ACTOR, now=NOW)
    await _leased(board, "one", NOW)
    assert (await cancel(board, asked.id, actor=ACTOR, now=NOW)).state == "cancelled"
    assert not await report_progress(board, asked.id, "one", NOW, step=None, done=1, total=2)
    assert not await finish(board, asked.id, "one", NOW, outcome={})
    assert await lease(board, "two", NOW + 9 * LEASE_SECONDS) is None
    with pytest.raises(Conflict) as ended:
        await cancel(board, asked.id, actor=ACTOR, now=NOW)
    assert ended.value.code == "job_ended"


async def test_a_job_is_seen_within_bounds_or_by_whoever_asked_for_it(board: Registry) -> None:
    of_zone = await enqueue(board, PrintTask(zone=1), actor="user 7", now=NOW)
    of_ids = await enqueue(board, PrintTask(ids=(5,)), actor="user 8", now=NOW)
    of_this_zone = Who(9, "Bình", RIGHTS[Role.HELPER], zones=frozenset({1}))
    elsewhere = Who(8, "Chi", RIGHTS[Role.HELPER], zones=frozenset({2}))

    async def seen(who: Who) -> list[int]:
        return [job.id for job in await jobs_of(board, who)]

    assert await seen(ADMINISTRATOR) == [of_ids.id, of_zone.id]
    assert await seen(of_this_zone) == [of_zone.id]
    assert await seen(elsewhere) == [of_ids.id]
    assert await find_job(board, of_zone.id, of_this_zone) == of_zone
    with pytest.raises(NotFound):
        await find_job(board, of_zone.id, elsewhere)
    for unknown in (0, 99, 2**63):
        with pytest.raises(NotFound):
            await find_job(board, unknown, ADMINISTRATOR)


@pytest.mark.parametrize(
    "task",
    [
        IssueTask(),
        IssueTask(zone=1, ids=(1,)),
        IssueTask(zone=1, years=9),
        PrintTask(ids=tuple(range(10_001))),
        RenewTask(stickers=(), reason="none"),
    ],
)
async def test_work_that_says_too_little_or_too_much_is_refused(
    task: IssueTask | PrintTask | RenewTask, board: Registry
) -> None:
    with pytest.raises(InvalidRequest):
        await enqueue(board, task, actor=ACTOR, now=NOW)
    assert await jobs_of(board, ADMINISTRATOR) == []


async def test_work_of_no_zone_is_each_ones_own(board: Registry) -> None:
    """Two with the same ward print the same doors: neither is led to a job that she may not see."""
    task = PrintTask(ids=(1, 2))
    ward = frozenset({20242})
    for number in (1, 2):
        job = await enqueue(board, task, actor=f"user {number}", now=NOW)
        assert await find_job(board, job.id, Who(number, "", frozenset(), wards=ward)) == job
    assert (await enqueue(board, task, actor="user 2", now=NOW)).id == job.id
