"""Wards from names and addresses: old and new, with and without kind, and never a silent choice."""

from __future__ import annotations

import pytest
from foodtrace.places import (
    OLD,
    Resolution,
    former_provinces,
    provinces,
    resolve_ward,
    split_address,
    successors,
    unit,
    units_of_province,
)
from hypothesis import given
from hypothesis import strategies as st


def names(found: Resolution) -> list[str]:
    return [u.full_name for u in found.candidates]


@pytest.mark.parametrize(
    ("text", "ward"),
    [
        ("Hải Châu", 20242),
        ("phường hải châu", 20242),
        ("P.Hải Châu", 20242),
        ("Hai Chau Ward", 20242),
        ("HAI CHAU", 20242),
        ("Phường Hải Châu, TP Đà Nẵng", 20242),
        ("Phước Ninh, Hải Châu", 20242),
        ("P. Phước Ninh", 20242),
        ("Thạc Gián", 20209),
        ("Hoà Cường Bắc", 20257),
        ("Hòa Cường", 20257),
        ("An Hải Bắc - Sơn Trà", 20275),
        ("Thuận Phước (cũ)", 20242),
        ("20242", 20242),
        ("P. Cẩm Phô, TP Hội An, Quảng Nam", 20410),
        ("Hoàng Sa", 20333),
    ],
)
def test_a_ward_of_da_nang_is_found_however_it_is_written(text: str, ward: int) -> None:
    found = resolve_ward(text, "48")
    assert found.unit is not None, found
    assert found.unit.code == ward


def test_a_split_ward_lists_its_candidates_and_chooses_none() -> None:
    for text in ("Hòa Liên", "xã Hoà Liên", "Hòa Liên, Hòa Vang"):
        found = resolve_ward(text, "48")
        assert (found.outcome, found.unit) == ("split", None)
        assert names(found) == ["Phường Hải Vân", "Phường Liên Chiểu"]


def test_a_name_of_two_places_is_ambiguous_until_kind_or_district_tell() -> None:
    found = resolve_ward("Phước Ninh", "48")
    assert (found.outcome, names(found)) == ("ambiguous", ["Phường Hải Châu", "Xã Quế Phước"])
    assert resolve_ward("Phường Phước Ninh", "48").unit == unit("2025-07-01", 20242)
    assert resolve_ward("Phước Ninh", "48", "Quận Hải Châu").unit == unit("2025-07-01", 20242)
    assert resolve_ward("Phước Ninh", "48", heading_kind="phuong").unit == unit("2025-07-01", 20242)


def test_an_old_ward_and_a_new_one_of_the_same_name_are_told_apart_by_kind_and_district() -> None:
    # In Hà Nội, Phường Chương Dương became part of Hồng Hà, and a Xã Chương Dương exists today elsewhere.
    assert resolve_ward("Chương Dương", "01").outcome == "ambiguous"
    by_district = resolve_ward("Chương Dương", "01", "Hoàn Kiếm").unit
    assert by_district is not None
    assert by_district.name == "Hồng Hà"
    today = resolve_ward("Xã Chương Dương", "01").unit
    assert today is not None
    assert today.full_name == "Xã Chương Dương"


def test_marks_tell_wards_apart_that_fold_to_one_word() -> None:
    for name in ("Thanh An", "Thạnh An"):
        found = resolve_ward(f"Xã {name}", "79").unit
        assert found is not None
        assert found.name == name
    assert resolve_ward("xa thanh an", "79").outcome == "ambiguous"


def test_a_numbered_ward_needs_its_district() -> None:
    assert resolve_ward("Phường 4", "79").outcome == "ambiguous"
    found = resolve_ward("P.04", "79", "Quận 5").unit
    assert found is not None
    assert found.name == "Chợ Quán"


def test_unknown_wards_come_with_near_ones() -> None:
    found = resolve_ward("Thạnh Gián", "48")
    assert (found.outcome, [u.full_name for u in found.near]) == ("unknown", ["Phường Thạc Gián"])
    assert resolve_ward("Xyz", "48").near == ()


def test_a_district_alone_is_a_missing_ward_with_the_wards_that_are_there_now() -> None:
    found = resolve_ward("Quận Hải Châu", "48")
    assert (found.outcome, names(found)) == ("missing", ["Phường Hải Châu", "Phường Hòa Cường"])
    assert resolve_ward("", "48").outcome == "missing"


def test_another_province_is_said_to_be_one() -> None:
    assert resolve_ward("Hải Châu", "01", "Đà Nẵng").outcome == "elsewhere"
    assert split_address("5 Lê Duẩn, P. Hải Châu, TP. Đà Nẵng", "79").ward.outcome == "elsewhere"


@pytest.mark.parametrize(
    ("text", "street", "ward"),
    [
        ("30 Lê Lợi, P. Bến Nghé Quận 1, TP. HCM", "30 Lê Lợi", "Sài Gòn"),
        ("12 Nguyễn Văn Trỗi. P. 1 Quận Phú Nhuận, TP. HCM", "12 Nguyễn Văn Trỗi", "Cầu Kiệu"),
        (
            "29 - 31 Tôn Thất Thiệp, P. Bến Nghé  Quận 1, TP. HCM",
            "29 - 31 Tôn Thất Thiệp",
            "Sài Gòn",
        ),
        ("12 Lê Lợi - P. Bến Thành - Q1 - TPHCM", "12 Lê Lợi", "Bến Thành"),
        (
            "77 Lê Lai, Bến Thành Ward, District 1, Ho Chi Minh City, Vietnam",
            "77 Lê Lai",
            "Bến Thành",
        ),
        ("47/7 Phan Văn Hớn, Bà Điểm Hóc Môn, TP. HCM", "47/7 Phan Văn Hớn", "Bà Điểm"),
        ("33 Lê Lợi, Phường Sài Gòn", "33 Lê Lợi", "Sài Gòn"),
        ("33 Lê Lợi, P.Bến Nghé (tầng 2), Quận 1", "33 Lê Lợi", "Sài Gòn"),
        (
            "KDC Trường Thạnh, Đường Tam Đa, P. Trường Thạnh Quận 9",
            "KDC Trường Thạnh, Đường Tam Đa",
            "Long Phước",
        ),
        ("31 Trần Não, P. Bình An Quận 2, TP. HCM", "31 Trần Não", "An Khánh"),
    ],
)
def test_a_ward_is_found_inside_an_address_and_the_street_is_what_stands_before(
    text: str, street: str, ward: str
) -> None:
    address = split_address(text, "79")
    assert address.street == street
    assert address.ward.unit is not None, address.ward
    assert address.ward.unit.name == ward


@pytest.mark.parametrize(
    ("text", "street"),
    [
        ("2 Lê Thánh Tôn Quận 1, TP. HCM", "2 Lê Thánh Tôn"),
        ("Chợ 200, Xóm Chiếu Quận 4, TP. HCM", "Chợ 200, Xóm Chiếu"),  # a street, and today's ward
        ("Ngã ba Văn Thân - Bình Tiên Quận 6, TP. HCM", "Ngã ba Văn Thân - Bình Tiên"),
        ("S40-1 Sky Garden 2, Phú Mỹ Hưng Quận 7, TP. HCM", "S40-1 Sky Garden 2, Phú Mỹ Hưng"),
        ("36 Đường số 9, Cư Xá Bình Thới Quận 11", "36 Đường số 9, Cư Xá Bình Thới"),
        ("36 Duong so 9, Cu Xa Binh Thoi Quan 11", "36 Duong so 9, Cu Xa Binh Thoi"),
        ("12 Tân Định", "12 Tân Định"),
        ("45 Củ Chi, TP. HCM", "45 Củ Chi"),
    ],
)
def test_a_street_is_never_taken_for_a_ward(text: str, street: str) -> None:
    address = split_address(text, "79")
    assert (address.street, address.ward.outcome) == (street, "missing")


def test_an_address_that_names_two_wards_is_ambiguous() -> None:
    text = "131, Trần Phú, p4, q5, TP.HCM (chi nhánh 117, Dạ Nam, p13, q5) Quận 5, TP. HCM"
    found = split_address(text, "79").ward
    assert (found.outcome, names(found)) == ("ambiguous", ["Phường Chợ Quán", "Phường Chợ Lớn"])


def test_every_unit_in_force_is_found_by_its_full_name() -> None:
    for one in provinces():
        for wanted in units_of_province(one.code):
            assert resolve_ward(wanted.full_name, one.code).unit == wanted, wanted
            for text in (
                f"12 Lê Lợi, {wanted.full_name}, {one.kind} {one.name}",
                f"12 Lê Lợi, {wanted.full_name}",
                f"12 Lê Lợi - {wanted.full_name} - {one.name}",
                f"12 Lê Lợi {wanted.full_name} {one.kind} {one.name}",
            ):
                address = split_address(text, one.code)
                assert (address.street, address.ward.unit) == ("12 Lê Lợi", wanted), text


@pytest.mark.slow
def test_every_old_ward_is_found_with_its_district_and_split_ones_list_their_candidates() -> None:
    for now in provinces():
        for old in former_provinces(now.code):
            for wanted in units_of_province(old.code, OLD):
                text = f"12 Lê Lợi, {wanted.full_name}, {wanted.district}, {old.kind} {old.name}"
                address = split_address(text, now.code)
                after = successors(wanted.code)
                assert address.street == "12 Lê Lợi", text
                if len(after) == 1:
                    assert address.ward.unit == after[0], text
                else:
                    assert (address.ward.outcome, address.ward.candidates) == ("split", after), text


@given(st.text(alphabet="pqPQ.,- /()'12ấảSÀIGÒNhải châuđa nẵng", max_size=50))
def test_no_text_ends_in_an_error(text: str) -> None:
    assert split_address(text, "48").ward.outcome
    assert resolve_ward(text, "48", text).outcome
