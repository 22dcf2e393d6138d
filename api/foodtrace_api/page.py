"""What a page says about one verdict, in one language; the templates only set it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from foodtrace.places import IN_FORCE, unit
from foodtrace.sticker import civil_day, encode_typed_code, shown_last_day

from foodtrace_api.panel import Panel, draw_panel
from foodtrace_api.words import civil_date, civil_moment

if TYPE_CHECKING:
    from foodtrace.publication import PublicEstablishment
    from foodtrace.sticker import Claims
    from foodtrace.trust import Trusted
    from foodtrace.verdict import Verdict

    from foodtrace_api.render import Asked
    from foodtrace_api.words import Words


class Plate(msgspec.Struct, frozen=True):
    """The name plate; `signed` is False for a public record that no signature brought here."""

    signed: bool
    label: str
    name: str
    street: str
    ward: str


class Fact(msgspec.Struct, frozen=True):
    label: str
    value: str
    detail: str = ""


class Page(msgspec.Struct, frozen=True):
    """`says` are sentences on what the verdict means; `links` are (address, words)."""

    panel: Panel
    checked_at: str
    plate: Plate | None = None
    says: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    facts: tuple[Fact, ...] = ()
    typed: str = ""


class Case(msgspec.Struct, frozen=True):
    """Everything one page is made from. `record` is the public record, where the verdict allows one."""

    verdict: Verdict
    trusted: Trusted | None
    record: PublicEstablishment | None
    now: int
    typed: str | None = None


_GENUINE_TEXT = {
    "no": "genuine_no_text",
    "key revoked": "genuine_key_revoked_text",
    "unknown issuer": "genuine_unknown_issuer_text",
    "unreadable": "genuine_unreadable_text",
}
_STANDING_TEXT = {
    "revoked": "standing_revoked_text",
    "replaced": "standing_replaced_text",
    "suspended": "standing_suspended_text",
    "unknown": "standing_unknown_text",
}


def compose(case: Case, asked: Asked, w: Words) -> Page:
    """The page of one case."""
    verdict, record = case.verdict, case.record
    panel = draw_panel(verdict, w, case.now, record.standing if record is not None else None)
    if case.typed is not None and verdict.genuine == "unreadable":
        panel = _headed(panel, w("headline_typed_wrong"), w("sub_typed_again"))
    elif verdict.genuine == "not checked" and record is None:
        panel = _headed(panel, w("headline_typed_unknown"), w("sub_typed_again"))
    return Page(
        panel=panel,
        checked_at=w("checked_at", datetime=w.moment(case.now)),
        plate=_plate(case, w),
        says=tuple(_says(case, w)),
        links=tuple(_links(case, asked, w)),
        facts=tuple(_facts(case, w)),
        typed=case.typed or "",
    )


def _headed(panel: Panel, headline: str, subline: str) -> Panel:
    return msgspec.structs.replace(panel, headline=headline, subline=subline)


def _plate(case: Case, w: Words) -> Plate | None:
    """Nothing unsigned stands as a name: a record without a signature is labelled as what it is."""
    claims, record = case.verdict.claims, case.record
    if claims is not None:
        ward = ward_line(claims.ward, civil_day(claims.iat), case.trusted, w)
        return Plate(True, w("plate_signed"), claims.name, claims.street, ward)
    if record is not None:
        ward = ward_line(record.ward, civil_day(case.now), case.trusted, w)
        return Plate(False, w("plate_record"), record.name, record.street, ward)
    return None


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


def _says(case: Case, w: Words) -> list[str]:
    verdict, claims = case.verdict, case.verdict.claims
    if case.typed is not None and verdict.genuine == "unreadable":
        return [w("typed_code_error")]
    if verdict.genuine == "not checked":
        if case.record is None:
            return [w("typed_unknown_text")]
        says = [w("genuine_not_checked_text")]
        key = _STANDING_TEXT.get(case.record.standing)
        return [*says, w(key)] if key and case.record.standing != "unknown" else says
    if verdict.genuine != "yes" or claims is None:
        return [
            w("version_text" if verdict.reason == "version" else _GENUINE_TEXT[verdict.genuine])
        ]
    if verdict.green:
        return [w("standing_in_force_text", date=w.date(shown_last_day(claims.exp)))]
    if verdict.reason == "not_in_register":
        return [w("not_in_register_text")]
    says = []
    if verdict.standing == "expired":
        says.append(w("standing_expired_text", date=w.date(shown_last_day(claims.exp))))
    elif verdict.standing == "not yet in force":
        says.append(w("standing_not_yet_text", date=w.date(civil_date(civil_day(claims.iat)))))
    elif verdict.standing != "in force" and not (
        verdict.standing == "unknown" and verdict.freshness == "stale"
    ):
        says.append(w(_STANDING_TEXT[verdict.standing]))
    if verdict.freshness == "stale":
        says.append(w("check_clock" if verdict.clock_wrong else "freshness_stale_text"))
    return says or [w("standing_unknown_text")]


def _links(case: Case, asked: Asked, w: Words) -> list[tuple[str, str]]:
    claims = case.verdict.claims
    if claims is None or case.record is None or case.verdict.standing != "replaced":
        return []
    code = encode_typed_code(claims.id)
    return [(asked.href(f"/c/{code}"), w("see_new_sticker", code=code))]


def _facts(case: Case, w: Words) -> list[Fact]:
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
