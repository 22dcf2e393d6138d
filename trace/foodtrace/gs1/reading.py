"""What a scanner sends, in whatever of its ways, as one answer about goods, a parcel or a place."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Final

from foodtrace.errors import InvalidRequest
from foodtrace.gs1.days import read_day
from foodtrace.gs1.elements import SEPARATOR, read_message, read_printed
from foodtrace.gs1.keys import check_gln, check_gtin, check_sscc, shown
from foodtrace.gs1.links import read_address, read_link
from foodtrace.gs1.scanned import Element, Measure, Scanned
from foodtrace.sticker import civil_date, civil_day

__all__ = ["MAX_SCAN", "read_request", "read_scan"]

#: Characters; the largest symbol that GS1 allows holds fewer.
MAX_SCAN: Final = 8192
# ISO/IEC 15424, as GS1 uses it: GS1-128, DataBar and composites, DataMatrix, QR, DotCode.
_MESSAGES: Final = ("]C1", "]e0", "]e1", "]e2", "]d2", "]d5", "]Q3", "]Q4", "]J1")
_BARE: Final = ("]E0", "]E4", "]I1")
_MEASURES: Final = {"310": "kg", "320": "lb", "357": "oz", "356": "ozt", "315": "l", "316": "m3"}
_DAYS: Final = {"11": "produced_on", "13": "packed_on", "15": "best_before_on", "16": "sell_by_on"}
_EXPIRY: Final = ("17", "7003")


def read_scan(text: str, now: int) -> Scanned:
    """What the text of a scanner says: element strings, a GS1 Digital Link or a bare GTIN.

    `now` only tells the century of two-digit years. Raises InvalidRequest: scan_length, gs1_ai,
    gs1_elements, gs1_link, gs1_twice, gs1_date, gs1_lot, gtin, in_store, gln, sscc.
    """
    _check_length(text)
    return _scanned(_elements(text.strip(" \t\r\n")), civil_date(civil_day(now)).year)


def read_request(path: str, query: str, now: int) -> Scanned:
    """What is asked of us by the path and query of a GS1 Digital Link, as they were sent."""
    _check_length(path + query)
    return _scanned(read_address(path, query), civil_date(civil_day(now)).year)


def _check_length(text: str) -> None:
    if not 1 <= len(text) <= MAX_SCAN:
        raise InvalidRequest(
            f"expected the text of one code, of 1 to {MAX_SCAN} characters, got {len(text)}",
            code="scan_length",
        )


def _elements(text: str) -> list[Element]:
    said, content = (text[:3], text[3:]) if text.startswith("]") else ("", text)
    content = content.replace("\u241d", SEPARATOR)  # the separator as some readers show it
    if "://" in content[:12]:
        return read_link(content)
    if content.startswith("("):
        return read_printed(content)
    if said in _MESSAGES or content.startswith(SEPARATOR):
        found = read_message(content)
        if not found:
            raise _nothing(content)
        return found
    if content.isascii() and content.isdigit() and (said in _BARE or len(content) <= 14):
        return [("01", check_gtin(content))]
    if content.isascii() and content[:2].isdigit():
        return read_message(content)
    raise _nothing(content)


def _scanned(elements: list[Element], year: int) -> Scanned:
    by_ai: dict[str, str] = {}
    for ai, value in elements:
        if by_ai.setdefault(ai, value) != value:
            raise InvalidRequest(
                f"expected ({ai}) once, got it as {shown(by_ai[ai])} and as {shown(value)}; read one "
                "label alone",
                code="gs1_twice",
            )
    if "01" in by_ai and "02" in by_ai:
        raise InvalidRequest(
            "expected the GTIN of one thing, got (01) and (02) together; read one label alone",
            code="gs1_twice",
        )
    gtin = by_ai.get("01", by_ai.get("02"))
    days = {name: read_day(by_ai[ai], ai, year) for ai, name in _DAYS.items() if ai in by_ai}
    count = by_ai.get("37", by_ai.get("30"))
    return Scanned(
        gtin=None if gtin is None else check_gtin(gtin),
        contained="02" in by_ai,
        lot=by_ai.get("10"),
        serial=by_ai.get("21"),
        sscc=check_sscc(by_ai["00"]) if "00" in by_ai else None,
        expires_on=_expiry(by_ai, year),
        net=_net(by_ai),
        count=int(count) if count else None,
        glns={ai: check_gln(value) for ai, value in by_ai.items() if ai[:2] == "41"},
        elements=tuple(by_ai.items()),
        **days,
    )


def _expiry(by_ai: dict[str, str], year: int) -> datetime.date | None:
    return next((read_day(by_ai[ai], ai, year) for ai in _EXPIRY if ai in by_ai), None)


def _net(by_ai: dict[str, str]) -> Measure | None:
    # The last digit of the identifier is how many of the six are decimals.
    for ai, value in by_ai.items():
        if len(ai) == 4 and ai[:3] in _MEASURES:
            return Measure(Decimal(value).scaleb(-int(ai[3])), _MEASURES[ai[:3]])
    return None


def _nothing(content: str) -> InvalidRequest:
    return InvalidRequest(
        f"expected a GS1 code or a barcode of 8 to 14 digits, got {shown(content)}; read the "
        "supplier's label, or type what is printed on it",
        code="gs1_elements",
    )
