"""Single cells: phones, dates, categories, encodings, and what must not be touched."""

from __future__ import annotations

import contextlib
import datetime
import shutil
import subprocess
import unicodedata

import pytest
from foodtrace.errors import IntakeRefused
from foodtrace.intake import parse_table, read_rows
from foodtrace.intake.categories import category_of
from foodtrace.intake.cells import date_of, is_excel_date, phones_of, text_of
from foodtrace.intake.rows import Cell
from foodtrace.intake.syllables import is_syllable
from foodtrace.intake.tcvn3 import decode_tcvn3, from_look_alike, look_alike_evidence
from hypothesis import given
from hypothesis import strategies as st

VIETNAMESE = "ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵĂÂĐÊÔƠƯ"


@pytest.mark.parametrize(
    ("cell", "phones", "odd"),
    [
        ("(08) 38 232 216 – (08) 38 245 452", ("0838232216", "0838245452"), False),
        (
            "0942 846 502 - 0909 873 755 - 0909 870 087",
            ("0942846502", "0909873755", "0909870087"),
            False,
        ),
        ("0236-3822-333", ("02363822333",), False),
        ("0905123456/0905654321;0905.111.222", ("0905123456", "0905654321", "0905111222"), False),
        ("+84 905 123 456", ("0905123456",), False),
        ("905123456", ("0905123456",), False),
        ("0905 123 456 0905 654 321", ("0905123456", "0905654321"), False),
        ("0905 123 456 hoặc 0905 654 321", ("0905123456", "0905654321"), False),
        ("1900 1234", ("19001234",), False),
        ("Chưa cập nhật", (), True),
        ("0905 123 456 (gặp chị Ba)", ("0905123456",), False),
        ("", (), False),
        ("12", (), True),
    ],
)
def test_phones_are_found_however_many_stand_in_a_cell(
    cell: str, phones: tuple[str, ...], odd: bool
) -> None:
    assert phones_of([cell]) == (phones, odd)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("01/07/2026", (2026, 7, 1)),
        ("1-7-26", (2026, 7, 1)),
        ("1.7.2026", (2026, 7, 1)),
        ("2026-07-01", (2026, 7, 1)),
        ("2026-07-01 00:00:00", (2026, 7, 1)),
        ("ngày 1 tháng 7 năm 2026", (2026, 7, 1)),
        (46204, (2026, 7, 1)),
        (46204.0, (2026, 7, 1)),
        (datetime.datetime(2026, 7, 1, 9), (2026, 7, 1)),
        ("31/02/2026", None),
        ("2026", None),
        (12, None),
        (None, None),
    ],
)
def test_days_are_read_day_first(cell: Cell, day: tuple[int, int, int] | None) -> None:
    assert date_of(cell) == (datetime.date(*day) if day else None)


@pytest.mark.parametrize(
    "cell", ["12-May", "5-Thg12", "May-12", "12/05/2026", "2026-05-12 00:00:00"]
)
def test_a_house_number_that_excel_turned_into_a_date_is_noticed(cell: str) -> None:
    assert is_excel_date(cell)


@pytest.mark.parametrize(
    "cell", ["12/5", "12-14", "K337/4", "3/2", "30/4 Street", "1/12/5", "100/5/2019B"]
)
def test_house_numbers_are_no_dates(cell: str) -> None:
    assert not is_excel_date(cell)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("Quán ăn", 2), ("Cà phê/Kem", 4), ("NHÀ HÀNG", 1), ("Nhà hàng trong khách sạn", 9), ("Quầy chợ", 8),
        ("Bếp ăn trường học", 7), ("Bếp ăn tập thể", 6), ("Thức ăn đường phố", 3), ("Bánh, chè, kem", 5),
        ("Bánh mì", 2), ("Nấu tiệc", 10), ("Đồ ăn chế biến sẵn", 11), ("Cà phê, giải khát", 4), ("fast_food", 2),
        ("Street food", 3), ("Prepared food to take away", 11), ("School kitchen", 7), ("Catering", 10), ("3", 3),
        ("", 0), ("không rõ", 0), ("Undefined 13", None), ("99", None),
    ],
)  # fmt: skip
def test_words_for_a_kind_of_business_are_understood_or_said_not_to_be(
    words: str, number: int | None
) -> None:
    assert category_of(words) == number


@pytest.mark.skipif(not shutil.which("iconv"), reason="iconv is the independent judge")
def test_tcvn3_bytes_mean_what_iconv_says() -> None:
    for letter in VIETNAMESE:
        done = subprocess.run(
            ["iconv", "-f", "UTF-8", "-t", "TCVN"],
            input=letter.encode(),
            capture_output=True,
            check=True,
        )
        assert unicodedata.normalize("NFC", decode_tcvn3(done.stdout)) == letter
        if letter != "Ằ":
            assert from_look_alike(done.stdout.decode("latin-1")) == letter


@pytest.mark.parametrize(
    "text",
    [
        "Bún Cá", "Quán Bà Tý", "Café Éclair", "Crème Brûlée", "Pizza 4P’s", "Combo 2 × 3", "Phở ½ tô", "§ 5",
        "Müller", "Bò Né ® Hà", "味家", "Bún Chả Cá Bà Lữ", "Cà Phê", "São Paulo", "A° B", "Señor ¿Qué?",
    ],
)  # fmt: skip
def test_unicode_is_not_taken_for_tcvn3(text: str) -> None:
    assert look_alike_evidence(text) < 2
    assert text_of(text) == text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Bón Ch¶ C¸", "Bún Chả Cá"),
        ("BóN CH¶ C¸", "BÚN CHẢ CÁ"),
        ("Ph­êng H¶i Ch©u", "Phường Hải Châu"),
        ("§­êng TrÇn H­ng §¹o", "Đường Trần Hưng Đạo"),
        ("Qu¸n ¡n Hoµng Ng©n", "Quán Ăn Hoàng Ngân"),
    ],
)
def test_tcvn3_look_alikes_are_read_as_the_font_shows_them(typed: str, meant: str) -> None:
    assert look_alike_evidence(typed) == 2
    assert text_of(typed) == meant


def test_syllables_follow_vietnamese_spelling() -> None:
    for word in ("nghiêng", "quyển", "gì", "thuở", "Đắk".casefold(), "huỳnh", "khuya", "ỷ"):
        assert is_syllable(word) == (word != "đắk"), word
    for word in ("nghiêc", "cafộ", "bỳn", "quỏn", "éclair", "ìn ì"):
        assert not is_syllable(word), word


@given(st.text(max_size=40))
def test_clean_text_is_one_line_of_nfc_and_cleaning_it_again_changes_nothing(text: str) -> None:
    clean = text_of(text)
    assert "\n" not in clean
    assert clean == clean.strip()
    # What was read as TCVN3 may look like TCVN3 again ("A¯Ì"); a cell is read once, so that does no harm.
    if look_alike_evidence(text) < 2:
        assert text_of(clean) == clean


@given(st.binary(max_size=400))
def test_no_bytes_end_in_another_error(raw: bytes) -> None:
    for head in (b"", b"Name,Address,Ward\n", b"PK\x03\x04"):
        with contextlib.suppress(IntakeRefused):
            parse_table(read_rows(head + raw, "x.csv"), "48")


def test_private_particulars_never_stand_in_a_fault_or_note() -> None:
    raw = (
        "Tên,Địa chỉ,Phường,Chủ cơ sở,Điện thoại,CCCD,Email,MST\n"
        "Quán A,1 Lê Lợi,Hải Châu,CANARY1,CANARY2,4.8E+10,CANARY4,1.2E+9\n"
        ",,,CANARY1,CANARY2 05,CANARY3,CANARY4,CANARY5\n"
    ).encode()
    result = parse_table(read_rows(raw, "x.csv"), "48")
    assert len(result.faulty_rows) == 2
    assert "CANARY" not in repr(result.faults)
    assert "E+10" not in repr(result.faults)
