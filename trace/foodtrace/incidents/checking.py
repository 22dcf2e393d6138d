"""What an incident may say: every fault of a draft at once, by the field that it is about; pure."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Final

import msgspec

from foodtrace.errors import InvalidRequest, MalformedSticker
from foodtrace.incidents.shapes import SORTS, VERDICTS, Draft, LabResult, Ties
from foodtrace.plain_text import clean_text, one_line
from foodtrace.sticker import parse_typed_code
from foodtrace.supply import exact, parse_quantity

__all__ = [
    "Opening",
    "check_draft",
    "check_result",
    "check_sentence",
    "check_shown",
    "check_ties",
]

MAX_PEOPLE: Final = 100_000
_MAX_NAME: Final = 300
_MAX_SUBJECT: Final = 120
_MAX_WORDS: Final = 2000
_MAX_SHORT: Final = 100
_MAX_LOT: Final = 60
_SENTENCE: Final = (10, 200)
_OLDEST_DAYS: Final = 10 * 366


class Opening(msgspec.Struct, frozen=True):
    """A draft in which nothing is wrong; that its receipt, report and place exist is asked elsewhere."""

    sort: str
    subject: str
    words: str
    people_ill: int | None
    report_id: int | None
    ties: Ties
    result: LabResult | None


def check_draft(draft: Draft, today: datetime.date) -> Opening:
    """Raises InvalidRequest (incident) with `faults`, field by field: missing, long, day, order, ..."""
    read = _Reading(draft, today)
    if draft.sort not in SORTS:
        read.faults["sort"] = "missing"
    subject = read.line("subject", _MAX_SUBJECT, needed=True)
    words = clean_text(draft.words)
    if len(words) > _MAX_WORDS:
        read.faults["words"] = "long"
    ill = read.number("people_ill", MAX_PEOPLE)
    report = read.number("report")
    ties = read.ties()
    if draft.sort == "illness":
        read.need("code", "served_on")
    result = read.result() if draft.sort == "sample" else None
    read.finish()
    return Opening(draft.sort, subject, words, ill, report, ties, result)


def check_ties(draft: Draft, today: datetime.date) -> Ties:
    """What the draft says an incident is about. Raises InvalidRequest (incident)."""
    read = _Reading(draft, today)
    ties = read.ties()
    read.finish()
    return ties


def check_result(draft: Draft, today: datetime.date) -> LabResult:
    """What the draft says a laboratory found. Raises InvalidRequest (incident)."""
    read = _Reading(draft, today)
    result = read.result()
    read.finish()
    return result


def check_sentence(text: str, field: str, *, needed: bool) -> str:
    """One sentence that people outside the office read, on one line. Raises InvalidRequest (incident)."""
    shown = one_line(clean_text(text))
    least, most = _SENTENCE
    if (shown or needed) and not (least <= len(shown) <= most and shown.isprintable()):
        raise InvalidRequest(
            f"expected a sentence of {least} to {most} characters, got {len(shown)}",
            code="incident",
            faults={field: "sentence" if shown else "missing"},
        )
    return shown


def check_shown(text: str, field: str) -> str:
    """What goods are called to people outside the office. Raises InvalidRequest (incident)."""
    shown = one_line(clean_text(text))
    if not shown or len(shown) > _MAX_SHORT:
        raise InvalidRequest(
            f"expected the goods in 1 to {_MAX_SHORT} characters, got {len(shown)}",
            code="incident",
            faults={field: "long" if shown else "missing"},
        )
    return shown


class _Reading:
    """Reads fields and gathers what is wrong with them."""

    def __init__(self, draft: Draft, today: datetime.date) -> None:
        self._draft = draft
        self._today = today
        self.faults: dict[str, str] = {}

    def finish(self) -> None:
        if self.faults:
            said = ", ".join(f"{field} ({what})" for field, what in self.faults.items())
            raise InvalidRequest(
                f"an incident was not taken; correct: {said}", code="incident", faults=self.faults
            )

    def need(self, *fields: str) -> None:
        for field in fields:
            if not getattr(self._draft, field).strip():
                self.faults.setdefault(field, "missing")

    def line(self, field: str, most: int, *, needed: bool = False) -> str:
        shown = one_line(clean_text(getattr(self._draft, field)))
        if len(shown) > most:
            self.faults[field] = "long"
        if needed and not shown:
            self.faults[field] = "missing"
        return shown

    def number(self, field: str, most: int = 2**31 - 1) -> int | None:
        text = getattr(self._draft, field).strip()
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,10}", text) or int(text) > most:
            self.faults[field] = "number"
            return None
        return int(text)

    def day(self, field: str, *, needed: bool = False) -> datetime.date | None:
        text = getattr(self._draft, field).strip()
        if not text:
            if needed:
                self.faults[field] = "missing"
            return None
        try:
            found = datetime.date.fromisoformat(text)
        except ValueError:
            self.faults[field] = "day"
            return None
        if found > self._today:
            self.faults[field] = "ahead"
        elif (self._today - found).days > _OLDEST_DAYS:
            self.faults[field] = "day"
        return found

    def ties(self) -> Ties:
        since, until = self.day("since"), self.day("until")
        if since and until and since > until:
            self.faults.setdefault("until", "order")
        place = None
        code = self._draft.code.strip()
        if code:
            try:
                place = parse_typed_code(code)
            except MalformedSticker:
                self.faults["code"] = "code"
        served_on = self.day("served_on")
        if code and not served_on and not self._draft.served_on.strip():
            self.faults["served_on"] = "missing"
        if served_on and not code:
            self.faults["code"] = "missing"
        return Ties(
            supplier=self.line("supplier", _MAX_NAME),
            product=self.line("product", _MAX_NAME),
            lot=self.line("lot", _MAX_LOT),
            since=since,
            until=until,
            receipt_id=self.number("receipt"),
            establishment_id=place,
            served_on=served_on,
        )

    def result(self) -> LabResult:
        verdict = self._draft.verdict
        if verdict not in VERDICTS:
            self.faults["verdict"] = "missing"
        value, most = self._measured("value"), self._measured("most")
        if verdict in ("exceeds", "within") and not self._draft.value.strip():
            self.faults["value"] = "missing"
        if isinstance(value, Decimal) and not self._draft.unit.strip():
            self.faults["unit"] = "missing"
        above = isinstance(value, Decimal) and isinstance(most, Decimal) and value > most
        below = isinstance(value, Decimal) and isinstance(most, Decimal) and value <= most
        if (verdict == "within" and above) or (verdict == "exceeds" and below):
            self.faults.setdefault("verdict", "disagrees")
        taken_on = self.day("taken_on", needed=True) or self._today
        return LabResult(
            sample=self.line("sample", _MAX_SHORT, needed=True),
            taken_on=taken_on,
            taken_at=self.line("taken_at", _MAX_NAME, needed=True),
            laboratory=self.line("laboratory", _MAX_NAME, needed=True),
            test=self.line("test", _MAX_NAME, needed=True),
            value=exact(value) if isinstance(value, Decimal) else value,
            most=exact(most) if isinstance(most, Decimal) else most,
            unit=self.line("unit", _MAX_SHORT),
            verdict=verdict,
            report_number=self.line("report_number", _MAX_SHORT),
        )

    def _measured(self, field: str) -> Decimal | str:
        """A number, exactly, or words such as "detected" or "< 0.3"; a number of two readings is neither."""
        text = self.line(field, _MAX_SHORT)
        if not re.fullmatch(r"-?[0-9][0-9.,]*", text):
            return text
        try:
            return parse_quantity(text)
        except InvalidRequest:
            self.faults[field] = "decimal"
            return text
