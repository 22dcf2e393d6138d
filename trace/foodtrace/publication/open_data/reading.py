"""A dump read back: the same public records, from its JSON lines or from its tables."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from foodtrace.publication.shapes import PublicEstablishment
from foodtrace.spreadsheets import bare

__all__ = ["read_csv_dump", "read_json_dump"]


def read_json_dump(path: Path) -> Iterator[PublicEstablishment]:
    """Every record of establishments.jsonl.gz, in the order of the file."""
    decoder = msgspec.json.Decoder(PublicEstablishment)
    with gzip.open(path, "rb") as lines:
        for line in lines:
            yield decoder.decode(line)


def read_csv_dump(path: Path) -> Iterator[PublicEstablishment]:
    """Every record of csv.zip, put together from its three tables; an empty cell is what is not stated."""
    with zipfile.ZipFile(path) as archive:
        stickers: dict[str, list[dict[str, Any]]] = {}
        for row in _rows(archive, "stickers.csv"):
            stickers.setdefault(row.pop("establishment_id"), []).append(row)
        inspections = {row["establishment_id"]: row for row in _rows(archive, "inspections.csv")}
        for row in _rows(archive, "establishments.csv"):
            inspection = inspections.get(row["id"])
            whole = {
                **row,
                "basis": _inner(row, "basis_"),
                "stickers": stickers.get(row["id"], []),
                "last_inspection": None if inspection is None else _inspection(inspection),
            }
            yield msgspec.convert(_stated(whole), PublicEstablishment, strict=False)


def _rows(archive: zipfile.ZipFile, name: str) -> Iterator[dict[str, Any]]:
    with archive.open(name) as raw:
        text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
        for row in csv.DictReader(text, strict=True):
            yield {key: bare(cell) or None for key, cell in row.items()}


def _inspection(row: dict[str, Any]) -> dict[str, Any]:
    names = {f"{part}_name": _inner(row, f"{part}_name_") for part in ("outcome", "grade")}
    return {**row, **names, "basis": _inner(row, "basis_")}


def _inner(row: dict[str, Any], prefix: str) -> dict[str, Any] | None:
    found = {key.removeprefix(prefix): row[key] for key in row if key.startswith(prefix)}
    return found if any(found.values()) else None


def _stated(record: dict[str, Any]) -> dict[str, Any]:
    """A required text that is empty reads as empty, not as missing."""
    required = {f.name for f in msgspec.structs.fields(PublicEstablishment) if f.type is str}
    return {
        key: "" if value is None and key in required else value for key, value in record.items()
    }
