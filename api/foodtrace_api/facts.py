"""The facts under a verdict: basis, category, zone, address, code, and how old all this is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from foodtrace.sticker import encode_typed_code, shown_last_day

from foodtrace_api.words import civil_moment

if TYPE_CHECKING:
    from foodtrace.publication import PublicEstablishment
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
    label: str
    value: str
    detail: str = ""


def facts_of(case: Case, w: Words) -> list[Fact]:
    record, claims = case.record, case.verdict.claims
    if claims is None and record is None:
        return []
    facts = []
    if record is not None:
        if claims is None:
            facts.append(_record_standing(record, w))
        facts.append(_basis(record, w))
    category = claims.category if claims is not None else record.category if record else 0
    facts.append(Fact(w("fact_category"), category_name(category, case.trusted, w)))
    if record is not None:
        facts.append(Fact(w("place_zone"), record.zone))
        facts.append(Fact(w("place_as_registered"), record.registered_address))
    facts.append(_code(claims, record, w))
    facts.append(_data(case, w))
    return facts


def _record_standing(record: PublicEstablishment, w: Words) -> Fact:
    label = w("fact_record_standing")
    words = {
        "in force": "standing_in_force",
        "revoked": "standing_revoked",
        "suspended": "standing_suspended",
        "expired": "standing_expired",
        "replaced": "standing_replaced",
    }.get(record.standing)
    if words is None:
        return Fact(label, w("fact_no_sticker"))
    current = next((each for each in record.stickers if each.is_current), None)
    if record.standing != "in force" or current is None:
        return Fact(label, w(words))
    return Fact(label, w(words), w("valid_until", date=w.date(shown_last_day(current.exp))))


def _basis(record: PublicEstablishment, w: Words) -> Fact:
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
