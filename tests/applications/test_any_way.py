"""Whatever is done in whatever order: nothing is lost, every state has a way on, and no clock lies over Tet.

The judge is written apart: its table of states is its own, and its clock counts minutes in an array.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
import tempfile
from bisect import bisect_left
from collections.abc import Coroutine
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from applications.dossiers import OFFICER, ZONE, at, facts, received
from applications.test_working_time import is_worked
from foodtrace.applications import (
    LATE,
    Dossier,
    Move,
    State,
    approve,
    list_dossiers,
    move_dossier,
    moves_from,
    owner_moves,
    read_dossier,
    set_day,
    set_until,
    sweep,
)
from foodtrace.applications.first_calendar import FIRST_DAYS, FIRST_HOURS, YEARLY
from foodtrace.errors import Conflict, InvalidRequest
from foodtrace.issuing import Selection, issue
from foodtrace.registry import Registry
from foodtrace.registry.schema import event
from foodtrace.working_time import Calendar, DayRule, calendar_of
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from registry.board import STICKER, stocked_board
from registry.board import ZONE as ZONE_NAME
from sqlalchemy import select

START = at("2027-01-14 09:00")
TET = {dt.date(2027, 2, day): DayRule(None, "Tết") for day in range(5, 12)}
KNOWN_BEFORE, KNOWN_AFTER = dt.date(2027, 1, 24), dt.date(2027, 12, 31)
PICKUP_MINUTES, DECIDE_MINUTES = 4 * 60, 10 * 450

# By hand, from the words of the issue and not from the program: from where, by what, to where.
WAYS = {
    "received": {"picked_up": "picked up"},
    "picked up": {
        "asked": "waiting for owner",
        "visit_scheduled": "visit scheduled",
        "visited": "visited",
        "approved": "approved",
        "refused": "refused",
    },
    "waiting for owner": {
        "answered": "answered",
        "waited_enough": "picked up",
        "refused": "refused",
    },
    "approved": {"issued": "sticker issued"},
    "refused": {"reopened": "picked up"},
    "withdrawn": {},
    "sticker issued": {},
}
for _state in ("answered", "visit scheduled", "visited"):
    WAYS[_state] = WAYS["picked up"]
OWED = {"received", "picked up", "waiting for owner", "answered", "visit scheduled", "visited"}


@cache
def counted(with_tet: bool) -> list[int]:
    """Working minutes from START's midnight up to each minute of the four months after it."""
    days = FIRST_DAYS | (TET if with_tet else {})
    until = KNOWN_AFTER if with_tet else KNOWN_BEFORE
    calendar: Calendar = calendar_of([FIRST_HOURS], days, until, YEARLY)
    totals, minute = [0], dt.datetime.fromtimestamp(START, ZONE).replace(hour=0, minute=0)
    for _ in range(120 * 24 * 60):
        totals.append(totals[-1] + is_worked(minute, calendar))
        minute += dt.timedelta(minutes=1)
    return totals


MIDNIGHT = at("2027-01-14 00:00")


class Kept:
    """What the judge knows of one dossier."""

    def __init__(self, number: str, now: int) -> None:
        self.number = number
        self.state = "received"
        self.steps = [("received", now)]
        self.late: dict[str, int] = {}
        # When the last step was, a late mark included: none after it is earlier.
        self.last = now

    def runs(self, clock: str, now: int) -> tuple[list[tuple[int, int]], bool]:
        """From when to when a clock ran, and whether it runs still."""
        first = self.steps[0][1]
        if clock == "pickup":
            ends = [moment for kind, moment in self.steps if kind in ("picked_up", "withdrawn")]
            return [(first, ends[0] if ends else now)], not ends
        found, since = [], first
        running = True
        for kind, moment in self.steps:
            if kind in ("asked", "approved", "refused", "withdrawn") and running:
                found.append((since, moment))
                running = False
            elif kind in ("answered", "waited_enough", "reopened") and not running:
                since, running = moment, True
        return ([*found, (since, now)] if running else found), running

    def ran_out(self, clock: str, now: int, with_tet: bool) -> tuple[int | None, int | None, int]:
        """(when it ran out, when it runs out, minutes used): by the array alone."""
        totals = counted(with_tet)
        left = PICKUP_MINUTES if clock == "pickup" else DECIDE_MINUTES
        used = 0
        out = due = None
        runs, running = self.runs(clock, now)
        for start, end in runs:
            there, then = (start - MIDNIGHT) // 60, (end - MIDNIGHT) // 60
            minutes = totals[then] - totals[there]
            if out is None:
                reached = max(there, bisect_left(totals, totals[there] + left))
                due = MIDNIGHT + reached * 60
                if end > due:
                    out = due
                left = max(0, left - minutes)
            used += minutes
        return out, due if running or out is not None else None, used


class AnyWay(RuleBasedStateMachine):
    """A board over Tet, its calendar not yet complete, and everything that owners and officers do."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp()) / "R"
        self.now = START
        self.with_tet = False
        self.kept: list[Kept] = []
        self.sent = 0
        self.registry: Registry

    def run(self, step: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(step)

    @initialize()
    def found(self) -> None:
        self.registry = self.run(stocked_board(self.folder, 1, START))
        self.run(set_until(self.registry, KNOWN_BEFORE, actor="test", now=START))
        self.apply()

    def teardown(self) -> None:
        if hasattr(self, "registry"):
            self.run(self.registry.aclose())
        self.runner.close()
        shutil.rmtree(self.folder.parent)

    @precondition(lambda self: len(self.kept) < 3)
    @rule()
    def apply(self) -> None:
        number = self.run(received(self.registry, self.now, len(self.kept) + 1))
        self.kept.append(Kept(number, self.now))

    @rule(minutes=st.sampled_from([1, 90, 240, 17 * 60, 1440, 3 * 1440, 6 * 1440]))
    def time_passes(self, minutes: int) -> None:
        self.now = min(self.now + 60 * minutes, START + 90 * 86_400)

    @rule(minutes=st.sampled_from([1, 60, 1440]))
    def the_clock_is_set_back(self, minutes: int) -> None:
        self.now = max(START, self.now - 60 * minutes)

    @precondition(lambda self: not self.with_tet)
    @rule()
    def tet_is_announced(self) -> None:
        self.mark(self.kept)
        for day in TET:
            step = set_day(self.registry, day, name="Tết", actor="test", now=self.now)
            self.run(step)
        self.run(set_until(self.registry, KNOWN_AFTER, actor="test", now=self.now))
        self.with_tet = True

    @rule(which=st.integers(0, 2), choice=st.integers(0, 5))
    def an_officer_goes_on(self, which: int, choice: int) -> None:
        """One of the ways that there are: drawn blindly, most moves would be refused."""
        kept = self.kept[which % len(self.kept)]
        by_hand = sorted(set(WAYS[kept.state]) - {"approved", "answered", "issued"})
        if by_hand:
            self.an_officer_acts(which, Move(by_hand[choice % len(by_hand)]), 0)

    @rule(
        which=st.integers(0, 2),
        move=st.sampled_from(list(Move)),
        stale=st.sampled_from([0] * 9 + [1]),
    )
    def an_officer_acts(self, which: int, move: Move, stale: int) -> None:
        if move in (Move.APPROVE, Move.RECEIVE, Move.ISSUE, Move.ANSWER, Move.ADD, Move.WITHDRAW):
            return
        kept = self.kept[which % len(self.kept)]
        seen = self.run(read_dossier(self.registry, kept.number, now=self.now)).version - stale
        call = move_dossier(
            self.registry,
            kept.number,
            move,
            who=OFFICER,
            seen=seen,
            now=self.now,
            text="words 🍜",
            visit_on=dt.date(2027, 2, 1),
        )
        allowed = move == Move.NOTE or move in WAYS[kept.state]
        self.expect(kept, move, call, "" if allowed and not stale else "Conflict")

    @rule(which=st.integers(0, 2), move=st.sampled_from([Move.ANSWER, Move.ADD, Move.WITHDRAW]))
    def the_owner_acts(self, which: int, move: Move) -> None:
        kept = self.kept[which % len(self.kept)]
        self.sent += 1
        before = len(kept.steps)
        sending = self.sent.to_bytes(32, "little")
        options: dict[str, Any] = {"sending": sending, "now": self.now, "text": "the owner's words"}
        if move == Move.ADD and kept.state == "waiting for owner":
            self.expect(
                kept, Move.ANSWER, owner_moves(self.registry, kept.number, move, **options), ""
            )
        else:
            allowed = (
                kept.state == "waiting for owner" if move == Move.ANSWER else kept.state in OWED
            )
            call = owner_moves(self.registry, kept.number, move, **options)
            self.expect(kept, move, call, "" if allowed else "Conflict")
        if len(kept.steps) > before:
            # A second tap on the same button is the same step.
            assert not self.run(owner_moves(self.registry, kept.number, move, **options))

    @rule(which=st.integers(0, 2))
    def an_officer_approves(self, which: int) -> None:
        kept = self.kept[which % len(self.kept)]
        place = facts(self.kept.index(kept) + 1)
        seen = self.run(read_dossier(self.registry, kept.number, now=self.now)).version
        call = approve(
            self.registry, kept.number, place, zone_id=1, who=OFFICER, seen=seen, now=self.now
        )
        allowed = "approved" in WAYS[kept.state]
        self.expect(kept, Move.APPROVE, call, "" if allowed else "Conflict")

    @rule()
    def stickers_are_made(self) -> None:
        call = issue(
            self.registry, Selection(zone=ZONE_NAME), sticker_seed=STICKER, now=START, actor="test"
        )
        self.run(call)
        self.run(sweep(self.registry, now=self.now))
        self.mark(self.kept)
        for kept in self.kept:
            if kept.state == "approved":
                self.step(kept, "issued", "sticker issued")

    @rule()
    def the_worker_looks(self) -> None:
        self.run(sweep(self.registry, now=self.now))
        self.mark(self.kept)
        for kept in self.kept:
            dossier = self.run(read_dossier(self.registry, kept.number, now=self.now))
            if kept.state == "approved" and dossier.state == State.ISSUED:
                self.step(kept, "issued", "sticker issued")

    def expect(self, kept: Kept, move: Move, call: Coroutine[Any, Any, Any], fault: str) -> None:
        """Take a step, or be refused: then nothing at all has changed."""
        try:
            self.run(call)
        except (Conflict, InvalidRequest) as error:
            refused = type(error).__name__
        else:
            refused = ""
        assert refused == fault
        if refused:
            return
        self.mark([kept])
        self.step(kept, str(move), WAYS[kept.state].get(str(move), kept.state))
        if move == Move.WITHDRAW:
            kept.state = "withdrawn"

    def step(self, kept: Kept, kind: str, state: str) -> None:
        kept.last = max(self.now, kept.last)
        kept.steps.append((kind, kept.last))
        kept.state = state

    def mark(self, among: list[Kept]) -> None:
        """What must have been marked by now, and is for good."""
        known = KNOWN_AFTER if self.with_tet else KNOWN_BEFORE
        for kept in among:
            if kept.state not in OWED:
                continue
            now = max(self.now, kept.last)
            for clock in ("pickup", "decision"):
                out, _, _ = kept.ran_out(clock, now, self.with_tet)
                if out is None or clock in kept.late:
                    continue
                if dt.datetime.fromtimestamp(out, ZONE).date() <= known:
                    kept.late[clock] = out
                    kept.last = now

    @invariant()
    def nothing_is_lost_and_no_clock_lies(self) -> None:
        if not self.kept:
            return
        found: list[Dossier] = self.run(
            list_dossiers(self.registry, now=self.now, states=tuple(State))
        )
        by_number = {dossier.number: dossier for dossier in found}
        assert set(by_number) == {kept.number for kept in self.kept}
        for kept in self.kept:
            self.check(kept, by_number[kept.number])

    def check(self, kept: Kept, dossier: Dossier) -> None:
        assert dossier.state == kept.state
        told = [(step.kind, step.at) for step in dossier.steps if step.kind != LATE]
        assert told == kept.steps
        moments = [step.at for step in dossier.steps]
        assert moments == sorted(moments)
        marks = {s.detail["clock"]: s.detail["due_at"] for s in dossier.steps if s.kind == LATE}
        # Marks may be behind the judge until somebody acts, and are never taken back.
        assert marks == kept.late
        ways = {str(move) for move in moves_from(dossier.state)} - {"noted", "added"}
        owners = {"withdrawn"} if kept.state in OWED else set()
        assert ways == set(WAYS[kept.state]) | owners
        known = KNOWN_AFTER if self.with_tet else KNOWN_BEFORE
        now = max(self.now, moments[-1])
        for clock in (dossier.pickup, dossier.decision):
            out, due, used = kept.ran_out(clock.name, now, self.with_tet)
            assert clock.used == used * 60
            assert (clock.due.at if clock.due else None) == due
            if clock.due is not None:
                day = dt.datetime.fromtimestamp(clock.due.at, ZONE).date()
                assert clock.due.certain == (day <= known)
                assert clock.over == (out if clock.due.certain else None)
                assert clock.unsure == (out is not None and not clock.due.certain)
            assert clock.late == (clock.name in kept.late or clock.over is not None)

    def events(self) -> dict[str, list[str]]:
        async def read() -> dict[str, list[str]]:
            async with self.registry.reading() as connection:
                rows = await connection.execute(select(event.c.kind, event.c.detail))
            told: dict[str, list[str]] = {}
            for kind, detail in rows:
                if kind.startswith("application_"):
                    name = detail["after"]["application"]
                    told.setdefault(name, []).append(kind.removeprefix("application_"))
            return told

        found: dict[str, list[str]] = self.run(read())
        return found

    @rule()
    def every_step_is_an_event(self) -> None:
        told = self.events()
        for kept in self.kept:
            dossier = self.run(read_dossier(self.registry, kept.number, now=self.now))
            assert told[kept.number] == [step.kind for step in dossier.steps]


def _walk(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        AnyWay,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
def test_any_way_through_the_states_keeps_the_promises() -> None:
    _walk(12, 30)


@pytest.mark.campaign
def test_many_ways_through_the_states_keep_the_promises() -> None:
    _walk(400, 60)
