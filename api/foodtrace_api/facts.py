"""The facts under a verdict: basis, category, zone, address, code, and how old all this is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from foodtrace.places import IN_FORCE, unit
from foodtrace.sticker import civil_day, encode_typed_code, place_centre, shown_last_day

from foodtrace_api.words import civil_moment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from foodtrace.publication import Names, PublicEstablishment, PublicOrigin
    from foodtrace.sticker import Claims
    from foodtrace.trust import Trusted
    from foodtrace.verdict import Verdict

    from foodtrace_api.words import Words


class Case(msgspec.Struct, frozen=True):
    """Everything one page is made from. `record` is the public record, where the verdict allows one."""

    verdict: Verdict
    trusted: Trusted | None
    record: PublicEstablishment | None
    now: int
    typed: str | None = None


class Fact(msgspec.Struct, frozen=True):
    """`href` leads away from this site, with `link` as its words; `said` is what somebody wrote, under its heading."""

    label: str
    value: str
    detail: str = ""
    href: str = ""
    link: str = ""
    lines: tuple[str, ...] = ()
    said: tuple[str, str] | None = None


class Origin(msgspec.Struct, frozen=True):
    """Where food comes from: `goods` are groups with their last day. Both names may be empty."""

    goods: tuple[str, ...]
    supplier: str
    place: str


def origins_of(shown: Iterable[PublicOrigin], w: Words) -> list[Origin]:
    """Where the main ingredients come from, each supplier once."""
    goods: dict[tuple[str, str], list[str]] = {}
    for each in shown:
        group, received = w(f"food_{each.food_group}"), w.date(each.last_delivery)
        source = (each.supplier or "", each.place or "")
        goods.setdefault(source, []).append(f"{group} · {w('received_on', date=received)}")
    return [Origin(tuple(lines), *source) for source, lines in goods.items()]


def facts_of(case: Case, w: Words) -> list[Fact]:
    record, claims = case.record, case.verdict.claims
    if claims is None and record is None:
        return []
    facts = []
    if record is not None:
        if claims is None:
            facts.append(_record_standing(record, w))
        facts.append(basis_fact(record, w))
        facts += inspection_facts(record, w)
        facts += _book(record, w)
    category = claims.category if claims is not None else record.category if record else 0
    facts.append(Fact(w("fact_category"), category_name(category, case.trusted, w)))
    if record is not None:
        facts.append(Fact(w("place_zone"), record.zone))
        facts.append(Fact(w("place_as_registered"), record.registered_address))
    if record is not None and ward_was_merged(case):
        now = ward_line(record.ward, civil_day(case.now), case.trusted, w)
        facts.append(Fact(w("place_unit_now"), now))
    if claims is not None and claims.place is not None:
        facts.append(_place(claims.place, w))
    facts.append(_code(claims, record, w))
    facts.append(_data(case, w))
    return facts


def ward_line(code: int, day: int, trusted: Trusted | None, w: Words) -> str:
    """The ward as the trust list named it on that civil day; its bare number where it did not."""
    ward = trusted.trust.ward_name(code, day) if trusted is not None else None
    if ward is None:
        return w("ward_number", number=f"{code:05d}")
    known = unit(IN_FORCE, code)
    name = ward.name
    if known is not None and known.name == name:
        if w.language == "vi":
            name = known.full_name
        elif word := {"Phường": "place_ward", "Xã": "place_commune"}.get(known.kind):
            name = f"{name} {w(word).lower()}"
    return w("ward_line", ward=name, province=ward.province)


def ward_name(code: int) -> str:
    """The name in full of a ward in force; its code where the table of units has none."""
    found = unit(IN_FORCE, code)
    return found.full_name if found is not None else f"{code:05d}"


def ward_was_merged(case: Case) -> bool:
    """Whether the unit that the sticker names, by the day it was signed, is not what it is today."""
    claims, trusted = case.verdict.claims, case.trusted
    if claims is None or trusted is None:
        return False
    then = trusted.trust.ward_name(claims.ward, civil_day(claims.iat))
    now = trusted.trust.ward_name(claims.ward, civil_day(case.now))
    if then is not None and then != now:
        return True
    return case.record is not None and case.record.ward != claims.ward


_MAP: Final = "openstreetmap.org"


def _place(place: bytes, w: Words) -> Fact:
    """The signed cell, about 38 m by 19 m, so five decimals say all there is."""
    latitude, longitude = (f"{each:.5f}" for each in place_centre(place))
    return Fact(
        w("fact_place"),
        f"{latitude}, {longitude}",
        href=f"https://www.{_MAP}/?mlat={latitude}&mlon={longitude}#map=18/{latitude}/{longitude}",
        link=w("map_open", site=_MAP),
    )


_STANDING_WORDS: Final = {
    "in force": "standing_in_force",
    "revoked": "standing_revoked",
    "suspended": "standing_suspended",
    "expired": "standing_expired",
    "replaced": "standing_replaced",
}


def standing_word(standing: str, w: Words) -> str | None:
    """The word for what a record says of its sticker; None where there is no sticker."""
    key = _STANDING_WORDS.get(standing)
    return None if key is None else w(key)


def _record_standing(record: PublicEstablishment, w: Words) -> Fact:
    label = w("fact_record_standing")
    words = standing_word(record.standing, w)
    if words is None:
        return Fact(label, w("fact_no_sticker"))
    current = next((each for each in record.stickers if each.is_current), None)
    if record.standing != "in force" or current is None:
        return Fact(label, words)
    return Fact(label, words, w("valid_until", date=w.date(shown_last_day(current.exp))))


def basis_fact(record: PublicEstablishment, w: Words) -> Fact:
    label, basis = w("basis"), record.basis
    if basis is None:
        return Fact(label, w("basis_not_stated"))
    if basis.kind == "exemption":
        value = w("basis_exemption", ground=basis.ground or w("basis_not_stated"))
    else:
        value = w(f"basis_{basis.kind}")
    details = []
    if basis.number:
        details.append(w("basis_number", number=basis.number))
    if basis.issuer:
        details.append(basis.issuer)
    if basis.issued_on is not None:
        details.append(w("basis_issued", date=w.date(basis.issued_on)))
    if basis.expires_on is not None:
        details.append(w("basis_until", date=w.date(basis.expires_on)))
    return Fact(label, value, ", ".join(details))


def result_names(outcome: Names | None, grade: Names | None, w: Words) -> str:
    """What a result is called in the page's language; "" where neither has a name."""
    return ", ".join(each.within(w.language) for each in (outcome, grade) if each)


def inspection_facts(record: PublicEstablishment, w: Words) -> list[Fact]:
    """The last result that is public, and that a newer one is in its hold; what is not public leaves no trace."""
    label, last = w("inspection_last"), record.last_inspection
    if last is None:
        return [Fact(label, w("inspection_pending"))] if record.inspection_pending else []
    lines = [w("inspection_basis", basis=last.basis.within(w.language))]
    if last.under_appeal:
        lines.append(w("inspection_appeal"))
    if record.inspection_pending:
        lines.append(w("inspection_newer"))
    return [
        Fact(
            label,
            result_names(last.outcome_name, last.grade_name, w) or w("inspection_took_place"),
            w("inspection_on", date=w.date(last.visited_on), published=w.date(last.published_on)),
            lines=tuple(lines),
            said=None if last.reply is None else (w("inspection_reply"), last.reply),
        )
    ]


def _book(record: PublicEstablishment, w: Words) -> list[Fact]:
    if not record.check_book_until:
        return []
    until = w("check_book_until", date=w.date(record.check_book_until))
    return [Fact(w("check_book"), until, w("check_book_own"))]


_CATEGORY_WORDS = (
    "not_stated", "restaurant", "eatery", "street_food", "coffee_drinks", "bakery_sweets",
    "collective_kitchen", "school_kitchen", "market_stall", "hotel_restaurant", "catering",
    "prepared_takeaway",
)  # fmt: skip


def category_name(number: int, trusted: Trusted | None, w: Words) -> str:
    """Our own words for the common categories; for one an authority added, what its trust list says."""
    if number < len(_CATEGORY_WORDS):
        return w(f"category_{_CATEGORY_WORDS[number]}")
    category = trusted.trust.category(number) if trusted is not None else None
    if category is None or not category.names:
        return str(number)
    names = category.names
    return names.get(w.language) or names.get("vi") or next(iter(names.values()))


def _code(claims: Claims | None, record: PublicEstablishment | None, w: Words) -> Fact:
    if claims is not None:
        until = w("valid_until", date=w.date(shown_last_day(claims.exp)))
        return Fact(w("fact_code"), encode_typed_code(claims.id), until)
    return Fact(w("fact_code"), record.typed_code if record is not None else "")


def _data(case: Case, w: Words) -> Fact:
    """How old the data is: the status list's time, or the moment the register itself was read."""
    verdict, record = case.verdict, case.record
    as_of = verdict.status_iat
    if as_of is None and verdict.genuine == "not checked" and record is not None:
        as_of = record.as_of
    if as_of is None:
        return Fact(w("fact_data"), w("freshness_missing"))
    detail = ""
    if verdict.trust_iat is not None:
        detail = w("key_list_as_of", date=w.date(civil_moment(verdict.trust_iat).date()))
    return Fact(w("fact_data"), w("data_as_of", datetime=w.moment(as_of)), detail)
