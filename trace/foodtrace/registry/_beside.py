"""Work that takes one transaction whole: on SQLite in a thread, beside the event loop.

Through the event loop each statement costs several turns of a thread. A thread that keeps its connection
for the length of the transaction pays one turn for all of them, and a long answer holds up nobody else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
        self._where = where

    async def run(self, mode: str, work: Callable[[Connection], Made]) -> Made:
        """What `work` gives, in one transaction; when the caller stops waiting, it still ends whole."""
        return await asyncio.to_thread(self._run, mode, work)

    def close(self) -> None:
        """Close the connections that nobody uses."""
        for engine in self._engines.values():
            engine.dispose()

    def _run(self, mode: str, work: Callable[[Connection], Made]) -> Made:
        with explained(self._where), self._engines[mode].connect() as connection:
            connection.execution_options(foodtrace_mode=mode)
            with connection.begin():
                return work(connection)
