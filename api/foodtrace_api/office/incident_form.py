"""Forms of incidents: drafts as they were typed, and what is wrong with them in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from foodtrace.errors import FoodtraceError
from foodtrace.incidents import Draft, Ties
from foodtrace.sticker import encode_typed_code
from foodtrace.supply import RecallQuestion

from foodtrace_api.office.form import typed_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from foodtrace_api.words import Words

__all__ = ["WORDS", "draft_of", "fault_words", "in_address", "question_of", "typed_ties"]

#: The catalogs of incidents; the words of goods and certainties are those of the recall.
WORDS: Final = ("office_console", "office_goods", "office_incidents")
_LONGEST: Final = 2100
_DAYS: Final = ("since", "until", "served_on", "taken_on")
# In an address the words that the recall's page has too.
_NAMES: Final = {"since": "from", "until": "to", "code": "served_at", "served_on": "on"}
# What is not there, and the field that named it.
_MISSING: Final = {
    "establishment_not_found": ("code", "fault_code"),
    "receipt_not_found": ("receipt", "incident_fault_receipt"),
    "report_not_found": ("report", "incident_fault_report"),
    "supplier_not_found": ("supplier", "recall_fault_supplier"),
    "product": ("product", "recall_fault_product"),
}


def draft_of(get: Callable[[str], str], *, in_address: bool = False) -> Draft:
    """From whatever gives a text by its name; a day in either way of writing it becomes the usual one."""
    typed = {
        name: get(_NAMES.get(name, name) if in_address else name).strip()[:_LONGEST]
        for name in Draft.__struct_fields__
    }
    for name in _DAYS:
        day = typed_day(typed[name])
        if day is not None:
            typed[name] = day.isoformat()
    return Draft(**typed)


def typed_ties(ties: Ties) -> Draft:
    """What a form shows of ties that are known."""
    place = ties.establishment_id
    return Draft(
        receipt="" if ties.receipt_id is None else str(ties.receipt_id),
        supplier=ties.supplier,
        product=ties.product,
        lot=ties.lot,
        since=ties.since.isoformat() if ties.since else "",
        until=ties.until.isoformat() if ties.until else "",
        code="" if place is None else encode_typed_code(place),
        served_on=ties.served_on.isoformat() if ties.served_on else "",
    )


def question_of(draft: Draft) -> RecallQuestion:
    """The goods that a draft names, to be asked for."""
    return RecallQuestion(
        supplier=draft.supplier or None,
        product=draft.product or None,
        lot=draft.lot or None,
        since=typed_day(draft.since),
        until=typed_day(draft.until),
    )


def fault_words(error: FoodtraceError, w: Words) -> dict[str, str]:
    """Words by field; empty for an error that is about no field of a form."""
    if error.code in _MISSING:
        field, key = _MISSING[error.code]
        return {field: w(key)}
    faults = error.fields.get("faults")
    if not isinstance(faults, dict):
        return {}
    return {field: w(f"incident_fault_{what}") for field, what in faults.items()}


def in_address(draft: Draft) -> list[tuple[str, str]]:
    """What a draft has, as an address names it."""
    given = msgspec.structs.asdict(draft)
    return [(_NAMES.get(name, name), text) for name, text in given.items() if text]
