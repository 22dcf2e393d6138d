"""The hot path's reader: synchronous, read-only, public tables alone; a lookup takes microseconds."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

from foodtrace.errors import FoodtraceError, RegistryUnavailable
from foodtrace.registry._dialect import explain_failure, refuse_private_reads
from foodtrace.registry.lists import pinned_roots, trusted_from_files
from foodtrace.registry.store import DATABASE_FILE
from foodtrace.trust import Trusted

__all__ = ["HotReader"]


class HotReader:
    """A read-only look at the registry in `folder`, for one thread of one process.

    Cheap enough to ask on each request, also inside an event loop (no await, about 10 microseconds a
    row). Sees every commit of every process at once. SQLite only. Every method raises
    RegistryUnavailable.
    """

    def __init__(self, folder: Path) -> None:
        """Open the registry's SQLite file; nothing is written, ever."""
        self._folder = folder
        path = folder / DATABASE_FILE
        if not path.is_file():
            raise RegistryUnavailable(
                f"no registry at {folder}; make one with `foodtrace init` or name the right folder",
                code="registry_missing",
            )
        try:
            self._connection = sqlite3.connect(
                f"file:{quote(str(path.resolve()))}?mode=ro",
                uri=True,
                isolation_level=None,
                cached_statements=64,
                check_same_thread=False,
            )
            self._connection.execute("PRAGMA query_only = ON")
            self._connection.execute("PRAGMA busy_timeout = 1000")
            refuse_private_reads(self._connection)
        except sqlite3.Error as error:
            raise self._explain(error) from error
        self._lists_version: tuple[Any, ...] | None = None
        self._trusted: Trusted | None = None
        self._checked_at_version = -1

    def close(self) -> None:
        """Give the file back."""
        self._connection.close()

    def __enter__(self) -> HotReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def data_version(self) -> int:
        """A number that is another one after any process has committed anything."""
        version: int = self.rows("PRAGMA data_version")[0][0]
        return version

    def rows(self, statement: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[Any]:
        """Run one read-only statement; the database refuses the tables closed to the public."""
        try:
            return self._connection.execute(statement, parameters).fetchall()
        except sqlite3.Error as error:
            raise self._explain(error) from error

    def trusted(self) -> Trusted | None:
        """The published lists, verified from roots.pub on; None while no trust list is published.

        Verified again only when one of the lists has changed. Also raises RefusedList and
        MalformedList: a list in the database that does not verify is never served as trusted.
        """
        version = self.data_version()
        if version != self._checked_at_version:
            lists = tuple(
                self.rows(
                    "SELECT 'trust', seq, published_at, length(cose) FROM trust_list UNION ALL "
                    "SELECT hex(kid), iat, exp, event_seq FROM status_list ORDER BY 1, 2"
                )
            )
            if lists != self._lists_version:
                self._trusted = self._verify() if lists else None
                self._lists_version = lists
            self._checked_at_version = version
        return self._trusted

    def _verify(self) -> Trusted | None:
        trust_files = self.trust_files()
        if not trust_files:
            return None
        return trusted_from_files(
            pinned_roots(self._folder),
            trust_files.values(),
            self.status_files().values(),
            self.token_digests,
        )

    def token_digests(self, kid: bytes) -> list[bytes]:
        """SHA-256 of every token that was registered under this sticker key."""
        found = self.rows("SELECT token_sha256 FROM sticker WHERE kid = ?", (kid,))
        return [row[0] for row in found]

    def trust_files(self) -> dict[int, bytes]:
        """Every published trust list by seq, ascending."""
        return dict(self.rows("SELECT seq, cose FROM trust_list ORDER BY seq"))

    def status_files(self) -> dict[bytes, bytes]:
        """The latest status list of every sticker key, by kid."""
        return dict(self.rows("SELECT kid, cwt FROM status_list ORDER BY kid"))

    def registered_digest(self, kid: bytes, idx: int) -> bytes | None:
        """SHA-256 of the token registered under this number; None if the number was never issued."""
        found = self.rows("SELECT token_sha256 FROM sticker WHERE kid = ? AND idx = ?", (kid, idx))
        return found[0][0] if found else None

    def recorded_state(self, kid: bytes, idx: int) -> int | None:
        """What the register says of this number, 0..3 as in a status list; None if it was never issued."""
        found = self.rows("SELECT state FROM sticker WHERE kid = ? AND idx = ?", (kid, idx))
        return found[0][0] if found else None

    def _explain(self, error: sqlite3.Error) -> FoodtraceError:
        return explain_failure(error, str(self._folder)) or RegistryUnavailable(
            f"the registry at {self._folder} cannot be read ({error})"
        )
