"""Reads one hostile file after the other and says of each how it ended and what memory it took; run by its test."""

from __future__ import annotations

import io
import json
import os
import resource
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import lxml.etree  # noqa: F401 -- loaded before anything is counted
import signxml.verifier  # noqa: F401
import xlsxwriter
from foodtrace.errors import FoodtraceError
from foodtrace.intake import read_rows
from foodtrace.supply import parse_invoice, parse_receipts
from foodtrace.supply.table_headings import TABLE_LIMITS
from supply.invoices import invoice

NOW = 1_795_219_200
_GOOD = (Path(__file__).parent / "signed/good.xml").read_bytes()
_HEAD = b"ten hang,so luong,dvt,ngay,ncc\n"
_SHEET = "xl/worksheets/sheet1.xml"
_SPACE = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _with(raw: bytes, inside: bytes) -> bytes:
    return raw.replace(b"<TToan>", inside + b"<TToan>", 1)


def _laughs() -> bytes:
    each = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE l [<!ENTITY l0 "lol">{each}]><HDon>&l9;</HDon>'.encode()


def _quadratic() -> bytes:
    return b'<!DOCTYPE q [<!ENTITY a "' + b"a" * 100_000 + b'">]><q>' + b"&a;" * 100_000 + b"</q>"


def _workbook(name: str, chunk: bytes, times: int) -> bytes:
    """A sound workbook, one part of which unpacks to far more than it weighs."""
    plain, packed = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(plain, {"in_memory": True}) as book:
        book.add_worksheet("a").write(0, 0, "x")
    with (
        zipfile.ZipFile(plain) as from_,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as to,
    ):
        for part in from_.namelist():
            if part != name:
                to.writestr(part, from_.read(part))
        with to.open(name, "w", force_zip64=True) as out:
            out.write(b'<worksheet xmlns="' + _SPACE + b'"><sheetData>')
            for _ in range(times):
                out.write(chunk)
            out.write(b"</sheetData></worksheet>")
    return packed.getvalue()


_ROWS = b'<row><c t="inlineStr"><is><t>x</t></is></c></row>' * 10_000
FILES: dict[str, Callable[[], bytes]] = {
    "laughs": _laughs,
    "quadratic": _quadratic,
    "deep": lambda: _with(invoice(), b"<a>" * 100_000 + b"</a>" * 100_000),
    "deep-and-signed": lambda: _with(_GOOD, b"<a>" * 100_000 + b"</a>" * 100_000),
    "wide": lambda: _with(invoice(), b"<a/>" * 1_200_000),
    "just-not-too-wide": lambda: _with(_GOOD, b"<a/>" * 199_500),
    "many-attributes": lambda: _with(
        invoice(), b"<a " + b" ".join(b'a%d=""' % n for n in range(400_000)) + b"/>"
    ),
    "long-attribute": lambda: _with(invoice(), b'<a b="' + b"x" * 4_900_000 + b'"/>'),
    "zip-of-spaces": lambda: _workbook(_SHEET, b" " * 1_000_000, 300),
    "zip-of-rows": lambda: _workbook(_SHEET, _ROWS, 100),
    "zip-of-zeros-elsewhere": lambda: _workbook("xl/media/a.png", bytes(1_000_000), 300),
    "rows": lambda: _HEAD + b"Tom,1,kg,01/11/2026,Ba Lan\n" * 500_000,
    "100-mb-xml": lambda: b"<HDon>" + b" " * 100_000_000 + b"</HDon>",
    "100-mb-csv": lambda: _HEAD + b"Tom,1,kg,01/11/2026,Ba Lan\n" * 3_700_000,
    "100-mb-line": lambda: b"a" * 100_000_000,
    "100-mb-xlsx": lambda: b"PK\x03\x04" + os.urandom(1_000_000) * 100,
}


def _peak_mb(*, anew: bool = False) -> float:
    if anew:
        Path("/proc/self/clear_refs").write_text("5")
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _read(raw: bytes) -> None:
    if raw.lstrip().startswith(b"<"):
        parse_invoice(raw, "a.xml")
    else:
        parse_receipts(read_rows(raw, "a.xlsx", limits=TABLE_LIMITS), 1, NOW)


def main(cpu_s: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
    for name, make in FILES.items():
        raw, code, message = make(), "taken", ""
        before = _peak_mb(anew=True)
        try:
            _read(raw)
        except FoodtraceError as refused:
            code, message = refused.code, refused.message
        told = {"name": name, "code": code, "mb": _peak_mb() - before, "message": message}
        sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
