"""What a page says about one verdict, in one language; the templates only set it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from foodtrace.sticker import civil_date, civil_day, encode_typed_code, shown_last_day

from foodtrace_api.facts import (
    Case,
    Fact,
    Origin,
    facts_of,
    origins_of,
    ward_line,
    ward_was_merged,
)
from foodtrace_api.panel import Panel, draw_panel
from foodtrace_api.report_form import HEADINGS

if TYPE_CHECKING:
    import datetime as dt

    from foodtrace.publication import PublicEstablishment

    from foodtrace_api.render import Asked
    from foodtrace_api.words import Words


class Plate(msgspec.Struct, frozen=True):
    """The name plate; `signed` is False for a public record that no signature brought here."""

    signed: bool
    label: str
    name: str
    street: str
    ward: str


class Page(msgspec.Struct, frozen=True):
    """`says` are sentences on what the verdict means; `links` and `actions` are (address, words).

    `asks_door`: whether to compare the plate with the door is a question that helps here.
    """

    panel: Panel
    checked_at: str
    actions: tuple[tuple[str, str], ...]
    plate: Plate | None = None
    says: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    facts: tuple[Fact, ...] = ()
    origins: tuple[Origin, ...] = ()
    typed: str = ""
    asks_door: bool = False


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
    "unknown": "site_unknown_text",
}


def compose(case: Case, asked: Asked, w: Words) -> Page:
    """The page of one case."""
    verdict, record = case.verdict, case.record
    panel = draw_panel(verdict, w, case.now, record.standing if record is not None else None)
    if case.typed is not None and verdict.genuine == "unreadable":
        panel = _headed(panel, w("headline_typed_wrong"), w("sub_typed_again"))
    elif verdict.genuine == "not checked" and record is None:
        panel = _headed(panel, w("headline_typed_unknown"), w("sub_typed_again"))
    elif record is not None and record.closed_on is not None:
        headline = w("headline_moved" if record.moved_to else "headline_closed")
        panel = _headed(panel, headline, w("sub_closed", date=w.date(record.closed_on)))
    return Page(
        panel=panel,
        checked_at=w("checked_at", datetime=w.moment(case.now)),
        actions=tuple(_actions(case, asked, w)),
        plate=_plate(case, w),
        says=tuple(_says(case, w)),
        links=tuple(_links(case, asked, w)),
        facts=tuple(facts_of(case, w)),
        origins=tuple(origins_of((record.origins if record is not None else ()) or (), w)),
        typed=case.typed or "",
        asks_door=_asks_door(case),
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


def _asks_door(case: Case) -> bool:
    """Not where the page sends the reader to another place or sticker, or has told them to rely on neither."""
    verdict, record = case.verdict, case.record
    if record is not None and record.closed_on is not None:
        return False
    if verdict.claims is not None:
        return verdict.standing != "replaced" and verdict.reason != "not_in_register"
    return record is not None and any(each.is_current for each in record.stickers)


def _says(case: Case, w: Words) -> list[str]:
    verdict, claims = case.verdict, case.verdict.claims
    if case.typed is not None and verdict.genuine == "unreadable":
        return [w("typed_code_error")]
    if verdict.genuine == "not checked":
        if case.record is None:
            return [w("typed_unknown_text")]
        says = [w("genuine_not_checked_text")]
        if case.record.closed_on is not None:
            return [_closed(case.record, case.record.closed_on, w), *says]
        key = _STANDING_TEXT.get(case.record.standing)
        return [*says, w(key)] if key and case.record.standing != "unknown" else says
    if verdict.genuine != "yes" or claims is None:
        return [
            w("version_text" if verdict.reason == "version" else _GENUINE_TEXT[verdict.genuine])
        ]
    merged = [w("ward_merged_text")] if ward_was_merged(case) else []
    if verdict.green:
        return [w("standing_in_force_text", date=w.date(shown_last_day(claims.exp))), *merged]
    if verdict.reason == "not_in_register":
        return [w("not_in_register_text")]
    says = []
    if case.record is not None and case.record.closed_on is not None:
        # Why the sticker ended says more than that it was revoked or replaced.
        says.append(_closed(case.record, case.record.closed_on, w))
    elif verdict.standing == "expired":
        says.append(w("standing_expired_text", date=w.date(shown_last_day(claims.exp))))
    elif verdict.standing == "not yet in force":
        says.append(w("standing_not_yet_text", date=w.date(civil_date(civil_day(claims.iat)))))
    elif verdict.standing != "in force" and not (
        verdict.standing == "unknown" and verdict.freshness == "stale"
    ):
        says.append(w(_STANDING_TEXT[verdict.standing]))
    if verdict.freshness == "stale":
        says.append(w("site_clock_text" if verdict.clock_wrong else "site_stale_text"))
    return [*(says or [w("site_unknown_text")]), *merged]


def _closed(record: PublicEstablishment, day: dt.date, w: Words) -> str:
    return w("moved_text" if record.moved_to else "closed_text", date=w.date(day))


def _actions(case: Case, asked: Asked, w: Words) -> list[tuple[str, str]]:
    """The three reports; of a code that says nothing sure they go without one."""
    verdict = case.verdict
    number = verdict.claims.id if verdict.claims is not None else verdict.id
    path = "/report" if number is None else f"/report/{encode_typed_code(number)}"
    return [(asked.href(path, kind=kind), w(words[0])) for kind, words in HEADINGS.items()]


def _links(case: Case, asked: Asked, w: Words) -> list[tuple[str, str]]:
    claims, record = case.verdict.claims, case.record
    if record is not None and record.closed_on is not None:
        code = record.moved_to
        return [(asked.href(f"/c/{code}"), w("see_new_place", code=code))] if code else []
    if claims is None or case.record is None or case.verdict.standing != "replaced":
        return []
    code = encode_typed_code(claims.id)
    return [(asked.href(f"/c/{code}"), w("see_new_sticker", code=code))]
