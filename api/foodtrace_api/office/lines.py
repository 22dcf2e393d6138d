"""Doors as lines of a table: marks, words and days, the same in every list of the console."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from foodtrace.places import fold, units_of_province
from foodtrace.sticker import civil_day, shown_last_day

from foodtrace_api.facts import category_name, result_names, ward_name
from foodtrace_api.words import civil_moment

if TYPE_CHECKING:
    import datetime as dt

    from foodtrace.doors import Door
    from foodtrace.registry import Authority
    from foodtrace.trust import Trusted

    from foodtrace_api.words import Words

__all__ = [
    "LIFE_SHAPES",
    "STANDING_MARKS",
    "WORDS",
    "Line",
    "categories_of",
    "day_of",
    "lines_of",
    "wards_of",
]

#: The catalog of the console, beside the office's own.
WORDS: Final = "office_console"

#: Standing to the mark of the page's grammar, and to the key of its word.
STANDING_MARKS: Final = {
    "in force": ("yes", "standing_in_force"),
    "expired": ("time", "standing_expired"),
    "suspended": ("pause", "standing_suspended"),
    "revoked": ("no", "standing_revoked"),
    "replaced": ("arrow", "standing_replaced"),
    "none": ("none", "door_none"),
    "closed": ("none", "door_closed"),
}
#: A full square hangs at the door, a half one wants work, an empty one is not printed.
LIFE_SHAPES: Final = {
    "none": "bare",
    "to print": "empty",
    "printed": "half",
    "put up": "full",
    "damaged": "half",
    "to take down": "half",
    "off": "bare",
}
_SOON_DAYS: Final = 30


class Line(msgspec.Struct, frozen=True):
    """One door as it is shown; `notes` is what an officer should know of it."""

    href: str
    code: str
    name: str
    street: str
    ward: str
    zone: str
    zone_href: str
    category: str
    mark: str
    standing: str
    until: str
    notes: tuple[str, ...]
    shape: str
    life: str
    visited: str
    result: str


def lines_of(doors: tuple[Door, ...], w: Words, trusted: Trusted | None, now: int) -> list[Line]:
    return [_line(door, w, trusted, now) for door in doors]


def _line(door: Door, w: Words, trusted: Trusted | None, now: int) -> Line:
    standing = "closed" if door.closed_at is not None else door.standing
    mark, word = STANDING_MARKS[standing]
    last = door.inspection
    return Line(
        href=f"/office/establishments/{door.typed_code}",
        code=door.typed_code,
        name=door.name,
        street=door.street,
        ward=ward_name(door.ward),
        zone=door.zone,
        zone_href=f"/office/zones/{door.zone_id}",
        category=category_name(door.category, trusted, w),
        mark=mark,
        standing=w(word),
        until="" if door.exp is None else w.date(shown_last_day(door.exp)),
        notes=tuple(_notes(door, standing, w, now)),
        shape=LIFE_SHAPES[door.life],
        life="" if door.life in ("none", "off") else w(f"life_{door.life.replace(' ', '_')}"),
        visited="" if last is None else w.date(last.visited_on),
        result="" if last is None else result_names(last.outcome_name, last.grade_name, w),
    )


def _notes(door: Door, standing: str, w: Words, now: int) -> list[str]:
    notes = []
    if door.closed_at is not None:
        notes.append(w("note_closed", date=w.date(day_of(door.closed_at))))
    elif door.exp is not None and standing in ("in force", "expired"):
        days = civil_day(door.exp - 1) - civil_day(now)
        if standing == "expired":
            notes.append(w("note_over", n=-days))
        elif days == 0:
            notes.append(w("note_last_day"))
        elif days <= _SOON_DAYS:
            notes.append(w("note_left", n=days))
    if door.outdated:
        notes.append(w("note_outdated"))
    if door.reported_at is not None:
        notes.append(w("note_reported", date=w.short_day(day_of(door.reported_at))))
    return notes


def day_of(at: int) -> dt.date:
    """The civil day (UTC+7) of a moment."""
    return civil_moment(at).date()


def wards_of(authority: Authority | None) -> list[tuple[str, str]]:
    """Code and name of every unit in force of the authority's province, as a list to choose from."""
    if authority is None:
        return []
    found = ((f"{u.code:05d}", u.full_name) for u in units_of_province(authority.province))
    return sorted(found, key=lambda each: fold(each[1]))


def categories_of(trusted: Trusted | None, w: Words) -> list[tuple[int, str]]:
    """Number and name of every category that the trust list has."""
    numbers = sorted(each.number for each in trusted.trust.categories) if trusted else range(12)
    return [(number, category_name(number, trusted, w)) for number in numbers]
