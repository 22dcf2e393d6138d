"""The registry: what an authority knows, kept so that it can be lost only with the disk."""

from foodtrace.registry.store import DATABASE_FILE, ROOTS_FILE, Authority, Registry

__all__ = ["DATABASE_FILE", "ROOTS_FILE", "Authority", "Registry"]
