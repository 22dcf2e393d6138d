"""What an officer does with a result, each step from the fields of its form to one use case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any, Final, cast

import msgspec
from foodtrace.applications import board_calendar
from foodtrace.errors import InvalidRequest
from foodtrace.inspection import (
    Works,
    check_reply,
    correct_result,
    decide_appeal,
    declare_result,
    file_appeal,
    file_reply,
    revoke_reply_links,
    withdraw_result,
)
from foodtrace.registry import Registry
from foodtrace.working_time import working_spans

from foodtrace_api.office.form import Form, typed_day

__all__ = ["STEPS", "Call"]


class Call(msgspec.Struct, frozen=True):
    """What every change is made with; `seen` is the last line of the journal that the form showed."""

    registry: Registry
    visit_id: int
    form: Form
    actor: str
    now: int
    seen: int | None

    def day(self) -> dt.date:
        found = typed_day(self.form.text("day"))
        if found is None:
            raise InvalidRequest("expected a day", code="day")
        return found

    def choice(self) -> dict[str, Any]:
        return {"outcome": self.form.text("outcome"), "grade": self.form.text("grade") or None}

    @property
    def common(self) -> dict[str, Any]:
        return {"actor": self.actor, "now": self.now, "seen": self.seen}

    async def works(self) -> Works:
        """By the board's own calendar."""
        calendar = (await board_calendar(self.registry)).calendar
        return lambda day: bool(working_spans(calendar, day))


async def _declare(call: Call) -> None:
    await declare_result(
        call.registry,
        call.visit_id,
        told_on=call.day(),
        works=await call.works(),
        **call.choice(),
        **call.common,
    )


async def _correct(call: Call) -> None:
    await correct_result(
        call.registry,
        call.visit_id,
        told_on=call.day(),
        reason=call.form.text("reason"),
        works=await call.works(),
        **call.choice(),
        **call.common,
    )


async def _withdraw(call: Call) -> None:
    await withdraw_result(
        call.registry, call.visit_id, reason=call.form.text("reason"), **call.common
    )


async def _reply(call: Call) -> None:
    text = call.form.exact("text")
    await file_reply(
        call.registry, call.visit_id, text, by_owner=False, filed_on=call.day(), **call.common
    )


async def _check(call: Call) -> None:
    hold_back = None if call.form.text("show") == "yes" else call.form.text("hold_back")
    await check_reply(call.registry, call.visit_id, hold_back=hold_back, **call.common)


async def _appeal(call: Call) -> None:
    text = call.form.exact("text")
    await file_appeal(
        call.registry, call.visit_id, text, by_owner=False, filed_on=call.day(), **call.common
    )


async def _decide(call: Call) -> None:
    decision = cast(Any, call.form.text("decision"))
    chosen = call.choice() if decision == "changed" else {}
    await decide_appeal(
        call.registry,
        call.visit_id,
        decision,
        reason=call.form.text("reason"),
        **chosen,
        **call.common,
    )


async def _end_links(call: Call) -> None:
    await revoke_reply_links(call.registry, call.visit_id, actor=call.actor, now=call.now)


STEPS: Final[dict[str, Callable[[Call], Awaitable[None]]]] = {
    "declare": _declare,
    "correct": _correct,
    "withdraw": _withdraw,
    "reply": _reply,
    "check": _check,
    "appeal": _appeal,
    "decide": _decide,
    "end-links": _end_links,
}
