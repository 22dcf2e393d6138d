"""The files of a dump, written in one pass over one consistent view of the registry."""

from __future__ import annotations

import csv
import datetime
import gzip
import io
import zipfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Final

import msgspec

from foodtrace.publication.open_data.lives import LivesTables
from foodtrace.publication.open_data.tables import (
    ESTABLISHMENT_COLUMNS,
    INSPECTION_COLUMNS,
    STICKER_COLUMNS,
    establishment_row,
    inspection_rows,
    sticker_rows,
)
from foodtrace.publication.rules import RuleVersion
from foodtrace.publication.search import each_public_establishment
from foodtrace.registry import Registry
from foodtrace.sticker import CIVIL_TIME

__all__ = ["Written", "write_files"]

_LINES: Final = "establishments.jsonl.gz"
_TABLES: Final = {
    "establishments.csv": ESTABLISHMENT_COLUMNS,
    "stickers.csv": STICKER_COLUMNS,
    "inspections.csv": INSPECTION_COLUMNS,
}


class Written(msgspec.Struct, frozen=True):
    """How much was written, and (name, media type, media type of the wrapping) of each file."""

    establishments: int
    stickers: int
    inspections: int
    files: tuple[tuple[str, str, str], ...] = (
        (_LINES, "application/jsonl", "application/gzip"),
        ("csv.zip", "text/csv", "application/zip"),
        ("lives.zip", "text/csv", "application/zip"),
    )


async def write_files(
    registry: Registry, folder: Path, versions: Sequence[RuleVersion], now: int
) -> Written:
    """Into `folder`, which holds nothing else. The same records and moment give the same bytes."""
    made = datetime.datetime.fromtimestamp(now, CIVIL_TIME)
    lives = LivesTables(versions)
    establishments = stickers = inspections = 0
    encode = msgspec.json.Encoder().encode
    with ExitStack() as stack:
        raw = stack.enter_context((folder / _LINES).open("wb"))
        lines = stack.enter_context(gzip.GzipFile("", "wb", 6, raw, mtime=0))
        write = {name: _open_table(stack, folder / name, _TABLES[name]) for name in _TABLES}
        async for each in each_public_establishment(registry, now=now):
            lines.write(encode(each) + b"\n")
            write["establishments.csv"](establishment_row(each))
            for row in sticker_rows(each):
                write["stickers.csv"](row)
                stickers += 1
            for row in inspection_rows(each):
                write["inspections.csv"](row)
                inspections += 1
            lives.add(each)
            establishments += 1
    with zipfile.ZipFile(folder / "csv.zip", "w") as archive:
        for name in _TABLES:
            with (folder / name).open("rb") as source:
                _pack(archive, name, source, made)
            (folder / name).unlink()
    with zipfile.ZipFile(folder / "lives.zip", "w") as archive:
        for name, content in lives.files(registry.authority, made.date()).items():
            _pack(archive, name, io.BytesIO(content), made)
    return Written(establishments, stickers, inspections)


def _open_table(
    stack: ExitStack, path: Path, columns: tuple[str, ...]
) -> Callable[[Sequence[object]], object]:
    """The function that writes a row under these headings."""
    # Excel reads UTF-8 only with its mark.
    file = stack.enter_context(path.open("w", encoding="utf-8-sig", newline=""))
    write: Callable[[Sequence[object]], object] = csv.writer(file).writerow
    write(columns)
    return write


def _pack(archive: zipfile.ZipFile, name: str, source: IO[bytes], made: datetime.datetime) -> None:
    info = zipfile.ZipInfo(name, made.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    with archive.open(info, "w") as target:
        while chunk := source.read(1 << 16):
            target.write(chunk)
