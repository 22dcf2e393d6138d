"""Staged intake in the console: a file handed in, its rows corrected beside their faults, taken in at last."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from foodtrace.access import Right, Who, names_of_actors
from foodtrace.doors import zone_lines
from foodtrace.errors import AccessDenied, Conflict, IntakeRefused, InvalidRequest, NotFound
from foodtrace.retention import retention_times
from foodtrace.staging import (
    LIMITS,
    Draft,
    DraftView,
    Readings,
    add_draft,
    change_row,
    drafts_of,
    find_draft,
    remove_draft,
    take_in,
    taken_before,
)
from litestar import Request
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.office.guard import office_get, office_post, who_of
from foodtrace_api.office.intake_rows import (
    KINDS,
    Shown,
    lines_of,
    shown_of,
    typed_texts,
)

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office

__all__ = ["WORDS", "handlers"]

WORDS: Final = "office_work"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The file, and the words beside it.
_MOST_BYTES: Final = LIMITS.file_bytes + 64 * 1024


def handlers(office: Office) -> list[BaseRouteHandler]:
    """/office/intake and beneath."""
    readings = Readings()

    async def handing_in(
        request: Request[Any, Any, Any], status: int = 200, **values: Any
    ) -> Answer:
        registry, who = await office.registry(), who_of(request)
        zones = await zone_lines(registry, who, now=office.now())
        days = {each.item: each.days for each in await retention_times(registry)}
        frame = {
            "drafts": await drafts_of(registry, who),
            "names": await names_of_actors(registry),
            "zones": zones,
            "zone": request.query_params.get("zone", "")[:20],
            "new_zone": "",
            "faults": {},
            "refused": "",
            "detail": "",
            "sheets": (),
            "removed": "removed" in request.query_params,
            "limits": LIMITS,
            "keep_days": days["intake_drafts"],
            "may_make_zones": who.everywhere,
        }
        return office.page(
            request, "office/intake.html", status=status, words=WORDS, **{**frame, **values}
        )

    @office_get("/intake", Right.TAKE_IN)
    async def index(request: Request[Any, Any, Any]) -> Answer:
        return await handing_in(request)

    @office_post("/intake", Right.TAKE_IN)
    async def hand_in(request: Request[Any, Any, Any]) -> Answer:
        form = await office.form(request, most_bytes=_MOST_BYTES, most_parts=20)
        registry, who = await office.registry(), who_of(request)
        zones = {str(z.id): z.name for z in await zone_lines(registry, who, now=office.now())}
        typed = {"zone": form.text("zone")[:20], "new_zone": form.text("new_zone")[:200]}
        zone = typed["new_zone"] or zones.get(typed["zone"], "")
        file = form.file("file")
        faults = {} if file is not None else {"file": "intake_missing_file"}
        if not zone:
            faults["zone"] = "intake_missing_zone"
        if file is None or not zone:
            return await handing_in(request, 400, faults=faults, **typed)
        try:
            draft, again = await add_draft(
                registry,
                file.content,
                file.filename or "",
                zone=zone,
                who=who,
                now=office.now(),
                sheet=form.text("sheet") or None,
            )
        except (IntakeRefused, InvalidRequest, AccessDenied) as error:
            return await handing_in(
                request,
                403 if isinstance(error, AccessDenied) else 422,
                refused=f"refused_{error.code}",
                detail=error.message,
                sheets=error.fields.get("sheets", ()),
                **typed,
            )
        return office.see_other(f"/office/intake/{draft.id}", **({"same": "1"} if again else {}))

    async def correcting(
        request: Request[Any, Any, Any],
        number: int,
        shown: Shown,
        *,
        status: int = 200,
        **values: Any,
    ) -> Answer:
        registry, who = await office.registry(), who_of(request)
        draft = await find_draft(registry, number, who)
        view = await readings.view(registry, draft, who)
        lines, place = await asyncio.to_thread(lines_of, view, shown, office.language(request))
        frame = {
            "view": view,
            "draft": draft,
            "shown": shown,
            "lines": lines,
            "place": place,
            "kinds": [kind for kind in KINDS if view.counts.get(kind, 0)],
            "headings": ", ".join(view.columns.values()),
            "before": () if draft.taken else await taken_before(registry, draft.sha256),
            "same": "same" in request.query_params,
            "told": _told(view, shown.done),
            "taken_now": shown.taken,
            "existing_now": shown.existing,
            "names": await names_of_actors(registry),
            "clash": None,
            "moved": False,
            "may_issue": who.may(Right.ISSUE) and draft.zone_id is not None,
            "may_download": _may_read_whole(who, draft),
        }
        return office.page(
            request, "office/intake_draft.html", status=status, words=WORDS, **{**frame, **values}
        )

    @office_get("/intake/{number:int}", Right.TAKE_IN)
    async def one(request: Request[Any, Any, Any], number: FromPath[int]) -> Answer:
        return await correcting(request, number, shown_of(request.query_params.get))

    @office_post("/intake/{number:int}/rows/{row:int}", Right.TAKE_IN)
    async def correct(
        request: Request[Any, Any, Any], number: FromPath[int], row: FromPath[int]
    ) -> Answer:
        form = await office.form(request)
        registry, who = await office.registry(), who_of(request)
        shown = shown_of(form.text)
        draft = await find_draft(registry, number, who)
        before = (await readings.view(registry, draft, who)).row(row)
        if before is None:
            raise NotFound(f"the file has no row {row}", code="row_not_found")
        texts, aside = typed_texts(form, before)
        try:
            await change_row(
                registry,
                number,
                row,
                seen=form.number("seen") or 0,
                who=who,
                now=office.now(),
                texts=texts,
                set_aside=aside,
            )
        except Conflict as error:
            if error.code != "changed_meanwhile":
                raise
            now = (await readings.view(registry, await find_draft(registry, number, who), who)).row(
                row
            )
            return await correcting(request, number, shown, status=409, clash=(now, texts))
        return office.see_other(f"/office/intake/{number}", **shown.query(), **({"done": str(row)}))

    @office_post("/intake/{number:int}/accept", Right.TAKE_IN)
    async def accept(request: Request[Any, Any, Any], number: FromPath[int]) -> Answer:
        form = await office.form(request)
        registry, who = await office.registry(), who_of(request)
        try:
            recorded = await take_in(
                registry,
                number,
                seen=form.number("seen") or 0,
                readings=readings,
                who=who,
                now=office.now(),
            )
        except Conflict as error:
            if error.code != "changed_meanwhile":
                raise
            return await correcting(request, number, shown_of(form.text), status=409, moved=True)
        return office.see_other(
            f"/office/intake/{number}",
            taken=str(recorded.created),
            existing=str(recorded.skipped_existing),
        )

    @office_get("/intake/{number:int}/faults.xlsx", Right.TAKE_IN)
    async def report(request: Request[Any, Any, Any], number: FromPath[int]) -> Answer:
        registry, who = await office.registry(), who_of(request)
        draft = await find_draft(registry, number, who)
        if not _may_read_whole(who, draft):
            who.demand(Right.READ_PARTICULARS)
        view = await readings.view(registry, draft, who)
        raw = await asyncio.to_thread(view.report, office.language(request))
        headers = {
            "content-disposition": f'attachment; filename="foodtrace-{number}-faults.xlsx"',
            "cache-control": "no-store",
        }
        return Answer.of(200, _XLSX, raw, headers)

    @office_post("/intake/{number:int}/remove", Right.TAKE_IN)
    async def remove(request: Request[Any, Any, Any], number: FromPath[int]) -> Answer:
        await office.form(request)
        await remove_draft(await office.registry(), number, who=who_of(request), now=office.now())
        readings.forget(number)
        return office.see_other("/office/intake", removed="1")

    return [index, hand_in, one, correct, accept, report, remove]


def _may_read_whole(who: Who, draft: Draft) -> bool:
    """Whether the owners in a list's other columns may be seen: by right, or because one handed it in."""
    return who.may(Right.READ_PARTICULARS) or draft.added_by == who.actor


def _told(view: DraftView, row: int | None) -> tuple[str, int] | None:
    """What became of the row that was just changed: the key of a sentence, and the row."""
    found = view.row(row) if row is not None else None
    if found is None:
        return None
    kind = found.kind.value
    key = {"good": "good", "reread": "good", "set_aside": "aside"}.get(kind, "still")
    return f"intake_done_{key}", found.row
