"""Alembic's environment: runs on the connection it is given, inside that connection's transaction."""

from __future__ import annotations

from alembic import context

from foodtrace.registry import alert_schema, private_schema  # noqa: F401  (their tables join the metadata)
from foodtrace.registry.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
