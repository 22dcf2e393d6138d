"""/recall/{token}: an owner reads what is recalled and says in one press what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from foodtrace.errors import AccessDenied, InvalidRequest, LimitReached
from foodtrace.feedback import allow
from foodtrace.incidents import ANSWER_PATH, ANSWERS, OwnersRecall, answer_recall, owners_recall
from litestar import HttpMethod, Request, Router, post, route
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.front import asked_of, page_headers
from foodtrace_api.render import render, site_of
from foodtrace_api.room import Room
from foodtrace_api.uploads import read_form
from foodtrace_api.words import words_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from foodtrace_api.keeper import Keeper
    from foodtrace_api.lookup import Lookup

__all__ = ["owners_recall_router"]

#: The catalog of this page, beside the public words.
_WORDS: Final = "recall"
_MOST_BYTES: Final = 4096
_PURPOSE: Final = "recall answer "
# Every other answer is an event that stays for good; an owner changes her mind a few times in a day.
_RULES: Final = (("code", 3600, 12), ("code", 86_400, 30))


def owners_recall_router(lookup: Lookup, keeper: Keeper, clock: Callable[[], int]) -> Router:
    """The page and its three buttons; the address itself is the right to see it."""

    def page(
        request: Request[Any, Any, Any],
        token: str,
        view: OwnersRecall | None,
        *,
        status: int = 200,
        pressed: str = "",
        wait: int = 0,
    ) -> Answer:
        asked = asked_of(request)
        w = words_of(asked.language, _WORDS)
        lookup.refresh()
        # The office writes its sentences in two languages; whoever reads neither is shown the English.
        vi = asked.language == "vi"
        body = render(
            "recall/answer.html",
            w,
            site_of(lookup.authority, lookup.held, asked, w),
            view=view,
            reason=(view.reason_vi if vi else view.reason_en) if view else "",
            over=(view.over_vi if vi else view.over_en) if view else "",
            written_in="vi" if vi else "en",
            answers=ANSWERS,
            action=asked.href(f"{ANSWER_PATH}{token}"),
            done=request.query_params.get("done", "") == "1" and not wait,
            pressed=pressed,
            wait=w.wait(wait) if wait else "",
        )
        # The address is a secret: it goes to no other site, and no search engine keeps the page.
        headers = {**page_headers(asked.language), "x-robots-tag": "noindex, nofollow"}
        if wait:
            headers["retry-after"] = str(wait)
        return Answer.of(status, "text/html; charset=utf-8", body, headers, pack=True)

    async def follow(token: str) -> OwnersRecall | None:
        try:
            return await owners_recall(await keeper.open_registry(), token)
        except AccessDenied:
            return None

    @route(
        f"{ANSWER_PATH}{{token:str}}",
        http_method=[HttpMethod.GET, HttpMethod.HEAD],
        include_in_schema=False,
    )
    async def show(request: Request[Any, Any, Any], token: FromPath[str]) -> Answer:
        view = await follow(token)
        return page(request, token, view, status=200 if view else 404)

    @post(f"{ANSWER_PATH}{{token:str}}", include_in_schema=False, status_code=200)
    async def take(request: Request[Any, Any, Any], token: FromPath[str]) -> Answer:
        parts = await read_form(request, most_bytes=_MOST_BYTES, most_parts=4, plain=True)
        answer = next(
            (part.content.decode(errors="replace") for part in parts if part.name == "answer"), ""
        )
        registry, now, view = await keeper.open_registry(), clock(), await follow(token)
        try:
            # Only who holds a token counts, so that guesses fill no counter; a second tap changes nothing.
            if view is not None and answer in ANSWERS and answer != view.answer:
                await allow(
                    registry, code=token, network="", now=now, purpose=_PURPOSE, rules=_RULES
                )
            await answer_recall(registry, token, answer, now=now)
        except LimitReached as error:
            wait = error.retry_after
            return page(request, token, view, status=429, pressed=answer, wait=wait)
        except AccessDenied:
            return page(request, token, None, status=404)
        except InvalidRequest:
            return page(request, token, view, status=422)
        return Answer.see_other(asked_of(request).href(f"{ANSWER_PATH}{token}", done="1"))

    return Room("/", route_handlers=[show, take], tags=["pages"])
