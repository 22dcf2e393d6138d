"""/office/stickers/...: one verb for the chosen doors; first it asks, naming the number, then it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from foodtrace.access import Who
from foodtrace.doors import Door, chosen_doors, wanted_ids
from foodtrace.errors import Conflict, FoodtraceError, InvalidRequest, MalformedSticker, NotFound
from foodtrace.jobs import LAYOUTS, enqueue
from foodtrace.sticker import parse_typed_code
from litestar import Request

from foodtrace_api.answer import Answer
from foodtrace_api.office.acting import ACTS, Act, task_for
from foodtrace_api.office.asking import Query
from foodtrace_api.office.guard import office_post, who_of
from foodtrace_api.office.lines import WORDS, lines_of
from foodtrace_api.office.paths import safe_next

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office
    from foodtrace_api.office.form import Form

__all__ = ["handlers"]

_NAMED: Final = 20
_JOBS: Final = "/office/jobs"


class _Failed(msgspec.Struct, frozen=True):
    """A door that the verb could not be done to, and why."""

    href: str
    name: str
    street: str
    why: str


def handlers(office: Office) -> list[BaseRouteHandler]:
    """One address for each verb, each with its right."""
    return [_handler(office, act) for act in ACTS.values()]


def _handler(office: Office, act: Act) -> BaseRouteHandler:
    @office_post(f"/stickers/{act.verb}", act.right)
    async def do(request: Request[Any, Any, Any]) -> Answer:
        form = await office.form(request, most_bytes=512 * 1024, most_parts=2000)
        who, now = who_of(request), office.now()
        doors = await _chosen(office, form, who, now)
        if not doors:
            return _ask(office, request, act, form, doors, fault="act_none", status=422)
        if len(doors) > act.most:
            return _ask(office, request, act, form, doors, fault="act_many", status=422)
        if not form.has("confirmed"):
            return _ask(office, request, act, form, doors)
        reason = form.text("reason")
        if act.why and not reason:
            return _ask(office, request, act, form, doors, fault="act_reason", status=422)
        if act.change is None:
            return await _hand_over(office, request, act, form, doors, reason)
        return await _carry_out(office, request, act, form, doors, reason)

    return do


async def _chosen(office: Office, form: Form, who: Who, now: int) -> tuple[Door, ...]:
    """The ticked doors, or all that a list's filters mean; what is out of bounds is not there."""
    registry = await office.registry()
    ids: list[int] | tuple[int, ...]
    if form.has("all") and not form.has("confirmed"):
        query = Query.read(form.text, who)
        ids = await wanted_ids(registry, who, query.wanted(), now=now)
    else:
        codes = [code for field in form.texts("ids") for code in field.split()]
        ids = [number for code in codes if (number := _number(code)) is not None]
    return await chosen_doors(registry, who, ids, now=now)


def _number(code: str) -> int | None:
    try:
        return parse_typed_code(code[:20])
    except MalformedSticker:
        return None


def _ask(
    office: Office,
    request: Request[Any, Any, Any],
    act: Act,
    form: Form,
    doors: tuple[Door, ...],
    *,
    fault: str = "",
    status: int = 200,
) -> Answer:
    w = office.words(request, WORDS)
    return office.page(
        request,
        "office/act.html",
        words=WORDS,
        status=status,
        act=act,
        key=act.verb.replace("-", "_"),
        lines=lines_of(doors[:_NAMED], w, office.lookup.held, office.now()),
        count=len(doors),
        more=max(0, len(doors) - _NAMED),
        ids=" ".join(door.typed_code for door in doors),
        reason=form.text("reason"),
        years=form.text("years") or "3",
        layout=form.text("layout") or LAYOUTS[0],
        layouts=LAYOUTS,
        back=safe_next(form.text("back")),
        fault=fault and w(fault, most=w.number(act.most)),
    )


async def _hand_over(
    office: Office,
    request: Request[Any, Any, Any],
    act: Act,
    form: Form,
    doors: tuple[Door, ...],
    reason: str,
) -> Answer:
    """A worker does it: the web server holds no key that signs stickers."""
    who = who_of(request)
    years = form.text("years")
    layout = form.text("layout")
    task = task_for(
        act.verb,
        doors,
        reason=reason,
        years=int(years) if years in ("1", "2", "3", "4") else 3,
        layout=layout if layout in LAYOUTS else LAYOUTS[0],
    )
    job = await enqueue(await office.registry(), task, actor=who.actor, now=office.now())
    return office.see_other(f"{_JOBS}/{job.id}")


async def _carry_out(
    office: Office,
    request: Request[Any, Any, Any],
    act: Act,
    form: Form,
    doors: tuple[Door, ...],
    reason: str,
) -> Answer:
    """Door by door, each whole or not at all; what could not be done is named with its cause."""
    who, registry = who_of(request), await office.registry()
    w = office.words(request, WORDS)
    if act.change is None:
        raise InvalidRequest("this is a worker's to do")
    failed = []
    for door in doors:
        try:
            await act.change(
                registry,
                door.id,
                reason=reason or w(f"reason_{act.verb.replace('-', '_')}"),
                actor=who.actor,
                now=office.now(),
            )
        except (Conflict, NotFound) as error:
            failed.append(_failed(door, error, w))
    done = len(doors) - len(failed)
    back = safe_next(form.text("back"))
    if not failed:
        separator = "&" if "?" in back else "?"
        return office.see_other(f"{back}{separator}done={act.verb}&n={done}")
    return office.page(
        request,
        "office/acted.html",
        words=WORDS,
        status=409 if not done else 200,
        key=act.verb.replace("-", "_"),
        done=done,
        failed=failed,
        back=back,
    )


def _failed(door: Door, error: FoodtraceError, w: Any) -> _Failed:
    key = f"cause_{error.code}"
    return _Failed(
        href=f"/office/establishments/{door.typed_code}",
        name=door.name,
        street=door.street,
        why=w(key) if key in w.catalog else error.message,
    )
