"""The pages of a kitchen: the main one, one receipt, and the one for a link that does not hold."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Final

import msgspec
from foodtrace.errors import AccessDenied, FoodtraceError, LimitReached
from foodtrace.kitchen import MAX_PHOTOS
from foodtrace.sticker import civil_date, civil_day

from foodtrace_api.answer import Answer
from foodtrace_api.facts import origins_of
from foodtrace_api.front import asked_of, page_headers
from foodtrace_api.headers import content_security_policy
from foodtrace_api.kitchen.door import PATH
from foodtrace_api.kitchen.form import UNITS, Typed
from foodtrace_api.kitchen.reading import shown_quantity
from foodtrace_api.negotiate import header, prefers_json
from foodtrace_api.problems import problem
from foodtrace_api.render import render, site_of, style_with
from foodtrace_api.words import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from foodtrace.kitchen import Entry, Usual
    from foodtrace.supply import Consent, Supplier
    from litestar import Request

    from foodtrace_api.kitchen.door import Guest
    from foodtrace_api.lookup import Lookup
    from foodtrace_api.words import Words

__all__ = ["MOST_MEGABYTES", "PHOTO_FAULTS", "KitchenPages"]

#: Photos of a note's pages, one of a label, and the texts.
MOST_MEGABYTES: Final = 16
PHOTO_FAULTS: Final = {
    "photo_too_large": "kitchen_fault_photo_large",
    "photo_too_many_pixels": "kitchen_fault_photo_large",
    "photo_format": "kitchen_fault_photo_kind",
    "photo_broken": "kitchen_fault_photo_broken",
    "photos": "kitchen_fault_photos",
}
_STYLE: Final = style_with("kitchen/style.css")
# Our own script keeps what was pressed and sends it to this origin alone.
_POLICY: Final = (
    f"{content_security_policy(_STYLE)}; script-src 'self'; connect-src 'self'; worker-src 'self'"
)
# The words that the script shows.
_SAID_BY_SCRIPT: Final = (
    "again",
    "drop",
    "drop_sure",
    "gone_text",
    "kept",
    "kept_here",
    "look",
    "not_whole",
    "other",
    "refused",
    "scan_offline",
    "send_n",
    "sent",
    "waiting",
    "waiting_text",
)
_DONE: Final = ("right", "back", "ended")
_GONE: Final = ("link_revoked", "link_ended", "closed")


class KitchenPages:
    """Every page of the room, in the language asked for."""

    def __init__(self, lookup: Lookup, clock: Callable[[], int]) -> None:
        self.lookup = lookup
        self._clock = clock

    def words(self, request: Request[Any, Any, Any]) -> Words:
        return words_of(asked_of(request).language, "kitchen")

    def main(
        self,
        request: Request[Any, Any, Any],
        guest: Guest,
        *,
        usual: Sequence[Usual],
        entries: Sequence[Entry],
        suppliers: Sequence[Supplier],
        typed: Typed,
        faults: Mapping[str, str],
        status: int,
        said: str,
        cookie: str,
    ) -> Answer:
        """What came today, and what was recorded this week."""
        w = self.words(request)
        if wants_json(request) and status >= 400:
            return problem(status, "refused", " ".join(dict.fromkeys(faults.values())))
        query = request.query_params
        return self._page(
            request,
            "kitchen/page.html",
            status=status,
            cookie=cookie,
            guest=guest,
            usual=usual,
            days=_by_day(entries),
            suppliers=suppliers,
            typed=typed,
            beside=faults,
            said=said,
            # A key for this form alone: pressed twice, it records once.
            key=(status == 422 and typed["key"]) or secrets.token_hex(16),
            done=query.get("done", "") if query.get("done", "") in _DONE else "",
            came=_count(query.get("came", "")),
            sent=_count(query.get("sent", "")),
            clock=query.get("clock", "") == "wrong",
            units=UNITS,
            most_photos=MAX_PHOTOS,
            quantity=lambda item: shown_quantity(item.quantity, w),
            today=civil_date(civil_day(self._clock())),
            action=asked_of(request).href(PATH),
        )

    def recorded(
        self, request: Request[Any, Any, Any], count: int, skew_s: int, w: Words
    ) -> Answer:
        """On to the page that says so; a script is told at once."""
        said = w("kitchen_clock_wrong") if skew_s else ""
        if wants_json(request):
            body = {"receipts": count, "said": said}
            return Answer.of(
                200, "application/json", msgspec.json.encode(body), {"cache-control": "no-store"}
            )
        query = {"came": str(count)} | ({"clock": "wrong"} if skew_s else {})
        return Answer.see_other(asked_of(request).href(PATH, **query))

    def entry(
        self,
        request: Request[Any, Any, Any],
        guest: Guest,
        entry: Entry,
        typed: Typed,
        faults: Mapping[str, str],
        status: int,
    ) -> Answer:
        """One receipt, to put right or to take back."""
        w = self.words(request)
        return self._page(
            request,
            "kitchen/entry.html",
            status=status,
            guest=guest,
            entry=entry,
            typed=typed,
            beside=faults,
            units=UNITS,
            quantity=lambda item: shown_quantity(item.quantity, w),
            action=asked_of(request).href(f"{PATH}receipts/{entry.receipt.id}"),
            home=asked_of(request).href(PATH),
        )

    def consent(
        self,
        request: Request[Any, Any, Any],
        guest: Guest,
        consent: Consent,
        fault: str,
        status: int,
    ) -> Answer:
        """What diners see of where the food comes from, or would see."""
        return self._page(
            request,
            "kitchen/origins.html",
            status=status,
            guest=guest,
            consent=consent,
            origins=origins_of(consent.shown, self.words(request)),
            fault=fault,
            done=request.query_params.get("done", "") == "1" and not fault,
            action=asked_of(request).href(f"{PATH}origins"),
            home=asked_of(request).href(PATH),
        )

    def outside(self, request: Request[Any, Any, Any], error: FoodtraceError) -> Answer:
        """For whoever has no link, or one that does not hold: what happened, and whom to ask."""
        w = self.words(request)
        code = error.code if isinstance(error, AccessDenied) else "many"
        status = 410 if code in _GONE else 429 if isinstance(error, LimitReached) else 404
        wait = int(str(error.fields.get("retry_after", 60)))
        headers = {"retry-after": str(wait)} if status == 429 else {}
        words = (
            w(f"kitchen_{code}_text", wait=w.wait(wait))
            if status == 429
            else w(f"kitchen_{code}_text")
        )
        if wants_json(request):
            return problem(status, code, words, headers=headers)
        return self._page(
            request, "kitchen/outside.html", status=status, headers=headers, code=code, words=words
        )

    def _page(
        self,
        request: Request[Any, Any, Any],
        template: str,
        *,
        status: int = 200,
        cookie: str = "",
        headers: Mapping[str, str] | None = None,
        **values: Any,
    ) -> Answer:
        asked, w = asked_of(request), self.words(request)
        self.lookup.refresh()
        site = site_of(self.lookup.authority, self.lookup.held, asked, w)
        script = {name: w(f"kitchen_{name}") for name in _SAID_BY_SCRIPT}
        made = w.moment(self._clock())
        body = render(template, w, site, style=_STYLE, script=script, made=made, **values)
        sent = {
            **page_headers(asked.language),
            "content-security-policy": _POLICY,
            "x-robots-tag": "noindex, nofollow",
            **(headers or {}),
        }
        if cookie:
            sent["set-cookie"] = cookie
        return Answer.of(status, "text/html; charset=utf-8", body, sent, pack=True)


def wants_json(request: Request[Any, Any, Any]) -> bool:
    """Whether the page's own script asks."""
    return prefers_json(header(request.scope, b"accept"))


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0


def _by_day(entries: Sequence[Entry]) -> list[tuple[Any, list[Entry]]]:
    days: dict[Any, list[Entry]] = {}
    for entry in entries:
        days.setdefault(entry.receipt.day, []).append(entry)
    return list(days.items())
