"""Background work in the console: what was asked for, how far it is, and its files to fetch."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from foodtrace.access import Right, Who, names_of_actors
from foodtrace.doors import Wanted, wanted_ids, zone_lines, zone_named
from foodtrace.errors import InvalidRequest, NotFound
from foodtrace.issuing import mark_printed
from foodtrace.jobs import (
    KEEP_DAYS,
    LAYOUTS,
    SIGNING_KINDS,
    IssueTask,
    Job,
    Layout,
    PrintTask,
    Workers,
    ask_again,
    cancel,
    enqueue,
    find_job,
    jobs_of,
    printed_stickers,
    result_path,
    workers_seen,
)
from litestar import Request
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.office.guard import office_get, office_post, who_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from foodtrace.registry import Registry
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office

__all__ = ["WORDS", "handlers", "stickers_of_zone"]

WORDS: Final = "office_work"
_REFRESH_SECONDS: Final = "3"
_TYPES: Final = {"pdf": "application/pdf", "zip": "application/zip", "csv": "text/csv"}


def handlers(office: Office) -> list[BaseRouteHandler]:
    """/office/jobs and beneath."""

    @office_get("/jobs", Right.PRINT)
    async def index(request: Request[Any, Any, Any]) -> Answer:
        registry, who = await office.registry(), who_of(request)
        jobs = await jobs_of(registry, who)
        zones = await zone_lines(registry, who, now=office.now())
        return office.page(
            request,
            "office/jobs.html",
            words=WORDS,
            jobs=jobs,
            names=await names_of_actors(registry),
            zones=zones,
            zone_names={zone.id: zone.name for zone in zones},
            workers=await workers_seen(registry, office.now()),
            layouts=LAYOUTS,
            chosen=request.query_params.get("zone", "")[:20],
        )

    @office_post("/jobs/issue", Right.ISSUE)
    async def ask_to_issue(request: Request[Any, Any, Any]) -> Answer:
        form = await office.form(request)
        registry, who = await office.registry(), who_of(request)
        zone, ids = await stickers_of_zone(registry, who, form.number("zone"), office.now())
        layout = _layout(form.text("layout")) if form.text("layout") != "none" else None
        task = IssueTask(zone=zone, ids=ids, layout=layout)
        job = await enqueue(registry, task, actor=who.actor, now=office.now())
        return office.see_other(f"/office/jobs/{job.id}")

    @office_post("/jobs/print", Right.PRINT)
    async def ask_to_print(request: Request[Any, Any, Any]) -> Answer:
        form = await office.form(request)
        registry, who = await office.registry(), who_of(request)
        zone, ids = await stickers_of_zone(registry, who, form.number("zone"), office.now())
        unprinted = form.text("which") == "unprinted"
        task = PrintTask(
            zone=zone, ids=ids, layout=_layout(form.text("layout")), unprinted=unprinted
        )
        job = await enqueue(registry, task, actor=who.actor, now=office.now())
        return office.see_other(f"/office/jobs/{job.id}")

    @office_get("/jobs/{number:int}", Right.PRINT)
    async def one(request: Request[Any, Any, Any], number: FromPath[int]) -> Answer:
        registry, who = await office.registry(), who_of(request)
        job = await find_job(registry, number, who)
        workers = await workers_seen(registry, office.now())
        return office.page(
            request,
            "office/job.html",
            words=WORDS,
            # Without a script: the page asks for itself again as long as there is something to see.
            headers={"refresh": _REFRESH_SECONDS} if job.is_open else None,
            job=job,
            workers=workers,
            waits_for=_waits_for(job, workers),
            zone_name=await _zone_name(registry, job),
            names=await names_of_actors(registry),
            may_change=who.may(_right_to_change(job)),
            keep_days=KEEP_DAYS,
            done=request.query_params.get("printed", "")[:9],
        )

    def change_route(verb: str, change: Callable[..., Awaitable[object]]) -> BaseRouteHandler:
        @office_post(f"/jobs/{{number:int}}/{verb}", Right.PRINT)
        async def changed(request: Request[Any, Any, Any], number: FromPath[int]) -> Answer:
            await office.form(request)
            registry, who = await office.registry(), who_of(request)
            who.demand(_right_to_change(await find_job(registry, number, who)))
            await change(registry, number, actor=who.actor, now=office.now())
            return office.see_other(f"/office/jobs/{number}")

        return changed

    @office_post("/jobs/{number:int}/printed", Right.PRINT)
    async def printed(request: Request[Any, Any, Any], number: FromPath[int]) -> Answer:
        await office.form(request)
        registry, who = await office.registry(), who_of(request)
        job = await find_job(registry, number, who)
        stickers = await asyncio.to_thread(printed_stickers, registry, job)
        marked = await mark_printed(
            registry, stickers, since=job.asked_at, now=office.now(), actor=who.actor
        )
        return office.see_other(f"/office/jobs/{number}", printed=str(marked))

    @office_get("/jobs/{number:int}/files/{name:str}", Right.PRINT)
    async def fetch(
        request: Request[Any, Any, Any], number: FromPath[int], name: FromPath[str]
    ) -> Answer:
        registry = await office.registry()
        job = await find_job(registry, number, who_of(request))
        path = result_path(registry, job, name)
        raw = await asyncio.to_thread(path.read_bytes)
        kind = _TYPES.get(path.suffix.removeprefix("."), "application/octet-stream")
        headers = {
            # Names of ours alone: nothing of a stranger's reaches this header.
            "content-disposition": f'attachment; filename="foodtrace-{number}-{path.name}"',
            "cache-control": "no-store",
        }
        return Answer.of(200, kind, raw, headers)

    changes = [change_route("cancel", cancel), change_route("again", ask_again)]
    return [index, ask_to_issue, ask_to_print, one, *changes, printed, fetch]


async def stickers_of_zone(
    registry: Registry, who: Who, zone: int | None, now: int
) -> tuple[int | None, tuple[int, ...]]:
    """(the zone) where all of it is within bounds, else (None, its establishments that are).

    Raises NotFound for a zone outside the bounds, InvalidRequest where nothing of it is within.
    """
    if zone is None:
        raise InvalidRequest("choose a zone", code="zone_missing")
    await zone_named(registry, zone, who)
    if who.everywhere or zone in who.zones:
        return zone, ()
    ids = await wanted_ids(registry, who, Wanted(zone_id=zone), now=now)
    if not ids:
        raise InvalidRequest("no establishment of this zone is within your bounds", code="nobody")
    return None, ids


def _layout(text: str) -> Layout:
    for layout in LAYOUTS:
        if layout == text:
            return layout
    raise InvalidRequest(f"expected a layout, got {text[:20]!r}", code="sheet_layout")


def _right_to_change(job: Job) -> Right:
    return Right.ISSUE if job.kind in SIGNING_KINDS else Right.PRINT


def _waits_for(job: Job, workers: Workers) -> str:
    """Why work that is to be done is not being done: the key of a sentence, or ""."""
    if job.state != "queued":
        return ""
    if not workers.alive:
        return "job_waits_worker"
    if job.kind in SIGNING_KINDS and not workers.can_sign:
        return "job_waits_key_refused" if workers.sticker_key == "refused" else "job_waits_key"
    return ""


async def _zone_name(registry: Registry, job: Job) -> str:
    if job.zone_id is None:
        return ""
    try:
        return await zone_named(registry, job.zone_id, _EVERYWHERE)
    except NotFound:
        return ""


# The name of a zone is public; whether the job may be seen was asked before.
_EVERYWHERE: Final = Who(0, "", frozenset())
