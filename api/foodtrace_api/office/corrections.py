"""Correcting one establishment, and adding one: the forms, and what a second officer is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from foodtrace.access import Right, Who
from foodtrace.doors import DoorRecord, Wanted, list_doors, zone_named, zones_within
from foodtrace.errors import Conflict, InvalidRequest
from foodtrace.intake import GoodRow
from foodtrace.issuing import correct_establishment, record_intake
from foodtrace.sticker import encode_typed_code
from litestar import Request
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.office.establishment import path_of, record_of
from foodtrace_api.office.guard import office_get, office_post, who_of
from foodtrace_api.office.lines import WORDS, categories_of, wards_of
from foodtrace_api.office.place_form import (
    PLACE_FIELDS,
    PRIVATE_FIELDS,
    filled,
    read_place,
    typed_in,
)

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office

__all__ = ["handlers"]

_EMPTY: Final = dict.fromkeys((*PLACE_FIELDS, *PRIVATE_FIELDS, "zone"), "")


def handlers(office: Office) -> list[BaseRouteHandler]:
    """The form of one record, and the form of a new one."""

    @office_get("/establishments/{code:str}/correct", Right.EDIT_ESTABLISHMENTS)
    async def form_of(request: Request[Any, Any, Any], code: FromPath[str]) -> Answer:
        record = await record_of(office, request, code)
        return _correct_page(office, request, record, filled(record))

    @office_post("/establishments/{code:str}/correct", Right.EDIT_ESTABLISHMENTS)
    async def correct(request: Request[Any, Any, Any], code: FromPath[str]) -> Answer:
        form, who = await office.form(request), who_of(request)
        record = await record_of(office, request, code)
        w = office.words(request, WORDS)
        typed = typed_in(form)
        again: dict[str, Any] = {
            "reason": form.text("reason"),
            "replacement": form.has("replacement"),
        }
        seen = form.number("seen")
        row, faults = read_place(typed, _province(office), w, record)
        if not again["reason"]:
            faults = faults | {"reason": w("act_reason")}
        if row is not None and not who.covers(record.door.zone_id, row.ward):
            faults = faults | {"ward": w("fault_bounds")}
        if row is None or faults:
            return _correct_page(
                office, request, record, typed, faults=faults, status=422, seen=seen, **again
            )
        try:
            done = await correct_establishment(
                await office.registry(),
                record.door.id,
                row,
                seen=-1 if seen is None else seen,
                reason=form.text("reason"),
                replacement=form.has("replacement"),
                actor=who.actor,
                now=office.now(),
            )
        except InvalidRequest:
            faults = {"reason": w("act_reason")}
            return _correct_page(
                office, request, record, typed, faults=faults, status=422, seen=seen, **again
            )
        except Conflict as error:
            if error.code == "same_place":
                faults = {"name": w("cause_same_place", code=error.fields["other"])}
            elif error.code == "closed":
                faults = {"": w("cause_closed")}
            return _correct_page(
                office,
                request,
                await record_of(office, request, code),
                typed,
                faults=faults,
                status=409,
                stale=error.code == "changed_meanwhile",
                signed=error.code == "signed_on_sticker",
                **again,
            )
        return office.see_other(path_of(record), done="corrected" if done.fields else "unchanged")

    @office_get("/establishments/add", Right.TAKE_IN)
    async def new(request: Request[Any, Any, Any]) -> Answer:
        typed = _EMPTY | {"zone": request.query_params.get("zone", "")[:9]}
        return await _add_page(office, request, typed)

    @office_post("/establishments/add", Right.TAKE_IN)
    async def add(request: Request[Any, Any, Any]) -> Answer:
        form, who, registry = await office.form(request), who_of(request), await office.registry()
        w = office.words(request, WORDS)
        typed = typed_in(form, (*PLACE_FIELDS, *PRIVATE_FIELDS, "zone"))
        row, faults = read_place(typed, _province(office), w)
        zone = form.number("zone")
        if zone is None:
            faults = faults | {"zone": w("fault_zone")}
        elif row is not None and not who.covers(zone, row.ward):
            faults = faults | {"zone": w("fault_bounds")}
        if row is None or zone is None or faults:
            return await _add_page(office, request, typed, faults=faults, status=422)
        name = await zone_named(registry, zone, who)
        made = await record_intake(registry, [row], zone=name, actor=who.actor, now=office.now())
        if not made.ids:
            other = await _the_same(office, row, who)
            return await _add_page(office, request, typed, other=other, status=409)
        code = encode_typed_code(made.ids[0])
        return office.see_other(f"/office/establishments/{code}", done="added")

    return [new, add, form_of, correct]


def _province(office: Office) -> str:
    authority = office.lookup.authority
    return authority.province if authority is not None else ""


def _correct_page(
    office: Office,
    request: Request[Any, Any, Any],
    record: DoorRecord,
    typed: dict[str, str],
    *,
    faults: dict[str, str] | None = None,
    status: int = 200,
    stale: bool = False,
    signed: bool = False,
    seen: int | None = None,
    reason: str = "",
    replacement: bool = False,
) -> Answer:
    w = office.words(request, WORDS)
    now = filled(record)
    return office.page(
        request,
        "office/correct.html",
        words=WORDS,
        status=status,
        record=record,
        path_here=path_of(record),
        typed=typed,
        # What the register says now, beside each field that says something else.
        now_there={name: now[name] for name in now if stale and now[name] != typed[name]},
        # A form that was stale goes on from what was shown; one with faults keeps what it has seen.
        seen=record.version if seen is None else seen,
        faults=faults or {},
        stale=stale,
        signed=signed,
        reason=reason,
        replacement=replacement,
        has_sticker=record.door.standing in ("in force", "suspended"),
        wards=wards_of(office.lookup.authority),
        categories=categories_of(office.lookup.held, w),
    )


async def _add_page(
    office: Office,
    request: Request[Any, Any, Any],
    typed: dict[str, str],
    *,
    faults: dict[str, str] | None = None,
    other: str = "",
    status: int = 200,
) -> Answer:
    w = office.words(request, WORDS)
    zones = await zones_within(await office.registry(), who_of(request))
    return office.page(
        request,
        "office/add.html",
        words=WORDS,
        status=status,
        typed=typed,
        faults=faults or {},
        other=other,
        zones=list(zones),
        wards=wards_of(office.lookup.authority),
        categories=categories_of(office.lookup.held, w),
    )


async def _the_same(office: Office, row: GoodRow, who: Who) -> str:
    """The code of the establishment that is there already, for whoever may see it; else a dash."""
    wanted = Wanted(text=f"{row.name} {row.street}"[:200], ward=row.ward)
    page = await list_doors(await office.registry(), who, wanted, now=office.now(), limit=1)
    return page.items[0].typed_code if page.items else "—"
