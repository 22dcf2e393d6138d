"""Bytes into a Table: which kind of file it is, which sheet holds the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from foodtrace.errors import IntakeRefused
from foodtrace.intake.headings import find_headings
from foodtrace.intake.limits import LIMITS, Limits
from foodtrace.intake.rows import Cell, Table
from foodtrace.intake.text_files import decode, read_csv
from foodtrace.intake.workbooks import read_workbook

_OTHER_KINDS = (
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls) or one with a password"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a text document (.rtf)"),
    (b"\x1f\x8b", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
)
#: Whether rows (with their numbers) hold the list that is looked for.
IsList = Callable[[Sequence[tuple[int, tuple[Cell, ...]]]], bool]
_WEB_PAGES = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")


def _of_establishments(rows: Sequence[tuple[int, tuple[Cell, ...]]]) -> bool:
    return find_headings(rows) is not None


def read_rows(
    raw: bytes,
    filename: str,
    *,
    sheet: str | None = None,
    limits: Limits = LIMITS,
    is_list: IsList = _of_establishments,
) -> Table:
    """The rows of an XLSX workbook or a delimited text file, whatever its name says.

    Of a workbook with several visible sheets the only one that `is_list` (has the headings) is taken, or
    the one named.
    Raises IntakeRefused: too_large, too_many_rows, too_many_columns, too_many_cells, empty, encoding, csv,
    quotes, not_a_table, not_xlsx, workbook, several_sheets, no_sheet.
    """
    filename = filename.rsplit("/", 1)[-1].rsplit("\\", 1)[-1] or "file"
    if len(raw) > limits.file_bytes:
        raise IntakeRefused(
            f"{filename}: expected at most {limits.file_bytes // 2**20} MiB, got {len(raw) // 2**20} MiB; split it",
            code="too_large",
        )
    if not raw.strip(b"\x00\r\n\t \xef\xbb\xbf"):
        raise IntakeRefused(f"{filename}: expected CSV or XLSX, got an empty file", code="empty")
    for magic, kind in _OTHER_KINDS:
        if raw.startswith(magic):
            raise IntakeRefused(
                f"{filename}: expected CSV or XLSX, got {kind}; open it in Excel and save it as XLSX",
                code="not_a_table",
            )
    if raw.startswith(b"PK"):
        return _from_workbook(raw, filename, sheet, limits, is_list)
    if raw[:200].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(_WEB_PAGES):
        raise IntakeRefused(
            f"{filename}: expected CSV or XLSX, got a web page or XML; open it in Excel and save it as XLSX",
            code="not_a_table",
        )
    text, encoding = decode(raw, filename)
    return Table(filename, encoding, None, list(read_csv(text, filename, limits)))


def _from_workbook(
    raw: bytes, filename: str, wanted: str | None, limits: Limits, is_list: IsList
) -> Table:
    sheets = read_workbook(raw, filename, limits)
    if wanted is not None:
        sheets = [s for s in sheets if s.name == wanted]
    if not sheets:
        what = f"a sheet named {wanted!r}" if wanted is not None else "a sheet with rows"
        raise IntakeRefused(f"{filename}: expected {what}, got none", code="no_sheet")
    lists = [s for s in sheets if is_list(s.rows)]
    if len(lists) > 1:
        names = ", ".join(f'"{s.name}"' for s in lists)
        raise IntakeRefused(
            f"{filename}: expected one list in a workbook, got {len(lists)}: {names}; "
            "name the sheet to take in, or save each list as a file of its own",
            code="several_sheets",
            sheets=[s.name for s in lists],
        )
    found = (lists or sheets)[0]
    return Table(filename, "xlsx", found.name, found.rows)
