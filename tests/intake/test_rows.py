"""Rules across rows: duplicates, what the registry holds, conflicts, headings in many shapes."""

from __future__ import annotations

import pytest
from foodtrace.errors import NotFound
from foodtrace.intake import IntakeResult, parse_table, read_rows
from foodtrace.places import fold


def parsed(text: str, province: str = "48", **more: object) -> IntakeResult:
    return parse_table(read_rows(text.encode(), "x.csv"), province, **more)  # type: ignore[arg-type]


def test_the_second_of_two_equal_rows_names_the_first() -> None:
    result = parsed(
        "Tên,Địa chỉ,Phường\nPhở Hòa,1 Lê Lợi,Hải Châu\nPHỞ HOÀ,1  LÊ LỢI.,Thạch Thang\n"
    )
    assert [r.row for r in result.rows] == [2]
    assert [(f.row, f.code) for f in result.faults] == [(3, "duplicate_row")]
    assert "dòng 2" in result.faults[0].message_vi


def test_one_name_at_two_doors_is_two_establishments() -> None:
    result = parsed(
        "Tên,Địa chỉ,Phường\nPhở,1 Lê Lợi,Hải Châu\nPhở,2 Lê Lợi,Hải Châu\nPhở,1 Lê Lợi,Thanh Khê\n"
    )
    assert len(result.rows) == 3


def test_what_the_registry_holds_stays_good_and_says_under_which_code() -> None:
    known = {(fold("Phở Hòa"), fold("1 Lê Lợi"), 20242): 26004812}
    result = parsed(
        "Tên,Địa chỉ,Phường\nPhở Hoà,1 Lê Lợi,Hải Châu\nPhở Mới,2 Lê Lợi,Hải Châu\n", known=known
    )
    assert not result.faults
    assert [r.row for r in result.existing] == [2]
    assert "00RS-KAC7" in result.rows[0].notes[-1].message_vi


def test_a_ward_column_and_an_address_that_disagree_are_a_fault() -> None:
    result = parsed('Tên,Địa chỉ,Phường\nPhở,"1 Lê Lợi, P. Hải Châu",Thanh Khê\n')
    assert [f.code for f in result.faults] == ["ward_conflict"]
    assert not parsed('Tên,Địa chỉ,Phường\nPhở,"1 Lê Lợi, P. Thạch Thang",Hải Châu\n').faults


def test_a_street_that_holds_only_a_ward_is_missing() -> None:
    result = parsed('Tên,Địa chỉ,Phường\nPhở,"P. Hải Châu, Đà Nẵng",\n')
    assert [f.code for f in result.faults] == ["street_missing"]


@pytest.mark.parametrize(
    "heading",
    [
        "Phường,Địa chỉ,Tên quán",
        "PHƯỜNG (mới),ĐỊA CHỈ *,TÊN QUÁN",
        "Ward/Commune,Address,Trade name",
        "xã/phường,địa chỉ kinh doanh,tên cơ sở",
        "Phường,Số nhà - Đường,Tên nhà hàng",
    ],
)
def test_headings_are_known_in_either_language_and_any_order(heading: str) -> None:
    result = parsed(f"{heading}\nHải Châu,1 Lê Lợi,Phở\n")
    assert [(r.name, r.street, r.ward) for r in result.rows] == [("Phở", "1 Lê Lợi", 20242)]


def test_a_column_headed_quan_with_a_dot_below_is_the_district() -> None:
    result = parsed("Quán,Địa chỉ,Phường,Quận\nPhở,1 Lê Lợi,Phước Ninh,Hải Châu\n")
    assert [(r.name, r.ward) for r in result.rows] == [("Phở", 20242)]
    assert result.columns["district"] == "Quận"


def test_columns_nobody_reads_are_named() -> None:
    result = parsed("Tên,Địa chỉ,Phường,Số bàn\nPhở,1 Lê Lợi,Hải Châu,12\n")
    assert result.ignored == ("Số bàn",)


def test_a_province_that_was_merged_is_refused_with_the_one_it_became() -> None:
    with pytest.raises(NotFound, match="use 48"):
        parsed("Tên,Địa chỉ,Phường\nPhở,1 Lê Lợi,Hải Châu\n", "49")
    with pytest.raises(NotFound, match="two-digit"):
        parsed("Tên,Địa chỉ,Phường\nPhở,1 Lê Lợi,Hải Châu\n", "XX")


def test_rows_that_are_no_eateries_are_skipped_with_a_reason() -> None:
    result = parsed(
        "STT,Tên,Địa chỉ,Phường\n(1),(2),(3),(4)\nI,Đường Lê Lợi,,\n1,Phở,1 Lê Lợi,Hải Châu\n"
        "STT,Tên,Địa chỉ,Phường\n2,,,\n,Tổng cộng: 1 cơ sở,,\nCộng,1,,\n"
        ',,,"Đà Nẵng, ngày 3 tháng 2 năm 2026"\n,Người lập biểu,,Trưởng phòng\n'
    )
    assert [r.name for r in result.rows] == ["Phở"]
    assert [reason for _, reason in result.skipped] == [
        "column_numbers", "section", "repeated_heading", "number_only", "total", "total", "signature", "signature",
    ]  # fmt: skip
    assert not result.faults


@pytest.mark.parametrize(
    "name",
    [
        "Cộng Cà Phê",
        "Quán Bà Tư",
        "KT Coffee",
        "Total Burger",
        "Chợ Cồn",
        "Xã Hội Quán",
        "Giám Đốc Quán",
        "Tổng Đốc Lẩu",
    ],
)
def test_an_eatery_whose_row_holds_nothing_else_is_a_fault_and_never_skipped(name: str) -> None:
    result = parsed(f"STT,Tên,Địa chỉ,Phường\n1,{name},,\n")
    assert result.faulty_rows == [2]
    if name != "Xã Hội Quán":
        assert parsed(f"Tên,Địa chỉ,Phường\n{name},,\n").faulty_rows == [2]
