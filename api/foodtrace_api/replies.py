"""/reply/{token}: an owner sees a result before it is public, replies to it and appeals against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from foodtrace.errors import AccessDenied, Conflict, FoodtraceError, InvalidRequest, LimitReached
from foodtrace.inspection import (
    MAX_STATEMENT,
    OwnersView,
    file_appeal,
    file_reply,
    follow_reply_link,
)
from foodtrace.sticker import civil_date, civil_day
from litestar import HttpMethod, Request, Router, post, route
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.facts import result_names
from foodtrace_api.front import asked_of, page_headers
from foodtrace_api.render import render, site_of
from foodtrace_api.room import Room
from foodtrace_api.uploads import read_form
from foodtrace_api.words import Words, words_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from foodtrace_api.keeper import Keeper
    from foodtrace_api.lookup import Lookup

__all__ = ["replies_router"]

#: The catalog of this page, beside the public words.
_WORDS: Final = "reply"
_OWNER: Final = "owner"
_KINDS: Final = {"reply": file_reply, "appeal": file_appeal}
_MOST_BYTES: Final = 16 * 1024


def replies_router(lookup: Lookup, keeper: Keeper, clock: Callable[[], int]) -> Router:
    """The page and its two forms; the address itself is the right to see it."""

    def page(
        request: Request[Any, Any, Any],
        token: str,
        view: OwnersView | None,
        *,
        status: int = 200,
        typed: tuple[str, str] = ("", ""),
        fault: str = "",
    ) -> Answer:
        asked = asked_of(request)
        w = words_of(asked.language, _WORDS)
        lookup.refresh()
        done = request.query_params.get("done", "")
        body = render(
            "reply.html",
            w,
            site_of(lookup.authority, lookup.held, asked, w),
            view=view,
            state=_state(view, w, clock()) if view else "",
            result=_result(view, w) if view else "",
            action=asked.href(f"/reply/{token}"),
            may_reply=view is not None and view.state.unchecked is None,
            may_appeal=view is not None and _may_appeal(view, clock()),
            typed=dict([typed]),
            faults={typed[0]: fault} if fault else {},
            done=done if done in _KINDS and not fault else "",
            max_text=MAX_STATEMENT,
        )
        # The address is a secret: it goes to no other site, and no search engine keeps the page.
        headers = {**page_headers(asked.language), "x-robots-tag": "noindex, nofollow"}
        return Answer.of(status, "text/html; charset=utf-8", body, headers, pack=True)

    async def follow(token: str) -> OwnersView | None:
        try:
            return await follow_reply_link(await keeper.open_registry(), token[:200], now=clock())
        except AccessDenied:
            return None

    @route(
        "/reply/{token:str}",
        http_method=[HttpMethod.GET, HttpMethod.HEAD],
        include_in_schema=False,
    )
    async def show(request: Request[Any, Any, Any], token: FromPath[str]) -> Answer:
        view = await follow(token)
        return page(request, token, view, status=200 if view else 404)

    @post("/reply/{token:str}", include_in_schema=False, status_code=200)
    async def take(request: Request[Any, Any, Any], token: FromPath[str]) -> Answer:
        parts = await read_form(request, most_bytes=_MOST_BYTES, most_parts=8, plain=True)
        fields = {part.name: part.content.decode(errors="replace") for part in reversed(parts)}
        kind, text = fields.get("kind", ""), fields.get("text", "")
        view, now = await follow(token), clock()
        if view is None or kind not in _KINDS:
            return page(request, token, view, status=404 if view is None else 422)
        try:
            await _KINDS[kind](
                await keeper.open_registry(),
                view.visit_id,
                text,
                by_owner=True,
                filed_on=civil_date(civil_day(now)),
                actor=_OWNER,
                now=now,
            )
        except (InvalidRequest, Conflict, LimitReached) as error:
            asked = asked_of(request)
            fault = _fault_words(error, words_of(asked.language, _WORDS))
            status = 422 if isinstance(error, InvalidRequest) else 409
            # Another window may have sent one meanwhile: shown as it is now.
            view = await follow(token)
            return page(request, token, view, status=status, typed=(kind, text), fault=fault)
        return Answer.see_other(asked_of(request).href(f"/reply/{token}", done=kind))

    return Room("/", route_handlers=[show, take], tags=["pages"])


def _may_appeal(view: OwnersView, now: int) -> bool:
    return view.state.appealed_on is None and civil_day(now) <= view.state.hold_until


def _result(view: OwnersView, w: Words) -> str:
    return result_names(view.outcome_name, view.grade_name, w) or view.state.outcome


def _state(view: OwnersView, w: Words, now: int) -> str:
    """Why the result is not public yet, or since when it can be."""
    if view.held_by == "hold":
        return w("reply_state_hold", date=w.date(view.hold_until))
    if view.held_by:
        return w(f"reply_state_{view.held_by}")
    if view.state.appealed_on is not None:
        return w("reply_state_late_appeal")
    return w("reply_state_free", date=w.date(civil_date(min(view.state.ready_on, civil_day(now)))))


def _fault_words(error: FoodtraceError, w: Words) -> str:
    key = f"reply_fault_{error.code}"
    return w(key if key in w.catalog else "reply_fault_other")
