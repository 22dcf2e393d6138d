"""Takes diners' reports: opens the form, keeps what is whole, shows again what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from foodtrace.errors import InvalidRequest, LimitReached, RegistryUnavailable
from foodtrace.feedback import allow, find_sending, record_report
from foodtrace.publication import read_public_establishment
from litestar.exceptions import HTTPException

from foodtrace_api.answer import Answer
from foodtrace_api.form_token import make_receipt, receipt_number
from foodtrace_api.form_tokens import FormTokens
from foodtrace_api.front import asked_of, page_headers
from foodtrace_api.render import render, site_of
from foodtrace_api.report_code import id_of, printed_code, report_path
from foodtrace_api.report_form import (
    HEADINGS,
    MOST_BYTES,
    MOST_MEGABYTES,
    Fault,
    Typed,
    fields_of,
    kind_of,
    photo_fault,
    typed_of,
)
from foodtrace_api.uploads import Part, read_form
from foodtrace_api.words import words_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from foodtrace.publication import PublicEstablishment
    from litestar import Request

    from foodtrace_api.keeper import Keeper
    from foodtrace_api.lookup import Lookup
    from foodtrace_api.sender import Proxies

__all__ = ["Desk"]

_MOST_PARTS: Final = 12


class Desk:
    """Takes reports; `code` is what stands behind /report/, "" when nothing does."""

    def __init__(
        self, lookup: Lookup, keeper: Keeper, clock: Callable[[], int], proxies: Proxies
    ) -> None:
        self._lookup = lookup
        self._keeper = keeper
        self._clock = clock
        self._proxies = proxies
        self._tokens = FormTokens(keeper, proxies, "report form", "/report")

    async def open_form(self, request: Request[Any, Any, Any], code: str) -> Answer:
        """The empty form with its cookie, or the thanks to which a report that was kept leads."""
        now = self._clock()
        self._lookup.refresh()
        kind = kind_of(request.query_params.get("kind", ""))
        keys = await self._tokens.keys(now)
        receipt = request.query_params.get("receipt", "")[:80]
        if receipt_number(keys, code, kind, receipt) is not None:
            return self._thanks(request, code, kind, receipt)
        token = self._tokens.held(request, keys, now) or self._tokens.draw(keys, now)
        typed = Typed(code=code, token=token)
        return self._form(request, code, typed, kind, status=200, cookie=token)

    async def take(self, request: Request[Any, Any, Any], code: str) -> Answer:
        """Keep the report and lead to its thanks; or show what was typed again, and what is wrong."""
        now = self._clock()
        w = words_of(asked_of(request).language)
        kind = kind_of(request.query_params.get("kind", ""))
        parts: list[Part] = []
        try:
            await read_form(request, most_bytes=MOST_BYTES, most_parts=_MOST_PARTS, into=parts)
        except HTTPException as error:
            typed = typed_of(parts)
            key = "report_fault_size" if error.status_code == 413 else "report_fault_cut"
            words = w(key, n=MOST_MEGABYTES) if error.status_code == 413 else w(key)
            return await self._again(
                request, code, kind, typed, [Fault("", words)], error.status_code
            )
        typed = typed_of(parts)
        about = code or printed_code(typed.code)
        try:
            keys = await self._tokens.keys(now)
            if not self._tokens.is_ours(request, typed.token, keys, now):
                faults = [Fault("", w("report_fault_expired"))]
                return await self._again(request, code, kind, typed, faults, 403)
            if faults := typed.faults(kind, w):
                return await self._again(request, code, kind, typed, faults, 422)
            number = await self._keep(request, typed, about, kind, now)
        except LimitReached as error:
            wait = error.retry_after
            faults = [Fault("", w("report_fault_many", wait=w.wait(wait)))]
            return await self._again(request, code, kind, typed, faults, 429, retry_after=wait)
        except RegistryUnavailable:
            faults = [Fault("", w("report_fault_unavailable"))]
            return await self._again(request, code, kind, typed, faults, 503, retry_after=30)
        except InvalidRequest as error:
            fault = photo_fault(error.code, w)
            if fault is None:
                raise
            return await self._again(request, code, kind, typed, [fault], 422)
        asked = asked_of(request)
        receipt = make_receipt(keys[0], code, kind, number)
        location = asked.href(report_path(code), kind=kind, receipt=receipt)
        return Answer.see_other(location)

    async def _keep(
        self, request: Request[Any, Any, Any], typed: Typed, about: str, kind: str, now: int
    ) -> int:
        """The number of the report, made by this sending or, after an impatient tap, by the one before."""
        registry = await self._keeper.open_registry()
        sending = typed.sending(about, kind)
        if (number := await find_sending(registry, sending)) is not None:
            return number
        network = self._proxies.sender(request.scope)
        # Without a code the network stands for it, or one sender would fill the counter for all.
        await allow(registry, code=about or network, network=network, now=now)
        return await record_report(
            registry,
            establishment_id=id_of(about),
            code_text=about,
            kind=kind,
            category=typed.category if kind == "other" else None,
            text=typed.text,
            contact=typed.contact or None,
            photo=typed.photo,
            now=now,
            sending=sending,
        )

    async def _again(
        self,
        request: Request[Any, Any, Any],
        code: str,
        kind: str,
        typed: Typed,
        faults: list[Fault],
        status: int,
        *,
        retry_after: int | None = None,
    ) -> Answer:
        """The form with what was typed, and a token that holds when it is sent again."""
        token, cookie = await self._tokens.again(request, self._clock())
        kept = Typed(
            code=code or typed.code,
            category=typed.category,
            text=typed.text,
            contact=typed.contact,
            token=token,
            photo=typed.photo,
        )
        return self._form(
            request, code, kept, kind, faults, status=status, cookie=cookie, retry_after=retry_after
        )

    def _form(
        self,
        request: Request[Any, Any, Any],
        code: str,
        typed: Typed,
        kind: str,
        faults: list[Fault] | None = None,
        *,
        status: int,
        cookie: str | None,
        retry_after: int | None = None,
    ) -> Answer:
        asked = asked_of(request).keeping(kind=kind)
        w = words_of(asked.language)
        headers = page_headers(asked.language)
        if cookie is not None:
            headers["set-cookie"] = self._tokens.cookie(request, cookie)
        if retry_after is not None:
            headers["retry-after"] = str(retry_after)
        body = render(
            "report.html",
            w,
            site_of(self._lookup.authority, self._lookup.held, asked, w),
            action=asked.href(report_path(code), kind=kind),
            code=code,
            record=self._record(code),
            **fields_of(kind, typed, faults or [], typed.photo is not None or status == 413, w),
        )
        return Answer.of(status, "text/html; charset=utf-8", body, headers, pack=True)

    def _thanks(
        self, request: Request[Any, Any, Any], code: str, kind: str, receipt: str
    ) -> Answer:
        asked = asked_of(request).keeping(kind=kind, receipt=receipt)
        w = words_of(asked.language)
        body = render(
            "thanks.html",
            w,
            site_of(self._lookup.authority, self._lookup.held, asked, w),
            done=w(HEADINGS[kind][1]),
            number=receipt.partition("-")[0],
            code=code,
        )
        headers = page_headers(asked.language)
        return Answer.of(200, "text/html; charset=utf-8", body, headers, pack=True)

    def _record(self, code: str) -> PublicEstablishment | None:
        number = id_of(code)
        if number is None:
            return None
        try:
            return read_public_establishment(self._lookup.reader, number, self._clock())
        except RegistryUnavailable:
            return None
