"""Visits that inspectors sent: the list, one visit with its photos, and a visit entered by hand."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from foodtrace.access import Right
from foodtrace.doors import door_record
from foodtrace.errors import Conflict, InvalidRequest, NotFound
from foodtrace.inspection import (
    MAX_NOTES,
    MAX_PHOTOS,
    SHOWN_VISITS,
    TOKEN_RANDOM_BYTES,
    Inspector,
    VisitRecord,
    VisitVerdict,
    add_inspector,
    current_form,
    current_rules,
    list_inspectors,
    list_visit_files,
    open_visit_file,
    record_visit,
    visit_photo,
)
from foodtrace.pictures import MAX_PHOTO_BYTES
from foodtrace.plain_text import clean_text
from foodtrace.sticker import civil_date, civil_day, day_number, day_start, encode_typed_code
from litestar import Request
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.office.asking import establishment_id
from foodtrace_api.office.form import Form, typed_day, whole_number
from foodtrace_api.office.guard import office_get, office_post, who_of
from foodtrace_api.office.visit_lines import WORDS, line_of

if TYPE_CHECKING:
    from foodtrace.registry import Registry
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office

__all__ = ["handlers"]

_PAGE: Final = 50
_NOON: Final = 12 * 3600


def handlers(office: Office) -> list[BaseRouteHandler]:
    """/office/visits, its photos, and /office/visits/new."""

    @office_get("/visits", Right.READ_VISITS)
    async def listed(request: Request[Any, Any, Any]) -> Answer:
        asked = request.query_params.get("show", "")
        shown = next((each for each in SHOWN_VISITS if each == asked), SHOWN_VISITS[0])
        before, place = (request.query_params.get(name, "")[:20] for name in ("before", "place"))
        number = whole_number(before)
        registry = await office.registry()
        found = await list_visit_files(
            registry,
            who_of(request),
            shown,
            establishment_id=establishment_id(place) if place else None,
            before=number,
            limit=_PAGE + 1,
        )
        book = await current_rules(registry)
        w = office.words(request, WORDS)
        lines = [line_of(each, book, w, office.now()) for each in found[:_PAGE]]
        # A place that is asked for stays asked for, whatever else is chosen.
        kept = {"place": encode_typed_code(establishment_id(place))} if place else {}
        first = f"/office/visits?{urlencode({**kept, 'show': shown})}"
        after = f"{first}&before={lines[-1].number}" if len(found) > _PAGE else ""
        return office.page(
            request,
            "office/visits.html",
            words=WORDS,
            lines=lines,
            shown=shown,
            hrefs=[
                (kind, f"/office/visits?{urlencode({**kept, 'show': kind})}")
                for kind in SHOWN_VISITS
            ],
            place=kept.get("place", ""),
            before="" if number is None else first,
            after=after,
            has_rules=book is not None,
        )

    @office_get("/visits/{id:int}/photos/{number:int}", Right.READ_PARTICULARS)
    async def photo(
        request: Request[Any, Any, Any], id: FromPath[int], number: FromPath[int]
    ) -> Answer:
        registry = await office.registry()
        opened = await open_visit_file(registry, who_of(request), id)
        jpeg = await visit_photo(registry, opened.visit.id, number)
        headers = {"cache-control": "private, no-store", "x-content-type-options": "nosniff"}
        return Answer.of(200, "image/jpeg", jpeg, headers)

    async def form_page(
        request: Request[Any, Any, Any], form: Form, faults: dict[str, str], *, status: int = 200
    ) -> Answer:
        registry = await office.registry()
        asked_form = await current_form(registry)
        known = [each.name for each in await list_inspectors(registry)]
        return office.page(
            request,
            "office/visit_new.html",
            status=status,
            words=WORDS,
            typed=form,
            faults=faults,
            items=asked_form.items,
            inspectors=known,
            key=form.text("key") or secrets.token_hex(16),
            code=form.text("code") or request.query_params.get("code", "")[:20],
            today=civil_date(civil_day(office.now())).isoformat(),
            max_notes=MAX_NOTES,
            max_photos=MAX_PHOTOS,
            photo_again=any(part.name == "photo" and part.content for part in form.parts),
        )

    @office_get("/visits/new", Right.RECORD_VISITS)
    async def blank(request: Request[Any, Any, Any]) -> Answer:
        return await form_page(request, Form(), {})

    @office_post("/visits/new", Right.RECORD_VISITS)
    async def take(request: Request[Any, Any, Any]) -> Answer:
        form = await office.form(request, most_bytes=(MAX_PHOTOS + 1) * MAX_PHOTO_BYTES)
        w = office.words(request, WORDS)
        registry, now = await office.registry(), office.now()
        faults: dict[str, str] = {}
        try:
            place = establishment_id(form.text("code"))
            await door_record(registry, place, who_of(request), now=now)
        except NotFound:
            place, faults["code"] = 0, w("visit_fault_code")
        day = typed_day(form.text("visited_on"))
        if day is None or not dt.date(2020, 1, 1) <= day <= civil_date(civil_day(now)):
            faults["visited_on"] = w("visit_fault_day")
        if not (form.text("inspector") or form.text("other")):
            faults["inspector"] = w("visit_fault_inspector")
        if len(clean_text(form.exact("notes"))) > MAX_NOTES:
            faults["notes"] = w("visit_fault_notes", n=w.number(MAX_NOTES))
        if faults or day is None:
            return await form_page(request, form, faults, status=422)
        noon = day_start(day_number(day)) + _NOON
        asked = [item.key for item in (await current_form(registry)).items]
        record = VisitRecord(
            verdict=VisitVerdict("not checked", "unknown", "missing"),
            visited_at=min(noon, now),
            results={key: form.text(f"item-{key}") for key in asked if form.text(f"item-{key}")},
            notes=clean_text(form.exact("notes")),
            establishment_id=place,
            typed_code=form.text("code")[:40],
        )
        photos = [part.content for part in form.parts if part.name == "photo" and part.content]
        actor = who_of(request).actor
        try:
            inspector = await _inspector(registry, form, actor, now)
            # The key is the form's own: sent twice, it is one visit.
            made = await record_visit(
                registry,
                inspector.id,
                key=f"office {form.text('key')[:64]}",
                record=record,
                photos=photos,
                now=now,
                actor=actor,
            )
        except (InvalidRequest, Conflict) as error:
            field = _FIELDS.get(error.code, "")
            faults[field] = w(f"visit_fault_{field or 'other'}")
            return await form_page(request, form, faults, status=422)
        return office.see_other(f"/office/visits/{made.id}", done="recorded")

    return [listed, photo, blank, take]


_FIELDS: Final = {
    "inspector_name": "inspector",
    "inspector_exists": "inspector",
    "results": "items",
    "too_many_photos": "photo",
    "photo_too_large": "photo",
    "photo_too_many_pixels": "photo",
    "photo_format": "photo",
    "photo_broken": "photo",
}


async def _inspector(registry: Registry, form: Form, actor: str, now: int) -> Inspector:
    """Who made the visit: one of the list, or a new name, whose token nobody has seen."""
    name = form.text("other") or form.text("inspector")
    known = {each.name: each for each in await list_inspectors(registry)}
    if name not in known:
        random = secrets.token_bytes(TOKEN_RANDOM_BYTES)
        name, _ = await add_inspector(registry, name, random=random, actor=actor, now=now)
        known = {each.name: each for each in await list_inspectors(registry)}
    return known[name]
