"""The files that jobs leave, by job and attempt in the registry's folder `work`, for nobody but the board's own programs."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path
from typing import Final

from sqlalchemy import select

from foodtrace.errors import NotFound
from foodtrace.jobs.queue import Job, ResultFile
from foodtrace.registry import Registry
from foodtrace.registry.work_schema import job
from foodtrace.symbol import parse_manifest

__all__ = [
    "KEEP_DAYS",
    "attempt_folder",
    "files_in",
    "printed_stickers",
    "remove_old_results",
    "result_path",
]

#: So long after its end the files of a job stand ready.
KEEP_DAYS: Final = 14
_DAY: Final = 86_400


def attempt_folder(registry: Registry, id: int, holder: str) -> Path:
    """An empty folder of this worker's own for what it writes; two at one job never meet."""
    folder = _work(registry) / str(id) / holder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    for above in (folder.parent, folder.parent.parent):
        above.chmod(0o700)
    return folder


def files_in(folder: Path) -> tuple[ResultFile, ...]:
    """What a worker wrote into its folder, made durable and closed to others."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    for path in files:
        path.chmod(0o600)
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return tuple(ResultFile(path.name, folder.name, path.stat().st_size) for path in files)


def result_path(registry: Registry, found: Job, name: str) -> Path:
    """Where a file of the job is. Raises NotFound (no_result): never there, or removed since."""
    for result in found.results:
        path = _work(registry) / str(found.id) / result.folder / result.name
        if result.name == name and path.is_file():
            return path
    raise NotFound(
        f"job {found.id} has no file {name[:40]!r} (files are kept {KEEP_DAYS} days); print again",
        code="no_result",
    )


def printed_stickers(registry: Registry, found: Job) -> list[tuple[bytes, int]]:
    """(kid, idx) of every sticker in the job's files, by their manifest. Raises NotFound (no_result)."""
    manifest = "manifest.csv"
    if not any(result.name == manifest for result in found.results):
        with zipfile.ZipFile(result_path(registry, found, "stickers.zip")) as pack:
            raw = pack.read(manifest)
    else:
        raw = result_path(registry, found, manifest).read_bytes()
    return [(bytes.fromhex(row.kid), row.idx) for row in parse_manifest(raw)]


async def remove_old_results(registry: Registry, now: int, *, days: int = KEEP_DAYS) -> int:
    """Remove the files of jobs that ended `days` ago, and what killed attempts left; how many folders."""
    folders = [path for path in _work(registry).glob("[0-9]*") if path.name.isdecimal()]
    removed = 0
    for folder in folders:
        async with registry.reading() as connection:
            query = select(job.c.state, job.c.ended_at, job.c.results)
            row = (await connection.execute(query.where(job.c.id == int(folder.name)))).first()
        if row is not None and row.ended_at is None:
            continue
        kept = set()
        if row is not None and now - row.ended_at < days * _DAY:
            kept = {result["folder"] for result in row.results}
        for attempt in list(folder.iterdir()):
            if attempt.name not in kept:
                shutil.rmtree(attempt, ignore_errors=True)
                removed += 1
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)
    return removed


def _work(registry: Registry) -> Path:
    return registry.folder / "work"
