"""Files that are too large, or no lists at all, end in one clear line before anything is loaded."""

from __future__ import annotations

import contextlib
import io
import struct
import tracemalloc
import zipfile
import zlib

import openpyxl
import pytest
from foodtrace.errors import IntakeRefused
from foodtrace.intake import (
    LIMITS_TEXT,
    MAX_COLUMNS,
    MAX_FILE_BYTES,
    MAX_INFLATED_BYTES,
    MAX_ROWS,
    parse_table,
    read_rows,
)

SHEET_HEAD = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
SHEET_TAIL = b"</sheetData></worksheet>"


def a_workbook(sheet_xml: bytes | None = None, extra: dict[str, bytes] | None = None) -> bytes:
    """A sound workbook, its first sheet's XML replaced by hand-made bytes."""
    book = openpyxl.Workbook()
    book.active.append(["Tên quán", "Địa chỉ", "Phường"])  # type: ignore[union-attr]
    plain = io.BytesIO()
    book.save(plain)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(plain) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for info in source.infolist():
            content = source.read(info)
            if sheet_xml is not None and info.filename == "xl/worksheets/sheet1.xml":
                content = sheet_xml
            target.writestr(info.filename, content)
        for name, content in (extra or {}).items():
            target.writestr(name, content)
    return out.getvalue()


def a_cell(reference: str) -> bytes:
    return f'<c r="{reference}" t="inlineStr"><is><t>x</t></is></c>'.encode()


def a_row(number: int) -> bytes:
    return f'<row r="{number}">'.encode() + a_cell(f"A{number}") + b"</row>"


def refused(raw: bytes, filename: str = "list.xlsx") -> IntakeRefused:
    with pytest.raises(IntakeRefused) as caught:
        read_rows(raw, filename)
    message = str(caught.value)
    assert "\n" not in message
    assert filename.rsplit("/", 1)[-1] in message
    return caught.value


def test_a_sheet_of_a_million_rows_is_refused() -> None:
    rows = b"".join(a_row(n) for n in range(1, 1_000_001, 4))
    assert refused(a_workbook(SHEET_HEAD + rows + SHEET_TAIL)).code == "too_many_rows"


def test_one_cell_in_the_last_corner_is_refused_before_it_becomes_a_grid() -> None:
    xml = SHEET_HEAD + b'<row r="1048576">' + a_cell("XFD1048576") + b"</row>" + SHEET_TAIL
    tracemalloc.start()
    try:
        assert refused(a_workbook(xml)).code == "too_many_rows"
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
    wide = SHEET_HEAD + b'<row r="1">' + a_cell("XFD1") + b"</row>" + SHEET_TAIL
    assert refused(a_workbook(wide)).code == "too_many_columns"


def test_rows_that_are_only_formatted_do_not_count() -> None:
    empty = b"".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>'.encode() for n in range(2, 300_000))
    table = read_rows(a_workbook(SHEET_HEAD + a_row(1) + empty + SHEET_TAIL), "list.xlsx")
    assert [n for n, _ in table.rows] == [1]


def test_cells_without_references_are_counted_where_they_stand() -> None:
    cell = b'<c t="inlineStr"><is><t>x</t></is></c>'
    rows = b"<row>" + cell * 3 + b"</row>"
    table = read_rows(a_workbook(SHEET_HEAD + rows * 50 + SHEET_TAIL), "list.xlsx")
    assert len(table.rows) == 50
    over = b"<row>" + cell * (MAX_COLUMNS + 1) + b"</row>"
    assert refused(a_workbook(SHEET_HEAD + over + SHEET_TAIL)).code == "too_many_columns"


def a_bomb(size: int) -> bytes:
    """`size` bytes of spaces, deflated a mebibyte at a time so that the test stays small itself."""
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    pieces = [squeezer.compress(b" " * 2**20) for _ in range(size // 2**20)]
    return b"".join(pieces) + squeezer.flush()


def with_raw_member(raw: bytes, name: bytes, deflated: bytes, claimed_size: int) -> bytes:
    """Put a deflated member in front of a zip file, its header claiming a size of its own choice."""
    local = struct.pack(
        "<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 33, 0, len(deflated), claimed_size, len(name), 0
    )
    local += name + deflated
    end = raw.rindex(b"PK\5\6")
    count, central_size, central_at = struct.unpack("<HII", raw[end + 10 : end + 20])
    central = bytearray(raw[central_at : central_at + central_size])
    at = 0
    while at < len(central):
        offset = struct.unpack_from("<I", central, at + 42)[0] + len(local)
        struct.pack_into("<I", central, at + 42, offset)
        lengths = struct.unpack_from("<3H", central, at + 28)
        at += 46 + sum(lengths)
    entry = struct.pack(
        "<4s6H3I5H2I",
        b"PK\1\2",
        20,
        20,
        0,
        8,
        0,
        33,
        0,
        len(deflated),
        claimed_size,
        len(name),
        0,
        0,
        0,
        0,
        0,
        0,
    )
    central += entry + name
    tail = struct.pack(
        "<4s4H2IH", b"PK\5\6", 0, 0, count + 1, count + 1, len(central), len(local) + central_at, 0
    )
    return local + raw[:central_at] + bytes(central) + tail


@pytest.mark.slow
def test_a_zip_bomb_is_refused_while_it_unpacks_whatever_it_claims() -> None:
    bomb = a_bomb(MAX_INFLATED_BYTES + 2**21)
    assert len(bomb) < 2_000_000
    tracemalloc.start()
    try:
        for claimed in (MAX_INFLATED_BYTES + 2**21, 100):
            error = refused(with_raw_member(a_workbook(), b"xl/media/a.xml", bomb, claimed))
            assert error.code == "too_large"
        assert tracemalloc.get_traced_memory()[1] < 30_000_000
    finally:
        tracemalloc.stop()


def test_a_member_that_is_not_as_long_as_it_claims_is_refused() -> None:
    for claimed in (1, 2**20 - 1, 2**20 + 1):
        raw = with_raw_member(a_workbook(), b"xl/media/a.xml", a_bomb(2**20), claimed)
        assert refused(raw).code == "workbook"


def test_entities_in_a_sheet_are_refused() -> None:
    xml = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>&b;'
        b"</sheetData></worksheet>"
    )
    assert refused(a_workbook(xml)).code == "workbook"


def test_a_text_file_with_too_many_rows_is_refused() -> None:
    raw = b"Name,Address,Ward\n" + b"a,b,c\n" * (MAX_ROWS + 1)
    assert refused(raw, "list.csv").code == "too_many_rows"


def test_a_file_with_too_many_bytes_is_refused() -> None:
    assert refused(b"a" * (MAX_FILE_BYTES + 1), "list.csv").code == "too_large"


def test_a_quotation_mark_that_never_closes_is_named() -> None:
    raw = b'Name,Address,Ward\n"Quan A,1 Le Loi,Hai Chau\n' + b"Quan B,2 Le Loi,Hai Chau\n" * 200
    assert refused(raw, "list.csv").code == "quotes"


def an_archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("raw", "code", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "not_a_table", ".xls"),
        (b"%PDF-1.7\n%\xe2\xe3", "not_a_table", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "not_a_table", "picture"),
        (b"<html><table><tr><td>Name</td></tr></table></html>", "not_a_table", "web page"),
        (an_archive("mimetype", "content.xml"), "not_xlsx", ".ods"),
        (an_archive("xl/workbook.bin"), "not_xlsx", ".xlsb"),
        (an_archive("word/document.xml"), "not_xlsx", "Word"),
        (an_archive("a.txt"), "not_xlsx", "zip"),
        (b"PK\x03\x04" + bytes(range(200)), "workbook", "XLSX"),
        (b"", "empty", "empty"),
        (b"\xef\xbb\xbf\r\n", "empty", "empty"),
        (bytes(range(256)) * 8, "", ""),
        (b"\xff\xfe\x00\xd8" * 40, "encoding", "UTF-16"),
        (b"Name\x01,Address\n", "not_a_table", "control"),
        (b"N\xe9\xdf\xdf,\xfe\xfe\xfe\xff\xff\n" * 9, "encoding", "UTF-8"),
    ],
)
def test_what_is_no_list_is_refused_by_name(raw: bytes, code: str, words: str) -> None:
    error = refused(raw, "folder/what.xlsx")
    assert not code or error.code == code
    assert words in str(error)


def test_a_truncated_workbook_is_refused_at_every_length() -> None:
    whole = a_workbook()
    for end in range(4, len(whole), 97):
        refused(whole[:end])


def test_a_damaged_workbook_never_ends_in_another_error() -> None:
    whole = bytearray(a_workbook())
    for at in range(0, len(whole), 31):
        damaged = bytearray(whole)
        damaged[at] ^= 0xFF
        with contextlib.suppress(IntakeRefused):
            read_rows(bytes(damaged), "list.xlsx")


def test_two_lists_in_one_workbook_are_refused_unless_one_is_named() -> None:
    book = openpyxl.Workbook()
    for title in ("Hải Châu", "Thanh Khê"):
        sheet = book.create_sheet(title)
        sheet.append(["Tên quán", "Địa chỉ"])
        sheet.append([f"Quán {title}", f"1 Lê Lợi, P. {title}"])
    out = io.BytesIO()
    book.save(out)
    error = refused(out.getvalue())
    assert error.code == "several_sheets"
    assert "Thanh Khê" in str(error)
    table = read_rows(out.getvalue(), "list.xlsx", sheet="Thanh Khê")
    assert [r.ward for r in parse_table(table, "48").rows] == [20209]
    with pytest.raises(IntakeRefused, match="Sơn Trà"):
        read_rows(out.getvalue(), "list.xlsx", sheet="Sơn Trà")


def test_a_list_without_headings_says_what_it_found_instead() -> None:
    table = read_rows("Bún Chả,12 Lê Lợi,Hải Châu\n".encode(), "list.csv")
    with pytest.raises(IntakeRefused, match="Bún Chả") as caught:
        parse_table(table, "48")
    assert caught.value.code == "no_headings"


def test_the_limits_can_be_stated_in_one_line() -> None:
    assert f"{MAX_ROWS:,} rows" in LIMITS_TEXT
    assert "\n" not in LIMITS_TEXT
