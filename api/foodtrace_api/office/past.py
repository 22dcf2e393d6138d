"""The public page of an establishment as it stood on a day, for whoever has to answer for it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import msgspec
from foodtrace.access import Right
from foodtrace.doors import door_record
from foodtrace.inspection import list_rule_versions, past_establishment
from foodtrace.publication import Decision, known_rules
from foodtrace.sticker import (
    civil_date,
    civil_day,
    day_number,
    day_start,
    encode_typed_code,
    shown_last_day,
)
from litestar import Request
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.facts import Case, facts_of
from foodtrace_api.office.asking import establishment_id
from foodtrace_api.office.guard import office_get, who_of
from foodtrace_api.office.visit_lines import WORDS, public_words

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office

__all__ = ["handlers"]


def handlers(office: Office) -> list[BaseRouteHandler]:
    """/office/establishments/{typed code}/past?day=2026-03-01&known=now."""

    @office_get("/establishments/{code:str}/past", Right.READ_ESTABLISHMENTS)
    async def past(request: Request[Any, Any, Any], code: FromPath[str]) -> Answer:
        registry, now = await office.registry(), office.now()
        number = establishment_id(code)
        door = (await door_record(registry, number, who_of(request), now=now)).door
        w = office.words(request, WORDS)
        today = civil_date(civil_day(now))
        known = "now" if request.query_params.get("known") == "now" else "then"
        day = _day(request.query_params.get("day", ""), today)
        values: dict[str, Any] = {
            "record": None,
            "rule": "",
            "version": "",
            "facts": [],
            "lines": [],
        }
        if day is not None:
            # The last second of the day; of a day that is not over, this one.
            end = day_start(day_number(day) + 1)
            at = min(end - 1, now)
            known_at = now if known == "now" else at
            record = await past_establishment(registry, number, at=at, known_at=known_at)
            book = known_rules(await list_rule_versions(registry), known_at)
            rule = book.rule_on(day) if book else None
            values |= {
                "record": record,
                "rule": rule.basis.within(w.language) if rule else "",
                "version": book.version if book else "",
            }
            if record is not None:
                found = office.lookup.verdict(encode_typed_code(number), now)
                # The lists are today's: of what they said then, nothing is claimed.
                verdict = msgspec.structs.replace(found.verdict, trust_iat=None)
                values["facts"] = facts_of(Case(verdict, found.trusted, record, at), w)
                values["lines"] = public_words(
                    Decision(record.last_inspection, record.inspection_pending), w
                )
                values["stickers"] = [
                    (
                        w(f"standing_{each.standing.replace(' ', '_')}"),
                        w(
                            "past_made",
                            date=w.date(civil_date(civil_day(each.iat))),
                            until=w.date(shown_last_day(each.exp)),
                        ),
                    )
                    for each in record.stickers
                ]
        return office.page(
            request,
            "office/past.html",
            words=WORDS,
            code=door.typed_code,
            name=door.name,
            day=day,
            known=known,
            today=today.isoformat(),
            fault=w("past_fault") if day is None else "",
            **values,
        )

    return [past]


def _day(text: str, today: dt.date) -> dt.date | None:
    """The day that was asked for, today without one; None for nonsense and for days to come."""
    try:
        day = dt.date.fromisoformat(text) if text else today
    except ValueError:
        return None
    return day if dt.date(2000, 1, 1) <= day <= today else None
