"""From a scanned or typed text to its verdict: memory first, the register only after a good signature.

The lists that judge a signature stay in memory, so that a forged code costs no database call. A
signature that holds is followed by one look at the register's version, so that a revocation by
another process counts on the next request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from foodtrace.errors import FoodtraceError, RegistryUnavailable
from foodtrace.registry import DATABASE_FILE, Authority, HotReader
from foodtrace.verdict import Verdict, check, condemn

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from foodtrace.trust import Trusted

# Verdicts that a newer list or the register could still change; every other one is final.
_SIGNED = ("yes", "key revoked", "not checked")


# SQLite counts versions per connection, so the number of the connection stands before it.
Version = tuple[int, int]


class Found(msgspec.Struct, frozen=True):
    """A verdict with the lists it came from, and the register's version (None: not asked)."""

    verdict: Verdict
    trusted: Trusted | None
    version: Version | None


class Lookup:
    """The one reader of a worker; it belongs to the event loop's thread."""

    def __init__(self, folder: Path, open_reader: Callable[[Path], HotReader] = HotReader) -> None:
        self.folder = folder
        self._open_reader = open_reader
        self._reader: HotReader | None = None
        self._trusted: Trusted | None = None
        self._authority: Authority | None = None
        self._opened = 0
        self._file: tuple[int, int] | None = None
        self._version = -1
        self._known = False

    def close(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    @property
    def reader(self) -> HotReader:
        """The open reader; opens it when it is not. Raises RegistryUnavailable."""
        if self._reader is None:
            self._file = self._file_now()
            self._reader = self._open_reader(self.folder)
            self._opened += 1
        return self._reader

    def was_replaced(self) -> bool:
        """Whether another file now stands under the register's name, as after a restore."""
        return self._reader is not None and self._file_now() not in (None, self._file)

    def _file_now(self) -> tuple[int, int] | None:
        try:
            found = (self.folder / DATABASE_FILE).stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def refresh(self) -> Version:
        """Take over what any process has committed since; gives the register's version.

        Raises RegistryUnavailable, also when the lists in it do not verify: then nothing is trusted.
        """
        try:
            version = self.reader.data_version()
            if version != self._version:
                self._trusted = self.reader.trusted()
                self._authority = Authority(*self.reader.rows(_AUTHORITY)[0])
                self._version, self._known = version, True
        except RegistryUnavailable:
            self.forget()
            raise
        except FoodtraceError as error:
            self.forget()
            raise RegistryUnavailable(
                "the published lists in the register do not verify", code=error.code
            ) from error
        return self._opened, version

    def forget(self) -> None:
        """Start anew at the next request; a file that was put back is another file."""
        self.close()
        self._trusted, self._version, self._known = None, -1, False

    @property
    def authority(self) -> Authority | None:
        """Who issues here, as last read; None before the register could be read."""
        return self._authority

    @property
    def held(self) -> Trusted | None:
        """The lists in memory, without looking for newer ones."""
        return self._trusted

    def trusted(self) -> Trusted | None:
        """The lists in memory, read now if never read before."""
        if not self._known:
            self.refresh()
        return self._trusted

    def verdict(self, text: str, now: int) -> Found:
        """Judge `text`. Raises RegistryUnavailable, and never for what the text is."""
        while True:
            trusted = self.trusted()
            register = _Register(self, trusted)
            try:
                verdict = check(text, trusted, now, registered=register.digest)
                if verdict.genuine in _SIGNED:
                    register.look()
            except _NewerListsError:
                continue
            return Found(condemn(verdict, register.state), trusted, register.version)


class _NewerListsError(Exception):
    """The lists changed while a verdict was under way: judge again by the new ones."""


class _Register:
    """One verdict's view of the register; asked only once a signature holds."""

    def __init__(self, lookup: Lookup, trusted: Trusted | None) -> None:
        self._lookup = lookup
        self._trusted = trusted
        self._state: int | None = None
        self.version: Version | None = None

    def look(self) -> None:
        if self.version is None:
            self.version = self._lookup.refresh()
            if self._lookup.trusted() is not self._trusted:
                raise _NewerListsError

    def digest(self, kid: bytes, idx: int) -> bytes | None:
        self.look()
        found = self._lookup.reader.rows(_STICKER, (kid, idx))
        if not found:
            return None
        digest, self._state = found[0]
        return bytes(digest)

    @property
    def state(self) -> int | None:
        """What is recorded of the sticker that `digest` was asked for."""
        return self._state


_AUTHORITY = "SELECT name, name_en, province, host FROM authority"
_STICKER = "SELECT token_sha256, state FROM sticker WHERE kid = ? AND idx = ?"
