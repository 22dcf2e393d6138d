"""Text files into rows of text: the encoding, the delimiter, the quotes."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Callable

from foodtrace.errors import IntakeRefused
from foodtrace.intake.limits import LIMITS, MAX_CELL_CHARACTERS, Limits
from foodtrace.intake.syllables import judged_words
from foodtrace.intake.tcvn3 import decode_tcvn3
from foodtrace.places import fold

_SAMPLE = 200_000
_DELIMITERS = (",", ";", "\t", "|")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_MOJIBAKE = re.compile("[\u00c2-\u00c6\u00e1\u00c4\u00e2][\u0080-\u00bf\u0152-\u2122]")


def decode(raw: bytes, filename: str) -> tuple[str, str]:
    """(text in NFC, name of the encoding it was read in); IntakeRefused if none fits."""
    text, encoding = _decode(raw, filename)
    if _CONTROL.search(text):
        raise IntakeRefused(
            f"{filename}: expected a table (CSV or XLSX), got a file with control characters; "
            "save the table as XLSX or as CSV UTF-8",
            code="not_a_table",
        )
    return unicodedata.normalize("NFC", text), encoding


def _decode(raw: bytes, filename: str) -> tuple[str, str]:
    if raw.startswith(codecs.BOM_UTF8):
        return _strictly(raw[3:], "utf-8", filename), "utf-8"
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strictly(raw, "utf-16", filename), "utf-16"
    if wide := _utf16_without_bom(raw):
        return _strictly(raw, wide, filename), wide
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(raw, filename)
    return _without_double_coding(text)


def _strictly(raw: bytes, encoding: str, filename: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise IntakeRefused(
            f"{filename}: begins like {encoding.upper()} but byte {error.start} does not fit; "
            "open it in its program and save it again as CSV UTF-8",
            code="encoding",
        ) from None


def _utf16_without_bom(raw: bytes) -> str | None:
    head = raw[:2000]
    if len(head) < 4 or 0 not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 5 and even == 0:
        return "utf-16-le"
    if even > len(head) // 5 and odd == 0:
        return "utf-16-be"
    return None


def _without_double_coding(text: str) -> tuple[str, str]:
    """Undo UTF-8 that was once read as Windows-1252 ("BÃºn"), where all of it can be undone."""
    if not _MOJIBAKE.search(text):
        return text, "utf-8"
    try:
        back = b"".join(_one_byte(c) for c in text).decode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError):
        return text, "utf-8"
    good, words = judged_words(back[:_SAMPLE])
    return (back, "utf-8 twice") if words and good * 2 > words else (text, "utf-8")


def _one_byte(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")


def _legacy(raw: bytes, filename: str) -> tuple[str, str]:
    """Windows-1258 or TCVN3, whichever makes more Vietnamese of it; short of half the words, neither."""
    choices: list[tuple[float, str, str]] = []
    readers: dict[str, Callable[[bytes], str]] = {
        "windows-1258": lambda b: b.decode("cp1258"),
        "tcvn3": decode_tcvn3,
    }
    for encoding, reader in readers.items():
        try:
            text = reader(raw)
        except UnicodeDecodeError:
            continue
        good, words = judged_words(text[:_SAMPLE])
        choices.append((good / words if words else 0.0, encoding, text))
    if not choices or max(choices)[0] < 0.5:
        raise IntakeRefused(
            f"{filename}: expected text in UTF-8, UTF-16, Windows-1258 or TCVN3, got bytes that read as "
            "Vietnamese in none of them; save the table as XLSX or as CSV UTF-8",
            code="encoding",
        )
    best = max(choices, key=lambda choice: choice[0])
    return best[2], best[1]


def read_csv(
    text: str, filename: str, limits: Limits = LIMITS
) -> list[tuple[int, tuple[str | None, ...]]]:
    """(row number as Excel counts, cells) of a delimited text; empty rows are counted and left out."""
    delimiter, text, first = _delimiter(text)
    rows: list[tuple[int, tuple[str | None, ...]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, cells in enumerate(reader, start=first):
            if not any(cells):
                continue
            _check_row(number, cells, filename, limits)
            rows.append((number, tuple(cell or None for cell in cells)))
            if len(rows) > limits.rows:
                raise IntakeRefused(
                    f"{filename}: expected at most {limits.rows:,} rows, got more; split the file",
                    code="too_many_rows",
                )
    except csv.Error as error:
        raise IntakeRefused(
            f"{filename}: cannot be read as CSV ({error}); save the table as XLSX", code="csv"
        ) from None
    return rows


def _check_row(number: int, cells: list[str], filename: str, limits: Limits) -> None:
    if len(cells) > limits.columns:
        raise IntakeRefused(
            f"{filename}: expected at most {limits.columns} columns, got {len(cells)} in row {number}",
            code="too_many_columns",
        )
    for cell in cells:
        if len(cell) > MAX_CELL_CHARACTERS or cell.count("\n") > 50:
            raise IntakeRefused(
                f"{filename}: a cell of row {number} goes on for {len(cell):,} characters: expected each "
                'opening quotation mark (") to be closed; correct that row',
                code="quotes",
            )


def _delimiter(text: str) -> tuple[str, str, int]:
    """(delimiter, text without a "sep=" line, number of its first row)."""
    named = re.match(r"sep=(.)\r?\n", text)
    if named:
        return named[1], text[named.end() :], 2
    head = "\n".join(text[:20_000].splitlines()[:40])
    scores = {}
    for delimiter in _DELIMITERS:
        try:
            widths = [
                len([c for c in row if fold(c)])
                for row in csv.reader(io.StringIO(head), delimiter=delimiter)
            ]
        except csv.Error:
            widths = [0]
        # A heading splits into many short cells; addresses full of commas split unevenly.
        common = max(set(widths), key=widths.count) if widths else 0
        scores[delimiter] = (
            max(widths, default=0) > 1,
            widths.count(common) * (common > 1),
            common,
        )
    return max(_DELIMITERS, key=lambda d: scores[d]), text, 1
