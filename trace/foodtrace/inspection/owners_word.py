"""What an owner says to a result: a reply that an officer looks at, an appeal that an officer decides."""

from __future__ import annotations

import datetime
from typing import Final, Literal

import msgspec
from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import Conflict, InvalidRequest, LimitReached
from foodtrace.inspection.result_journal import Opened, append, checked_day, open_result
from foodtrace.plain_text import clean_text
from foodtrace.publication import known_rules, rule_versions
from foodtrace.registry import Registry
from foodtrace.registry.reasons import check_actor, check_reason
from foodtrace.registry.results_schema import owner_statement, public_reply
from foodtrace.sticker import civil_date, civil_day

__all__ = [
    "HOLD_BACK_REASONS",
    "MAX_STATEMENT",
    "check_reply",
    "decide_appeal",
    "file_appeal",
    "file_reply",
]

MAX_STATEMENT: Final = 1000
# The only grounds on which an owner's words are kept from the public.
HOLD_BACK_REASONS: Final = ("personal_data", "abuse")
# A visit that draws more than this is talked over in person.
_MOST_STATEMENTS: Final = 10
_DAY: Final = 86_400


async def file_reply(
    registry: Registry,
    visit_id: int,
    text: str,
    *,
    by_owner: bool,
    filed_on: datetime.date,
    actor: str,
    now: int,
    seen: int | None = None,
) -> int:
    """Take the owner's reply to a result in; it stands beside the result once an officer has looked at it.

    A reply that came within the hold keeps the result back until then. Raises Conflict (no_result, reply_waiting,
    changed_meanwhile), InvalidRequest (statement, day), LimitReached, NotFound.
    """
    said = _Said("reply", text, by_owner, filed_on)
    return await _file(registry, visit_id, said, actor=actor, now=now, seen=seen)


async def check_reply(
    registry: Registry,
    visit_id: int,
    *,
    hold_back: str | None,
    actor: str,
    now: int,
    seen: int | None = None,
) -> None:
    """Let the waiting reply stand beside the result, or hold it back for one of HOLD_BACK_REASONS.

    One that stands already can be held back too: its text is taken from the public, past pages included. Raises Conflict (no_reply, no_result, changed_meanwhile), InvalidRequest (hold_back), NotFound.
    """
    actor = check_actor(actor)
    if hold_back is not None and hold_back not in HOLD_BACK_REASONS:
        raise InvalidRequest(
            f"expected one of {', '.join(HOLD_BACK_REASONS)}, got {hold_back[:40]!r}",
            code="hold_back",
        )
    async with registry.writing() as connection:
        opened = await open_result(connection, visit_id, seen)
        state = opened.result()
        waiting = state.unchecked
        if waiting is None and hold_back is not None:
            waiting = state.reply_id
        if waiting is None:
            raise Conflict("no reply is waiting to be looked at", code="no_reply")
        if hold_back is None:
            query = select(owner_statement.c.text).where(owner_statement.c.id == waiting)
            text = (await connection.execute(query)).scalar_one()
            if not text:
                raise Conflict("the words of this reply were erased; hold it back", code="no_reply")
            await connection.execute(insert(public_reply).values(id=waiting, text=text))
        else:
            await connection.execute(delete(public_reply).where(public_reply.c.id == waiting))
        await append(
            connection,
            opened,
            "reply_shown" if hold_back is None else "reply_held_back",
            event="reply_shown" if hold_back is None else "reply_held_back",
            day=civil_day(now),
            actor=actor,
            now=now,
            reason=hold_back,
            statement_id=waiting,
        )


async def file_appeal(
    registry: Registry,
    visit_id: int,
    text: str,
    *,
    by_owner: bool,
    filed_on: datetime.date,
    actor: str,
    now: int,
    seen: int | None = None,
) -> int:
    """Take an appeal in: one within the hold stops publication until it is decided.

    A later one is taken from an officer alone; then the result stays and says that it is under appeal. Raises
    Conflict (no_result, appeal_open, appeal_late, changed_meanwhile), InvalidRequest (statement, day), LimitReached.
    """
    said = _Said("appeal", text, by_owner, filed_on)
    return await _file(registry, visit_id, said, actor=actor, now=now, seen=seen)


async def decide_appeal(
    registry: Registry,
    visit_id: int,
    decision: Literal["upheld", "changed", "withdrawn"],
    *,
    outcome: str | None = None,
    grade: str | None = None,
    reason: str,
    actor: str,
    now: int,
    seen: int | None = None,
) -> None:
    """End an appeal: the result is upheld, changed for the better, or the owner withdrew the appeal.

    Raises Conflict (no_appeal, no_result, changed_meanwhile), InvalidRequest (decision, outcome, reason), NotFound.
    """
    actor, reason = check_actor(actor), check_reason(reason)
    if decision not in ("upheld", "changed", "withdrawn"):
        raise InvalidRequest(
            f"expected upheld, changed or withdrawn, got {decision[:40]!r}", code="decision"
        )
    async with registry.writing() as connection:
        opened = await open_result(connection, visit_id, seen)
        state = opened.result()
        if state.appealed_on is None:
            raise Conflict("no appeal is under way", code="no_appeal")
        change: dict[str, str | None] = {}
        if decision == "changed":
            book = known_rules(await rule_versions(connection))
            scheme = book.scheme(state.scheme) if book else None
            known = scheme is not None and scheme.outcome(outcome) is not None
            if scheme is None or outcome is None or not known:
                raise InvalidRequest("expected the outcome after the appeal", code="outcome")
            if grade is not None and scheme.grade(grade) is None:
                raise InvalidRequest("expected a grade of the scheme", code="grade")
            if not scheme.is_worse((state.outcome, state.grade), (outcome, grade)):
                raise InvalidRequest(
                    "an appeal can only make a result better; correct the result for anything else",
                    code="outcome",
                )
            change = {"scheme": state.scheme, "outcome": outcome, "grade": grade}
        await append(
            connection,
            opened,
            "decided",
            event=f"appeal_{decision}",
            day=civil_day(now),
            actor=actor,
            now=now,
            reason=reason,
            **change,
        )


class _Said(msgspec.Struct, frozen=True):
    """What somebody says to a result, for the owner or as the owner."""

    kind: Literal["reply", "appeal"]
    text: str
    by_owner: bool
    filed_on: datetime.date


async def _file(
    registry: Registry, visit_id: int, said: _Said, *, actor: str, now: int, seen: int | None
) -> int:
    """Keep the words in private, and write their line into the journal."""
    actor, text = check_actor(actor), _checked(said.text)
    async with registry.writing() as connection:
        opened = await open_result(connection, visit_id, seen)
        state = opened.result()
        if said.kind == "reply" and state.unchecked is not None:
            raise Conflict(
                "a reply is waiting to be looked at; another one can follow it",
                code="reply_waiting",
            )
        if said.kind == "appeal" and state.appealed_on is not None:
            raise Conflict("an appeal is under way already", code="appeal_open")
        first = state.declared_on
        day = checked_day(said.filed_on, first=first, now=now, what=f"of the {said.kind}")
        if said.kind == "appeal" and said.by_owner and day > state.hold_until:
            raise Conflict(
                f"the time for an appeal ended on {civil_date(state.hold_until)}; write to the office",
                code="appeal_late",
            )
        number = await _keep(connection, opened, said.kind, text, said.by_owner, now)
        await append(
            connection,
            opened,
            "replied" if said.kind == "reply" else "appealed",
            event=f"{said.kind}_filed",
            day=day,
            actor=actor,
            now=now,
            statement_id=number,
        )
    return number


async def _keep(
    connection: AsyncConnection, opened: Opened, kind: str, text: str, by_owner: bool, now: int
) -> int:
    table = owner_statement
    of_this = select(func.count()).where(table.c.visit_id == opened.visit_id)
    if (await connection.execute(of_this)).scalar_one() >= _MOST_STATEMENTS:
        raise LimitReached(
            f"{_MOST_STATEMENTS} statements were made on this visit; talk to the office",
            code="statements",
            retry_after=_DAY,
        )
    row = {
        "visit_id": opened.visit_id,
        "kind": kind,
        "at": now,
        "by_owner": int(by_owner),
        "text": text,
    }
    made = await connection.execute(insert(table).values(row).returning(table.c.id))
    return int(made.scalar_one())


def _checked(text: str) -> str:
    text = clean_text(text)
    if not 0 < len(text) <= MAX_STATEMENT:
        raise InvalidRequest(
            f"expected 1 to {MAX_STATEMENT} characters, got {len(text)}", code="statement"
        )
    return text
