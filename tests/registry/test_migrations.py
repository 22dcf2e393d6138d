"""The migrations, run on an empty database, give exactly the schema that the program works with."""

from __future__ import annotations

from pathlib import Path

import foodtrace.registry
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from foodtrace.registry import private_schema, schema
from registry.stores import OpenBoard
from sqlalchemy import Connection, inspect


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
