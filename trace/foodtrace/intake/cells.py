"""Cells into clean values: text, phones, dates, numbers, and what Excel did to them; pure."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Sequence

from foodtrace.intake.rows import Cell
from foodtrace.intake.tcvn3 import from_look_alike, look_alike_evidence

# Invisible and without meaning in a name: zero-width spaces, byte-order marks, soft hyphens.
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD))
_GARBLED = re.compile("á[º»][\u0080-\u2122]|Ã[\u00a1-\u00bf]|Ä[\u2018\u0091]|Æ[°¡]|\ufffd")
_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!)")
_SCIENTIFIC = re.compile(r"\d[.,]\d+E\+?\d+", re.IGNORECASE)
_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|thg ?\\d{1,2}"
_MANGLED_DATE = re.compile(
    rf"\d{{1,2}}[-/ ](?:{_MONTH})(?:[-/ ]\d{{2,4}})?|(?:{_MONTH})[-/ ]\d{{1,4}}"
    r"|\d{1,2}/\d{1,2}/(?:19|20)\d\d(?: 0?0:00(?::00)?)?|(?:19|20)\d\d-\d\d-\d\d(?: 00:00:00)?",
    re.IGNORECASE,
)
_PHONE_BREAK = re.compile(r"[/;,|\n]|\s[-–—+]\s|[-–—]\s|\s[-–—]|hoặc|\bor\b|\bvà\b|&")
_PHONE_RUN = re.compile(r"\+?\d[\d .()\-–]*\d")
_COORDINATE = re.compile(r"-?\d{1,3}(?:[.,]\d+)?")
#: Excel's day 0, with its mistaken leap day of 1900 taken in.
_EXCEL_EPOCH = datetime.date(1899, 12, 30)


def look_alike_columns(rows: Sequence[tuple[Cell, ...]]) -> frozenset[int]:
    """Columns that were written in a TCVN3 font, where doubtful cells are read so as well."""
    strong: dict[int, int] = {}
    unicode: dict[int, int] = {}
    for cells in rows:
        for at, cell in enumerate(cells):
            if not isinstance(cell, str) or cell.isascii():
                continue
            if look_alike_evidence(cell) == 2:
                strong[at] = strong.get(at, 0) + 1
            elif any(ord(c) > 0xFF for c in cell):
                unicode[at] = unicode.get(at, 0) + 1
    return frozenset(at for at, count in strong.items() if count > unicode.get(at, 0))


def text_of(cell: Cell, *, look_alike_column: bool = False) -> str:
    """The cell as one line of NFC text; numbers without the ".0" that Excel adds; "" for an empty cell.

    Only what a person cannot see is changed: white space and zero-width marks. Dates give ISO text: they are
    for `excel_date` to judge.
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        if not cell.isascii():
            evidence = look_alike_evidence(cell)
            if evidence == 2 or (evidence == 1 and look_alike_column):
                cell = from_look_alike(cell)
            cell = unicodedata.normalize("NFC", cell).translate(_INVISIBLE)
        return " ".join(cell.split())
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return cell.isoformat(" ") if isinstance(cell, datetime.datetime) else cell.isoformat()


def without_quote(text: str) -> str:
    """The text without the apostrophe by which clerks keep Excel from changing a number."""
    return text[1:].lstrip() if re.match(r"['’]\s*\d", text) else text


def is_excel_date(cell: Cell) -> bool:
    """Whether a cell that should hold a house number or a name was turned into a date ("12/5")."""
    if isinstance(cell, (datetime.date, datetime.time)):
        return True
    return isinstance(cell, str) and bool(_MANGLED_DATE.fullmatch(cell.strip()))


def is_error(text: str) -> bool:
    """Whether the cell holds one of Excel's error values."""
    return bool(_ERROR.search(text))


def is_garbled(text: str) -> bool:
    """Whether text is UTF-8 that some program read in another encoding ("BÃºn cháº£")."""
    return bool(_GARBLED.search(text))


def lost_digits(text: str) -> bool:
    """Whether a long number came as "4,80123E+11", its last digits gone."""
    return bool(_SCIENTIFIC.fullmatch(text))


def phones_of(texts: Iterable[str]) -> tuple[tuple[str, ...], bool]:
    """(phones as digits with a leading 0, whether something was left that is no phone)."""
    phones: dict[str, None] = {}
    odd = False
    for text in texts:
        for piece in _PHONE_BREAK.split(text):
            runs = [re.sub(r"\D", "", run) for run in _PHONE_RUN.findall(piece)]
            digits = "".join(runs)
            found = _phone(digits)
            each = [_phone(run) for run in runs]
            if found:
                phones[found] = None
            elif runs and all(each):
                phones.update(dict.fromkeys(p for p in each if p))
            elif len(digits) in (20, 21, 22) and _phone(digits[:10]) and _phone(digits[10:]):
                phones[digits[:10]] = phones[digits[10:]] = None
            elif digits or piece.strip(" .()-"):
                odd = True
    return tuple(phones), odd


def _phone(digits: str) -> str | None:
    if digits.startswith("84") and len(digits) in (11, 12):
        digits = "0" + digits[2:]
    elif len(digits) == 9 and digits[0] in "35789":  # Excel took the leading 0
        digits = "0" + digits
    short_line = digits.startswith(("1800", "1900")) and len(digits) in (8, 10)
    if short_line or (digits.startswith("0") and 9 <= len(digits) <= 12):
        return digits
    return digits if len(digits) in (7, 8) and digits[0] != "0" else None


def date_of(cell: Cell) -> datetime.date | None:
    """A civil day from a date cell, an Excel serial number or day/month/year text; None if it is none."""
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        whole = int(cell)
        return _EXCEL_EPOCH + datetime.timedelta(whole) if 20_000 <= whole <= 80_000 else None
    if not isinstance(cell, str):
        return None
    text = cell.strip()
    if match := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]0?0:00.*)?", text):
        year, month, day = map(int, match.groups())
    elif match := re.search(
        r"(\d{1,2})\s*(?:[-/.]|tháng)\s*(\d{1,2})\s*(?:[-/.]|năm)\s*(\d{4}|\d{2})(?!\d)", text
    ):
        day, month, year = map(int, match.groups())
    else:
        return None
    try:
        return datetime.date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def coordinates_of(latitude: str, longitude: str) -> tuple[float, float] | None:
    """(lat, lon) in degrees if both are numbers inside Vietnam's waters and land, else None."""
    if not (_COORDINATE.fullmatch(latitude) and _COORDINATE.fullmatch(longitude)):
        return None
    lat, lon = float(latitude.replace(",", ".")), float(longitude.replace(",", "."))
    return (lat, lon) if 6.0 <= lat <= 24.0 and 101.0 <= lon <= 118.0 else None
