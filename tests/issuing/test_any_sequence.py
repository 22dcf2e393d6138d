"""Whatever is done in whatever order, what must hold holds: the rules as a machine of random steps."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from foodtrace.errors import Conflict
from foodtrace.issuing import (
    Selection,
    current_trust,
    issue,
    live_stickers,
    put_up,
    record_intake,
    reinstate,
    renew,
    replace,
    resign_status_lists,
    revoke,
    status_due,
    suspend,
)
from foodtrace.registry import Registry
from foodtrace.sticker import encode_link
from foodtrace.verdict import check
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from issuing.register import check_register, rows
from registry.board import ACTOR, DAY, NOW, STATUS_SEEDS, STICKER, ZONE, made_rows, stocked_board

_WHICH = st.integers(min_value=0, max_value=5)
_LATER = st.sampled_from([0, 1, 3600, DAY, 5 * DAY])


class AnySequence(RuleBasedStateMachine):
    """A board, a clock that mostly runs forward, and everything an office can do."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp()) / "R"
        self.now = NOW
        self.next_row = 100
        self.signed = False
        self.registry: Registry

    def run(self, step: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(step)

    @initialize()
    def found(self) -> None:
        self.registry = self.run(stocked_board(self.folder, 3))

    def teardown(self) -> None:
        if hasattr(self, "registry"):
            self.run(self.registry.aclose())
        self.runner.close()
        shutil.rmtree(self.folder.parent)

    @rule(seconds=_LATER)
    def time_passes(self, seconds: int) -> None:
        # Never beyond the trust list's life, which is another test's.
        self.now = min(self.now + seconds, NOW + 100 * DAY)

    @rule(seconds=st.sampled_from([1, 3600, DAY // 2]))
    def the_clock_is_set_back(self, seconds: int) -> None:
        self.now = max(self.now - seconds, NOW)

    @rule(count=st.integers(0, 3), again=st.booleans())
    def take_in(self, count: int, again: bool) -> None:
        first = 1 if again else self.next_row
        self.next_row += 0 if again else count
        made = made_rows(count, first=first)
        self.run(record_intake(self.registry, made, zone=ZONE, actor=ACTOR, now=self.now))

    @rule(batch=st.integers(1, 4), years=st.integers(1, 3))
    def issue(self, batch: int, years: int) -> None:
        lacking = {
            row[0]
            for row in rows(self.folder, "SELECT id FROM establishment WHERE revoked_at IS NULL")
        } - {s.id for s in self.run(live_stickers(self.registry, Selection(all=True)))}
        try:
            made = self.run(
                issue(
                    self.registry,
                    Selection(all=True),
                    sticker_seed=STICKER,
                    now=self.now,
                    actor=ACTOR,
                    batch=batch,
                    years=years,
                )
            )
        except Conflict as conflict:
            assert conflict.code == "clock_behind"  # noqa: PT017
            return
        assert made == len(lacking)
        self.signed = self.signed and not made

    @rule(which=_WHICH, step=st.sampled_from([suspend, reinstate, revoke, put_up, renew, replace]))
    def change(self, which: int, step: Any) -> None:
        ids = [row[0] for row in rows(self.folder, "SELECT id FROM establishment ORDER BY id")]
        more = {"sticker_seed": STICKER} if step in (renew, replace) else {}
        before = self._dump()
        try:
            self.run(
                step(
                    self.registry,
                    ids[which % len(ids)],
                    reason="because",
                    actor=ACTOR,
                    now=self.now,
                    **more,
                )
            )
        except Conflict:
            assert self._dump() == before, "a refused change changes nothing"
            return
        self.signed = False

    @rule()
    def sign_lists(self) -> None:
        due = self.run(status_due(self.registry, self.now))
        signed = self.run(
            resign_status_lists(self.registry, status_seeds=STATUS_SEEDS, now=self.now)
        )
        assert bool(signed) == due
        self.signed = True
        self._check_verdicts()

    @rule()
    def open_anew(self) -> None:
        self.run(self.registry.aclose())
        self.registry = self.run(Registry.open(self.folder))

    @invariant()
    def all_rules_hold(self) -> None:
        if hasattr(self, "registry"):
            check_register(self.folder, lists_are_current=self.signed)

    def _dump(self) -> list[Any]:
        tables = ("sticker", "event", "establishment", "sticker_key", "status_list")
        return [rows(self.folder, f"SELECT * FROM {table}") for table in tables]

    def _check_verdicts(self) -> None:
        """A reader with the fresh lists says of every sticker what the register says."""
        trusted = self.run(current_trust(self.registry))
        expected = {0: "in force", 1: "revoked", 2: "suspended", 3: "replaced"}
        for token, state, exp in rows(self.folder, "SELECT token, state, exp FROM sticker"):
            verdict = check(encode_link("qr.example.vn", token), trusted, self.now)
            assert verdict.genuine == "yes"
            if exp > self.now:
                assert verdict.standing == expected[state]


@pytest.mark.slow
def test_any_sequence_of_steps_keeps_the_rules() -> None:
    run_state_machine_as_test(
        AnySequence,
        settings=settings(
            max_examples=20,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
