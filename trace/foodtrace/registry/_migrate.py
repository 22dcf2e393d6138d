"""Bringing a database to this program's schema, with Alembic and no ini file."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from foodtrace.errors import RegistryUnavailable

__all__ = ["bring_up_to_date", "schema_revision"]


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def schema_revision(connection: Connection) -> str | None:
    """The revision that the database says it has; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def bring_up_to_date(connection: Connection, where: str) -> None:
    """Run the missing migrations inside the caller's transaction; refuse a schema of the future."""
    config = _config(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    present = schema_revision(connection)
    if present is not None and present not in known:
        raise RegistryUnavailable(
            f"the registry at {where} has schema {present}, newer than this foodtrace knows; "
            "install the foodtrace that wrote it",
            code="newer_schema",
        )
    command.upgrade(config, "head")
