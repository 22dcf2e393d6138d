"""The words printed on every sticker, Vietnamese and English."""

from __future__ import annotations

from datetime import date

SCAN_VI = ("Quét mã để xem", "thông tin an toàn thực phẩm")
SCAN_EN = "Scan to check this venue's food-safety record"

FREE = (
    (("Không cần", "ứng dụng"), "No app"),
    (("Không", "thanh toán"), "No payment"),
    (("Không", "đăng nhập"), "No login"),
)

# "Nếu mã QR bị rách, nhập mã tra cứu tại {host}": the code stands between the two halves.
TORN_VI = "Nếu mã QR bị rách, nhập mã tra cứu"
TORN_EN = "If the QR code is torn, type the code"
AT = "tại · at"
CODE = "Mã tra cứu · Code"

VALID_VI = ("Có hiệu lực", "đến hết ngày")
VALID_EN = "Valid until the end of"
SPECIMEN = "MẪU / SPECIMEN"

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_vi(day: date) -> str:
    """01/07/2027"""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def day_en(day: date) -> str:
    """1 Jul 2027; not by the machine's locale, so that every machine prints the same bytes."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
