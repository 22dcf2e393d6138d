"""The keeper of the status lists: signs them anew on every change and well before they end.

It holds the status key alone; sticker and root keys need not be on the machine. Every worker runs
one, and the database decides between them: whether a list is due is asked inside the transaction
that writes it.
"""

from __future__ import annotations

import asyncio
import logging
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from foodtrace.errors import FoodtraceError, KeyUnavailable
from foodtrace.issuing import resign_status_lists, status_due
from foodtrace.keystore import describe_key, find_passphrase, read_key
from foodtrace.registry import Registry

from foodtrace_api.health import list_states, warnings_of
from foodtrace_api.problems import log_unexpected

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from foodtrace_api.lookup import Lookup, Version

_LOG = logging.getLogger("foodtrace.api")
# How soon a change by another process is noticed, and how often the end of a list is looked at.
_LOOK_SECONDS: Final = 0.2
_AFTER_TROUBLE_SECONDS: Final = 2
_REMIND_SECONDS: Final = 6 * 3600


class Keeper:
    """Runs beside the requests of one worker; `status_key` says opening, held, absent or refused."""

    def __init__(
        self, lookup: Lookup, clock: Callable[[], int], env: Mapping[str, str] = os.environ
    ) -> None:
        self._lookup = lookup
        self._clock = clock
        self._env = env
        self._seeds: dict[bytes, bytes] = {}
        self._registry: Registry | None = None
        self._opening = asyncio.Lock()
        self._seen_version: Version | None = None
        self._look_again_at = 0
        self._reminded_at: int | None = None
        self._trouble: str | None = None
        # Not "absent": whoever asks while the key is being opened would be warned of nothing.
        self.status_key = "opening"
        self.keys_taken = asyncio.Event()
        self._stopping = asyncio.Event()

    async def open_registry(self) -> Registry:
        """The registry for searches and for signing; opened when first needed."""
        # The first requests come together: one opens, the others take what it opened.
        async with self._opening:
            if self._registry is None:
                self._registry = await Registry.open(self._lookup.folder)
            return self._registry

    async def close_registry(self) -> None:
        if self._registry is not None:
            await self._registry.aclose()
            self._registry = None

    async def aclose(self) -> None:
        await self.close_registry()
        self._seeds.clear()

    async def run(self) -> None:
        """Until `stop`. Nothing that happens here may end the serving of what exists."""
        await asyncio.to_thread(self._take_keys)
        self.keys_taken.set()
        while not self._stopping.is_set():
            pause = _LOOK_SECONDS
            try:
                await self.look()
            except FoodtraceError as error:
                self._complain(error.code)
                pause = _AFTER_TROUBLE_SECONDS
            except Exception as error:  # the serving goes on whatever the keeper meets
                self._complain(type(error).__name__, error)
                pause = _AFTER_TROUBLE_SECONDS
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)

    def stop(self) -> None:
        """End after the round under way: a transaction is finished, not torn."""
        self._stopping.set()

    async def look(self) -> None:
        """One round: take over changes, sign what is due, remind of what ends."""
        if self._lookup.was_replaced():
            # Restored from a backup: the file that is open is no longer the register.
            self._lookup.forget()
            await self.close_registry()
        version = self._lookup.refresh()
        now = self._clock()
        if self._seeds and (version != self._seen_version or now >= self._look_again_at):
            registry = await self.open_registry()
            if await status_due(registry, now):
                for kid in await resign_status_lists(registry, status_seeds=self._seeds, now=now):
                    _LOG.info("status list of %s signed", kid.hex())
                version = self._lookup.refresh()
            self._seen_version, self._look_again_at = version, now + 60
        self._trouble = None
        if self._reminded_at is None or now - self._reminded_at >= _REMIND_SECONDS:
            self._reminded_at = now
            for line in warnings_of(list_states(self._lookup.trusted(), now), self.status_key):
                _LOG.warning("%s", line)

    def _take_keys(self) -> None:
        """Open every status key in the folder; without one the server serves what exists."""
        paths = sorted((self._lookup.folder / "keys").glob("status-*.key"))
        if not paths:
            self.status_key = "absent"
            return
        try:
            passphrase = find_passphrase(self._env, "status")
            for path in paths:
                info = describe_key(path)
                if info.role == "status":
                    self._seeds[info.kid] = read_key(path, passphrase)
        except KeyUnavailable as error:
            self.status_key = "refused"
            _LOG.warning("the status key cannot be used (%s): %s", error.code, error.message)
            return
        self.status_key = "held" if self._seeds else "absent"

    def _complain(self, what: str, error: Exception | None = None) -> None:
        """Say it once, not five times a second."""
        if what != self._trouble:
            self._trouble = what
            if error is not None:
                log_unexpected(error)
            else:
                _LOG.error("the status lists cannot be looked after: %s", what)
