"""/apply/{number}: where a dossier stands, for whoever has the number; behind the owner's own link, more."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from foodtrace.applications import (
    LATE,
    MAX_FILE_BYTES,
    MAX_FILES,
    MAX_TEXT,
    OPEN,
    Move,
    Paper,
    State,
    board_calendar,
    is_owners,
    owner_moves,
    parse_number,
    read_dossier,
    read_paper,
)
from foodtrace.errors import Conflict, InvalidRequest, LimitReached, NotFound, RegistryUnavailable
from foodtrace.feedback import allow
from foodtrace.sticker import civil_day, encode_typed_code
from foodtrace.working_time import day_of
from litestar.exceptions import HTTPException

from foodtrace_api.answer import Answer
from foodtrace_api.apply.desk import MOST_BYTES, MOST_MEGABYTES, Counter
from foodtrace_api.apply.form import PAPER_FAULTS
from foodtrace_api.apply.telling import STEP_WORDS, hours_words, standing_of
from foodtrace_api.facts import category_name, ward_line
from foodtrace_api.front import asked_of
from foodtrace_api.render import drawn_address
from foodtrace_api.uploads import Part, read_form

if TYPE_CHECKING:
    from foodtrace.applications import Dossier
    from foodtrace.registry import Registry
    from litestar import Request

    from foodtrace_api.words import Words

__all__ = ["Window"]

_MOST_PARTS: Final = 8
_PURPOSE: Final = "number "
# Numbers that lead nowhere, by network: typing errors are caught before they count.
_RULES: Final = (("network", 3600, 30), ("network", 86_400, 120))
_SYMBOL_MM: Final = 30.0


class Window:
    """Where one asks about a dossier."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    async def show(self, request: Request[Any, Any, Any], typed: str) -> Answer:
        """The page of a number: its state and its moments, nothing of the place or the person."""
        counter, now = self._counter, self._counter.clock()
        try:
            number = parse_number(typed)
        except InvalidRequest:
            return self._unknown(request, typed)
        if number != typed or request.scope["path"].endswith("/find"):
            return Answer.see_other(asked_of(request).href(f"/apply/{number}"))
        registry = await counter.keeper.open_registry()
        network = counter.proxies.sender(request.scope)
        limit: dict[str, Any] = {"code": "", "network": network, "now": now}
        limit |= {"purpose": _PURPOSE, "rules": _RULES}
        try:
            await allow(registry, **limit, count=False)
            try:
                dossier = await read_dossier(registry, number, now=now)
            except NotFound:
                await allow(registry, **limit)
                return self._unknown(request, number)
        except LimitReached as error:
            return self._too_many(request, error)
        return await self._page(request, registry, dossier)

    async def show_own(
        self, request: Request[Any, Any, Any], number: str, secret: str, **again: Any
    ) -> Answer:
        """The owner's own page, which is also the receipt."""
        registry = await self._counter.keeper.open_registry()
        if not await is_owners(registry, number, secret):
            return self._unknown(request, number, link=True)
        dossier = await read_dossier(registry, number, now=self._counter.clock())
        return await self._page(request, registry, dossier, secret=secret, **again)

    async def take(self, request: Request[Any, Any, Any], number: str, secret: str) -> Answer:
        """What the owner answers, adds or takes back; who has the link, and he alone, may."""
        counter, w = self._counter, self._counter.words(request)
        parts: list[Part] = []

        async def again(words: str, status: int) -> Answer:
            text = _text(parts, "text")
            return await self.show_own(
                request, number, secret, fault=words, text=text, status=status
            )

        registry = await counter.keeper.open_registry()
        if not await is_owners(registry, number, secret):
            return self._unknown(request, number, link=True)
        try:
            await read_form(request, most_bytes=MOST_BYTES, most_parts=_MOST_PARTS, into=parts)
            papers = await _papers(parts)
            move = Move.WITHDRAW if _text(parts, "move") == "withdraw" else Move.ADD
            await owner_moves(
                registry,
                number,
                move,
                sending=_sending(parts),
                now=counter.clock(),
                text="" if move == Move.WITHDRAW else _text(parts, "text"),
                papers=papers,
            )
        except HTTPException as error:
            key = "apply_fault_size" if error.status_code == 413 else "apply_fault_cut"
            return await again(w(key, n=MOST_MEGABYTES), error.status_code)
        except InvalidRequest as error:
            return await again(_fault_of(error, w), 422)
        except Conflict:
            return await again(w("apply_fault_state"), 409)
        except RegistryUnavailable:
            return await again(w("apply_fault_unavailable"), 503)
        return Answer.see_other(asked_of(request).href(f"/apply/{number}/{secret}", sent="1"))

    async def _page(
        self,
        request: Request[Any, Any, Any],
        registry: Registry,
        dossier: Dossier,
        *,
        secret: str = "",
        fault: str = "",
        text: str = "",
        status: int = 200,
    ) -> Answer:
        counter = self._counter
        now, w = counter.clock(), counter.words(request)
        own = bool(secret)
        board = await board_calendar(registry)
        sent = request.query_params.get("sent") == "1" and not fault
        asked = asked_of(request).keeping(**({"sent": "1"} if sent else {}))
        host = registry.authority.host
        path = f"/apply/{dossier.number}"
        is_open = dossier.stands in OPEN
        return counter.page(
            request,
            "apply/status.html",
            status=status,
            asked=asked,
            dossier=dossier,
            own=own,
            standing=standing_of(dossier, board, w, now, own=own),
            hours=hours_words(board.calendar, day_of(now), w),
            received=w.moment(dossier.received_at),
            said=[] if not own else _said(dossier, w),
            facts=[] if not own else self._facts(dossier, w),
            files=dossier.files if own else (),
            symbol=drawn_address(f"https://{host}{path}", _SYMBOL_MM) if own else "",
            address=f"{host}{path}",
            own_address=f"https://{host}{path}/{secret}" if own else "",
            action=asked.href(f"{path}/{quote(secret)}") if own else "",
            asks=dossier.state == State.WAITING,
            is_open=is_open,
            sending=secrets.token_hex(16) if own else "",
            sent=sent,
            is_new=own and len(dossier.steps) == 1 and not sent and not fault,
            fault=fault,
            text=text,
            most=MAX_FILE_BYTES // 1_000_000,
            code=encode_typed_code(dossier.establishment_id)
            if own and dossier.stands == State.ISSUED and dossier.establishment_id
            else "",
        )

    def _facts(self, dossier: Dossier, w: Words) -> list[tuple[str, str]]:
        facts, held = dossier.facts, self._counter.lookup.held
        ward = ward_line(facts.ward, civil_day(self._counter.clock()), held, w)
        told = [
            (w("apply_name"), facts.name),
            (w("apply_street"), facts.street),
            (w("apply_ward"), ward),
            (w("apply_category"), category_name(facts.category, held, w)),
        ]
        basis = facts.basis
        if basis is not None:
            told.append((w("apply_basis_kind"), w(f"apply_basis_{basis.kind}")))
            told += [(w("apply_number_of_paper"), basis.number)] if basis.number else []
        return told

    def _unknown(
        self, request: Request[Any, Any, Any], typed: str, *, link: bool = False
    ) -> Answer:
        return self._counter.page(
            request,
            "apply/unknown.html",
            status=404,
            typed="" if link else typed[:20],
            link=link,
            wait="",
            look_up=asked_of(request).href("/apply/find"),
        )

    def _too_many(self, request: Request[Any, Any, Any], error: LimitReached) -> Answer:
        wait = error.retry_after
        w = self._counter.words(request)
        return self._counter.page(
            request,
            "apply/unknown.html",
            status=429,
            headers={"retry-after": str(wait)},
            typed="",
            link=False,
            wait=w.wait(wait),
            look_up=asked_of(request).href("/apply/find"),
        )


def _text(parts: list[Part], name: str) -> str:
    found = (part for part in parts if part.name == name and part.filename is None)
    return next((part.content.decode(errors="replace") for part in found), "")


async def _papers(parts: list[Part]) -> tuple[Paper, ...]:
    found = [part for part in parts if part.name == "file" and part.filename is not None]
    chosen = [part for part in found if part.filename or part.content][:1]
    return tuple([await read_paper(part.content, part.filename or "") for part in chosen])


def _sending(parts: list[Part]) -> bytes:
    """32 bytes for this form as it was sent; its random value makes it this one."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part.name.encode(errors="replace")).digest())
        digest.update(hashlib.sha256(part.content).digest())
    return digest.digest()


def _fault_of(error: InvalidRequest, w: Words) -> str:
    if error.code == "text_missing":
        return w("apply_fault_text_missing")
    if error.code == "text_too_long":
        return w("apply_fault_text_long", most=w.number(MAX_TEXT))
    if error.code == "too_many_files":
        return w("apply_fault_files_many", n=MAX_FILES)
    return w(PAPER_FAULTS.get(error.code, "apply_fault_file_kind"))


def _said(dossier: Dossier, w: Words) -> list[tuple[str, str, str]]:
    """What was written on either side: when, about what, and the text; the board's notes are its own."""
    return [
        (w.moment(step.at), w(STEP_WORDS[Move(step.kind)]), step.text)
        for step in dossier.steps
        if step.text and step.kind not in (LATE, Move.NOTE)
    ]
