"""XLSX workbooks into rows of cells; what is inside is counted before anything is loaded."""

from __future__ import annotations

import datetime
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat  # document types, where its attacks live, are refused below

import python_calamine

from foodtrace.errors import IntakeRefused
from foodtrace.intake.limits import LIMITS, MAX_ZIP_MEMBERS, Limits
from foodtrace.intake.rows import Cell

_CHUNK = 1 << 16
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_Rows = list[tuple[int, tuple[Cell, ...]]]


class Sheet:
    """One visible sheet of a workbook."""

    def __init__(self, name: str, rows: _Rows) -> None:
        self.name = name
        self.rows = rows


def read_workbook(raw: bytes, filename: str, limits: Limits = LIMITS) -> list[Sheet]:
    """Every visible sheet that has content. IntakeRefused for anything but a sound XLSX within the limits."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            _check_archive(archive, raw, filename, limits)
        workbook = python_calamine.load_workbook(io.BytesIO(raw))
        sheets = []
        for meta in workbook.sheets_metadata:
            if (
                meta.visible is not python_calamine.SheetVisibleEnum.Visible
                or meta.typ is not python_calamine.SheetTypeEnum.WorkSheet
            ):
                continue
            rows = _rows(workbook.get_sheet_by_name(meta.name))
            if rows:
                sheets.append(Sheet(meta.name, rows))
    except IntakeRefused:
        raise
    except (
        python_calamine.CalamineError,
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        ValueError,
        KeyError,
        OSError,
        EOFError,
    ) as error:
        raise IntakeRefused(
            f"{filename}: expected a sound XLSX workbook, got one that cannot be read "
            f"({type(error).__name__}); open it in Excel and save it again",
            code="workbook",
        ) from None
    return sheets


def _rows(sheet: python_calamine.CalamineSheet) -> _Rows:
    # Without the empty area left out, the first row is Excel's row 1 and the first cell column A.
    grid = sheet.to_python(skip_empty_area=False)
    rows: list[list[Cell]] = [[_cell(c) for c in row] for row in grid]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        # A ward merged down over its eateries belongs to each of them.
        if left == right and top < bottom and top < len(rows) and left < len(rows[top]):
            for row in rows[top + 1 : bottom + 1]:
                row[left] = rows[top][left]
    return [
        (n, tuple(row)) for n, row in enumerate(rows, start=1) if any(c is not None for c in row)
    ]


def _cell(value: object) -> Cell:
    if isinstance(value, datetime.timedelta):  # "12:30" typed as an hour
        return (datetime.datetime.min + value % datetime.timedelta(days=1)).time()
    if value == "" or not isinstance(value, (str, int, float, datetime.date, datetime.time)):
        return None
    return value


def _check_archive(archive: zipfile.ZipFile, raw: bytes, filename: str, limits: Limits) -> None:
    names = archive.namelist()
    if "xl/workbook.xml" not in names:
        raise IntakeRefused(
            f"{filename}: expected an XLSX workbook, got {_other_archive(names)}; "
            "open it in Excel and save it as XLSX",
            code="not_xlsx",
        )
    if len(names) > MAX_ZIP_MEMBERS:
        raise IntakeRefused(
            f"{filename}: expected at most {MAX_ZIP_MEMBERS} parts in a workbook, got {len(names)}",
            code="too_large",
        )
    left = limits.inflated_bytes
    for info in archive.infolist():
        chunks = _inflate(raw, info)
        if info.filename.startswith("xl/worksheets/") and info.filename.endswith(".xml"):
            counter = _SheetCounter(filename, limits)
            for chunk in chunks:
                left -= len(chunk)
                _check_left(left, filename, limits)
                counter.feed(chunk)
        else:
            for chunk in chunks:
                left -= len(chunk)
                _check_left(left, filename, limits)


def _inflate(raw: bytes, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """All that a member's compressed bytes hold, whatever size its header claims: readers differ in what
    they believe, so a claim that is wrong is refused."""
    local = raw[info.header_offset : info.header_offset + 30]
    if len(local) < 30 or local[:4] != b"PK\3\4" or info.flag_bits & 1:
        raise zipfile.BadZipFile("damaged or encrypted member")
    start = info.header_offset + 30 + sum(struct.unpack("<HH", local[26:30]))
    left = memoryview(raw)[start : start + info.compress_size]
    size = 0
    if info.compress_type == zipfile.ZIP_STORED:
        for at in range(0, len(left), _CHUNK):
            yield bytes(left[at : at + _CHUNK])
        size = len(left)
    elif info.compress_type == zipfile.ZIP_DEFLATED:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        tail: bytes | memoryview = left
        while not inflater.eof and tail:
            chunk = inflater.decompress(tail, _CHUNK)
            tail = inflater.unconsumed_tail
            size += len(chunk)
            yield chunk
            if not chunk and not tail:
                break
    else:
        raise zipfile.BadZipFile("unusual compression")
    if size != info.file_size:
        raise zipfile.BadZipFile("a member is not as long as it claims")


def _check_left(left: int, filename: str, limits: Limits) -> None:
    if left < 0:
        raise IntakeRefused(
            f"{filename}: unpacks to more than {limits.inflated_bytes // 2**20} MiB; "
            "copy the list alone into a new workbook",
            code="too_large",
        )


def _other_archive(names: list[str]) -> str:
    if "xl/workbook.bin" in names:
        return "a binary workbook (.xlsb)"
    if "content.xml" in names and "mimetype" in names:
        return "an OpenDocument file (.ods)"
    if "word/document.xml" in names:
        return "a Word document"
    return "another kind of zip file"


class _SheetCounter:
    """Counts the rows and the extent of one sheet while its XML streams by."""

    def __init__(self, filename: str, limits: Limits) -> None:
        self._filename = filename
        self._limits = limits
        self._row = self._column = 0  # where the parser stands
        self._bottom = self._right = 0  # how far content has reached
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = False
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, chunk: bytes) -> None:
        try:
            self._parser.Parse(chunk, False)
        except expat.ExpatError:
            raise IntakeRefused(
                f"{self._filename}: a sheet of this workbook is damaged; open it in Excel and save it again",
                code="workbook",
            ) from None

    def _doctype(self, *_: object) -> None:
        raise IntakeRefused(
            f"{self._filename}: a sheet declares a document type, which no workbook needs",
            code="workbook",
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "row":
            number = attributes.get("r", "")
            self._row = int(number) if number.isdecimal() else self._row + 1
            self._column = 0
        elif name == "c":
            self._at(attributes.get("r", ""))
        elif name in ("v", "is"):  # a cell that is only formatted has neither
            self._bottom = max(self._bottom, self._row)
            self._right = max(self._right, self._column)
            self._check()

    def _at(self, reference: str) -> None:
        match = _REFERENCE.fullmatch(reference)
        if not match:  # writers may leave references out; cells then follow one another
            self._column += 1
            return
        self._row = int(match[2])
        self._column = 0
        for letter in match[1]:
            self._column = self._column * 26 + ord(letter) - 64

    def _check(self) -> None:
        if self._bottom > self._limits.rows:
            raise IntakeRefused(
                f"{self._filename}: expected at most {self._limits.rows:,} rows, got content down to row "
                f"{self._bottom:,}; delete what lies below the list, or split it",
                code="too_many_rows",
            )
        if self._right > self._limits.columns:
            raise IntakeRefused(
                f"{self._filename}: expected at most {self._limits.columns} columns, got content in column "
                f"{self._right}; delete what lies beside the list",
                code="too_many_columns",
            )
        if self._bottom * self._right > self._limits.cells:
            raise IntakeRefused(
                f"{self._filename}: expected at most {self._limits.cells:,} cells, got a sheet of "
                f"{self._bottom:,} rows and {self._right} columns; copy the list alone into a new workbook",
                code="too_many_cells",
            )
