"""The registry as an open store: create, open, one writer, many readers, and nothing about what is kept."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, insert, inspect, make_url, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from foodtrace.errors import Conflict, InvalidRequest, RegistryUnavailable
from foodtrace.registry import schema
from foodtrace.registry._beside import Beside, explained
from foodtrace.registry._dialect import close_to_public, prepare_engine

__all__ = ["DATABASE_FILE", "ROOTS_FILE", "Authority", "Registry"]

DATABASE_FILE = "registry.sqlite"
ROOTS_FILE = "roots.pub"
_BUSY_SECONDS = 10.0
Made = TypeVar("Made")


class Authority(msgspec.Struct, frozen=True):
    """Who issues: `province` is the statistics office's two digits, `host` what the stickers name."""

    name: str
    name_en: str | None
    province: str
    host: str


class Registry:
    """One authority's registry: `folder` holds registry.sqlite, roots.pub and keys/.

    A write is one transaction that either happens whole or not at all, also after a kill. When a
    commit fails the change may still have been kept (a lost answer): every use case here can be
    run again and then does only what is missing.
    """

    def __init__(
        self,
        folder: Path,
        authority: Authority,
        engine: AsyncEngine,
        public: AsyncEngine,
        beside: Beside | None,
    ) -> None:
        """Use `create` or `open`."""
        self.folder = folder
        self.authority = authority
        self._engine = engine
        self._public = public
        self._beside = beside

    @classmethod
    async def create(
        cls, folder: Path, authority: Authority, now: int, *, url: str | None = None
    ) -> Registry:
        """Make an empty registry in `folder` (made if missing, mode 0700) and open it.

        `url` names another database than the folder's own SQLite file (SQLAlchemy's form).
        Raises Conflict (registry_exists), RegistryUnavailable.
        """
        _check_authority(authority)
        target = folder / DATABASE_FILE
        if url is None and target.exists():
            raise Conflict(
                f"{folder} already holds a registry; choose an empty folder", code="registry_exists"
            )
        partial = folder / f".{DATABASE_FILE}.partial"
        try:
            _prepare_folder(folder, partial if url is None else None)
        except OSError as error:
            raise RegistryUnavailable(
                f"no registry can be made in {folder} ({error.strerror}); choose a folder you may write",
                code="read_only",
            ) from error
        engine = _engine(url or _sqlite_url(partial), _BUSY_SECONDS)
        try:
            try:
                async with _transaction(engine, "write", str(folder)) as connection:
                    await connection.run_sync(_found, authority, now, str(folder))
            finally:
                await engine.dispose()
            if url is None:
                # Written beside, then renamed: no half-made registry is ever found under the name.
                _finish_sqlite(partial, target)
        finally:
            _remove_database(partial)
        return await cls.open(folder, url=url)

    @classmethod
    async def open(
        cls, folder: Path, *, url: str | None = None, busy_seconds: float = _BUSY_SECONDS
    ) -> Registry:
        """Open the registry in `folder`, running migrations it has not seen.

        `busy_seconds` bounds how long a write waits for another writer before it ends in
        RegistryUnavailable (busy). Raises RegistryUnavailable for a registry that is missing,
        damaged or of a newer schema.
        """
        path = folder / DATABASE_FILE
        if url is None and not path.is_file():
            raise RegistryUnavailable(
                f"no registry at {folder}; make one with `foodtrace init` or name the right folder",
                code="registry_missing",
            )
        engine = _engine(url or _sqlite_url(path), busy_seconds)
        public = _engine(url or _sqlite_url(path), busy_seconds)
        close_to_public(public)
        try:
            async with _transaction(engine, "read", str(folder)) as connection:
                current = await connection.run_sync(_checked_is_current, str(folder))
            if not current:
                async with _transaction(engine, "write", str(folder)) as connection:
                    await connection.run_sync(_bring_up_to_date, str(folder))
            async with _transaction(engine, "read", str(folder)) as connection:
                row = (await connection.execute(select(schema.authority))).one()
        except BaseException:
            await engine.dispose()
            await public.dispose()
            raise
        authority = Authority(row.name, row.name_en, row.province, row.host)
        beside = None
        if engine.dialect.name == "sqlite":
            beside = Beside(engine.url, busy_seconds, str(folder), json_serializer=_json)
        return cls(folder, authority, engine, public, beside)

    async def aclose(self) -> None:
        """Close every connection; the registry object is of no use afterwards."""
        await self._engine.dispose()
        await self._public.dispose()
        if self._beside is not None:
            self._beside.close()

    async def __aenter__(self) -> Registry:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """One transaction that may write; the database itself admits one at a time.

        Commits at the end of the block, undoes everything if the block raises. Raises
        RegistryUnavailable: busy, disk_full, read_only, registry_damaged.
        """
        async with _transaction(self._engine, "write", str(self.folder)) as connection:
            yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """One consistent view of everything, private particulars too; nothing can be written."""
        async with _transaction(self._engine, "read", str(self.folder)) as connection:
            yield connection

    @asynccontextmanager
    async def reading_public(self) -> AsyncIterator[AsyncConnection]:
        """One consistent view in which the database refuses every table closed to the public."""
        async with _transaction(self._public, "read", str(self.folder)) as connection:
            yield connection

    async def write(self, work: Callable[[Connection], Made]) -> Made:
        """What `work` gives: a `writing` transaction for it alone, as fast as the database can."""
        return await self._run("write", work)

    async def read(self, work: Callable[[Connection], Made]) -> Made:
        """What `work` gives: a `reading` transaction for it alone, as fast as the database can."""
        return await self._run("read", work)

    async def _run(self, mode: str, work: Callable[[Connection], Made]) -> Made:
        if self._beside is not None:
            return await self._beside.run(mode, work)
        async with _transaction(self._engine, mode, str(self.folder)) as connection:
            return await connection.run_sync(work)

    async def settle(self) -> None:
        """Let what was erased leave SQLite's write-ahead file too, as far as no reader holds it open.

        Readers are waited for only briefly; the next checkpoint does the rest. Nothing on PostgreSQL.
        """
        if self._engine.dialect.name != "sqlite":
            return
        async with self._engine.connect() as connection:
            raw = await connection.get_raw_connection()
            await raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]


def _engine(url: str, busy_seconds: float) -> AsyncEngine:
    engine = create_async_engine(url, json_serializer=_json)
    prepare_engine(engine, busy_seconds)
    return engine


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _sqlite_url(path: Path) -> str:
    return make_url("sqlite+aiosqlite://").set(database=str(path)).render_as_string()


@asynccontextmanager
async def _transaction(
    engine: AsyncEngine, mode: str, where: str
) -> AsyncIterator[AsyncConnection]:
    with explained(where):
        async with engine.connect() as connection:
            await connection.execution_options(foodtrace_mode=mode)
            async with connection.begin():
                yield connection


def _prepare_folder(folder: Path, partial: Path | None) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if partial is not None:
        _remove_database(partial)
        # Made here so that its mode is 0600: SQLite gives its own side files the same.
        partial.touch(mode=0o600)


def _check_authority(authority: Authority) -> None:
    if not authority.name.strip():
        raise InvalidRequest("the authority's name is empty; give the name people know it by")
    if not (len(authority.province) == 2 and authority.province.isascii()):
        raise InvalidRequest(
            f"expected a province code of two digits, got {authority.province!r}; Da Nang is 48"
        )


def _found(connection: Connection, authority: Authority, now: int, where: str) -> None:
    _bring_up_to_date(connection, where)
    if connection.execute(select(schema.authority.c.id)).first() is not None:
        raise Conflict(f"{where} already holds a registry", code="registry_exists")
    values: dict[str, Any] = msgspec.structs.asdict(authority)
    connection.execute(insert(schema.authority).values(id=1, created_at=now, **values))


def _checked_is_current(connection: Connection, where: str) -> bool:
    if not inspect(connection).has_table("alembic_version"):
        raise RegistryUnavailable(
            f"the database at {where} is not a foodtrace registry or lost its content; "
            "put back the last backup of registry.sqlite",
            code="registry_damaged",
        )
    present = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return present == schema.REVISION


def _bring_up_to_date(connection: Connection, where: str) -> None:
    # Alembic takes a quarter of a second to import: only where there is something to migrate.
    from foodtrace.registry._migrate import bring_up_to_date

    bring_up_to_date(connection, where)


def _finish_sqlite(partial: Path, target: Path) -> None:
    # WAL is a property of the file: set once here, readers never wait for the writer again.
    connection = sqlite3.connect(partial)
    try:
        connection.execute("PRAGMA journal_mode = WAL").fetchone()
    finally:
        connection.close()
    partial.rename(target)


def _remove_database(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).unlink()
