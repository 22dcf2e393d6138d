"""The migrations, run on an empty database, give exactly the schema that the program works with."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import foodtrace.registry
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from foodtrace.inspection import add_inspector
from foodtrace.issuing import Selection, issue
from foodtrace.registry import (
    DATABASE_FILE,
    Registry,
    access_schema,
    applications_schema,
    private_schema,
    results_schema,
    schema,
    work_schema,
)
from registry.board import ACTOR, NOW, STICKER, stocked_board
from registry.stores import OpenBoard
from sqlalchemy import Connection, create_engine, delete, inspect, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import StaticPool


def _scripts() -> ScriptDirectory:
    config = Config()
    folder = Path(foodtrace.registry.__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder))
    return ScriptDirectory.from_config(config)


def test_the_newest_migration_is_the_one_the_program_asks_for() -> None:
    assert _scripts().get_heads() == [schema.REVISION]


async def test_migrations_from_empty_give_the_metadata(open_board: OpenBoard) -> None:
    registry = await open_board()

    assert private_schema.private_particulars.metadata is schema.metadata
    assert access_schema.account.metadata is schema.metadata
    assert applications_schema.application.metadata is schema.metadata
    assert results_schema.result_entry.metadata is schema.metadata
    assert work_schema.job.metadata is schema.metadata

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, schema.metadata))

    async with registry.reading() as connection:
        assert await connection.run_sync(differences) == []


async def test_constraints_are_named_alike_in_the_database_and_the_metadata(
    open_board: OpenBoard,
) -> None:
    registry = await open_board()

    def names(connection: Connection) -> set[str | None]:
        found = inspect(connection)
        return {
            check["name"]
            for table in schema.metadata.tables
            for check in found.get_check_constraints(table)
        }

    async with registry.reading() as connection:
        present = await connection.run_sync(names)
    expected = {
        str(constraint.name)
        for table in schema.metadata.tables.values()
        for constraint in table.constraints
        if type(constraint).__name__ == "CheckConstraint"
    }
    assert present == expected
    assert len(expected) > 8


async def test_a_filled_registry_of_the_first_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    """Made by the first migration alone, filled by the program of today, then opened again."""
    folder = tmp_path / "R"
    async with await stocked_board(folder, 30) as registry:
        await issue(registry, Selection(all=True), sticker_seed=STICKER, now=NOW, actor=ACTOR)
        before = await _content(registry)
    _back_to_first_schema(folder / DATABASE_FILE)
    async with await Registry.open(folder) as registry:
        assert await _content(registry) == before
        made = await add_inspector(registry, "Team 1", random=bytes(32), actor=ACTOR, now=NOW)
        assert made[0] == "Team 1"
        with pytest.raises(IntegrityError, match="append-only"):
            async with registry.writing() as connection:
                await connection.execute(delete(schema.event))
    async with await Registry.open(folder) as registry, registry.reading() as connection:
        revision = text("SELECT version_num FROM alembic_version")
        assert (await connection.execute(revision)).scalar_one() == schema.REVISION


async def _content(registry: Registry) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table that the first schema had."""
    first = sqlite3.connect(":memory:")
    _make_first_schema(first)
    names = {name for kind, name, _ in _shape(first) if kind == "table"}
    first.close()
    async with registry.reading() as connection:
        return {
            name: [tuple(row) for row in await connection.execute(table.select())]
            for name, table in schema.metadata.tables.items()
            if name in names
        }


_SHAPE = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY 1, 2"


def _back_to_first_schema(path: Path) -> None:
    """Take away what later migrations made, of which nothing holds a row yet, and what they changed."""
    first = sqlite3.connect(":memory:")
    _make_first_schema(first)
    connection = sqlite3.connect(path)
    wanted, found = _shape(first), _shape(connection)
    for kind, name in sorted(
        {row[:2] for row in found} - {row[:2] for row in wanted}, reverse=True
    ):
        connection.execute(f"DROP {kind} IF EXISTS {name}")
    for kind, name, _ in wanted:
        if kind == "table":
            for column in _columns(connection, name) - _columns(first, name):
                connection.execute(f"ALTER TABLE {name} DROP COLUMN {column}")
    now = dict(row[1:] for row in _shape(connection))
    for kind, name, made_by in wanted:
        if kind == "index" and now[name] != made_by:
            connection.execute(f"DROP INDEX {name}")
            connection.execute(made_by)
    connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.commit()
    assert _shape(connection) == wanted, "this is the first schema, table by table"
    assert len(wanted) > 20
    connection.close()
    first.close()


def _shape(connection: sqlite3.Connection) -> list[tuple[str, str, str]]:
    rows = connection.execute(_SHAPE).fetchall()
    return [row for row in rows if "alembic" not in row[1] and row[1] != "sqlite_sequence"]


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    return {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}


def _make_first_schema(connection: sqlite3.Connection) -> None:
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    with engine.begin() as opened:
        config = Config()
        folder = Path(foodtrace.registry.__file__).parent / "migrations"
        config.set_main_option("script_location", str(folder))
        config.attributes["connection"] = opened
        command.upgrade(config, "0001")
