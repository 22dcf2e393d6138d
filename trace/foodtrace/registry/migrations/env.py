"""Alembic's environment: runs on the connection it is given, inside that connection's transaction."""

from __future__ import annotations

from alembic import context

from foodtrace.registry import (  # their tables join the metadata
    alerts_schema,  # noqa: F401
    applications_schema,  # noqa: F401
    epcis_schema,  # noqa: F401
    incidents_schema,  # noqa: F401
    kitchen_schema,  # noqa: F401
    origins_schema,  # noqa: F401
    private_schema,  # noqa: F401
    retention_schema,  # noqa: F401
    supply_schema,  # noqa: F401
    work_schema,  # noqa: F401
)
from foodtrace.registry.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
