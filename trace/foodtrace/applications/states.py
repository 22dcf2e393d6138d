"""Where a dossier can stand and what leads from there: one table, pure."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from foodtrace.errors import Conflict

__all__ = [
    "CLOSED",
    "DECIDABLE",
    "MOVES",
    "OPEN",
    "OWNERS",
    "Move",
    "State",
    "moves_from",
    "state_after",
]


class State(StrEnum):
    """Where a dossier stands."""

    RECEIVED = "received"
    PICKED_UP = "picked up"
    WAITING = "waiting for owner"
    ANSWERED = "answered"
    VISIT_SCHEDULED = "visit scheduled"
    VISITED = "visited"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ISSUED = "sticker issued"


class Move(StrEnum):
    """What is done to a dossier; the kind of its step."""

    RECEIVE = "received"
    PICK_UP = "picked_up"
    ASK = "asked"
    ANSWER = "answered"
    STOP_WAITING = "waited_enough"
    SCHEDULE_VISIT = "visit_scheduled"
    RECORD_VISIT = "visited"
    APPROVE = "approved"
    REFUSE = "refused"
    REOPEN = "reopened"
    WITHDRAW = "withdrawn"
    ISSUE = "issued"
    ADD = "added"
    NOTE = "noted"


_AT_WORK: Final = frozenset({State.PICKED_UP, State.ANSWERED, State.VISIT_SCHEDULED, State.VISITED})
OPEN: Final = _AT_WORK | {State.RECEIVED, State.WAITING}
"""States in which the board still owes a decision."""
DECIDABLE: Final = _AT_WORK
CLOSED: Final = frozenset({State.REFUSED, State.WITHDRAWN, State.ISSUED})

# From where each move is allowed, and where it leads; None leaves the state as it is.
MOVES: Final[dict[Move, tuple[frozenset[State], State | None]]] = {
    Move.PICK_UP: (frozenset({State.RECEIVED}), State.PICKED_UP),
    Move.ASK: (_AT_WORK, State.WAITING),
    Move.ANSWER: (frozenset({State.WAITING}), State.ANSWERED),
    # Papers were brought to the desk, or there is enough to go on without them.
    Move.STOP_WAITING: (frozenset({State.WAITING}), State.PICKED_UP),
    Move.SCHEDULE_VISIT: (_AT_WORK, State.VISIT_SCHEDULED),
    Move.RECORD_VISIT: (_AT_WORK, State.VISITED),
    Move.APPROVE: (_AT_WORK, State.APPROVED),
    Move.REFUSE: (_AT_WORK | {State.WAITING}, State.REFUSED),
    # A refusal that was a mistake: corrected by another step, never taken out.
    Move.REOPEN: (frozenset({State.REFUSED}), State.PICKED_UP),
    Move.WITHDRAW: (OPEN, State.WITHDRAWN),
    Move.ISSUE: (frozenset({State.APPROVED}), State.ISSUED),
    Move.ADD: (OPEN, None),
    Move.NOTE: (frozenset(State), None),
}

OWNERS: Final = frozenset({Move.ANSWER, Move.WITHDRAW, Move.ADD})
"""What the owner does by the link of his own."""


def moves_from(state: State) -> tuple[Move, ...]:
    """Every move that is allowed in a state, in the order of the table."""
    return tuple(move for move, (sources, _) in MOVES.items() if state in sources)


def state_after(state: State, move: Move) -> State:
    """Where `move` leads from `state`. Raises Conflict (dossier_state)."""
    sources, target = MOVES[move]
    if state not in sources:
        raise Conflict(
            f"a dossier that is {state} cannot be {move.replace('_', ' ')}; look at it again",
            code="dossier_state",
            state=str(state),
        )
    return target or state
