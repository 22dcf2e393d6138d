"""Labels are read as the GS1 standards print them and as other readers send them; what breaks the rules is refused."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
import zxingcpp
from biip.checksums import gs1_standard_check_digit
from foodtrace.errors import InvalidRequest
from foodtrace.gs1 import Measure, Scanned, gln_link, gtin_link, read_scan
from hypothesis import given
from hypothesis import strategies as st

# The noon of 22 November 2026.
NOW = 1_795_327_200
GTIN = "09501101530003"  # of the examples of the General Specifications
FNC1 = "\x1d"


@pytest.mark.parametrize(
    "text",
    [
        "]C101095011015300031714070410AB-123",
        "]d201095011015300031714070410AB-123",
        "]Q301095011015300031714070410AB-123",
        "]e001095011015300031714070410AB-123",
        f"{FNC1}01095011015300031714070410AB-123",
        "01095011015300031714070410AB-123",
        f"010950110153000310AB-123{FNC1}17140704",
        f"010950110153000310AB-123{FNC1}17140704{FNC1}",
        "010950110153000310AB-123␝17140704",
        "(01)09501101530003(17)140704(10)AB-123",
        "]C1(01)09501101530003(17)140704(10)AB-123",
        "(01) 0950 1101 53000 3 (17) 140704 (10) AB-123",
        "https://example.com/01/09501101530003/10/AB-123?17=140704",
        "https://id.gs1.org/01/9501101530003/10/AB-123?linkType=all&17=140704#top",
        "HTTP://example.com:8080/some/path/01/09501101530003/10/AB%2D123?17=140704",
        "https://example.com/01/09501101530003/10/AB-123/?17=140704",
    ],
)
def test_one_label_is_one_answer_however_the_scanner_sends_it(text: str) -> None:
    scanned = read_scan(text, NOW)
    assert scanned.gtin == GTIN
    assert scanned.lot == "AB-123"
    assert scanned.expires_on == datetime.date(2014, 7, 4)


# Addresses and labels that GS1 prints in its own standards and guides.
PUBLISHED = [
    ("https://example.com/01/09520123456788", {"gtin": "09520123456788"}),
    (
        "https://example.com/01/09520123456788/22/2A",
        {"gtin": "09520123456788"},
    ),
    (
        "https://brand.example.com/some-extra/pieces/of/path/01/09520123456788/10/ABC1/21/12345?17=180426",
        {
            "gtin": "09520123456788",
            "lot": "ABC1",
            "serial": "12345",
            "expires_on": datetime.date(2018, 4, 26),
        },
    ),
    (
        "https://example.com/01/09520123456788?3103=000195&3922=0299&17=201225",
        {"net": Measure(Decimal("0.195"), "kg"), "expires_on": datetime.date(2020, 12, 25)},
    ),
    (
        "https://example.com/00/952012345678912345?02=09520123456788&37=25&10=ABC123",
        {
            "sscc": "952012345678912345",
            "gtin": "09520123456788",
            "contained": True,
            "count": 25,
            "lot": "ABC123",
        },
    ),
    ("https://example.com/414/9520123456788", {"glns": {"414": "9520123456788"}}),
    ("https://example.com/414/9520123456788/254/32a%2Fb", {"glns": {"414": "9520123456788"}}),
    (
        "(01)98412345678908(3103)001750",
        {"gtin": "98412345678908", "net": Measure(Decimal("1.750"), "kg")},
    ),
    (
        "(00)106141412345678908(02)00614141123452(37)25(10)ABC123",
        {"sscc": "106141412345678908", "gtin": "00614141123452", "contained": True, "count": 25},
    ),
    ("(8006)095011015300030102(10)A", {"lot": "A", "gtin": None}),
    ("]E09501101530003", {"gtin": GTIN}),
    ("]E496385074", {"gtin": "00000096385074"}),
    ("036000291452", {"gtin": "00036000291452"}),
    ("]I109312345678907", {"gtin": "09312345678907"}),
]


@pytest.mark.parametrize(("text", "said"), PUBLISHED)
def test_what_the_standards_print_is_read(text: str, said: dict[str, object]) -> None:
    scanned = read_scan(text, NOW)
    for name, value in said.items():
        assert getattr(scanned, name) == value, name


@pytest.mark.parametrize(
    ("kind", "identifier"), [("DataMatrix", "]d2"), ("QRCode", "]Q3"), ("Code128", "]C1")]
)
def test_symbols_that_another_program_drew_and_another_read_are_understood(
    kind: str, identifier: str
) -> None:
    label = "(01)09501101530003(17)261231(3103)001750(10)AB-123/4(21)X1"
    symbol = zxingcpp.create_barcode(label, getattr(zxingcpp.BarcodeFormat, kind), gs1=True)
    (read,) = zxingcpp.read_barcodes(symbol.to_image(scale=4))
    message = bytes(read.bytes).decode()
    # As a person sees it, as the bytes stand in it, with the reader's name of the symbol and GS1's own.
    ways = [read.text, message, read.symbology_identifier + message, identifier + message]
    answers = [read_scan(way, NOW) for way in ways]
    assert answers[0].lot == "AB-123/4"
    assert answers[0].serial == "X1"
    assert answers[0].net == Measure(Decimal("1.750"), "kg")
    assert all(answer == answers[0] for answer in answers)


DAYS = [
    ("261231", "2026-12-31"),
    ("261200", "2026-12-31"),
    ("270200", "2027-02-28"),
    ("280200", "2028-02-29"),
    ("240229", "2024-02-29"),
    # Seen in 2026: 49 years past and 50 ahead.
    ("760101", "2076-01-01"),
    ("770101", "1977-01-01"),
    ("990101", "1999-01-01"),
    ("000101", "2000-01-01"),
]


@pytest.mark.parametrize(("digits", "day"), DAYS)
def test_days_have_their_century_and_their_last_of_the_month(digits: str, day: str) -> None:
    scanned = read_scan(f"(01){GTIN}(17){digits}", NOW)
    assert scanned.expires_on == datetime.date.fromisoformat(day)


def test_the_century_follows_the_year_of_reading() -> None:
    later = NOW + 40 * 365 * 86_400  # 2066
    assert read_scan("(17)100101(10)A", later).expires_on == datetime.date(2110, 1, 1)
    assert read_scan("(17)170101(10)A", later).expires_on == datetime.date(2017, 1, 1)


@pytest.mark.parametrize(
    "digits", ["260230", "261131", "230229", "260132", "261301", "260001", "269910", "2602x0"]
)
def test_a_day_that_no_calendar_has_is_refused(digits: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        read_scan(f"(01){GTIN}(17){digits}", NOW)
    assert refused.value.code in ("gs1_date", "gs1_elements")


def test_each_day_has_its_own_field() -> None:
    scanned = read_scan("(11)260101(13)260102(15)260103(16)260104(7003)2601051200", NOW)
    days = (
        scanned.produced_on,
        scanned.packed_on,
        scanned.best_before_on,
        scanned.sell_by_on,
        scanned.expires_on,
    )
    assert days == tuple(datetime.date(2026, 1, day) for day in range(1, 6))


@pytest.mark.parametrize(
    ("ai", "digits", "measure"),
    [
        ("3100", "000012", Measure(Decimal(12), "kg")),
        ("3103", "001750", Measure(Decimal("1.750"), "kg")),
        ("3105", "000001", Measure(Decimal("0.00001"), "kg")),
        ("3202", "012345", Measure(Decimal("123.45"), "lb")),
        ("3151", "000105", Measure(Decimal("10.5"), "l")),
    ],
)
def test_what_is_inside_is_exact(ai: str, digits: str, measure: Measure) -> None:
    assert read_scan(f"(01){GTIN}({ai}){digits}", NOW).net == measure


REFUSED = [
    ("", "scan_length"),
    ("x" * 9000, "scan_length"),
    ("hello", "gs1_elements"),
    ("09501101530004", "gtin"),
    ("95011015300", "gtin"),
    ("2012345678903", "in_store"),
    ("(01)09501101530004", "gtin"),
    ("(01)0950110153000", "gs1_elements"),
    ("(00)106141412345678909", "sscc"),
    ("(414)9501101020918", "gln"),
    ("(05)123", "gs1_ai"),
    ("(0)123", "gs1_elements"),
    ("]C105123", "gs1_ai"),
    # No FNC1 behind the lot: what follows cannot be told from it, and the lot is too long.
    (f"01{GTIN}10ABCDEFGHIJKLM172612310000", "gs1_elements"),
    (f"]C101{GTIN}10", "gs1_elements"),
    (f"(01){GTIN}(10)A(10)B", "gs1_twice"),
    (f"01{GTIN}10A{FNC1}10B", "gs1_twice"),
    (f"(01){GTIN}(02)09520123456788", "gs1_twice"),
    (f"https://example.com/01/{GTIN}/10/A?10=B", "gs1_twice"),
    (f"(01){GTIN}(10)LÔ-12", "gs1_lot"),
    (f"https://example.com/01/{GTIN}/10/L%C3%94", "gs1_lot"),
    (f"(01){GTIN}(10)A#1", "gs1_lot"),
    (f"(01){GTIN}(21)Đ", "gs1_elements"),
    ("https://example.com/", "gs1_link"),
    ("https://example.com/AQnYUc1gmg", "gs1_link"),
    (f"https://example.com/01/{GTIN}/21/S/10/L", "gs1_link"),
    (f"https://example.com/01/{GTIN}/235/T/10/L", "gs1_link"),
    (f"ftp://example.com/01/{GTIN}", "gs1_link"),
    (f"https://example.com/01/{GTIN}?05=1", "gs1_ai"),
    ("https://qr.example.vn/1/123456789", "gs1_link"),
    ("(01)٠٩٥٠١١٠١٥٣٠٠٠٣", "gs1_elements"),
    ("٩٥٠١١٠١٥٣٠٠٠٣", "gs1_elements"),
    ("A(01)" + GTIN, "gs1_elements"),
    (")(", "gs1_elements"),
    ("]", "gs1_elements"),
    ("]C1", "gs1_elements"),
]


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_what_breaks_the_rules_is_refused_with_one_line(text: str, code: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        read_scan(text, NOW)
    assert refused.value.code == code
    assert "\n" not in refused.value.message
    assert len(refused.value.message) < 400


def test_a_lot_with_vietnamese_letters_is_offered_as_a_local_lot() -> None:
    with pytest.raises(InvalidRequest, match="local lot"):
        read_scan(f"(01){GTIN}(10)LÔ-12", NOW)


def test_the_same_said_twice_is_said_once() -> None:
    twice = read_scan(f"(01){GTIN}(10)A(01){GTIN}(10)A", NOW)
    assert twice == read_scan(f"(01){GTIN}(10)A", NOW)


def test_links_are_written_as_the_standard_prints_them() -> None:
    assert gtin_link("example.com", "9520123456788") == "https://example.com/01/09520123456788"
    link = gtin_link("example.com", "09520123456788", "ABC+123/4")
    assert link == "https://example.com/01/09520123456788/10/ABC%2B123%2F4"
    assert gln_link("example.com", "9520123456788") == "https://example.com/414/9520123456788"


# The 82 characters of the General Specifications, figure 7.11-1.
SET_82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
assert len(SET_82) == 82
texts = st.text(SET_82, min_size=1, max_size=20)


def with_check_digit(payload: str) -> str:
    return f"{payload}{gs1_standard_check_digit(payload)}"


gtins = st.integers(10**12, 10**13 - 1).map(str).map(with_check_digit)


@given(gtins, texts, texts, st.dates(datetime.date(1978, 1, 1), datetime.date(2076, 1, 1)))
def test_whatever_a_label_says_comes_back(
    gtin: str, lot: str, serial: str, day: datetime.date
) -> None:
    message = f"]C101{gtin}17{day:%y%m%d}10{lot}{FNC1}21{serial}"
    scanned = read_scan(message, NOW)
    assert (scanned.gtin, scanned.lot, scanned.serial) == (gtin, lot, serial)
    assert scanned.expires_on == day
    assert read_scan(gtin_link("example.com", gtin, lot), NOW).lot == lot


@given(gtins, st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(gtin: str, at: int, by: int) -> None:
    wrong = gtin[:at] + str((int(gtin[at]) + by) % 10) + gtin[at + 1 :]
    with pytest.raises(InvalidRequest):
        read_scan(f"(01){wrong}", NOW)


@given(st.one_of(st.text(max_size=60), st.text(SET_82 + FNC1 + "]", max_size=60)))
def test_any_text_is_an_answer_or_one_line(text: str) -> None:
    for prefix in ("", "]C1", "]d2", "(01)", "https://example.com/01/", f"01{GTIN}10"):
        said = _answer_to(prefix + text)
        assert isinstance(said, Scanned) or said.message.isprintable()


def _answer_to(text: str) -> Scanned | InvalidRequest:
    try:
        return read_scan(text, NOW)
    except InvalidRequest as refused:
        return refused
