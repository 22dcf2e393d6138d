"""Lot and use-by day in the fields that sellers add to a line of an invoice (TTKhac/TTin); pure."""

from __future__ import annotations

import calendar
import datetime
import re
from typing import Final
from xml.etree.ElementTree import Element

import msgspec

from foodtrace.errors import InvalidRequest
from foodtrace.intake.cells import date_of
from foodtrace.places.folding import place_key
from foodtrace.supply.checking import one_lot
from foodtrace.supply.invoice_trees import local_name, text_in

__all__ = ["OwnFields", "day_in", "own_fields"]

_LOT_FIELDS: Final = frozenset(
    [
        "solo",
        "malo",
        "lo",
        "lohang",
        "malohang",
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
        "sobatch",
        "batchno",
        "batchcode",
        "batchnumber",
    ]
)
_USE_BY_FIELDS: Final = frozenset(
    [
        "handung",
        "hansudung",
        "hansd",
        "hsd",
        "ngayhsd",
        "handungdenngay",
        "ngayhethan",
        "ngayhh",
        "hethan",
        "exp",
        "expiry",
        "expirydate",
        "expirationdate",
        "expireddate",
        "expdate",
        "useby",
        "bestbefore",
    ]
)
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ][0-9:.]+(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?")
# "Số lô/Lot No", "Hạn dùng (HSD)": the same in two ways, or lot and day in one field.
_PARTS = re.compile(r"[/():;,|-]")
_LOT_AND_DAY = re.compile(
    r"(?P<lot>.+?)[\s/,;|-]+(?P<day>[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}|[0-9]{1,2}[-/.][0-9]{4})"
)
_MONTH = re.compile(r"(?P<month>[0-9]{1,2})[-/.](?P<year>[0-9]{4})|([0-9]{4})[-/.]([0-9]{1,2})")


_LONGEST = 60


class OwnFields(msgspec.Struct, frozen=True):
    """`lot_unread` stands where one lot should ("A12, A13"), `use_by_unread` where a day should ("six months
    from making")."""

    lot: str | None = None
    use_by: datetime.date | None = None
    lot_unread: str = ""
    use_by_unread: str = ""


def own_fields(row: Element) -> OwnFields:
    """What a seller's own fields of a line say of its lot and use-by day."""
    lot, use_by = "", None
    unread = ""
    for each in row.iter():
        if local_name(each) != "TTin":
            continue
        value = text_in(each, "DLieu")
        of_lot, of_day = _field(text_in(each, "TTruong"))
        day = value
        if not value or not (of_lot or of_day):
            continue
        if of_lot and of_day:
            both = _LOT_AND_DAY.fullmatch(value)
            lot, day = (both["lot"], both["day"]) if both else (lot or value, "")
        elif of_lot:
            lot = value
        if of_day and day:
            use_by = _use_by(day) or use_by
            unread = day[:_LONGEST]
    sound = len(lot) <= _LONGEST and _is_one(lot)
    return OwnFields(
        lot or None if sound else None,
        use_by,
        "" if sound else lot[:_LONGEST],
        "" if use_by else unread,
    )


def _is_one(lot: str) -> bool:
    try:
        one_lot(lot)
    except InvalidRequest:
        return False
    return True


def _field(name: str) -> tuple[bool, bool]:
    """Whether a field's name means a lot, and whether a use-by day."""
    keys = {place_key(part) for part in (name, *_PARTS.split(name))}
    return bool(keys & _LOT_FIELDS), bool(keys & _USE_BY_FIELDS)


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
