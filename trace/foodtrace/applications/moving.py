"""What the board and the owner do to a dossier: each a step that is appended, none taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.access import Who
from foodtrace.applications.board_calendar import read_calendar
from foodtrace.applications.files import Paper
from foodtrace.applications.reading import covering, has_sticker
from foodtrace.applications.receiving import OWNER, keep_papers
from foodtrace.applications.states import OWNERS, Move, State, state_after
from foodtrace.applications.stored import (
    Held,
    add_step,
    held_dossier,
    held_dossiers,
    mark_late,
    mark_one,
    unmarked,
)
from foodtrace.errors import Conflict, InvalidRequest
from foodtrace.plain_text import clean_text
from foodtrace.registry import Registry
from foodtrace.registry.applications_schema import application, application_file

__all__ = ["MAX_FILES", "MAX_TEXT", "move_dossier", "owner_moves", "sweep"]

MAX_TEXT: Final = 2000
MAX_FILES: Final = 12
_NEEDS_TEXT: Final = frozenset(
    {Move.ASK, Move.REFUSE, Move.REOPEN, Move.STOP_WAITING, Move.NOTE, Move.ANSWER, Move.ADD}
)
# Approving makes an establishment, and a sticker is seen, not said: they are no moves of a form.
_NOT_BY_HAND: Final = OWNERS | {Move.RECEIVE, Move.APPROVE, Move.ISSUE}


async def move_dossier(
    registry: Registry,
    number: str,
    move: Move,
    *,
    who: Who,
    seen: int,
    now: int,
    text: str = "",
    visit_on: dt.date | None = None,
) -> None:
    """A step of the office. `seen` is the version that the officer saw.

    Raises NotFound; Conflict: changed_meanwhile, dossier_state; InvalidRequest: move, text_missing,
    text_too_long, visit_day (a visit is scheduled or recorded with its day).
    """
    if move in _NOT_BY_HAND:
        raise InvalidRequest(f"{move} is no step of an officer's form", code="move")
    text = check_text(text, needed=move in _NEEDS_TEXT)
    detail = {}
    if move in (Move.SCHEDULE_VISIT, Move.RECORD_VISIT):
        if visit_on is None:
            raise InvalidRequest("a visit has its day; give one", code="visit_day")
        detail["visit_on"] = visit_on.isoformat()
    async with registry.writing() as connection:
        dossier = await open_dossier(connection, number, who=who, seen=seen, now=now)
        state = state_after(dossier.state, move)
        await add_step(
            connection,
            dossier,
            move,
            actor=who.actor,
            now=now,
            text=text or None,
            detail=detail,
            state=state,
        )


async def owner_moves(
    registry: Registry,
    number: str,
    move: Move,
    *,
    sending: bytes,
    now: int,
    text: str = "",
    papers: tuple[Paper, ...] = (),
) -> bool:
    """A step of the owner, whose link was checked before; whether this call made it.

    The same `sending` again changes nothing. An answer has a text or a file. Raises NotFound; Conflict
    (dossier_state); InvalidRequest: move, text_missing, text_too_long, too_many_files.
    """
    if move not in OWNERS:
        raise InvalidRequest(f"{move} is no step of an owner", code="move")
    text = check_text(text, needed=move != Move.WITHDRAW and not papers)
    async with registry.writing() as connection:
        dossier = await held_dossier(connection, number)
        if any(step.detail.get("sending") == sending.hex() for step in dossier.steps):
            return False
        dossier = await mark_one(connection, dossier, await read_calendar(connection), now)
        # Files sent while the board waits for them are the answer.
        if move == Move.ADD and dossier.state == State.WAITING:
            move = Move.ANSWER
        state = state_after(dossier.state, move)
        await _check_room(connection, dossier, papers)
        dossier = await add_step(
            connection,
            dossier,
            move,
            actor=OWNER,
            now=now,
            text=text or None,
            detail={"sending": sending.hex()},
            state=state,
        )
        await keep_papers(connection, dossier, papers)
    return True


async def sweep(registry: Registry, *, now: int) -> int:
    """Mark what is late and close what has its sticker; how many steps that were."""
    async with registry.reading() as connection:  # most of the time there is nothing to write
        late = await unmarked(connection, await read_calendar(connection), now)
        if not late and not await _at_the_door(connection, now):
            return 0
    async with registry.writing() as connection:
        done = await mark_late(connection, await read_calendar(connection), now)
        for dossier in await _at_the_door(connection, now):
            await add_step(
                connection,
                dossier,
                Move.ISSUE,
                actor="foodtrace",
                now=now,
                state=State.ISSUED,
            )
            done += 1
    return done


async def _at_the_door(connection: AsyncConnection, now: int) -> list[Held]:
    """Approved dossiers whose establishment has its sticker."""
    approved = await held_dossiers(connection, application.c.state == str(State.APPROVED))
    there = await has_sticker(connection, approved, now)
    return [dossier for dossier in approved if dossier.id in there]


async def open_dossier(
    connection: AsyncConnection, number: str, *, who: Who, seen: int, now: int
) -> Held:
    """The dossier as the officer saw it, with its late marks up to date. Raises NotFound, Conflict."""
    dossier = await held_dossier(connection, number, covering(who))
    if dossier.row.last_seq != seen:
        raise Conflict(
            "the dossier was changed by somebody else meanwhile; look at it again",
            code="changed_meanwhile",
        )
    return await mark_one(connection, dossier, await read_calendar(connection), now)


def check_text(text: str, *, needed: bool) -> str:
    """What a person wrote, cleaned. Raises InvalidRequest: text_missing, text_too_long."""
    text = clean_text(text)
    if needed and not text:
        raise InvalidRequest("this step needs its words; write some", code="text_missing")
    if len(text) > MAX_TEXT:
        raise InvalidRequest(
            f"expected a text of at most {MAX_TEXT} characters, got {len(text)}; shorten it",
            code="text_too_long",
        )
    return text


async def _check_room(
    connection: AsyncConnection, dossier: Held, papers: tuple[Paper, ...]
) -> None:
    table = application_file.c
    query = select(func.count()).where(table.application_id == dossier.id)
    there: Any = (await connection.execute(query)).scalar_one()
    if there + len(papers) > MAX_FILES:
        raise InvalidRequest(
            f"a dossier holds at most {MAX_FILES} files; bring the rest to the office",
            code="too_many_files",
        )
