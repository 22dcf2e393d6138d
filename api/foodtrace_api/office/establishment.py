"""/office/establishments/{code}: one eatery with its stickers, reports and history; moved, closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foodtrace.access import Right, names_of_actors
from foodtrace.doors import DoorRecord, door_record, trail_of, zone_named, zones_within
from foodtrace.errors import Conflict, InvalidRequest, NotFound
from foodtrace.feedback import ReportLine, reports_of
from foodtrace.issuing import close_establishment, gln_of, move_to_zone
from foodtrace.registry import events_of
from foodtrace.sticker import shown_last_day
from litestar import Request
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.facts import Fact, basis_fact, category_name, inspection_facts, ward_name
from foodtrace_api.office.acting import acts_for, done_words
from foodtrace_api.office.asking import establishment_id
from foodtrace_api.office.guard import office_get, office_post, who_of
from foodtrace_api.office.history import history_of, shown_day
from foodtrace_api.office.lines import (
    LIFE_SHAPES,
    STANDING_MARKS,
    WORDS,
    lines_of,
)

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office
    from foodtrace_api.words import Words

__all__ = ["establishment_page", "handlers", "path_of", "record_of"]


def path_of(record: DoorRecord) -> str:
    """The address of an establishment in the office."""
    return f"/office/establishments/{record.door.typed_code}"


async def record_of(office: Office, request: Request[Any, Any, Any], code: str) -> DoorRecord:
    """The establishment of an address within the bounds of whoever asks. Raises NotFound."""
    number, registry = establishment_id(code), await office.registry()
    return await door_record(registry, number, who_of(request), now=office.now())


def handlers(office: Office) -> list[BaseRouteHandler]:
    """The page, and the two changes that end or move the record."""

    @office_get("/establishments/{code:str}", Right.READ_ESTABLISHMENTS)
    async def one(request: Request[Any, Any, Any], code: FromPath[str]) -> Answer:
        return await establishment_page(office, request, await record_of(office, request, code))

    @office_post("/establishments/{code:str}/zone", Right.EDIT_ESTABLISHMENTS)
    async def move(request: Request[Any, Any, Any], code: FromPath[str]) -> Answer:
        form, who = await office.form(request), who_of(request)
        record = await record_of(office, request, code)
        registry = await office.registry()
        w = office.words(request, WORDS)
        zone, reason = form.number("zone"), form.text("reason")
        if zone is None or not reason:
            return await establishment_page(
                office, request, record, fault=w("fault_move"), status=422
            )
        await zone_named(registry, zone, who)
        if not who.covers(zone, record.facts.ward):
            return await establishment_page(
                office, request, record, fault=w("fault_bounds"), status=403
            )
        try:
            await move_to_zone(
                registry, [record.door.id], zone, reason=reason, actor=who.actor, now=office.now()
            )
        except (Conflict, InvalidRequest) as error:
            return await establishment_page(
                office, request, record, fault=_cause(error.code, error.message, w), status=409
            )
        return office.see_other(path_of(record), done="moved")

    @office_get("/establishments/{code:str}/close", Right.CHANGE_STANDING)
    async def close_form(request: Request[Any, Any, Any], code: FromPath[str]) -> Answer:
        return _close_page(office, request, await record_of(office, request, code))

    @office_post("/establishments/{code:str}/close", Right.CHANGE_STANDING)
    async def close(request: Request[Any, Any, Any], code: FromPath[str]) -> Answer:
        form, who = await office.form(request), who_of(request)
        record = await record_of(office, request, code)
        registry = await office.registry()
        w = office.words(request, WORDS)
        typed = {"reason": form.text("reason"), "moved_to": form.text("moved_to")}
        faults = {} if typed["reason"] else {"reason": w("act_reason")}
        moved_to = None
        if typed["moved_to"]:
            try:
                moved_to = (await record_of(office, request, typed["moved_to"][:20])).door.id
            except NotFound:
                faults["moved_to"] = w("fault_code")
        if faults:
            return _close_page(office, request, record, typed, faults, status=422)
        try:
            await close_establishment(
                registry,
                record.door.id,
                reason=typed["reason"],
                actor=who.actor,
                now=office.now(),
                moved_to=moved_to,
            )
        except (Conflict, InvalidRequest) as error:
            faults = {"": _cause(error.code, error.message, w)}
            return _close_page(office, request, record, typed, faults, status=409)
        return office.see_other(path_of(record), done="closed")

    return [one, move, close_form, close]


async def establishment_page(
    office: Office,
    request: Request[Any, Any, Any],
    record: DoorRecord,
    *,
    fault: str = "",
    gln_typed: str | None = None,
    status: int = 200,
) -> Answer:
    """The page, after a change that was refused with its `fault`; `gln_typed` stays in its field."""
    who, now, registry = who_of(request), office.now(), await office.registry()
    w = office.words(request, WORDS)
    trusted = office.lookup.held
    events, names = [], {}
    if who.may(Right.READ_EVENTS):
        events = await events_of(registry, record.door.id)
        names = await names_of_actors(registry)
    reports: tuple[ReportLine, ...] = ()
    if who.may(Right.READ_FEEDBACK):
        reports = await reports_of(registry, record.door.id)
    trail = await trail_of(registry, record.door.id)
    may_edit = who.may(Right.EDIT_ESTABLISHMENTS) and record.door.closed_at is None
    zones = await zones_within(registry, who) if may_edit else ()
    (line,) = lines_of((record.door,), w, trusted, now)
    gln = (await gln_of(registry, record.door.id)).gln
    facts = _facts(record, w, office)
    if gln is not None:
        facts.append(Fact(w("changed_gln"), gln))
    return office.page(
        request,
        "office/establishment.html",
        words=WORDS,
        status=status,
        record=record,
        line=line,
        path_here=path_of(record),
        facts=[
            *facts,
            basis_fact(record.facts, w),
            *inspection_facts(record.facts, w),
        ],
        stickers=_stickers(record, w),
        acts=acts_for(record.door, who),
        reports=reports,
        visits=[(number, w.moment(at)) for number, at in trail.visits]
        if who.may(Right.READ_VISITS)
        else [],
        dossiers=[(number, w.moment(at)) for number, at in trail.dossiers]
        if who.may(Right.READ_APPLICATIONS)
        else [],
        moment=w.moment,
        history=history_of(events, names, w, trusted),
        may_edit=may_edit,
        may_close=who.may(Right.CHANGE_STANDING) and record.door.closed_at is None,
        may_read_private=who.may(Right.READ_PARTICULARS),
        zones=[each for each in zones if each[0] != record.door.zone_id],
        gln=(gln or "") if gln_typed is None else gln_typed,
        gln_open=gln_typed is not None,
        fault=fault,
        done=done_words(request, w),
    )


def _facts(record: DoorRecord, w: Words, office: Office) -> list[Fact]:
    facts = record.facts
    rows = [
        (w("fact_category"), category_name(facts.category, office.lookup.held, w), ""),
        (w("col_ward"), ward_name(facts.ward), facts.province_name),
        (w("place_as_registered"), facts.registered_address, ""),
        (w("col_zone"), facts.zone, ""),
        (w("fact_code"), facts.typed_code, ""),
        (w("taken_in_on"), shown_day(record.created_at, w), ""),
    ]
    if facts.company_tax_code:
        rows.append((w("changed_tax_code"), facts.company_tax_code, w("tax_code_public")))
    if facts.moved_to:
        rows.append((w("moved_to"), facts.moved_to, ""))
    return [Fact(label, value, detail) for label, value, detail in rows]


def _stickers(record: DoorRecord, w: Words) -> list[dict[str, Any]]:
    """The newest first."""
    found = []
    for each in reversed(record.stickers):
        mark, word = STANDING_MARKS[each.standing]
        steps = [
            (w("step_signed"), shown_day(each.iat, w)),
            (w("step_printed"), shown_day(each.printed_at, w)),
            (w("step_put_up"), shown_day(each.put_up_at, w)),
            (w("step_damaged"), shown_day(each.damaged_at, w)),
            (w("step_taken_down"), shown_day(each.taken_down_at, w)),
        ]
        found.append(
            {
                "mark": mark,
                "standing": w(word),
                "until": w.date(shown_last_day(each.exp)),
                "shape": LIFE_SHAPES[each.life],
                "life": w(f"life_{each.life.replace(' ', '_')}"),
                "steps": [step for step in steps if step[1]],
                "outdated": each.outdated_at is not None and each.is_current,
                "number": f"{each.kid}/{each.idx}",
            }
        )
    return found


def _close_page(
    office: Office,
    request: Request[Any, Any, Any],
    record: DoorRecord,
    typed: dict[str, str] | None = None,
    faults: dict[str, str] | None = None,
    *,
    status: int = 200,
) -> Answer:
    return office.page(
        request,
        "office/close.html",
        words=WORDS,
        status=status,
        record=record,
        path_here=path_of(record),
        typed=typed or {"reason": "", "moved_to": ""},
        faults=faults or {},
    )


def _cause(code: str, message: str, w: Words) -> str:
    key = f"cause_{code}"
    return w(key) if key in w.catalog else message
