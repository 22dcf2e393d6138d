"""Answers to scans and typed codes, kept while neither time nor the register can change them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

import msgspec
from foodtrace.errors import MalformedSticker
from foodtrace.publication import PublicEstablishment, read_public_establishment
from foodtrace.sticker import encode_typed_code, parse_typed_code
from foodtrace.verdict import DAY, claims_json

from foodtrace_api.answer import Answer
from foodtrace_api.facts import Case
from foodtrace_api.front import page_headers
from foodtrace_api.lookup import Found, Lookup, Version
from foodtrace_api.page import compose
from foodtrace_api.render import Asked, render, site_of
from foodtrace_api.scans import NOT_CONFIRMED, Scans, Tally, tally_of
from foodtrace_api.words import words_of

if TYPE_CHECKING:
    from collections.abc import Callable

_KEPT_ANSWERS: Final = 4096


class VerdictAnswer(msgspec.Struct, frozen=True):
    """A verdict as JSON. Times are unix seconds; `claims` is null unless genuine is yes.

    `green` is the only yes. `standing` of a typed code is unknown: what the public record says stands in
    `establishment`.
    """

    genuine: str
    standing: str
    freshness: str
    green: bool
    reason: str
    claims: dict[str, int | str | None] | None
    typed_code: str | None
    check_clock: bool
    checked_at: int
    trust_as_of: int | None
    status_as_of: int | None
    establishment: PublicEstablishment | None


class _Kept(msgspec.Struct, frozen=True):
    answer: Answer
    version: Version | None
    made_at: int
    true_until: int
    tally: Tally = NOT_CONFIRMED


class Counter:
    """Answers scans and typed codes; what was answered is kept until time or the register changes it."""

    def __init__(self, lookup: Lookup, clock: Callable[[], int], scans: Scans) -> None:
        self._lookup = lookup
        self._clock = clock
        self._scans = scans
        self._kept: dict[tuple[object, ...], _Kept] = {}

    def scanned(self, path: str, asked: Asked, as_json: bool, *, counts: bool = False) -> Answer:
        """The answer to the link with this path; the host is the authority's own, never the request's.

        `counts` says that a person scanned it.
        """
        found = self._scanned(path, asked, as_json)
        if counts:
            self._scans.count(found.tally)
        return found.answer

    def _scanned(self, path: str, asked: Asked, as_json: bool) -> _Kept:
        now = self._clock()
        # The digest, so that what is kept has one size whatever a path holds.
        key = (hashlib.sha256(path.encode("latin-1")).digest(), None if as_json else asked)
        kept = self._kept.get(key)
        if (
            kept is not None
            and kept.made_at <= now < kept.true_until
            and kept.version == self._lookup.refresh()
        ):
            return kept
        self._lookup.trusted()
        authority = self._lookup.authority
        host = authority.host if authority is not None else ""
        found = self._lookup.verdict(f"https://{host}{path}", now)
        if found.version is None:
            return self._unsigned(found, asked, as_json, now)
        case = self._case(found, now)
        answer = self._answer(case, asked, as_json)
        kept = _Kept(answer, found.version, now, _true_until(found, now), tally_of(case))
        self._keep(key, kept)
        return kept

    def _unsigned(self, found: Found, asked: Asked, as_json: bool, now: int) -> _Kept:
        """Nothing of the code stands in such an answer, so a flood of forged codes shares a few."""
        v = found.verdict
        lists = (v.freshness, v.clock_wrong, v.trust_iat, v.status_iat)
        key = (v.genuine, v.reason, lists, None if as_json else asked)
        kept = self._kept.get(key)
        if kept is not None and kept.made_at <= now < kept.true_until:
            return kept
        answer = self._answer(self._case(found, now), asked, as_json)
        kept = _Kept(answer, None, now, _true_until(found, now))
        self._keep(key, kept)
        return kept

    def typed(self, code: str, asked: Asked, as_json: bool) -> Answer:
        """The public record of a typed code; never green, never kept."""
        now = self._clock()
        return self._answer(self._typed_case(code, now), asked, as_json)

    def verify(self, text: str) -> VerdictAnswer:
        now = self._clock()
        found = self._lookup.verdict(text, now)
        return _verdict_answer(self._case(found, now))

    def _typed_case(self, code: str, now: int) -> Case:
        try:
            text = encode_typed_code(parse_typed_code(code))
        except MalformedSticker as fault:
            # Judged as no text at all, for the state of the lists; a link typed here stays unread.
            found = self._lookup.verdict("", now)
            verdict = msgspec.structs.replace(found.verdict, reason=fault.code)
            return Case(verdict, found.trusted, None, now, typed=code[:20])
        case = self._case(self._lookup.verdict(text, now), now)
        return msgspec.structs.replace(case, typed=code[:20])

    def _case(self, found: Found, now: int) -> Case:
        verdict, record = found.verdict, None
        if verdict.claims is not None and verdict.reason != "not_in_register":
            record = self._record(verdict.claims.id, now)
        elif verdict.id is not None:
            record = self._record(verdict.id, now)
            if record is None:
                verdict = msgspec.structs.replace(verdict, reason="typed_code_unknown")
        return Case(verdict, found.trusted, record, now)

    def _record(self, id: int, now: int) -> PublicEstablishment | None:
        return read_public_establishment(self._lookup.reader, id, now)

    def _answer(self, case: Case, asked: Asked, as_json: bool) -> Answer:
        status = status_of(case)
        headers = page_headers(asked.language)
        if as_json:
            del headers["content-language"]
            body = msgspec.json.encode(_verdict_answer(case))
            return Answer.of(status, "application/json", body, headers, pack=True)
        w = words_of(asked.language)
        site = site_of(self._lookup.authority, case.trusted, asked, w)
        body = render("sticker.html", w, site, page=compose(case, asked, w))
        return Answer.of(status, "text/html; charset=utf-8", body, headers, pack=True)

    def _keep(self, key: tuple[object, ...], kept: _Kept) -> None:
        self._kept.pop(key, None)
        while len(self._kept) >= _KEPT_ANSWERS:
            # Oldest first: an answer lives a minute at most, so age is use.
            del self._kept[next(iter(self._kept))]
        self._kept[key] = kept


def status_of(case: Case) -> int:
    """200 for a genuine sticker whatever its standing, a revoked key and a known typed code; else 404."""
    if case.verdict.genuine in ("yes", "key revoked"):
        return 200
    return 200 if case.verdict.genuine == "not checked" and case.record is not None else 404


def _true_until(found: Found, now: int) -> int:
    """The first second at which this answer could read differently: its minute ends, or a window does."""
    edges = [(now // 60 + 1) * 60]
    claims, trusted = found.verdict.claims, found.trusted
    if claims is not None:
        edges += [claims.iat - DAY, claims.exp]
    if trusted is not None:
        status = trusted.statuses.get(found.verdict.kid or b"")
        for signed in (trusted.trust, status):
            if signed is not None:
                edges += [signed.iat - DAY, signed.exp]
    return min(edge for edge in edges if edge > now)


def _verdict_answer(case: Case) -> VerdictAnswer:
    v = case.verdict
    number = v.claims.id if v.claims is not None else v.id
    return VerdictAnswer(
        genuine=v.genuine,
        standing=v.standing,
        freshness=v.freshness,
        green=v.green,
        reason=v.reason,
        claims=claims_json(v.claims) if v.claims is not None else None,
        typed_code=encode_typed_code(number) if number is not None else None,
        check_clock=v.clock_wrong,
        checked_at=case.now,
        trust_as_of=v.trust_iat,
        status_as_of=v.status_iat,
        establishment=case.record,
    )
