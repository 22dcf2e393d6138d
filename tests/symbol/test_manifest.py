"""The manifest: a table a spreadsheet opens safely and a program reads back exactly."""

from __future__ import annotations

import csv
import io

import msgspec
import openpyxl
import pytest
from foodtrace.errors import InvalidRequest
from foodtrace.symbol import ManifestRow, encode_manifest, parse_manifest

_ROW = ManifestRow(
    id=26004812,
    typed_code="00RS-KAC7",
    kid="873e646a",
    idx=4,
    name="Bún Chả Cá Bà Lữ",
    street="319 Hùng Vương",
    ward=20209,
    zone="Phố ẩm thực 1",
    url="https://qr.example.vn/1/" + "5" * 380,
    file="svg/00RS-KAC7.svg",
)

_NASTY = (
    '=HYPERLINK("http://example.com","x")',
    "+84 905",
    "-1+1",
    "@SUM(A1)",
    "\tquán",
    "\rquán",
    "'trích dẫn",
    "''hai",
    'Quán, "ngon"',
    "hai\r\ndòng",
    " đầu",
    "",
)


def test_columns_are_the_promised_ones_and_come_first_in_the_file() -> None:
    raw = encode_manifest([_ROW])
    assert raw.startswith(b"id,typed_code,kid,idx,name,street,ward,zone,url,file\r\n")
    assert raw.count(b"\r\n") == 2


def test_a_plain_csv_reader_finds_the_words_as_they_were() -> None:
    (row,) = csv.DictReader(io.StringIO(encode_manifest([_ROW]).decode("utf-8-sig")))
    assert row["name"] == "Bún Chả Cá Bà Lữ"
    assert row["url"] == _ROW.url
    assert int(row["idx"]) == 4


@pytest.mark.parametrize("text", _NASTY)
def test_no_cell_is_a_formula_and_every_text_comes_back(text: str) -> None:
    row = msgspec.structs.replace(_ROW, name=text, street=text, zone=text)
    raw = encode_manifest([row])
    cells = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))[1]
    assert not any(cell[:1] in ("=", "+", "-", "@", "\t", "\r") for cell in cells)
    assert parse_manifest(raw) == [row]


def test_a_spreadsheet_takes_a_guarded_cell_for_text() -> None:
    row = msgspec.structs.replace(_ROW, name="=1+1")
    cells = list(csv.reader(io.StringIO(encode_manifest([row]).decode("utf-8-sig"))))[1]
    sheet = openpyxl.Workbook().active
    assert sheet is not None
    sheet.append(cells)
    assert sheet["E1"].data_type == "s"


def test_an_empty_manifest_reads_back_empty() -> None:
    assert parse_manifest(encode_manifest([])) == []


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"id,name\r\n1,x\r\n",
        encode_manifest([_ROW]).replace(b"20209", b"phuong"),
        encode_manifest([_ROW])[:-40],
        b"\xff\xfe",
        encode_manifest([_ROW]) + b'"',
    ],
)
def test_another_table_ends_in_one_clear_line(raw: bytes) -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse_manifest(raw)
    assert refused.value.code == "manifest"
    assert "\n" not in str(refused.value)
