"""What a worker does with each kind of work, with work that cannot be done, and with being told to stop."""

from __future__ import annotations

import asyncio
import io
import os
import threading
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
from foodtrace.errors import FoodtraceError, NotFound, RegistryUnavailable
from foodtrace.intake import GoodRow
from foodtrace.issuing import Selection, live_stickers, mark_printed, record_intake, revoke
from foodtrace.jobs import (
    KEEP_DAYS,
    Chore,
    Context,
    IssueTask,
    Job,
    PrintTask,
    RenewTask,
    ReplaceTask,
    Task,
    Worker,
    announce,
    cancel,
    enqueue,
    find_job,
    printed_stickers,
    remove_old_results,
    report_progress,
    result_path,
    take_leave,
    workers_seen,
)
from foodtrace.jobs.chores import finish_chore, lease_chore
from foodtrace.jobs.workers import ALIVE_SECONDS
from foodtrace.registry import Registry
from foodtrace.registry.schema import establishment
from foodtrace.symbol import write_pack
from registry.board import ACTOR, DAY, NOW, STICKER, STICKER_KID, ZONE
from sqlalchemy import select

ZONE_ID = 1
ALL = Selection(all=True)


def a_worker(registry: Registry, *, key: bool = True, holder: str = "one") -> Worker:
    return Worker(
        registry=registry,
        holder=holder,
        clock=lambda: NOW,
        stop=asyncio.Event(),
        log=lambda _: None,
        keys={STICKER_KID: STICKER} if key else {},
        pulse_seconds=0.01,
        batch=2,
    )


async def do(registry: Registry, task: Task, worker: Worker | None = None) -> Job:
    asked = await enqueue(registry, task, actor=ACTOR, now=NOW)
    assert await (worker or a_worker(registry)).work_on_next()
    return await find_job(registry, asked.id)


async def test_issue_and_print_is_one_piece_of_work(board: Registry) -> None:
    job = await do(board, IssueTask(zone=ZONE_ID, layout="a6x4"))
    assert (job.state, job.outcome) == ("done", {"issued": 7, "printed": 7})
    assert [file.name for file in job.results] == ["manifest.csv", "sheets.pdf"]
    path = result_path(board, job, "sheets.pdf")
    assert path.read_bytes().startswith(b"%PDF")
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    live = await live_stickers(board, ALL)
    assert printed_stickers(board, job) == [(each.kid, each.idx) for each in live]
    again = await do(board, IssueTask(zone=ZONE_ID, layout="a6x4"))
    assert again.outcome == {"issued": 0, "printed": 7}


async def test_a_name_that_no_font_draws_stops_an_issuing_it_is_part_of_and_no_other(
    board: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = GoodRow(8, "東京", "8 Lê Lợi", 20242, "8 Lê Lợi")
    (odd,) = (await record_intake(board, [row], zone=ZONE, actor=ACTOR, now=NOW)).ids
    # Whatever fonts this machine has: here none of them knows these two.
    monkeypatch.setattr(
        "foodtrace.jobs.printing.missing_glyphs",
        lambda text: tuple(each for each in text if each in "東京"),
    )
    for task in (
        IssueTask(zone=ZONE_ID, layout="a6x4"),
        IssueTask(ids=(odd,), layout="a6x4"),
    ):
        job = await do(board, task)
        assert (job.state, job.error_code, job.outcome) == ("failed", "missing_glyph", {})
        assert "東 京" in (job.error_line or "")
    assert await live_stickers(board, ALL) == []
    async with board.reading() as connection:
        known = (await connection.execute(select(establishment.c.id))).scalars().all()
    others = tuple(each for each in known if each != odd)
    assert (await do(board, IssueTask(ids=others, layout="a6x4"))).outcome["issued"] == 7


async def test_a_pack_is_one_zip_and_only_what_is_not_printed_can_be_asked_for(
    board: Registry,
) -> None:
    await do(board, IssueTask(zone=ZONE_ID))
    pack = await do(board, PrintTask(zone=ZONE_ID, layout="pack"))
    assert [file.name for file in pack.results] == ["stickers.zip"]
    raw = result_path(board, pack, "stickers.zip").read_bytes()
    assert len([n for n in zipfile.ZipFile(io.BytesIO(raw)).namelist() if n.endswith(".svg")]) == 7
    stickers = printed_stickers(board, pack)
    assert len(stickers) == 7
    await mark_printed(board, stickers[:5], since=pack.asked_at, now=NOW, actor=ACTOR)
    rest = await do(board, PrintTask(zone=ZONE_ID, unprinted=True))
    assert printed_stickers(board, rest) == stickers[5:]


async def test_renewing_and_replacing_leave_out_what_was_followed_or_revoked(
    board: Registry,
) -> None:
    await do(board, IssueTask(zone=ZONE_ID))
    live = await live_stickers(board, ALL)
    named = tuple((each.id, each.kid.hex(), each.idx) for each in live)
    await revoke(board, live[0].id, reason="closed", actor=ACTOR, now=NOW)
    renewed = await do(board, RenewTask(named[:4], reason="ends soon"))
    assert renewed.outcome == {"renewed": 3, "already": 0, "refused": 1}
    again = await do(board, RenewTask(named[:4], reason="ends soon, once more"))
    assert again.outcome == {"renewed": 0, "already": 3, "refused": 1}
    replaced = await do(board, ReplaceTask(named[4:], reason="torn"))
    assert replaced.outcome == {"replaced": 3, "already": 0, "refused": 0}


async def test_without_the_key_printing_goes_on_and_issuing_waits(board: Registry) -> None:
    await do(board, IssueTask(zone=ZONE_ID))
    keyless = a_worker(board, key=False)
    waiting = await enqueue(board, IssueTask(zone=ZONE_ID, layout="a6"), actor=ACTOR, now=NOW)
    assert (await do(board, PrintTask(zone=ZONE_ID), keyless)).state == "done"
    assert not await keyless.work_on_next()
    assert (await find_job(board, waiting.id)).state == "queued"


@pytest.mark.parametrize(
    ("task", "code"),
    [
        (PrintTask(zone=ZONE_ID), "nothing_live"),
        (IssueTask(zone=99), "zone_not_found"),
        (IssueTask(ids=(99,)), "establishment_not_found"),
    ],
)
async def test_work_that_cannot_be_done_ends_with_one_line(
    task: Task, code: str, board: Registry
) -> None:
    if isinstance(task, IssueTask) and task.zone == 99:
        task = msgspec.structs.replace(task, zone=None, ids=(2**32 - 1,))
        code = "establishment_not_found"
    job = await do(board, task)
    assert (job.state, job.error_code) == ("failed", code)
    assert job.error_line
    assert "\n" not in job.error_line


async def test_a_worker_with_another_key_says_so(board: Registry) -> None:
    stranger = msgspec.structs.replace(a_worker(board), keys={b"abcd": bytes(32)})
    job = await do(board, IssueTask(zone=ZONE_ID), stranger)
    assert (job.state, job.error_code) == ("failed", "key_missing")


async def test_told_to_stop_it_gives_the_work_back_and_the_next_goes_on(board: Registry) -> None:
    stopping = a_worker(board)
    stopping.stop.set()
    asked = await enqueue(board, IssueTask(zone=ZONE_ID), actor=ACTOR, now=NOW)
    await stopping.work_on_next()
    given = await find_job(board, asked.id)
    if given.state == "queued":  # stopped between two commits; else it was done by then
        assert (given.holder, given.attempts) == (None, 0)
        assert await a_worker(board, holder="next").work_on_next()
    assert (await find_job(board, asked.id)).state == "done"
    assert len(await live_stickers(board, ALL)) == 7


async def test_work_cancelled_while_it_is_done_stops_and_keeps_what_was_issued(
    board: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await enqueue(board, IssueTask(zone=ZONE_ID, layout="a6x4"), actor=ACTOR, now=NOW)

    def cancelled_before_drawing(*arguments: Any, **named: Any) -> object:
        """The officer presses the button in another process, and the next sign of life hears of it."""
        asyncio.run_coroutine_threadsafe(
            cancel(board, asked.id, actor=ACTOR, now=NOW), loop
        ).result()
        heard.acquire(timeout=120)
        return write_pack(*arguments, **named)

    heard = threading.Semaphore(0)
    loop = asyncio.get_running_loop()

    async def overheard(*arguments: Any, **named: Any) -> bool:
        held = await report_progress(*arguments, **named)
        if not held:
            loop.call_later(0.01, heard.release)
        return held

    monkeypatch.setattr("foodtrace.jobs.printing.write_pack", cancelled_before_drawing)
    monkeypatch.setattr("foodtrace.jobs.working.report_progress", overheard)
    assert await msgspec.structs.replace(a_worker(board), lease_seconds=0).work_on_next()
    job = await find_job(board, asked.id)
    assert (job.state, job.results) == ("cancelled", ())
    assert len(await live_stickers(board, ALL)) == 7
    assert not [path for path in (board.folder / "work").rglob("*") if path.is_file()]


async def test_a_full_disk_fails_the_printing_and_leaves_the_stickers(
    board: Registry, small_disk: Path
) -> None:
    disk = os.statvfs(small_disk)
    (small_disk / "ballast").write_bytes(bytes((disk.f_bavail - 2) * disk.f_frsize))
    (board.folder / "work").symlink_to(small_disk)
    job = await do(board, IssueTask(zone=ZONE_ID, layout="a6x4"))
    assert (job.state, job.error_code) in (("failed", "files"), ("failed", "disk_full"))
    assert len(await live_stickers(board, ALL)) == 7
    (small_disk / "ballast").unlink()
    done = await do(board, IssueTask(zone=ZONE_ID, layout="a6x4"))
    assert done.outcome == {"issued": 0, "printed": 7}


async def test_files_are_removed_in_their_time(board: Registry) -> None:
    job = await do(board, IssueTask(zone=ZONE_ID, layout="a6x4"))
    assert await remove_old_results(board, NOW + KEEP_DAYS * DAY - 1) == 0
    assert await remove_old_results(board, NOW + KEEP_DAYS * DAY) == 1
    assert list((board.folder / "work").iterdir()) == []
    with pytest.raises(NotFound) as gone:
        result_path(board, job, "sheets.pdf")
    assert gone.value.code == "no_result"
    for name in ("../../registry.sqlite", "..", "", "sheets.pdf/../manifest.csv"):
        with pytest.raises(NotFound):
            result_path(board, job, name)


async def test_workers_are_seen_as_long_as_they_live(board: Registry) -> None:
    assert (await workers_seen(board, NOW)).last_seen_at is None
    await announce(board, "one", NOW, sticker_key="absent")
    await announce(board, "two", NOW + 5, sticker_key="held")
    seen = await workers_seen(board, NOW + 10)
    assert (seen.alive, seen.can_sign, seen.last_seen_at) == (2, True, NOW + 5)
    await take_leave(board, "two", NOW + 6)
    seen = await workers_seen(board, NOW + 10)
    assert (seen.alive, seen.sticker_key) == (1, "absent")
    assert (await workers_seen(board, NOW + 3600)).alive == 0


async def test_a_chore_runs_when_it_is_due_by_one_worker_and_a_faulty_one_stops_no_other(
    board: Registry,
) -> None:
    ran: list[str] = []

    async def well(_registry: Registry, _now: int, context: Context) -> None:
        ran.append(context.env["WHO"])

    async def badly(_registry: Registry, _now: int, _context: Context) -> int:
        raise ValueError("a fault")

    async def unable(_registry: Registry, _now: int, _context: Context) -> int:
        raise RegistryUnavailable("busy now", code="busy")

    chores = [Chore("badly", badly), Chore("unable", unable), Chore("well", well, every=100)]
    clock = [NOW]
    workers = [
        msgspec.structs.replace(a_worker(board, holder=name), clock=lambda: clock[0])
        for name in ("one", "two")
    ]
    counts = [await each.do_chores(chores, Context({"WHO": each.holder})) for each in workers]
    assert (counts, ran) == ([3, 0], ["one"])
    clock[0] += 100
    assert await workers[1].do_chores(chores, Context({"WHO": "two"})) == 1
    assert ran == ["one", "two"]


async def test_what_a_killed_worker_was_at_waits_for_no_lease(board: Registry) -> None:
    """Alerts must not pause for a quarter of an hour because a process died while it sent one."""
    await announce(board, "killed", NOW, sticker_key="absent")
    assert await lease_chore(board, "messages", "killed", NOW)
    assert not await lease_chore(board, "messages", "next", NOW + ALIVE_SECONDS)
    assert await lease_chore(board, "messages", "next", NOW + 3 * ALIVE_SECONDS)
    await announce(board, "next", NOW + 3 * ALIVE_SECONDS, sticker_key="absent")
    assert not await lease_chore(board, "messages", "third", NOW + 4 * ALIVE_SECONDS)


async def test_a_clock_that_was_set_back_keeps_no_chore_waiting(board: Registry) -> None:
    ahead = NOW + DAY
    await announce(board, "one", ahead, sticker_key="absent")
    assert await lease_chore(board, "messages", "one", ahead)
    await finish_chore(board, "messages", "one", ahead, due_at=ahead + 60)
    assert not await lease_chore(board, "messages", "one", ahead + 1)
    assert await lease_chore(board, "messages", "one", NOW)
    await finish_chore(board, "messages", "one", NOW, due_at=NOW + 60)
    assert not await lease_chore(board, "messages", "one", NOW + 1)


async def test_a_zone_is_worked_on_by_its_number_whatever_it_is_called(board: Registry) -> None:
    job = await do(board, IssueTask(zone=ZONE_ID))
    assert {each.zone for each in await live_stickers(board, Selection(zone=ZONE))} == {ZONE}
    assert job.outcome == {"issued": 7}
    with pytest.raises(FoodtraceError):
        await find_job(board, job.id + 1)
