"""Everything that is of one database alone: locks, settings, guards and the meaning of its errors."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from foodtrace.errors import RegistryUnavailable

# The tables that a public reader may read; the database itself refuses it every other, whatever
# statement reaches for it: a table that is added tomorrow is closed until it is named here.
OPEN_TO_PUBLIC = frozenset(
    {
        "authority",
        "zone",
        "establishment",
        "basis",
        "sticker_key",
        "sticker",
        "trust_list",
        "status_list",
        "result_entry",
        "publication_rules",
        "public_reply",
        "scan_count",
        # What inspectors are asked: the app fetches it without a token.
        "visit_form",
        # What an officer approved to be said of a lot that is recalled.
        "recall_notice",
        "recall_notice_name",
        # Filled for the public alone, only while an owner agrees.
        "public_origin",
        # A view: how far a book goes, and nothing of what is in it.
        "book_kept",
        # Views of the goods: they say that a product or lot is known, and nothing of who has it.
        "public_product",
        "public_lot",
    }
)
_GOODS = frozenset({"product", "product_gtin", "receipt", "transformation", "transformation_item"})
# What an open view may read of closed tables: these, and through it alone. No statement may give a
# part of its own (WITH) the name of a view.
_THROUGH_VIEW = {
    "book_kept": frozenset({"receipt"}),
    "public_product": _GOODS,
    "public_lot": _GOODS | {"lot"},
}

# What must never change once written: (table, columns or none for every column). One group for each
# migration that made its tables: a migration that has run is never changed.
Unchanging = tuple[tuple[str, tuple[str, ...]], ...]
UNCHANGING_0001: Unchanging = (
    ("event", ()),
    ("sticker", ("kid", "idx", "establishment_id", "iat", "exp", "token", "token_sha256")),
)
UNCHANGING_0002: Unchanging = (
    (
        "visit",
        # Notes can be erased, and an officer can find the establishment of a code nobody knew.
        (
            "id",
            "inspector_id",
            "key",
            "content_sha256",
            "received_at",
            "visited_at",
            "kid",
            "idx",
            "genuine",
            "standing",
            "freshness",
            "form_version",
            "results",
        ),
    ),
    ("visit_form", ()),
)
UNCHANGING_0008: Unchanging = (("result_entry", ()), ("publication_rules", ()))
UNCHANGING_0007: Unchanging = (
    (
        "application",
        ("id", "number", "sending_sha256", "received_at", "pickup_seconds", "decide_seconds"),
    ),
    # What a person wrote can be erased.
    ("application_step", ("seq", "application_id", "at", "actor", "kind", "detail")),
    ("calendar_entry", ()),
)
UNCHANGING_0013: Unchanging = (
    ("supply_document", ()),
    (
        "receipt",
        # A row can end; what it said stays.
        (
            "id",
            "establishment_id",
            "supplier_id",
            "from_establishment_id",
            "product_id",
            "lot_id",
            "day",
            "received_at",
            "use_by_day",
            "quantity",
            "unit",
            "document_id",
            "line",
            "corrects",
        ),
    ),
    ("transformation", ("id", "establishment_id", "day", "document_id")),
    ("transformation_item", ()),
)
UNCHANGING_0016: Unchanging = (
    ("lab_result", ()),
    # What a person wrote can be erased.
    ("incident_step", ("seq", "incident_id", "at", "actor", "kind", "detail")),
    ("recall", ("id", "incident_id", "key", "question", "product", "lot", "begun_at", "begun_by")),
)
UNCHANGING_0018: Unchanging = (
    ("epcis_capture", ()),
    ("epcis_event", ()),
    ("epcis_event_thing", ()),
    ("epcis_event_place", ()),
)
_ADVISORY_LOCK = 0x666F6F64  # "food": one writer to a PostgreSQL database


def prepare_engine(engine: AsyncEngine | Engine, busy_seconds: float) -> None:
    """Set up each connection so that durability, foreign keys and the one-writer rule hold."""
    sync = engine.sync_engine if isinstance(engine, AsyncEngine) else engine
    if engine.dialect.name == "sqlite":
        event.listen(sync, "connect", _sqlite_connected(busy_seconds))
    event.listen(sync, "begin", _begin(engine.dialect.name, busy_seconds))


def _sqlite_connected(busy_seconds: float) -> Callable[[Any, Any], None]:
    def connected(dbapi_connection: Any, _record: Any) -> None:
        # No implicit BEGIN: `_begin` says which kind of transaction it is.
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        for pragma in (
            f"PRAGMA busy_timeout = {int(busy_seconds * 1000)}",
            "PRAGMA foreign_keys = ON",
            "PRAGMA synchronous = FULL",
            # What is deleted is overwritten: erased means gone from the file.
            "PRAGMA secure_delete = ON",
        ):
            cursor.execute(pragma)
        cursor.close()

    return connected


def _begin(dialect: str, busy_seconds: float) -> Callable[[Connection], None]:
    def begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("foodtrace_mode", "read")
        if dialect == "sqlite":
            writes = mode == "write"
            # Said only where it changes: SQLite forgets every prepared statement with it.
            if connection.info.get("writes") is not writes:
                connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
                connection.info["writes"] = writes
            with closing(connection.connection.cursor()) as cursor:
                cursor.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
        elif mode == "write":
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(busy_seconds * 1000)}")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
        else:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")

    return begin


def close_to_public(engine: AsyncEngine) -> None:
    """Refuse every table but those open to the public on every connection of this engine.

    On SQLite by an authorizer. A PostgreSQL deployment gives its public role no grant on them.
    """

    def connected(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.run_async(lambda driver: driver.set_authorizer(_authorize_public))

    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", connected)


def refuse_private_reads(connection: sqlite3.Connection) -> None:
    """Make SQLite itself refuse any statement that reads a table not open to the public."""
    connection.set_authorizer(_authorize_public)


def _authorize_public(action: int, table: str | None, *rest: str | None) -> int:
    if action != sqlite3.SQLITE_READ or table in OPEN_TO_PUBLIC:
        return sqlite3.SQLITE_OK
    # The last is the view by which the statement came here.
    through = _THROUGH_VIEW.get(rest[-1] or "", ())
    return sqlite3.SQLITE_OK if table in through else sqlite3.SQLITE_DENY


def guard_function(dialect: str) -> list[str]:
    """What the guards of PostgreSQL call; SQLite needs none."""
    if dialect != "postgresql":
        return []
    return [
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    ]


def guard_statements(dialect: str, unchanging: Unchanging) -> list[str]:
    """SQL that makes the database refuse any change of what is written once."""
    statements = []
    for table, columns in unchanging:
        of = f" OF {', '.join(columns)}" if columns else ""
        for name, change in (
            (f"{table}_no_update", f"UPDATE{of}"),
            (f"{table}_no_delete", "DELETE"),
        ):
            head = f"CREATE TRIGGER {name} BEFORE {change} ON {table} FOR EACH ROW"
            if dialect == "sqlite":
                body = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            else:
                body = "EXECUTE FUNCTION refuse_change()"
            statements.append(f"{head} {body}")
    return statements


def explain_failure(error: BaseException, where: str) -> RegistryUnavailable | None:
    """The one clear line for a database that cannot serve, or None if the error is not of that kind."""
    original = error.orig if isinstance(error, DBAPIError) else error
    text = str(original).lower()
    for marks, code, line in _FAILURES:
        if any(mark in text for mark in marks):
            return RegistryUnavailable(line.format(where=where), code=code)
    if isinstance(original, sqlite3.OperationalError | sqlite3.DatabaseError) and not isinstance(
        original, sqlite3.IntegrityError | sqlite3.ProgrammingError
    ):
        return RegistryUnavailable(
            f"the registry at {where} cannot be used ({original}); "
            "check the folder and its permissions"
        )
    if isinstance(original, OSError):
        return RegistryUnavailable(
            f"the registry at {where} cannot be reached ({original.strerror or 'no connection'}); "
            "check that the database runs"
        )
    return None


_FAILURES: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (
        ("database is locked", "database table is locked", "lock timeout"),
        "busy",
        "another program is writing to the registry at {where}; wait for it to end and try again",
    ),
    (
        ("database or disk is full", "no space left", "disk full"),
        "disk_full",
        "the disk that holds the registry at {where} is full; nothing was written, "
        "free some space and run the command again",
    ),
    (
        # WAL needs a file beside the database: a folder that cannot be written cannot be opened.
        ("readonly database", "read-only", "unable to open database file"),
        "read_only",
        "the registry at {where} cannot be opened for writing; make the folder and its files writable",
    ),
    (
        ("not a database", "malformed", "disk image", "file is encrypted", "disk i/o error"),
        "registry_damaged",
        "the registry at {where} is damaged; put back the last backup of registry.sqlite",
    ),
)
