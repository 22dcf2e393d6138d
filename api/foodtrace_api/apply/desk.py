"""/apply: the form by which an owner applies, without account or script; kept once, shown again with its faults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from foodtrace.applications import (
    MAX_FILE_BYTES,
    Received,
    board_calendar,
    read_paper,
    receive_application,
    was_received,
)
from foodtrace.errors import InvalidRequest, LimitReached, RegistryUnavailable
from foodtrace.feedback import allow
from foodtrace.places import fold, units_of_province
from foodtrace.working_time import day_of
from litestar.exceptions import HTTPException

from foodtrace_api.answer import Answer
from foodtrace_api.apply.form import BASES, CATEGORIES, PAPER_FAULTS, Typed, read_facts, typed_of
from foodtrace_api.apply.telling import hours_words
from foodtrace_api.facts import category_name
from foodtrace_api.form_token import LIFE_SECONDS
from foodtrace_api.form_tokens import FormTokens
from foodtrace_api.front import asked_of, page_headers
from foodtrace_api.headers import content_security_policy
from foodtrace_api.render import render, site_of, style_with
from foodtrace_api.uploads import Part, read_form
from foodtrace_api.words import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from litestar import Request

    from foodtrace_api.keeper import Keeper
    from foodtrace_api.lookup import Lookup
    from foodtrace_api.render import Asked
    from foodtrace_api.sender import Proxies
    from foodtrace_api.words import Words

__all__ = ["MOST_BYTES", "MOST_MEGABYTES", "Counter"]

MOST_MEGABYTES: Final = 6
# A file of 5 MB, the texts, and what the form puts around them.
MOST_BYTES: Final = MOST_MEGABYTES * 1_000_000
_MOST_PARTS: Final = 24
_PURPOSE: Final = "apply "
# A ward's office may send for its whole street from one network.
_RULES: Final = (("network", 3600, 30), ("network", 86_400, 120), ("all", 86_400, 2000))

_STYLE: Final = style_with("apply/style.css")
_POLICY: Final = content_security_policy(_STYLE)


class Counter:
    """Where applications are handed in; the pages of a dossier share its frame."""

    def __init__(
        self, lookup: Lookup, keeper: Keeper, clock: Callable[[], int], proxies: Proxies
    ) -> None:
        self.lookup = lookup
        self.keeper = keeper
        self.clock = clock
        self.proxies = proxies
        self._tokens = FormTokens(keeper, proxies, "apply form", "/apply")

    def page(
        self,
        request: Request[Any, Any, Any],
        template: str,
        *,
        status: int = 200,
        asked: Asked | None = None,
        headers: Mapping[str, str] | None = None,
        **values: Any,
    ) -> Answer:
        """A page of the room in the language asked for."""
        asked = asked or asked_of(request)
        self.lookup.refresh()
        w = words_of(asked.language, "apply")
        site = site_of(self.lookup.authority, self.lookup.held, asked, w)
        body = render(template, w, site, style=_STYLE, **values)
        sent = {**page_headers(asked.language), "content-security-policy": _POLICY}
        sent |= headers or {}
        return Answer.of(status, "text/html; charset=utf-8", body, sent, pack=True)

    def words(self, request: Request[Any, Any, Any]) -> Words:
        return words_of(asked_of(request).language, "apply")

    async def open_form(self, request: Request[Any, Any, Any]) -> Answer:
        """The empty form with its cookie."""
        now = self.clock()
        keys = await self._tokens.keys(now)
        token = self._tokens.held(request, keys, now) or self._tokens.draw(keys, now)
        return await self._form(request, Typed(token=token), {}, "", cookie=token)

    async def take(self, request: Request[Any, Any, Any]) -> Answer:
        """Keep the application and lead to its page; or show what was typed again, and what is wrong."""
        now, w = self.clock(), self.words(request)
        parts: list[Part] = []
        try:
            await read_form(request, most_bytes=MOST_BYTES, most_parts=_MOST_PARTS, into=parts)
        except HTTPException as error:
            status = error.status_code
            key = "apply_fault_size" if status == 413 else "apply_fault_cut"
            words = w(key, n=MOST_MEGABYTES)
            return await self._again(request, typed_of(parts), {}, words, status)
        typed = typed_of(parts)
        try:
            keys = await self._tokens.keys(now)
            if not self._tokens.is_ours(request, typed.token, keys, now):
                return await self._again(request, typed, {}, w("apply_fault_expired"), 403)
            received, faults = await self._keep(request, typed, w, now)
            if received is None:
                return await self._again(request, typed, faults, w("apply_not_sent_text"), 422)
        except LimitReached as error:
            wait = error.retry_after
            words = w("apply_fault_many", wait=w.wait(wait))
            return await self._again(request, typed, {}, words, 429, retry_after=wait)
        except RegistryUnavailable:
            words = w("apply_fault_unavailable")
            return await self._again(request, typed, {}, words, 503, retry_after=30)
        asked = asked_of(request)
        return Answer.see_other(asked.href(f"/apply/{received.number}/{received.secret}"))

    async def _keep(
        self, request: Request[Any, Any, Any], typed: Typed, w: Words, now: int
    ) -> tuple[Received | None, dict[str, str]]:
        registry = await self.keeper.open_registry()
        facts, faults = read_facts(typed, registry.authority.province, w)
        paper = None
        if typed.file is None:
            faults["file"] = w("apply_fault_file_missing")
        else:
            try:
                paper = await read_paper(typed.file.content, typed.file.filename or "")
            except InvalidRequest as error:
                faults["file"] = w(PAPER_FAULTS.get(error.code, "apply_fault_file_kind"))
        if facts is None or paper is None or faults:
            return None, faults
        sending, language = typed.sending(), asked_of(request).language
        # A second tap on the same button counts no second time, and is not turned away.
        if not await was_received(registry, sending):
            network = self.proxies.sender(request.scope)
            await allow(registry, code="", network=network, now=now, purpose=_PURPOSE, rules=_RULES)
        received = await receive_application(
            registry, facts, (paper,), sending=sending, language=language, now=now
        )
        return received, {}

    async def _again(
        self,
        request: Request[Any, Any, Any],
        typed: Typed,
        faults: dict[str, str],
        summary: str,
        status: int,
        *,
        retry_after: int | None = None,
    ) -> Answer:
        """The form with what was typed, and a token that holds when it is sent again."""
        token, cookie = await self._tokens.again(request, self.clock())
        kept = Typed(typed.fields, token, typed.file)
        return await self._form(
            request, kept, faults, summary, status=status, cookie=cookie, retry_after=retry_after
        )

    async def _form(
        self,
        request: Request[Any, Any, Any],
        typed: Typed,
        faults: dict[str, str],
        summary: str,
        *,
        cookie: str | None,
        status: int = 200,
        retry_after: int | None = None,
    ) -> Answer:
        asked, w = asked_of(request), self.words(request)
        headers = {}
        if cookie is not None:
            headers["set-cookie"] = self._tokens.cookie(request, cookie)
        if retry_after is not None:
            headers["retry-after"] = str(retry_after)
        self.lookup.refresh()
        authority = self.lookup.authority
        units = units_of_province(authority.province) if authority is not None else []
        return self.page(
            request,
            "apply/form.html",
            status=status,
            headers=headers,
            action=asked.href("/apply"),
            look_up=asked.href("/apply/find"),
            typed=typed,
            beside=faults,
            summary=summary,
            file_again=bool(summary) and (typed.file is not None or status == 413),
            wards=sorted((unit.full_name for unit in units), key=fold),
            categories=[(n, category_name(n, self.lookup.held, w)) for n in CATEGORIES],
            bases=[(kind, w(f"apply_basis_{kind}")) for kind in BASES],
            most=MAX_FILE_BYTES // 1_000_000,
            minutes=LIFE_SECONDS // 60,
            promise=await self._promise(w),
        )

    async def _promise(self, w: Words) -> str:
        """In how many hours a dossier is picked up and in how many days decided; "" without a register."""
        try:
            board = await board_calendar(await self.keeper.open_registry())
        except RegistryUnavailable:
            return ""
        today = day_of(self.clock())
        rule = board.rule_on(today)
        return w(
            "apply_promise",
            hours=rule.pickup_hours,
            days=rule.decide_days,
            week=hours_words(board.calendar, today, w),
        )
