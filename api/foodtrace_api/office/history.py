"""The history of an establishment in plain words: who did what when, and what it was before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from foodtrace.sticker import encode_typed_code

from foodtrace_api.facts import category_name, ward_name
from foodtrace_api.office.actors import actor_words
from foodtrace_api.office.lines import day_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from foodtrace.registry import Event
    from foodtrace.trust import Trusted

    from foodtrace_api.words import Words

__all__ = ["Deed", "deed_of", "history_of", "shown_day"]

_SHOWN: Final = 100
# What of an event an officer reads; the rest (states, numbers of keys) follows from its kind.
_AT_FIRST: Final = ("name", "street", "ward", "category")
_TOLD: Final = (*_AT_FIRST, "registered_address", "basis", "place", "gln")
_GOODS: Final = ("goods_recorded", "receipt_corrected", "receipt_withdrawn", "shelf_life_set")
_PRIVATE: Final = ("owner_name", "phones", "id_number", "email", "tax_code")


class Deed(msgspec.Struct, frozen=True):
    """One line of a history; `changes` are (field, before, after) in words."""

    at: str
    who: str
    what: str
    reason: str
    changes: tuple[tuple[str, str, str], ...]


def history_of(
    events: Sequence[Event], names: Mapping[str, str], w: Words, trusted: Trusted | None
) -> list[Deed]:
    """The newest first."""
    return [deed_of(event, names, w, trusted) for event in reversed(events[-_SHOWN:])]


def deed_of(event: Event, names: Mapping[str, str], w: Words, trusted: Trusted | None) -> Deed:
    """One event in words."""
    key = f"event_{event.kind}"
    return Deed(
        at=w.moment(event.at),
        who=actor_words(event.actor, names, w),
        what=w(key) if key in w.catalog else event.kind,
        reason=event.reason or "",
        changes=tuple(_changes(event, names, w, trusted)),
    )


def _changes(
    event: Event, names: Mapping[str, str], w: Words, trusted: Trusted | None
) -> list[tuple[str, str, str]]:
    before, after = event.before or {}, event.after or {}
    if event.kind == "moved_zone":
        return [(w("col_zone"), str(before.get("name", "")), str(after.get("name", "")))]
    if event.kind == "feedback":
        told = [(name, before.get(name), after.get(name)) for name in ("state", "assigned_to")]
        number = (w("report_number"), "", str(after.get("report", "")))
        return [number] + [
            (w(f"changed_{name}"), _feedback(name, old, names, w), _feedback(name, new, names, w))
            for name, old, new in told
            if old != new
        ]
    if event.kind in _GOODS:
        return _goods(event.kind, before, after, w)
    if event.kind not in ("corrected", "taken_in", "particulars_corrected", "closed"):
        return []
    if event.kind == "closed":
        moved = after.get("moved_to")
        return [] if moved is None else [(w("moved_to"), "", encode_typed_code(moved))]
    found = [
        (
            w(f"changed_{name}"),
            _shown(name, before.get(name), w, trusted),
            _shown(name, after[name], w, trusted),
        )
        for name in _TOLD
        if name in after and (event.kind == "corrected" or name in _AT_FIRST)
    ]
    private = [w(f"changed_{name}") for name in _PRIVATE if name in after.get("private", ())]
    if private:
        found.append((w("changed_private"), "", ", ".join(private)))
    return found


def _goods(
    kind: str, before: Mapping[str, Any], after: Mapping[str, Any], w: Words
) -> list[tuple[str, str, str]]:
    if kind == "goods_recorded":
        return [(w("changed_receipts"), "", str(after.get("receipts", "")))]
    if kind == "shelf_life_set":
        old, new = (_days(each.get("days"), w) for each in (before, after))
        return [(str(after.get("product", "")), old, new)]
    quantity = f"{before.get('quantity', '')} {before.get('unit', '')}"
    return [(w("changed_receipt"), "", f"{before.get('product', '')}, {quantity}")]


def _days(days: int | None, w: Words) -> str:
    return w("shelf_life_default") if days is None else w("shelf_life_days", n=w.number(days))


def _feedback(name: str, value: Any, names: Mapping[str, str], w: Words) -> str:
    if value is None:
        return w("nobody") if name == "assigned_to" else ""
    if name == "assigned_to":
        return names.get(f"user {value}", str(value))
    return w(f"report_{value}")


def _shown(name: str, value: Any, w: Words, trusted: Trusted | None) -> str:
    if value is None or value == "":
        return ""
    if name == "ward":
        return ward_name(int(value))
    if name == "category":
        return category_name(int(value), trusted, w)
    if name == "basis" and isinstance(value, dict):
        parts = [w(f"basis_kind_{value['kind']}"), value.get("number"), value.get("ground")]
        parts += [value.get("issuer"), value.get("issued_on"), value.get("expires_on")]
        return ", ".join(str(part) for part in parts if part)
    if name == "place":
        return w("changed_place_given")
    return str(value)


def shown_day(at: int | None, w: Words) -> str:
    """The civil day of a moment, "" for none."""
    return "" if at is None else w.date(day_of(at))
