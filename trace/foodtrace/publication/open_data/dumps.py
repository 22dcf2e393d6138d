"""Dumps: a folder for each, made under another name and renamed when it is whole."""

from __future__ import annotations

import datetime
import hashlib
import os
import re
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from foodtrace.errors import RegistryUnavailable
from foodtrace.publication.inspections import rule_versions
from foodtrace.publication.open_data.writing import write_files
from foodtrace.registry import Registry
from foodtrace.sticker import civil_day, day_start

__all__ = [
    "CHECKSUMS",
    "KEEP_DAYS",
    "Dump",
    "DumpFile",
    "dump_due",
    "dump_path",
    "dumps_in",
    "make_dump",
    "next_dump_at",
]

KEEP_DAYS: Final = 30
CHECKSUMS: Final = "SHA256SUMS"
_FOLDER: Final = "dumps"
_MANIFEST: Final = "dump.json"
_NAME: Final = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_DAY: Final = 86_400


class DumpFile(msgspec.Struct, frozen=True):
    """One file; `packed_type` is the media type of the wrapping, if `media_type` is inside of one."""

    name: str
    media_type: str
    packed_type: str
    bytes: int
    sha256: str


class Dump(msgspec.Struct, frozen=True):
    """One dump: `as_of` in unix seconds, and how much is in it."""

    name: str
    as_of: int
    establishments: int
    stickers: int
    inspections: int
    files: tuple[DumpFile, ...]


def dumps_in(folder: Path) -> tuple[Dump, ...]:
    """The whole dumps of the registry in `folder`, newest first; one that cannot be read is not there."""
    found = []
    with suppress(OSError):
        for path in (folder / _FOLDER).iterdir():
            if _NAME.fullmatch(path.name):
                with suppress(OSError, msgspec.DecodeError):
                    found.append(msgspec.json.decode((path / _MANIFEST).read_bytes(), type=Dump))
    return tuple(sorted(found, key=lambda dump: dump.name, reverse=True))


def dump_path(folder: Path, dump: Dump, name: str) -> Path:
    """Where a file of a dump lies."""
    return folder / _FOLDER / dump.name / name


def dump_due(folder: Path, now: int) -> bool:
    """Whether none has been made on this civil day."""
    newest = next(iter(dumps_in(folder)), None)
    return newest is None or civil_day(newest.as_of) != civil_day(now)


def next_dump_at(now: int) -> int:
    """An hour into the next civil day."""
    return day_start(civil_day(now) + 1) + 3600


async def make_dump(registry: Registry, now: int, *, keep_days: int = KEEP_DAYS) -> Dump:
    """Write every public record at `now` and remove dumps older than `keep_days`; the newest always stays.

    Nothing is seen of it before it is whole, whatever happens on the way. Raises RegistryUnavailable.
    """
    made = datetime.datetime.fromtimestamp(now, datetime.UTC)
    folder = registry.folder / _FOLDER
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=".partial-", dir=folder))
        try:
            dump = await _write(registry, partial, f"{made:%Y%m%dT%H%M%SZ}", now)
            _put_in_place(partial, folder / dump.name)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        _remove_old(folder, now, keep_days)
    except OSError as error:
        raise RegistryUnavailable(
            f"the dump cannot be written in {folder} ({error.strerror}); "
            "free some space there or make it writable, and try again",
            code="dump_failed",
        ) from error
    return dump


async def _write(registry: Registry, partial: Path, name: str, now: int) -> Dump:
    async with registry.reading_public() as connection:
        versions = await rule_versions(connection)
    counted = await write_files(registry, partial, versions, now)
    files = tuple(
        DumpFile(file, media_type, packed, (partial / file).stat().st_size, _digest(partial / file))
        for file, media_type, packed in counted.files
    )
    dump = Dump(name, now, counted.establishments, counted.stickers, counted.inspections, files)
    sums = "".join(f"{file.sha256}  {file.name}\n" for file in files)
    (partial / CHECKSUMS).write_text(sums, encoding="ascii")
    (partial / _MANIFEST).write_bytes(msgspec.json.encode(dump))
    return dump


def _put_in_place(partial: Path, target: Path) -> None:
    """Durable first, then under its name; if another worker was faster, its dump stands."""
    for path in partial.iterdir():
        path.chmod(0o600)
        _sync(path)
    _sync(partial)
    if not target.exists():
        partial.rename(target)
        _sync(target.parent)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_old(folder: Path, now: int, keep_days: int) -> None:
    """What is too old, and what a kill left half made."""
    for dump in dumps_in(folder.parent)[1:]:
        if dump.as_of < now - keep_days * _DAY:
            shutil.rmtree(folder / dump.name, ignore_errors=True)
    for path in folder.glob(".partial-*"):
        with suppress(OSError):
            if path.stat().st_mtime < now - _DAY:
                shutil.rmtree(path, ignore_errors=True)
