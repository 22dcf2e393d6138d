"""What an incident and a recall are, as they are typed and as they are read; shapes only."""

from __future__ import annotations

import datetime
from typing import Any, Final

import msgspec

from foodtrace.supply import RecallQuestion

__all__ = [
    "ANSWERS",
    "SORTS",
    "STATES",
    "VERDICTS",
    "Draft",
    "Incident",
    "IncidentRecord",
    "LabResult",
    "RecallLine",
    "Step",
    "Ties",
]

SORTS: Final = ("sample", "complaint", "illness")
STATES: Final = ("open", "recalling", "closed")
VERDICTS: Final = ("exceeds", "within", "pending")
#: What an owner can answer: kept aside, none left (used or thrown away), never had it.
ANSWERS: Final = ("kept_aside", "none_left", "never_had")


class Draft(msgspec.Struct, frozen=True):
    """An incident as somebody typed it; days as 2026-11-20, `code` a typed code, `people_ill` a count."""

    sort: str = ""
    subject: str = ""
    words: str = ""
    people_ill: str = ""
    report: str = ""
    receipt: str = ""
    supplier: str = ""
    product: str = ""
    lot: str = ""
    since: str = ""
    until: str = ""
    code: str = ""
    served_on: str = ""
    sample: str = ""
    taken_on: str = ""
    taken_at: str = ""
    laboratory: str = ""
    test: str = ""
    value: str = ""
    most: str = ""
    unit: str = ""
    verdict: str = ""
    report_number: str = ""


class Ties(msgspec.Struct, frozen=True):
    """What an incident is about, as far as it is known; the days are those of delivery, both counted in."""

    supplier: str = ""
    product: str = ""
    lot: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None
    receipt_id: int | None = None
    establishment_id: int | None = None
    served_on: datetime.date | None = None

    @property
    def forward(self) -> RecallQuestion | None:
        """Who got these goods; None while nothing says which goods are meant."""
        if not (self.supplier or self.product or self.lot):
            return None
        return RecallQuestion(
            supplier=self.supplier or None,
            product=self.product or None,
            lot=self.lot or None,
            since=self.since,
            until=self.until,
        )

    @property
    def backward(self) -> RecallQuestion | None:
        """What was in the meal; None without a place and a day."""
        if self.establishment_id is None or self.served_on is None:
            return None
        return RecallQuestion(served_at=self.establishment_id, on=self.served_on)


class LabResult(msgspec.Struct, frozen=True):
    """What a laboratory found in a sample; value and limit as it wrote them, decimals without padding."""

    sample: str
    taken_on: datetime.date
    taken_at: str
    laboratory: str
    test: str
    value: str
    most: str
    unit: str
    verdict: str
    report_number: str
    at: int = 0
    actor: str = ""


class Step(msgspec.Struct, frozen=True):
    """Something that was done; `note` is the office's own words and is erased in its time."""

    at: int
    actor: str
    kind: str
    note: str
    detail: dict[str, Any]


class Incident(msgspec.Struct, frozen=True):
    """One incident in a list. `place_name` is the establishment's; `to_tell` how many recalls stand."""

    id: int
    sort: str
    opened_at: int
    opened_by: str
    state: str
    closed_at: int | None
    version: int
    subject: str
    people_ill: int | None
    report_id: int | None
    ties: Ties
    place_name: str | None
    recalls: int


class RecallLine(msgspec.Struct, frozen=True):
    """One recall. `reasons` and `certainties` as they were given; `places` are found, `told` of them told."""

    id: int
    incident_id: int
    question: RecallQuestion
    product: str
    lot: str
    reason_vi: str
    reason_en: str
    certainties: tuple[str, ...]
    begun_at: int
    begun_by: str
    ran_at: int
    lifted_at: int | None
    lifted_by: str | None
    lifted_vi: str
    lifted_en: str
    places: int
    told: int

    @property
    def stands(self) -> bool:
        return self.lifted_at is None


class IncidentRecord(msgspec.Struct, frozen=True):
    """One incident whole. `results` are the newest of each sample and test; `steps` oldest first."""

    incident: Incident
    words: str
    results: tuple[LabResult, ...]
    steps: tuple[Step, ...]
    recalls: tuple[RecallLine, ...]
