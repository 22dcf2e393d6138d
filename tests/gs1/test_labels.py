"""Labels are read as the GS1 General Specifications print them; what breaks their rules is refused."""

import datetime
from decimal import Decimal

import pytest
from foodtrace.errors import InvalidRequest
from foodtrace.gs1 import Measure, read_scan

# The noon of 22 November 2026.
NOW = 1_795_327_200
GTIN = "09501101530003"  # of the examples of the General Specifications


@pytest.mark.parametrize(
    "text",
    [
        "]C101095011015300031714070410AB-123",
        "]d201095011015300031714070410AB-123",
        "]Q301095011015300031714070410AB-123",
        "]e001095011015300031714070410AB-123",
        "\x1d01095011015300031714070410AB-123",
        "01095011015300031714070410AB-123",
        "010950110153000310AB-123\x1d17140704",
        "010950110153000310AB-123\x1d17140704\x1d",
        "(01)09501101530003(17)140704(10)AB-123",
        "(01) 0950 1101 53000 3 (17) 140704 (10) AB-123",
        "https://example.com/01/09501101530003/10/AB-123?17=140704",
        "https://id.gs1.org/01/9501101530003/10/AB-123?linkType=all&17=140704#top",
        "HTTP://example.com:8080/some/path/01/09501101530003/10/AB%2D123?17=140704",
    ],
)
def test_one_label_is_one_answer_however_the_scanner_sends_it(text: str) -> None:
    scanned = read_scan(text, NOW)
    assert scanned.gtin == GTIN
    assert scanned.lot == "AB-123"
    assert scanned.expires_on == datetime.date(2014, 7, 4)


def test_weight_is_exact() -> None:
    assert read_scan(f"(01){GTIN}(3103)001750", NOW).net == Measure(Decimal("1.750"), "kg")


def test_a_lot_with_vietnamese_letters_is_refused_and_offered_as_a_local_lot() -> None:
    with pytest.raises(InvalidRequest, match="local lot") as refused:
        read_scan(f"(01){GTIN}(10)LÔ-12", NOW)
    assert refused.value.code == "gs1_lot"
