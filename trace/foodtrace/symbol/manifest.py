"""The list that goes with a pack of files: CSV that a program reads exactly and a spreadsheet does not run."""

from __future__ import annotations

import csv
import io

import msgspec

from foodtrace.errors import InvalidRequest
from foodtrace.spreadsheets import bare, guarded

COLUMNS = ("id", "typed_code", "kid", "idx", "name", "street", "ward", "zone", "url", "file")


class ManifestRow(msgspec.Struct, frozen=True):
    """One sticker of a pack; `kid` is hex, `file` is relative to the manifest.

    For sheets `file` names the page (RFC 8118): `sheets.pdf#page=3`.
    """

    id: int
    typed_code: str
    kid: str
    idx: int
    name: str
    street: str
    ward: int
    zone: str
    url: str
    file: str


def encode_manifest(rows: list[ManifestRow]) -> bytes:
    """UTF-8 without a byte order mark (scripts read `id` first), commas, CRLF (RFC 4180), a heading row.

    A text cell that begins like a formula, or with an apostrophe, gets one apostrophe in front;
    `parse_manifest` takes it off again, so every text comes back as it was.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([guarded(cell) for cell in msgspec.structs.astuple(row)])
    return out.getvalue().encode()


def parse_manifest(raw: bytes) -> list[ManifestRow]:
    """Read back what `encode_manifest` wrote; raises InvalidRequest for anything else."""
    try:
        table = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))
        if not table or tuple(table[0]) != COLUMNS:
            raise ValueError("another heading row")
        return [
            msgspec.convert(
                dict(zip(COLUMNS, map(bare, cells), strict=True)), ManifestRow, strict=False
            )
            for cells in table[1:]
        ]
    except (ValueError, csv.Error) as error:
        raise InvalidRequest(
            f"expected a manifest.csv with the columns {', '.join(COLUMNS)}, got {error}; "
            "write the pack again",
            code="manifest",
        ) from None
