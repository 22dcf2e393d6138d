"""Statements that every delivery runs: compiled once, and on SQLite given to the driver as they are.

SQLAlchemy takes about as long to hand over a small statement as SQLite takes to run it. Rare statements
go its own way, and on other databases these do too; what they do is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, Insert, Select, Table, Update, insert
from sqlalchemy.sql.selectable import CompoundSelect

__all__ = ["Prepared", "inserted"]

_Values = Mapping[str, Any]
_Convert = Callable[[Any], Any]


class Prepared:
    """A statement with its parameters by name. What it reads must be texts, numbers and bytes."""

    def __init__(
        self, statement: Select[Any] | CompoundSelect[Any] | Insert | Update, *columns: str
    ) -> None:
        """`columns` are those that an insert gives; every row must give each of them."""
        self._statement = statement
        self._columns = columns or None
        self._text = ""
        self._order: list[tuple[str, _Convert | None]] = []

    def all(self, connection: Connection, given: _Values) -> list[Any]:
        """The rows that it reads."""
        if not self._is_direct(connection):
            return list(connection.execute(self._statement, given))
        with closing(connection.connection.cursor()) as cursor:
            cursor.execute(self._text, self._ordered(given))
            return list(cursor.fetchall())

    def insert(self, connection: Connection, values: _Values) -> int:
        """Insert the row; gives its number."""
        if not self._is_direct(connection):
            key = connection.execute(self._statement, values).inserted_primary_key
            assert key is not None
            return int(key[0])
        with closing(connection.connection.cursor()) as cursor:
            cursor.execute(self._text, self._ordered(values))
            return int(cursor.lastrowid)

    def run(self, connection: Connection, rows: Sequence[_Values]) -> None:
        """The same with each of the rows; there is one at least."""
        if not self._is_direct(connection):
            connection.execute(self._statement, rows)
            return
        with closing(connection.connection.cursor()) as cursor:
            cursor.executemany(self._text, [self._ordered(row) for row in rows])

    def _ordered(self, given: _Values) -> list[Any]:
        return [
            given[name] if convert is None else convert(given[name])
            for name, convert in self._order
        ]

    def _is_direct(self, connection: Connection) -> bool:
        if connection.dialect.name != "sqlite":
            return False
        if not self._text:
            dialect = connection.dialect
            compiled: Any = self._statement.compile(dialect=dialect, column_keys=self._columns)
            self._order = [
                (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
                for name in compiled.positiontup
            ]
            self._text = str(compiled)
        return True


def inserted(table: Table, *without: str) -> Prepared:
    """The statement that inserts a row with every column but its number and those of these names."""
    names = [column.name for column in table.columns if column.name not in ("id", *without)]
    return Prepared(insert(table), *names)
