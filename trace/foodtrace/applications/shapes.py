"""What is read of applications: shapes, and what follows from them alone."""

from __future__ import annotations

import datetime as dt

import msgspec

from foodtrace.applications.clocks import Clock, Step
from foodtrace.applications.states import State
from foodtrace.intake import BasisRow

__all__ = ["CalendarEnd", "Dossier", "Facts", "File", "Owner"]


class Facts(msgspec.Struct, frozen=True):
    """What was applied for; public once a sticker hangs at the door, until then the board's and the owner's."""

    name: str
    street: str
    ward: int
    registered_address: str
    category: int
    basis: BasisRow | None


class File(msgspec.Struct, frozen=True):
    """A paper without its content."""

    id: int
    step_seq: int
    kind: str
    name: str


class Owner(msgspec.Struct, frozen=True):
    """Who applies: particulars, for whoever has the right to them."""

    owner_name: str | None
    phones: tuple[str, ...]
    email: str | None


class Dossier(msgspec.Struct, frozen=True):
    """One dossier at a moment.

    `version` is what a form has to have seen. `near` says for each clock that its end is close. `sticker`
    says that a sticker of the establishment hangs or is printed; then an approved dossier is at its end.
    """

    number: str
    state: State
    version: int
    received_at: int
    language: str
    facts: Facts
    establishment_id: int | None
    pickup: Clock
    decision: Clock
    near: bool
    steps: tuple[Step, ...]
    files: tuple[File, ...] = ()
    sticker: bool = False

    @property
    def late(self) -> bool:
        """Whether a clock is over, or once was."""
        return self.pickup.late or self.decision.late

    @property
    def stands(self) -> State:
        """The state, with a sticker that is there already counted as issued."""
        return State.ISSUED if self.state == State.APPROVED and self.sticker else self.state

    @property
    def due(self) -> int | None:
        """The next moment by which the board owes something; None while it owes nothing."""
        ends = [
            clock.due.at for clock in (self.pickup, self.decision) if clock.running and clock.due
        ]
        return min(ends, default=None)


class CalendarEnd(msgspec.Struct, frozen=True):
    """How long the calendar reaches: `reaches_all` is false when an open dossier's clock runs beyond it."""

    until: dt.date
    days_left: int
    reaches_all: bool
