"""Lot and use-by day in the fields that sellers add to a line of an invoice (TTKhac/TTin); pure."""

from __future__ import annotations

import calendar
import datetime
import re
from typing import Final
from xml.etree.ElementTree import Element

import msgspec

from foodtrace.intake.cells import date_of
from foodtrace.places.folding import place_key
from foodtrace.supply.invoice_trees import local_name, text_in

__all__ = ["OwnFields", "day_in", "own_fields"]

_LOT_FIELDS: Final = frozenset(
    [
        "solo",
        "malo",
        "lo",
        "lohang",
        "solohang",
        "losx",
        "solosx",
        "solosanxuat",
        "losanxuat",
        "lot",
        "lotno",
        "lotnumber",
        "lotcode",
        "batch",
        "batchno",
        "batchnumber",
    ]
)
_USE_BY_FIELDS: Final = frozenset(
    [
        "handung",
        "hansudung",
        "hsd",
        "handungdenngay",
        "ngayhethan",
        "hethan",
        "exp",
        "expiry",
        "expirydate",
        "expdate",
        "useby",
        "bestbefore",
    ]
)
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ][0-9:.]+(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?")
_MONTH = re.compile(r"(?P<month>[0-9]{1,2})[-/.](?P<year>[0-9]{4})|([0-9]{4})[-/.]([0-9]{1,2})")


class OwnFields(msgspec.Struct, frozen=True):
    """`unread` is what stands for a use-by day and names none ("six months from making")."""

    lot: str | None = None
    use_by: datetime.date | None = None
    unread: str = ""


def own_fields(row: Element) -> OwnFields:
    """What a seller's own fields of a line say of its lot and use-by day."""
    lot, use_by, unread = None, None, ""
    for each in row.iter():
        if local_name(each) != "TTin":
            continue
        field, value = place_key(text_in(each, "TTruong")), text_in(each, "DLieu")
        if not value:
            continue
        if field in _LOT_FIELDS:
            lot = value
        elif field in _USE_BY_FIELDS:
            use_by = _use_by(value)
            unread = "" if use_by else value[:60]
    return OwnFields(lot, use_by, unread)


def day_in(text: str) -> datetime.date | None:
    """The day of 2026-05-31 with or without a time; None for anything else."""
    match = _DAY.fullmatch(text)
    return date_of(match[1]) if match else None


def _use_by(text: str) -> datetime.date | None:
    """A day, or the last one of a month that stands alone, as on the label."""
    if month := _MONTH.fullmatch(text):
        year, number = int(month["year"] or month[3]), int(month["month"] or month[4])
        if not (1 <= number <= 12 and 1900 <= year <= 9998):
            return None
        return datetime.date(year, number, calendar.monthrange(year, number)[1])
    return day_in(text) or date_of(text)
