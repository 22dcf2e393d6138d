"""The verdict panel: three answers become one headline and three cells, each a mark, a word and a line.

The grammar: circle yes, octagon no, square the authority acted, diamond time, dashed ring not known,
dash not considered. The panel takes the worst of the three; genuine is judged first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import msgspec
from foodtrace.sticker import civil_date, civil_day, shown_last_day

from foodtrace_api.words import civil_moment

if TYPE_CHECKING:
    from foodtrace.verdict import Verdict

    from foodtrace_api.words import Words

Kind = Literal["yes", "no", "time", "open"]
Mark = Literal["yes", "old", "no", "pause", "arrow", "time", "ask", "dash"]


class Cell(msgspec.Struct, frozen=True):
    mark: Mark
    word: str
    detail: str


class Panel(msgspec.Struct, frozen=True):
    """`kind` gives edge and ground: solid yes, striped no, yellow time, dashed open."""

    kind: Kind
    mark: Mark
    headline: str
    subline: str
    cells: tuple[Cell, Cell, Cell]


# genuine -> panel kind, mark, headline, subline, cell word, cell line
_GENUINE: Final[dict[str, tuple[Kind, Mark, str, str, str, str]]] = {
    "no": ("no", "no", "summary_not_confirmed", "sub_no", "genuine_no", "cell_no"),
    "key revoked": (
        "no", "no", "genuine_key_revoked", "sub_rely_not", "genuine_key_revoked", "cell_key_revoked",
    ),
    "unknown issuer": (
        "open", "ask", "genuine_unknown_issuer", "sub_unknown_issuer",
        "genuine_unknown_issuer", "cell_unknown_issuer",
    ),
    "unreadable": (
        "open", "ask", "headline_unreadable", "sub_unreadable", "genuine_unreadable", "cell_unreadable",
    ),
    "not checked": (
        "open", "ask", "genuine_not_checked", "sub_not_checked", "genuine_not_checked", "cell_typed",
    ),
}  # fmt: skip
# standing -> panel kind, mark, headline, subline, cell word
_STANDING: Final[dict[str, tuple[Kind, Mark, str, str, str]]] = {
    "revoked": ("no", "no", "headline_revoked", "sub_rely_not", "standing_revoked"),
    "replaced": ("open", "arrow", "headline_replaced", "sub_replaced", "standing_replaced"),
    "expired": ("time", "time", "headline_expired", "sub_expired", "standing_expired"),
    "not yet in force": ("time", "time", "headline_not_yet", "sub_not_yet", "standing_not_yet"),
    "suspended": ("no", "pause", "headline_suspended", "sub_suspended", "standing_suspended"),
    "unknown": ("open", "ask", "summary_not_confirmed", "sub_standing_unknown", "standing_unknown"),
}


def draw_panel(verdict: Verdict, w: Words, now: int, record_standing: str | None = None) -> Panel:
    """The panel of one verdict; `record_standing` is what the public record says, where there is one."""
    cells = (
        _genuine_cell(verdict, w),
        _standing_cell(verdict, w, record_standing),
        _freshness_cell(verdict, w, now),
    )
    kind, mark, headline, subline = _summary(verdict)
    if subline == "sub_not_yet" and verdict.claims is not None:
        line = w(subline, date=w.date(civil_date(civil_day(verdict.claims.iat))))
    else:
        line = w(subline)
    return Panel(kind, mark, w(headline), line, cells)


def _summary(verdict: Verdict) -> tuple[Kind, Mark, str, str]:
    if verdict.green:
        return "yes", "yes", "summary_confirmed", "sub_confirmed"
    if verdict.genuine != "yes":
        kind, mark, headline, subline, _, _ = _GENUINE[verdict.genuine]
        return kind, mark, headline, _reason_subline(verdict.reason) or subline
    if verdict.standing not in ("in force", "unknown"):
        return _STANDING[verdict.standing][:4]
    if verdict.freshness == "missing":
        return "open", "ask", "summary_not_confirmed", "sub_missing"
    if verdict.freshness == "stale":
        subline = "site_clock" if verdict.clock_wrong else "sub_stale"
        return "time", "time", "headline_stale", subline
    kind, mark, headline, subline, _ = _STANDING["unknown"]
    return kind, mark, headline, _reason_subline(verdict.reason) or subline


def _reason_subline(reason: str) -> str | None:
    return {"version": "sub_version", "not_in_register": "sub_not_in_register"}.get(reason)


def _genuine_cell(verdict: Verdict, w: Words) -> Cell:
    if verdict.genuine == "yes":
        if verdict.freshness == "fresh":
            return Cell("yes", w("genuine_yes"), w("cell_signed"))
        line = "cell_old_list" if verdict.freshness == "stale" else "cell_signed"
        return Cell("old", w("genuine_yes"), w(line))
    _, mark, _, _, word, line = _GENUINE[verdict.genuine]
    return Cell(mark, w(word), w("cell_version" if verdict.reason == "version" else line))


def _standing_cell(verdict: Verdict, w: Words, record_standing: str | None) -> Cell:
    if verdict.genuine == "not checked":
        return _record_cell(w, record_standing)
    if verdict.genuine != "yes":
        return Cell("dash", w("standing_not_considered"), w("cell_not_considered"))
    claims, standing = verdict.claims, verdict.standing
    if standing == "in force":
        if verdict.freshness == "fresh" and claims is not None:
            return Cell(
                "yes",
                w("standing_in_force"),
                w("cell_until", date=w.date(shown_last_day(claims.exp))),
            )
        as_of = verdict.status_iat if verdict.status_iat is not None else verdict.trust_iat
        if as_of is None:
            return Cell("ask", w("standing_unknown"), w("cell_standing_unknown"))
        day = w.short_day(civil_moment(as_of).date())
        return Cell("ask", w("standing_unknown"), w("cell_was_in_force", day=day))
    mark, word = _STANDING[standing][1], _STANDING[standing][4]
    if standing == "expired" and claims is not None:
        line = w("cell_after", date=w.date(shown_last_day(claims.exp)))
    elif standing == "not yet in force" and claims is not None:
        line = w("cell_from", date=w.date(civil_date(civil_day(claims.iat))))
    elif standing == "replaced":
        line = w("cell_new_sticker")
    elif standing == "unknown":
        gone = verdict.reason == "not_in_register"
        line = w("cell_not_in_register" if gone else "cell_standing_unknown")
    else:
        line = w("cell_by_authority")
    return Cell(mark, w(word), line)


def _record_cell(w: Words, record_standing: str | None) -> Cell:
    """A typed code is never green: the record may condemn here, not acquit."""
    if record_standing is None or record_standing not in _STANDING:
        in_force = record_standing == "in force"
        line = w("cell_record_in_force" if in_force else "cell_standing_unknown")
        return Cell("ask", w("standing_unknown"), line)
    _, mark, _, _, word = _STANDING[record_standing]
    return Cell(mark, w(word), w("cell_by_record"))


def _freshness_cell(verdict: Verdict, w: Words, now: int) -> Cell:
    as_of = verdict.status_iat if verdict.status_iat is not None else verdict.trust_iat
    if verdict.freshness == "missing":
        return Cell("ask", w("freshness_missing"), w("cell_missing"))
    if verdict.freshness == "stale":
        if verdict.clock_wrong:
            return Cell("time", w("freshness_stale"), w("cell_clock"))
        line = w("cell_from", date=w.date(civil_moment(as_of).date())) if as_of is not None else ""
        return Cell("time", w("freshness_stale"), line)
    if as_of is None:
        return Cell("yes", w("freshness_fresh"), "")
    there = civil_moment(as_of)
    if there.date() == civil_moment(now).date():
        return Cell("yes", w("freshness_fresh"), w("cell_today", time=f"{there:%H:%M}"))
    return Cell("yes", w("freshness_fresh"), w.date(there.date()))
