"""Approving a dossier in the console: its facts read once more by the rules of intake, and a food street."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from foodtrace.access import Right
from foodtrace.applications import Dossier, approve, read_dossier, zones_for
from foodtrace.errors import Conflict, NotFound
from foodtrace.jobs import IssueTask, enqueue
from foodtrace.places import fold, units_of_province
from foodtrace.sticker import encode_typed_code
from litestar import Request
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.apply.form import BASES, CATEGORIES, FIELDS, Typed, read_facts
from foodtrace_api.facts import category_name, ward_name
from foodtrace_api.office.dossiers import WORDS
from foodtrace_api.office.guard import office_get, office_post, who_of

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office

__all__ = ["handlers"]


def handlers(office: Office) -> list[BaseRouteHandler]:
    """/office/dossiers/{number}/approve."""

    async def page(
        request: Request[Any, Any, Any],
        dossier: Dossier,
        typed: Typed,
        *,
        status: int = 200,
        **values: Any,
    ) -> Answer:
        registry = await office.registry()
        w = office.words(request, WORDS)
        shown = {"faults": {}, "fault": "", "known": "", "attach": "", "zone": "", "text": ""}
        zones = await zones_for(registry, who_of(request), dossier.facts.ward)
        units = units_of_province(registry.authority.province)
        return office.page(
            request,
            "office/dossier_approve.html",
            words=WORDS,
            status=status,
            dossier=dossier,
            typed=typed,
            zones=[("", w("apply_choose")), *zones],
            wards=sorted((unit.full_name for unit in units), key=fold),
            categories=[(n, category_name(n, office.lookup.held, w)) for n in CATEGORIES],
            bases=[(kind, w(f"apply_basis_{kind}")) for kind in BASES],
            **{**shown, **values},
        )

    @office_get("/dossiers/{number:str}/approve", Right.DECIDE_APPLICATIONS)
    async def ask(request: Request[Any, Any, Any], number: FromPath[str]) -> Answer:
        registry = await office.registry()
        dossier = await read_dossier(registry, number, now=office.now(), who=who_of(request))
        return await page(request, dossier, _typed(dossier), seen=dossier.version)

    @office_post("/dossiers/{number:str}/approve", Right.DECIDE_APPLICATIONS)
    async def take(request: Request[Any, Any, Any], number: FromPath[str]) -> Answer:
        form = await office.form(request)
        registry, who, now = await office.registry(), who_of(request), office.now()
        w = office.words(request, WORDS)
        dossier = await read_dossier(registry, number, now=now, who=who)
        typed = Typed({field: " ".join(form.text(field).split()) for field in FIELDS})
        kept = {"zone": form.text("zone"), "text": form.text("text"), "seen": dossier.version}
        facts, faults = read_facts(typed, registry.authority.province, w, with_owner=False)
        zone = form.number("zone")
        if zone is None:
            faults["zone"] = w("apply_fault_choose")
        if facts is not None and (facts.street, facts.ward) == _place(dossier):
            # The address as the owner wrote it, an old ward included, stays on record.
            written = dossier.facts.registered_address
            facts = msgspec.structs.replace(facts, registered_address=written)
        if facts is None or zone is None:
            return await page(request, dossier, typed, status=422, faults=faults, **kept)
        try:
            place = await approve(
                registry,
                dossier.number,
                facts,
                zone_id=zone,
                who=who,
                seen=form.number("seen") or 0,
                now=now,
                text=form.text("text"),
                attach=form.number("attach"),
            )
        except NotFound:
            faults["zone"] = w("dossier_fault_zone")
            return await page(request, dossier, typed, status=422, faults=faults, **kept)
        except Conflict as error:
            known = error.fields.get("establishment_id")
            key = {
                "already_registered": "dossier_fault_registered",
                "closed": "dossier_fault_closed",
                "dossier_state": "dossier_fault_state",
            }.get(error.code, "dossier_fault_changed")
            if isinstance(known, int):
                kept |= {"attach": known, "known": encode_typed_code(known)}
            return await page(request, dossier, typed, status=409, fault=w(key), **kept)
        if form.has("issue") and who.may(Right.ISSUE):
            await enqueue(registry, IssueTask(ids=(place,)), actor=who.actor, now=now)
        return office.see_other(f"/office/dossiers/{dossier.number}", done="approved")

    return [ask, take]


def _place(dossier: Dossier) -> tuple[str, int]:
    return dossier.facts.street, dossier.facts.ward


def _typed(dossier: Dossier) -> Typed:
    facts, basis = dossier.facts, dossier.facts.basis
    fields = {
        "name": facts.name,
        "street": facts.street,
        "ward": ward_name(facts.ward),
        "category": str(facts.category),
    }
    if basis is not None:
        fields |= {
            "basis": basis.kind,
            "number": basis.number or "",
            "issuer": basis.issuer or "",
            "issued_on": basis.issued_on.isoformat() if basis.issued_on else "",
            "expires_on": basis.expires_on.isoformat() if basis.expires_on else "",
            "ground": basis.ground or "",
        }
    return Typed(fields)
