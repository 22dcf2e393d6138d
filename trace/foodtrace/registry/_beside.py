"""Work that takes one transaction whole: on SQLite in a thread, beside the event loop.

Through the event loop each statement costs several turns of a thread. A thread that keeps its connection
for the length of the transaction pays one turn for all of them, and a long answer holds up nobody else.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, create_engine

from foodtrace.errors import FoodtraceError
from foodtrace.registry._dialect import explain_failure, prepare_engine

__all__ = ["Beside", "explained"]

Made = TypeVar("Made")


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Turn what a database says of itself into RegistryUnavailable."""
    try:
        yield
    except FoodtraceError:
        raise
    except Exception as error:
        failure = explain_failure(error, where)
        if failure is None:
            raise
        raise failure from error


class Beside:
    """An SQLite database as threads use it; connections are opened when they are first needed."""

    def __init__(self, url: URL, busy_seconds: float, where: str, **options: Any) -> None:
        # Connections that read never write: what they have prepared is of use the next time.
        self._engines = {
            mode: create_engine(url.set(drivername="sqlite+pysqlite"), **options)
            for mode in ("read", "write")
        }
        for engine in self._engines.values():
            prepare_engine(engine, busy_seconds)
        # Open connections between two pieces of work; taking and giving back are safe among threads.
        self._idle: dict[str, deque[Connection]] = {mode: deque() for mode in self._engines}
        self._where = where

    async def run(self, mode: str, work: Callable[[Connection], Made]) -> Made:
        """What `work` gives, in one transaction; when the caller stops waiting, it still ends whole."""
        return await asyncio.to_thread(self._run, mode, work)

    def close(self) -> None:
        """Close the connections that nobody uses."""
        for mode, engine in self._engines.items():
            while self._idle[mode]:
                self._idle[mode].pop().close()
            engine.dispose()

    def _run(self, mode: str, work: Callable[[Connection], Made]) -> Made:
        with explained(self._where):
            connection = self._take(mode)
            try:
                with connection.begin():
                    made = work(connection)
            except BaseException:
                connection.close()
                raise
            self._idle[mode].append(connection)
            return made

    def _take(self, mode: str) -> Connection:
        with suppress(IndexError):
            return self._idle[mode].pop()
        return self._engines[mode].connect().execution_options(foodtrace_mode=mode)
