"""From the words for a ward to the unit in force: resolved, or the candidates a person chooses from."""

from __future__ import annotations

import difflib
from functools import lru_cache

import msgspec

from foodtrace.places.folding import place_key
from foodtrace.places.gazetteer import Entry, Gazetteer, gazetteer, loose, marks
from foodtrace.places.units import Unit

#: What a resolution may end in. Only "resolved" carries a unit.
OUTCOMES = (
    "resolved",  # one unit in force
    "missing",  # no words for a ward; candidates are the units in force of the old district, if one is named
    "unknown",  # no such ward in this province; candidates are near misses
    "split",  # the old ward was split; candidates are the units that took it over
    "ambiguous",  # several wards bear this name; candidates are the units in force they lead to
    "mismatch",  # the named ward is not in the named district; candidates are the units in force of that district
    "elsewhere",  # the address names another province
)


class Resolution(msgspec.Struct, frozen=True):
    """What the words for a ward turned out to mean.

    `outcome` is one of OUTCOMES. `old` is the old ward they were read as, where it was one. `earlier` says
    that the name is one that a merger before 2025 had ended. `near` are old or new units with a similar name
    (outcome "unknown" only). `text` is what was read as the ward's name.
    """

    outcome: str
    unit: Unit | None = None
    candidates: tuple[Unit, ...] = ()
    old: Unit | None = None
    earlier: bool = False
    near: tuple[Unit, ...] = ()
    text: str = ""


class Words(msgspec.Struct, frozen=True):
    """A ward's name taken apart: kind as written ("phuong") or "", name, and the context beside it.

    `marked` says that the text has Vietnamese letters, so that missing marks mean something; `bare` that
    nothing but its place in an address makes the name a ward.
    """

    name: str
    kind: str = ""
    districts: frozenset[str] | None = None
    former: str | None = None
    marked: bool = True
    bare: bool = False


@lru_cache(maxsize=65536)
def resolve_words(words: Words, province: str) -> Resolution:
    """Resolve a name whose kind, district and former province are already known (or not given)."""
    names = gazetteer(province)
    key = place_key(words.name)
    if not key:
        return Resolution("missing", candidates=_units_of_districts(names, words.districts))
    entries = names.wards.get(key) or names.loose_wards.get(loose(key)) or []
    if key.isdigit() and len(key) >= 4:
        entries = _by_code(names, int(key))
    if not entries:
        return Resolution(
            "unknown", near=_near(names, key, words.name, words.districts), text=words.name
        )
    if words.former is not None:
        entries = [e for e in entries if words.former in (_former(names, e))] or entries
    if words.districts is not None:
        inside = (
            [e for e in entries if e.district in words.districts]
            if words.bare  # beside a district only an old ward; today's names are streets there as well
            else _in_districts(names, entries, words.districts)
        )
        if not inside:
            return Resolution(
                "mismatch",
                candidates=_units_of_districts(names, words.districts),
                text=words.name,
            )
        entries = inside
    entries = _narrow(entries, words)
    targets = _targets(entries)
    old = next((e.unit for e in entries if e.district is not None), None)
    if any(e.district is None for e in entries):
        old = None
    if len(targets) == 1:
        return Resolution(
            "resolved",
            unit=targets[0],
            old=old,
            earlier=all(e.earlier for e in entries),
            text=words.name,
        )
    outcome = "split" if len({e.unit for e in entries}) == 1 else "ambiguous"
    return Resolution(outcome, candidates=targets, old=old, text=words.name)


def _narrow(entries: list[Entry], words: Words) -> list[Entry]:
    """Drop meanings that the writer did not mean, as far as the words say so."""
    current = [e for e in entries if not e.earlier] or entries
    if words.marked:
        written = marks(words.name)
        current = [e for e in current if marks(e.unit.name) == written] or current
    if words.kind:
        current = [e for e in current if place_key(e.unit.kind) == words.kind] or current
        # A ward written with its kind and without a district is an address of today.
        if words.districts is None and words.former is None:
            today = [e for e in current if e.district is None]
            current = today or current
    today = [e for e in current if e.district is None]
    if today and all(set(e.targets) & set(today[0].targets) for e in current):
        # Old and new bear one name and the old one lies in the new one, if only in part: today's is meant,
        # unless a district says that the writer still thinks in old wards.
        return today if words.districts is None else [e for e in current if e.district] or today
    return current


def _in_districts(names: Gazetteer, entries: list[Entry], districts: frozenset[str]) -> list[Entry]:
    """Old wards of these districts, else units in force that lie, if only in part, where they were."""
    old = [e for e in entries if e.district in districts]
    return old or [
        e
        for e in entries
        if e.district is None and names.districts_of.get(e.unit.code, frozenset()) & districts
    ]


def _former(names: Gazetteer, entry: Entry) -> set[str]:
    if entry.district is not None:
        return {entry.unit.province}
    inside = names.districts_of.get(entry.unit.code, frozenset())
    return {d.province for found in names.districts.values() for d in found if d.code in inside}


def _targets(entries: list[Entry]) -> tuple[Unit, ...]:
    found = {unit.code: unit for entry in entries for unit in entry.targets}
    return tuple(found[code] for code in sorted(found))


def _units_of_districts(names: Gazetteer, districts: frozenset[str] | None) -> tuple[Unit, ...]:
    wanted = districts or frozenset()
    found = {code for code, inside in names.districts_of.items() if inside & wanted}
    units = {e.unit.code: e.unit for es in names.wards.values() for e in es if e.district is None}
    return tuple(units[code] for code in sorted(found))


def _by_code(names: Gazetteer, code: int) -> list[Entry]:
    return [
        e for found in names.wards.values() for e in found if e.unit.code == code and not e.earlier
    ]


def _near(
    names: Gazetteer, key: str, name: str, districts: frozenset[str] | None
) -> tuple[Unit, ...]:
    """Up to three units with a similar name, of the named district if there are any in it."""
    close = difflib.get_close_matches(key, names.wards, n=20, cutoff=0.7)
    entries = [e for k in close for e in names.wards[k] if not e.earlier]
    if districts is not None:
        entries = _in_districts(names, entries, districts)
    found: dict[str, Unit] = {}
    for entry in entries:
        found.setdefault(entry.unit.full_name, entry.unit)
    # The folded key finds them, the marks rank them: "Thạnh Gián" is nearer to "Thạc Gián" than to "Thăng An".
    ranked = sorted(
        ((_likeness(name, u.name), -at, u) for at, u in enumerate(found.values())), reverse=True
    )
    return tuple(u for likeness, _, u in ranked if likeness >= max(0.7, ranked[0][0] - 0.1))[:3]


def _likeness(a: str, b: str) -> float:
    return difflib.SequenceMatcher(None, " ".join(marks(a)), " ".join(marks(b))).ratio()
