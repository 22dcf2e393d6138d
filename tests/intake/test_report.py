"""The fault report, read back with a reader that intake does not use."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from foodtrace.errors import InvalidRequest
from foodtrace.intake import fault_report_xlsx, parse_table, read_rows

FIXTURES = Path(__file__).parent / "fixtures"


def a_report(name: str, province: str, lang: str = "vi") -> tuple[list[list[object]], bytes]:
    table = read_rows((FIXTURES / name).read_bytes(), name)
    raw = fault_report_xlsx(table, parse_table(table, province).faults, lang)
    sheet = openpyxl.load_workbook(io.BytesIO(raw)).active
    assert sheet is not None
    return [list(row) for row in sheet.iter_rows(values_only=True)], raw


def test_it_holds_the_rows_under_the_files_own_headings_and_what_to_do_beside_them() -> None:
    rows, _ = a_report("utf8_titles_above.csv", "48")
    assert rows[0] == [
        "Dòng",
        "STT",
        "Tên quán",
        "Số nhà, đường",
        "Phường",
        "Loại hình",
        "Cách sửa",
    ]
    assert [row[0] for row in rows[1:]] == list(range(5, 18))
    assert [row[0] for row in rows[1:] if row[-1]] == [9, 10, 14, 15, 16]
    assert rows[5][1:5] == ["5", "Cơm Niêu Tư Hùng", "26 Quốc lộ 1A", "Hòa Liên"]
    assert "Phường Hải Vân, Phường Liên Chiểu" in str(rows[5][-1])
    english, _ = a_report("utf8_titles_above.csv", "48", "en")
    assert "Choose one: Phường Hải Vân" in str(english[5][-1])


def test_cells_that_begin_like_formulas_stay_text() -> None:
    raw = 'Tên,Địa chỉ,Phường\n"=1+1",-5 Lê Lợi,+Không Có\n@x,"=cmd|\' /C calc\'!A0",Không Có\n'
    table = read_rows(raw.encode(), "list.csv")
    report = fault_report_xlsx(table, parse_table(table, "48").faults)
    sheet = openpyxl.load_workbook(io.BytesIO(report)).active
    assert sheet is not None
    for line in sheet.iter_rows(min_row=2, min_col=2, max_col=4):
        for cell in line:
            assert cell.data_type == "s"
            if str(cell.value)[0] in "=+-@":
                assert cell.quotePrefix
    assert sheet["B2"].value == "=1+1"


def test_a_corrected_report_can_be_taken_in_again() -> None:
    name = "ward_in_address.xlsx"
    table = read_rows((FIXTURES / name).read_bytes(), name)
    book = openpyxl.load_workbook(
        io.BytesIO(fault_report_xlsx(table, parse_table(table, "79").faults))
    )
    sheet = book.active
    assert sheet is not None
    assert [c.value for c in sheet[1]][-2:] == ["Phường/xã", "Cách sửa"]
    choices = {str(v.sqref): v.formula1 for v in sheet.data_validations.dataValidation}
    assert choices["E5"] == '"Phường Xóm Chiếu,Phường Khánh Hội"'
    assert sheet["B5"].value == "Xôi Tôn Đản"
    sheet["E5"] = "Phường Khánh Hội"
    out = io.BytesIO()
    book.save(out)
    again = parse_table(read_rows(out.getvalue(), "sửa.xlsx"), "79")
    corrected = next(r for r in again.rows if r.row == 5)
    assert (corrected.name, corrected.street) == ("Xôi Tôn Đản", "232 Tôn Đản")
    assert corrected.registered_address == "232 Tôn Đản, Phường 15 Quận 4, TP. HCM"
    assert len(again.rows) == len(parse_table(table, "79").rows) + 1


def test_look_alikes_are_written_as_the_letters_they_mean() -> None:
    rows, _ = a_report("tcvn3_look_alike.xlsx", "48")
    assert rows[0][1:4] == ["Tên quán", "Địa chỉ", "Phường"]
    assert rows[7][1:4] == ["Lẩu Dê", "9 Bạch Đằng", "Hòa Liên"]


def test_the_same_faults_give_the_same_bytes() -> None:
    assert a_report("excel_mangled.xlsx", "48")[1] == a_report("excel_mangled.xlsx", "48")[1]


def test_another_language_is_refused() -> None:
    table = read_rows(b"Name,Address,Ward\nA,1 B,C\n", "list.csv")
    with pytest.raises(InvalidRequest, match="vi or en"):
        fault_report_xlsx(table, [], "fr")
