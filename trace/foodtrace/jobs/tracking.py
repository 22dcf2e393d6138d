"""How far a piece of work is, whether it is to go on, and what it came to."""

from __future__ import annotations

import msgspec

from foodtrace.jobs.queue import ResultFile

__all__ = ["Outcome", "Stopped", "Tracker"]


class Stopped(Exception):
    """The work is to end here: `why` is cancelled, lost or stopping."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Tracker:
    """How far the work is, for whoever tells the registry; and whether it is to go on."""

    def __init__(self) -> None:
        self.step: str | None = None
        self.done = 0
        self.total = 0
        self.stop: str | None = None

    def begin(self, step: str) -> None:
        """The next part of the work."""
        self.step, self.done, self.total = step, 0, 0
        self.tell(0, 0)

    def tell(self, done: int, total: int) -> None:
        """So much is done. Raises Stopped when the work is not to go on."""
        self.done, self.total = done, total
        if self.stop is not None:
            raise Stopped(self.stop)


class Outcome(msgspec.Struct, frozen=True):
    """What was done in numbers, and the files there are."""

    counts: dict[str, int]
    results: tuple[ResultFile, ...] = ()
