"""Owners' applications in the console: the list with its clocks, one dossier, and its steps."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import msgspec
from foodtrace.access import Right, Who, names_of_actors
from foodtrace.applications import (
    CLOSED,
    Dossier,
    Move,
    State,
    board_calendar,
    calendar_end,
    late_share,
    list_dossiers,
    move_dossier,
    moves_from,
    new_owner_link,
    paper_of,
    read_dossier,
    read_owner,
    sweep,
)
from foodtrace.errors import Conflict, InvalidRequest
from foodtrace.sticker import encode_typed_code
from foodtrace.working_time import day_of
from litestar import Request
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.facts import category_name, ward_name
from foodtrace_api.office.dossier_lines import FILTERS, clock_line, line_of
from foodtrace_api.office.dossier_steps import step_lines
from foodtrace_api.office.guard import office_get, office_post, who_of

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office
    from foodtrace_api.office.form import Form
    from foodtrace_api.words import Words

__all__ = ["WARN_DAYS", "WORDS", "Sheet", "handlers"]

#: The owners' own words, and those of these pages beside them.
WORDS: Final = ("apply", "office_dossiers")
_VISITS: Final = (Move.SCHEDULE_VISIT, Move.RECORD_VISIT)
# In the order in which a desk needs them; approving has a page of its own.
_MOVES: Final = (
    Move.PICK_UP,
    Move.ASK,
    Move.STOP_WAITING,
    *_VISITS,
    Move.REFUSE,
    Move.REOPEN,
    Move.NOTE,
)
_CLOSED_SHOWN: Final = 200
WARN_DAYS: Final = 45
_TYPES: Final = {"pdf": "application/pdf", "jpeg": "image/jpeg"}
_FAULTS: Final = {
    "text_missing": "dossier_fault_text",
    "text_too_long": "dossier_fault_text_long",
    "visit_day": "dossier_fault_day",
    "dossier_state": "dossier_fault_state",
    "changed_meanwhile": "dossier_fault_changed",
}


class Sheet(msgspec.Struct, frozen=True):
    """What was typed into a dossier's forms that could not be taken: shown again beside what is so now."""

    fault: str = ""
    move: str = ""
    text: str = ""
    visit_on: str = ""
    link: str = ""


def handlers(office: Office) -> list[BaseRouteHandler]:
    """/office/dossiers and beneath."""

    @office_get("/dossiers", Right.READ_APPLICATIONS)
    async def index(request: Request[Any, Any, Any]) -> Answer:
        registry, who, now = await office.registry(), who_of(request), office.now()
        w = office.words(request, WORDS)
        board = await board_calendar(registry)
        found = await list_dossiers(registry, now=now, who=who)
        shown = request.query_params.get("show", "open")
        if shown == "closed":
            states = tuple(CLOSED)
            picked = await list_dossiers(
                registry, now=now, who=who, states=states, limit=_CLOSED_SHOWN
            )
            picked.sort(key=lambda each: -each.version)
        else:
            shown = shown if shown in FILTERS else "open"
            picked = [each for each in found if FILTERS[shown](each)]
        today = day_of(now)
        year = await late_share(registry, dt.date(today.year, 1, 1), today, now=now, who=who)
        return office.page(
            request,
            "office/dossiers.html",
            words=WORDS,
            counts=[(name, sum(map(holds, found))) for name, holds in FILTERS.items()],
            shown=shown,
            lines=[line_of(each, board, w, now) for each in picked],
            share=year,
            share_words=_share(year.tenths, w),
            year=today.year,
            end=await calendar_end(registry, now=now),
            warn_days=WARN_DAYS,
        )

    @office_get("/dossiers/{number:str}", Right.READ_APPLICATIONS)
    async def one(request: Request[Any, Any, Any], number: FromPath[str]) -> Answer:
        return await _show(office, request, number)

    @office_post("/dossiers/{number:str}/move", Right.DECIDE_APPLICATIONS)
    async def move(request: Request[Any, Any, Any], number: FromPath[str]) -> Answer:
        form = await office.form(request)
        return await _take(office, request, number, form, _MOVES)

    @office_post("/dossiers/{number:str}/visit", Right.RECORD_VISITS)
    async def visit(request: Request[Any, Any, Any], number: FromPath[str]) -> Answer:
        form = await office.form(request)
        return await _take(office, request, number, form, _VISITS)

    @office_post("/dossiers/{number:str}/link", Right.DECIDE_APPLICATIONS)
    async def link(request: Request[Any, Any, Any], number: FromPath[str]) -> Answer:
        """Another link for an owner who lost his; shown once."""
        await office.form(request)
        registry, now = await office.registry(), office.now()
        who = who_of(request)
        dossier = await read_dossier(registry, number, now=now, who=who)
        secret = await new_owner_link(registry, dossier.number, actor=who.actor, now=now)
        address = f"https://{registry.authority.host}/apply/{dossier.number}/{secret}"
        return await _show(office, request, number, Sheet(link=address))

    @office_get("/dossiers/{number:str}/files/{file:int}", Right.READ_PARTICULARS)
    async def paper(
        request: Request[Any, Any, Any], number: FromPath[str], file: FromPath[int]
    ) -> Answer:
        registry = await office.registry()
        dossier = await read_dossier(registry, number, now=office.now(), who=who_of(request))
        found, content = await paper_of(registry, dossier.number, file)
        return Answer.of(200, _TYPES[found.kind], content, _download(found.kind, found.name))

    return [index, one, move, visit, link, paper]


async def _take(
    office: Office,
    request: Request[Any, Any, Any],
    number: str,
    form: Form,
    allowed: tuple[Move, ...],
) -> Answer:
    registry, now = await office.registry(), office.now()
    w = office.words(request, WORDS)
    named = form.text("move")
    sheet = Sheet(move=named, text=form.text("text"), visit_on=form.text("visit_on"))
    if named not in allowed:
        raise InvalidRequest("the form names no step; open the dossier again", code="move")
    try:
        await move_dossier(
            registry,
            number,
            Move(named),
            who=who_of(request),
            seen=form.number("seen") or 0,
            now=now,
            text=sheet.text,
            visit_on=_day(sheet.visit_on),
        )
    except (Conflict, InvalidRequest) as error:
        if error.code not in _FAULTS:
            raise
        status = 409 if isinstance(error, Conflict) else 422
        sheet = msgspec.structs.replace(sheet, fault=w(_FAULTS[error.code]))
        return await _show(office, request, number, sheet, status=status)
    return office.see_other(f"/office/dossiers/{number}", done=named)


async def _show(
    office: Office,
    request: Request[Any, Any, Any],
    number: str,
    sheet: Sheet | None = None,
    *,
    status: int = 200,
) -> Answer:
    registry, who, now = await office.registry(), who_of(request), office.now()
    w = office.words(request, WORDS)
    dossier = await read_dossier(registry, number, now=now, who=who)
    if dossier.stands != dossier.state:
        # The sticker is there: what is shown is written down by whoever sees it first.
        await sweep(registry, now=now)
        dossier = await read_dossier(registry, number, now=now, who=who)
    board = await board_calendar(registry)
    private = who.may(Right.READ_PARTICULARS)
    done = request.query_params.get("done", "")
    return office.page(
        request,
        "office/dossier.html",
        words=WORDS,
        status=status,
        dossier=dossier,
        line=line_of(dossier, board, w, now),
        clocks=[
            (w(f"dossier_clock_{each.name}"), clock_line(each, dossier, board, w, now))
            for each in (dossier.pickup, dossier.decision)
        ],
        ward=ward_name(dossier.facts.ward),
        category=category_name(dossier.facts.category, office.lookup.held, w),
        owner=await read_owner(registry, dossier.number) if private else None,
        private=private,
        steps=step_lines(dossier, await names_of_actors(registry), w, private=private),
        moves=_moves(dossier, who),
        may_approve=who.may(Right.DECIDE_APPLICATIONS)
        and Move.APPROVE in moves_from(dossier.state),
        code=encode_typed_code(dossier.establishment_id) if dossier.establishment_id else "",
        sheet=sheet or Sheet(),
        today=day_of(now).isoformat(),
        done=w(f"dossier_done_{done}") if f"dossier_done_{done}" in w.catalog else "",
        waits=dossier.stands == State.APPROVED,
    )


def _moves(dossier: Dossier, who: Who) -> list[tuple[str, str, bool]]:
    """Each step that this officer can take now: its name, where its form goes, whether it asks for a day."""
    allowed = moves_from(dossier.state)
    found = []
    for move in _MOVES:
        if move not in allowed:
            continue
        if who.may(Right.DECIDE_APPLICATIONS):
            found.append((str(move), "move", move in _VISITS))
        elif move in _VISITS and who.may(Right.RECORD_VISITS):
            found.append((str(move), "visit", True))
    return found


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _share(tenths: int, w: Words) -> str:
    whole, part = divmod(tenths, 10)
    return f"{whole}{',' if w.language == 'vi' else '.'}{part}%"


def _download(kind: str, name: str) -> dict[str, str]:
    """A PDF may hold scripts: it is saved, never shown here; a photo was redrawn and is shown alone."""
    disposition = "inline" if kind == "jpeg" else "attachment"
    return {
        "content-disposition": f"{disposition}; filename*=UTF-8''{quote(name, safe='')}",
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "no-store",
    }
