"""A form is read by the rules of a list's row."""

from foodtrace.intake import parse_form
from foodtrace.places import units_of_province

TYPED = {
    "name": "Bún Chả Cá Bà Lữ",
    "street": "319 Hùng Vương",
    "ward": "Phường Thanh Khê",
    "address": "319 Hùng Vương, phường Tân Chính, quận Thanh Khê",
    "category": "3",
}


def test_a_form_gives_what_the_row_of_a_list_would() -> None:
    row, faults = parse_form(TYPED, "48")
    assert faults is None
    assert row is not None
    assert (row.name, row.street, row.ward, row.category) == (
        "Bún Chả Cá Bà Lữ",
        "319 Hùng Vương",
        20209,
        3,
    )
    assert row.registered_address == "319 Hùng Vương, phường Tân Chính, quận Thanh Khê"


def test_every_ward_of_the_city_can_be_chosen_by_its_name() -> None:
    for unit in units_of_province("48"):
        row, _ = parse_form(TYPED | {"ward": unit.full_name, "address": "", "name": "Quán"}, "48")
        assert row is not None
        assert row.ward == unit.code


def test_what_is_missing_or_cannot_be_printed_is_said_for_its_field() -> None:
    row, faults = parse_form(TYPED | {"name": "", "street": "1 Hùng Vương \U0001f364"}, "48")
    assert row is None
    assert faults is not None
    assert {(fault.field, fault.code) for fault in faults} == {
        ("name", "name_missing"),
        ("street", "street_characters"),
    }


def test_a_name_that_looks_like_a_total_or_a_formula_is_a_name() -> None:
    for name in ("Tổng cộng", "=1+1", "@fifi", "-16 Độ"):
        row, _ = parse_form(TYPED | {"name": name}, "48")
        assert row is not None
        assert row.name == name


def test_each_basis_and_the_particulars_are_read() -> None:
    dates = {"issued_on": "2026-06-15", "expires_on": "2029-06-14", "issuer": "UBND phường"}
    row, _ = parse_form(TYPED | dates | {"certificate": "118/2025/NNPTNT-ĐNA"}, "48")
    assert row is not None
    assert row.basis is not None
    assert (row.basis.kind, row.basis.number) == ("certificate", "118/2025/NNPTNT-ĐNA")
    assert str(row.basis.expires_on) == "2029-06-14"
    row, _ = parse_form(TYPED | {"phone": "0905 000 111; 0236 3000 222", "owner": "Mẫu"}, "48")
    assert row is not None
    assert row.private.phones == ("0905000111", "02363000222")
    assert row.private.owner_name == "Mẫu"
